"""Pins, exclusions, confirmed re-quotes, grades and dates given anew: decided on a claim's card, with who and why,
for published claims too, and taken back (reconciliation.md B0, B2, B5)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import annotating
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.annotations import Annotation
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from tests import factories
from tests.factories import hour
from tests.flows.pages import Page, opened, signed_in

pytestmark = pytest.mark.django_db

WHY = "QXREASON: the council counts at the scene."


@pytest.fixture
def incident() -> Incident:
    """17 killed, say the police; 19, says a council of less weight. Published."""
    made = factories.incident()
    council = factories.origin(key="COUNCIL", public_label="city council", type="LOCAL_AUTHORITY", reliability="D")
    said = {"quantifier": "EXACT", "as_of_on": None, "source_item": factories.source_item(reliability="B")}
    factories.claim(made, value=17, as_of_at=hour(9), origin=factories.origin(reliability="C"), **said)
    factories.claim(made, value=19, as_of_at=hour(8), origin=council, **said)
    factories.published(made)
    return made


def card(page: Page, key: str) -> str:
    (found,) = page.root.find("article", id=f"claim-{key}")
    return found.text


def decided(page: Page, incident: Incident, key: str, name: str, **typed: Any) -> Page:
    asked = page.get(f"/admin/sitreps/incident/{incident.pk}/claims/{key}/{name}/")
    return asked.form("version").send(**{"reason": WHY, **typed})


def act(name: str, claim: Claim, by: User, **how: Any) -> Annotation:
    version = Incident.objects.get(pk=claim.incident_id).version
    given: dict[str, Any] = {"reason": WHY, "expected_version": version, "now": factories.NOON}
    made: Annotation = getattr(annotating, name)(claim=claim, by=by, **given | how)
    return made


def public(incident: Incident, client: Client) -> dict[str, Any]:
    factories.published(incident)
    found: dict[str, Any] = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    return found


def test_a_pin_of_a_published_claim_makes_the_figure_and_stays_in_the_desk_with_who_when_and_why(
    incident: Incident, emil: Page, client: Client
) -> None:
    asked = opened(emil, incident).follow("Pin… C02")
    assert "17" in asked.text
    assert "19" in asked.text
    page = asked.form("version").send(reason=WHY)
    assert page.messages == [f"Pinned: C02 of {incident.ref}."]
    assert "Pinned as the figure by emil, " in card(page, "C02")
    assert WHY in card(page, "C02")
    found = public(incident, client)
    assert found["figures"][0]["best"] == 19
    assert "QXREASON" not in str(found)
    assert "emil" not in str(found)
    audited = AuditEvent.objects.get(action="claim.pinned")
    assert (audited.actor, audited.detail) == ("emil", {"claim": "C02"})


def test_a_pin_is_taken_off_and_the_rules_choose_again(incident: Incident, emil: Page, client: Client) -> None:
    decided(emil, incident, "C02", "pin")
    page = opened(emil, incident).follow("Take the pin off… C02").form("version").send(reason="It corrected itself.")
    assert "Pinned" not in card(page, "C02")
    assert public(incident, client)["figures"][0]["best"] == 17
    kinds = [one.kind for one in Annotation.objects.all()]
    assert kinds == ["PINNED", "UNPINNED"]


def test_a_second_pin_replaces_the_first(incident: Incident, editor: User) -> None:
    act("pin", incident.claims.get(key="C02"), editor)
    act("pin", incident.claims.get(key="C01"), editor)
    assert list(incident.claims.filter(recommended=True).values_list("key", flat=True)) == ["C01"]
    assert Annotation.objects.get(kind="UNPINNED").claim.key == "C02"


def test_a_pin_lapses_when_its_claim_is_superseded_and_the_card_says_so(incident: Incident, emil: Page) -> None:
    decided(emil, incident, "C02", "pin")
    page = emil.get(f"/admin/sitreps/incident/{incident.pk}/change/?replaces=C02&claim=1")
    page = page.form("incident_form").send(
        "_save", claims__0__value="18", claims__0__supersedes_reason="SOURCE_CORRECTED"
    )
    assert "The pin has lapsed" in card(page, "C02")
    assert "Used" in card(page, "C01")


def test_a_claim_that_is_left_out_counts_no_more_and_is_counted_again(
    incident: Incident, emil: Page, client: Client
) -> None:
    page = opened(emil, incident).follow("Leave out… C01").form("version").send(reason=WHY)
    assert "Left out of the figure by emil, " in card(page, "C01")
    found = public(incident, client)
    assert found["figures"][0]["best"] == 19
    assert found["claims"][0]["not_used_because"] == "NOT_RELIED_ON"
    assert "QXREASON" not in str(found)
    page = opened(emil, incident).follow("Count it again… C01").form("version").send(reason="It was checked.")
    assert "Left out of the figure" not in card(page, "C01")
    assert public(incident, client)["figures"][0]["best"] == 17


@pytest.fixture
def requoted(incident: Incident) -> Incident:
    """An outlet's report of today still says 11, of the police that stated 17."""
    police = incident.claims.get(key="C01").origin
    old = {
        "quantifier": "EXACT",
        "value": 11,
        "as_of_on": None,
        "as_of_at": hour(20),
        "as_of_basis": "INFERRED",
    }
    factories.claim(incident, origin=police, **old)
    return incident


