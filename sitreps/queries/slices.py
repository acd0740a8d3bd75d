"""Questions that name many things, asked some at a time.

SQLite, built as it comes, takes 32,766 values in a statement, and conditions that are joined 1,000 deep. What is asked
"by slices" takes the statements that it names once for each slice.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 10_000
"""A statement may name each of them three times."""
CONDITIONS = 500
"""Conditions joined by OR, of a few values each."""

Value = TypeVar("Value")


def slices(values: Iterable[Value], size: int = AT_ONCE) -> Iterator[list[Value]]:
    """The values in their order, in lists of at most `size`; none of an empty one."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some
