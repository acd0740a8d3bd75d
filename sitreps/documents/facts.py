"""A revision's inputs as the discrepancies see them (reconciliation.md B13)."""

from collections.abc import Sequence

from sitreps.codelists import AgeGroup, DateBasis, GeoPrecision, PerpetratorBasis, PersonOutcome, Sex, vocabulary
from sitreps.documents.inputs import IncidentInput, PersonInput
from sitreps.documents.reckoning import claim_value, facility_value, reckon
from sitreps.figures.discrepancies import Discrepancy, IncidentFacts, discrepancies
from sitreps.figures.facilities import FacilityCount, facility_counts
from sitreps.figures.persons import PersonValue

Tree = tuple[IncidentInput, Sequence[IncidentInput]]


def discrepancies_of(trees: Sequence[Tree]) -> tuple[Discrepancy, ...]:
    """Every discrepancy of some roots and their children, worst first."""
    facts = [fact for root, children in trees for fact in _facts(root, children)]
    return discrepancies(facts, vocabulary("facility"))


def _facts(root: IncidentInput, children: Sequence[IncidentInput]) -> list[IncidentFacts]:
    return [_of(root, children), *(_of(child, ()) for child in children)]


def _of(incident: IncidentInput, children: Sequence[IncidentInput]) -> IncidentFacts:
    precision = incident.place.geo_precision
    return IncidentFacts(
        ref=incident.ref,
        figures=reckon(incident, children).figures,
        claims=tuple(claim_value(claim) for claim in incident.claims),
        child_claims=tuple(claim_value(claim) for child in children for claim in child.claims),
        facilities=_facilities(incident),
        persons=tuple(_person(person) for person in incident.persons),
        has_perpetrator=incident.perpetrator is not None,
        perpetrator_basis=PerpetratorBasis(incident.perpetrator_basis),
        date_basis=DateBasis(incident.date_basis),
        geo_precision=GeoPrecision(precision) if precision else None,
        unidentified_sources=_unidentified(incident),
    )


def _facilities(incident: IncidentInput) -> dict[str, FacilityCount]:
    return facility_counts([facility_value(row) for row in incident.facilities], vocabulary("facility"))


def _unidentified(incident: IncidentInput) -> tuple[str, ...]:
    items = [claim.source for claim in incident.claims] + [row.source for row in incident.facilities]
    return tuple(sorted({item.key for item in items if item.publisher is None}))


def _person(person: PersonInput) -> PersonValue:
    return PersonValue(
        key=person.id,
        outcome=PersonOutcome(person.outcome),
        age_group=AgeGroup(person.age_group) if person.age_group else None,
        age_years=person.age_years,
        sex=Sex(person.sex) if person.sex else None,
    )
