"""The headers every answer carries (reliability.md 16)."""

from collections.abc import Callable

import pytest
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from sitreps.middleware import PERMISSIONS_POLICY, ContentPolicy, SecurityHeaders

SITE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
API = "default-src 'none'; frame-ancestors 'none'; sandbox"


def page(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


def policy_at(path: str, view: Callable[[HttpRequest], HttpResponseBase] = page) -> set[str]:
    """The directives of an answer, whose order has no meaning."""
    response = ContentPolicy(view)(RequestFactory().get(path))
    assert isinstance(response, HttpResponse)
    return set(response["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", ["/", "/admin/", "/editions/UKR-DAILY/1/", "/apiary/"])
def test_pages_may_load_from_this_site_only(path: str) -> None:
    assert policy_at(path) == set(SITE.split("; "))


@pytest.mark.parametrize("path", ["/api/", "/api/v1/incidents/", "/api/v1/no/such/thing"])
def test_answers_of_the_api_may_do_nothing(path: str) -> None:
    assert policy_at(path) == set(API.split("; "))


def test_a_view_may_carry_a_policy_of_its_own() -> None:
    documentation = csp(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])(page)

    assert policy_at("/api/v1/docs/", documentation) == set(SITE.split("; "))


def test_features_are_switched_off_and_other_sites_shut_out() -> None:
    response = SecurityHeaders(page)(RequestFactory().get("/"))

    assert response["Permissions-Policy"] == PERMISSIONS_POLICY
    assert "camera=()" in PERMISSIONS_POLICY
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_view_may_let_other_sites_in() -> None:
    def shared(_: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    response = SecurityHeaders(shared)(RequestFactory().get("/"))

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
