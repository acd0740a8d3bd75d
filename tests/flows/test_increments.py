""" "Two more died": proposed beside the figures, accepted by one click or set aside, never added silently (B2)."""

import io
import json

import pytest
from django.test import Client

from sitreps.actions import exports, increments, validation
from sitreps.errors import NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import COMMAND, Role, User, actor
from sitreps.models.annotations import Annotation
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from tests import factories
from tests.factories import hour
from tests.flows.pages import Page, opened, signed_in

pytestmark = pytest.mark.django_db

WORDING = "At least 13: 11 (police), and 2 more (police); added up by the desk"


@pytest.fixture
def incident() -> Incident:
    """The police said 11, and four hours later that two more had died. Published."""
    made = factories.incident()
    police = factories.origin(public_label="police")
    said = {"origin": police, "quantifier": "EXACT", "as_of_on": None}
    factories.claim(made, value=11, wording="11 killed", as_of_at=hour(8), **said)
    more = {"value": 2, "wording": "two more died", "count_basis": "INCREMENT"}
    factories.claim(made, as_of_at=hour(12), **more, **said)
    factories.published(made)
    return made


def offered(page: Page) -> str:
    return " ".join(one.text for one in page.root.find("div", class_="offer"))


def pressed(page: Page, button: str) -> Page:
    return page.form("increment_form").send(button)


def test_an_increment_is_proposed_and_moves_nothing_until_an_editor_accepts(
    incident: Incident, emil: Page, client: Client
) -> None:
    page = opened(emil, incident)
    assert offered(page).startswith("At least 13? C02: 2 more (police). It continues C01 of the same source, 11.")
    (card,) = page.root.find("article", id="claim-C02")
    assert "They are in no number yet" in card.text
    assert client.get(f"/api/v1/incidents/{incident.ref}/").json()["figures"][0]["best"] == 11
    page = pressed(page, "accept:C02:C01:13")
    assert page.messages == [f"Added: C03, at least 13, to {incident.ref}."]
    assert not offered(page)
    (card,) = page.root.find("article", id="claim-C03")
    assert "Adds C02 to C01." in card.text
    assert not card.find("input")
    made = incident.claims.get(key="C03")
    assert (made.quantifier, made.value, made.wording, made.as_of_at) == ("AT_LEAST", 13, WORDING, hour(12))
    assert (made.origin.key, made.adds, made.adds_to) == ("DESK", *incident.claims.order_by("-key")[1:])
    audited = AuditEvent.objects.get(action="claim.add_increment")
    assert audited.detail == {"claim": "C03", "adds": "C02", "adds_to": "C01", "at_least": 13}


def test_the_public_record_says_whose_number_the_desk_continues(
    incident: Incident, editor: User, client: Client
) -> None:
    added(incident, editor)
    factories.published(incident)
    found = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    (killed, _) = found["figures"]
    assert (killed["text"], killed["lower"], killed["open"], killed["origins"]) == ("at least 13", 13, True, 1)
    (desk,) = [one for one in found["claims"] if one["origin"]["key"] == "DESK"]
    assert (desk["wording"], desk["used"]) == (WORDING, True)
    assert killed["quote"].startswith("At least 13 people were reported killed, according to the desk's own sum (as of")
    assert found["grade_text"] == "one source"


def added(incident: Incident, by: User, *, base: str = "C01", at_least: int = 13) -> Claim:
    incident.refresh_from_db()
    return increments.accept(
        claim=incident.claims.get(key="C02"),
        base=base,
        at_least=at_least,
        expected_version=incident.version,
        by=by,
        now=factories.NOON,
    )


def test_a_proposal_is_set_aside_and_proposed_again(incident: Incident, emil: Page) -> None:
    page = pressed(opened(emil, incident), "dismiss:C02:C01:13")
    assert page.messages == [f"Set aside: C02 of {incident.ref}."]
    assert "Set aside by emil" in offered(page)
    assert Incident.objects.get(pk=incident.pk).state == "PUBLISHED"
    page = pressed(page, "reopen:C02:C01:13")
    assert page.messages == [f"Proposed again: C02 of {incident.ref}."]
    assert "Set aside by" not in offered(page)
    assert incident.claims.count() == 2
    kinds = [one.kind for one in Annotation.objects.all()]
    assert kinds == ["INCREMENT_DISMISSED", "INCREMENT_REOPENED"]


def corrected(incident: Incident) -> Claim:
    """The police's 11 was the desk's typing error for 10."""
    first = incident.claims.get(key="C01")
    told = {"quantifier": "EXACT", "value": 10, "as_of_on": None, "as_of_at": hour(8), "origin": first.origin}
    return factories.claim(incident, key="C09", supersedes=first, supersedes_reason="DESK_ERROR", **told)


def test_a_proposal_that_was_set_aside_comes_back_when_its_base_changes(incident: Incident, emil: Page) -> None:
    pressed(opened(emil, incident), "dismiss:C02:C01:13")
    corrected(incident)
    page = opened(emil, incident)
    assert "At least 12? C02: 2 more (police). It continues C09" in offered(page)
    assert "Set aside by" not in offered(page)


