"""What an editor decides about a claim without changing what it says: pins, exclusions, confirmations, grades, dates.

Annotations, not edits (reconciliation.md B0): they may be made of claims in the published record too, each leaves a
row that says by whom, when and why, and each can be taken back. The working copy changes with them, so that the next
revision carries them, published by somebody else.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit, incident_rows, incidents
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import AsOfBasis, ClaimStatus, DisaggregationKind, NotUsedBecause
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents import wording
from sitreps.documents.reckoning import reckon
from sitreps.errors import InvalidValue, WrongState
from sitreps.figures.figure import Standing
from sitreps.models.accounts import User
from sitreps.models.annotations import Annotation
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.queries import desk
from sitreps.queries.people import Names


@transaction.atomic
def pin(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Make a claim the figure of its measure, whatever the rules would choose (B5, RECOMMENDED).

    Another pin of the measure goes. The pin lapses by itself when the claim is no longer what its origin says.
    NotAllowed, InvalidValue by field, WrongState for a claim that cannot be the figure, StaleVersion where the
    incident was saved meanwhile; so for every verb here.
    """
    permissions.check_review(by)
    taken, row = _take(claim, reason, expected_version, by=by, now=now)
    if row.recommended:
        raise WrongState(f"{row.key} is pinned already.")
    _check_values(row, {"recommended": True, "role_reason": reason.strip(), "triangulation": False}, by=by, now=now)
    _check_can_lead(row, _standing(taken, row))
    for other in taken.claims.filter(measure=row.measure, kind=DisaggregationKind.TOTAL, recommended=True):
        _write(other, {"recommended": False, "role_reason": ""})
        note(other, AnnotationKind.UNPINNED, f"{row.key} was pinned instead.", by=by, now=now)
    _write(row, {"recommended": True, "role_reason": reason.strip(), "triangulation": False})
    return note(row, AnnotationKind.PINNED, reason, by=by, now=now)


