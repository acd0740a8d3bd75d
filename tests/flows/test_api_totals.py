"""Partners read totals over the record, grouped as they need them (reconciliation.md B7)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.test_api_refusals import errors

pytestmark = pytest.mark.django_db

TOTALS = "/api/v1/figures/"


def get(client: Client, query: str = "", path: str = TOTALS) -> Any:
    response = client.get(f"{path}?{query}" if query else path)
    assert response.status_code == 200, response.content
    return response.json()


def rows(client: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(client, query)["data"]
    return found


def texts(client: Client, query: str) -> dict[tuple[str | None, ...], str]:
    """The words of each row by its group's values."""
    return {tuple(row["group"].values()): row["text"] for row in rows(client, query)}


def event(killed: int, *, parent: Incident | None = None, quantifier: str = "EXACT", **fields: Any) -> Incident:
    """An event in review, with one claim."""
    made = factories.incident(parent=parent, state="IN_REVIEW", **fields)
    factories.claim(made, quantifier=quantifier, value=killed)
    return made


def stated_combatants(of: Incident, value: int, **fields: Any) -> Incident:
    """Some of those killed are stated to be combatants."""
    status = {"kind": "SUBSET", "population_status": "COMBATANT"}
    factories.claim(of, **{"quantifier": "EXACT", "value": value, **status, **fields})
    return of


def together(of: Incident, value: int = 20) -> Incident:
    """People killed or injured, in one number."""
    factories.claim(of, measure="CASUALTIES", quantifier="EXACT", value=value)
    return of


@pytest.fixture
def places() -> dict[str, Any]:
    """Ukraine with an oblast of two towns; a Russian region with one; the border area that is in neither."""
    found: dict[str, Any] = factories.places()
    russia = factories.place(level="COUNTRY", name="Russia", iso3166_1="RUS")
    region = factories.place(level="ADM1", name="Belgorod region", parent=russia, iso3166_2="RU-BEL")
    found["Shebekino"] = factories.place(name="Shebekino", parent=region)
    found["border"] = factories.place(level="AREA", name="the border area")
    return found


@pytest.fixture
def record(places: dict[str, Any]) -> dict[str, Incident]:
    """An oblast's cluster (13 in two towns, perhaps more), 4 alone in Dnipro, and a cluster across the border.

    That one says 10 killed; 5 are placed in Dnipro and 3 in Shebekino.
    """
    oblast = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for town, killed in (("Dnipro", 11), ("Samar", 2)):
        event(killed, parent=oblast, place=places[town])
    factories.published(oblast)
    alone = event(4, place=places["Dnipro"], occurred_on=date(2025, 6, 16), weapon="")
    factories.published(alone)
    across = factories.incident(kind="CLUSTER", place=places["border"])
    factories.claim(across, quantifier="EXACT", value=10)
    for town, killed in (("Dnipro", 5), ("Shebekino", 3)):
        event(killed, parent=across, place=places[town])
    factories.published(across)
    return {"oblast": oblast, "alone": alone, "across": across}


def test_a_total_has_its_bounds_its_words_and_its_coverage(client: Client, record: dict[str, Incident]) -> None:
    answer = get(client, "measure=KILLED")
    assert answer["data"] == [
        {
            "group": {},
            "measure": "KILLED",
            "best": 27,
            "printed": 27,
            "printed_upper": None,
            "quantifier": "AT_LEAST",
            "text": "at least 27",
            "lower": 27,
            "low": 25,
            "high": None,
            "highest_stated": 27,
            "open": True,
            "vague_parts": [],
            "incidents": 3,
            "incidents_with_figure": 3,
            "not_allocated": 0,
            "combatants": None,
            "casualties_only": [],
        }
    ]
    assert answer["links"] == {"self": f"{TOTALS}?measure=KILLED", "next": None}
    assert answer["meta"]["count"] == 1


def test_an_empty_record_has_no_figure(client: Client) -> None:
    assert [(row["measure"], row["text"], row["incidents"]) for row in rows(client)] == [
        ("KILLED", "no figure", 0),
        ("INJURED", "no figure", 0),
    ]
    assert rows(client, "group_by=country") == []
    assert rows(client, "group_by=facility") == []


def test_an_incident_without_a_figure_opens_the_total(client: Client) -> None:
    factories.published(event(7))
    assert rows(client, "measure=KILLED")[0]["text"] == "7"
    factories.published_incident(killed=None)
    row = rows(client, "measure=KILLED")[0]
    assert (row["text"], row["open"], row["incidents_with_figure"], row["incidents"]) == ("at least 7", True, 1, 2)


