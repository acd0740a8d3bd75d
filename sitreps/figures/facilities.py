"""Damaged facilities: bounds over the tree of categories, and what may be printed of them (reconciliation.md B10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sitreps.codelists import DamageSeverity, Quantifier, VagueWord, Vocabulary
from sitreps.errors import InvalidValue
from sitreps.figures.counts import Reading, check_count, read_count
from sitreps.figures.intervals import Interval
from sitreps.figures.parameters import DEFAULTS, Parameters

T = TypeVar("T")

SEVERITIES = (
    DamageSeverity.UNKNOWN,
    DamageSeverity.AFFECTED,
    DamageSeverity.DAMAGED,
    DamageSeverity.UNSPECIFIED,
    DamageSeverity.PARTIALLY_DESTROYED,
    DamageSeverity.DESTROYED,
)
"""Weakest first. UNSPECIFIED ("devastated") says damage at least, and leaves open how much more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityValue:
    """One row of damage: what one passage says of the facilities of a category.

    `overlaps`: the keys of rows that may speak of the same buildings; said on either row, it holds for both. A row
    that cannot be read (no number, 9 to 3) cannot be made: InvalidValue by field.
    """

    key: str
    category: str
    quantifier: Quantifier
    value: int | None = None
    value2: int | None = None
    vague_word: VagueWord | None = None
    severity: DamageSeverity = DamageSeverity.UNKNOWN
    origin: str
    source_item: str
    overlaps: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_count(self.quantifier, self.value, value2=self.value2, vague_word=self.vague_word)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityCount:
    """One category with all that lies below it.

    `quantifier`, `number` and `number_upper` (of BETWEEN) are what may be printed; number None is said "number not
    given". `keys`: the rows it rests on.
    """

    category: str
    lower: int
    upper: int | None
    """None: nothing bounds it."""
    numbered_lower: int
    """The most that digits may say: `lower` without what plurals and vague words stand for."""
    number_not_given: bool
    """Some passage gives a word, or nothing, in place of a number."""
    quantifier: Quantifier
    number: int | None
    number_upper: int | None = None
    severity: DamageSeverity
    """The weakest wording: all that every passage supports."""
    mismatch: bool
    """Passages about the same buildings count them differently."""
    keys: tuple[str, ...]


def facility_counts(
    rows: Iterable[FacilityValue], tree: Vocabulary, *, parameters: Parameters = DEFAULTS
) -> dict[str, FacilityCount]:
    """The counts of one incident: each category that a row names and each above it, in the order of the tree.

    What one origin says in one document is added, unless its rows overlap; what several say is not, for they may
    speak of the same buildings. Sub-categories are added where none of their rows overlap. An unknown category or a
    row that stands twice is an InvalidValue. Cost: O(c * n) in the categories and rows, doubling with each
    sub-category that overlaps another.
    """
    stated = [_Stated(row, _read(row, parameters)) for row in sorted(rows, key=lambda row: row.key)]
    _check(stated, tree)
    overlaps = _Overlaps(stated)
    lines = {item.row.category: (item.row.category, *tree.ancestors(item.row.category)) for item in stated}
    named = [code for code in tree.terms if any(code in line for line in lines.values())]
    counts: dict[str, FacilityCount] = {}
    for code in sorted(named, key=lambda code: -len(tree.ancestors(code))):
        within = [item for item in stated if code in lines[item.row.category]]
        below = [count for count in counts.values() if tree.terms[count.category].parent == code]
        counts[code] = _count(code, within, below, overlaps)
    return {code: counts[code] for code in named}


def add_facilities(incidents: Sequence[Mapping[str, FacilityCount]]) -> dict[str, FacilityCount]:
    """The counts of incidents that share no building, added category by category. Cost: O(all counts)."""
    codes = dict.fromkeys(code for counts in incidents for code in counts)
    return {code: _added([counts[code] for counts in incidents if code in counts]) for code in codes}


def roll_up_facilities(
    own: Mapping[str, FacilityCount], children: Sequence[Mapping[str, FacilityCount]]
) -> dict[str, FacilityCount]:
    """The counts of a cluster: its own or its children's sum, whichever is higher, never both."""
    below = add_facilities(children)
    codes = dict.fromkeys([*own, *below])
    pairs = {code: [counts[code] for counts in (own, below) if code in counts] for code in codes}
    return {code: max(pair, key=lambda count: (count.numbered_lower, count.lower)) for code, pair in pairs.items()}


