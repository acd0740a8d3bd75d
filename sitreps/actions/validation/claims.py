"""What must fit together in a claim, a row of damage and a person (reconciliation.md B0-B3, B9, B10)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sitreps.actions.validation import values
from sitreps.codelists import (
    STOCK_MEASURES,
    AgeGroup,
    AsOfBasis,
    AttributionMode,
    ClaimStatus,
    CountBasis,
    Covers,
    DamageSeverity,
    DisaggregationKind,
    Part,
    PersonOutcome,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    VagueWord,
    WithdrawalReason,
)
from sitreps.errors import InvalidValue
from sitreps.figures.counts import UNCOUNTED, check_count

OFFICIAL_TYPES = frozenset({"NATIONAL_AUTHORITY", "LOCAL_AUTHORITY", "POLICE", "FIRST_RESPONDER", "PARTY_TO_CONFLICT"})
"""Source types of a party's official bodies: only a chief editor excludes them altogether (B3)."""

AGES = {AgeGroup.INFANT: (0, 0), AgeGroup.CHILD: (0, 17), AgeGroup.ADULT: (18, 130), AgeGroup.OLDER: (60, 130)}
OLDEST = 130
DIMENSIONS = (
    "sex",
    "age_group",
    "age_years",
    "age_text",
    "population_status",
    "people_role",
    "vulnerability",
)  # fmt: skip
NOT_JUDGED, DOUBTFUL, IMPROBABLE = 6, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimValues:
    """The columns of a claim's row that rules read; `origin_reliability` is the letter of who says it."""

    measure: str
    quantifier: str
    value: int | None = None
    value2: int | None = None
    vague_word: str = ""
    wording: str = ""
    quote: Mapping[str, Any] | None = None
    covers: str = Covers.ALL
    part: str = ""
    definition_note: str = ""
    kind: str = DisaggregationKind.TOTAL
    sex: str = ""
    age_group: str = ""
    age_years: int | None = None
    age_text: str = ""
    population_status: str = ""
    people_role: str = ""
    vulnerability: str = ""
    attribution_mode: str = AttributionMode.ACCORDING_TO
    attribution_text: str = ""
    reliability: str = ""
    origin_reliability: str = ""
    credibility: int = NOT_JUDGED
    as_of_on: date | None = None
    as_of_at: datetime | None = None
    as_of_basis: str = AsOfBasis.UNKNOWN
    count_basis: str = CountBasis.CUMULATIVE
    scope_certainty: str = ScopeCertainty.CLEAR
    place_text: str = ""
    status: str = ClaimStatus.ACTIVE
    withdrawal_reason: str = ""
    supersedes: object = None
    supersedes_reason: str = ""
    recommended: bool = False
    triangulation: bool = False
    role_reason: str = ""
    excluded_reason: str = ""
    excluded_by: str = ""
    note: str = ""
    recorded_at: datetime | None = None

    @property
    def is_excluded(self) -> bool:
        """Whether the claim cannot make a figure: an editor's word, the letter E, or improbable (B2, B3)."""
        letter = self.reliability or self.origin_reliability
        return bool(self.excluded_reason) or letter == Reliability.E or self.credibility == IMPROBABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityValues:
    """The columns of a row of damage that rules read."""

    category: str
    quantifier: str
    value: int | None = None
    value2: int | None = None
    vague_word: str = ""
    severity: str = DamageSeverity.UNSPECIFIED
    severity_wording: str = ""
    service_impact: str = ""
    name: str = ""
    public_name: str = ""
    credibility: int = NOT_JUDGED
    as_of_on: date | None = None
    as_of_at: datetime | None = None
    note: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValues:
    """The columns of a person's row that rules read."""

    outcome: str
    name: str = ""
    age_group: str = ""
    age_years: int | None = None
    sex: str = ""
    role: str = ""
    vulnerability: str = ""
    note: str = ""


