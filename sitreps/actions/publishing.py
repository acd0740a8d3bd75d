"""Publication: a tree at a time, children first, in one transaction (reliability.md 3, 4; desk.md, States).

    lock the record's sequence -> take each working copy by its version -> revision, content, projection, change,
    outbox, audit -> recompute the parent whose public JSON changed

The sequence's lock is held to the end, so publications are serial and their numbers become visible in order. Nothing
is sent or drawn in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Q

from sitreps import permissions
from sitreps.actions import audit, projections
from sitreps.actions.validation.values import day_faults, text_faults
from sitreps.codelists import ChangeCode, Sensitivity
from sitreps.documents import canonical, mentions, publication
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.mentions import Names
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.claims import Claim
from sitreps.models.deliveries import Outbox
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.sequence import RECORD, advance, lock
from sitreps.queries import desk, standing
from sitreps.workflow import UNPUBLISHED_CHANGE, IncidentMove, IncidentState, check_move

NOT_COMPARED = frozenset({"revision", "seq", "status", "published_at", "change", "sha256"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a revision is published: a code of B8 and a sentence for readers."""

    code: ChangeCode
    note: str = ""


@transaction.atomic
def publish_tree(
    *, incident: Incident, by: User, now: datetime, code: ChangeCode = ChangeCode.NEW, note: str = ""
) -> list[IncidentRevision]:
    """Publish an incident and, with a cluster, those of its children that are in review; then recompute its parent,
    and the one that it was last published under if that is another.

    Returns the revisions in the order of the record. A first publication is NEW whatever `code` says; a further one
    needs a code other than NEW and a note. Raises NotAllowed (role, four eyes), WrongState, StaleVersion,
    InvalidValue; then nothing was published.
    """
    lock(RECORD)
    batch = check_tree(incident=incident, by=by, now=now)
    outside = _parents_outside(batch)
    split = any(member.split_from_id == incident.pk for member in batch)
    for member in batch:
        _take(member)  # every working copy before the first audit row, as those who edit do: nobody waits in a circle
    code = ChangeCode.SPLIT if split else code
    revisions = [_publish(member, Reason(code, note), by=by, now=now) for member in batch]
    because = f"{revisions[-1].ref} revision {revisions[-1].number}"
    for parent in outside:
        recomputed = recompute(incident=parent, because=because, by=by, now=now)
        revisions += [recomputed] if recomputed else []
    return revisions


def check_tree(*, incident: Incident, by: User, now: datetime) -> list[Incident]:
    """The working copies that would go out together, children first; raises what `publish_tree` would raise."""
    batch = _batch(incident)
    waiting = Incident.objects.filter(split_from__in=batch, revisions__isnull=True)
    left = list(
        waiting.exclude(state=IncidentState.DISCARDED).exclude(pk__in=[one.pk for one in batch]).order_by("ref")
    )
    for member in batch:
        published_before = IncidentRevision.objects.filter(incident=member).exists()
        check_member(member, batch, left, published_before=published_before, by=by, now=now)
    return batch


def publish_again(*, incident: Incident, reason: Reason, by: User, now: datetime) -> IncidentRevision:
    """Publish a working copy that nobody edited: claims came to it that were public before (regrouping.py)."""
    return _publish(incident, reason, by=by, now=now)


def recompute(*, incident: Incident, because: str, by: User, now: datetime) -> IncidentRevision | None:
    """Publish a parent anew from its last published content if what happened to a child altered its public JSON.

    Never from its working copy, and exempt from four eyes: nobody wrote anything. None where nothing changed, and for
    a parent that does not stand in the record any more.
    """
    latest = standing.standing().filter(incident=incident).select_related("content").first()
    if latest is None:
        return None
    inputs = canonical.decode(latest.content.inputs, IncidentInput)
    reason = Reason(ChangeCode.RECOMPUTED, f"recomputed: {because}")
    candidate = document_of(
        inputs, _published_children(incident), latest, Reason(ChangeCode.RECOMPUTED), seq=0, moment=now
    )
    if _comparable(canonical.encode(candidate)) == _comparable(latest.content.payload):
        return None
    return _record(incident, inputs, reason, by=by, now=now)


def republish(
    *, incident: Incident, inputs: IncidentInput, unsaid: Names, because: str, by: User, now: datetime
) -> IncidentRevision | None:
    """Publish an incident anew from what its newest revision was made from, now that this was redacted.

    Exempt from four eyes, as `recompute`. None where it would still say what must not be said (`unsaid`).
    """
    before = _latest(incident)
    candidate = document_of(
        inputs, _published_children(incident), before, Reason(ChangeCode.RECOMPUTED), seq=0, moment=now
    )
    if mentions.told_in((canonical.encode(candidate), canonical.encode(inputs)), unsaid):
        return None
    return _record(incident, inputs, Reason(ChangeCode.RECOMPUTED, f"recomputed: {because}"), by=by, now=now)


