"""From frozen inputs to figures: the one place where claims meet the arithmetic (house.md, The flow).

Used alike by a publication, by the recomputation of a parent, by the compiler and by the desk's preview, so that all
of them always say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sitreps.codelists import (
    AgeGroup,
    AsOfBasis,
    BreakdownComplete,
    ClaimStatus,
    CountBasis,
    Covers,
    Credibility,
    DamageSeverity,
    Part,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    VagueWord,
    vocabulary,
)
from sitreps.documents.inputs import ClaimInput, FacilityInput, IncidentInput
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.disaggregation import Disaggregation, Kind, disaggregate, reconcile_kinds, roll_up_kinds
from sitreps.figures.facilities import FacilityValue
from sitreps.figures.figure import Figure
from sitreps.figures.parameters import Parameters, house_parameters
from sitreps.figures.reconcile import reconcile
from sitreps.figures.rollup import roll_up

ALWAYS = ("KILLED", "INJURED")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """An incident's figures by measure, in the vocabulary's order, and those of its children by ref."""

    figures: Mapping[str, Figure]
    children: Mapping[str, Mapping[str, Figure]]
    kinds: Mapping[str, Disaggregation] = field(default_factory=dict)
    """By measure: the kinds of people in the incident's own figure, where any claim speaks of them (B9)."""


def that_count(children: Sequence[IncidentInput]) -> list[IncidentInput]:
    """The places of a cluster that count in it: one that a chief editor discounted does not (B11)."""
    return [child for child in children if child.is_counted]


def reckon(
    incident: IncidentInput, children: Sequence[IncidentInput] = (), *, parameters: Parameters | None = None
) -> Reckoning:
    """The figures of an incident and its children (B5, B6). Killed and injured always stand, as "no figure" if need be.

    Children that are discounted are left out. What is discounted itself keeps its figures: totals do not take them.
    `parameters` None: those of the house. Cost: linear in the number of claims, for each measure that any of them
    speaks of.
    """
    parameters, children = parameters or house_parameters(), that_count(children)
    own = {measure: _own(incident, measure, parameters) for measure in _measures(incident, children)}
    below = {
        child.ref: {measure: _own(child, measure, parameters) for measure in own}
        for child in sorted(children, key=lambda child: child.ref)
    }
    whole = own
    if children:
        whole = {
            measure: roll_up(
                measure,
                figure,
                {ref: figures[measure] for ref, figures in below.items()},
                breakdown_complete=BreakdownComplete(incident.breakdown_complete),
            )
            for measure, figure in own.items()
        }
    kinds = {measure: kinds_of(figure, incident, children, parameters) for measure, figure in whole.items()}
    return Reckoning(whole, below, {measure: found for measure, found in kinds.items() if found.cells})


def kinds_of(
    figure: Figure,
    incident: IncidentInput,
    children: Sequence[IncidentInput] = (),
    parameters: Parameters | None = None,
) -> Disaggregation:
    """The kinds of people in a figure of this incident, reconciled by themselves and rolled up (B9).

    Cost: that of the claims which speak of some of the people, for each kind.
    """
    parameters, children = parameters or house_parameters(), that_count(children)
    measure = figure.measure
    spoken = [
        claim for one in (incident, *children) for claim in one.claims if claim.measure == measure and _is_subset(claim)
    ]
    if not spoken:
        return Disaggregation(measure=measure)
    own = _kinds(incident, measure, parameters)
    below = {child.ref: _kinds(child, measure, parameters) for child in children}
    complete = BreakdownComplete(incident.breakdown_complete)
    return disaggregate(figure, roll_up_kinds(measure, own, below, breakdown_complete=complete))


def currently(incident: IncidentInput) -> tuple[str, ...]:
    """The ids of the claims that are their origins' current ones: what a later revision may be said to go back from."""
    figures = reckon(incident).figures.values()
    return tuple(sorted(standing.key for figure in figures for standing in figure.standings if standing.is_current))


