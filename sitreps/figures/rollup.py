"""A cluster's figure: the headline of its own claims or the sum of its children, never both (reconciliation.md B6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sitreps.codelists import Agreement, BreakdownComplete, DiscrepancyCode, NotUsedBecause, Quantifier, TakenFrom
from sitreps.errors import InvalidValue
from sitreps.figures.doubles import double_counts
from sitreps.figures.figure import Figure, Flag, Gap, Side, Standing, as_printed
from sitreps.figures.independence import joined
from sitreps.figures.intervals import Interval
from sitreps.figures.sums import Sum, add

_AT_ODDS = (Agreement.CONFLICTING, Agreement.PROGRESSION)


@dataclass(frozen=True, slots=True)
class _Breakdown:
    """S of B6: the children that have a figure, added up."""

    parts: Mapping[str, Figure]
    sum: Sum
    without_figure: int

    @property
    def interval(self) -> Interval:
        return Interval(self.sum.lower, None if self.sum.open else self.sum.highest_stated)

    @property
    def tier(self) -> int:
        return max(part.tier for part in self.parts.values() if part.tier is not None)

    @property
    def points(self) -> list[datetime]:
        return [part.point for part in self.parts.values() if part.point is not None]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for part in self.parts.values() for key in part.basis)

    @property
    def side(self) -> Side:
        words = self.sum.words
        return Side(self.keys, words.quantifier, words.printed, words.printed_upper, self.sum.vague_parts)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Which of the two is taken, and what is said of it."""

    headline: bool
    agreement: Agreement
    flags: tuple[Flag, ...] = ()
    unallocated: int = 0


def roll_up(
    measure: str,
    own: Figure,
    children: Mapping[str, Figure],
    *,
    breakdown_complete: BreakdownComplete = BreakdownComplete.UNKNOWN,
) -> Figure:
    """The figure of a cluster: `own` reconciles its own claims, `children` maps each child's ref to its figure.

    A child without a figure is given with agreement NONE, so that it is seen to be missing. The claims and
    standings are those of the whole tree. Another measure among the figures is an InvalidValue.
    Cost: O(n log n) in the children and their claims.
    """
    children = dict(sorted(children.items()))
    _refuse_mixing(measure, [own, *children.values()])
    parts = {ref: child for ref, child in children.items() if child.has_number}
    if not parts:
        return _headline_alone(own, children)
    without_figure = len(children) - len(parts)
    is_open = without_figure > 0 or breakdown_complete is not BreakdownComplete.YES
    breakdown = _Breakdown(parts, add(list(parts.values()), is_open=is_open), without_figure)
    missing = (Flag(DiscrepancyCode.CHILD_WITHOUT_FIGURE, without_figure),) if without_figure else ()
    verdict = _compare(own, breakdown) if own.has_number else _Verdict(headline=False, agreement=Agreement.DESK_TOTAL)
    verdict = replace(verdict, flags=own.flags + missing + verdict.flags + double_counts(parts))
    return as_printed(_with_tree(_taken(own, breakdown, verdict), own, children, breakdown.interval))


def _refuse_mixing(measure: str, figures: Iterable[Figure]) -> None:
    for figure in figures:
        if figure.measure != measure:
            raise InvalidValue("measure", f"a figure of {figure.measure} cannot enter one of {measure}")


def _headline_alone(own: Figure, children: Mapping[str, Figure]) -> Figure:
    taken = replace(own, taken_from=TakenFrom.OWN) if own.has_number else own
    return _with_tree(taken, own, children, None)


# --- the cases of B6 -------------------------------------------------------------------------------------------------


