"""What the desk must be told before an edition goes out (reconciliation.md B13).

Computed from what a revision was made of, never stored: only the desk's decisions about them are. This module knows
the codes that follow from one incident; those that follow from texts, earlier editions and other incidents are told
in documents/ (text_checks.py, comparisons.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from sitreps.codelists import (
    DateBasis,
    DiscrepancyCode,
    GeoPrecision,
    PerpetratorBasis,
    ScopeCertainty,
    Vocabulary,
)
from sitreps.figures import discrepancy_words as words
from sitreps.figures.claims import ClaimValue
from sitreps.figures.disaggregation import Disaggregation, Kind
from sitreps.figures.discrepancy import SEVERITIES, Discrepancy, in_order, severity_of, told
from sitreps.figures.facilities import FacilityCount
from sitreps.figures.figure import Figure
from sitreps.figures.parameters import DEFAULTS, Parameters
from sitreps.figures.persons import PersonValue, age_mismatches
from sitreps.figures.places import SaidPlace, place_conflict
from sitreps.figures.waiting import missing_resolved, waiting

__all__ = ["SEVERITIES", "Discrepancy", "IncidentFacts", "discrepancies", "severity_of"]

_FIRM_BASES = frozenset({PerpetratorBasis.ACCEPTED_BY_PARTY, PerpetratorBasis.ESTABLISHED_BY_THIRD_PARTY})
_OF_KINDS = frozenset(
    {
        DiscrepancyCode.CONFLICT,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN,
        DiscrepancyCode.SAME_ORIGIN_INCONSISTENT,
        DiscrepancyCode.STALE_REQUOTE_SUSPECT,
        DiscrepancyCode.DOWNWARD_REVISION,
        DiscrepancyCode.REVERTED_TO_OLDER,
    }
)
"""What is told of a kind of people; that some place says nothing of children is the rule, not a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """One published incident, as far as its discrepancies follow from it. A child has facts of its own."""

    ref: str
    figures: Mapping[str, Figure]
    """By measure; of a cluster its roll-ups."""
    kinds: Mapping[str, Disaggregation] = field(default_factory=dict)
    """By measure, for the figures that some claim parts into kinds of people."""
    claims: tuple[ClaimValue, ...] = ()
    child_claims: tuple[ClaimValue, ...] = ()
    facilities: Mapping[str, FacilityCount] = field(default_factory=dict)
    persons: tuple[PersonValue, ...] = ()
    places: tuple[SaidPlace, ...] = ()
    """Where its claims say that it happened."""
    is_cluster: bool = False
    has_perpetrator: bool = False
    perpetrator_basis: PerpetratorBasis = PerpetratorBasis.NOT_STATED
    date_basis: DateBasis = DateBasis.STATED
    geo_precision: GeoPrecision | None = None
    unidentified_sources: tuple[str, ...] = ()
    """The keys of its source items that have no publisher."""
    zone: tzinfo = UTC
    """The desk's, for whole days."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What origins and places are called in the texts, by key and ref."""


def discrepancies(
    incidents: Iterable[IncidentFacts],
    facility_tree: Vocabulary,
    *,
    at: datetime | None = None,
    parameters: Parameters = DEFAULTS,
) -> tuple[Discrepancy, ...]:
    """Every discrepancy of these incidents, worst first, then in the order of B13 and by ref.

    `at`: the moment up to which a claim has waited (STALE); None: nobody asks. Cost: O(n log n) in claims and flags,
    and claims times persons within an incident.
    """
    return in_order(
        one for incident in incidents for one in _of_incident(incident, facility_tree, at=at, parameters=parameters)
    )