@transaction.atomic
def unpin(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Let the rules choose again."""
    permissions.check_review(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    if not row.recommended:
        raise WrongState(f"{row.key} is not pinned.")
    _write(row, {"recommended": False, "role_reason": ""})
    return note(row, AnnotationKind.UNPINNED, reason, by=by, now=now)


@transaction.atomic
def exclude(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Leave a claim out of its figure, with a reason and a name (B2)."""
    permissions.check_review(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    if row.excluded_reason:
        raise WrongState(f"{row.key} is left out already, by {Names().called(row.excluded_by)}.")
    if row.recommended:
        raise WrongState(f"{row.key} is pinned as the figure: take the pin off first.")
    _write(row, {"excluded_reason": reason.strip(), "excluded_by": by.username})
    return note(row, AnnotationKind.EXCLUDED, reason, by=by, now=now)


@transaction.atomic
def count_again(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Take an exclusion back."""
    permissions.check_review(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    if not row.excluded_reason:
        raise WrongState(f"{row.key} is not left out by an editor.")
    was = {"excluded_by": row.excluded_by}
    _write(row, {"excluded_reason": "", "excluded_by": ""})
    return note(row, AnnotationKind.COUNTED, reason, was=was, by=by, now=now)


@transaction.atomic
def confirm_requote(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Say that the origin itself revised downward, so that a lower number told by others counts (B2)."""
    permissions.check_review(by)
    taken, row = _take(claim, reason, expected_version, by=by, now=now)
    standing = _standing(taken, row)
    if standing is None or standing.not_used_because is not NotUsedBecause.STALE_REQUOTE:
        raise WrongState(f"{row.key} is not held back as a re-quote of an older number: there is nothing to confirm.")
    _write(row, {"requote_confirmed": True})
    return note(row, AnnotationKind.REQUOTE_CONFIRMED, reason, by=by, now=now)


@transaction.atomic
def doubt_requote(*, claim: Claim, reason: str, expected_version: int, by: User, now: datetime) -> Annotation:
    """Take that back: the lower number waits again."""
    permissions.check_review(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    if not row.requote_confirmed:
        raise WrongState(f"Nobody confirmed that {row.key} is a downward revision.")
    _write(row, {"requote_confirmed": False})
    return note(row, AnnotationKind.REQUOTE_DOUBTED, reason, by=by, now=now)


@transaction.atomic
def regrade(
    *,
    claim: Claim,
    reliability: str,
    credibility: int,
    reason: str,
    expected_version: int,
    by: User,
    now: datetime,
) -> Annotation:
    """Give a claim another letter (empty: its origin's own) or another credibility (B3)."""
    permissions.check_log(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    note = row.note if row.note.strip() else reason.strip()
    return _change(
        row,
        AnnotationKind.REGRADED,
        {"reliability": reliability, "credibility": credibility, "note": note},
        told=("reliability", "credibility"),
        reason=reason,
        by=by,
        now=now,
    )


@transaction.atomic
def redate(
    *,
    claim: Claim,
    as_of: date | datetime | None,
    basis: AsOfBasis,
    reason: str,
    expected_version: int,
    by: User,
    now: datetime,
) -> Annotation:
    """Say better as of when a claim holds: a moment, a whole day, or nothing where it is not known."""
    permissions.check_log(by)
    _, row = _take(claim, reason, expected_version, by=by, now=now)
    moment = as_of if isinstance(as_of, datetime) else None
    day = None if isinstance(as_of, datetime) else as_of
    values = {"as_of_on": day, "as_of_at": moment, "as_of_basis": str(basis)}
    return _change(row, AnnotationKind.REDATED, values, told=tuple(values), reason=reason, by=by, now=now)


def _take(claim: Claim, reason: str, expected_version: int, *, by: User, now: datetime) -> tuple[Incident, Claim]:
    """The incident at the version that the person saw, and the claim as it stands: an active one, for a reason."""
    taken = incidents.take(claim.incident, expected_version)
    row = Claim.objects.select_for_update(of=("self",)).select_related("origin").get(pk=claim.pk)
    if row.status != ClaimStatus.ACTIVE:
        raise WrongState(f"{row.key} is {row.status.lower()}: nothing more can be said about it.")
    incidents.mark_changed(taken, by=by, now=now)
    _check_reason(reason)
    return taken, row


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidValue("reason", "Say why: whoever asks later finds only this.")
    for fault in note_faults("reason", reason):
        raise fault


def _check_values(row: Claim, values: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """What these values make wrong with the claim; what an import let in already is no hindrance."""
    before = incident_rows.columns(row)
    known = {str(fault) for fault in incident_rows.row_faults(Claim, before, by=by, now=now)}
    for fault in incident_rows.row_faults(Claim, {**before, **values}, by=by, now=now):
        if str(fault) not in known:
            raise fault


def _check_can_lead(row: Claim, standing: Standing | None) -> None:
    """A pin that would do nothing is refused, with what stands in its way."""
    if standing is not None and standing.is_current:
        return
    because = standing.not_used_because if standing else None
    why = wording.NOT_USED_TEXTS.get(because or "", "it is in no figure")
    raise WrongState(f"{row.key} cannot be the figure, so a pin would do nothing: {why}.")


def _standing(incident: Incident, row: Claim) -> Standing | None:
    """What becomes of a claim in the working copy as it stands."""
    fresh = desk.with_everything(Incident.objects.filter(pk=incident.pk)).get()
    figure = reckon(desk.incident_input(fresh)).figures[row.measure]
    return next((one for one in figure.standings if one.key == f"{fresh.ref}/{row.key}"), None)


def _change(
    row: Claim,
    kind: AnnotationKind,
    values: Mapping[str, Any],
    *,
    told: tuple[str, ...],
    reason: str,
    by: User,
    now: datetime,
) -> Annotation:
    was = {name: getattr(row, name) for name in told}
    if all(was[name] == values[name] for name in told):
        raise InvalidValue(told[0], "It is that already: change something, or go back.")
    _check_values(row, values, by=by, now=now)
    _write(row, values)
    return note(row, kind, reason, was=was, by=by, now=now)


def _write(row: Claim, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def note(
    row: Claim, kind: AnnotationKind, reason: str, *, by: User, now: datetime, was: Mapping[str, Any] | None = None
) -> Annotation:
    """Write a judgement down, with its audit row, inside the caller's transaction. `was`: codes, keys and times."""
    before = {name: value.isoformat() if isinstance(value, date) else value for name, value in (was or {}).items()}
    made = Annotation(claim=row, kind=kind, reason=reason.strip(), was=before, by=by.username, at=now)
    made.save()
    record(f"claim.{kind.lower()}", row, by=by, now=now, detail={"was": before} if before else {})
    return made


def record(action: str, row: Claim, *, by: User, now: datetime, detail: Mapping[str, Any]) -> None:
    """The audit row of a verb about one claim."""
    audit.record(
        action=action,
        object_type="incident",
        object_ref=row.incident.ref,
        by=by,
        now=now,
        detail={"claim": row.key, **detail},
    )