def _compare(own: Figure, breakdown: _Breakdown) -> _Verdict:
    head, parts = _head(own), breakdown.interval
    if head.is_point and head == parts:
        return _Verdict(headline=True, agreement=Agreement.AGREED)
    if head.upper is not None and head.upper < parts.lower:
        return _contradiction(own, breakdown, Gap(head.upper, parts.lower), sum_is_higher=True)
    if parts.upper is not None and parts.upper < head.lower:
        return _contradiction(own, breakdown, Gap(parts.upper, head.lower), sum_is_higher=False)
    weak = _is_weak(own, breakdown)
    if parts.lower < head.lower:
        amount = _amount(own, breakdown, head.lower - parts.lower)
        if weak:
            above = Flag(DiscrepancyCode.HEADLINE_ABOVE_BREAKDOWN, amount)
            return _Verdict(headline=False, agreement=Agreement.COMPATIBLE, flags=(above,))
        incomplete, left = Flag(DiscrepancyCode.BREAKDOWN_INCOMPLETE, amount), _unallocated(own, breakdown)
        return _Verdict(headline=True, agreement=Agreement.COMPATIBLE, flags=(incomplete,), unallocated=left)
    return _Verdict(headline=head.is_point and not weak, agreement=Agreement.COMPATIBLE, flags=_below(own, breakdown))


def _head(own: Figure) -> Interval:
    """[Lo, Uo] of a headline that has a number."""
    return Interval(own.lower or 0, own.upper)


def _is_weak(own: Figure, breakdown: _Breakdown) -> bool:
    return own.tier is not None and own.tier > breakdown.tier


def _amount(own: Figure, breakdown: _Breakdown, difference: int) -> int | None:
    """A difference in people; None where a vague word stands on either side."""
    vague = own.quantifier is Quantifier.VAGUE or breakdown.sum.vague_parts
    return None if vague else difference


def _unallocated(own: Figure, breakdown: _Breakdown) -> int:
    """Lo - Ls: the people of a headline that was taken whom the locations do not count; 0 where words are vague."""
    return _amount(own, breakdown, (own.lower or 0) - breakdown.sum.lower) or 0


def _below(own: Figure, breakdown: _Breakdown) -> tuple[Flag, ...]:
    """A headline below the sum, and the children whose number it may have been mistaken for."""
    difference = breakdown.sum.lower - (own.lower or 0)
    if difference <= 0 or own.quantifier is Quantifier.VAGUE:
        return ()
    below = Flag(DiscrepancyCode.HEADLINE_BELOW_BREAKDOWN, _amount(own, breakdown, difference))
    mistaken = [ref for ref, part in breakdown.parts.items() if part.printed == own.printed]
    return (below, *(Flag(DiscrepancyCode.SCOPE_CONFUSION_SUSPECT, about=ref) for ref in mistaken))


def _contradiction(own: Figure, breakdown: _Breakdown, gap: Gap, *, sum_is_higher: bool) -> _Verdict:
    """They cannot both hold: the better tier, then the newer, then the lower one is taken."""
    newer = _newer(own, breakdown)
    by_tier = breakdown.tier - (own.tier or 0)
    headline = by_tier > 0 or (by_tier == 0 and (newer > 0 or (newer == 0 and sum_is_higher)))
    rose = newer > 0 and not sum_is_higher if headline else newer < 0 and sum_is_higher
    code = DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL if sum_is_higher else DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN
    amount = _amount(own, breakdown, gap.width)
    return _Verdict(
        headline=headline,
        agreement=Agreement.PROGRESSION if rose else Agreement.CONFLICTING,
        flags=(Flag(code, amount, gap=None if rose else gap),),
        unallocated=_unallocated(own, breakdown) if headline and not sum_is_higher else 0,
    )


def _newer(own: Figure, breakdown: _Breakdown) -> int:
    """1: the headline is later than every child; -1: some child is later than it; 0: neither."""
    points = breakdown.points
    if own.point is None or any(point > own.point for point in points):
        return -1
    return 1 if all(own.point > point for point in points) else 0


# --- the figure that follows -----------------------------------------------------------------------------------------


