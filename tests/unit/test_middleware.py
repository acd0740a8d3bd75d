"""The headers every answer carries (reliability.md 16), and how Accept-Encoding is read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from sitreps.middleware import PERMISSIONS_POLICY, AcceptedEncodings, ContentPolicy, SecurityHeaders, accepted

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


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("gzip;q=0.5", "gzip"),
        ("gzip; q=1.0, *;q=0", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("br;q=1, gzip;q=0.8, identity;q=0.1", "br, gzip, identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip, identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0.000", ""),
        ("*;q=0", ""),
        ("gzip;q=0, *", "*"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0.2, *;q=0.5", "*"),
        ("gzip;q=nan", ""),
        ("gzip;q=2", ""),
        ("gzip;q=", ""),
        ("gzip;level=9", "gzip"),
        (";q=0", ""),
    ],
)
def test_what_stays_of_accept_encoding_is_what_the_reader_prefers_to_the_plain_text(asked: str, left: str) -> None:
    assert accepted(asked) == left


@pytest.mark.parametrize("asked", ["", "gzip", "identity", "*", "gzip, deflate, br, zstd"])
def test_accept_encoding_without_weights_stays_as_it_is(asked: str) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": asked})
    AcceptedEncodings(page)(request)
    assert request.META["HTTP_ACCEPT_ENCODING"] == asked


def test_who_says_nothing_of_encodings_is_read_so() -> None:
    request = RequestFactory().get("/")
    AcceptedEncodings(page)(request)
    assert "HTTP_ACCEPT_ENCODING" not in request.META


@pytest.mark.parametrize(("asked", "coding"), [("gzip", "gzip"), ("gzip;q=0.5", "gzip"), ("gzip;q=0", None)])
def test_static_files_come_in_gzip_only_to_those_who_read_it(
    settings: Settings, tmp_path: Path, asked: str, coding: str | None
) -> None:
    (tmp_path / "a.css").write_bytes(b"body {}")
    (tmp_path / "a.css.gz").write_bytes(b"z")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = tmp_path, False, False
    response = Client().get("/static/a.css", headers={"accept-encoding": asked})
    assert (response.status_code, response.headers.get("Content-Encoding")) == (200, coding)
    assert response.getvalue() == (b"z" if coding else b"body {}")  # read to its end, the client closes it
