"""What the record's claims say of the desk's even hand, party by party (reconciliation.md B11, desk.md screen 6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from sitreps.documents import canonical, reliance
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.reliance import NO_PARTY, Tally
from sitreps.models.parties import Party
from sitreps.models.sources import Origin
from sitreps.queries import standing

MOST = 2000


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party, None for the origins of no party, with how many origins it has."""

    party: Party | None
    origins: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Parties:
    """The rows, and how many incidents they were counted over; `is_cut`: there are more in the record."""

    rows: tuple[PartyRow, ...]
    incidents: int
    is_cut: bool


def by_party() -> Parties:
    """Every party, by name, then the origins of none, over the newest incidents that stand in the record.

    Three queries; the time goes with the claims of at most MOST incidents.
    """
    newest = standing.standing().select_related("content").order_by("-occurred_on", "ref")[: MOST + 1]
    inputs = [canonical.decode(one.content.inputs, IncidentInput) for one in newest]
    counted = inputs[:MOST]
    tallies = reliance.tally(_trees(counted))
    origins = dict(Origin.objects.order_by().values_list("party").annotate(Count("pk")))
    rows = [PartyRow(one, origins.get(one.pk, 0), tallies.get(one.key, Tally())) for one in Party.objects.all()]
    rows.append(PartyRow(None, origins.get(None, 0), tallies.get(NO_PARTY, Tally())))
    return Parties(tuple(rows), len(counted), is_cut=len(inputs) > MOST)


def _trees(inputs: list[IncidentInput]) -> list[tuple[IncidentInput, list[IncidentInput]]]:
    """Roots with their places; a place whose cluster is not among them stands for itself."""
    refs = {one.ref for one in inputs}
    below: Mapping[str, list[IncidentInput]] = {one.ref: [] for one in inputs}
    roots = []
    for one in inputs:
        if one.parent in refs:
            below[one.parent].append(one)
        else:
            roots.append(one)
    return [(root, below[root.ref]) for root in roots]