def claim_faults(claim: ClaimValues, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with one claim, by the field of its row."""
    for field in ("wording", "age_text", "attribution_text", "place_text"):
        yield from values.text_faults(field, getattr(claim, field))
    for field in ("definition_note", "role_reason", "excluded_reason", "excluded_by", "note"):
        yield from values.note_faults(field, getattr(claim, field))
    yield from _code_faults(claim)
    yield from _count_faults(claim.quantifier, claim.value, claim.value2, claim.vague_word)
    yield from _coverage_faults(claim)
    yield from _disaggregation_faults(claim)
    yield from _time_faults(claim.as_of_on, claim.as_of_at, claim.recorded_at, now=now)
    if claim.as_of_basis == AsOfBasis.STATED and claim.as_of_on is None and claim.as_of_at is None:
        yield InvalidValue("as_of_basis", "STATED needs the day or moment that the source states; else choose UNKNOWN")
    yield from _quote_faults(claim.quote or {})
    yield from _judgement_faults(claim)
    yield from _role_faults(claim)


def facility_faults(damage: FacilityValues, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with one row of damage, by the field of its row."""
    for field in ("severity_wording", "service_impact", "public_name"):
        yield from values.text_faults(field, getattr(damage, field))
    for field in ("name", "note"):
        yield from values.note_faults(field, getattr(damage, field))
    yield from values.term_faults("category", damage.category, "facility", required=True)
    yield from values.code_faults("quantifier", damage.quantifier, Quantifier, required=True)
    yield from values.code_faults("severity", damage.severity, DamageSeverity, required=True)
    if damage.quantifier == Quantifier.NONE_REPORTED:
        yield InvalidValue("quantifier", "NONE_REPORTED is no damage; leave the row out")
    yield from _count_faults(damage.quantifier, damage.value, damage.value2, damage.vague_word)
    yield from _time_faults(damage.as_of_on, damage.as_of_at, damage.recorded_at, now=now)
    yield from _credibility_faults(damage.credibility, damage.note)


def person_faults(person: PersonValues) -> Iterator[InvalidValue]:
    """Everything that is wrong with one mention of a person, by the field of its row."""
    yield from values.note_faults("name", person.name)
    yield from values.note_faults("note", person.note)
    yield from values.code_faults("outcome", person.outcome, PersonOutcome, required=True)
    yield from values.code_faults("sex", person.sex, Sex)
    yield from values.code_faults("age_group", person.age_group, AgeGroup)
    yield from values.term_faults("role", person.role, "role")
    yield from values.term_faults("vulnerability", person.vulnerability, "vulnerability")
    yield from _age_faults(person.age_group, person.age_years)


def supersession_faults(
    key: str, measure: str, target: str, siblings: Mapping[str, tuple[str, str]]
) -> Iterator[InvalidValue]:
    """What is wrong with claim `key` superseding claim `target`.

    `siblings` has every claim of the incident: key -> (measure, key of the claim that it supersedes or ""). Cost: the
    length of the chain.
    """
    if target == key:
        yield InvalidValue("supersedes", "a claim cannot supersede itself; name the earlier claim")
        return
    if target not in siblings:
        near = values.hint(target, [other for other in siblings if other != key])
        yield InvalidValue("supersedes", f"there is no claim {values.shown(target)} in this incident{near}")
        return
    if siblings[target][0] != measure:
        other = siblings[target][0]
        yield InvalidValue("supersedes", f"{target} counts {other}, not {measure}; name a claim of the same measure")
    seen, step = {target}, siblings[target][1]
    while step and step in siblings and step not in seen:
        if step == key:
            yield InvalidValue("supersedes", f"{target} leads back to {key}: that is a circle; break it at one claim")
            return
        seen.add(step)
        step = siblings[step][1]


def derivation_faults(
    key: str, measure: str, rests_on: Mapping[str, str | None], siblings: Mapping[str, tuple[str, str]]
) -> Iterator[InvalidValue]:
    """What is wrong with a claim of the desk's own that says which increment it adds to which number (B2, INCREMENT).

    `rests_on`: the keys of both, by `adds` and `adds_to`; `siblings` as in `supersession_faults`.
    """
    for field, target in rests_on.items():
        if not target:
            continue
        if target == key:
            yield InvalidValue(field, "a claim cannot rest on itself; name the other claim")
        elif target not in siblings:
            near = values.hint(target, [other for other in siblings if other != key])
            yield InvalidValue(field, f"there is no claim {values.shown(target)} in this incident{near}")
        elif siblings[target][0] != measure:
            yield InvalidValue(field, f"{target} counts {siblings[target][0]}, not {measure}")


def overlap_faults(key: str, overlaps: Collection[str], siblings: Collection[str]) -> Iterator[InvalidValue]:
    """Rows of damage that may be the same buildings are named by their keys, within the incident."""
    for other in overlaps:
        if other == key:
            yield InvalidValue("overlaps", f"{key} names itself; name the other rows")
        elif other not in siblings:
            near = values.hint(other, sorted(set(siblings) - {key}))
            yield InvalidValue("overlaps", f"there is no row of damage {values.shown(other)} in this incident{near}")


def relay_faults(origin: str, relays: Collection[str]) -> Iterator[InvalidValue]:
    """Who passed it on is not who says it, and is named once."""
    if origin in relays:
        yield InvalidValue("relays", f"{origin} is who says it; name only those through whom it came")
    if len(set(relays)) < len(relays):
        yield InvalidValue("relays", "names somebody twice; name each once")


def exclusion_faults(
    field: str, reliability: str, *, origin_type: str, has_party: bool, may_exclude: bool
) -> Iterator[InvalidValue]:
    """E for an official body of a party needs a chief editor (B3): it takes a side's word out of every figure."""
    if reliability == Reliability.E and (has_party or origin_type in OFFICIAL_TYPES) and not may_exclude:
        yield InvalidValue(field, "only a chief editor gives an official body the letter E; ask one, or choose D")


def _code_faults(claim: ClaimValues) -> Iterator[InvalidValue]:
    yield from values.term_faults("measure", claim.measure, "measure", required=True)
    yield from values.code_faults("quantifier", claim.quantifier, Quantifier, required=True)
    yield from values.code_faults("attribution_mode", claim.attribution_mode, AttributionMode, required=True)
    yield from values.code_faults("as_of_basis", claim.as_of_basis, AsOfBasis, required=True)
    yield from values.code_faults("scope_certainty", claim.scope_certainty, ScopeCertainty, required=True)
    yield from values.code_faults("status", claim.status, ClaimStatus, required=True)
    yield from values.code_faults("reliability", claim.reliability, Reliability)


def _count_faults(quantifier: str, value: int | None, value2: int | None, vague_word: str) -> Iterator[InvalidValue]:
    word_faults = list(values.code_faults("vague_word", vague_word, VagueWord))
    yield from word_faults
    if word_faults or quantifier not in set(Quantifier):
        return
    try:
        check_count(
            Quantifier(quantifier), value, value2=value2, vague_word=VagueWord(vague_word) if vague_word else None
        )
    except InvalidValue as fault:
        yield fault


def _coverage_faults(claim: ClaimValues) -> Iterator[InvalidValue]:
    yield from values.code_faults("covers", claim.covers, Covers, required=True)
    yield from values.code_faults("part", claim.part, Part)
    if claim.covers == Covers.PART and not claim.part:
        yield InvalidValue("part", f"is missing: PART needs to say which{values.hint('', list(Part))}")
    if claim.covers == Covers.ALL and claim.part:
        yield InvalidValue("part", f"{claim.part} goes with PART only; set covers to PART, or leave part out")
    yield from values.code_faults("count_basis", claim.count_basis, CountBasis, required=True)
    is_stock = claim.measure in STOCK_MEASURES
    if is_stock and claim.count_basis == CountBasis.CUMULATIVE:
        why = f"{claim.measure} is the state at a moment"
        yield InvalidValue("count_basis", f"{why}: choose STOCK, or PERIOD for those of a stretch of time")
    if not is_stock and claim.count_basis == CountBasis.STOCK:
        yield InvalidValue("count_basis", f"{claim.measure} is counted over time, not at a moment: choose CUMULATIVE")


def _disaggregation_faults(claim: ClaimValues) -> Iterator[InvalidValue]:
    yield from values.code_faults("kind", claim.kind, DisaggregationKind, required=True)
    yield from values.code_faults("sex", claim.sex, Sex)
    if claim.sex == Sex.ALL:
        yield InvalidValue("sex", "'all' is no part of the people; leave it empty")
    yield from values.code_faults("age_group", claim.age_group, AgeGroup)
    yield from values.code_faults("population_status", claim.population_status, PopulationStatus)
    yield from values.term_faults("people_role", claim.people_role, "role")
    yield from values.term_faults("vulnerability", claim.vulnerability, "vulnerability")
    yield from _age_faults(claim.age_group, claim.age_years)
    said = [name for name in DIMENSIONS if getattr(claim, name) not in ("", None)]
    if claim.kind == DisaggregationKind.SUBSET and not said:
        yield InvalidValue("kind", "SUBSET says of whom: give a sex, an age, a role or a status, or choose TOTAL")
    if claim.kind == DisaggregationKind.TOTAL and said:
        yield InvalidValue(said[0], "TOTAL counts everybody; choose SUBSET for 'of whom', or leave this empty")


def _age_faults(group: str, years: int | None) -> Iterator[InvalidValue]:
    if years is None:
        return
    if not 0 <= years <= OLDEST:
        yield InvalidValue("age_years", f"{years} is no age in years; 0 to {OLDEST} are possible")
        return
    youngest, oldest = AGES.get(AgeGroup(group), (0, OLDEST)) if group in set(AgeGroup) else (0, OLDEST)
    if not youngest <= years <= oldest:
        label = AgeGroup(group).label
        yield InvalidValue("age_years", f"{years} does not fit the age group {group}, {label}; correct one of them")


def _time_faults(
    as_of_on: date | None, as_of_at: datetime | None, recorded_at: datetime | None, *, now: datetime
) -> Iterator[InvalidValue]:
    if as_of_on is not None and as_of_at is not None:
        yield InvalidValue("as_of_at", "give the day or the moment, not both")
    yield from values.day_faults("as_of_on", as_of_on, now=now)
    yield from values.moment_faults("as_of_at", as_of_at, now=now)
    yield from values.moment_faults("recorded_at", recorded_at, now=now)


def _quote_faults(quote: Mapping[str, Any]) -> Iterator[InvalidValue]:
    yield from values.evidence_faults("quote", quote.get("text", ""))
    start, end, page = quote.get("start"), quote.get("end"), quote.get("page")
    if any(number is not None and number < 0 for number in (start, end)):
        yield InvalidValue("quote", "start and end count characters from 0; correct them")
    elif start is not None and end is not None and end < start:
        yield InvalidValue("quote", f"ends at {end}, before it starts at {start}; exchange or correct them")
    if page is not None and page < 1:
        yield InvalidValue("quote", f"page {page} does not exist; pages count from 1")


def _judgement_faults(claim: ClaimValues) -> Iterator[InvalidValue]:
    yield from _credibility_faults(claim.credibility, claim.note)
    yield from values.code_faults("withdrawal_reason", claim.withdrawal_reason, WithdrawalReason)
    yield from values.code_faults("supersedes_reason", claim.supersedes_reason, WithdrawalReason)
    if claim.supersedes_reason and not claim.supersedes:
        yield InvalidValue("supersedes_reason", "goes with a claim that replaces another; name that, or leave it out")
    if claim.status == ClaimStatus.WITHDRAWN and not claim.withdrawal_reason:
        near = values.hint("", list(WithdrawalReason))
        yield InvalidValue("withdrawal_reason", f"is missing: a withdrawn claim says why{near}")
    if claim.status != ClaimStatus.WITHDRAWN and claim.withdrawal_reason:
        yield InvalidValue("withdrawal_reason", f"goes with WITHDRAWN only; this claim is {claim.status}")
    if claim.excluded_reason and not claim.excluded_by:
        yield InvalidValue("excluded_by", "is missing: name who left this claim out of the figure")
    if claim.excluded_by and not claim.excluded_reason:
        yield InvalidValue("excluded_reason", "is missing: say why this claim is left out of the figure")


def _credibility_faults(credibility: int, note: str) -> Iterator[InvalidValue]:
    if not 1 <= credibility <= NOT_JUDGED:
        yield InvalidValue("credibility", f"{credibility} is not on the scale of 1 to 6; 6 is 'not judged'")
    if credibility in {DOUBTFUL, IMPROBABLE} and not note.strip():
        yield InvalidValue("note", f"is missing: credibility {credibility} needs a reason")


def _role_faults(claim: ClaimValues) -> Iterator[InvalidValue]:
    if not claim.recommended:
        return
    if claim.triangulation:
        yield InvalidValue("triangulation", "a claim is the pinned one or for comparison, not both")
    if not claim.role_reason.strip():
        yield InvalidValue("role_reason", "is missing: pinning a claim needs a reason")
    cannot = (
        ("it is not active", claim.status != ClaimStatus.ACTIVE),
        ("it speaks of some of the people only", claim.kind != DisaggregationKind.TOTAL),
        ("it gives no number", claim.quantifier in UNCOUNTED),
        ("it is excluded, improbable or of reliability E", claim.is_excluded),
    )
    for why, holds in cannot:
        if holds:
            yield InvalidValue("recommended", f"this claim cannot be the figure: {why}; pin another one")
