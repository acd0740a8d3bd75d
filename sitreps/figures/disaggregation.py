"""Of whom a figure speaks: kinds of people, how they nest, and what is not stated (reconciliation.md B9).

A kind is reconciled by itself, by the rules of every figure, and never enters a total. CHILD, ADULT and UNKNOWN part
the ages; INFANT lies inside CHILD, OLDER inside ADULT. What no kind accounts for is never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sitreps.codelists import (
    AgeGroup,
    BreakdownComplete,
    ClaimStatus,
    Code,
    PopulationStatus,
    Quantifier,
    Sex,
    VagueWord,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.figure import Figure
from sitreps.figures.intervals import Interval
from sitreps.figures.parameters import DEFAULTS, Parameters
from sitreps.figures.reconcile import reconcile
from sitreps.figures.rollup import roll_up


class Trait(StrEnum):
    """What parts people into kinds that have nobody in common; roles and vulnerabilities do not."""

    AGE = "age_group"
    SEX = "sex"
    STATUS = "population_status"


PARTS: Mapping[Trait, tuple[Code, ...]] = MappingProxyType(
    {
        Trait.AGE: (AgeGroup.CHILD, AgeGroup.ADULT, AgeGroup.UNKNOWN),
        Trait.SEX: (Sex.FEMALE, Sex.MALE, Sex.NON_BINARY, Sex.OTHER, Sex.UNSPECIFIED),
        Trait.STATUS: (
            PopulationStatus.CIVILIAN,
            PopulationStatus.COMBATANT,
            PopulationStatus.PROTECTED_OTHER,
            PopulationStatus.UNKNOWN,
        ),
    }
)
"""Everybody is in one part of each trait, or their trait is not stated."""

INSIDE: Mapping[AgeGroup, AgeGroup] = MappingProxyType(
    {AgeGroup.INFANT: AgeGroup.CHILD, AgeGroup.OLDER: AgeGroup.ADULT}
)
_ADULT_FROM, _OLDER_FROM = 18, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """People for whom every trait that is set holds; Kind() is everybody."""

    sex: Sex | None = None
    age_group: AgeGroup | None = None
    population_status: PopulationStatus | None = None
    role: str | None = None
    vulnerability: str | None = None

    def lies_in(self, other: Kind) -> bool:
        """Whether everybody of this kind is of the other: a girl is a child, an infant too."""
        return all(_narrows(getattr(self, one.name), getattr(other, one.name)) for one in fields(Kind))

    def with_trait(self, trait: Trait, value: Code) -> Kind:
        one: dict[str, Any] = {trait.value: value}
        return replace(self, **one)

    @property
    def order(self) -> tuple[tuple[str, str], ...]:
        """A sort key: broad kinds before narrow ones, the same for every run."""
        return tuple((one.name, str(getattr(self, one.name))) for one in fields(Kind) if getattr(self, one.name))


def kind_of(subset: Subset) -> Kind:
    """The kind that a claim speaks of. An age in years says its group; "all" distinguishes nothing. Cost: O(1)."""
    return Kind(
        sex=None if subset.sex is Sex.ALL else subset.sex,
        age_group=subset.age_group or _group_of(subset.age_years),
        population_status=subset.population_status,
        role=subset.role,
        vulnerability=subset.vulnerability,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One kind of people inside a figure.

    `lower` and `upper` hold for it with all that is known of the kinds inside and around it; `quantifier`, `printed`,
    `printed_upper` and `vague_parts` are what may be printed, as in Figure.
    """

    kind: Kind
    figure: Figure | None
    """What its own claims come to; None where it follows from the kinds inside it alone."""
    lower: int
    upper: int | None
    numbered_lower: int
    quantifier: Quantifier
    printed: int | None
    printed_upper: int | None = None
    vague_parts: tuple[VagueWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A figure by one trait: the parts that something is said of, and how many the rest may be."""

    by: Trait
    cells: tuple[Cell, ...]
    not_stated: Interval


@dataclass(frozen=True, slots=True)
class Excess:
    """Kinds of which at least `lower` are reported, where only `upper` can be (DISAGG_EXCEEDS_TOTAL)."""

    kinds: tuple[Kind, ...]
    lower: int
    upper: int
    within: Kind
    """The kind that they exceed; Kind() is the figure itself."""

    @property
    def amount(self) -> int:
        return self.lower - self.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Disaggregation:
    """Everything that is said of kinds of people inside one figure."""

    measure: str
    cells: tuple[Cell, ...] = ()
    splits: tuple[Split, ...] = ()
    exceeds: tuple[Excess, ...] = ()

    def cell(self, kind: Kind) -> Cell | None:
        """The cell of one kind, said or following from others."""
        parts = (cell for split in self.splits for cell in split.cells)
        return next((cell for cell in (*self.cells, *parts) if cell.kind == kind), None)


def reconcile_kinds(
    measure: str, claims: Iterable[ClaimValue], *, zone: tzinfo, parameters: Parameters = DEFAULTS
) -> dict[Kind, Figure]:
    """The figure of each kind that some claim of one incident speaks of, in a fixed order (B2-B5 for each by itself).

    `claims`: all claims attached to the incident itself, in any order. Cost: O(n) to sort out, then that of
    `reconcile` for each kind over its own claims.
    """
    claims = list(claims)
    of_measure: dict[Kind, list[ClaimValue]] = {}
    for claim in claims:
        kind = kind_of(claim.subset) if claim.measure == measure and claim.subset is not None else Kind()
        if kind != Kind():  # a part that is told by no trait is no kind of people
            of_measure.setdefault(kind, []).append(claim)
    if not of_measure:
        return {}
    successors = [claim for claim in claims if claim.supersedes and claim.status is ClaimStatus.ACTIVE]
    return {
        kind: _own_figure(measure, of_measure[kind], successors, zone, parameters)
        for kind in sorted(of_measure, key=lambda kind: kind.order)
    }


def roll_up_kinds(
    measure: str,
    own: Mapping[Kind, Figure],
    children: Mapping[str, Mapping[Kind, Figure]],
    *,
    breakdown_complete: BreakdownComplete = BreakdownComplete.UNKNOWN,
) -> dict[Kind, Figure]:
    """The kinds of a cluster: each its headline or the sum over the children, never both (B6). Cost: as `roll_up`."""
    if not children:
        return dict(own)
    kinds = {*own, *(kind for figures in children.values() for kind in figures)}
    silent = Figure(measure=measure)
    return {
        kind: roll_up(
            measure,
            own.get(kind, silent),
            {ref: figures.get(kind, silent) for ref, figures in children.items()},
            breakdown_complete=breakdown_complete,
        )
        for kind in sorted(kinds, key=lambda kind: kind.order)
    }


def disaggregate(total: Figure, kinds: Mapping[Kind, Figure]) -> Disaggregation:
    """A figure by kinds of people; `kinds` are those of the same incident and measure.

    Cost: O(k * k) in the kinds, of which an incident has few.
    """
    said = {kind: figure for kind, figure in kinds.items() if figure.has_number}
    if not said:
        return Disaggregation(measure=total.measure)
    bounds = _Bounds(total, said)
    return Disaggregation(
        measure=total.measure,
        cells=tuple(bounds.cell(kind) for kind in said),
        splits=tuple(bounds.split(trait) for trait in Trait if any(getattr(kind, trait.value) for kind in said)),
        exceeds=tuple(bounds.exceeds()),
    )


class _Bounds:
    """What the kinds say of each other."""

    def __init__(self, total: Figure, said: Mapping[Kind, Figure]) -> None:
        self.total, self.said = total, said
        self._floors: dict[tuple[Kind, bool], int] = {}

    @property
    def ceiling(self) -> int | None:
        """The most that the figure itself allows."""
        return self.total.upper if self.total.has_number else None

    def floor(self, kind: Kind, *, numbered: bool = False) -> int:
        """The least of a kind: its own claims, or the sum of kinds inside it that have nobody in common.

        `numbered`: without what vague words stand for.
        """
        key = (kind, numbered)
        if key not in self._floors:
            inside = [figure for other, figure in self.said.items() if other.lies_in(kind)]
            self._floors[key] = self._most_of(kind, inside, numbered=numbered) if inside else 0
        return self._floors[key]

    def _most_of(self, kind: Kind, inside: Sequence[Figure], *, numbered: bool) -> int:
        lowest = [(figure.numbered_lower if numbered else figure.lower) or 0 for figure in inside]
        narrower = [self.floor(one, numbered=numbered) for one in self._ages_inside(kind)]
        sums = [self._sum(kind, trait, numbered=numbered) for trait in Trait if not getattr(kind, trait.value)]
        return max([*lowest, *narrower, *sums])

    def upper(self, kind: Kind) -> int | None:
        """The most of a kind: what its own claims, those of any kind around it and the figure allow."""
        around = [figure.upper for other, figure in self.said.items() if kind.lies_in(other)]
        return min((one for one in (self.ceiling, *around) if one is not None), default=None)

    def cell(self, kind: Kind) -> Cell:
        figure, numbered = self.said.get(kind), self.floor(kind, numbered=True)
        words = figure if figure is not None and numbered <= (figure.numbered_lower or 0) else None
        return Cell(
            kind=kind,
            figure=figure,
            lower=self.floor(kind),
            upper=self.upper(kind),
            numbered_lower=numbered,
            quantifier=(words.quantifier if words else None) or Quantifier.AT_LEAST,
            printed=words.printed if words else numbered,
            printed_upper=words.printed_upper if words else None,
            vague_parts=words.vague_parts if words else (),
        )

    def split(self, trait: Trait) -> Split:
        parts = [Kind().with_trait(trait, value) for value in PARTS[trait]]
        cells = tuple(self.cell(part) for part in parts if any(kind.lies_in(part) for kind in self.said))
        uppers = [cell.upper for cell in cells]
        most = None if None in uppers else sum(upper for upper in uppers if upper is not None)
        lower = 0 if most is None else max(0, (self.total.lower or 0) - most)
        upper = None if self.ceiling is None else max(lower, self.ceiling - sum(cell.lower for cell in cells))
        return Split(trait, cells, Interval(lower, upper))

    def exceeds(self) -> Iterator[Excess]:
        """Each kind against the figure and the kinds around it, and each sum of parts against either."""
        yield from self._sums_beyond()
        for kind, figure in self.said.items():
            for around, ceiling in self._ceilings(kind):
                if (figure.lower or 0) > ceiling:
                    yield Excess((kind,), figure.lower or 0, ceiling, around)
        for trait in Trait:
            parts = [one for one in self.said if getattr(one, trait.value)]
            lower = self._sum(Kind(), trait, numbered=False)
            singly = max(((self.said[kind].lower or 0) for kind in parts), default=0)
            if self.ceiling is not None and lower > self.ceiling >= singly:
                yield Excess(tuple(parts), lower, self.ceiling, Kind())

    def _sums_beyond(self) -> Iterator[Excess]:
        """Kinds inside another that add up to more than it was said to be: two girls and a boy of two children."""
        for kind, figure in self.said.items():
            inside = [other for other in self.said if other != kind and other.lies_in(kind)]
            most, lower = figure.upper, self.floor(kind)
            if most is not None and lower > most and all((self.said[one].lower or 0) <= most for one in inside):
                yield Excess(tuple(inside), lower, most, kind)

    def _ceilings(self, kind: Kind) -> Iterator[tuple[Kind, int]]:
        if self.ceiling is not None:
            yield Kind(), self.ceiling
        for other, figure in self.said.items():
            if other != kind and kind.lies_in(other) and figure.upper is not None:
                yield other, figure.upper

    def _sum(self, kind: Kind, trait: Trait, *, numbered: bool) -> int:
        parts = [kind.with_trait(trait, value) for value in PARTS[trait]]
        return sum(self.floor(part, numbered=numbered) for part in parts)

    def _ages_inside(self, kind: Kind) -> Sequence[Kind]:
        return [kind.with_trait(Trait.AGE, age) for age, around in INSIDE.items() if around is kind.age_group]


def _own_figure(
    measure: str,
    claims: Sequence[ClaimValue],
    successors: Sequence[ClaimValue],
    zone: tzinfo,
    parameters: Parameters,
) -> Figure:
    """The figure of one kind: its claims taken as totals, and those that only replace one of them as what they are."""
    ours = {claim.key for claim in claims}
    taken = [replace(claim, subset=None) for claim in claims]
    beside = [replace(claim, subset=claim.subset or Subset()) for claim in successors if claim.key not in ours]
    figure = reconcile(measure, [*taken, *beside], zone=zone, parameters=parameters)
    return replace(figure, standings=tuple(standing for standing in figure.standings if standing.key in ours), roles=())


def _narrows(mine: Code | str | None, theirs: Code | str | None) -> bool:
    if theirs is None or mine == theirs:
        return True
    return isinstance(mine, AgeGroup) and INSIDE.get(mine) == theirs


def _group_of(years: int | None) -> AgeGroup | None:
    if years is None:
        return None
    if years < 1:
        return AgeGroup.INFANT
    if years < _ADULT_FROM:
        return AgeGroup.CHILD
    return AgeGroup.OLDER if years >= _OLDER_FROM else AgeGroup.ADULT