def recompute_above(ref: str, *, because: str, by: User, now: datetime) -> IncidentRevision | None:
    """The same of a cluster by its ref; nothing for an incident that stood alone (an empty ref)."""
    parent = Incident.objects.filter(ref=ref).first() if ref else None
    return recompute(incident=parent, because=because, by=by, now=now) if parent else None


def _batch(incident: Incident) -> list[Incident]:
    """The working copies that go out together: children and the parts of a split first, in the order of their refs."""
    fresh = Incident.objects.select_related("changed_by", "parent").get(pk=incident.pk)
    if fresh.version != incident.version:
        raise StaleVersion(f"{fresh.ref} was changed by {fresh.changed_by} meanwhile. Read it again, then publish.")
    going = Q(parent=fresh) | Q(split_from=fresh, latest__isnull=True)
    waiting = Incident.objects.filter(going, state=IncidentState.IN_REVIEW).select_related("changed_by", "parent")
    return [*waiting.order_by("ref"), fresh]


def _check_split(incident: Incident, batch: Sequence[Incident], left: Sequence[Incident]) -> None:
    """A split goes out whole: a part not without the incident that its claims come from, nor that without a part.

    `left`: the parts of any of the batch that were never published and are not in it.
    """
    whole = incident.split_from
    if whole and whole not in batch and whole.state in UNPUBLISHED_CHANGE and not incident.revisions.exists():
        raise WrongState(f"{incident.ref} is split from {whole.ref}: publish that, it takes its parts along.")
    missing = [part.ref for part in left if part.split_from_id == incident.pk]
    if missing:
        raise WrongState(f"{incident.ref} was split, and its part {', '.join(missing)} is not in review.")


def check_member(
    incident: Incident,
    batch: Sequence[Incident],
    left: Sequence[Incident],
    *,
    published_before: bool,
    by: User,
    now: datetime,
) -> None:
    """Whether one of a batch may go out with it; `left` as for `_check_split`. Raises what `publish_tree` would."""
    try:
        permissions.check_publish(by, changed_by=incident.changed_by, published_before=published_before)
        check_move(IncidentState(incident.state), IncidentMove.PUBLISH)
    except (NotAllowed, WrongState) as refusal:
        raise type(refusal)(f"{incident.ref}: {refusal}") from refusal
    _check_split(incident, batch, left)
    if incident.sensitivity != Sensitivity.PUBLIC:
        raise InvalidValue(
            "sensitivity",
            f"{incident.ref} is {incident.get_sensitivity_display()}: only a public incident can be published.",
        )
    if incident.publish_not_before and now < incident.publish_not_before:
        raise InvalidValue(
            "publish_not_before", f"{incident.ref} is not to be published before {incident.publish_not_before:%c} UTC."
        )
    for fault in day_faults("occurred_on", incident.occurred_on, now=now):
        raise fault  # the record is read by it: nothing was known before it happened
    parent = incident.parent
    if parent and parent not in batch and not standing.standing().filter(incident=parent).exists():
        raise WrongState(
            f"{incident.ref} belongs to {parent.ref}, which is not published."
            f" Publish {parent.ref}: it takes its places along."
        )


def _parents_outside(batch: Sequence[Incident]) -> list[Incident]:
    """The clusters beyond the batch that one of it belongs to, or belonged to when it was last published, by ref."""
    former = standing.newest().filter(incident__in=batch).exclude(parent_ref="").values_list("parent_ref", flat=True)
    refs = {member.parent.ref for member in batch if member.parent} | set(former)
    return list(Incident.objects.filter(ref__in=refs - {member.ref for member in batch}).order_by("ref"))


def _take(incident: Incident) -> None:
    taken = Incident.objects.filter(pk=incident.pk, version=incident.version, state=IncidentState.IN_REVIEW).update(
        state=IncidentState.PUBLISHED, version=F("version") + 1
    )
    if not taken:
        raise StaleVersion(f"{incident.ref} was changed or published by somebody else meanwhile.")


def _publish(incident: Incident, reason: Reason, *, by: User, now: datetime) -> IncidentRevision:
    working = desk.with_everything(Incident.objects.filter(pk=incident.pk)).get()
    inputs = replace(desk.incident_input(working), formerly_current=desk.formerly_current(incident))
    revision = _record(incident, inputs, reason, by=by, now=now)
    Claim.objects.filter(incident=incident, published_in__isnull=True).update(published_in=revision.number)
    return revision


def _record(incident: Incident, inputs: IncidentInput, reason: Reason, *, by: User, now: datetime) -> IncidentRevision:
    """Add one revision to the record, with all that stands beside it."""
    before = _latest(incident)
    reason = _reason(reason, before)
    seq, moment = advance(RECORD, now=now)
    document = document_of(inputs, _published_children(incident), before, reason, seq=seq, moment=moment)
    revision = revision_of(incident, document, by=by)
    revision.save()
    inputs_text = canonical.encode(inputs)
    RevisionContent(revision=revision, payload=canonical.encode(document), inputs=inputs_text).save()
    projections.write(revision, document, inputs)
    projections.refresh_latest(incident)
    _announce(revision, now=moment)
    audit.record(
        action="incident.publish",
        object_type="incident",
        object_ref=revision.ref,
        by=by,
        now=moment,
        detail=detail_of(revision, inputs_text),
    )
    return revision


