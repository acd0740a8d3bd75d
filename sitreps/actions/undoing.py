"""Undoing a merge or a split, while nothing is published on top of it (reconciliation.md B12, docs/adr/0015).

The record only grows: what was undone was said, and still answers for its time. A merge is undone by publishing both
again, a split that was published by merging its parts back; one that was not is only taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import acts, audit, dealing, incidents, projections, publishing
from sitreps.actions.publishing import Reason
from sitreps.codelists import ENDS, ChangeCode, IncidentKind, TakedownAct
from sitreps.documents import canonical
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.wording import joined
from sitreps.errors import WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import Takedown
from sitreps.queries import desk, regrouped, standing
from sitreps.workflow import IncidentMove, IncidentState, check_move


@transaction.atomic
def undo_merge(
    *, loser: Incident, versions: Mapping[str, int], text: str, by: User, now: datetime
) -> list[IncidentRevision]:
    """Let a merged incident stand again, with its claims under their old names; the survivor goes on without them.

    `versions` are those that the person saw, by ref; `text` is the sentence for readers. Both are published, code
    OUR_ERROR; clusters are computed anew. Returns the revisions in the order of the record.
    Raises NotAllowed, InvalidValue by field, WrongState (it is not merged, or something came on top), StaleVersion.
    """
    lock(RECORD)
    act, survivor = check_undo_merge(loser, by=by)
    dealing.check_text(text)
    above = {dealing.check_standing(survivor).parent_ref, loser.parent.ref if loser.parent else ""}
    taken = {one.ref: incidents.take(one, versions.get(one.ref, 0)) for one in sorted((survivor, loser), key=_ref)}
    kept, back = taken[survivor.ref], taken[loser.ref]
    back.state = check_move(IncidentState(back.state), IncidentMove.UNMERGE)
    back.save(update_fields=["state"])
    names = {new: old for old, new in act.dealt.items()}
    _return(list(kept.claims.filter(key__in=names).order_by("pk")), back, names)
    revisions = [_again(kept, f"merge with {back.ref} undone: {text}", by=by, now=now)] if names else []
    revisions.append(_again(back, f"merge into {kept.ref} undone: {text}", by=by, now=now))
    detail = {"survivor": kept.ref, "seq": act.seq, "claims": sorted(act.dealt)}
    audit.record(action="incident.unmerge", object_type="incident", object_ref=back.ref, by=by, now=now, detail=detail)
    return [*revisions, *_above(above, because=f"{back.ref} revision {revisions[-1].number}", by=by, now=now)]


@transaction.atomic
def undo_split(
    *, incident: Incident, versions: Mapping[str, int], text: str, by: User, now: datetime
) -> list[IncidentRevision]:
    """Take a split back: its parts go, their claims return under their old names.

    Where it was not published, the parts are discarded, and the incident is as it was published, unless something else
    was changed in it: that stays for review; `text` is not asked for. Where it was, the parts are merged back (308) and
    the incident is published again, code OUR_ERROR. Returns the revisions. Raises as `undo_merge`.
    """
    lock(RECORD)
    parts = check_undo_split(incident, by=by)
    is_public = parts[0].revisions.exists()
    if is_public:
        dealing.check_text(text)
    above = {dealing.check_standing(incident).parent_ref} if is_public else set()
    taken = [incidents.take(one, versions.get(one.ref, 0)) for one in sorted((incident, *parts), key=_ref)]
    whole = next(one for one in taken if one.pk == incident.pk)
    going = [one for one in taken if one.pk != incident.pk]
    before = _kind_before(whole, is_public=is_public)
    returned = {part.ref: _give_back(part, whole) for part in going}
    for part in going:
        _close(part, whole, returned[part.ref], text if is_public else "", by=by, now=now)
    whole.kind = before
    _settle(whole, by=by, now=now)
    detail = {"parts": sorted(returned), "published": is_public}
    audit.record(action="incident.unsplit", object_type="incident", object_ref=whole.ref, by=by, now=now, detail=detail)
    if not is_public:
        return []
    done = _again(whole, f"split undone: {text}", by=by, now=now)
    return [done, *_above(above, because=f"{done.ref} revision {done.number}", by=by, now=now)]


# ---- May it?


def check_undo_merge(loser: Incident, *, by: User) -> tuple[Takedown, Incident]:
    """The merge that can be undone, and the survivor; raises what `undo_merge` would raise before anything is typed."""
    merged = regrouped.merge_of(loser)
    if merged is None or loser.state != IncidentState.MERGED:
        raise WrongState(f"{loser.ref} is not merged, so there is no merge to undo.")
    act, survivor = merged
    permissions.check_merge(by, changed_by={survivor.changed_by.username, loser.changed_by.username})
    newest = dealing.check_standing(survivor)
    if newest.seq > act.seq:
        raise WrongState(
            f"{newest} was published after the merge, so it cannot be undone. Split {survivor.ref} instead:"
            " its claims are dealt one by one."
        )
    if Takedown.objects.filter(incident=loser, seq__gt=act.seq).exclude(act__in=ENDS).exists():
        raise WrongState(f"{loser.ref} was hidden or redacted after the merge, so it stays merged.")
    parent = loser.parent
    if parent and not standing.standing().filter(incident=parent).exists():
        raise WrongState(f"{loser.ref} belonged to {parent.ref}, which is not public any more.")
    return act, survivor


def check_undo_split(incident: Incident, *, by: User) -> Sequence[Incident]:
    """The parts of the split that can be undone; raises what `undo_split` would raise before anything is typed."""
    parts = regrouped.parts_of_last_split(incident)
    if not parts:
        raise WrongState(f"{incident.ref} is not split, or was published since: merge its parts into it instead.")
    if not parts[0].revisions.exists():
        permissions.check_merge(by, changed_by=())
        _check_no_places(parts)
        return parts
    permissions.check_merge(by, changed_by={one.changed_by.username for one in (incident, *parts)})
    dealing.check_standing(incident)
    for part in parts:
        newest = dealing.check_open(part)
        if newest.number > 1:
            raise WrongState(f"{newest} was published after the split: merge {part.ref} into {incident.ref} instead.")
    known = {part.pk for part in parts}
    others = incident.children.exclude(pk__in=known).exclude(state=IncidentState.DISCARDED)
    if others:
        names = joined(sorted(other.ref for other in others))
        raise WrongState(
            f"{incident.ref} has places that the split did not make: {names}. Move or withdraw them first."
        )
    return parts


def _check_no_places(parts: Sequence[Incident]) -> None:
    places = Incident.objects.filter(parent__in=parts).exclude(state=IncidentState.DISCARDED)
    if places:
        names = joined(sorted(place.ref for place in places))
        raise WrongState(f"A part of the split has places of its own: {names}. Discard or move them first.")


# ---- Steps


def _again(incident: Incident, note: str, *, by: User, now: datetime) -> IncidentRevision:
    return publishing.publish_again(
        incident=incident, reason=Reason(ChangeCode.OUR_ERROR, note.strip()), by=by, now=now
    )


def _above(refs: set[str], *, because: str, by: User, now: datetime) -> list[IncidentRevision]:
    again = [publishing.recompute_above(ref, because=because, by=by, now=now) for ref in sorted(refs)]
    return [one for one in again if one]


def _return(going: Sequence[Claim], to: Incident, names: Mapping[str, str]) -> None:
    """Give claims back under their old names, as of the revision that carried each first."""
    for claim in going:
        first = _first_carried(to, names[claim.key])
        dealing.move([claim], to, names, published_in=first)


def _first_carried(incident: Incident, key: str) -> int | None:
    told = RevisionContent.objects.filter(
        revision__incident=incident, inputs__contains=f'"id":"{incident.ref}/{key}"'
    ).order_by("revision__number")
    found: int | None = told.values_list("revision__number", flat=True).first()
    return found


def _give_back(part: Incident, whole: Incident) -> dict[str, str]:
    """Every claim of a part to the incident that it was split from: those that were dealt under their old names, those
    that came since under new ones. What each was called and is called now."""
    old = {new: key for key, new in part.dealt.items()}
    claims = list(part.claims.order_by("pk"))
    names = {claim.key: old[claim.key] for claim in claims if claim.key in old}
    since = [claim.key for claim in claims if claim.key not in old]
    names |= dealing.new_names(since, whole, beside=old.values())
    _return(claims, whole, names)
    return names


def _close(part: Incident, whole: Incident, names: dict[str, str], text: str, *, by: User, now: datetime) -> None:
    """Discard a part that was never public; merge one that was into what it came from."""
    if not text:
        state = IncidentState(part.state)
        if state == IncidentState.IN_REVIEW:
            state = check_move(state, IncidentMove.RETURN)
        part.state = check_move(state, IncidentMove.DISCARD)
        part.save(update_fields=["state"])
        return
    part.state, part.parent = check_move(IncidentState(part.state), IncidentMove.MERGE), None
    part.save(update_fields=["state", "parent"])
    acts.on_incident(
        act=TakedownAct.MERGE,
        incident=part,
        survivor=whole,
        reason=ChangeCode.MERGED,
        text=text,
        dealt=names,
        by=by,
        now=now,
    )
    projections.refresh_latest(part)


def _kind_before(whole: Incident, *, is_public: bool) -> IncidentKind:
    """What the incident was before it was split."""
    revisions = list(whole.revisions.order_by("-number")[:2])
    return IncidentKind(revisions[1 if is_public else 0].kind)


def _settle(whole: Incident, *, by: User, now: datetime) -> None:
    """Save the incident: as published where it says what its newest revision said, else as it is, for review."""
    whole.changed_by, whole.changed_at = by, now
    whole.save(update_fields=["kind", "changed_by", "changed_at"])
    if whole.state == IncidentState.PUBLISHED or _says_what_is_public(whole):
        whole.state = check_move(IncidentState(whole.state), IncidentMove.UNSPLIT)
        whole.save(update_fields=["state"])


def _says_what_is_public(whole: Incident) -> bool:
    newest = standing.standing().filter(incident=whole).select_related("content").first()
    if newest is None:
        return False
    told = canonical.decode(newest.content.inputs, IncidentInput)
    working = desk.incident_input(desk.with_everything(Incident.objects.filter(pk=whole.pk)).get())
    return replace(told, formerly_current=()) == working


def _ref(incident: Incident) -> str:
    return incident.ref