def count_of_several(
    category: str, *, lower: int, upper: int | None, numbered_lower: int, number_not_given: bool
) -> FacilityCount:
    """The count of incidents whose bounds were added up elsewhere (by a database); its severity stays open."""
    words = _words(_Bounds(lower, upper, numbered_lower), numbers_given=not number_not_given)
    return FacilityCount(
        category=category,
        lower=lower,
        upper=upper,
        numbered_lower=numbered_lower,
        number_not_given=number_not_given,
        quantifier=words.quantifier,
        number=words.number,
        number_upper=words.number_upper,
        severity=DamageSeverity.UNKNOWN,
        mismatch=False,
        keys=(),
    )


def may_be_more(count: FacilityCount) -> FacilityCount:
    """The count where there may be facilities that it leaves out: nothing bounds it from above, its words are a floor.

    "More than n" is a floor already.
    """
    if count.quantifier is Quantifier.MORE_THAN:
        return replace(count, upper=None)
    number = count.numbered_lower or None
    quantifier = Quantifier.AT_LEAST if number else Quantifier.UNQUANTIFIED
    return replace(count, upper=None, quantifier=quantifier, number=number, number_upper=None)


def beyond(whole: FacilityCount, located: Sequence[FacilityCount]) -> FacilityCount | None:
    """What a cluster counts that none of its located parts does (B7): a floor; None where that is nothing."""
    lower = whole.lower - sum(count.lower for count in located)
    if lower <= 0:
        return None
    numbered = max(0, whole.numbered_lower - sum(count.numbered_lower for count in located))
    return may_be_more(replace(whole, lower=lower, numbered_lower=min(lower, numbered)))


@dataclass(frozen=True, slots=True)
class _Stated:
    row: FacilityValue
    reading: Reading | None

    @property
    def interval(self) -> Interval:
        return self.reading.interval if self.reading else Interval(0, None)

    @property
    def numbered_lower(self) -> int:
        return 0 if self.number is None else self.interval.lower

    @property
    def number(self) -> int | None:
        return self.reading.printed if self.reading else None


class _Overlaps:
    """Which rows may speak of the same buildings."""

    def __init__(self, stated: Iterable[_Stated]) -> None:
        self._rows = {item.row.key: item for item in stated}
        self._linked: dict[str, set[str]] = defaultdict(set)
        for key, item in self._rows.items():
            for other in item.row.overlaps & self._rows.keys():
                self._linked[key].add(other)
                self._linked[other].add(key)

    def rows(self, one: _Stated, other: _Stated) -> bool:
        return other.row.key in self._linked[one.row.key]

    def categories(self, one: FacilityCount, other: FacilityCount) -> bool:
        return any(key in self._linked[linked] for linked in one.keys for key in other.keys)

    def of(self, items: Iterable[_Stated]) -> list[_Stated]:
        """The rows that overlap any of these."""
        return [self._rows[key] for item in items for key in sorted(self._linked[item.row.key])]


def _read(row: FacilityValue, parameters: Parameters) -> Reading | None:
    return read_count(row.quantifier, row.value, value2=row.value2, vague_word=row.vague_word, parameters=parameters)


def _check(stated: Sequence[_Stated], tree: Vocabulary) -> None:
    seen = set()
    for item in stated:
        if item.row.category not in tree:
            raise InvalidValue("category", f"{item.row.category} is no category of {tree.name}")
        if item.row.key in seen:
            raise InvalidValue("key", f"two rows are called {item.row.key}; a row stands for itself once")
        seen.add(item.row.key)


