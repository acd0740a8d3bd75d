"""The desk's incidents as they are compared with each other (reconciliation.md B12): three queries for any number."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from sitreps.codelists import ClaimStatus, DateBasis, DatePrecision, DisaggregationKind, vocabulary
from sitreps.documents.comparisons import COARSEST, SITES, days
from sitreps.documents.inputs import PlaceInput
from sitreps.figures.duplicates import A_DAY, Sighting, Suspect, compare, fingerprint, mark_of, told_apart
from sitreps.models.claims import Claim
from sitreps.models.distinctions import Distinction
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.queries import distinctions
from sitreps.queries.gazetteer import place_input
from sitreps.workflow import GONE

COARSE = (DatePrecision.WEEK, DatePrecision.MONTH)
READ = ("ref", "occurred_on", "date_precision", "date_basis", "sub_event_type", "weapon", "place")
"""What comparing reads of an incident itself."""


class _Row(NamedTuple):
    """The columns that comparing takes of an incident; `place` is the id of its place."""

    pk: int
    ref: str
    parent__ref: str | None
    occurred_on: date
    date_precision: str
    date_basis: str
    sub_event_type: str
    weapon: str
    place: int


class Nearest(NamedTuple):
    """Suspicions with the other incident, the likeliest first, and how many more there are; and those of which an
    editor said that they are two, which is true of what both say now."""

    likeliest: list[tuple[Suspect, Incident]]
    more: int
    apart: list[tuple[Suspect, Distinction, Incident]]


def sightings(*, since: date | None = None, until: date | None = None) -> list[Sighting]:
    """The working copies of a stretch of days that stand, in the order of their refs.

    Discarded, withdrawn and merged ones are left out. Cost: linear in the incidents, without their texts.
    """
    rows = Incident.objects.exclude(state__in=GONE)
    if since:
        rows = rows.filter(occurred_on__gte=since)
    if until:
        rows = rows.filter(occurred_on__lte=until)
    return _sightings(rows, is_part=bool(since or until))


def near(incident: Incident, *, least: int, most: int) -> Nearest:
    """Other incidents that may be the same event with a score of at least `least`: the likeliest, and how many more.

    `incident` is saved or only typed; its place and parent are read from it. Two queries: of the incidents of its days,
    without their texts, and of their places, with which the likeliest come; a third where something was decided.
    """
    rows = {row.ref: row for row in _of_its_days(incident)}
    places = _places_of(rows.values())
    where = {pk: place_input(place, geo_precision=None) for pk, place in places.items()}
    known = {ref: _sighting(_plain(row), where[row.place_id], row.killed) for ref, row in rows.items()}
    mine = _seen(incident, known[incident.ref].killed if incident.ref in known else None)
    found = [one for other in known.values() if (one := compare(mine, other)) and one.score >= least]
    found.sort(key=lambda one: (-one.score, one.beside(mine.ref)))
    others = [rows[one.beside(mine.ref)] for one in found]
    said = distinctions.standing_of(incident) if any(row.decided for row in others) else {}
    stand, left = told_apart(found, {**known, mine.ref: mine}, said)

    def with_place(suspect: Suspect) -> Incident:
        row: Incident = rows[suspect.beside(mine.ref)]
        row.place = places[row.place_id]
        return row

    return Nearest(
        likeliest=[(one, with_place(one)) for one in stand[:most]],
        more=max(0, len(stand) - most),
        apart=[(one, decision, with_place(one)) for one, decision in left],
    )


def _of_its_days(incident: Incident) -> Iterable[Any]:
    """The incidents that may have happened within a day of one, each with its parent's ref (`above`), the most people
    that a claim says were killed (`killed`), and whether anything was said of the two (`decided`)."""
    first, last = days(incident.occurred_on, DatePrecision(incident.date_precision))
    first, last = first - A_DAY, last + A_DAY
    on_the_day, coarsely = Q(occurred_on__range=(first, last)), Q(date_precision__in=COARSE)
    in_reach = Incident.objects.filter(occurred_on__range=(first - COARSEST, last + COARSEST)).exclude(state__in=GONE)
    said = _said().filter(incident=OuterRef("pk")).values("incident").annotate(most=Max("value")).values("most")
    rows = in_reach.filter(on_the_day | coarsely).only("title", "state", *READ).order_by()
    return rows.annotate(above=F("parent__ref"), killed=Subquery(said), decided=distinctions.is_decided(incident))


def _places_of(rows: Iterable[Incident]) -> dict[int, Place]:
    used = Place.objects.filter(pk__in={row.place_id for row in rows})
    return {place.pk: place for place in used.select_related("parent__parent__parent__parent")}


def pair(one: Incident, other: Incident) -> tuple[Suspect | None, str]:
    """The suspicion between two saved incidents, if there is one, and the fingerprint of both as they are."""
    seen = {row.ref: row for row in _sightings(Incident.objects.filter(pk__in=(one.pk, other.pk)), is_part=True)}
    both = seen[one.ref], seen[other.ref]
    return compare(*both), fingerprint(*both)


def _plain(row: Any) -> _Row:
    return _row(row, row.above)


def _seen(incident: Incident, killed: int | None) -> Sighting:
    row = _row(incident, incident.parent.ref if incident.parent else None)
    return _sighting(row, place_input(incident.place, geo_precision=None), killed)


def _row(incident: Incident, above: str | None) -> _Row:
    """The columns of an incident that was read, or is only typed; `above` is its parent's ref."""
    return _Row(
        pk=incident.pk or 0,
        ref=incident.ref,
        parent__ref=above,
        occurred_on=incident.occurred_on,
        date_precision=incident.date_precision,
        date_basis=incident.date_basis,
        sub_event_type=incident.sub_event_type,
        weapon=incident.weapon,
        place=incident.place_id or 0,
    )


