"""Running totals: what an incident adds to them, and what an edition corrects (reconciliation.md B7, B8).

running(e) = running(e - 1) + new + late + deltas, by scope and cumulative measure; a missing figure counts 0
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitreps.codelists import STOCK_MEASURES, ChangeCode
from sitreps.figures.allocation import remainder
from sitreps.figures.sums import Summand

ALL = "ALL"
"""The scope of a sum over every country: for machines, never on page one (B7)."""

REASONS = frozenset(ChangeCode) - {ChangeCode.NEW, ChangeCode.RECOMPUTED, ChangeCode.EDITORIAL}
"""The reasons that a delta can have (B8)."""

Cell = tuple[str, str]
"""A scope (a country or ALL) and a measure."""


@dataclass(frozen=True, slots=True)
class Node:
    """An incident as totals see it: the one country it lies in, if it lies in one, and its figures by measure.

    `combatants` are those of a figure's people who are stated to be; they are in the figure already. What is not
    counted (B11, DISCOUNTED) is in no sum, with all its places.
    """

    ref: str
    country: str | None
    figures: Mapping[str, Summand]
    combatants: Mapping[str, Summand] = field(default_factory=dict)
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Portion:
    """What a root puts into one scope: `nodes` count as its incidents there. `rests` is what is left of its figures,
    by measure, that no located place puts into any one country; some of that may belong into this scope.
    """

    scope: str
    nodes: Sequence[Node]
    rests: Mapping[str, Summand]


def portions(root: Node, places: Sequence[Node]) -> Iterator[Portion]:
    """A root goes whole into its country and into ALL. One that lies in several goes by its located places (B7): each
    into its own country, and what is left of the root's figures is allocated to none."""
    if not root.is_counted:
        return
    yield Portion(ALL, [root], {})
    if root.country:
        yield Portion(root.country, [root], {})
        return
    located = [place for place in places if place.country and place.is_counted]
    rests = dict(_rests(root, located))
    for country in dict.fromkeys(place.country for place in located if place.country):
        yield Portion(country, [place for place in located if place.country == country], rests)


def _rests(root: Node, located: Sequence[Node]) -> Iterator[tuple[str, Summand]]:
    for measure, whole in root.figures.items():
        placed = [place.figures[measure] for place in located if measure in place.figures]
        left = remainder(whole, placed)
        if left is not None:
            yield measure, left


@dataclass(frozen=True, slots=True)
class Amount:
    """The best number of a figure. `in_digits`: no vague word stands in it for a number, so digits may be printed."""

    best: int
    in_digits: bool = True


Share = Mapping[Cell, Amount]
"""What one incident adds to the running totals; a cell that it has no figure for is not in it."""

NOTHING: Share = {}


def share(root: Node, places: Sequence[Node] = ()) -> Share:
    """What a root adds to the running totals, by scope and cumulative measure."""
    added: dict[Cell, Amount] = {}
    for portion in portions(root, places):
        for node in portion.nodes:
            for measure, figure in node.figures.items():
                if measure not in STOCK_MEASURES:
                    before = added.get((portion.scope, measure), Amount(0))
                    in_digits = before.in_digits and not figure.vague_parts
                    added[portion.scope, measure] = Amount(before.best + figure.best, in_digits)
    return added


@dataclass(frozen=True, slots=True)
class Delta:
    """A correction of the running totals by an incident that an earlier edition carried; `amount` is never 0."""

    ref: str
    scope: str
    measure: str
    amount: int
    reason: str
    in_digits: bool


def deltas(ref: str, before: Share, now: Share, reason: Callable[[str], str]) -> list[Delta]:
    """What has become of an incident's share, cell by cell; `reason` gives the code of B8 for a measure.

    An incident that is now in another country takes with it what it had (MOVED); only what differs from that has
    another reason.
    """
    carried_along = _moved(before, now) if before and now else NOTHING
    found = []
    for cell in dict.fromkeys([*before, *now, *carried_along]):
        was, is_, moved = (of.get(cell, Amount(0)) for of in (before, now, carried_along))
        in_digits = was.in_digits and is_.in_digits and moved.in_digits
        scope, measure = cell
        amounts = ((moved.best, str(ChangeCode.MOVED)), (is_.best - was.best - moved.best, reason(measure)))
        found += [Delta(ref, scope, measure, amount, code, in_digits) for amount, code in amounts if amount]
    return found


def _moved(before: Share, now: Share) -> Share:
    """What left the one country of an incident and came to the other; nothing where it lies or lay in several."""
    (old, *more), (new, *others) = (sorted({scope for scope, _ in of} - {ALL}) or [""] for of in (before, now))
    if more or others or old == new or not old or not new:
        return {}
    left = {measure: amount for (scope, measure), amount in before.items() if scope == old}
    return {
        (scope, measure): Amount(sign * amount.best, amount.in_digits)
        for scope, sign in ((old, -1), (new, 1))
        for measure, amount in left.items()
    }


def summed(shares: Iterable[Share]) -> Mapping[Cell, int]:
    """Shares added up, cell by cell."""
    found: dict[Cell, int] = {}
    for one in shares:
        for cell, amount in one.items():
            found[cell] = found.get(cell, 0) + amount.best
    return found
