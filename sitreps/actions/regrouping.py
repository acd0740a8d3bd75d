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
from sitreps.actions import acts, audit, incident_rows, incidents, projections, publishing
from sitreps.actions.incident_rows import Changes
from sitreps.actions.publishing import Reason
from sitreps.actions.validation.values import text_faults
from sitreps.codelists import ChangeCode, ClaimStatus, IncidentKind, TakedownAct
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import Takedown
from sitreps.queries import standing, takedowns
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
    _check_text(text)
    lock(RECORD)
    pair = sorted((survivor, loser), key=lambda one: one.ref)
    above = sorted({_mergeable(one).parent_ref for one in pair})
    _check_pair(survivor, loser)
    going = _dealt(loser, dealt)
    taken = {one.ref: incidents.take(one, versions[one.ref]) for one in pair}
    kept, gone = taken[survivor.ref], taken[loser.ref]
    gone.state = check_move(IncidentState(gone.state), IncidentMove.MERGE)
    gone.save(update_fields=["state"])
    names = _move(going, kept)
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
    _mergeable(incident)
    _check_parts(incident, parts, as_cluster=as_cluster)
    taken = incidents.take(incident, expected_version)
    made = [_part(taken, part, as_cluster=as_cluster, by=by, now=now) for part in parts]
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


def _part(whole: Incident, part: Part, *, as_cluster: bool, by: User, now: datetime) -> Incident:
    fields = {name: getattr(whole, name) for name in COPIED} | dict(part.fields)
    made = incidents.begin(changes=Changes(fields=fields), by=by, now=now)
    made.parent = whole if as_cluster else whole.parent
    made.split_from = whole
    made.state = check_move(IncidentState(made.state), IncidentMove.SUBMIT)
    made.save(update_fields=["parent", "split_from", "state"])
    _move(list(Claim.objects.filter(incident=whole, key__in=part.claims).order_by("pk")), made)
    return made


def _move(going: Sequence[Claim], to: Incident) -> dict[str, str]:
    """Give claims to another incident, under its next keys; what each was called and is called now."""
    names = {}
    for claim in going:
        key = incident_rows.next_key(to, Claim, "C")
        names[claim.key] = key
        claim.incident, claim.key, claim.published_in = to, key, None
        claim.save(update_fields=["incident", "key", "published_in"])
    return names


def _mergeable(incident: Incident) -> IncidentRevision:
    """The newest revision of an incident that can be regrouped: it stands, is not hidden, and nobody is changing it."""
    revision = standing.standing().filter(incident=incident).first()
    if revision is None or incident.state != IncidentState.PUBLISHED:
        raise WrongState(f"{incident.ref} has an open change, or is not public: publish or discard that first.")
    if takedowns.hiding(incident):
        raise WrongState(f"{incident.ref} is hidden: restore it first.")
    if incident.children.exclude(state__in=(IncidentState.DISCARDED, IncidentState.REDACTED)).exists():
        raise WrongState(f"{incident.ref} has places of its own: merge or split those.")
    return revision


def _check_pair(survivor: Incident, loser: Incident) -> None:
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
    _check_chains(claims, going)
    return [claim for key, claim in claims.items() if key in going]


def _check_parts(incident: Incident, parts: Sequence[Part], *, as_cluster: bool) -> None:
    if incident.kind == IncidentKind.CLUSTER:
        raise WrongState(f"{incident.ref} is a cluster already: add places to it.")
    if as_cluster and incident.parent_id:
        raise WrongState(f"{incident.ref} is a place of a cluster: its parts stand beside it, there is no third level.")
    if not parts:
        raise InvalidValue("parts", "A split has at least one part.")
    claims = {claim.key: claim for claim in incident.claims.all()}
    told = [key for part in parts for key in part.claims]
    wrong = sorted({key for key in told if key not in claims or told.count(key) > 1})
    if wrong:
        raise InvalidValue("claims", f"Deal each claim of {incident.ref} once: {', '.join(wrong)}.")
    for part in parts:
        _check_chains(claims, set(part.claims))


def _check_chains(claims: Mapping[str, Claim], going: set[str]) -> None:
    """A claim and the one that it replaces or continues stay together."""
    keys = {claim.pk: key for key, claim in claims.items()}
    for key, claim in claims.items():
        rests = {"replaces": claim.supersedes_id, "adds": claim.adds_id, "continues": claim.adds_to_id}
        for verb, pk in rests.items():
            other = keys.get(pk or 0)
            if other and (key in going) != (other in going):
                raise InvalidValue("claims", f"{key} {verb} {other}: deal both to the same incident.")


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidValue("text", "Say in a sentence why they are one: readers of the record see it.")
    for fault in text_faults("text", text):
        raise fault