def test_a_stale_requote_asks_on_the_card_and_in_the_panel_and_counts_once_it_is_confirmed(
    requoted: Incident, emil: Page, client: Client
) -> None:
    page = opened(emil, requoted)
    assert "Did the origin itself revise downward?" in card(page, "C03")
    (panel,) = page.root.find(id="figures")
    assert "itself revise downward to" in panel.text
    assert public(requoted, client)["figures"][0]["best"] == 17
    page = opened(emil, requoted).follow("Confirm… C03").form("version").send(reason=WHY)
    assert "Confirmed as a downward revision by emil, " in card(page, "C03")
    assert public(requoted, client)["figures"][0]["best"] == 11
    page = opened(emil, requoted).follow("Take the confirmation back… C03").form("version").send(reason="It did not.")
    assert "Did the origin itself revise downward?" in card(page, "C03")
    assert public(requoted, client)["figures"][0]["best"] == 17


def test_a_reporter_sees_the_question_of_a_stale_requote_without_the_answer(requoted: Incident) -> None:
    page = opened(signed_in(factories.user(Role.REPORTER)), requoted)
    assert "Did the origin itself revise downward?" in card(page, "C03")
    assert not [one for one in page.root.find("a") if "Confirm" in one.text]


def test_a_published_claim_is_graded_anew_with_its_history(incident: Incident, emil: Page, client: Client) -> None:
    asked = opened(emil, incident).follow("Re-grade… C02")
    page = asked.form("version").send(reliability="A", reason=WHY)
    assert "Graded anew by emil, " in card(page, "C02")
    assert public(incident, client)["figures"][0]["best"] == 19
    assert Annotation.objects.get(kind="REGRADED").was == {"reliability": "", "credibility": 6}


def test_a_published_claim_is_dated_anew_with_its_history(incident: Incident, emil: Page) -> None:
    asked = opened(emil, incident).follow("Re-date… C02")
    page = asked.form("version").send(as_of="2025-06-24 10:30", basis="INFERRED", reason=WHY)
    assert "Dated anew by emil, " in card(page, "C02")
    row = incident.claims.get(key="C02")
    assert (row.as_of_at, row.as_of_basis) == (datetime(2025, 6, 24, 10, 30, tzinfo=UTC), "INFERRED")
    was = Annotation.objects.get(kind="REDATED").was
    assert was == {"as_of_on": None, "as_of_at": "2025-06-24T08:00:00+00:00", "as_of_basis": "STATED"}


NAMES = ("pin", "unpin", "exclude", "count_again", "confirm_requote", "doubt_requote")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("name", NAMES)
def test_only_those_who_review_decide(incident: Incident, role: Role, name: str) -> None:
    person = factories.user(role)
    with pytest.raises(NotAllowed):
        act(name, incident.claims.get(key="C01"), person)
    page = signed_in(person).get(f"/admin/sitreps/incident/{incident.pk}/claims/C01/{name}/")
    assert page.status == 403
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("unpin", "is not pinned"),
        ("count_again", "is not left out"),
        ("confirm_requote", "nothing to confirm"),
        ("doubt_requote", "Nobody confirmed"),
    ],
)
def test_what_was_not_decided_cannot_be_taken_back(incident: Incident, editor: User, name: str, refusal: str) -> None:
    with pytest.raises(WrongState, match=refusal):
        act(name, incident.claims.get(key="C01"), editor)