def test_an_addition_whose_base_changed_is_pointed_out_and_replaced_by_one_click(
    incident: Incident, editor: User, emil: Page
) -> None:
    added(incident, editor)
    corrected(incident)
    page = opened(emil, incident)
    (card,) = page.root.find("article", id="claim-C03")
    assert "What it adds up has changed since" in card.text
    assert "It would replace C03, whose base has changed." in offered(page)
    page = pressed(page, "accept:C02:C09:12")
    made = incident.claims.get(key="C10")
    old = incident.claims.get(key="C03")
    assert (made.value, made.supersedes, made.supersedes_reason) == (12, old, "SOURCE_CORRECTED")
    assert not offered(page)


def test_an_addition_whose_base_is_gone_is_pointed_out_and_withdrawn(
    incident: Incident, editor: User, emil: Page
) -> None:
    added(incident, editor)
    Claim.objects.filter(key="C01").update(status="WITHDRAWN", withdrawal_reason="SOURCE_RETRACTED")
    page = opened(emil, incident)
    (card,) = page.root.find("article", id="claim-C03")
    assert "What it adds up has changed since" in card.text
    asked = page.get(f"/admin/sitreps/incident/{incident.pk}/claims/C03/withdraw/")
    asked.form("version").send(reason="SOURCE_RETRACTED")
    assert incident.claims.get(key="C03").status == "WITHDRAWN"


def test_what_changed_since_it_was_shown_is_not_accepted(incident: Incident, editor: User, emil: Page) -> None:
    page = opened(emil, incident)
    corrected(incident)
    page = pressed(page, "accept:C02:C01:13")
    (said,) = page.root.find("li", class_="message")
    assert "it is now at least 12, from C09" in said.text
    with pytest.raises(StaleVersion):
        increments.accept(
            claim=incident.claims.get(key="C02"),
            base="C09",
            at_least=12,
            expected_version=1,
            by=editor,
            now=factories.NOON,
        )
    added(incident, editor, base="C09", at_least=12)
    with pytest.raises(WrongState, match="proposes nothing now"):
        added(incident, editor, base="C09", at_least=12)
    with pytest.raises(WrongState, match="was not set aside"):
        increments.reopen(claim=incident.claims.get(key="C02"), by=editor, now=factories.NOON)
    assert incident.claims.filter(adds__isnull=False).count() == 1


def test_a_button_that_nobody_drew_does_nothing(incident: Incident, emil: Page) -> None:
    address = f"/admin/sitreps/incident/{incident.pk}/increment/"
    assert "Press a button" in emil.post(address, {"version": "2"}).root.find("li", class_="message")[0].text
    assert emil.post(address, {"accept:C77:C01:13": "on"}).status == 404
    assert emil.get(address).status == 405
    assert incident.claims.count() == 2


@pytest.mark.parametrize("role", [Role.REPORTER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_those_who_review_answer_a_proposal(incident: Incident, role: Role) -> None:
    person = factories.user(role)
    page = signed_in(person)
    assert not opened(page, incident).has_form("increment_form")
    address = f"/admin/sitreps/incident/{incident.pk}/increment/"
    assert page.post(address, {"accept:C02:C01:13": "on", "version": "2"}).status == 403
    with pytest.raises(NotAllowed):
        added(incident, person)
    row = incident.claims.get(key="C02")
    with pytest.raises(NotAllowed):
        increments.dismiss(claim=row, base="C01", at_least=13, by=person, now=factories.NOON)
    with pytest.raises(NotAllowed):
        increments.reopen(claim=row, by=person, now=factories.NOON)
    assert incident.claims.count() == 2


def test_an_addition_is_exported_with_what_it_adds_up(incident: Incident, editor: User) -> None:
    added(incident, editor)
    log = io.BytesIO()
    exports.export_log(to=log, by=actor(COMMAND), now=factories.NOON)
    found = json.loads(log.getvalue())
    (made,) = [one for one in found["incidents"][0]["claims"] if one["key"] == "C03"]
    assert (made["adds"], made["adds_to"], made["origin"]) == ("C02", "C01", "DESK")
    assert [one["key"] for one in found["origins"] if one["key"] == "DESK"] == ["DESK"]


@pytest.mark.parametrize(
    ("rests_on", "refusal"),
    [
        ({"adds": "C77"}, "adds: there is no claim 'C77' in this incident"),
        ({"adds_to": "C01"}, "adds_to: a claim cannot rest on itself"),
        ({"adds": "C02"}, "adds: C02 counts INJURED, not KILLED"),
    ],
)
def test_a_log_that_adds_up_what_is_not_there_is_refused(rests_on: dict[str, str], refusal: str) -> None:
    siblings = {"C01": ("KILLED", ""), "C02": ("INJURED", "")}
    found = [str(fault) for fault in validation.derivation_faults("C01", "KILLED", rests_on, siblings)]
    assert len(found) == 1
    assert found[0].startswith(refusal)