def revision_of(incident: Incident, document: IncidentDocument, *, by: User) -> IncidentRevision:
    """The row of a revision that says this; not saved."""
    return IncidentRevision(
        incident=incident,
        number=document.revision,
        change_code=document.change.code,
        change_note=document.change.note,
        by=by.username,
        sha256=document.sha256,
        **filter_columns(document),
    )


def detail_of(revision: IncidentRevision, inputs: str) -> dict[str, Any]:
    """What the audit log keeps of a publication; `inputs` is the text that it was made from."""
    return {
        "revision": revision.number,
        "seq": revision.seq,
        "code": revision.change_code,
        "sha256": revision.sha256,
        "inputs_sha256": canonical.digest(inputs),
    }


def _reason(reason: Reason, before: IncidentRevision | None) -> Reason:
    if before is None:
        return Reason(ChangeCode.NEW, reason.note)
    if reason.code == ChangeCode.NEW or not reason.note.strip():
        raise InvalidValue("note", "Say in a sentence what changed and why: readers of the record see it.")
    for fault in text_faults("note", reason.note):
        raise fault
    return reason


def document_of(
    inputs: IncidentInput,
    children: Sequence[IncidentInput],
    before: IncidentRevision | None,
    reason: Reason,
    *,
    seq: int,
    moment: datetime,
) -> IncidentDocument:
    """What a revision would say, after `before` where there is one; `children` are those of its places that count."""
    occasion = publication.Occasion(
        revision=before.number + 1 if before else 1,
        seq=seq,
        published_at=moment,
        code=reason.code,
        note=reason.note,
    )
    told = before.content.payload if before else ""  # empty, too, where it was redacted
    previous: dict[str, Any] | None = msgspec.json.decode(told) if told else None
    return publication.build(inputs, children, occasion=occasion, previous=previous)


def filter_columns(document: IncidentDocument) -> dict[str, Any]:
    """The filter columns, from what the public JSON says and nothing else."""
    adm1, adm2 = document.place.adm1, document.place.adm2
    return {
        "ref": document.ref,
        "parent_ref": document.parent or "",
        "kind": document.kind,
        "occurred_on": document.occurred.on,
        "country": document.place.country or "",
        "adm1_pcode": (adm1.pcode if adm1 else None) or "",
        "adm1_iso": (adm1.iso3166_2 if adm1 else None) or "",
        "adm2_pcode": (adm2.pcode if adm2 else None) or "",
        "event_type": document.event.type,
        "sub_event_type": document.event.sub_event_type,
        "weapon": document.event.weapon or "",
        "grade": document.grade,
        "published_at": document.published_at,
        "seq": document.seq,
    }


def event_of(number: int, code: str) -> ChangeEventKind:
    """What the stream calls a revision."""
    if number == 1:
        return ChangeEventKind.INCIDENT_PUBLISHED
    return ChangeEventKind.INCIDENT_SPLIT if code == ChangeCode.SPLIT else ChangeEventKind.INCIDENT_REVISED


def change_of(revision: IncidentRevision) -> Change:
    """What the stream says of a revision; not saved."""
    return Change(
        seq=revision.seq,
        at=revision.published_at,
        event=event_of(revision.number, revision.change_code),
        object="incident",
        ref=revision.ref,
        revision=revision.number,
        why_code=revision.change_code,
        why_text=revision.change_note,
    )


def _announce(revision: IncidentRevision, *, now: datetime) -> None:
    change = change_of(revision)
    change.save()
    Outbox.objects.create(change=change, queued_at=now)


def _latest(incident: Incident) -> IncidentRevision | None:
    return incident.revisions.select_related("content").order_by("-number").first()


def _published_children(incident: Incident) -> list[IncidentInput]:
    """The published children as they stand in the record now, by ref; what a working copy says does not count.

    One that is hidden counts: while it is under review nobody says that its numbers were wrong.
    """
    rows = standing.standing().filter(parent_ref=incident.ref).select_related("content")
    found = [canonical.decode(row.content.inputs, IncidentInput) for row in rows]
    return sorted(found, key=lambda child: child.ref)


def _comparable(payload: str) -> dict[str, Any]:
    """A public JSON without what differs between any two revisions."""
    document: dict[str, Any] = msgspec.json.decode(payload)
    kept = {name: value for name, value in document.items() if name not in NOT_COMPARED}
    kept["figures"] = [
        {name: value for name, value in figure.items() if name not in {"previous", "why_changed"}}
        for figure in kept["figures"]
    ]
    return kept
