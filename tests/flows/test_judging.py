"""VERIFIED, DISPUTED, REJECTED and CONFIRMED: by a chief editor, on evidence, into the next revision (B11)."""

from datetime import timedelta
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


def killed(client: Client, query: str = "") -> tuple[str, int]:
    """The words of the record's total, and the incidents that it is over."""
    found = client.get(f"/api/v1/figures/?measure=KILLED&{query}").json()["data"]
    return (found[0]["text"], found[0]["incidents"]) if found else ("no figure", 0)


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


def test_an_incident_is_not_counted_and_counted_again(incident: Incident, chief: User, client: Client) -> None:
    other = factories.published_incident(killed=2, place=incident.place)
    assert killed(client) == ("at least 7", 2)
    confirm(incident, Ruling.DISCOUNTED, chief)
    assert killed(client) == ("at least 7", 2), "until it is published"
    after = published(incident, client)
    assert (after["grade"], after["grade_text"], after["counts_in_totals"]) == ("DISCOUNTED", "not counted", False)
    assert after["figures"][0]["best"] == 5, "what its sources say still stands"
    assert "QXREGISTER" not in str(after)
    assert killed(client) == ("at least 2", 1)
    for query in ("group_by=country", "group_by=day", f"ref={incident.ref},{other.ref}", "country=UKR"):
        assert killed(client, query) == ("at least 2", 1)
    assert killed(client, "grade=DISCOUNTED") == ("no figure", 0)
    listed = client.get("/api/v1/incidents/?grade=DISCOUNTED").json()["data"]
    assert [one["ref"] for one in listed] == [incident.ref]
    confirm(incident, Ruling.LIFTED, chief)
    back = published(incident, client)
    assert (back["grade_text"], back["counts_in_totals"]) == ("one source", True)
    assert killed(client) == ("at least 7", 2)
    assert [one.ruling for one in incident.judgements.all()] == ["DISCOUNTED", "LIFTED"]


def test_totals_as_they_were_known_count_what_was_discounted_later(
    incident: Incident, chief: User, client: Client
) -> None:
    confirm(incident, Ruling.DISCOUNTED, chief)
    factories.published(incident, now=factories.NOON + timedelta(hours=1))
    assert killed(client) == ("no figure", 0)
    assert killed(client, "as_known_at=2025-06-24T12:30:00Z") == ("5", 1)


def test_damage_of_a_discounted_incident_is_in_no_total(chief: User, client: Client) -> None:
    made = factories.incident()
    factories.facility(made)
    factories.published(made)
    assert len(client.get("/api/v1/figures/?group_by=facility").json()["data"]) == 2
    confirm(made, Ruling.DISCOUNTED, chief)
    factories.published(made)
    assert client.get("/api/v1/figures/?group_by=facility").json()["data"] == []


@pytest.fixture
def cluster() -> Incident:
    """A cluster of two places: 5 killed in the one, 3 in the other."""
    made = factories.incident(kind="CLUSTER", breakdown_complete="yes")
    for number in (5, 3):
        place = factories.incident(parent=made, state="IN_REVIEW", place=factories.place(parent=made.place))
        factories.claim(place, quantifier="EXACT", value=number)
        factories.facility(place)
    factories.published(made)
    return made


def test_a_discounted_place_is_left_out_of_its_cluster(cluster: Incident, chief: User, client: Client) -> None:
    five, three = Incident.objects.filter(parent=cluster).order_by("ref")
    assert killed(client) == ("8", 1)
    confirm(five, Ruling.DISCOUNTED, chief)
    factories.published(five)
    after = client.get(f"/api/v1/incidents/{cluster.ref}/").json()
    assert (after["figures"][0]["text"], after["children"]) == ("3", [five.ref, three.ref])
    assert (after["grade"], after["change"]["code"]) == ("WEAK", "RECOMPUTED")
    assert "5 in" not in after["figures"][0]["quote"]
    assert killed(client) == ("3", 1)
    assert killed(client, f"ref={five.ref}") == ("no figure", 0)
    assert killed(client, f"parent={cluster.ref}") == ("3", 1)
    schools = client.get("/api/v1/figures/?group_by=facility").json()["data"]
    assert [row["text"] for row in schools] == ["1", "1"]
    told = client.get(f"/api/v1/incidents/{cluster.ref}/figures/KILLED/").json()
    assert [place["ref"] for place in told["roll_up"]["breakdown"]["places"]] == [three.ref]
    assert [step["text"] for step in told["steps"] if step["rule"] == "B11"] == [
        f"The desk decided, on evidence, not to count, and leaves out of the sum: {five.place.name} ({five.ref})."
    ]


def test_a_discounted_cluster_takes_its_places_with_it(cluster: Incident, chief: User, client: Client) -> None:
    confirm(cluster, Ruling.DISCOUNTED, chief)
    factories.published(cluster)
    place = Incident.objects.filter(parent=cluster).earliest("ref")
    assert client.get(f"/api/v1/incidents/{place.ref}/").json()["grade"] == "WEAK"
    for query in ("", f"ref={place.ref}", f"parent={cluster.ref}", "country=UKR", "group_by=adm1"):
        assert killed(client, query) == ("no figure", 0)
    told = client.get(f"/api/v1/incidents/{cluster.ref}/figures/KILLED/").json()
    assert told["steps"][0]["title"] == "Whether it is counted"
    page = client.get(f"/incidents/{cluster.ref}/").content.decode()
    assert "not counted" in page


def test_what_was_discounted_cannot_be_discounted_again(incident: Incident, chief: User) -> None:
    confirm(incident, Ruling.DISCOUNTED, chief)
    with pytest.raises(WrongState, match="not counted already"):
        confirm(incident, Ruling.DISCOUNTED, chief)
    with pytest.raises(NotAllowed):
        confirm(incident, Ruling.LIFTED, factories.user(Role.EDITOR))


def test_a_claim_cannot_be_discounted(incident: Incident, chief: User) -> None:
    with pytest.raises(InvalidValue):
        judge(incident.claims.get(), Ruling.DISCOUNTED, chief)


def test_the_page_of_an_incident_leads_to_its_judgement(incident: Incident, chief: User, client: Client) -> None:
    client.force_login(chief)
    judging_page = f"/admin/sitreps/incident/{incident.pk}/judge/"
    assert judging_page in client.get(f"/admin/sitreps/incident/{incident.pk}/change/").content.decode()
    version = Incident.objects.get(pk=incident.pk).version
    typed = {"ruling": "DISCOUNTED", "verifier": MISSION, "evidence": EVIDENCE, "version": version}
    assert client.post(judging_page, typed).status_code == 302
    page = client.get(f"/admin/sitreps/incident/{incident.pk}/change/").content.decode()
    assert "Grade: not counted" in page
    client.force_login(factories.user(Role.EDITOR))
    assert judging_page not in client.get(f"/admin/sitreps/incident/{incident.pk}/change/").content.decode()
    assert client.get(judging_page).status_code == 403


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
