"""The desk's incidents as they are compared with each other (reconciliation.md B12): three queries for any number."""

from datetime import date
from typing import NamedTuple

from django.db.models import Max

from sitreps.codelists import ClaimStatus, DateBasis, DatePrecision, DisaggregationKind, vocabulary
from sitreps.codelists.takedowns import ENDS
from sitreps.documents.comparisons import SITES, days
from sitreps.documents.inputs import PlaceInput
from sitreps.figures.duplicates import Sighting
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.queries.gazetteer import place_input
from sitreps.workflow import IncidentState


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


def sightings(*, since: date | None = None, until: date | None = None) -> list[Sighting]:
    """The working copies of a stretch of days that stand, in the order of their refs.

    Discarded, withdrawn and merged ones are left out. Cost: linear in the incidents, without their texts.
    """
    rows = Incident.objects.exclude(state=IncidentState.DISCARDED).exclude(takedowns__act__in=ENDS)
    if since:
        rows = rows.filter(occurred_on__gte=since)
    if until:
        rows = rows.filter(occurred_on__lte=until)
    places, killed = _places(), _killed()
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
    )


def _places() -> dict[int, PlaceInput]:
    used = Place.objects.filter(pk__in=Incident.objects.values("place")).select_related(
        "parent__parent__parent__parent"
    )
    return {place.pk: place_input(place, geo_precision=None) for place in used}


def _killed() -> dict[int, int]:
    """The highest plain number of people killed that a claim of an incident gives, by the incident's id."""
    said = Claim.objects.filter(
        measure="KILLED", kind=DisaggregationKind.TOTAL, status=ClaimStatus.ACTIVE, value__gt=0
    ).order_by()
    return dict(said.values("incident").annotate(most=Max("value")).values_list("incident", "most"))
