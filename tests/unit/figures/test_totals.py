"""Sums and how far their words may go (B6, B7)."""

from __future__ import annotations

from typing import Any

import pytest

from sitreps.codelists import Quantifier, VagueWord
from sitreps.errors import InvalidValue
from sitreps.figures.figure import Figure
from sitreps.figures.rollup import roll_up
from sitreps.figures.totals import total
from tests.unit.figures.making import claim, figure_of

Q = Quantifier


def root(quantifier: Quantifier, value: int | None = None, **fields: Any) -> Figure:
    return figure_of(claim("c", quantifier, value, **fields))


EXACT_7, ABOUT_50, NEARLY_20 = root(Q.EXACT, 7), root(Q.APPROX, 50), root(Q.ALMOST, 20)
LEAST_9, OVER_100, UNDER_20 = root(Q.AT_LEAST, 9), root(Q.MORE_THAN, 100), root(Q.LESS_THAN, 20)
RANGE, UP_TO_5 = root(Q.BETWEEN, 10, value2=15), root(Q.AT_MOST, 5)
DOZENS = root(Q.VAGUE, vague_word=VagueWord.DOZENS)
NOTHING = root(Q.NONE_REPORTED)


@pytest.mark.parametrize(
    ("roots", "quantifier", "printed", "upper"),
    [
        ([EXACT_7, EXACT_7], Q.EXACT, 14, None),
        ([EXACT_7, None], Q.AT_LEAST, 7, None),
        ([EXACT_7, NOTHING], Q.AT_LEAST, 7, None),
        ([EXACT_7, LEAST_9], Q.AT_LEAST, 16, None),
        ([EXACT_7, OVER_100], Q.MORE_THAN, 107, None),
        ([EXACT_7, OVER_100, LEAST_9, None], Q.MORE_THAN, 116, None),
        ([OVER_100, OVER_100], Q.MORE_THAN, 200, None),
        ([OVER_100, ABOUT_50], Q.AT_LEAST, 146, None),
        ([OVER_100, RANGE], Q.AT_LEAST, 111, None),
        ([EXACT_7, ABOUT_50], Q.APPROX, 57, None),
        ([EXACT_7, NEARLY_20], Q.APPROX, 27, None),
        ([EXACT_7, RANGE], Q.BETWEEN, 17, 22),
        ([EXACT_7, UNDER_20], Q.BETWEEN, 7, 26),
        ([UP_TO_5, UNDER_20], Q.BETWEEN, 0, 24),
        ([UP_TO_5, None], Q.AT_LEAST, 0, None),
        ([ABOUT_50, None], Q.AT_LEAST, 45, None),
        ([DOZENS, EXACT_7], Q.AT_LEAST, 7, None),
        ([DOZENS, EXACT_7, OVER_100], Q.MORE_THAN, 107, None),
        ([DOZENS, RANGE], Q.AT_LEAST, 10, None),
        ([DOZENS, DOZENS], Q.VAGUE, None, None),
    ],
)
def test_a_sum_says_no_more_than_its_parts(
    roots: list[Figure | None], quantifier: Quantifier, printed: int | None, upper: int | None
) -> None:
    added = total("KILLED", roots)
    assert (added.quantifier, added.printed, added.printed_upper) == (quantifier, printed, upper)


def test_a_total_counts_its_incidents_and_names_its_vague_parts() -> None:
    added = total("KILLED", [DOZENS, EXACT_7, None, NOTHING])
    assert (added.incidents, added.incidents_with_figure, added.vague_parts) == (4, 2, ("dozens",))
    assert (added.best, added.lower, added.numbered_lower, added.high) == (19, 19, 7, None)


def test_a_vague_location_adds_no_digits_to_its_country_either() -> None:
    cluster = roll_up("KILLED", figure_of(), {"a": DOZENS, "b": EXACT_7})
    added = total("KILLED", [cluster, EXACT_7])
    assert (added.printed, added.lower, added.vague_parts) == (14, 26, ("dozens",))


def test_no_report_is_no_number() -> None:
    added = total("KILLED", [None, NOTHING])
    assert (added.best, added.printed, added.quantifier, added.open) == (None, None, None, True)


def test_a_quiet_day_has_nothing_open() -> None:
    added = total("KILLED", [])
    assert (added.incidents, added.best, added.open, added.high) == (0, None, False, None)


def test_measures_never_mix() -> None:
    with pytest.raises(InvalidValue, match="KILLED cannot enter a total of INJURED"):
        total("INJURED", [EXACT_7])
