"""A claim as the arithmetic sees it, and the weight it is given (reconciliation.md B0, B2, B3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sitreps.codelists import (
    AgeGroup,
    AsOfBasis,
    ClaimStatus,
    CountBasis,
    Covers,
    Credibility,
    Part,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    VagueWord,
)
from sitreps.errors import InvalidValue
from sitreps.figures.counts import check_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """Of whom a SUBSET claim speaks; None in a field: the claim does not distinguish by it."""

    sex: Sex | None = None
    age_group: AgeGroup | None = None
    age_years: int | None = None
    age_text: str | None = None
    population_status: PopulationStatus | None = None
    role: str | None = None
    vulnerability: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimValue:
    """One origin says one measure of one incident, as of a time.

    A claim that cannot be read (no number, 9 to 3, a moment without a zone) cannot be made: InvalidValue by field.
    """

    key: str
    """Unique over all incidents: "UKR-2025-0001/C01"."""
    measure: str
    quantifier: Quantifier
    value: int | None = None
    value2: int | None = None
    vague_word: VagueWord | None = None
    covers: Covers = Covers.ALL
    part: Part | None = None
    subset: Subset | None = None
    """None: the claim is a TOTAL."""
    count_basis: CountBasis = CountBasis.CUMULATIVE
    scope_certainty: ScopeCertainty = ScopeCertainty.CLEAR

    origin: str
    """Who is said to know, not who relays it."""
    voice: str | None = None
    """The state, authority or organisation the origin speaks with; None: its own."""
    attributed: bool = True
    """Whether the source item names who says so: not UNATTRIBUTED, and the origin is not the item's own narrative."""
    party_claim: bool = False
    """Attribution mode CLAIMED: a party about military acts."""
    source_item: str
    """The document it was read in."""
    reliability: Reliability
    credibility: Credibility = Credibility.NOT_JUDGED
    unjudged_relay: bool = False
    """The source item has reliability F and the origin is not its own narrative."""

    as_of: date | datetime | None = None
    """A moment with its zone, or a whole day of the desk's zone."""
    as_of_basis: AsOfBasis = AsOfBasis.UNKNOWN
    published_at: datetime | None = None
    published_on: date | None = None
    """When the source item was published: the moment, else the day."""
    recorded_at: datetime | None = None

    status: ClaimStatus = ClaimStatus.ACTIVE
    supersedes: str | None = None
    """The key of the claim that this one replaces."""
    adds: str | None = None
    """Of a claim of the desk's own: the key of the increment that it adds (B2, INCREMENT)."""
    adds_to: str | None = None
    """The key of the claim whose number it continues."""
    continues: str | None = None
    """The origin of that increment: the claim is what this origin's word comes to, and adds no origin to a figure."""
    excluded: bool = False
    """Set aside by an editor, with a reason."""
    recommended: bool = False
    """Pinned by an editor as the figure; lapses when it is no longer its origin's current claim."""
    requote_confirmed: bool = False
    """An editor confirmed that the origin itself revised downward."""
    verified: bool = False
    """A named verifier with evidence stands behind it."""
    disputed: bool = False
    """An origin with its own knowledge says that the event or the number is false."""

    def __post_init__(self) -> None:
        check_count(self.quantifier, self.value, value2=self.value2, vague_word=self.vague_word)
        for field in ("as_of", "published_at", "recorded_at"):
            moment = getattr(self, field)
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise InvalidValue(field, f"{moment.isoformat()} has no time zone; write it with Z or an offset")

    @property
    def is_total(self) -> bool:
        return self.subset is None


EXCLUDED_RELIABILITY = frozenset({Reliability.E})
EXCLUDED_CREDIBILITY = frozenset({Credibility.IMPROBABLE})

_FIRST, _SECOND, _THIRD = 1, 2, 3
_OF_RELIABILITY = {
    Reliability.A: _FIRST,
    Reliability.B: _FIRST,
    Reliability.C: _SECOND,
    Reliability.D: _THIRD,
    Reliability.F: _THIRD,
}


def is_relied_on(claim: ClaimValue) -> bool:
    """Whether the claim may enter a figure at all (B2, B3); a tier ranks, only this sets aside."""
    return not (
        claim.excluded or claim.reliability in EXCLUDED_RELIABILITY or claim.credibility in EXCLUDED_CREDIBILITY
    )


def tier_of(claim: ClaimValue) -> int:
    """1 (best) to 3 for a claim that is relied on (B3); the number never leaves the desk."""
    tier = _OF_RELIABILITY[claim.reliability]
    if claim.credibility is Credibility.CONFIRMED:
        tier = min(tier, _SECOND)
    if claim.credibility is Credibility.DOUBTFUL:
        tier = _THIRD
    return max(tier, _SECOND) if claim.unjudged_relay else tier