def test_a_country_takes_the_highest_incidents_wholly_inside(client: Client, record: dict[str, Incident]) -> None:
    found = {row["group"]["country"]: row for row in rows(client, "measure=KILLED&group_by=country")}
    assert list(found) == ["RUS", "UKR", "not_allocated"]
    assert {name: row["text"] for name, row in found.items()} == {
        "RUS": "at least 3",
        "UKR": "at least 22",
        "not_allocated": "at least 2",
    }
    assert {name: row["not_allocated"] for name, row in found.items()} == {"RUS": 2, "UKR": 2, "not_allocated": 0}
    assert {name: row["incidents"] for name, row in found.items()} == {"RUS": 1, "UKR": 3, "not_allocated": 1}


def test_combatants_are_shown_apart_in_the_same_row(client: Client, places: dict[str, Any]) -> None:
    factories.published(stated_combatants(event(7, place=places["Dnipro"]), 1))
    factories.published(stated_combatants(event(4, place=places["Samar"]), 2, quantifier="AT_LEAST"))
    factories.published(event(3, place=places["Shebekino"]))
    row = rows(client, "measure=KILLED")[0]
    assert (row["text"], row["combatants"]) == (
        "14",
        {
            "quantifier": "AT_LEAST",
            "printed": 3,
            "lower": 3,
            "upper": 5,
            "text": "of whom at least 3 stated to be combatants",
            "printed_upper": None,
            "vague_parts": [],
        },
    )
    by_country = {row["group"]["country"]: row["combatants"] for row in rows(client, "measure=KILLED&group_by=country")}
    assert (by_country["UKR"], by_country["RUS"]) == (row["combatants"], None)
    assert rows(client, "measure=KILLED&country=RUS")[0]["combatants"] is None
    assert [row["combatants"] for row in rows(client, "measure=INJURED")] == [None]


def test_what_is_not_split_into_killed_and_injured_is_named(client: Client, places: dict[str, Any]) -> None:
    factories.published(event(7, place=places["Dnipro"]))
    both = factories.published_incident(killed=None, place=places["Shebekino"])
    assert rows(client, "measure=KILLED")[0]["casualties_only"] == []
    factories.published(together(both), now=factories.NOON + timedelta(hours=1))
    split = together(event(2, place=places["Samar"]))
    factories.published(split)
    named = {row["measure"]: row["casualties_only"] for row in rows(client)}
    assert named == {"KILLED": [both.ref], "INJURED": [both.ref], "CASUALTIES": []}
    by_country = {row["group"]["country"]: row for row in rows(client, "measure=KILLED&group_by=country")}
    assert {country: row["casualties_only"] for country, row in by_country.items()} == {"RUS": [both.ref], "UKR": []}
    assert rows(client, "measure=KILLED&as_known_at=2025-06-24T12:30:00Z")[0]["casualties_only"] == []


@pytest.mark.parametrize("group_by", ["", "country", "adm1", "day", "week", "month", "weapon", "event_type"])
def test_each_breakdown_tells_of_combatants_and_of_what_is_not_split(
    client: Client, places: dict[str, Any], group_by: str
) -> None:
    factories.published(together(stated_combatants(event(7, place=places["Dnipro"]), 1)))
    both = together(factories.incident(place=places["Dnipro"]))
    factories.published(both)
    (row,) = rows(client, f"measure=KILLED&group_by={group_by}" if group_by else "measure=KILLED")
    assert (row["combatants"]["text"], row["casualties_only"]) == ("of whom 1 stated to be a combatant", [both.ref])


def test_who_is_left_over_of_a_cluster_is_in_no_country_and_no_combatant(
    client: Client, record: dict[str, Incident]
) -> None:
    across = record["across"]
    stated_combatants(across, 6)
    factories.published(across, now=factories.NOON + timedelta(hours=1))
    found = {row["group"]["country"]: row for row in rows(client, "measure=KILLED&group_by=country")}
    assert [row["combatants"] for row in found.values()] == [None, None, None]
    assert found["not_allocated"]["text"] == "at least 2"
    assert rows(client, "measure=KILLED")[0]["combatants"]["text"] == "of whom 6 stated to be combatants"


