"""Merging two incidents that are one, and splitting one that is several: claims are dealt one by one (B12).

A merge is public at once: every claim of it was published by two people before. A split words titles and places anew,
so it is prepared here and goes through review; publishing the incident then takes its parts along in one transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sitreps import permissions
from sitreps.actions import acts, audit, dealing, incidents, projections, publishing
from sitreps.actions.dealing import PART_ROLE
from sitreps.actions.incident_rows import Changes
from sitreps.actions.publishing import Reason
from sitreps.codelists import ChangeCode, ClaimStatus, IncidentKind, TakedownAct
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentMove, IncidentState, check_move

COPIED = (
    "occurred_on", "occurred_from", "occurred_to", "tz", "date_precision", "date_basis", "sub_event_type", "weapon",
    "perpetrator", "perpetrator_basis", "sectors", "glide", "sensitivity",
)  # fmt: skip
"""What a part of a split has from the incident until an editor says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One incident that comes out of a split: its own columns (title and place at least), and its claims."""

    fields: Mapping[str, Any]
    claims: Collection[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the act on the loser, and the revisions that it led to, the survivor's first."""

    act: Takedown
    revisions: tuple[IncidentRevision, ...]


@transaction.atomic
def merge(
    *,
    survivor: Incident,
    loser: Incident,
    dealt: Mapping[str, bool],
    versions: Mapping[str, int],
    text: str,
    by: User,
    now: datetime,
) -> Merged:
    """Make two published incidents one. `dealt` says of every active claim of the loser whether it goes to the survivor
    (True) or stays behind; `versions` are those that the person saw, by ref; `text` is the sentence for readers.

    The survivor is published with the claims that came, the loser's ref leads to it (308), clusters are computed anew.
    Raises NotAllowed, InvalidValue by field, WrongState (an open change, places, one tree, hidden), StaleVersion.
    """
    permissions.check_merge(by, changed_by={survivor.changed_by.username, loser.changed_by.username})
    dealing.check_text(text)
    lock(RECORD)
    pair = sorted((survivor, loser), key=lambda one: one.ref)
    above = sorted({dealing.check_open(one).parent_ref for one in pair})
    check_pair(survivor, loser)
    going = _dealt(loser, dealt)
    taken = {one.ref: incidents.take(one, versions[one.ref]) for one in pair}
    kept, gone = taken[survivor.ref], taken[loser.ref]
    gone.state = check_move(IncidentState(gone.state), IncidentMove.MERGE)
    gone.save(update_fields=["state"])
    names = dealing.move(going, kept, dealing.new_names([claim.key for claim in going], kept))
    revisions = [_publish(kept, gone, text, by=by, now=now)] if names else []
    act = _end(gone, kept, names, text, by=by, now=now)
    projections.refresh_latest(gone)
    because = f"{gone.ref} merged into {kept.ref}"
    again = [publishing.recompute_above(ref, because=because, by=by, now=now) for ref in above]
    return Merged(act, (*revisions, *(one for one in again if one)))


@transaction.atomic
def split(
    *, incident: Incident, expected_version: int, parts: Sequence[Part], as_cluster: bool, by: User, now: datetime
) -> list[Incident]:
    """Prepare a split: new incidents in review with the claims dealt to them, and the incident itself in review.

    With `as_cluster` the ref becomes the cluster of the parts; else it stays with one event, and the parts stand beside
    it. Claims that are dealt to no part stay. Publishing the incident publishes its parts with it, code SPLIT.
    Raises NotAllowed, InvalidValue by field, WrongState (an open change, places, hidden), StaleVersion.
    """
    permissions.check_merge(by, changed_by=())
    lock(RECORD)
    dealing.check_open(incident)
    _check_parts(incident, parts, as_cluster=as_cluster)
    taken = incidents.take(incident, expected_version)
    made = [
        _part(taken, part, number, as_cluster=as_cluster, by=by, now=now) for number, part in enumerate(parts, start=1)
    ]
    taken.kind = IncidentKind.CLUSTER if as_cluster else IncidentKind(taken.kind)
    state = check_move(IncidentState(taken.state), IncidentMove.EDIT)
    taken.state = check_move(state, IncidentMove.SUBMIT)
    taken.changed_by, taken.changed_at = by, now
    taken.save(update_fields=["kind", "state", "changed_by", "changed_at"])
    detail = {"parts": [one.ref for one in made], "as_cluster": as_cluster}
    audit.record(action="incident.split", object_type="incident", object_ref=taken.ref, by=by, now=now, detail=detail)
    return made


