"""Working copies: begun, edited, submitted, returned, discarded (desk.md, States).

Every save takes the incident by its version, so that two people cannot overwrite each other, and leaves an audit row.
Who saves a change is who must not publish it (four eyes); submitting, returning and commenting change nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from sitreps import permissions
from sitreps.actions import audit, incident_rows, validation
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import ClaimStatus, WithdrawalReason
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.sequence import advance
from sitreps.queries.gazetteer import place_input
from sitreps.workflow import IncidentMove, IncidentState, can_move, check_move

__all__ = [
    "Changes",
    "RowChange",
    "begin",
    "comment",
    "discard",
    "incident_faults",
    "record_edit",
    "send_back",
    "submit",
    "take",
    "withdraw_claim",
]

NO_COUNTRY = "XXX"


@transaction.atomic
def begin(*, changes: Changes, by: User, now: datetime) -> Incident:
    """A new incident in DRAFT, with its ref: country of the place (or XXX), year, next number.

    InvalidValue by field; nothing is written then.
    """
    permissions.check_log(by)
    incident = Incident(created_by=by, created_at=now, changed_by=by, changed_at=now, state=IncidentState.DRAFT)
    for name, value in changes.fields.items():
        setattr(incident, name, value)
    _check(incident, now=now)
    incident.ref = _next_ref(incident.place, incident.occurred_on.year, now=now)
    incident.save()
    rows = incident_rows.apply(incident, changes, by=by, now=now)
    _record("incident.begin", incident, by=by, now=now, detail=rows)
    return incident


@transaction.atomic
def record_edit(*, incident: Incident, expected_version: int, changes: Changes, by: User, now: datetime) -> Incident:
    """Save changes of the incident or of anything that hangs on it; a published one becomes CHANGED.

    `expected_version` is the one that the person saw: StaleVersion if somebody saved since, and nothing is written.
    A save that changes nothing is none: version, state and last changer stay.
    """
    permissions.check_log(by)
    before = Incident.objects.select_related("changed_by").get(pk=incident.pk)
    changed = [name for name, value in changes.fields.items() if getattr(before, name) != value]
    if not changed and not incident_rows.differs(before, changes):
        return before
    taken = take(before, expected_version)
    taken.state = check_move(IncidentState(taken.state), IncidentMove.EDIT)
    for name in changed:
        setattr(taken, name, changes.fields[name])
    _check(taken, now=now)
    taken.changed_by, taken.changed_at = by, now
    taken.save(update_fields=[*changed, "state", "changed_by", "changed_at"])
    rows = incident_rows.apply(taken, changes, by=by, now=now)
    _record("incident.edit", taken, by=by, now=now, detail={"fields": sorted(changed), **rows})
    return taken


@transaction.atomic
def submit(*, incident: Incident, expected_version: int, by: User, now: datetime) -> list[Incident]:
    """Send an incident to review; with a cluster go those of its places that are not there yet. Returns those."""
    permissions.check_log(by)
    taken = take(incident, expected_version)
    places = Incident.objects.filter(parent=taken).select_related("changed_by").order_by("ref")
    going = [one for one in places if can_move(IncidentState(one.state), IncidentMove.SUBMIT)]
    going = [take(place, place.version) for place in going]  # all rows before the first audit row (publishing.py)
    if not going or can_move(IncidentState(taken.state), IncidentMove.SUBMIT):
        going.append(taken)
    for one in going:
        _move(one, IncidentMove.SUBMIT, by=by, now=now)
    return going


@transaction.atomic
def send_back(*, incident: Incident, expected_version: int, reason: str, by: User, now: datetime) -> Incident:
    """Return an incident to those who wrote it, with the reason as a comment."""
    permissions.check_review(by)
    if not reason.strip():
        raise InvalidValue("reason", "Say what is missing or wrong: whoever mends it reads only this.")
    _check_note("reason", reason)
    taken = take(incident, expected_version)
    _move(taken, IncidentMove.RETURN, by=by, now=now)
    Comment.objects.create(incident=taken, by=by, at=now, text=reason.strip(), is_return=True)
    return taken


@transaction.atomic
def discard(*, incident: Incident, expected_version: int, by: User, now: datetime) -> Incident:
    """Give up an incident that was never published. Its ref stays taken."""
    permissions.check_log(by)
    taken = take(incident, expected_version)
    open_places = taken.children.exclude(state=IncidentState.DISCARDED)
    if open_places:
        names = ", ".join(place.ref for place in open_places)
        raise WrongState(f"{taken.ref} has places of its own: {names}. Discard or move them first.")
    _move(taken, IncidentMove.DISCARD, by=by, now=now)
    return taken


@transaction.atomic
def comment(*, incident: Incident, text: str, by: User, now: datetime) -> Comment:
    """Say something to colleagues about an incident. It changes nothing else."""
    permissions.check_log(by)
    if not text.strip():
        raise InvalidValue("text", "The comment is empty.")
    _check_note("text", text)
    made = Comment.objects.create(incident=incident, by=by, at=now, text=text.strip())
    _record("incident.comment", incident, by=by, now=now, detail={"comment": made.pk})
    return made


@transaction.atomic
def withdraw_claim(
    *, claim: Claim, expected_version: int, reason: WithdrawalReason, note: str, by: User, now: datetime
) -> Incident:
    """Take a claim out of the figures for good, with a reason. Published revisions stay as they are."""
    permissions.check_log(by)
    taken = take(claim.incident, expected_version)
    if claim.status != ClaimStatus.ACTIVE:
        raise WrongState(f"{claim.key} is {claim.status.lower()} already.")
    _check_note("note", note)
    mark_changed(taken, by=by, now=now)
    claim.status, claim.withdrawal_reason, claim.recommended = ClaimStatus.WITHDRAWN, reason, False
    if note.strip():
        claim.note = "\n".join(filter(None, [claim.note, note.strip()]))
    claim.save(update_fields=["status", "withdrawal_reason", "recommended", "note"])
    _record("claim.withdraw", taken, by=by, now=now, detail={"claim": claim.key, "reason": str(reason)})
    return taken


def incident_faults(incident: Incident, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with a working copy, by field: by itself, and in its tree. A new one has no ref yet."""
    columns = {**vars(incident), "perpetrator": incident.perpetrator}
    yield from validation.incident_faults(validation.values_of(validation.IncidentValues, columns), now=now)
    places = bool(incident.ref) and incident.children.exclude(state=IncidentState.DISCARDED).exists()
    yield from validation.kind_faults(incident.kind, has_children=places)
    parent = incident.parent
    if parent is not None:
        me = validation.Member(
            ref=incident.ref, kind=incident.kind, sensitivity=incident.sensitivity, has_children=places
        )
        above = validation.Member(
            ref=parent.ref,
            kind=parent.kind,
            sensitivity=parent.sensitivity,
            parent=parent.parent.ref if parent.parent else None,
        )
        yield from validation.tree_faults(me, above)


