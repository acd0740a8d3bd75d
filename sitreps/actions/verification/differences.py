"""What verification says, and how it reads: in order, a few rows at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

AT_ONCE = 200
"""Rows in memory at a time; a revision's two JSONs have some kilobytes each."""

_SHOWN = 60

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not what it must be: its name as an operator finds it, and how it differs."""

    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.what}: {self.how}"


def in_order(rows: "QuerySet[M, M]", key: str) -> Iterator[list[M]]:
    """All rows by a unique column, in lists of at most `AT_ONCE`."""
    last: Any = None
    while True:
        found = list((rows if last is None else rows.filter(**{f"{key}__gt": last})).order_by(key)[:AT_ONCE])
        if not found:
            return
        yield found
        last = getattr(found[-1], key)


def unlike(is_now: Mapping[str, Any], must_be: Mapping[str, Any]) -> str:
    """`country is 'RUS', must be 'UKR'` for each column that differs; empty where none does."""
    return "; ".join(
        f"{name} is {shown(is_now[name])}, must be {shown(wanted)}"
        for name, wanted in must_be.items()
        if is_now[name] != wanted
    )


def shown(value: object) -> str:
    """A value as a line shows it."""
    text = "nothing" if value in (None, "") else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
