"""VERIFIED, DISPUTED, REJECTED, CONFIRMED and DISCOUNTED: said by a chief editor, on evidence, and taken back (B11).

Each decision is a row of its own; the working copy changes with it, so that the next revision carries it, published by
somebody else.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from sitreps import permissions
from sitreps.actions import audit
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import ClaimStatus
from sitreps.codelists.judgements import OF_CLAIMS, OF_INCIDENTS, Ruling
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.judgements import Judgement
from sitreps.workflow import IncidentMove, IncidentState, check_move


@transaction.atomic
def judge_claim(
    *, claim: Claim, ruling: Ruling, verifier: str, evidence: str, expected_version: int, by: User, now: datetime
) -> Judgement:
    """Decide about one claim. REJECTED takes it out of every figure, LIFTED takes the decision before back.

    NotAllowed, InvalidValue by field, WrongState for a claim that is withdrawn or a decision that is not there,
    StaleVersion where the incident was saved meanwhile.
    """
    permissions.check_judge(by)
    _check(ruling, OF_CLAIMS, verifier, evidence)
    incident = _take(claim.incident, expected_version, by=by, now=now)
    fresh = Claim.objects.select_for_update().get(pk=claim.pk)
    _check_change(fresh.judgements.last(), ruling)
    if fresh.status not in {ClaimStatus.ACTIVE, ClaimStatus.REJECTED}:
        raise WrongState(f"{fresh.key} is {fresh.status.lower()}; only a claim that stands can be judged.")
    fresh.status = ClaimStatus.REJECTED if ruling is Ruling.REJECTED else ClaimStatus.ACTIVE
    fresh.recommended = fresh.recommended and ruling is not Ruling.REJECTED
    fresh.save(update_fields=["status", "recommended"])
    return _record(incident, fresh, ruling, verifier, evidence, by=by, now=now)


@transaction.atomic
def judge_incident(
    *, incident: Incident, ruling: Ruling, verifier: str, evidence: str, expected_version: int, by: User, now: datetime
) -> Judgement:
    """CONFIRM an incident, or take that back; DISCOUNTED takes it out of every total, and out of the cluster above.

    Raises what `judge_claim` does.
    """
    permissions.check_judge(by)
    _check(ruling, OF_INCIDENTS, verifier, evidence)
    taken = _take(incident, expected_version, by=by, now=now)
    _check_change(taken.judgements.filter(claim=None).last(), ruling)
    return _record(taken, None, ruling, verifier, evidence, by=by, now=now)


def _check(ruling: Ruling, allowed: frozenset[Ruling], verifier: str, evidence: str) -> None:
    if ruling not in allowed:
        names = ", ".join(sorted(allowed))
        raise InvalidValue("ruling", f"{ruling} cannot be said here; choose of {names}.")
    if not verifier.strip():
        raise InvalidValue("verifier", "Name the person or body who stands behind this.")
    if not evidence.strip():
        raise InvalidValue("evidence", "Say what it rests on: whoever asks later finds only this.")
    for field, text in (("verifier", verifier), ("evidence", evidence)):
        for fault in note_faults(field, text):
            raise fault


def _check_change(before: Judgement | None, ruling: Ruling) -> None:
    stands = before is not None and before.ruling != Ruling.LIFTED
    if ruling is Ruling.LIFTED and not stands:
        raise WrongState("There is no decision to take back.")
    if before is not None and before.ruling == ruling:
        raise WrongState(f"It is {ruling.label} already, since {before.at:%Y-%m-%d}.")


def _take(incident: Incident, expected_version: int, *, by: User, now: datetime) -> Incident:
    """The incident at the version that the person saw, changed with them as the last who did."""
    taken = Incident.objects.filter(pk=incident.pk, version=expected_version).update(version=F("version") + 1)
    fresh = Incident.objects.select_for_update().get(pk=incident.pk)
    if not taken:
        raise StaleVersion(f"Somebody saved {fresh.ref} after you had opened it. Read it again, then decide.")
    fresh.state = check_move(IncidentState(fresh.state), IncidentMove.EDIT)
    fresh.changed_by, fresh.changed_at = by, now
    fresh.save(update_fields=["state", "changed_by", "changed_at"])
    return fresh


def _record(
    incident: Incident, claim: Claim | None, ruling: Ruling, verifier: str, evidence: str, *, by: User, now: datetime
) -> Judgement:
    made = Judgement(
        incident=incident,
        claim=claim,
        ruling=ruling,
        verifier=verifier.strip(),
        evidence=evidence.strip(),
        by=by.username,
        at=now,
    )
    made.save()
    about = f"{incident.ref}/{claim.key}" if claim else incident.ref
    audit.record(
        action="claim.judge" if claim else "incident.judge",
        object_type="incident",
        object_ref=incident.ref,
        by=by,
        now=now,
        detail={"about": about, "ruling": str(ruling)},
    )
    return made