@pytest.mark.parametrize(
    ("query", "text", "not_allocated"),
    [
        ("country=UKR", "at least 22", 2),
        ("country=RUS", "at least 3", 2),
        ("country=MDA", "no figure", 0),
        ("adm1=UA12", "at least 22", 2),
        ("adm1=UA-12", "at least 22", 2),
        ("adm1=RU-BEL", "at least 3", 2),
        ("adm2=UA1202", "at least 22", 5),
    ],
)
def test_an_area_is_asked_for_as_it_is_grouped(
    client: Client, record: dict[str, Incident], query: str, text: str, not_allocated: int
) -> None:
    row = rows(client, f"measure=KILLED&{query}")[0]
    assert (row["text"], row["not_allocated"]) == (text, not_allocated)


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("adm1", {("RU-BEL",): "at least 3", ("UA12",): "at least 22", ("not_allocated",): "at least 2"}),
        ("adm2", {("UA1202",): "at least 22", ("not_allocated",): "at least 5"}),
        ("day", {("2025-06-16",): "4", ("2025-06-24",): "at least 23"}),
        ("week", {("2025-06-16",): "4", ("2025-06-23",): "at least 23"}),
        ("month", {("2025-06-01",): "at least 27"}),
        ("event_type", {("EXPLOSIONS_REMOTE_VIOLENCE",): "at least 27"}),
        ("sub_event_type", {("SHELLING_ARTILLERY_MISSILE",): "at least 27"}),
        ("weapon", {("MISSILE",): "at least 23", (None,): "4"}),
        (
            "day,country",
            {
                ("2025-06-16", "UKR"): "4",
                ("2025-06-24", "RUS"): "at least 3",
                ("2025-06-24", "UKR"): "at least 18",
                ("2025-06-24", "not_allocated"): "at least 2",
            },
        ),
        (
            "country&group_by=weapon",
            {
                ("RUS", "MISSILE"): "at least 3",
                ("UKR", "MISSILE"): "at least 18",
                ("UKR", None): "4",
                ("not_allocated", "MISSILE"): "at least 2",
            },
        ),
    ],
)
def test_totals_can_be_broken_down(
    client: Client, record: dict[str, Incident], group_by: str, expected: dict[tuple[str | None, ...], str]
) -> None:
    found = texts(client, f"measure=KILLED&group_by={group_by}")
    assert found == expected
    assert list(found) == list(expected)


def test_what_is_dated_more_coarsely_is_undated(client: Client) -> None:
    for precision, killed in (("DAY", 1), ("WEEK", 2), ("MONTH", 4), ("UNKNOWN", 8)):
        factories.published(event(killed, date_precision=precision))
    assert texts(client, "measure=KILLED&group_by=day") == {("2025-06-24",): "1", ("undated",): "14"}
    assert texts(client, "measure=KILLED&group_by=week") == {("2025-06-23",): "3", ("undated",): "12"}
    assert texts(client, "measure=KILLED&group_by=month") == {("2025-06-01",): "7", ("undated",): "8"}


def test_a_state_is_never_summed_over_time(client: Client) -> None:
    one = event(1)
    factories.claim(one, measure="MISSING", quantifier="EXACT", value=5, count_basis="STOCK")
    factories.published(one)
    assert [row["measure"] for row in rows(client)] == ["KILLED", "INJURED", "MISSING"]
    assert [row["measure"] for row in rows(client, "group_by=day")] == ["KILLED", "INJURED"]
    assert "never summed over time" in errors(client, "measure=MISSING&group_by=country,week", TOTALS)["measure"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("occurred_from=2025-06-24", "at least 23"),
        ("occurred_to=2025-06-24", "4"),
        ("weapon=MISSILE&country=UKR", "at least 18"),
        ("event_type=BATTLES", "no figure"),
        ("kind=EVENT", "4"),
        ("kind=CLUSTER", "at least 23"),
        ("at_least=11", "at least 13"),
        ("ref={alone}&ref={across}", "14"),
        ("ref={oblast},{alone}", "at least 17"),
        ("parent={across}", "8"),
        ("parent={across}&country=UKR", "5"),
        ("roots=1", "at least 27"),
        ("published_from=2025-06-25", "no figure"),
    ],
)
def test_totals_take_the_filters_of_incidents(
    client: Client, record: dict[str, Incident], query: str, text: str
) -> None:
    asked = query.format(**{name: one.ref for name, one in record.items()})
    assert rows(client, f"measure=KILLED&{asked}")[0]["text"] == text


def test_a_place_asked_for_with_its_cluster_is_counted_once(client: Client, record: dict[str, Incident]) -> None:
    child = Incident.objects.filter(parent=record["across"]).earliest("ref")
    asked = f"measure=KILLED&ref={child.ref},{record['across'].ref}"
    assert rows(client, asked)[0]["text"] == "10"
    assert rows(client, f"measure=KILLED&ref={child.ref}")[0]["text"] == "5"


