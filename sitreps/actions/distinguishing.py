"""Saying of two suspected duplicates that they are not the same, for a reason, and taking that back (B12).

The pair is then left out of the suspicions, wherever they are shown, until day, place or kind of either changes.
"""

from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit
from sitreps.actions.validation.values import note_faults
from sitreps.codelists.distinctions import DistinctionState
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.distinctions import Distinction
from sitreps.models.incidents import Incident
from sitreps.queries import distinctions, duplicates
from sitreps.workflow import GONE

Pair = tuple[Incident, Incident]


@transaction.atomic
def tell_apart(*, pair: Pair, reason: str, seen: str, by: User, now: datetime) -> Distinction:
    """Say that two incidents are not the same. `seen`: the fingerprint of both as the person saw them.

    Raises NotAllowed, InvalidValue by field, WrongState (one has ended, they are not suspected, or it was said
    already), StaleVersion where either is another than it was.
    """
    permissions.check_review(by)
    _check_reason(reason)
    one, other = _take(pair)
    suspect, fingerprint = duplicates.pair(one, other)
    if fingerprint != seen:
        raise StaleVersion("Day, place or kind of one of them changed after you had opened this. Look again.")
    if suspect is None:
        raise WrongState(f"{one.ref} and {other.ref} are not suspected to be the same.")
    if fingerprint in distinctions.standing_of(one):
        raise WrongState(f"It is said already that {one.ref} and {other.ref} are not the same.")
    return _record((one, other), DistinctionState.NOT_THE_SAME, fingerprint, reason, by=by, now=now)


@transaction.atomic
def take_back(*, pair: Pair, reason: str, by: User, now: datetime) -> Distinction:
    """Let two incidents be suspected again.

    Raises NotAllowed, InvalidValue, WrongState where one has ended or nothing was said.
    """
    permissions.check_review(by)
    _check_reason(reason)
    one, other = _take(pair)
    history = distinctions.history_of(one, other)
    if not history or history[-1].state != DistinctionState.NOT_THE_SAME:
        raise WrongState(f"Nobody says now that {one.ref} and {other.ref} are not the same.")
    return _record((one, other), DistinctionState.TAKEN_BACK, history[-1].fingerprint, reason, by=by, now=now)


def check_compared(pair: Pair) -> None:
    """Whether two incidents are compared with others at all. WrongState names the one that has ended."""
    gone = [incident.ref for incident in pair if incident.state in GONE]
    if gone:
        raise WrongState(f"{gone[0]} was withdrawn, merged, discarded or redacted: nothing is compared with it.")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidValue("reason", "Say why: whoever asks later finds only this.")
    for fault in note_faults("reason", reason):
        raise fault


def _take(pair: Pair) -> Pair:
    """Both, locked, the earlier ref first: one order for everybody. Neither has ended."""
    ids = [incident.pk for incident in pair]
    rows = list(Incident.objects.select_for_update().filter(pk__in=ids).order_by("ref"))
    if len(rows) != len(ids):
        raise InvalidValue("other", "An incident is always the same as itself: name another one.")
    taken = (rows[0], rows[1])
    check_compared(taken)
    return taken


def _record(
    pair: Pair, state: DistinctionState, fingerprint: str, reason: str, *, by: User, now: datetime
) -> Distinction:
    one, other = pair
    made = Distinction(
        one=one, other=other, state=state, fingerprint=fingerprint, reason=reason.strip(), by=by.username, at=now
    )
    made.save()
    audit.record(
        action="incident.tell_apart" if state is DistinctionState.NOT_THE_SAME else "incident.suspect_again",
        object_type="incident",
        object_ref=one.ref,
        by=by,
        now=now,
        detail={"other": other.ref, "fingerprint": fingerprint},  # the reason stands in the decision alone
    )
    return made