def _of_incident(
    incident: IncidentFacts, tree: Vocabulary, *, at: datetime | None, parameters: Parameters
) -> Iterator[Discrepancy]:
    said = {claim.key: claim for claim in (*incident.claims, *incident.child_claims)}
    for measure, figure in incident.figures.items():
        yield from _of_figure(incident, said, f"{incident.ref}.{measure}", figure, parameters)
        if at is not None:
            yield from _of_waiting(incident, figure, at, parameters)
    for measure, kinds in incident.kinds.items():
        yield from _of_kinds(incident, said, f"{incident.ref}.{measure}", kinds, parameters)
    yield from _of_measures(incident, said)
    yield from _of_missing(incident, parameters)
    yield from _of_persons(incident)
    yield from _of_facilities(incident, tree)
    yield from _of_places(incident)
    yield from _of_record(incident)


Said = Mapping[str, ClaimValue]


def _of_figure(
    incident: IncidentFacts, said: Said, ref: str, figure: Figure, parameters: Parameters
) -> Iterator[Discrepancy]:
    values, keys = _values(said, figure), _keys(said, figure)
    for flag in figure.flags:
        text = words.flag_text(flag, figure, incident.names)
        yield told(flag.code, ref, text, values, claims=keys, severity=severity_of(flag, parameters))
    if figure.has_number and figure.unattributed:
        yield _plain(DiscrepancyCode.UNATTRIBUTED_FIGURE, ref, values, figure.basis)
    counted = {standing.key for standing in figure.standings if standing.counted}
    ambiguous = [c for c in incident.claims if c.scope_certainty is ScopeCertainty.AMBIGUOUS and c.key in counted]
    if ambiguous:
        yield _plain(
            DiscrepancyCode.SCOPE_AMBIGUOUS, ref, [_value(claim) for claim in ambiguous], [c.key for c in ambiguous]
        )


def _of_waiting(incident: IncidentFacts, figure: Figure, at: datetime, parameters: Parameters) -> Iterator[Discrepancy]:
    stale = waiting(figure, incident.claims, zone=incident.zone, at=at, parameters=parameters)
    if stale:
        text = words.stale_text(stale, parameters.stale_hours, incident.names)
        values = [_value(claim) for claim in stale]
        ref = f"{incident.ref}.{figure.measure}"
        yield told(DiscrepancyCode.STALE, ref, text, values, claims=[claim.key for claim in stale])


def _of_kinds(
    incident: IncidentFacts, said: Said, ref: str, kinds: Disaggregation, parameters: Parameters
) -> Iterator[Discrepancy]:
    """Conflicts inside a kind, and parts that exceed their whole (B9)."""
    figures = {cell.kind: cell.figure for cell in kinds.cells if cell.figure is not None}
    for kind, figure in figures.items():
        for flag in figure.flags:
            if flag.code in _OF_KINDS:
                text = words.kind_flag_text(kind, flag, figure, incident.names)
                values, keys = _values(said, figure), _keys(said, figure)
                yield told(flag.code, ref, text, values, claims=keys, severity=severity_of(flag, parameters))
    whole = incident.figures[kinds.measure]
    for excess in kinds.exceeds:
        parts = [figures[kind] for kind in (*excess.kinds, excess.within) if kind in figures]
        if excess.within == Kind():
            parts.append(whole)
        rests_on = [value for figure in parts for value in _values(said, figure)]
        basis = [key for figure in parts for key in figure.basis]
        text = words.excess_text(excess, kinds.measure)
        yield told(DiscrepancyCode.DISAGG_EXCEEDS_TOTAL, ref, text, rests_on, claims=basis)


def _of_measures(incident: IncidentFacts, said: Said) -> Iterator[Discrepancy]:
    """CASUALTIES whose upper end is below the killed, or below killed and injured together (B0)."""
    casualties = incident.figures.get("CASUALTIES")
    if casualties is None or casualties.upper is None:
        return
    people = [incident.figures[measure] for measure in ("KILLED", "INJURED") if measure in incident.figures]
    people = [figure for figure in people if figure.has_number]
    if casualties.upper < sum(figure.lower or 0 for figure in people):
        figures = (casualties, *people)
        yield told(
            DiscrepancyCode.MEASURE_MISMATCH,
            f"{incident.ref}.CASUALTIES",
            words.mismatch_text(casualties, people),
            [value for figure in figures for value in _values(said, figure)],
            claims=[key for figure in figures for key in figure.basis],
        )