def test_totals_can_be_read_as_they_were_known(client: Client) -> None:
    one = event(7)
    factories.published(one)
    one.claims.update(value=9)
    factories.published(one, now=factories.NOON + timedelta(hours=2))
    before, after = ("2025-06-24T13:00:00Z", "2025-06-24T14:00:00Z")
    for group_by in ("", "&group_by=country", "&group_by=day,adm1"):
        for moment, text in ((before, "7"), (after, "9")):
            answer = get(client, f"measure=KILLED&as_known_at={moment}{group_by}")
            assert [row["text"] for row in answer["data"]] == [text]
            assert answer["meta"]["as_known_at"] == moment
    assert rows(client, "measure=KILLED&as_known_at=2025-06-24T11:00:00Z")[0]["text"] == "no figure"


def test_a_word_adds_no_digits_to_a_total(client: Client) -> None:
    factories.published(event(7))
    for _ in range(2):
        one = factories.incident()
        factories.claim(one, quantifier="VAGUE", value=None, vague_word="dozens")
        factories.published(one)
    row = rows(client, "measure=KILLED")[0]
    assert (row["printed"], row["lower"], row["vague_parts"]) == (7, 31, ["dozens", "dozens"])
    assert row["text"] == "at least 7, and “dozens” in 2 places"


def test_several_measures_are_asked_for_as_one_likes(client: Client, record: dict[str, Incident]) -> None:
    for asked in ("measure=INJURED,KILLED", "measure=KILLED&measure=INJURED"):
        assert [row["measure"] for row in rows(client, asked)] == ["KILLED", "INJURED"]
    assert [row["text"] for row in rows(client, "measure=DISPLACED")] == ["no figure"]


def test_fields_picks_members_of_a_row(client: Client, record: dict[str, Incident]) -> None:
    assert rows(client, "measure=KILLED&fields=text,group") == [{"group": {}, "text": "at least 27"}]


@pytest.mark.parametrize("group_by", ["", "country", "country,week,weapon", "facility", "adm1,facility"])
def test_totals_cost_one_statement(
    client: Client, group_by: str, places: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = event(3, place=places["Dnipro"])
    factories.facility(one)
    factories.published(one)
    queries = [f"group_by={group_by}" if group_by else "", "country=UKR", "as_known_at=2025-06-24T12:00:00Z"]
    for number in (0, 30):
        factories.published_copies(one, number)
        with django_assert_num_queries(1):
            assert rows(client, "&".join(filter(None, queries)))[0]["incidents"] == number + 1
    held = client.get(f"{TOTALS}?{queries[0]}").headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(f"{TOTALS}?{queries[0]}", headers={"if-none-match": held}).status_code == 304
    factories.published_incident()
    assert client.get(f"{TOTALS}?{queries[0]}", headers={"if-none-match": held}).status_code == 200


@pytest.mark.parametrize("group_by", ["day,weapon,country", "country,facility"])
def test_a_walk_sees_each_row_once(client: Client, group_by: str, places: dict[str, Any]) -> None:
    for day in range(1, 6):
        for town, weapon in (("Dnipro", "MISSILE"), ("Shebekino", "")):
            one = event(day, place=places[town], occurred_on=date(2025, 6, day), weapon=weapon)
            factories.facility(one, category="EDU.SCHOOL" if weapon else "WAT")
            factories.published(one)
    everything = get(client, f"group_by={group_by}&limit=1000")["data"]
    assert len(everything) > 2
    seen, path = [], f"{TOTALS}?group_by={group_by}&limit=3"
    while path:
        answer = get(client, path=path)
        seen += answer["data"]
        path = answer["links"]["next"]
    assert seen == everything


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("group_by=land", "group_by", "The nearest known one is"),
        ("group_by=", "group_by", "Empty"),
        ("group_by=day,", "group_by", "unknown"),
        ("measure=DEAD", "measure", "The nearest known one"),
        ("measure=KILLED&group_by=facility", "measure", "not people"),
        ("at_least=3", "at_least", "with one measure"),
        ("at_least=3&measure=KILLED,INJURED", "at_least", "with one measure"),
        ("sort=-occurred_on", "sort", "no such parameter"),
        ("as_known_at=9999-12-31T23:59:59Z", "as_known_at", "in the future"),
        ("as_known_at=2025-06-24T13:00:00", "as_known_at", "zone is missing"),
        ("country=%00", "country", "control character"),
        ("roots=1&parent=UKR-2025-0001", "roots", "A root has no parent"),
        ("cursor=WyIyMDI1LTA2LTI0IiwiVUtSLTIwMjUtMDAwMSJd.AAAA", "cursor", "Does not belong to this query"),
        ("fields=sum", "fields", "unknown"),
        ("limit=1001", "limit", "from 1 to 1,000"),
        ("format=xml", "format", "'json'"),
    ],
)
def test_questions_that_make_no_sense_are_refused(client: Client, query: str, field: str, says: str) -> None:
    found = errors(client, query, TOTALS)
    assert list(found) == [field]
    assert says in found[field]


