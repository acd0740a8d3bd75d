"""What the desk must be told before an edition goes out (reconciliation.md B13).

Computed from what a revision was made of, never stored: only the desk's decisions about them are. This module knows
the codes that follow from claims, figures, facilities, persons, place, date and sources; those that follow from
texts, earlier editions and other incidents are told elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sitreps.codelists import (
    DateBasis,
    DiscrepancyCode,
    GeoPrecision,
    PerpetratorBasis,
    ScopeCertainty,
    Severity,
    Vocabulary,
)
from sitreps.figures.claims import ClaimValue
from sitreps.figures.facilities import FacilityCount
from sitreps.figures.figure import Figure, Flag, Gap
from sitreps.figures.parameters import DEFAULTS, Parameters
from sitreps.figures.persons import PersonValue, age_mismatches

SEVERITIES: Mapping[DiscrepancyCode, Severity] = MappingProxyType(
    dict.fromkeys(DiscrepancyCode, Severity.WARN)
    | {
        DiscrepancyCode.CONFLICT: Severity.BLOCK,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL: Severity.BLOCK,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN: Severity.BLOCK,
        DiscrepancyCode.DISAGG_EXCEEDS_TOTAL: Severity.BLOCK,
        DiscrepancyCode.PLACE_CONFLICT: Severity.BLOCK,
        DiscrepancyCode.SENSITIVE_CONTENT: Severity.BLOCK,
        DiscrepancyCode.PROGRESSION: Severity.INFO,
        DiscrepancyCode.BREAKDOWN_INCOMPLETE: Severity.INFO,
        DiscrepancyCode.CHILD_WITHOUT_FIGURE: Severity.INFO,
        DiscrepancyCode.MISSING_RESOLVED: Severity.INFO,
        DiscrepancyCode.DATE_INFERRED: Severity.INFO,
        DiscrepancyCode.PLACE_IMPRECISE: Severity.INFO,
        DiscrepancyCode.SOURCE_UNIDENTIFIED: Severity.INFO,
    }
)
"""The severity of a code; where sides contradict each other, the worst that the gap between them can make of it."""

_BY_GAP = frozenset(
    {
        DiscrepancyCode.CONFLICT,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN,
    }
)
_FIRM_BASES = frozenset({PerpetratorBasis.ACCEPTED_BY_PARTY, PerpetratorBasis.ESTABLISHED_BY_THIRD_PARTY})
_RANK = {code: place for place, code in enumerate(DiscrepancyCode)}
_SEVERITY_RANK = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing to look at. `ref`: INCIDENT[.MEASURE|.CATEGORY]; `rests_on`: the claims and values it follows from."""

    severity: Severity
    code: DiscrepancyCode
    ref: str
    text: str
    rests_on: tuple[str, ...]

    @property
    def line(self) -> str:
        """`SEVERITY CODE:REF text`, as commands print it."""
        return f"{self.severity} {self.code}:{self.ref} {self.text}"

    @property
    def fingerprint(self) -> str:
        """Changes when one of its claims or values does; a decision about it holds until then."""
        parts = "\n".join((self.code, self.ref, *self.rests_on))
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """One published incident, as far as its discrepancies follow from it. A child has facts of its own."""

    ref: str
    figures: Mapping[str, Figure]
    """By measure; of a cluster its roll-ups."""
    claims: tuple[ClaimValue, ...] = ()
    child_claims: tuple[ClaimValue, ...] = ()
    facilities: Mapping[str, FacilityCount] = field(default_factory=dict)
    persons: tuple[PersonValue, ...] = ()
    has_perpetrator: bool = False
    perpetrator_basis: PerpetratorBasis = PerpetratorBasis.NOT_STATED
    date_basis: DateBasis = DateBasis.STATED
    geo_precision: GeoPrecision | None = None
    unidentified_sources: tuple[str, ...] = ()
    """The keys of its source items that have no publisher."""


def discrepancies(
    incidents: Iterable[IncidentFacts], facility_tree: Vocabulary, *, parameters: Parameters = DEFAULTS
) -> tuple[Discrepancy, ...]:
    """Every discrepancy of these incidents, worst first, then in the order of B13 and by ref.

    One code is told once a ref, with all that makes it fire. Cost: O(n log n) in claims and flags, and claims times
    persons within an incident.
    """
    found: dict[tuple[DiscrepancyCode, str], Discrepancy] = {}
    for incident in incidents:
        for one in _of_incident(incident, facility_tree, parameters):
            known = found.get((one.code, one.ref))
            found[one.code, one.ref] = _merged(known, one) if known else one
    return tuple(sorted(found.values(), key=lambda d: (_SEVERITY_RANK[d.severity], _RANK[d.code], d.ref)))


def severity_of(flag: Flag, parameters: Parameters = DEFAULTS) -> Severity:
    """The severity of a figure's flag: a contradiction by its gap, a progression for information."""
    if flag.code not in _BY_GAP:
        return SEVERITIES[flag.code]
    if flag.gap is None:
        return Severity.INFO
    return Severity.BLOCK if _is_wide(flag.gap, parameters) else Severity.WARN


