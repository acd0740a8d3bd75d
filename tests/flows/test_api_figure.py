"""Partners read how one figure was reached: its claims, what became of each, the sum, and how it moved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import hiding
from sitreps.actions.imports import import_log
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from tests import desk_logs, factories

pytestmark = pytest.mark.django_db

MEMBERS = [
    "v",
    "ref",
    "href",
    "page",
    "revision",
    "seq",
    "status",
    "published_at",
    "title",
    "place",
    "tz",
    "parent",
    "measure",
    "label",
    "figure",
    "agreement",
    "grade",
    "grade_text",
    "claims",
    "withheld",
    "roll_up",
    "steps",
    "history",
    "language",
]


def get(client: Client, ref: str, measure: str = "KILLED", query: str = "") -> Any:
    response = client.get(f"/api/v1/incidents/{ref}/figures/{measure}/{query}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def seed_day() -> None:
    """The demo's day, published."""
    chief = factories.user(Role.CHIEF_EDITOR, Role.EDITOR)
    import_log(
        content=desk_logs.FILE.read_bytes(),
        by=chief,
        now=datetime(2025, 6, 24, 16, 0, tzinfo=UTC),
        publish=True,
        at=datetime(2025, 6, 24, 14, 45, tzinfo=UTC),
    )


@pytest.fixture
def rising() -> Incident:
    """A toll that police raised hour by hour: 7, 9, 17, 19, 21."""
    made = factories.incident(title="Strike", place=factories.places()["Dnipro"])
    police = factories.origin()
    for hour, number in enumerate((7, 9, 17, 19, 21)):
        at = factories.MORNING + timedelta(hours=hour)
        factories.claim(made, value=number, quantifier="EXACT", origin=police, as_of_on=None, as_of_at=at)
        factories.published(made, now=factories.NOON + timedelta(hours=hour), note=f"The police said {number}.")
    return made


@pytest.mark.usefixtures("seed_day")
def test_the_seeds_cluster_is_told_claim_by_claim(client: Client) -> None:
    told = get(client, "UKR-2025-0001")

    assert list(told) == MEMBERS
    assert told["figure"] == client.get("/api/v1/incidents/UKR-2025-0001/").json()["figures"][0]
    assert told["href"] == told["figure"]["href"] == "/api/v1/incidents/UKR-2025-0001/figures/KILLED/"
    assert [(one["claim"]["id"], one["place"], one["outcome"]["rule"]) for one in told["claims"]] == [
        ("UKR-2025-0002/C03", "Dnipro", "B6"),
        ("UKR-2025-0003/C04", "Samar", "B6"),
        ("UKR-2025-0001/C01", "Dnipropetrovska oblast", "B6"),
    ]
    assert [one["claim"]["used"] for one in told["claims"]] == [True, True, False]
    assert told["withheld"] == 0
    assert told["roll_up"]["case"]["code"] == "WITHIN"
    assert told["roll_up"]["headline"] == {"text": "at least 11 (a media report)", "claims": ["UKR-2025-0001/C01"]}
    assert [(one["place"], one["text"]) for one in told["roll_up"]["breakdown"]["places"]] == [
        ("Dnipro", "11"),
        ("Samar", "2"),
    ]
    assert [flag["code"] for flag in told["figure"]["flags"]] == [
        "HEADLINE_BELOW_BREAKDOWN",
        "SCOPE_CONFUSION_SUSPECT",
    ]


@pytest.mark.usefixtures("seed_day")
def test_every_figure_that_the_record_names_can_be_followed(client: Client) -> None:
    rows = client.get("/api/v1/incidents/?limit=1000").json()["data"]
    hrefs = [figure["href"] for row in rows for figure in row["figures"]]
    assert len(hrefs) >= 2 * len(rows)
    for href in hrefs:
        told = client.get(href).json()
        assert {one["claim"]["id"] for one in told["claims"] if one["claim"]["used"]} == set(told["figure"]["basis"])


def test_the_history_of_a_rising_toll(client: Client, rising: Incident) -> None:
    told = get(client, rising.ref)
    assert [line["text"] for line in told["history"]] == ["21", "19", "17", "9", "7"]
    assert [line["change"]["note"] for line in told["history"]][:2] == ["The police said 21.", "The police said 19."]
    assert client.get(told["history"][1]["href"]).json()["figures"][0]["text"] == "19"