def _check(incident: Incident, *, now: datetime) -> None:
    for fault in incident_faults(incident, now=now):
        raise fault


def _check_note(field: str, text: str) -> None:
    for fault in note_faults(field, text):
        raise fault


def take(incident: Incident, expected_version: int) -> Incident:
    """The incident, locked at the version that the person saw, and counted up."""
    taken = Incident.objects.filter(pk=incident.pk, version=expected_version).update(version=F("version") + 1)
    fresh = Incident.objects.select_related("changed_by", "place", "parent__parent").get(pk=incident.pk)
    if not taken:
        raise StaleVersion(
            f"{fresh.changed_by} saved {fresh.ref} at {fresh.changed_at:%H:%M} UTC, after you had opened it."
            " Nothing of yours was saved over it."
        )
    return fresh


def mark_changed(taken: Incident, *, by: User, now: datetime) -> None:
    """A change of what hangs on an incident that was taken: who made it must not publish it (four eyes)."""
    taken.state = check_move(IncidentState(taken.state), IncidentMove.EDIT)
    taken.changed_by, taken.changed_at = by, now
    taken.save(update_fields=["state", "changed_by", "changed_at"])


def _move(incident: Incident, move: IncidentMove, *, by: User, now: datetime) -> None:
    before = incident.state
    incident.state = check_move(IncidentState(before), move)
    incident.save(update_fields=["state"])
    _record(f"incident.{move}", incident, by=by, now=now, detail={"from": str(before), "to": str(incident.state)})


def _next_ref(place: Place, year: int, *, now: datetime) -> str:
    country = place_input(place, geo_precision=None).country or NO_COUNTRY
    while True:
        number, _ = advance(f"ref:{country}-{year}", now=now)
        ref = f"{country}-{year}-{number:04}"
        if not Incident.objects.filter(ref=ref).exists():
            return ref


def _record(action: str, incident: Incident, *, by: User, now: datetime, detail: dict[str, Any]) -> None:
    audit.record(action=action, object_type="incident", object_ref=incident.ref, by=by, now=now, detail=detail)
