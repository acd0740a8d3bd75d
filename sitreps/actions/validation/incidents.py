"""What must fit together in an incident, and between a cluster and its places (vocabulary.md A1; B6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sitreps.actions.validation import values
from sitreps.codelists import (
    BreakdownComplete,
    DateBasis,
    DatePrecision,
    IncidentKind,
    PerpetratorBasis,
    Sensitivity,
)
from sitreps.errors import InvalidValue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentValues:
    """The columns of an incident's row that rules read; `perpetrator` is anything that is set, or None."""

    kind: str
    title: str
    sub_event_type: str
    occurred_on: date
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    tz: str = ""
    date_precision: str = DatePrecision.DAY
    date_basis: str = DateBasis.STATED
    breakdown_complete: str = BreakdownComplete.UNKNOWN
    summary: str = ""
    place_text: str = ""
    weapon: str = ""
    perpetrator: object | None = None
    perpetrator_basis: str = PerpetratorBasis.NOT_STATED
    sectors: Sequence[str] = ()
    glide: str = ""
    sensitivity: str = Sensitivity.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An incident as its tree sees it. `parent` is the ref of its own parent, or None."""

    ref: str
    kind: str
    sensitivity: str
    parent: str | None = None
    has_children: bool = False


def incident_faults(incident: IncidentValues, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with an incident by itself, by the field of its row."""
    yield from values.text_faults("title", incident.title, required=True)
    yield from values.text_faults("summary", incident.summary)
    yield from values.text_faults("place_text", incident.place_text)
    yield from values.code_faults("kind", incident.kind, IncidentKind, required=True)
    yield from values.code_faults("breakdown_complete", incident.breakdown_complete, BreakdownComplete, required=True)
    yield from values.code_faults("date_precision", incident.date_precision, DatePrecision, required=True)
    yield from values.code_faults("date_basis", incident.date_basis, DateBasis, required=True)
    yield from values.code_faults("sensitivity", incident.sensitivity, Sensitivity, required=True)
    yield from values.term_faults("sub_event_type", incident.sub_event_type, "sub_event_type", required=True)
    yield from values.term_faults("weapon", incident.weapon, "weapon")
    for sector in incident.sectors:
        yield from values.term_faults("sectors", sector, "sector")
    if len(set(incident.sectors)) < len(incident.sectors):
        yield InvalidValue("sectors", "names a sector twice; name each once")
    yield from values.glide_faults("glide", incident.glide)
    yield from _occurrence_faults(incident, now=now)
    yield from _perpetrator_faults(incident)


def tree_faults(child: Member, parent: Member) -> Iterator[InvalidValue]:
    """What is wrong with `child` belonging to `parent`: two levels, and nothing hidden below something public (B6)."""
    if child.ref == parent.ref:
        yield InvalidValue("parent", f"{child.ref} cannot belong to itself; name the cluster")
        return
    if child.kind == IncidentKind.CLUSTER:
        why = f"{child.ref} is a CLUSTER, and a cluster stands in no other"
        yield InvalidValue("parent", f"{why}; leave parent out, or make it an EVENT")
    elif child.has_children:
        yield InvalidValue("parent", f"{child.ref} has places of its own, so it belongs to no other; move them first")
    if parent.kind != IncidentKind.CLUSTER:
        yield InvalidValue("parent", f"{parent.ref} is an EVENT; only a CLUSTER has places: make it one, or name one")
    elif parent.parent is not None:
        yield InvalidValue("parent", f"{parent.ref} belongs to {parent.parent} itself; name {parent.parent}")
    if parent.sensitivity == Sensitivity.PUBLIC and child.sensitivity != Sensitivity.PUBLIC:
        why = f"{child.sensitivity} below {parent.ref}, which is PUBLIC"
        yield InvalidValue("sensitivity", f"{why}; a public cluster has public places only")


def kind_faults(kind: str, *, has_children: bool) -> Iterator[InvalidValue]:
    """An incident with places of its own stays a CLUSTER."""
    if kind != IncidentKind.CLUSTER and has_children:
        yield InvalidValue("kind", "it has places of its own, so it stays a CLUSTER; move them first")


def publication_faults(
    sensitivity: str, *, publish_not_before: datetime | None, now: datetime
) -> Iterator[InvalidValue]:
    """Why an incident cannot be published now, whoever asks."""
    if sensitivity != Sensitivity.PUBLIC:
        yield InvalidValue("sensitivity", f"{sensitivity} cannot be published; only a PUBLIC incident can")
    if publish_not_before is not None and now < publish_not_before:
        earliest = values.stamp(publish_not_before)
        yield InvalidValue("publish_not_before", f"not to be published before {earliest}; wait, or change the time")


def _occurrence_faults(incident: IncidentValues, *, now: datetime) -> Iterator[InvalidValue]:
    zone_faults = list(values.zone_faults("tz", incident.tz))
    yield from zone_faults
    zone = ZoneInfo(incident.tz) if incident.tz and not zone_faults else None
    day, begins, ends = incident.occurred_on, incident.occurred_from, incident.occurred_to
    yield from values.day_faults("occurred_on", day, now=now, zone=zone)
    yield from values.moment_faults("occurred_from", begins, now=now)
    yield from values.moment_faults("occurred_to", ends, now=now)
    yield from values.span_faults(("occurred_from", begins), ("occurred_to", ends))
    # The offset in which a moment is written may not be the place's own, hence a day's grace.
    if begins is not None and day < (begins.astimezone(zone) if zone else begins - DAY).date():
        yield InvalidValue("occurred_on", f"{day} is before occurred_from {begins.isoformat()}; correct one of them")
    if ends is not None and day > (ends.astimezone(zone) if zone else ends + DAY).date():
        yield InvalidValue("occurred_on", f"{day} is after occurred_to {ends.isoformat()}; correct one of them")


def _perpetrator_faults(incident: IncidentValues) -> Iterator[InvalidValue]:
    yield from values.code_faults("perpetrator_basis", incident.perpetrator_basis, PerpetratorBasis, required=True)
    unstated = incident.perpetrator_basis == PerpetratorBasis.NOT_STATED
    if incident.perpetrator and unstated:
        known = [basis for basis in PerpetratorBasis if basis != PerpetratorBasis.NOT_STATED]
        near = values.hint("", known)
        yield InvalidValue("perpetrator_basis", f"is missing: say on what the responsibility rests{near}")
    if not incident.perpetrator and not unstated:
        why = f"{incident.perpetrator_basis} says on what it rests"
        yield InvalidValue("perpetrator", f"is missing: {why}; name the party, or choose NOT_STATED")
