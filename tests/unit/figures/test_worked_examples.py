"""Every worked example of the rules, on every key that it gives."""

from __future__ import annotations

from typing import Any

import pytest

from sitreps.figures.figure import Figure, Flag
from sitreps.figures.totals import Total
from tests.unit.figures.logs import example_figure, load

CASES = load("reconciliation-examples.json")["cases"]


def as_written(flag: Flag) -> list[Any]:
    """A flag as the examples write it: [code], [code, amount] or [code, whom it is about]."""
    return [flag.code, *(detail for detail in (flag.amount, flag.about) if detail is not None)]


def shown(figure: Figure | Total, key: str) -> Any:
    if key == "flags" and isinstance(figure, Figure):
        return [as_written(flag) for flag in figure.flags]
    value = getattr(figure, key)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_worked_example_comes_out_as_written(case: dict[str, Any]) -> None:
    figure = example_figure(case)
    assert {key: shown(figure, key) for key in case["expected"]} == case["expected"]


def test_no_example_was_lost() -> None:
    assert len(CASES) == 53
