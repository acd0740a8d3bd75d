"""Partners list the incidents of the record."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.models.revisions import RevisionContent
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/v1/incidents/"


def get(client: Client, query: str = "", path: str = LIST) -> Any:
    response = client.get(f"{path}?{query}" if query else path)
    assert response.status_code == 200, response.content
    return response.json()


def refs(client: Client, query: str) -> list[str]:
    return [row["ref"] for row in get(client, query)["data"]]


def test_the_list_shows_what_was_published_as_it_was_stored(client: Client) -> None:
    one = factories.published_incident(title="Strike on Dnipro")
    factories.incident(title="Not yet published")

    response = client.get(LIST)

    stored = RevisionContent.objects.get(revision__incident=one).payload
    assert response.headers["Content-Type"] == "application/json"
    assert response.content.decode().startswith(f'{{"data":[{stored}],"links":')
    assert response.json()["links"] == {"self": LIST, "next": None}
    assert response.json()["meta"] == {
        "count": 1,
        "limit": 50,
        "as_known_at": None,
        "licence": "CC BY 4.0",
        "attribution": "Situation report desk",
    }


def test_an_empty_record_is_an_empty_list(client: Client) -> None:
    assert get(client)["data"] == []


@pytest.mark.parametrize("number", [1, 50, 200])
def test_a_page_costs_one_statement(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.published_copies(factories.published_incident(), number - 1)
    with django_assert_num_queries(1):
        assert get(client, "limit=1000&country=UKR&measure=KILLED&at_least=1")["meta"]["count"] == number
    with django_assert_num_queries(1):
        assert get(client, "as_known_at=2025-06-24T12:00:00Z&limit=1000")["meta"]["count"] == number
    with django_assert_num_queries(1):
        assert get(client, "country=ZZZ")["data"] == []


def test_the_newest_day_comes_first_and_ties_go_by_ref(client: Client) -> None:
    for ref, day in (("UKR-2025-9002", 24), ("UKR-2025-9001", 24), ("UKR-2025-9003", 25), ("UKR-2025-9004", 1)):
        factories.published_incident(ref=ref, occurred_on=date(2025, 6, day))
    assert refs(client, "") == ["UKR-2025-9003", "UKR-2025-9001", "UKR-2025-9002", "UKR-2025-9004"]
    assert refs(client, "sort=-occurred_on") == refs(client, "")


def test_the_list_can_be_sorted_by_publication(client: Client) -> None:
    for minute, day in enumerate((24, 1, 25)):
        moment = factories.NOON + timedelta(minutes=minute)
        factories.published_incident(ref=f"UKR-2025-900{minute}", occurred_on=date(2025, 6, day), now=moment)
    assert refs(client, "sort=-published_at") == ["UKR-2025-9002", "UKR-2025-9001", "UKR-2025-9000"]


def test_only_the_newest_revision_is_listed(client: Client) -> None:
    one = factories.published_incident(title="First words")
    one.title = "Better words"
    one.save()
    factories.published(one)
    assert [row["title"] for row in get(client)["data"]] == ["Better words"]


@pytest.fixture
def record(client: Client) -> dict[str, str]:
    """A cluster in Ukraine with two places, and an event in Russia a day later; refs by name."""
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"], ref="UKR-2025-9001")
    factories.claim(cluster, value=11)
    for ref, town, killed in (("UKR-2025-9002", "Dnipro", 11), ("UKR-2025-9003", "Samar", 2)):
        child = factories.incident(parent=cluster, place=places[town], ref=ref, state="IN_REVIEW")
        factories.claim(child, value=killed)
    factories.published(cluster)
    factories.published_incident(
        ref="RUS-2025-9004",
        place=factories.place(iso3166_1="RUS"),
        killed=None,
        occurred_on=date(2025, 6, 25),
        sub_event_type="AIR_DRONE_STRIKE",
        weapon="",
        now=factories.NOON + timedelta(hours=1),
    )
    return {"cluster": "UKR-2025-9001", "dnipro": "UKR-2025-9002", "samar": "UKR-2025-9003", "russia": "RUS-2025-9004"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("country=UKR", {"cluster", "dnipro", "samar"}),
        ("country=RUS", {"russia"}),
        ("adm1=UA12", {"cluster", "dnipro", "samar"}),
        ("adm1=UA-12", {"cluster", "dnipro", "samar"}),
        ("adm2=UA1202", {"dnipro", "samar"}),
        ("roots=1", {"cluster", "russia"}),
        ("roots=0", {"cluster", "dnipro", "samar", "russia"}),
        ("parent=UKR-2025-9001", {"dnipro", "samar"}),
        ("kind=CLUSTER", {"cluster"}),
        ("occurred_from=2025-06-25", {"russia"}),
        ("occurred_to=2025-06-25", {"cluster", "dnipro", "samar"}),
        ("occurred_from=2025-06-24&occurred_to=2025-06-25", {"cluster", "dnipro", "samar"}),
        ("occurred_from=2025-06-25T00:00:00Z", {"russia"}),
        ("published_from=2025-06-24T13:00:00Z", {"russia"}),
        ("published_to=2025-06-24T13:00:00Z", {"cluster", "dnipro", "samar"}),
        ("published_to=2025-06-24T16:00:00%2B03:00", {"cluster", "dnipro", "samar"}),
        ("published_from=2025-06-24&published_to=2025-06-25", {"cluster", "dnipro", "samar", "russia"}),
        ("event_type=EXPLOSIONS_REMOTE_VIOLENCE&roots=1", {"cluster", "russia"}),
        ("sub_event_type=AIR_DRONE_STRIKE", {"russia"}),
        ("weapon=MISSILE", {"cluster", "dnipro", "samar"}),
        ("grade=WEAK", {"dnipro", "samar"}),
        ("grade=UNGRADED", {"russia"}),
        ("measure=KILLED&at_least=11", {"cluster", "dnipro"}),
        ("measure=KILLED&at_least=13", {"cluster"}),
        ("measure=INJURED&at_least=0", set()),
        ("ref=UKR-2025-9002&ref=RUS-2025-9004", {"dnipro", "russia"}),
        ("ref=UKR-2025-9002,RUS-2025-9004,UKR-2025-7777", {"dnipro", "russia"}),
        ("country=UKR&roots=1&measure=KILLED&at_least=1", {"cluster"}),
        ("as_known_at=2025-06-24T12:59:59Z", {"cluster", "dnipro", "samar"}),
        ("as_known_at=2025-06-24T11:59:59Z", set()),
        ("as_known_at=2025-06-24T12:30:00Z&measure=KILLED&at_least=13", {"cluster"}),
        ("format=json&kind=CLUSTER", {"cluster"}),
    ],
)
def test_filters_choose_by_what_is_public(client: Client, record: dict[str, str], query: str, names: set[str]) -> None:
    assert set(refs(client, query)) == {record[name] for name in names}


def test_the_record_can_be_read_as_it_was_known(client: Client) -> None:
    one = factories.published_incident(title="First words")
    one.title = "Better words"
    one.save()
    factories.published(one, now=factories.NOON + timedelta(hours=2))

    answer = get(client, "as_known_at=2025-06-24T14:30:00%2B01:00")

    assert [(row["title"], row["revision"]) for row in answer["data"]] == [("First words", 1)]
    assert answer["meta"]["as_known_at"] == "2025-06-24T13:30:00Z"
    assert [row["revision"] for row in get(client, "as_known_at=2025-06-24T14:00:00Z")["data"]] == [2]


def test_fields_picks_members_in_the_documents_order(client: Client) -> None:
    factories.published_incident()
    whole = get(client)["data"][0]
    picked = get(client, "fields=figures,ref")["data"][0]
    assert list(picked) == ["ref", "figures"]
    assert picked == {name: whole[name] for name in picked}


def walk(client: Client, query: str) -> list[str]:
    """Every ref that following links.next shows, in order."""
    seen, path = [], f"{LIST}?{query}"
    while path:
        answer = get(client, path=path)
        seen += [row["ref"] for row in answer["data"]]
        path = answer["links"]["next"]
    return seen


@pytest.mark.parametrize("sort", ["-occurred_on", "-published_at"])
@pytest.mark.parametrize(
    "query", ["country=UKR", "measure=KILLED&at_least=1", "as_known_at=2025-06-25T18:00:00Z&q=strike", "count=1"]
)
def test_a_walk_sees_each_incident_once(client: Client, sort: str, query: str) -> None:
    for day in (24, 25):
        moment = datetime(2025, 6, day, 18, tzinfo=UTC)
        first = factories.published_incident(title="A strike", occurred_on=date(2025, 6, day), now=moment)
        factories.published_copies(first, 8)
    everything = refs(client, f"sort={sort}&limit=1000")
    assert len(everything) == 18
    for limit in (1, 4, 6, 17, 18):
        assert walk(client, f"sort={sort}&limit={limit}&{query}") == everything


def test_a_walk_is_not_disturbed_by_what_is_published_meanwhile(client: Client) -> None:
    first = factories.published_incident()
    factories.published_copies(first, 11)
    unchanged = set(refs(client, "limit=1000"))
    seen, path = [], f"{LIST}?limit=3"
    while path:
        answer = get(client, path=path)
        seen += [row["ref"] for row in answer["data"]]
        path = answer["links"]["next"]
        factories.published_copies(first, 2)
        factories.published_incident(occurred_on=date(2025, 6, 25))
    assert len(seen) == len(set(seen))
    assert unchanged <= set(seen)


def test_a_fixed_moment_gives_the_same_walk_for_ever(client: Client) -> None:
    factories.published_copies(factories.published_incident(), 6)
    before = walk(client, "limit=2&as_known_at=2025-06-24T12:00:00Z")
    factories.published_incident(now=factories.NOON + timedelta(minutes=1))
    assert walk(client, "limit=2&as_known_at=2025-06-24T12:00:00Z") == before


def test_the_size_of_the_page_may_change_on_the_way(client: Client) -> None:
    factories.published_copies(factories.published_incident(), 4)
    first = get(client, "limit=2")
    rest = get(client, path=first["links"]["next"].replace("limit=2", "limit=100"))
    assert [row["ref"] for row in first["data"] + rest["data"]] == refs(client, "limit=100")


def test_rows_are_json_of_one_form(client: Client) -> None:
    factories.published_incident(title="Удар по Дніпру")
    content = client.get(LIST).content.decode()
    assert "Удар по Дніпру" in content
    assert content == json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":"))