def _taken(own: Figure, breakdown: _Breakdown, verdict: _Verdict) -> Figure:
    """The figure of the side that was taken, with the bounds of both."""
    base = replace(own, taken_from=TakenFrom.OWN) if verdict.headline else _of_the_sum(own.measure, breakdown)
    if not own.has_number:
        return replace(base, agreement=verdict.agreement, flags=verdict.flags)
    agreement = verdict.agreement
    if verdict.headline and own.agreement in _AT_ODDS and agreement is not Agreement.CONFLICTING:
        agreement = own.agreement
    consistent = None
    if agreement not in _AT_ODDS:
        parts = breakdown.interval
        consistent = parts if _is_weak(own, breakdown) else _head(own).intersect(parts)
    return replace(
        base,
        agreement=agreement,
        low=min(own.low or 0, breakdown.sum.low),
        highest_stated=max(own.highest_stated or 0, breakdown.sum.highest_stated),
        open=consistent.upper is None if consistent else own.open or breakdown.sum.open,
        consistent=consistent,
        upper=consistent.upper if consistent else base.upper,
        sides=_sides(own, breakdown, verdict) if agreement is Agreement.CONFLICTING else (),
        flags=verdict.flags,
        unallocated=verdict.unallocated,
    )


def _of_the_sum(measure: str, breakdown: _Breakdown) -> Figure:
    total, interval = breakdown.sum, breakdown.interval
    return Figure(
        measure=measure,
        taken_from=TakenFrom.BREAKDOWN,
        best=total.best,
        lower=total.lower,
        low=total.low,
        highest_stated=total.highest_stated,
        open=total.open,
        consistent=interval,
        upper=interval.upper,
        numbered_lower=total.numbered_lower,
        quantifier=total.words.quantifier,
        printed=total.words.printed,
        printed_upper=total.words.printed_upper,
        vague_parts=total.vague_parts,
        basis=breakdown.keys,
        tier=breakdown.tier,
        point=max(breakdown.points, default=None),
    )


def _sides(own: Figure, breakdown: _Breakdown, verdict: _Verdict) -> tuple[Side, ...]:
    """What the headline says (its own sides, where it conflicts within itself) and the sum, the one taken first."""
    words = Side(own.basis, own.quantifier, own.printed, own.printed_upper, own.vague_parts) if own.quantifier else None
    headline = own.sides or ((words,) if words else ())
    if verdict.agreement is not Agreement.CONFLICTING:
        return headline
    return (*headline, breakdown.side) if verdict.headline else (breakdown.side, *headline)


def _with_tree(taken: Figure, own: Figure, children: Mapping[str, Figure], breakdown: Interval | None) -> Figure:
    """The figure with the claims, the origins and the times of the whole tree."""
    tree = [own, *children.values()]
    sources = joined(own, children.values(), breakdown)
    dated = sorted(
        ((figure.point, figure.as_of_from) for figure in tree if figure.point and figure.as_of_from),
        key=lambda pair: pair[0],
    )
    whole = replace(
        taken,
        as_of_from=dated[0][1] if dated else None,
        as_of_to=dated[-1][1] if dated else None,
        claims=sum(figure.claims for figure in tree),
        standings=_standings(taken, own, children),
    )
    return sources.behind(whole)


def _standings(taken: Figure, own: Figure, children: Mapping[str, Figure]) -> tuple[Standing, ...]:
    below = [standing for child in children.values() for standing in child.standings]
    if taken.taken_from is TakenFrom.BREAKDOWN:
        higher = (own.lower or 0) <= (taken.lower or 0)
        why = NotUsedBecause.BREAKDOWN_IS_HIGHER if higher else NotUsedBecause.OTHER_CLAIM_USED
        everyone = [*_unused(own.standings, why), *below]
    else:
        everyone = [*own.standings, *_unused(below, NotUsedBecause.HEADLINE_USED)]
    return tuple(sorted(everyone, key=lambda standing: standing.key))


def _unused(standings: Sequence[Standing], why: NotUsedBecause) -> list[Standing]:
    return [replace(s, used=False, not_used_because=why) if s.used else s for s in standings]