def _sightings(rows: QuerySet[Incident], *, is_part: bool) -> list[Sighting]:
    """`is_part`: of a part of the record, so that only what it refers to is read."""
    part = rows.order_by() if is_part else None
    places, killed = _places(part), _killed(part)
    found = (_Row(*row) for row in rows.order_by("ref").values_list(*_Row._fields))
    return [_sighting(row, places[row.place], killed.get(row.pk)) for row in found]


def _sighting(row: _Row, place: PlaceInput, killed: int | None) -> Sighting:
    first, last = days(row.occurred_on, DatePrecision(row.date_precision))
    is_site = place.level in SITES
    return Sighting(
        ref=row.ref,
        tree=row.parent__ref or row.ref,
        event_type=vocabulary("sub_event_type").terms[row.sub_event_type].parent or row.sub_event_type,
        sub_event_type=row.sub_event_type,
        weapon=row.weapon or None,
        first=first,
        last=last,
        date_is_stated=row.date_basis == DateBasis.STATED,
        place=place.key,
        is_settlement=is_site,
        adm2=place.adm2.key if place.adm2 else None,
        point=(place.lat, place.lon) if is_site and place.lat is not None and place.lon is not None else None,
        killed=killed,
        mark=mark_of(row.ref, row.occurred_on, row.date_precision, place.key, row.sub_event_type),
    )


def _places(part: QuerySet[Incident] | None) -> dict[int, PlaceInput]:
    incidents = Incident.objects.all() if part is None else part
    used = Place.objects.filter(pk__in=incidents.values("place")).select_related("parent__parent__parent__parent")
    return {place.pk: place_input(place, geo_precision=None) for place in used}


def _killed(part: QuerySet[Incident] | None) -> dict[int, int]:
    """The highest plain number of people killed that a claim of an incident gives, by the incident's id."""
    said = _said() if part is None else _said().filter(incident__in=part.values("pk"))
    return dict(said.values("incident").annotate(most=Max("value")).values_list("incident", "most"))


def _said() -> QuerySet[Claim]:
    return Claim.objects.filter(
        measure="KILLED", kind=DisaggregationKind.TOTAL, status=ClaimStatus.ACTIVE, value__gt=0
    ).order_by()
