"""VERIFIED, DISPUTED, REJECTED and CONFIRMED: by a chief editor, on evidence, into the next revision (B11)."""

from typing import Any

import pytest
from django.test import Client

from sitreps.actions import judging
from sitreps.codelists.judgements import Ruling
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.judgements import Judgement
from tests import factories

pytestmark = pytest.mark.django_db

MISSION, EVIDENCE = "A monitoring mission", "QXREGISTER: it saw the register of the morgue."


@pytest.fixture
def chief() -> User:
    return factories.user(Role.CHIEF_EDITOR)


@pytest.fixture
def incident() -> Incident:
    made = factories.incident()
    factories.claim(made, quantifier="EXACT", value=5)
    factories.published(made)
    return made


def told(version: int) -> dict[str, Any]:
    return {"verifier": MISSION, "evidence": EVIDENCE, "expected_version": version, "now": factories.NOON}


def judge(claim: Claim, ruling: Ruling, by: User, **how: Any) -> Judgement:
    version = Incident.objects.get(pk=claim.incident_id).version
    given: dict[str, Any] = {
        "verifier": MISSION,
        "evidence": EVIDENCE,
        "expected_version": version,
        "now": factories.NOON,
    }
    return judging.judge_claim(claim=claim, ruling=ruling, by=by, **given | how)


def confirm(incident: Incident, ruling: Ruling, by: User) -> Judgement:
    incident.refresh_from_db()
    told: dict[str, Any] = {
        "verifier": MISSION,
        "evidence": EVIDENCE,
        "expected_version": incident.version,
        "now": factories.NOON,
    }
    return judging.judge_incident(incident=incident, ruling=ruling, by=by, **told)


def published(incident: Incident, client: Client) -> dict[str, Any]:
    factories.published(incident)
    found: dict[str, Any] = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    return found


@pytest.mark.parametrize(
    ("ruling", "expected"),
    [
        (Ruling.VERIFIED, ("VERIFIED", "verified", 5)),
        (Ruling.DISPUTED, ("DISPUTED", "one source", 5)),
        (Ruling.REJECTED, ("REJECTED", "not graded", None)),
    ],
)
def test_the_next_revision_carries_what_was_decided(
    incident: Incident, chief: User, client: Client, ruling: Ruling, expected: tuple[str, str, int | None]
) -> None:
    judge(incident.claims.get(), ruling, chief)
    assert Incident.objects.get(pk=incident.pk).state == "CHANGED"
    after = published(incident, client)
    assert (after["claims"][0]["verification"], after["grade_text"], after["figures"][0]["best"]) == expected
    assert "QXREGISTER" not in str(after)
    assert MISSION not in str(after)


def test_an_incident_is_confirmed_and_that_is_taken_back(incident: Incident, chief: User, client: Client) -> None:
    confirm(incident, Ruling.CONFIRMED, chief)
    assert published(incident, client)["grade_text"] == "verified"
    confirm(incident, Ruling.LIFTED, chief)
    assert published(incident, client)["grade_text"] == "one source"
    assert [one.ruling for one in incident.judgements.all()] == ["CONFIRMED", "LIFTED"]


def test_a_rejection_that_is_taken_back_counts_the_claim_again(incident: Incident, chief: User, client: Client) -> None:
    claim = incident.claims.get()
    judge(claim, Ruling.REJECTED, chief)
    judge(claim, Ruling.LIFTED, chief)
    assert published(incident, client)["figures"][0]["best"] == 5


def test_who_decided_stands_in_the_history_and_in_the_audit_log_without_the_evidence(
    incident: Incident, chief: User
) -> None:
    made = judge(incident.claims.get(), Ruling.VERIFIED, chief)
    assert (made.by, made.verifier, made.evidence) == (chief.username, MISSION, EVIDENCE)
    audited = AuditEvent.objects.get(action="claim.judge")
    assert audited.detail == {"about": f"{incident.ref}/C01", "ruling": "VERIFIED"}


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_a_chief_editor_decides(incident: Incident, role: Role) -> None:
    with pytest.raises(NotAllowed):
        judge(incident.claims.get(), Ruling.VERIFIED, factories.user(role))
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("how", "field"),
    [({"evidence": "  "}, "evidence"), ({"verifier": ""}, "verifier"), ({"ruling": Ruling.CONFIRMED}, "ruling")],
)
def test_what_is_missing_is_named(incident: Incident, chief: User, how: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        judge(incident.claims.get(), how.pop("ruling", Ruling.VERIFIED), chief, **how)
    assert refusal.value.field == field


def test_a_decision_that_cannot_be_is_refused(incident: Incident, chief: User) -> None:
    claim = incident.claims.get()
    with pytest.raises(WrongState, match="no decision to take back"):
        judge(claim, Ruling.LIFTED, chief)
    judge(claim, Ruling.VERIFIED, chief)
    with pytest.raises(WrongState, match="already"):
        judge(claim, Ruling.VERIFIED, chief)
    with pytest.raises(StaleVersion):
        judge(claim, Ruling.REJECTED, chief, expected_version=1)
    Claim.objects.update(status="WITHDRAWN")
    with pytest.raises(WrongState, match="withdrawn"):
        judge(claim, Ruling.REJECTED, chief)


def test_the_page_asks_who_and_why_and_shows_what_was_decided_before(
    incident: Incident, chief: User, client: Client
) -> None:
    client.force_login(chief)
    page = f"/admin/sitreps/incident/{incident.pk}/claims/C01/judge/"
    found = client.get(page)
    assert found.status_code == 200
    version = Incident.objects.get(pk=incident.pk).version
    refused = client.post(page, {"ruling": "VERIFIED", "version": version})
    assert refused.status_code == 200
    assert not Judgement.objects.exists()
    typed = {"ruling": "VERIFIED", "verifier": MISSION, "evidence": EVIDENCE, "version": version}
    assert client.post(page, typed).status_code == 302
    assert "QXREGISTER" in client.get(page).content.decode()
    client.force_login(factories.user(Role.EDITOR))
    assert client.get(page).status_code == 403
