"""Suspected duplicates at the desk: beside the title while somebody types, and all of them in a list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/sitreps/incident/duplicates/"
NEW = "/admin/sitreps/incident/suspects/"


@pytest.fixture
def dnipro() -> Place:
    return factories.places()["Dnipro"]


@pytest.fixture
def logged(dnipro: Place) -> Incident:
    return factories.incident(place=dnipro, title="Strike on Dnipro")


@pytest.fixture
def reporter() -> Page:
    return signed_in(factories.user(Role.REPORTER))


@pytest.fixture
def chief() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


def typed(place: Place) -> dict[str, str]:
    """The boxes that the rule looks at, as they are sent while somebody types."""
    kind = {"sub_event_type": "SHELLING_ARTILLERY_MISSILE", "weapon": "MISSILE"}
    return {"title": "", "place": place.key, "occurred_on": factories.DAY.isoformat(), **kind}


def post(page: Page, values: dict[str, str], address: str = NEW) -> Page:
    return Page(page.client, page.client.post(address, values))


def test_what_is_logged_already_is_told_before_it_is_saved(reporter: Page, logged: Incident, dnipro: Place) -> None:
    said = post(reporter, typed(dnipro))
    assert f"{logged.ref} Strike on Dnipro" in said.text
    assert "same place, same day" in said.text
    assert said.root.find("a")[0].attrs["href"] == f"/admin/sitreps/incident/{logged.pk}/change/"
    assert "merge" not in said.text
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    "boxes",
    [{"place": "nowhere"}, {"occurred_on": "yesterday"}, {"occurred_on": ""}, {"sub_event_type": "NONE"}],
    ids=["place", "day", "no day", "kind"],
)
def test_before_enough_can_be_read_nothing_is_said(
    reporter: Page, logged: Incident, dnipro: Place, boxes: dict[str, str]
) -> None:
    assert logged.ref not in post(reporter, typed(dnipro) | boxes).html


def test_neither_itself_nor_its_tree_nor_what_has_ended_is_suspected(
    reporter: Page, logged: Incident, dnipro: Place
) -> None:
    gone = [factories.incident(place=dnipro, state=state) for state in ("DISCARDED", "WITHDRAWN", "MERGED", "REDACTED")]
    factories.incident(place=dnipro, parent=logged)
    said = post(reporter, typed(dnipro), f"/admin/sitreps/incident/{logged.pk}/suspects/")
    assert "may be logged" not in said.text.lower()
    assert not any(one.ref in said.html for one in gone)


def test_the_form_shows_them_as_saved_and_as_typed(chief: Page, logged: Incident, dnipro: Place) -> None:
    other = factories.incident(place=dnipro, title="Strike on the city")
    page = chief.get(f"/admin/sitreps/incident/{logged.pk}/change/")
    assert f"{other.ref} Strike on the city" in page.text
    refused = page.form("incident_form").send("_save", title="", occurred_on="2025-06-20")
    assert "title" in refused.errors
    assert f"{other.ref} Strike on the city" not in refused.text
    new = chief.get("/admin/sitreps/incident/add/")
    assert "May be logged already" not in new.text


def test_who_may_merge_is_led_to_both(chief: Page, logged: Incident, dnipro: Place) -> None:
    other = factories.incident(place=dnipro, title="Strike on the city")
    said = post(chief, typed(dnipro), f"/admin/sitreps/incident/{logged.pk}/suspects/")
    (link,) = [one for one in said.root.find("a") if one.text.startswith("Compare")]
    assert link.attrs["href"] == f"/admin/sitreps/incident/{logged.pk}/merge/?with={other.ref}"
    assert "Compare" not in post(chief, typed(dnipro)).text


def test_an_event_dated_to_a_month_may_be_the_one_of_a_day(reporter: Page, dnipro: Place) -> None:
    first = factories.DAY.replace(day=1)
    month = factories.incident(place=dnipro, occurred_on=first, date_precision="MONTH")
    far = factories.incident(place=dnipro, occurred_on=first)
    said = post(reporter, typed(dnipro))
    assert month.ref in said.html
    assert far.ref not in said.html


def test_those_who_only_read_type_nothing(dnipro: Place) -> None:
    auditor = signed_in(factories.user(Role.AUDITOR))
    assert auditor.client.post(NEW, typed(dnipro)).status_code == 403
    assert auditor.client.get(NEW).status_code == 405


def test_asking_while_typing_takes_as_many_queries_for_many(reporter: Page, logged: Incident, dnipro: Place) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            post(reporter, typed(dnipro))
        return len(captured)

    queries()
    few = queries()
    for _ in range(8):
        factories.claim(factories.incident(place=dnipro), value=3)
    assert queries() == few <= 8
    assert "5 of 9" in post(reporter, typed(dnipro)).text


# ---- The list


def test_the_list_has_what_the_sweep_finds_the_likeliest_first(chief: Page, logged: Incident, dnipro: Place) -> None:
    twin = factories.incident(place=dnipro, title="Strike on the city")
    late = factories.incident(place=dnipro, title="A day later", occurred_on=factories.DAY + timedelta(days=1))
    page = chief.get("/admin/sitreps/incident/").follow("Suspected duplicates")
    rows = [one.text for one in page.root.find("tr")][1:]
    assert len(rows) == 3
    assert logged.ref in rows[0]
    assert twin.ref in rows[0]
    assert all(late.ref in row for row in rows[1:])
    assert "same place, same day, same kind of event, same weapon" in rows[0]
    merge = page.follow("Compare and merge…")
    assert merge.heading == f"Are {logged.ref} and {twin.ref} one event?"


def test_it_is_asked_by_days_and_by_incident(chief: Page, logged: Incident, dnipro: Place) -> None:
    twin = factories.incident(place=dnipro)
    old = [factories.incident(place=dnipro, occurred_on=factories.DAY - timedelta(days=200)) for _ in range(2)]
    assert old[0].ref not in chief.get(LIST).text
    assert old[0].ref in chief.get(f"{LIST}?since=2024-12-01&until=2024-12-31").text
    alone = chief.get(f"{LIST}?ref={old[1].ref.lower()}")
    assert old[0].ref in alone.text
    assert twin.ref not in alone.text


@pytest.mark.parametrize(
    ("query", "box", "told"),
    [
        ("since=2025-06-24&until=2025-06-01", "until", "lies before"),
        ("since=2020-01-01&until=2025-06-01", "until", "A year at most"),
        ("since=yesterday", "since", "No day in 'yesterday'"),
    ],
)
def test_days_without_sense_are_told_by_their_box(chief: Page, query: str, box: str, told: str) -> None:
    assert told in chief.get(f"{LIST}?{query}").errors[box]


def test_an_empty_desk_has_none(chief: Page) -> None:
    assert "None." in chief.get(LIST).text


def test_those_who_may_not_merge_see_the_list(reporter: Page, logged: Incident, dnipro: Place) -> None:
    factories.incident(place=dnipro)
    page = reporter.get(LIST)
    assert logged.ref in page.text
    assert "merge" not in page.text