def _end(gone: Incident, kept: Incident, dealt: Mapping[str, str], text: str, *, by: User, now: datetime) -> Takedown:
    return acts.on_incident(
        act=TakedownAct.MERGE,
        incident=gone,
        survivor=kept,
        reason=ChangeCode.MERGED,
        text=text,
        dealt=dealt,
        by=by,
        now=now,
    )


def _publish(kept: Incident, gone: Incident, text: str, *, by: User, now: datetime) -> IncidentRevision:
    reason = Reason(ChangeCode.MERGED, f"merged with {gone.ref}: {text.strip()}")
    return publishing.publish_again(incident=kept, reason=reason, by=by, now=now)


def _part(whole: Incident, part: Part, number: int, *, as_cluster: bool, by: User, now: datetime) -> Incident:
    fields = {name: getattr(whole, name) for name in COPIED} | dict(part.fields)
    try:
        made = incidents.begin(changes=Changes(fields=fields), by=by, now=now)
    except InvalidValue as fault:
        raise InvalidValue(f"{PART_ROLE}{number}.{fault.field}", fault.message) from fault
    going = list(Claim.objects.filter(incident=whole, key__in=part.claims).order_by("pk"))
    made.parent = whole if as_cluster else whole.parent
    made.split_from = whole
    made.dealt = dealing.move(going, made, dealing.new_names([claim.key for claim in going], made), published_in=1)
    made.state = check_move(IncidentState(made.state), IncidentMove.SUBMIT)
    made.save(update_fields=["parent", "split_from", "dealt", "state"])
    return made


def check_pair(survivor: Incident, loser: Incident) -> None:
    """Two incidents that can be one: not the same already, not a place and its cluster."""
    if survivor.pk == loser.pk:
        raise InvalidValue("loser", "An incident cannot be merged with itself.")
    if loser.parent_id == survivor.pk or survivor.parent_id == loser.pk:
        raise WrongState(f"{loser.ref} and {survivor.ref} are one tree: a place is not its cluster.")


def _dealt(loser: Incident, dealt: Mapping[str, bool]) -> list[Claim]:
    """The claims that go, in their order; InvalidValue unless every active one is dealt, and nothing else."""
    claims = {claim.key: claim for claim in loser.claims.order_by("pk")}
    active = {key for key, claim in claims.items() if claim.status == ClaimStatus.ACTIVE}
    if active - dealt.keys():
        raise InvalidValue(
            "dealt", f"Say of each claim where it goes; missing: {', '.join(sorted(active - set(dealt)))}."
        )
    if dealt.keys() - claims.keys():
        raise InvalidValue("dealt", f"{loser.ref} has no claim {', '.join(sorted(set(dealt) - set(claims)))}.")
    going = {key for key, goes in dealt.items() if goes}
    dealing.check_chains(claims, going)
    return [claim for key, claim in claims.items() if key in going]


def check_kind(incident: Incident, *, as_cluster: bool) -> None:
    """An incident that can be split, and become a cluster where that is wanted: two levels, no more."""
    if incident.kind == IncidentKind.CLUSTER:
        raise WrongState(f"{incident.ref} is a cluster already: add places to it.")
    if as_cluster and incident.parent_id:
        raise WrongState(f"{incident.ref} is a place of a cluster: its parts stand beside it, there is no third level.")


def _check_parts(incident: Incident, parts: Sequence[Part], *, as_cluster: bool) -> None:
    check_kind(incident, as_cluster=as_cluster)
    if not parts:
        raise InvalidValue("parts", "A split has at least one part: give part 1 a title and a place.")
    claims = {claim.key: claim for claim in incident.claims.all()}
    told = [key for part in parts for key in part.claims]
    wrong = sorted({key for key in told if key not in claims or told.count(key) > 1})
    if wrong:
        raise InvalidValue("claims", f"Deal each claim of {incident.ref} once: {', '.join(wrong)}.")
    for part in parts:
        dealing.check_chains(claims, set(part.claims))