def test_at_a_past_moment_it_is_told_as_it_was_known(client: Client, rising: Incident) -> None:
    told = get(client, rising.ref, query="?as_known_at=2025-06-24T14:30:00Z")
    assert (told["figure"]["text"], told["revision"]) == ("17", 3)
    assert [line["text"] for line in told["history"]] == ["17", "9", "7"]
    assert [one["says"] for one in told["claims"]] == ["17", "7", "9"]


def test_a_place_published_later_does_not_enter_a_past_moment(client: Client) -> None:
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", title="Strikes", place=places["Dnipropetrovska oblast"])
    first = factories.incident(title="Dnipro", place=places["Dnipro"], parent=parent, state="IN_REVIEW")
    factories.claim(first, value=11, quantifier="EXACT")
    factories.published(parent)
    second = factories.incident(title="Samar", place=places["Samar"], parent=parent)
    factories.claim(second, value=2, quantifier="EXACT")
    factories.published(second, now=factories.NOON + timedelta(hours=1))

    now = get(client, parent.ref)
    before = get(client, parent.ref, query="?as_known_at=2025-06-24T12:30:00Z")

    assert [one["ref"] for one in now["roll_up"]["breakdown"]["places"]] == [first.ref, second.ref]
    assert [one["ref"] for one in before["roll_up"]["breakdown"]["places"]] == [first.ref]
    assert (now["figure"]["text"], before["figure"]["text"]) == ("at least 13", "at least 11")


def test_it_costs_three_statements_and_one_for_a_client_that_holds_it(
    client: Client, rising: Incident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/api/v1/incidents/{rising.ref}/figures/KILLED/"
    with django_assert_num_queries(2):
        response = client.get(address)
    assert response.headers["Cache-Control"] == "public, max-age=60"
    held = response.headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": held}).status_code == 304
    factories.published(rising, now=factories.NOON + timedelta(hours=9))
    assert client.get(address, headers={"if-none-match": held}).status_code == 200
    with django_assert_num_queries(3):
        client.get(f"{address}?as_known_at=2025-06-24T14:30:00Z")


def test_a_cluster_costs_one_statement_more_however_many_places_it_has(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for number in range(5):
        child = factories.incident(title=f"Place {number}", place=places["Dnipro"], parent=parent, state="IN_REVIEW")
        factories.claim(child, value=number + 1)
    factories.published(parent)
    with django_assert_num_queries(3):
        assert len(get(client, parent.ref)["roll_up"]["breakdown"]["places"]) == 5


def test_members_can_be_picked(client: Client, rising: Incident) -> None:
    assert list(get(client, rising.ref, query="?fields=measure,history")) == ["measure", "history"]


def test_what_has_no_figure_is_not_there(client: Client, rising: Incident) -> None:
    draft = factories.incident()
    factories.claim(draft)
    for path in (f"{rising.ref}/figures/MISSING", f"{rising.ref}/figures/killed", f"{draft.ref}/figures/KILLED"):
        answer = client.get(f"/api/v1/incidents/{path}/")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
    early = client.get(f"/api/v1/incidents/{rising.ref}/figures/KILLED/?as_known_at=2025-06-24T11:00:00Z")
    assert early.status_code == 404


def test_what_was_taken_down_is_gone_here_too(client: Client, rising: Incident) -> None:
    address = f"/api/v1/incidents/{rising.ref}/figures/KILLED/"
    held = client.get(address).headers["ETag"]
    note, by = "A reader may recognise somebody.", factories.user(Role.EDITOR)
    hiding.hide(incident=rising, note=note, by=by, now=factories.NOON + timedelta(hours=5))
    for query in ("", "?as_known_at=2025-06-24T14:30:00Z"):
        answer = client.get(address + query, headers={"if-none-match": held})
        assert answer.status_code == 410
        assert "21" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_known_at=2999-01-01T00:00:00Z", "as_known_at"),
        ("as_known_at=2025-06-24", "as_known_at"),
        ("fields=tier", "fields"),
        ("limit=3", "limit"),
    ],
)
def test_a_faulty_question_names_its_parameter(client: Client, rising: Incident, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/incidents/{rising.ref}/figures/KILLED/?{query}")
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_a_working_copy_never_shows(client: Client, rising: Incident) -> None:
    factories.claim(rising, value=99, wording="ninety-nine, says nobody")
    text = client.get(f"/api/v1/incidents/{rising.ref}/figures/KILLED/").content.decode()
    assert "ninety-nine" not in text
