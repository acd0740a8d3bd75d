"""Many trees published for the first time, as `publishing.publish_tree` would one after the other: an import does that.

The same checks, the same rows, the same order of the record; read and written many at a time. Only what the caller's
transaction wrote itself may come here: nobody else can have seen it, so nothing has to be taken from anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Model, Q

from sitreps.actions import audit, projections, publishing
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.errors import StaleVersion
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.deliveries import Outbox
from sitreps.models.incidents import Incident
from sitreps.models.revisions import FILTER_COLUMNS, IncidentRevision, Latest, RevisionContent
from sitreps.models.sequence import RECORD, advance_by, lock
from sitreps.queries import desk
from sitreps.workflow import IncidentState

AT_ONCE = 500

Tree = Sequence[Incident]
"""Working copies that go out together, the places first, then their cluster."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A revision with what it was made from; `inputs_text` as it is kept and anchored."""

    revision: IncidentRevision
    document: IncidentDocument
    inputs: IncidentInput
    inputs_text: str


def publish_new(*, roots: Sequence[Incident], by: User, now: datetime) -> int:
    """Publish roots that were just written, each with its places, in this order; returns the number of revisions.

    Raises what `publish_tree` raises. Call it inside the transaction that wrote them.
    """
    lock(RECORD)
    trees = _trees(roots)
    members = [member for tree in trees for member in tree]
    for tree in trees:
        for member in tree:
            publishing.check_member(member, tree, (), published_before=False, by=by, now=now)
    _take(members)
    said = _said(trees, by=by, now=now)
    _write(said)
    _announce(said, by=by)
    Claim.objects.filter(incident__in=members, published_in__isnull=True).update(published_in=1)
    return len(said)


def _trees(roots: Sequence[Incident]) -> list[Tree]:
    """Each root with those of its places that are in review, by ref."""
    waiting = Incident.objects.filter(Q(pk__in=[root.pk for root in roots]) | Q(parent__in=roots))
    rows = list(waiting.filter(state=IncidentState.IN_REVIEW).select_related("changed_by", "parent").order_by("ref"))
    places: dict[int, list[Incident]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            places[row.parent_id].append(row)
    fresh = {row.pk: row for row in rows}
    return [[*places[root.pk], fresh.get(root.pk, root)] for root in roots]


def _take(members: Sequence[Incident]) -> None:
    taken = Incident.objects.filter(pk__in=[one.pk for one in members], state=IncidentState.IN_REVIEW).update(
        state=IncidentState.PUBLISHED, version=F("version") + 1
    )
    if taken != len(members) or IncidentRevision.objects.filter(incident__in=members).exists():
        raise StaleVersion("Some of what is to be published was changed or published by somebody else meanwhile.")


def _said(trees: Sequence[Tree], *, by: User, now: datetime) -> list[_Said]:
    members = [member for tree in trees for member in tree]
    inputs = _inputs(members)
    first, moment = advance_by(RECORD, len(members), now=now)
    seqs = iter(range(first, first + len(members)))
    found = []
    for tree in trees:
        *places, root = tree
        for member in tree:
            below = [inputs[place.pk] for place in places] if member is root else []
            found.append(_of(member, inputs[member.pk], below, seq=next(seqs), moment=moment, by=by))
    return found


def _of(
    incident: Incident, inputs: IncidentInput, below: Sequence[IncidentInput], *, seq: int, moment: datetime, by: User
) -> _Said:
    reason = publishing.Reason(ChangeCode.NEW)
    document = publishing.document_of(inputs, below, None, reason, seq=seq, moment=moment)
    return _Said(publishing.revision_of(incident, document, by=by), document, inputs, canonical.encode(inputs))


def _inputs(members: Sequence[Incident]) -> dict[int, IncidentInput]:
    """What revisions are made from, by the id of the incident: as it will stand in the record."""
    rows = list(desk.with_everything(Incident.objects.filter(pk__in=[one.pk for one in members])))
    zones, named = desk.desk_zones(), desk.places_said(rows)
    return {row.pk: desk.incident_input(row, zones=zones, named=named) for row in rows}


def _write(said: Sequence[_Said]) -> None:
    """The revisions with all that stands beside them."""
    _create([one.revision for one in said])
    _create(
        RevisionContent(revision=one.revision, payload=canonical.encode(one.document), inputs=one.inputs_text)
        for one in said
    )
    beside: dict[type[Model], list[Model]] = defaultdict(list)
    for one in said:
        for row in projections.rows(one.revision, one.document, one.inputs):
            beside[type(row)].append(row)
    for rows in beside.values():
        _create(rows)
    _create(
        Latest(
            incident=one.revision.incident,
            revision=one.revision,
            **{name: getattr(one.revision, name) for name in FILTER_COLUMNS},
        )
        for one in said
    )


def _announce(said: Sequence[_Said], *, by: User) -> None:
    """The stream, the outbox and the audit log."""
    changes = [publishing.change_of(one.revision) for one in said]
    _create(changes)
    _create(Outbox(change=change, queued_at=change.at) for change in changes)
    told = [(one.revision.ref, publishing.detail_of(one.revision, one.inputs_text)) for one in said]
    moment = said[0].revision.published_at  # all of them were published at one
    audit.record_all(action="incident.publish", object_type="incident", told=told, by=by, now=moment)


def _create(rows: Iterable[Model]) -> None:
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found, batch_size=AT_ONCE)  # noqa: SLF001 Django's public name
