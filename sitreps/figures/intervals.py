"""An interval of whole numbers from zero up, open above where nothing bounds it (reconciliation.md B0)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple


class Interval(NamedTuple):
    """`upper` None: unbounded. All operations cost O(1)."""

    lower: int
    upper: int | None

    @property
    def is_point(self) -> bool:
        return self.lower == self.upper

    @property
    def reach(self) -> int:
        """The highest number it names: its upper end, or its lower one where it is unbounded."""
        return self.lower if self.upper is None else self.upper

    def below(self, number: int) -> bool:
        """Whether it lies wholly below the number."""
        return self.upper is not None and self.upper < number

    def meets(self, other: Interval) -> bool:
        return not (self.below(other.lower) or other.below(self.lower))

    def contains(self, other: Interval) -> bool:
        if self.lower > other.lower:
            return False
        return self.upper is None or (other.upper is not None and other.upper <= self.upper)

    def intersect(self, other: Interval) -> Interval | None:
        """What both allow; None where they do not meet."""
        if not self.meets(other):
            return None
        uppers = [upper for upper in (self.upper, other.upper) if upper is not None]
        return Interval(max(self.lower, other.lower), min(uppers, default=None))


def common(intervals: Iterable[Interval]) -> Interval | None:
    """What all of them allow; None where they contradict each other. At least one is needed."""
    everything: Interval | None = Interval(0, None)
    return reduce(lambda so_far, next_one: so_far and so_far.intersect(next_one), intervals, everything)
