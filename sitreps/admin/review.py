"""What a publication would change for readers: figures first, then claims, then fields (desk.md, screen 4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from sitreps.admin.cards import claim_says
from sitreps.admin.panel import panel
from sitreps.codelists import (
    BreakdownComplete,
    DamageSeverity,
    DateBasis,
    DatePrecision,
    IncidentKind,
    PerpetratorBasis,
    Sensitivity,
    Severity,
    vocabulary,
)
from sitreps.documents import canonical, wording
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.movement import Moved, moved
from sitreps.documents.reckoning import currently, reckon
from sitreps.documents.secrets import Secret
from sitreps.figures.discrepancies import Discrepancy
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest
from sitreps.queries import desk, protected

FIELDS = {
    "title": "Title",
    "summary": "Summary",
    "kind": "Kind",
    "parent": "Part of",
    "breakdown_complete": "Breakdown complete",
    "occurred_on": "Day",
    "occurred_from": "Not before",
    "occurred_to": "Not after",
    "date_precision": "Precision of the day",
    "date_basis": "The day is",
    "place_text": "Place, as the source writes it",
    "sub_event_type": "What happened",
    "weapon": "Weapon",
    "perpetrator_basis": "On what basis",
    "sensitivity": "Sensitivity",
}
TABLES = frozenset({"sub_event_type", "weapon"})
CODES: dict[str, Any] = {
    "kind": IncidentKind,
    "breakdown_complete": BreakdownComplete,
    "date_precision": DatePrecision,
    "date_basis": DateBasis,
    "perpetrator_basis": PerpetratorBasis,
    "sensitivity": Sensitivity,
}
"""What a field's code is a code of."""

