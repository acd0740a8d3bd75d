"""Editors ask why a number is what it is: as readers are told it, and as they would be after the next publication."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import hiding
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Page:
    return signed_in(factories.user(Role.EDITOR))


@pytest.fixture
def strike() -> Incident:
    """Police say 7, and that is published."""
    made = factories.incident(title="Strike on the port", place=factories.places()["Dnipro"])
    factories.claim(made, value=7, quantifier="EXACT", wording="seven dead", as_of_on=None, as_of_at=factories.MORNING)
    factories.published(made)
    return made


def address(of: Incident, measure: str = "KILLED") -> str:
    return f"/admin/sitreps/incident/{of.pk}/figures/{measure}/"


def test_what_is_published_and_unchanged_is_told_once(editor: Page, strike: Incident) -> None:
    shown = editor.get(address(strike)).text
    assert "Published, and the working copy says the same: 7" in shown
    assert "if it were published now" not in shown
    assert "“seven dead”" in shown
    assert "Rule B5" in shown


def test_a_working_copy_that_says_another_number_stands_above_the_public_one(editor: Page, strike: Incident) -> None:
    factories.claim(
        strike,
        value=9,
        quantifier="EXACT",
        wording="nine dead",
        origin=strike.claims.get().origin,
        as_of_on=None,
        as_of_at=factories.MORNING + timedelta(hours=2),
    )
    shown = editor.get(address(strike)).text
    assert re.search(r"The working copy, if it were published now: 9 .* Published: 7", shown)
    working, public = shown.split("Published: 7")
    assert "“nine dead”" in working
    assert "nine dead" not in public
    assert "Weighed: older word of the same source" in working


def test_what_was_never_published_is_told_from_the_working_copy_alone(editor: Page) -> None:
    draft = factories.incident()
    factories.claim(draft, value=3, quantifier="EXACT")
    shown = editor.get(address(draft)).text
    assert "The working copy, if it were published now: 3" in shown
    assert "Public page" not in shown


def test_a_cluster_tells_its_places_before_they_are_published(editor: Page) -> None:
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", title="Strikes", place=places["Dnipropetrovska oblast"])
    for name, killed in (("Dnipro", 11), ("Samar", 2)):
        child = factories.incident(title=name, place=places[name], parent=parent)
        factories.claim(child, value=killed, quantifier="EXACT")
    shown = editor.get(address(parent)).text
    assert "11 in Dnipro and 2 in Samar: at least 13." in shown
    assert "Not allocated to a location none" in shown


def test_it_tells_what_readers_are_told_and_no_letter(editor: Page, strike: Incident) -> None:
    protected = factories.origin(name="Nurse Olena", public_label="a hospital official", protect_identity=True)
    factories.claim(strike, value=8, origin=protected, reliability="A", wording="at least eight")
    factories.claim(strike, kind="SUBSET", vulnerability="PREGNANT", value=1, wording="a pregnant woman")
    shown = editor.get(address(strike)).text
    assert "A hospital official" in shown
    for secret in ("Nurse Olena", "pregnant", "A6"):
        assert secret not in shown


def test_what_was_taken_down_is_told_from_the_working_copy_alone(editor: Page, strike: Incident) -> None:
    hiding.hide(
        incident=strike,
        note="A reader may recognise somebody.",
        by=factories.user(Role.EDITOR),
        now=factories.NOON + timedelta(hours=1),
    )
    shown = editor.get(address(strike)).text
    assert "The working copy, if it were published now: 7" in shown
    assert "Public page" not in shown


def test_the_figure_panel_leads_there(editor: Page, strike: Incident) -> None:
    page = editor.get(f"/admin/sitreps/incident/{strike.pk}/change/")
    hrefs = {link.attrs.get("href") for link in page.root.find("a")}
    assert {address(strike), address(strike, "INJURED")} <= hrefs


def test_the_review_leads_there_before_anything_is_published(editor: Page) -> None:
    waiting = factories.incident(state="IN_REVIEW")
    factories.claim(waiting, value=4, quantifier="EXACT")
    review = editor.get(f"/admin/sitreps/incident/{waiting.pk}/publish/")
    assert "if it were published now: 4" in review.follow("Why? Killed").text


def test_those_who_only_read_may_ask_too(strike: Incident) -> None:
    assert "seven dead" in signed_in(factories.user(Role.AUDITOR)).get(address(strike)).text


def test_strangers_are_asked_to_sign_in(client: Client, strike: Incident) -> None:
    answer = client.get(address(strike))
    assert answer.status_code == 302
    assert "/admin/login/" in answer.headers["Location"]


def test_a_measure_that_nobody_speaks_of_is_not_there(editor: Page, strike: Incident) -> None:
    assert editor.client.get(address(strike, "MISSING")).status_code == 404
    assert editor.client.get(address(strike, "killed")).status_code == 404
    assert editor.client.get("/admin/sitreps/incident/999999/figures/KILLED/").status_code == 404


@pytest.mark.parametrize("number_of_places", [1, 6])
def test_it_takes_a_fixed_number_of_statements(
    editor: Page, number_of_places: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for number in range(number_of_places):
        child = factories.incident(place=places["Dnipro"], parent=parent, state="IN_REVIEW")
        factories.claim(child, value=number + 1)
    factories.published(parent)
    with django_assert_num_queries(21):
        editor.get(address(parent))
