"""Partners follow the record: every event once, in one order, resumable by number."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.models.revisions import RevisionContent
from tests import factories

pytestmark = pytest.mark.django_db

STREAM = "/api/v1/changes/"
MEMBERS = ["seq", "at", "event", "object", "ref", "revision", "href", "why", "payload"]


def get(client: Client, query: str = "", path: str = STREAM) -> Any:
    response = client.get(f"{path}?{query}" if query else path)
    assert response.status_code == 200, response.content
    return response.json()


def test_an_event_says_what_happened_to_what_and_why(client: Client) -> None:
    one = factories.published_incident()
    factories.published(one, now=factories.NOON + timedelta(hours=1), note="The police gave a newer figure.")

    answer = get(client)

    first, second = answer["data"]
    assert list(first) == MEMBERS
    assert first == {
        "seq": 1,
        "at": "2025-06-24T12:00:00Z",
        "event": "incident.published",
        "object": "incident",
        "ref": one.ref,
        "revision": 1,
        "href": f"/api/v1/incidents/{one.ref}/",
        "why": {"code": "NEW", "text": ""},
        "payload": None,
    }
    assert (second["event"], second["revision"]) == ("incident.revised", 2)
    assert second["why"] == {"code": "EDITORIAL", "text": "The police gave a newer figure."}
    assert answer["links"] == {"self": STREAM, "next": None}
    assert list(answer["meta"]) == ["count", "limit", "as_known_at", "licence", "attribution", "head"]
    assert answer["meta"]["head"] == 2


def test_an_empty_record_has_an_empty_stream(client: Client) -> None:
    answer = get(client, "since=0")
    assert (answer["data"], answer["meta"]["head"]) == ([], 0)


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 1000])
def test_following_the_numbers_meets_every_event_once(client: Client, limit: int) -> None:
    factories.published_copies(factories.published_incident(), 6)
    seen, path = [], f"{STREAM}?limit={limit}"
    while path:
        page = get(client, path=path)
        seen += [event["seq"] for event in page["data"]]
        path = page["links"]["next"]
        assert page["meta"]["head"] == 7
    assert seen == list(range(1, 8))


def test_a_client_that_is_told_nothing_new_asks_again_from_where_it_is(client: Client) -> None:
    one = factories.published_incident()
    head = get(client)["meta"]["head"]
    assert get(client, f"since={head}")["data"] == []
    factories.published(one, now=factories.NOON + timedelta(hours=1))
    assert [event["seq"] for event in get(client, f"since={head}")["data"]] == [head + 1]


def test_a_page_costs_one_statement(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.published_copies(factories.published_incident(), 120)
    for query in ("", "since=0&limit=1000", "since=121", "since=60&limit=3"):
        with django_assert_num_queries(1):
            get(client, query)


def test_a_client_that_holds_the_page_gets_304_until_something_happens(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = factories.published_incident()
    for address in (f"{STREAM}?since=0", f"{STREAM}?include=payload"):
        held = client.get(address).headers["ETag"]
        with django_assert_num_queries(1):
            assert client.get(address, headers={"if-none-match": held}).status_code == 304
        factories.published(one, now=factories.NOON + timedelta(hours=1))
        assert client.get(address, headers={"if-none-match": held}).status_code == 200


def test_payloads_are_what_was_published_by_each_event(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = factories.published_incident(title="First words", place=factories.places()["Dnipro"])
    one.title = "Better words"
    one.save()
    factories.published(one, now=factories.NOON + timedelta(hours=1))
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))

    with django_assert_num_queries(5):
        answer = get(client, "include=payload")

    first, second, edition = answer["data"]
    assert [first["payload"]["title"], second["payload"]["title"]] == ["First words", "Better words"]
    stored = RevisionContent.objects.get(revision__seq=2).payload
    assert stored in client.get(f"{STREAM}?include=payload").content.decode()
    assert (edition["event"], edition["object"], edition["ref"]) == ("edition.issued", "edition", "UKR-DAILY/1")
    assert edition["href"] == "/api/v1/editions/UKR-DAILY/1/"
    assert edition["payload"] == get(client, path="/api/v1/editions/")["data"][0]
    assert edition["payload"]["sha256"] == issue.sha256
    assert client.get(edition["href"]).status_code == 200
