"""Whether two locations of a cluster may count the same people (reconciliation.md B6, DOUBLE_COUNT_SUSPECT)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from sitreps.codelists import DiscrepancyCode
from sitreps.figures.figure import Figure, Flag


def double_counts(parts: Mapping[str, Figure]) -> tuple[Flag, ...]:
    """A flag for each pair of siblings that may have people in common: about the second, with how many.

    Either people of some role in one are as many as everybody in the other (a second strike that killed the
    rescuers), or both name the same role. The sum stands; the desk decides. Cost: O(k * k) in the children.
    """
    flags = []
    for one, other in combinations(sorted(parts), 2):
        shared = _in_common(parts[one], parts[other])
        if shared:
            flags.append(Flag(DiscrepancyCode.DOUBLE_COUNT_SUSPECT, max(shared), about=other))
    return tuple(flags)


def _in_common(one: Figure, other: Figure) -> list[int]:
    """The numbers of people, each a way in which the two may overlap."""
    whole = [n for _, n in one.roles if n == other.printed] + [n for _, n in other.roles if n == one.printed]
    same = [min(n, m) for role, n in one.roles for named, m in other.roles if role == named]
    return whole + same