def _of_missing(incident: IncidentFacts, parameters: Parameters) -> Iterator[Discrepancy]:
    for found in missing_resolved(incident.claims, zone=incident.zone, parameters=parameters):
        claims = [one for one in (found.missing_before, found.missing, found.before, found.found) if one is not None]
        yield told(
            DiscrepancyCode.MISSING_RESOLVED,
            f"{incident.ref}.MISSING",
            words.resolved_text(found, incident.names),
            [_value(claim) for claim in claims],
            claims=[claim.key for claim in claims],
        )


def _of_persons(incident: IncidentFacts) -> Iterator[Discrepancy]:
    for claim, person in age_mismatches(incident.claims, incident.persons):
        rests_on = (_value(claim), f"{person.key}={person.age_group}:{person.age_years}")
        ref = f"{incident.ref}.{claim.measure}"
        yield told(
            DiscrepancyCode.PERSON_MISMATCH, ref, words.person_text(claim), rests_on, claims=(claim.key, person.key)
        )


def _of_facilities(incident: IncidentFacts, tree: Vocabulary) -> Iterator[Discrepancy]:
    for category, count in incident.facilities.items():
        if count.mismatch and tree.terms[category].parent is None:
            values = (*count.keys, f"{category}={count.lower}:{count.upper}:{count.number}")
            yield _plain(DiscrepancyCode.FACILITY_COUNT_MISMATCH, f"{incident.ref}.{category}", values, count.keys)


def _of_places(incident: IncidentFacts) -> Iterator[Discrepancy]:
    conflict = place_conflict(incident.places, within_one=not incident.is_cluster)
    if conflict is not None:
        values = [f"{one.claim}={one.name}:{one.adm1}:{one.adm2}" for one in conflict.places]
        keys = [one.claim for one in conflict.places if one.claim]
        text = words.place_text(conflict, incident.names)
        yield told(DiscrepancyCode.PLACE_CONFLICT, incident.ref, text, values, claims=keys, severity=conflict.severity)


def _of_record(incident: IncidentFacts) -> Iterator[Discrepancy]:
    """What the record of the event itself leaves open: who, when, where, and who told it."""
    if incident.has_perpetrator and incident.perpetrator_basis not in _FIRM_BASES:
        yield _plain(DiscrepancyCode.PERPETRATOR_UNSTATED, incident.ref, [incident.perpetrator_basis])
    if incident.date_basis is not DateBasis.STATED:
        yield _plain(DiscrepancyCode.DATE_INFERRED, incident.ref, [incident.date_basis])
    if incident.geo_precision is GeoPrecision.REGION:
        yield _plain(DiscrepancyCode.PLACE_IMPRECISE, incident.ref, [str(incident.geo_precision.value)])
    if incident.unidentified_sources:
        yield _plain(DiscrepancyCode.SOURCE_UNIDENTIFIED, incident.ref, incident.unidentified_sources)


def _plain(code: DiscrepancyCode, ref: str, rests_on: Iterable[str], claims: Iterable[str] = ()) -> Discrepancy:
    return told(code, ref, words.PLAIN[code], rests_on, claims=claims)


def _keys(said: Said, figure: Figure) -> Sequence[str]:
    """The claims that a figure takes notice of."""
    return [standing.key for standing in figure.standings if standing.key in said and standing.counted]


def _values(said: Said, figure: Figure) -> tuple[str, ...]:
    """The claims of a figure with what they say and whether they count, by key."""
    return tuple(
        f"{_value(said[standing.key])}:{standing.not_used_because or 'used'}"
        for standing in figure.standings
        if standing.key in said
    )


def _value(claim: ClaimValue) -> str:
    number = [claim.quantifier, claim.value, claim.value2, claim.vague_word, claim.covers, claim.status]
    return f"{claim.key}={':'.join(str(part) for part in number if part is not None)}"