def claim_value(claim: ClaimInput) -> ClaimValue:
    """One claim as the arithmetic takes it. The origin's letter stands where the claim has none of its own (B3)."""
    narrative = claim.origin.narrative_of == claim.source.key
    return ClaimValue(
        key=claim.id,
        measure=claim.measure,
        quantifier=Quantifier(claim.quantifier),
        value=claim.value,
        value2=claim.value2,
        vague_word=VagueWord(claim.vague_word) if claim.vague_word else None,
        covers=Covers(claim.covers),
        part=Part(claim.part) if claim.part else None,
        subset=_subset(claim),
        count_basis=CountBasis(claim.count_basis),
        scope_certainty=ScopeCertainty(claim.scope_certainty),
        origin=claim.origin.key,
        voice=claim.continues.voice or claim.continues.key if claim.continues else claim.origin.voice,
        attributed=is_attributed(claim),
        party_claim=claim.attribution_mode == "CLAIMED",
        source_item=claim.source.key,
        reliability=Reliability(claim.reliability or claim.origin.reliability),
        credibility=Credibility(claim.credibility),
        unjudged_relay=claim.source.reliability == "F" and not narrative,
        as_of=claim.as_of_at or claim.as_of_on,
        as_of_basis=AsOfBasis(claim.as_of_basis),
        published_at=claim.source.published_at,
        published_on=claim.source.published_on,
        recorded_at=claim.recorded_at,
        status=ClaimStatus(claim.status),
        supersedes=claim.supersedes,
        adds=claim.adds,
        adds_to=claim.adds_to,
        continues=claim.continues.key if claim.continues else None,
        excluded=claim.excluded,
        recommended=claim.recommended,
        requote_confirmed=claim.requote_confirmed,
        verified=claim.verified,
        disputed=claim.disputed,
    )


def facility_value(facility: FacilityInput) -> FacilityValue:
    """One row of damage as the arithmetic takes it."""
    return FacilityValue(
        key=facility.id,
        category=facility.category,
        quantifier=Quantifier(facility.quantifier),
        value=facility.value,
        value2=facility.value2,
        vague_word=VagueWord(facility.vague_word) if facility.vague_word else None,
        severity=DamageSeverity(facility.severity),
        origin=facility.origin.key,
        source_item=facility.source.key,
        overlaps=frozenset(facility.overlaps),
    )


def is_attributed(claim: ClaimInput) -> bool:
    """Whether the source names who says so (B4)."""
    return claim.attribution_mode != "UNATTRIBUTED" and claim.origin.narrative_of != claim.source.key


def _own(incident: IncidentInput, measure: str, parameters: Parameters) -> Figure:
    return reconcile(
        measure,
        [claim_value(claim) for claim in incident.claims],
        zone=ZoneInfo(incident.zone),
        parameters=parameters,
        formerly_current=incident.formerly_current,
    )


def _kinds(incident: IncidentInput, measure: str, parameters: Parameters) -> dict[Kind, Figure]:
    claims = [claim_value(claim) for claim in incident.claims]
    return reconcile_kinds(measure, claims, zone=ZoneInfo(incident.zone), parameters=parameters)


def _measures(incident: IncidentInput, children: Sequence[IncidentInput]) -> list[str]:
    spoken = {claim.measure for one in (incident, *children) for claim in one.claims} | set(ALWAYS)
    order = list(vocabulary("measure").terms)
    return sorted(spoken, key=lambda measure: (order.index(measure) if measure in order else len(order), measure))


def _is_subset(claim: ClaimInput) -> bool:
    return claim.kind == "SUBSET"


def _subset(claim: ClaimInput) -> Subset | None:
    if not _is_subset(claim):
        return None
    return Subset(
        sex=Sex(claim.sex) if claim.sex else None,
        age_group=AgeGroup(claim.age_group) if claim.age_group else None,
        age_years=claim.age_years,
        age_text=claim.age_text,
        population_status=PopulationStatus(claim.population_status) if claim.population_status else None,
        role=claim.people_role,
        vulnerability=claim.vulnerability,
    )
