"""What passes between the API, browsers and caches: validators, lifetimes, CORS, compression, HEAD and OPTIONS."""

import gc
import gzip
import weakref
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/v1/incidents/"


def headers_of(response: Any) -> dict[str, str]:
    """All but the content policy, whose directives come in any order."""
    return {name: value for name, value in response.headers.items() if name != "Content-Security-Policy"}


def etag(client: Client, address: str) -> str:
    return client.get(address).headers["ETag"]


@pytest.mark.parametrize("path", [LIST, f"{LIST}?country=UKR&limit=2", "/api/v1/incidents/{ref}/", "/api/v1/editions/"])
def test_a_client_that_holds_the_answer_gets_304_for_one_statement(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = path.format(ref=factories.published_incident().ref)
    held = etag(client, address)
    for sent in (held, f"W/{held}", f'"other", {held}'):
        with django_assert_num_queries(1):
            response = client.get(address, headers={"if-none-match": sent})
        assert response.status_code == 304
        assert response.content == b""
        assert response.headers["Content-Length"] == "0"
        assert response.headers["ETag"] == held
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_client_that_holds_an_older_answer_gets_the_new_one(client: Client) -> None:
    one = factories.published_incident()
    addresses = [LIST, f"{LIST}?country=ZZZ", f"{LIST}{one.ref}/"]
    held = [etag(client, address) for address in addresses]
    factories.published(one, now=factories.NOON + timedelta(hours=1))
    for address, old in zip(addresses, held, strict=True):
        response = client.get(address, headers={"if-none-match": old})
        assert response.status_code == 200
        assert response.headers["ETag"] != old


def test_a_publication_elsewhere_leaves_an_incidents_validator_alone(client: Client) -> None:
    address = f"{LIST}{factories.published_incident().ref}/"
    held = etag(client, address)
    factories.published_incident()
    assert etag(client, address) == held


def test_different_questions_have_different_validators(client: Client) -> None:
    factories.published_incident()
    queries = ("", "?country=UKR", "?country=RUS", "?limit=2", "?fields=ref", "?sort=-published_at")
    assert len({etag(client, f"{LIST}{query}") for query in queries}) == len(queries)


@pytest.mark.parametrize("sent", ["", "nonsense", '"unclosed', "W/", '"*"'])
def test_a_strange_validator_is_no_match(client: Client, sent: str) -> None:
    factories.published_incident()
    assert client.get(LIST, headers={"if-none-match": sent}).status_code == 200


def test_a_client_that_asks_for_what_it_holds_in_no_form_gets_304_of_what_is_there(client: Client) -> None:
    one = factories.published_incident()
    for address in (LIST, f"{LIST}{one.ref}/", f"{LIST}{one.ref}/revisions/", "/api/v1/editions/"):
        response = client.get(address, headers={"if-none-match": "*"})
        assert (response.status_code, response.content) == (304, b"")
    for address in (f"{LIST}UKR-2025-9999/", f"{LIST}UKR-2025-9999/revisions/", "/api/v1/editions/NO-SUCH/1/"):
        assert client.get(address, headers={"if-none-match": "*"}).status_code == 404


def test_anybody_may_keep_an_answer_for_a_minute(client: Client) -> None:
    headers = client.get(LIST).headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert {part.strip() for part in headers["Vary"].split(",")} <= {"Accept", "Accept-Encoding"}
    assert "Set-Cookie" not in headers


def test_a_session_changes_nothing(client: Client) -> None:
    factories.published_incident()
    anonymous = client.get(LIST)
    client.force_login(factories.user())
    known = client.get(LIST)
    assert known.content == anonymous.content
    assert headers_of(known) == headers_of(anonymous)


def test_scripts_of_any_site_may_read(client: Client) -> None:
    headers = client.get(LIST, headers={"origin": "https://partner.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_browser_may_ask_beforehand(client: Client) -> None:
    response = client.options(
        LIST, headers={"origin": "https://partner.example", "access-control-request-method": "GET"}
    )
    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["Content-Length"] == "0"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]


def test_head_is_get_without_its_body(client: Client) -> None:
    factories.published_incident()
    whole, head = client.get(LIST), client.head(LIST)
    assert head.content == b""
    assert headers_of(head) == headers_of(whole)
    assert int(head.headers["Content-Length"]) == len(whole.content)


def test_an_answer_is_compressed_for_those_who_can_read_it(client: Client) -> None:
    factories.published_incident()
    plain = client.get(LIST)
    packed = client.get(LIST, headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content)
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    again = client.get(LIST, headers={"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "coding"),
    [
        ("gzip;q=0", None),
        ("identity", None),
        ("*;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0.5", "gzip"),
        ("gzip, *;q=0", "gzip"),
    ],
)
def test_who_refuses_gzip_gets_the_plain_text(client: Client, asked: str, coding: str | None) -> None:
    factories.published_incident()
    response = client.get(LIST, headers={"accept-encoding": asked})
    assert response.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in response.headers["Vary"]
    body = gzip.decompress(response.content) if coding else response.content
    assert body == client.get(LIST).content


def test_nothing_is_ever_shown_as_a_page(client: Client) -> None:
    for address in (LIST, "/api/v1/", "/api/nonsense/"):
        headers = client.get(address).headers
        assert set(headers["Content-Security-Policy"].split("; ")) == {
            "sandbox",
            "default-src 'none'",
            "frame-ancestors 'none'",
        }
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_root_says_what_there_is(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/api/v1/").json()
    assert list(answer) == ["v", "resources", "licence", "attribution"]
    assert (answer["v"], answer["licence"], answer["attribution"]) == (1, "CC BY 4.0", "Situation report desk")
    assert {"incidents", "editions", "changes"} <= set(answer["resources"])
    for address in answer["resources"].values():
        assert client.get(address).status_code == 200


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Only what nobody refers to is let go."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("path", [LIST, f"{LIST}?limit=0", "/api/v1/incidents/{ref}/", "/api/v1/incidents/UKR-1/"])
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_an_answer_that_was_sent_does_not_wait_for_the_collector(path: str, accepted: str) -> None:
    address = path.format(ref=factories.published_incident().ref)
    request = RequestFactory().get(address, headers={"accept-encoding": accepted})
    view, args, kwargs = resolve(request.path)
    answer = view(request, *args, **kwargs).render()
    assert answer.content
    sent = weakref.ref(answer)
    del answer, request
    assert sent() is None
