"""Partners read the history of an incident: every revision, what it changed and why, and each one whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.documents import canonical
from sitreps.models.incidents import Incident
from sitreps.models.revisions import RevisionContent
from tests import factories

pytestmark = pytest.mark.django_db

MEMBERS = [
    "ref",
    "revision",
    "href",
    "seq",
    "published_at",
    "status",
    "change",
    "changed",
    "claims",
    "figures",
    "sha256",
]


@pytest.fixture
def strike() -> Incident:
    """A strike of which the police say at least 7 killed, an hour later at least 9."""
    made = factories.incident(title="Strike", place=factories.places()["Dnipro"])
    police = factories.origin()
    first = factories.claim(made, value=7, origin=police, as_of_at=factories.MORNING, as_of_on=None)
    factories.published(made)
    later = factories.MORNING + timedelta(hours=1)
    factories.claim(made, value=9, origin=police, as_of_at=later, as_of_on=None, supersedes=first)
    made.title = "Missile strike on Dnipro"
    made.save()
    factories.published(made, now=factories.NOON + timedelta(hours=1), note="The police raised their number.")
    return made


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def address(of: Incident, rest: str = "") -> str:
    return f"/api/v1/incidents/{of.ref}/revisions/{rest}"


def test_the_history_says_what_changed_why_and_what_was_said_before(client: Client, strike: Incident) -> None:
    answer = get(client, address(strike))

    second, first = answer["data"]
    assert list(second) == MEMBERS
    assert (second["revision"], first["revision"]) == (2, 1)
    assert second["href"] == address(strike, "2/")
    assert second["change"] == {"code": "EDITORIAL", "text": "edited", "note": "The police raised their number."}
    assert {"member": "title", "was": "Strike", "now": "Missile strike on Dnipro"} in second["changed"]
    assert {"member": "figures.KILLED", "was": "at least 7", "now": "at least 9"} in second["changed"]
    assert second["claims"] == {
        "added": [f"{strike.ref}/C02"],
        "removed": [],
        "changed": [f"{strike.ref}/C01"],
    }
    killed = second["figures"][0]
    assert (killed["text"], killed["previous"]["text"], killed["previous"]["revision"]) == (
        "at least 9",
        "at least 7",
        1,
    )
    assert killed["why_changed"] == "EDITORIAL"
    assert (first["change"]["code"], first["changed"], first["claims"]["added"]) == ("NEW", [], [f"{strike.ref}/C01"])
    assert answer["links"]["next"] is None


def test_a_revision_is_answered_as_it_was_stored_for_ever(client: Client, strike: Incident) -> None:
    for number in (1, 2):
        stored = RevisionContent.objects.get(revision__incident=strike, revision__number=number).payload
        response = client.get(address(strike, f"{number}/"))
        assert response.content.decode() == stored
        assert response.headers["Cache-Control"] == "public, max-age=300, must-revalidate"
        assert response.json()["sha256"] == canonical.frozen_digest(response.json())


def test_the_history_as_known_at_a_moment_ends_there(client: Client, strike: Incident) -> None:
    known = get(client, address(strike, "?as_known_at=2025-06-24T12:30:00Z"))
    assert [row["revision"] for row in known["data"]] == [1]
    assert known["meta"]["as_known_at"] == "2025-06-24T12:30:00Z"
    assert client.get(address(strike, "?as_known_at=2025-06-24T11:59:59Z")).status_code == 404


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_following_the_pages_meets_every_revision_once_with_its_own_differences(
    client: Client, strike: Incident, limit: int
) -> None:
    for hours in (2, 3, 4):
        Incident.objects.filter(pk=strike.pk).update(title=f"Title {hours}")
        strike.refresh_from_db()
        factories.published(strike, now=factories.NOON + timedelta(hours=hours))
    seen: list[Any] = []
    path = address(strike, f"?limit={limit}")
    while path:
        page = get(client, path)
        seen += page["data"]
        path = page["links"]["next"]
    assert [row["revision"] for row in seen] == [5, 4, 3, 2, 1]
    assert [[one["now"] for one in row["changed"] if one["member"] == "title"] for row in seen] == [
        ["Title 4"],
        ["Title 3"],
        ["Title 2"],
        ["Missile strike on Dnipro"],
        [],
    ]


def test_a_page_costs_two_statements_and_a_held_one_costs_one(
    client: Client, strike: Incident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        held = client.get(address(strike)).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address(strike), headers={"if-none-match": held}).status_code == 304
    with django_assert_num_queries(1):
        one = client.get(address(strike, "1/")).headers["ETag"]
    assert client.get(address(strike, "1/"), headers={"if-none-match": one}).status_code == 304
    factories.published(strike, now=factories.NOON + timedelta(hours=2))
    assert client.get(address(strike), headers={"if-none-match": held}).status_code == 200
    assert client.get(address(strike, "1/"), headers={"if-none-match": one}).status_code == 304


def test_members_can_be_picked(client: Client, strike: Incident) -> None:
    rows = get(client, address(strike, "?fields=revision,change"))["data"]
    assert [list(row) for row in rows] == [["revision", "change"]] * 2
    assert get(client, address(strike, "1/?fields=title,ref")) == {"ref": strike.ref, "title": "Strike"}


def test_what_was_never_published_is_not_there(client: Client, strike: Incident) -> None:
    draft = factories.incident()
    for path in (
        address(draft),
        address(draft, "1/"),
        address(strike, "3/"),
        address(strike, "0/"),
        address(strike, "01/"),
        "/api/v1/incidents/UKR-1999-0001/revisions/",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_known_at=2999-01-01T00:00:00Z", "as_known_at"),
        ("as_known_at=2025-06-24T12:00:00", "as_known_at"),
        ("cursor=forged", "cursor"),
        ("limit=0", "limit"),
        ("fields=inputs", "fields"),
        ("sort=seq", "sort"),
    ],
)
def test_a_faulty_question_names_its_parameter(client: Client, strike: Incident, query: str, field: str) -> None:
    answer = client.get(address(strike, f"?{query}"))
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_the_cursor_of_one_incident_opens_no_other(client: Client, strike: Incident) -> None:
    other = factories.published_incident()
    path = get(client, address(strike, "?limit=1"))["links"]["next"]
    assert client.get(path.replace(strike.ref, other.ref)).status_code == 400


def test_a_numbered_revision_has_no_other_time(client: Client, strike: Incident) -> None:
    answer = client.get(address(strike, "1/?as_known_at=2025-06-24T12:30:00Z"))
    assert answer.status_code == 400