def test_a_decision_is_not_made_twice(incident: Incident, editor: User) -> None:
    police, council = incident.claims.get(key="C01"), incident.claims.get(key="C02")
    act("pin", council, editor)
    with pytest.raises(WrongState, match="pinned already"):
        act("pin", council, editor)
    with pytest.raises(WrongState, match="take the pin off first"):
        act("exclude", council, editor)
    act("exclude", police, editor)
    with pytest.raises(WrongState, match="left out already, by emil"):
        act("exclude", police, editor)


def test_a_pin_that_would_do_nothing_is_refused(requoted: Incident, editor: User) -> None:
    with pytest.raises(WrongState, match="a pin would do nothing"):
        act("pin", requoted.claims.get(key="C03"), editor)
    part = factories.claim(requoted, kind="SUBSET", age_group="CHILD", quantifier="EXACT", value=2)
    with pytest.raises(InvalidValue, match="some of the people only"):
        act("pin", part, editor)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_without_a_reason_is_refused(incident: Incident, emil: Page, name: str) -> None:
    page = decided(emil, incident, "C01", name, reason="")
    assert page.errors.keys() == {"reason"}
    assert not Annotation.objects.exists()


def test_a_claim_that_is_withdrawn_is_not_decided_about(incident: Incident, editor: User) -> None:
    Claim.objects.filter(key="C01").update(status="WITHDRAWN", withdrawal_reason="DUPLICATE")
    for name in NAMES:
        with pytest.raises(WrongState, match="withdrawn"):
            act(name, incident.claims.get(key="C01"), editor)


def test_a_decision_on_an_old_page_is_refused(incident: Incident, emil: Page, editor: User) -> None:
    asked = emil.get(f"/admin/sitreps/incident/{incident.pk}/claims/C01/exclude/").form("version")
    act("pin", incident.claims.get(key="C02"), editor)
    page = asked.send(reason=WHY)
    assert page.status == 409
    assert not Claim.objects.exclude(excluded_reason="").exists()
    with pytest.raises(StaleVersion):
        act("exclude", incident.claims.get(key="C01"), editor, expected_version=1)


def test_a_grade_or_date_that_is_the_same_or_wrong_is_told_by_field(incident: Incident, emil: Page) -> None:
    same = decided(emil, incident, "C01", "regrade")
    assert same.errors.keys() == {"reliability"}
    excluded = decided(emil, incident, "C01", "regrade", reliability="E")
    assert "only a chief editor" in excluded.errors["reliability"].lower()
    undated = decided(emil, incident, "C01", "redate", as_of="", basis="STATED")
    assert "STATED needs the day" in undated.text
    unread = decided(emil, incident, "C01", "redate", as_of="yesterday")
    assert unread.errors.keys() == {"as_of"}
    assert not Annotation.objects.exists()


def test_an_explanation_says_that_editors_chose_and_only_the_desks_says_who_and_why(
    incident: Incident, emil: Page, client: Client
) -> None:
    decided(emil, incident, "C02", "pin")
    factories.published(incident)
    told = client.get(f"/api/v1/incidents/{incident.ref}/figures/KILLED/").json()
    used = told["claims"][0]
    assert (used["claim"]["preferred"], used["outcome"]["text"]) == (True, "used: chosen by the desk's editors")
    choice = next(step["text"] for step in told["steps"] if step["title"] == "Which number is used")
    assert choice.endswith("The desk's editors chose this number; the rules alone would have given another.")
    page = client.get(f"/incidents/{incident.ref}/KILLED/").content.decode()
    assert "chosen by the desk&#x27;s editors" in page
    for public in (str(told), page):
        assert "QXREASON" not in public
        assert "emil" not in public
    asked = emil.get(f"/admin/sitreps/incident/{incident.pk}/figures/KILLED/")
    assert f"{incident.ref}/C02. Pinned as the figure by emil, " in asked.text
    assert WHY in asked.text


def test_an_explanation_says_nothing_of_a_pin_that_decided_nothing(
    incident: Incident, emil: Page, client: Client
) -> None:
    decided(emil, incident, "C01", "pin")
    decided(emil, incident, "C02", "exclude")
    factories.published(incident)
    told = client.get(f"/api/v1/incidents/{incident.ref}/figures/KILLED/").json()
    outcomes = [one["outcome"]["text"] for one in told["claims"]]
    assert outcomes == ["used", "not counted: could not be relied on for this figure"]
    assert not any(one["claim"]["preferred"] for one in told["claims"])
    asked = emil.get(f"/admin/sitreps/incident/{incident.pk}/figures/KILLED/")
    assert f"{incident.ref}/C02. Left out of the figure by emil, " in asked.text