def _is_wide(gap: Gap, parameters: Parameters) -> bool:
    """At least so many people and so many percent of the lower side, or one side says that there was nobody."""
    wide = gap.width >= parameters.conflict_least and gap.width * 100 >= gap.below * parameters.conflict_percent
    return wide or gap.below == 0


def _merged(one: Discrepancy, other: Discrepancy) -> Discrepancy:
    return Discrepancy(
        severity=min(one.severity, other.severity, key=_SEVERITY_RANK.__getitem__),
        code=one.code,
        ref=one.ref,
        text="; ".join(dict.fromkeys((one.text, other.text))),
        rests_on=tuple(sorted({*one.rests_on, *other.rests_on})),
    )


def _of_incident(incident: IncidentFacts, tree: Vocabulary, parameters: Parameters) -> Iterator[Discrepancy]:
    for measure, figure in incident.figures.items():
        yield from _of_figure(incident, f"{incident.ref}.{measure}", figure, parameters)
    yield from _of_measures(incident)
    yield from _of_persons(incident)
    for category, count in incident.facilities.items():
        if count.mismatch and tree.terms[category].parent is None:
            values = (*count.keys, f"{category}={count.lower}:{count.upper}:{count.number}")
            yield _told(DiscrepancyCode.FACILITY_COUNT_MISMATCH, f"{incident.ref}.{category}", values)
    yield from _of_record(incident)


def _of_figure(incident: IncidentFacts, ref: str, figure: Figure, parameters: Parameters) -> Iterator[Discrepancy]:
    values = _values(incident, figure)
    for flag in figure.flags:
        yield Discrepancy(severity_of(flag, parameters), flag.code, ref, _flag_text(flag), values)
    if figure.has_number and figure.unattributed:
        yield _told(DiscrepancyCode.UNATTRIBUTED_FIGURE, ref, values)
    counted = {standing.key for standing in figure.standings if standing.counted}
    ambiguous = [c for c in incident.claims if c.scope_certainty is ScopeCertainty.AMBIGUOUS and c.key in counted]
    if ambiguous:
        yield _told(DiscrepancyCode.SCOPE_AMBIGUOUS, ref, [_value(claim) for claim in ambiguous])


def _of_measures(incident: IncidentFacts) -> Iterator[Discrepancy]:
    """CASUALTIES whose upper end is below the killed, or below killed and injured together (B0)."""
    casualties = incident.figures.get("CASUALTIES")
    if casualties is None or casualties.upper is None:
        return
    people = [incident.figures[measure] for measure in ("KILLED", "INJURED") if measure in incident.figures]
    least = sum(figure.lower or 0 for figure in people)
    if casualties.upper < least:
        ref = f"{incident.ref}.CASUALTIES"
        values = [value for figure in (casualties, *people) for value in _values(incident, figure)]
        yield _told(DiscrepancyCode.MEASURE_MISMATCH, ref, values)


def _of_persons(incident: IncidentFacts) -> Iterator[Discrepancy]:
    for claim, person in age_mismatches(incident.claims, incident.persons):
        rests_on = (_value(claim), f"{person.key}={person.age_group}:{person.age_years}")
        yield _told(DiscrepancyCode.PERSON_MISMATCH, f"{incident.ref}.{claim.measure}", rests_on)


def _of_record(incident: IncidentFacts) -> Iterator[Discrepancy]:
    """What the record of the event itself leaves open: who, when, where, and who told it."""
    if incident.has_perpetrator and incident.perpetrator_basis not in _FIRM_BASES:
        yield _told(DiscrepancyCode.PERPETRATOR_UNSTATED, incident.ref, [incident.perpetrator_basis])
    if incident.date_basis is not DateBasis.STATED:
        yield _told(DiscrepancyCode.DATE_INFERRED, incident.ref, [incident.date_basis])
    if incident.geo_precision is GeoPrecision.REGION:
        yield _told(DiscrepancyCode.PLACE_IMPRECISE, incident.ref, [str(incident.geo_precision.value)])
    if incident.unidentified_sources:
        yield _told(DiscrepancyCode.SOURCE_UNIDENTIFIED, incident.ref, incident.unidentified_sources)


def _told(code: DiscrepancyCode, ref: str, rests_on: Iterable[str]) -> Discrepancy:
    return Discrepancy(SEVERITIES[code], code, ref, code.label, tuple(sorted(rests_on)))


def _flag_text(flag: Flag) -> str:
    details = []
    if flag.amount is not None:
        details.append(str(flag.amount))
    if flag.gap is not None and flag.amount is None:
        details.append(f"{flag.gap.below} against {flag.gap.above}")
    if flag.about is not None:
        details.append(flag.about)
    return f"{flag.code.label} ({', '.join(details)})" if details else flag.code.label


def _values(incident: IncidentFacts, figure: Figure) -> tuple[str, ...]:
    """The claims of a figure with what they say and whether they count, by key."""
    said = {claim.key: claim for claim in (*incident.claims, *incident.child_claims)}
    return tuple(
        f"{_value(said[standing.key])}:{standing.not_used_because or 'used'}"
        for standing in figure.standings
        if standing.key in said
    )


def _value(claim: ClaimValue) -> str:
    number = [claim.quantifier, claim.value, claim.value2, claim.vague_word, claim.covers, claim.status]
    return f"{claim.key}={':'.join(str(part) for part in number if part is not None)}"
