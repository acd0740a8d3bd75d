""" "Everybody, or only theirs?" is asked of those who often count only whom they saw, once a claim (B1, covers)."""

import pytest

from sitreps.actions import incidents
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.errors import InvalidValue
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.pages import Page

pytestmark = pytest.mark.django_db

BOXES = {"measure": "KILLED", "quantifier": "EXACT", "value": "14", "source_item": "DOC", "as_of": "2025-06-24"}


@pytest.fixture
def incident() -> Incident:
    factories.source_item(key="DOC")
    for key, kind in (
        ("HOSPITAL", "HEALTH_FACILITY"),
        ("RESCUE", "FIRST_RESPONDER"),
        ("NAMES", "CASUALTY_RECORDER"),
        ("POLICE", "POLICE"),
    ):
        factories.origin(key=key, name=key.lower(), public_label=key.lower(), type=kind)
    return factories.incident()


def filed(rita: Page, incident: Incident, origin: str, **said: str) -> Page:
    form = rita.get(f"/admin/sitreps/incident/{incident.pk}/change/?claim=1").form("incident_form")
    typed = {**BOXES, "origin": origin, **said}
    return form.send("_save", **{f"claims__0__{name}": value for name, value in typed.items()})


@pytest.mark.parametrize("origin", ["HOSPITAL", "RESCUE", "NAMES"])
def test_who_may_count_only_their_own_is_asked_and_an_answer_is_kept(
    rita: Page, incident: Incident, origin: str
) -> None:
    page = filed(rita, incident, origin)
    label = origin.lower()
    said = f"Does {label} count everybody here, or only its own? Choose one."
    assert page.errors == {"claims-0-covers": said}
    page = page.form("incident_form").send("_save", claims__0__covers="PART", claims__0__part="BODIES_RECEIVED")
    assert page.messages
    assert "at least 14" in page.root.find(id="figures")[0].text
    row = incident.claims.get()
    assert (row.covers, row.part) == ("PART", "BODIES_RECEIVED")


def test_everybody_is_an_answer_and_is_not_asked_again(rita: Page, incident: Incident) -> None:
    page = filed(rita, incident, "HOSPITAL", covers="ALL")
    assert page.value("claims-0-covers") == "ALL"
    page = page.form("incident_form").send("_save", claims__0__value="15")
    assert page.messages
    assert (incident.claims.get().value, incident.claims.get().covers) == (15, "ALL")


def test_others_are_not_asked(rita: Page, incident: Incident) -> None:
    page = filed(rita, incident, "POLICE")
    assert page.messages
    assert incident.claims.get().covers == "ALL"


def test_a_claim_that_is_given_to_a_hospital_is_asked_then(rita: Page, incident: Incident) -> None:
    page = filed(rita, incident, "POLICE")
    page = page.form("incident_form").send("_save", claims__0__origin="HOSPITAL")
    assert page.errors.keys() == {"claims-0-covers"}
    assert page.form("incident_form").send("_save", claims__0__covers="ALL").messages


def test_what_an_import_left_to_its_default_holds_nobody_up(rita: Page, incident: Incident) -> None:
    hospital = factories.origin(type="HEALTH_FACILITY")
    factories.claim(incident, origin=hospital)
    page = rita.get(f"/admin/sitreps/incident/{incident.pk}/change/")
    assert page.form("incident_form").send("_save", title="A strike", claims__0__value="3").messages
    assert incident.claims.get().value == 3


def test_the_question_stands_in_the_panel_while_somebody_types(rita: Page, incident: Incident) -> None:
    form = rita.get(f"/admin/sitreps/incident/{incident.pk}/change/?claim=1").form("incident_form")
    typed = {f"claims-0-{name}": value for name, value in {**BOXES, "origin": "HOSPITAL"}.items()}
    shown = rita.post(f"/admin/sitreps/incident/{incident.pk}/figures/", {**form.values, **typed})
    (asked,) = shown.root.find(class_="asked")
    assert asked.attrs["data-asked"] == "id_claims-0-covers"
    assert "everybody, or only theirs?" in asked.text
    answered = {**form.values, **typed, "claims-0-covers": "ALL"}
    assert not rita.post(f"/admin/sitreps/incident/{incident.pk}/figures/", answered).root.find(class_="asked")


def test_the_action_asks_too(incident: Incident) -> None:
    hospital, item = factories.origin(type="HEALTH_FACILITY"), factories.source_item()
    values = {"measure": "KILLED", "quantifier": "EXACT", "value": 14, "origin": hospital, "source_item": item}
    with pytest.raises(InvalidValue, match="covers: does police count everybody here, or only its own"):
        incidents.record_edit(
            incident=incident,
            expected_version=incident.version,
            changes=Changes(claims=[RowChange(values=values)]),
            by=factories.user(Role.REPORTER),
            now=factories.NOON,
        )
    assert not incident.claims.exists()