def _count(code: str, within: Sequence[_Stated], below: Sequence[FacilityCount], overlaps: _Overlaps) -> FacilityCount:
    """One category from the rows in its part of the tree and the counts of its sub-categories."""
    named = any(item.row.category == code for item in within)
    own = _own(code, within, overlaps)
    parts = _Bounds(
        lower=_most(below, lambda count: count.lower, overlaps.categories),
        upper=_sum_of([count.upper for count in below]),
        numbered_lower=_most(below, lambda count: count.numbered_lower, overlaps.categories),
    )
    bounds = _Bounds(
        lower=max(own.lower, parts.lower),
        upper=_larger(own.upper, parts.upper),
        numbered_lower=max(own.numbered_lower, parts.numbered_lower),
    )
    numbers_given = all(item.number is not None for item in within)
    only = within[0].reading if len(within) == 1 else None
    words = _words_of(only) if only else _words(bounds, numbers_given=numbers_given)
    return FacilityCount(
        category=code,
        lower=bounds.lower,
        upper=bounds.upper,
        numbered_lower=bounds.numbered_lower,
        number_not_given=not numbers_given,
        quantifier=words.quantifier,
        number=words.number,
        number_upper=words.number_upper,
        severity=_weakest(item.row.severity for item in (*within, *overlaps.of(within))),
        mismatch=_is_mismatch(within, overlaps) or _exceeds(parts, own if named else None),
        keys=tuple(item.row.key for item in within),
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    lower: int
    upper: int | None
    numbered_lower: int


@dataclass(frozen=True, slots=True)
class _Words:
    quantifier: Quantifier
    number: int | None
    number_upper: int | None = None


def _own(code: str, within: Iterable[_Stated], overlaps: _Overlaps) -> _Bounds:
    """What the rows of the category itself say; where several sources differ, nothing bounds it from above."""
    sources: dict[tuple[str, str], list[_Stated]] = defaultdict(list)
    for item in within:
        if item.row.category == code:
            sources[item.row.origin, item.row.source_item].append(item)
    said = [
        _Bounds(
            lower=_most(items, lambda item: item.interval.lower, overlaps.rows),
            upper=_sum_of([item.interval.upper for item in items]),
            numbered_lower=_most(items, lambda item: item.numbered_lower, overlaps.rows),
        )
        for items in sources.values()
    ]
    return _Bounds(
        lower=max((bounds.lower for bounds in said), default=0),
        upper=(said[0].upper if len(set(said)) == 1 else None) if said else 0,
        numbered_lower=max((bounds.numbered_lower for bounds in said), default=0),
    )


def _most(things: Sequence[T], weight: Callable[[T], int], overlap: Callable[[T, T], bool]) -> int:
    """The largest sum over things of which no two overlap."""
    if not things:
        return 0
    first, *rest = things
    apart = [thing for thing in rest if not overlap(first, thing)]
    with_it = weight(first) + _most(apart, weight, overlap)
    return with_it if len(apart) == len(rest) else max(with_it, _most(rest, weight, overlap))


def _sum_of(uppers: Sequence[int | None]) -> int | None:
    bounded = [upper for upper in uppers if upper is not None]
    return sum(bounded) if len(bounded) == len(uppers) else None


def _larger(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _weakest(severities: Iterable[DamageSeverity]) -> DamageSeverity:
    return min(severities, key=SEVERITIES.index)


def _is_mismatch(within: Sequence[_Stated], overlaps: _Overlaps) -> bool:
    return any(
        overlaps.rows(one, other) and not one.interval.meets(other.interval) for one in within for other in within
    )


def _exceeds(parts: _Bounds, own: _Bounds | None) -> bool:
    """Whether the sub-categories add up to more than the category itself was said to have."""
    return own is not None and own.upper is not None and own.upper < parts.lower


def _words_of(reading: Reading) -> _Words:
    return _Words(reading.quantifier, reading.printed, reading.printed_upper)


def _words(bounds: _Bounds, *, numbers_given: bool) -> _Words:
    """What may be printed of several rows together."""
    if numbers_given and bounds.lower == bounds.upper:
        return _Words(Quantifier.EXACT, bounds.lower)
    if bounds.numbered_lower > 0:
        return _Words(Quantifier.AT_LEAST, bounds.numbered_lower)
    if numbers_given and bounds.upper is not None:
        return _Words(Quantifier.AT_MOST, bounds.upper)
    return _Words(Quantifier.UNQUANTIFIED, None)


def _added(counts: Sequence[FacilityCount]) -> FacilityCount:
    """One category over several incidents."""
    if len(counts) == 1:
        return counts[0]
    bounds = _Bounds(
        lower=sum(count.lower for count in counts),
        upper=_sum_of([count.upper for count in counts]),
        numbered_lower=sum(count.numbered_lower for count in counts),
    )
    numbers_given = not any(count.number_not_given for count in counts)
    words = _words(bounds, numbers_given=numbers_given)
    return FacilityCount(
        category=counts[0].category,
        lower=bounds.lower,
        upper=bounds.upper,
        numbered_lower=bounds.numbered_lower,
        number_not_given=not numbers_given,
        quantifier=words.quantifier,
        number=words.number,
        number_upper=words.number_upper,
        severity=_weakest(count.severity for count in counts),
        mismatch=any(count.mismatch for count in counts),
        keys=tuple(key for count in counts for key in count.keys),
    )
