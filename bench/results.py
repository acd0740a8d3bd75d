"""What a case gives: a number with its bounds, and what it was computed from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

STANDING = {True: "", False: "MISSED"}


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. `must` is the bound of performance.md, `stretch` what we would like; None: to be known.

    `more` says whether a greater number is better; `unit` is x (a ratio), %, s, MB or empty (a count). `of` has the
    medians and counts behind it, by name, in milliseconds where not said otherwise.
    """

    case: str
    database: str
    value: float
    unit: str
    must: float | None = None
    stretch: float | None = None
    more: bool = True
    of: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        """Whether the bound is kept."""
        if self.must is None:
            return True
        return self.value >= self.must if self.more else self.value <= self.must


def table(results: Sequence[Result]) -> str:
    """The results as lines for a terminal."""
    head = ("", "database", "now", "must", "stretch", "", "of")
    rows = [head, *(_cells(one) for one in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    lines = [[cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)] + [row[-1]] for row in rows]
    return "\n".join("  ".join(line).rstrip() for line in lines)


def write(path: Path, machine: Mapping[str, Any], results: Sequence[Result]) -> None:
    """The results as JSON, with the machine that they are of."""
    rows = [{**asdict(one), "met": one.is_met} for one in results]
    path.write_text(json.dumps({"machine": machine, "results": rows}, indent=1) + "\n", encoding="utf-8")


def milliseconds(seconds: Mapping[str, float]) -> dict[str, float]:
    """For `of`."""
    return {name: round(value * 1000, 3) for name, value in seconds.items()}


def _cells(one: Result) -> tuple[str, ...]:
    def bound(value: float | None) -> str:
        return "" if value is None else f"{value:g}{one.unit}"

    return (
        one.case, one.database, f"{one.value:.3g}{one.unit}" if one.value < 1000 else f"{one.value:.0f}{one.unit}",
        bound(one.must), bound(one.stretch), STANDING[one.is_met],
        ", ".join(f"{name} {value:g}" for name, value in one.of.items()),
    )  # fmt: skip
