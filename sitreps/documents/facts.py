"""A revision's inputs as the discrepancies see them (reconciliation.md B13)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps.codelists import (
    AgeGroup,
    DateBasis,
    GeoPrecision,
    IncidentKind,
    PerpetratorBasis,
    PersonOutcome,
    Sex,
    vocabulary,
)
from sitreps.documents import text_checks
from sitreps.documents.inputs import ClaimInput, IncidentInput, NamedPlace, PersonInput, PlaceInput
from sitreps.documents.reckoning import claim_value, facility_value, reckon, that_count
from sitreps.documents.secrets import Secret
from sitreps.figures.discrepancies import Discrepancy, IncidentFacts, discrepancies
from sitreps.figures.discrepancy import in_order
from sitreps.figures.facilities import FacilityCount, facility_counts
from sitreps.figures.parameters import house_parameters
from sitreps.figures.persons import PersonValue
from sitreps.figures.places import SaidPlace

Tree = tuple[IncidentInput, Sequence[IncidentInput]]


def discrepancies_of(
    trees: Sequence[Tree], *, at: datetime | None = None, secrets: Sequence[Secret] = ()
) -> tuple[Discrepancy, ...]:
    """Every discrepancy of some roots and their children, by themselves and in their texts, worst first.

    `at`: the moment up to which a claim has waited (STALE). `secrets`: the names that their texts must not hold. Of
    what is discounted only the texts are looked at: nobody has to decide about numbers that do not count.
    """
    facts = [fact for root, children in trees for fact in _facts(root, children)]
    found = discrepancies(facts, vocabulary("facility"), at=at, parameters=house_parameters())
    incidents = [one for root, children in trees for one in (root, *children)]
    of_texts = (one for incident in incidents for one in _of_texts(incident, secrets))
    return in_order([*found, *of_texts])


def _of_texts(incident: IncidentInput, secrets: Sequence[Secret]) -> Sequence[Discrepancy]:
    claimed = text_checks.claimed_by_parties(incident)
    return list(text_checks.check_texts(text_checks.of_incident(incident), secrets=secrets, claimed=claimed))


def _facts(root: IncidentInput, children: Sequence[IncidentInput]) -> list[IncidentFacts]:
    counted = that_count(children)
    return [_of(root, counted), *(_of(child, ()) for child in counted)] if root.is_counted else []


def _of(incident: IncidentInput, children: Sequence[IncidentInput]) -> IncidentFacts:
    precision = incident.place.geo_precision
    reckoning = reckon(incident, children)
    return IncidentFacts(
        ref=incident.ref,
        figures=reckoning.figures,
        kinds=reckoning.kinds,
        claims=tuple(claim_value(claim) for claim in incident.claims),
        child_claims=tuple(claim_value(claim) for child in children for claim in child.claims),
        facilities=_facilities(incident),
        persons=tuple(_person(person) for person in incident.persons),
        places=_places(incident),
        is_cluster=incident.kind == IncidentKind.CLUSTER,
        has_perpetrator=incident.perpetrator is not None,
        perpetrator_basis=PerpetratorBasis(incident.perpetrator_basis),
        date_basis=DateBasis(incident.date_basis),
        geo_precision=GeoPrecision(precision) if precision else None,
        unidentified_sources=_unidentified(incident),
        zone=ZoneInfo(incident.zone),
        names=_names(incident, children),
    )


def _facilities(incident: IncidentInput) -> dict[str, FacilityCount]:
    rows = [facility_value(row) for row in incident.facilities]
    return facility_counts(rows, vocabulary("facility"), parameters=house_parameters())


def _unidentified(incident: IncidentInput) -> tuple[str, ...]:
    items = [claim.source for claim in incident.claims] + [row.source for row in incident.facilities]
    return tuple(sorted({item.key for item in items if item.publisher is None}))


def _places(incident: IncidentInput) -> tuple[SaidPlace, ...]:
    """Where each origin places the event: as its claim says, else, saying nothing, where the desk filed it.

    A place that a claim names and the gazetteer does not have tells nothing.
    """
    here = _named(incident.place)
    said = [(claim, claim.said_place or (None if claim.place_text else here)) for claim in incident.claims]
    return tuple(_said(claim, place) for claim, place in said if place is not None and claim.status == "ACTIVE")


def _said(claim: ClaimInput, place: NamedPlace) -> SaidPlace:
    adm1 = f"{place.country}/{place.adm1}" if place.adm1 else None
    return SaidPlace(claim=claim.id, origin=claim.origin.key, name=place.name, adm1=adm1, adm2=place.adm2)


def _named(place: PlaceInput) -> NamedPlace:
    adm1, adm2 = (unit.key if unit else None for unit in (place.adm1, place.adm2))
    return NamedPlace(place.name, place.country, adm1, adm2)


def _names(incident: IncidentInput, children: Sequence[IncidentInput]) -> Mapping[str, str]:
    """Origins and the claims that are theirs by their public labels, places by name."""
    claims = [claim for one in (incident, *children) for claim in one.claims]
    origins = {claim.origin.key: claim.origin.label for claim in claims}
    said = {claim.id: claim.origin.label for claim in claims}
    return {**origins, **said, **{child.ref: child.place.name for child in children}}


def _person(person: PersonInput) -> PersonValue:
    return PersonValue(
        key=person.id,
        outcome=PersonOutcome(person.outcome),
        age_group=AgeGroup(person.age_group) if person.age_group else None,
        age_years=person.age_years,
        sex=Sex(person.sex) if person.sex else None,
    )
