"""The figures of an incident that nobody has saved yet: while it is typed, and after an error (desk.md, screen 2)."""

from typing import Any

import pytest

from sitreps.models.accounts import Role
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

LIVE = "/admin/sitreps/incident/figures/"


@pytest.fixture
def rita() -> Page:
    factories.origin(key="NEWS", public_label="a news agency", name="a news agency", type="NEWS_MEDIA")
    factories.source_item(key="DOC-1")
    return signed_in(factories.user(Role.REPORTER))


def typed(page: Page, **more: Any) -> dict[str, list[str]]:
    """What the boxes of a new incident with one claim hold, filled in."""
    form = page.get("/admin/sitreps/incident/add/?claim=1").form("incident_form")
    claim = {"measure": "KILLED", "quantifier": "AT_LEAST", "value": 17, "origin": "NEWS", "source_item": "DOC-1"}
    boxes = {f"claims-0-{name}": value for name, value in {**claim, **more}.items()}
    return {**form.values, **{name: [str(value)] for name, value in boxes.items()}}


def best(page: Page) -> list[str]:
    return [one.text for one in page.root.find("p", class_="best")]


def test_the_form_of_a_new_incident_says_where_its_figures_come_from(rita: Page) -> None:
    (form,) = rita.get("/admin/sitreps/incident/add/").root.find("form", id="incident_form")
    assert form.attrs["data-figures"] == LIVE


def test_figures_come_before_anything_else_is_typed_and_nothing_is_written(rita: Page) -> None:
    page = rita.post(LIVE, typed(rita))
    assert page.status == 200
    assert best(page) == ["at least 17"]
    assert "With what you typed; not saved yet." in page.root.text
    assert "Newer number" not in page.root.text, "there is nothing to follow yet"
    assert not Incident.objects.exists()
    assert not Claim.objects.exists()


def test_an_empty_form_and_one_that_cannot_be_read_say_so(rita: Page) -> None:
    empty = {**typed(rita, measure="", quantifier="", value="", origin="", source_item=""), "occurred_on": ["soon"]}
    assert "No claim is typed yet." in rita.post(LIVE, empty).root.text
    page = rita.post(LIVE, typed(rita, value="many"))
    assert "One claim cannot be read yet and is not counted." in page.root.text
    assert best(page) == []


def test_a_place_a_zone_and_a_kind_that_nobody_knows_do_no_harm(rita: Page) -> None:
    odd = {"place": ["nowhere"], "tz": ["Mars/Base"], "sub_event_type": ["X"], "occurred_on": ["2025-06-24"]}
    assert best(rita.post(LIVE, {**typed(rita), **odd})) == ["at least 17"]
    assert best(rita.post(LIVE, {**typed(rita), "title": ["a\x00b"], "claims-TOTAL_FORMS": ["x"]})) == []


def test_everybody_or_only_theirs_is_asked_in_the_panel_too(rita: Page) -> None:
    factories.origin(key="CLINIC", public_label="a clinic", type="HEALTH_FACILITY")
    page = rita.post(LIVE, typed(rita, origin="CLINIC"))
    assert "everybody, or only theirs?" in page.root.text


def test_after_an_error_the_page_shows_the_figures_of_what_was_typed_without_scripts(rita: Page) -> None:
    form = rita.get("/admin/sitreps/incident/add/?claim=1").form("incident_form")
    page = rita.post(form.action, {**typed(rita), "_save": ["on"]})
    assert "title" in page.errors
    assert best(page) == ["at least 17"]
    (strip,) = page.root.find("a", data_sheet="figures")
    assert strip.text == "Killed at least 17", "the strip of a small screen says the same"
    assert not Incident.objects.exists()


def test_those_who_do_not_log_have_no_such_figures() -> None:
    auditor = signed_in(factories.user(Role.AUDITOR))
    assert auditor.post(LIVE, {}).status == 403
    assert auditor.get(LIVE).status == 405
