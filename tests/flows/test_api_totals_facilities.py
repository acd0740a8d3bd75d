"""Damaged facilities are counted by category, as far as the revisions may tell (reconciliation.md B10)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.test_api_totals import rows

pytestmark = pytest.mark.django_db


def texts(client: Client, query: str = "group_by=facility") -> dict[tuple[str | None, ...], str]:
    return {tuple(row["group"].values()): row["text"] for row in rows(client, query)}


def damaged(*rows_: tuple[str, str, int | None], **fields: Any) -> Incident:
    """An event in review with rows of damage: (category, quantifier, value)."""
    made = factories.incident(state="IN_REVIEW", **fields)
    for category, quantifier, value in rows_:
        factories.facility(made, category=category, quantifier=quantifier, value=value)
    return made


def test_a_category_counts_all_below_it(client: Client) -> None:
    factories.published(damaged(("EDU.SCHOOL", "EXACT", 3), ("EDU.PRESCHOOL", "AT_LEAST", 1)))
    found = rows(client, "group_by=facility")
    assert [(row["group"]["facility"], row["text"]) for row in found] == [
        ("EDU", "at least 4"),
        ("EDU.SCHOOL", "3"),
        ("EDU.PRESCHOOL", "at least 1"),
    ]
    assert found[1] == {
        "group": {"facility": "EDU.SCHOOL"},
        "measure": "FACILITIES",
        "best": 3,
        "printed": 3,
        "printed_upper": None,
        "quantifier": "EXACT",
        "text": "3",
        "lower": 3,
        "low": 3,
        "high": 3,
        "highest_stated": 3,
        "open": False,
        "vague_parts": [],
        "incidents": 1,
        "incidents_with_figure": 1,
        "not_allocated": 0,
        "combatants": None,
        "casualties_only": [],
    }


def test_incidents_are_added_and_silence_is_not_zero(client: Client) -> None:
    for number in (3, 2):
        factories.published(damaged(("EDU.SCHOOL", "EXACT", number)))
    assert texts(client) == {("EDU",): "5", ("EDU.SCHOOL",): "5"}
    factories.published_incident()
    row = rows(client, "group_by=facility")[-1]
    assert (row["text"], row["high"], row["incidents_with_figure"], row["incidents"]) == ("at least 5", None, 2, 3)


def test_a_plural_is_never_turned_into_digits(client: Client) -> None:
    factories.published(damaged(("EDU.SCHOOL", "VAGUE", None)))
    row = rows(client, "group_by=facility")[-1]
    assert (row["text"], row["printed"], row["best"], row["lower"]) == ("number not given", None, None, 2)
    factories.published(damaged(("EDU.SCHOOL", "EXACT", 3)))
    assert texts(client)["EDU.SCHOOL",] == "at least 3; number not given"


@pytest.mark.parametrize(
    ("quantifier", "value", "text"),
    [("MORE_THAN", 5, "more than 5"), ("AT_MOST", 4, "up to 4"), ("APPROX", 20, "about 20")],
)
def test_one_incident_keeps_its_own_words(client: Client, quantifier: str, value: int, text: str) -> None:
    factories.published(damaged(("EDU.SCHOOL", quantifier, value)))
    assert texts(client)["EDU.SCHOOL",] == text


def test_health_is_counted_two_levels_deep_and_energy_waits(client: Client) -> None:
    one = damaged(("HEA.HOSPITAL.CHILDREN", "EXACT", 1), ("ENE", "EXACT", 2))
    one.facilities.update(origin=factories.origin(type="NEWS_MEDIA"))
    factories.published(one)
    assert texts(client) == {("HEA",): "1", ("HEA.HOSPITAL",): "1"}


@pytest.fixture
def across(client: Client) -> Incident:
    """A cluster in no one country: 9 schools by its own count, 3 of them placed in Ukraine and 2 in Russia."""
    area = factories.place(level="AREA", name="the border area")
    cluster = damaged(("EDU.SCHOOL", "EXACT", 9), kind="CLUSTER", place=area)
    for country, number in (("UKR", 3), ("RUS", 2)):
        damaged(
            ("EDU.SCHOOL", "EXACT", number),
            parent=cluster,
            place=factories.place(iso3166_1=country, adm1_pcode="UA12" if country == "UKR" else ""),
        )
    factories.published(cluster)
    return cluster


def test_a_cluster_is_never_added_to_its_places(client: Client, across: Incident) -> None:
    assert texts(client) == {("EDU",): "9", ("EDU.SCHOOL",): "9"}
    across.facilities.update(value=4)
    factories.published(across, now=factories.NOON + timedelta(hours=1))
    assert texts(client) == {("EDU",): "5", ("EDU.SCHOOL",): "5"}


def test_each_country_has_its_own_and_the_rest_is_allocated_to_none(client: Client, across: Incident) -> None:
    found = rows(client, "group_by=country,facility")
    schools = {row["group"]["country"]: row for row in found if row["group"]["facility"] == "EDU.SCHOOL"}
    assert {name: row["text"] for name, row in schools.items()} == {
        "RUS": "at least 2",
        "UKR": "at least 3",
        "not_allocated": "at least 4",
    }
    assert {name: row["not_allocated"] for name, row in schools.items()} == {"RUS": 4, "UKR": 4, "not_allocated": 0}
    assert texts(client, "group_by=facility&country=UKR")["EDU.SCHOOL",] == "at least 3"
    assert texts(client, "group_by=facility,adm1&adm1=UA12")["EDU.SCHOOL", "UA12"] == "at least 3"


def test_places_that_are_all_there_is_leave_nothing(client: Client, across: Incident) -> None:
    across.facilities.all().delete()
    factories.published(across, now=factories.NOON + timedelta(hours=1))
    assert texts(client, "group_by=facility,country") == {
        ("EDU", "RUS"): "2",
        ("EDU", "UKR"): "3",
        ("EDU.SCHOOL", "RUS"): "2",
        ("EDU.SCHOOL", "UKR"): "3",
    }


def test_what_no_place_names_is_left_over_whole(client: Client, across: Incident) -> None:
    factories.facility(across, category="HEA.HOSPITAL", quantifier="AT_MOST", value=3)
    factories.published(across, now=factories.NOON + timedelta(hours=1))
    found = texts(client, "group_by=facility,country")
    assert {key: text for key, text in found.items() if key[0] == "HEA.HOSPITAL"} == {
        ("HEA.HOSPITAL", "not_allocated"): "up to 3"
    }
    assert texts(client)["HEA.HOSPITAL",] == "up to 3"


def test_facilities_are_broken_down_by_anything_else(client: Client) -> None:
    factories.published(damaged(("EDU.SCHOOL", "EXACT", 3)))
    factories.published(damaged(("EDU.SCHOOL", "EXACT", 2), occurred_on=date(2025, 5, 1), weapon=""))
    assert texts(client, "group_by=month,facility") == {
        ("2025-06-01", "EDU"): "3",
        ("2025-06-01", "EDU.SCHOOL"): "3",
        ("2025-05-01", "EDU"): "2",
        ("2025-05-01", "EDU.SCHOOL"): "2",
    }
    assert texts(client, "group_by=facility,weapon")["EDU.SCHOOL", None] == "2"
    assert texts(client, "group_by=facility&as_known_at=2025-06-24T11:00:00Z") == {}