ADDED = "Added"
"""What became of a claim that readers have not seen."""


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that readers have not seen so, with what became of it."""

    kind: str
    key: str
    measure: str
    label: str
    was: str
    now: str
    wording: str
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field in other words than before."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Member:
    """One incident of what goes out together."""

    incident: Incident
    revision: int
    figures: tuple[Moved, ...]
    claims: tuple[ClaimChange, ...]
    fields: tuple[FieldChange, ...]
    damage: tuple[str, ...]
    flags: tuple[Discrepancy, ...]
    """What is odd about its figures, the weightiest first: whoever publishes must have seen it."""

    @property
    def is_first(self) -> bool:
        return self.revision == 1


def review(batch: Sequence[Incident], *, at: datetime) -> list[Member]:
    """What each member of a batch would tell readers that they do not know yet."""
    trees = desk.trees([one.pk for one in batch])
    going = {one.ref for one in batch}
    rows = Latest.objects.filter(incident__in=batch).select_related("revision__content")
    latest = {row.incident_id: row.revision for row in rows}
    secrets = protected.secrets_of([one.ref for one in batch])
    counted = IncidentRevision.objects.filter(incident__in=batch).values_list("incident_id")
    numbers = dict(counted.annotate(newest=Max("number")))  # also of what was redacted, which has no latest one
    members = []
    for one in batch:
        before = latest.get(one.pk)
        member = _member(one, *trees[one.pk], before, going)
        flags = _flags(*trees[one.pk], before, at=at, secrets=secrets)
        members.append(replace(member, revision=numbers.get(one.pk, 0) + 1, flags=flags))
    return members


def _flags(
    inputs: IncidentInput,
    children: Sequence[IncidentInput],
    before: IncidentRevision | None,
    *,
    at: datetime,
    secrets: Sequence[Secret],
) -> tuple[Discrepancy, ...]:
    """As the figure panel of its page shows them; notes for information stay there."""
    if before:
        was = canonical.decode(before.content.inputs, IncidentInput)
        inputs = replace(inputs, formerly_current=currently(was))
    shown = panel(inputs, children, at=at, secrets=secrets)
    found = [*shown.about, *(flag for figure in shown.figures for flag in figure.flags)]
    return tuple(sorted(found, key=lambda flag: flag.severity != Severity.BLOCK))


def _member(
    incident: Incident,
    inputs: IncidentInput,
    children: Sequence[IncidentInput],
    before: IncidentRevision | None,
    going: set[str],
) -> Member:
    was = canonical.decode(before.content.inputs, IncidentInput) if before else None
    counted = [child for child in children if child.ref in going or _is_published(child.ref)]
    return Member(
        incident=incident,
        revision=before.number + 1 if before else 1,
        figures=tuple(_figures(inputs, counted, before)),
        claims=tuple(_claims(was, inputs)),
        fields=tuple(_fields(was, inputs) if was else _first(inputs)),
        damage=tuple(_damage(inputs)),
        flags=(),
    )


def _is_published(ref: str) -> bool:
    return Latest.objects.filter(ref=ref).exists()


def _figures(
    inputs: IncidentInput, children: Sequence[IncidentInput], before: IncidentRevision | None
) -> Iterator[Moved]:
    told = {}
    if before:
        document = canonical.decode(before.content.payload, IncidentDocument)
        told = {figure.measure: figure.text for figure in document.figures}
    for measure, figure in reckon(inputs, children).figures.items():
        yield moved(measure, told.get(measure, ""), wording.number_words(figure).text, place=inputs.place.name)


def _claims(was: IncidentInput | None, now: IncidentInput) -> Iterator[ClaimChange]:
    old = {claim.id: claim for claim in was.claims} if was else {}
    replaced = {claim.supersedes for claim in now.claims if claim.supersedes and claim.id not in old}
    for claim in now.claims:
        before = old.get(claim.id)
        if before is None:
            if claim.status == "ACTIVE":
                yield _claim(ADDED, claim, "", claim_says(claim))
        elif before.status != claim.status:
            yield _claim(claim.status.capitalize(), claim, claim_says(before), "")
        elif claim.id in replaced:
            yield _claim("Replaced", claim, claim_says(before), "")
        elif before != claim:
            yield _claim("Changed", claim, claim_says(before), claim_says(claim))


def _claim(kind: str, claim: ClaimInput, was: str, now: str) -> ClaimChange:
    key = claim.id.partition("/")[2]
    label = vocabulary("measure").label(claim.measure)
    return ClaimChange(kind, key, claim.measure, label, was, now, claim.wording, claim.origin.label, claim.source.title)


def _fields(was: IncidentInput, now: IncidentInput) -> Iterator[FieldChange]:
    for name, label in FIELDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield FieldChange(label, _told(name, before), _told(name, after))
    if was.place.key != now.place.key:
        yield FieldChange("Place", was.place.name, now.place.name)
    responsible = [party.name if party else wording.DASH for party in (was.perpetrator, now.perpetrator)]
    if responsible[0] != responsible[1]:
        yield FieldChange("Reported responsible", *responsible)
    if len(was.facilities) != len(now.facilities) or was.facilities != now.facilities:
        yield FieldChange("Damage", "; ".join(_damage(was)) or wording.DASH, "; ".join(_damage(now)) or wording.DASH)


def _first(now: IncidentInput) -> Iterator[FieldChange]:
    """What a first publication says beside its figures; what is empty is left out."""
    for name, label in FIELDS.items():
        value = getattr(now, name)
        if value and name not in {"title", "sensitivity", "breakdown_complete"}:
            yield FieldChange(label, "", _told(name, value))
    unit = now.place.adm1.name if now.place.adm1 and now.place.adm1.name != now.place.name else ""
    yield FieldChange("Place", "", ", ".join(part for part in (now.place.name, unit) if part))
    if now.perpetrator:
        yield FieldChange("Reported responsible", "", now.perpetrator.name)


def _damage(inputs: IncidentInput) -> Iterator[str]:
    """Each row of damage in words."""
    for row in inputs.facilities:
        number = wording.claim_words(row.quantifier, row.value, row.value2, row.vague_word)
        yield f"{vocabulary('facility').label(row.category)}: {number}, {DamageSeverity(row.severity).label}"


def _told(name: str, value: Any) -> str:
    """A field's value in words: the label of a code, a moment with its zone."""
    if not value:
        return wording.DASH
    if name in TABLES:
        return vocabulary(name).label(value)
    if name in CODES:
        return str(CODES[name](value).label)
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)
