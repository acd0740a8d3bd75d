"""A figure: the one number of an incident and a measure, with all that anyone needs to trace it.

reconciliation.md B5, B6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sitreps.codelists import Agreement, DiscrepancyCode, NotUsedBecause, Quantifier, TakenFrom, VagueWord
from sitreps.figures.intervals import Interval

UNATTRIBUTED = "(unattributed)"
"""The one origin, and the one voice, that all unattributed reports together amount to (B4)."""


_SAID_BEFORE = frozenset({NotUsedBecause.OLDER_SAME_ORIGIN, NotUsedBecause.STALE_REQUOTE})


@dataclass(frozen=True, slots=True)
class Gap:
    """Two sides that do not meet: the upper end of the lower one and the lower end of the higher one."""

    below: int
    above: int

    @property
    def width(self) -> int:
        return self.above - self.below


@dataclass(frozen=True, slots=True)
class Flag:
    """Something odd about a figure. `about` names an origin (B2 codes) or a child incident (SCOPE_CONFUSION_SUSPECT).

    `gap` stands where two sides contradict each other; a flag of a progression has none.
    """

    code: DiscrepancyCode
    amount: int | None = None
    about: str | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one claim. `counted`: it passed B2; `used`: the printed number rests on it."""

    key: str
    counted: bool
    used: bool
    not_used_because: NotUsedBecause | None = None

    @property
    def is_current(self) -> bool:
        """Whether it is what its origin says now."""
        return self.counted and self.not_used_because not in _SAID_BEFORE


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict in its own words, and the claims it rests on."""

    basis: tuple[str, ...]
    quantifier: Quantifier
    printed: int | None
    printed_upper: int | None = None
    vague_parts: tuple[VagueWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """An unattributed firm claim, as B4 weighs it once more where it heads a cluster."""

    interval: Interval
    source_item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The figure of one incident and one measure; agreement NONE: no claim counts, and every number is None.

    `high` and the upper end of `consistent` are None where nothing bounds the figure. `printed` is the number that
    the words carry (the 100 of "more than 100"); where it is None, `vague_parts` has the words. A BETWEEN prints
    `printed` to `printed_upper`; from 0 it is said "up to", and "at least 0" is said "number not established".
    """

    measure: str
    agreement: Agreement = Agreement.NONE
    taken_from: TakenFrom = TakenFrom.CLAIM

    best: int | None = None
    lower: int | None = None
    low: int | None = None
    highest_stated: int | None = None
    open: bool = False
    consistent: Interval | None = None
    upper: int | None = None
    """The upper end of what the current claims allow, or of the chosen one where they contradict (B6: Uo)."""
    numbered_lower: int | None = None
    """`lower` without what vague words stand for: the most that digits may say."""

    quantifier: Quantifier | None = None
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: tuple[VagueWord, ...] = ()
    sides: tuple[Side, ...] = ()
    """Of a CONFLICTING figure only, the best one first."""

    chosen: str | None = None
    """The key of the claim that was chosen; None for a sum."""
    basis: tuple[str, ...] = ()
    """The keys of the claims that the printed number rests on."""
    tier: int | None = None
    point: datetime | None = None
    """When the number was true: the point of the chosen claim (B2), the latest one of a sum."""
    as_of_from: date | datetime | None = None
    as_of_to: date | datetime | None = None
    unattributed: bool = False
    """The chosen claim has no named source."""
    unallocated: int = 0
    """How many people of the headline are in no child (B6)."""

    claims: int = 0
    """ACTIVE TOTAL claims of the measure, counted or not; of a cluster with those of its children."""
    standings: tuple[Standing, ...] = ()
    flags: tuple[Flag, ...] = ()
    origin_ids: frozenset[str] = frozenset()
    voice_ids: frozenset[str] = frozenset()
    reliable_voice_ids: frozenset[str] = frozenset()
    """Attributed voices with reliability A to C (B11)."""
    reports: tuple[Report, ...] = ()
    """The unattributed firm claims that are no echo."""
    attributed_items: frozenset[str] = frozenset()
    """The documents of the attributed firm claims."""
    roles: tuple[tuple[str, int], ...] = ()
    """Of whom its active SUBSET claims speak by role, with their numbers (DOUBLE_COUNT_SUSPECT)."""

    @property
    def has_number(self) -> bool:
        return self.agreement is not Agreement.NONE

    @property
    def high(self) -> int | None:
        return None if self.open else self.highest_stated

    @property
    def origins(self) -> int:
        return len(self.origin_ids)

    @property
    def voices(self) -> int:
        return len(self.voice_ids)

    @property
    def one_voice(self) -> bool:
        """Several origins that speak with one voice: their agreement must be said as such ("two … authorities")."""
        return self.origins > 1 and self.voices == 1


_UNBOUNDED = frozenset({Quantifier.AT_LEAST, Quantifier.MORE_THAN, Quantifier.VAGUE})


def as_printed(figure: Figure) -> Figure:
    """The figure with the words it may print: an open one is "at least n", never with an upper end (B5, Words).

    A conflict prints its sides in their own words; the chosen one keeps its own.
    """
    bounded = figure.quantifier is not None and figure.quantifier not in _UNBOUNDED
    if not (figure.open and bounded) or figure.agreement is Agreement.CONFLICTING:
        return figure
    return replace(figure, quantifier=Quantifier.AT_LEAST, printed=figure.numbered_lower, printed_upper=None)
