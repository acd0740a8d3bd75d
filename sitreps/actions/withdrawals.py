"""Withdrawing: not true, or not ours (api.md). Readers get 410 and the reason; what was said before still answers.

Taking down needs one person. Putting up again needs two: what is taken up anew goes through review like any change.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import acts, audit, incidents, projections, publishing
from sitreps.actions.validation.values import note_faults, text_faults
from sitreps.codelists import WITHDRAWAL_CODES, ChangeCode, TakedownAct
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import Takedown
from sitreps.queries import standing
from sitreps.workflow import IncidentMove, IncidentState, check_move

LONGEST_REASON = 300


@transaction.atomic
def withdraw(
    *,
    incident: Incident,
    expected_version: int,
    reason: ChangeCode,
    text: str,
    by: User,
    now: datetime,
    note: str = "",
) -> list[Takedown]:
    """Take an incident out of the record from now on, and the places of a cluster with it; recompute its cluster.

    `text` is the sentence that readers get in its place. Changes that nobody published yet stay in the working copy.
    Returns the acts in the order of the record, places first. Raises NotAllowed, InvalidValue by field, WrongState
    (nothing of it is public), StaleVersion; then nothing was written.
    """
    permissions.check_take_down(by)
    _check_words(reason, text, note)
    lock(RECORD)
    going = [*_places(incident), incident]
    newest = {one.ref: _standing(one) for one in going}
    taken = [
        incidents.take(one, expected_version if one.pk == incident.pk else one.version) for one in going
    ]  # every working copy before the first audit row, as in publishing.py
    for one in taken:
        one.state = check_move(IncidentState(one.state), IncidentMove.WITHDRAW)
        one.save(update_fields=["state"])
    done = [
        acts.on_incident(act=TakedownAct.WITHDRAW, incident=one, reason=reason, text=text, note=note, by=by, now=now)
        for one in taken
    ]
    for one in taken:
        projections.refresh_latest(one)
    above = newest[incident.ref].parent_ref
    publishing.recompute_above(above, because=f"{incident.ref} withdrawn", by=by, now=now)
    return done


@transaction.atomic
def reopen(*, incident: Incident, expected_version: int, by: User, now: datetime) -> Incident:
    """Take up a withdrawn incident again: it can be edited, and goes through review before it is public anew."""
    permissions.check_review(by)
    taken = incidents.take(incident, expected_version)
    taken.state = check_move(IncidentState(taken.state), IncidentMove.REOPEN)
    taken.changed_by, taken.changed_at = by, now
    taken.save(update_fields=["state", "changed_by", "changed_at"])
    audit.record(action="incident.reopen", object_type="incident", object_ref=taken.ref, by=by, now=now)
    return taken


@transaction.atomic
def withdraw_edition(
    *, issue: EditionIssue, reason: ChangeCode, text: str, by: User, now: datetime, note: str = ""
) -> Takedown:
    """Withdraw an edition by its newest issue; it answers still, marked, where it is asked for by its version."""
    permissions.check_withdraw_edition(by)
    _check_words(reason, text, note)
    lock(RECORD)
    newer = EditionIssue.objects.filter(series=issue.series, number=issue.number, issue__gt=issue.issue)
    if newer.exists():
        raise WrongState(f"{issue} is superseded by a newer version: withdraw that.")
    if Takedown.objects.filter(issue=issue, act__in=(TakedownAct.WITHDRAW, TakedownAct.REDACT), language="").exists():
        raise WrongState(f"{issue} is withdrawn or redacted already.")
    return acts.on_issue(act=TakedownAct.WITHDRAW, issue=issue, reason=reason, text=text, note=note, by=by, now=now)


def _places(incident: Incident) -> Sequence[Incident]:
    """The places of a cluster that stand in the record, in the order of their refs."""
    refs = standing.standing().filter(parent_ref=incident.ref).values("ref")
    return list(Incident.objects.filter(ref__in=refs).order_by("ref"))


def _standing(incident: Incident) -> IncidentRevision:
    found = standing.standing().filter(incident=incident).first()
    if found is None:
        raise WrongState(f"{incident.ref} is not public, so there is nothing to withdraw.")
    return found


def _check_words(reason: ChangeCode, text: str, note: str) -> None:
    if reason not in WITHDRAWAL_CODES:
        raise InvalidValue("reason", f"Choose {', '.join(WITHDRAWAL_CODES)}.")
    if not text.strip():
        raise InvalidValue("text", "Say in a sentence why it is withdrawn: readers get it in its place.")
    if len(text.strip()) > LONGEST_REASON:
        raise InvalidValue("text", f"Use at most {LONGEST_REASON} characters.")
    for fault in (*text_faults("text", text), *note_faults("note", note)):
        raise fault