def test_a_cursor_of_another_question_is_refused(client: Client, record: dict[str, Incident]) -> None:
    following = get(client, "group_by=country&limit=1")["links"]["next"].partition("?")[2]
    for changed in ("group_by=weapon", "group_by=country&country=UKR", "group_by=country&measure=KILLED"):
        assert "cursor" in errors(client, following.replace("group_by=country", changed), TOTALS)


@pytest.mark.parametrize("group_by", ["day,weapon", "day,facility"])
def test_a_question_with_too_many_answers_is_refused(
    client: Client, group_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 4):
        one = event(day, occurred_on=date(2025, 6, day))
        factories.facility(one)
        factories.published(one)
    monkeypatch.setattr("sitreps.queries.gathering.MOST_LINES", 6)
    assert "Group by less" in errors(client, f"group_by={group_by}", TOTALS)["group_by"]
    assert get(client, "group_by=month")["meta"]["count"] == 2


# ---- Equal to the edition's totals


@pytest.fixture
def issue(places: dict[str, Any]) -> EditionIssue:
    """An edition of both countries: new and late incidents of every kind of figure, and one that came after it."""
    series = factories.series(code="UKR-DAILY", countries=["UKR", "RUS"])
    oblast = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    factories.claim(oblast, value=30, origin=factories.origin(reliability="D"))
    for town, killed in (("Dnipro", 11), ("Samar", 2)):
        event(killed, parent=oblast, place=places[town])
    factories.published(oblast)
    across = factories.incident(kind="CLUSTER", place=places["border"])
    factories.claim(across, value=10)
    for town, killed, fighters in (("Dnipro", 5, 1), ("Shebekino", 3, 2)):
        stated_combatants(event(killed, parent=across, place=places[town]), fighters)
    together(factories.incident(parent=across, state="IN_REVIEW", place=places["Samar"]))
    factories.published(across)
    factories.published(stated_combatants(event(7, place=places["Dnipro"]), 4, quantifier="AT_LEAST"))
    factories.published(together(factories.incident(place=places["Dnipro"])))
    factories.published(event(5, quantifier="MORE_THAN", place=places["Shebekino"]))
    factories.published(event(6, quantifier="APPROX", place=places["Shebekino"]))
    factories.published_incident(killed=None, place=places["Dnipro"])
    vague = factories.incident(place=places["Samar"], occurred_on=date(2025, 6, 20))
    factories.claim(vague, measure="INJURED", quantifier="VAGUE", value=None, vague_word="scores")
    factories.claim(vague, measure="MISSING", quantifier="BETWEEN", value=3, value2=5, count_basis="STOCK")
    factories.published(vague)
    made = factories.issued_edition(series)
    factories.published(event(100, place=places["Dnipro"]), now=made.issued_at + timedelta(hours=1))
    return made


def test_the_editions_totals_are_the_records_at_its_cut(client: Client, issue: EditionIssue) -> None:
    edition = json.loads(issue.snapshot)
    cut = f"as_known_at={edition['as_known_at']}&occurred_to=2025-06-25&limit=1000"
    whole, by_country = rows(client, cut), rows(client, f"{cut}&group_by=country")
    found = {("ALL", row["measure"]): row for row in whole}
    found |= {(row["group"]["country"], row["measure"]): row for row in by_country}
    assert len(edition["totals"]) == 12
    killed = {total["scope"]: total for total in edition["totals"] if total["measure"] == "KILLED"}
    assert {scope: total["combatants"]["text"] for scope, total in killed.items()} == {
        "UKR": "of whom at least 5 stated to be combatants",
        "RUS": "of whom 2 stated to be combatants",
        "ALL": "of whom at least 7 stated to be combatants",
    }
    assert {scope: len(total["casualties_only"]) for scope, total in killed.items()} == {"UKR": 2, "RUS": 0, "ALL": 1}
    for total in edition["totals"]:
        key = (total.pop("scope"), total["measure"])
        row = found.pop(key, None) or rows(client, f"{cut}&country={key[0]}&measure={key[1]}")[0]
        assert {name: row[name] for name in total} == total, key
    assert {key[0] for key in found} == {"not_allocated"}
