"""From wording to bounds: the table of B1, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import Covers, Quantifier, VagueWord
from sitreps.errors import InvalidValue
from sitreps.figures.counts import CEILINGS, LARGEST, read_count
from sitreps.figures.parameters import Parameters
from tests.unit.figures.making import LAW, ONE_NUMBER

Q = Quantifier

TABLE = [
    # quantifier, value, value2, L, U, best, printed, printed_upper
    (Q.EXACT, 11, None, 11, 11, 11, 11, None),
    (Q.EXACT, 0, None, 0, 0, 0, 0, None),
    (Q.AT_LEAST, 11, None, 11, None, 11, 11, None),
    (Q.MORE_THAN, 100, None, 101, None, 101, 100, None),
    (Q.AT_MOST, 20, None, 0, 20, 0, 20, None),
    (Q.LESS_THAN, 20, None, 0, 19, 0, 20, None),
    (Q.BETWEEN, 10, 15, 10, 15, 10, 10, 15),
    (Q.APPROX, 50, None, 45, 55, 50, 50, None),
    (Q.APPROX, 5, None, 4, 6, 5, 5, None),
    (Q.ALMOST, 100, None, 90, 99, 99, 100, None),
    (Q.ALMOST, 2, None, 1, 1, 1, 2, None),
]

WORDS = [
    (VagueWord.PLURAL, 2),
    (VagueWord.SOME, 1),
    (VagueWord.SEVERAL, 3),
    (VagueWord.TENS, 10),
    (VagueWord.DOZENS, 12),
    (VagueWord.SCORES, 40),
    (VagueWord.HUNDREDS, 100),
    (VagueWord.THOUSANDS, 1000),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_wording_gives_its_bounds(row: tuple[Any, ...]) -> None:
    quantifier, value, value2, lower, upper, best, printed, printed_upper = row
    reading = read_count(quantifier, value, value2=value2)
    assert reading is not None
    assert (reading.interval, reading.best) == ((lower, upper), best)
    assert (reading.printed, reading.printed_upper) == (printed, printed_upper)


@pytest.mark.parametrize(("word", "floor"), WORDS)
def test_a_word_bounds_from_below_and_is_never_digits(word: VagueWord, floor: int) -> None:
    reading = read_count(Q.VAGUE, vague_word=word)
    assert reading is not None
    assert (reading.interval, reading.best, reading.printed, reading.vague_word) == ((floor, None), floor, None, word)


def test_every_word_has_a_floor() -> None:
    assert {word for word, _ in WORDS} == set(VagueWord)


@pytest.mark.parametrize("quantifier", [Q.NONE_REPORTED, Q.UNQUANTIFIED])
def test_silence_is_not_zero(quantifier: Quantifier) -> None:
    assert read_count(quantifier) is None


@pytest.mark.parametrize(
    ("quantifier", "value", "value2", "printed_as", "printed", "lower"),
    [
        (Q.EXACT, 14, None, Q.AT_LEAST, 14, 14),
        (Q.AT_LEAST, 14, None, Q.AT_LEAST, 14, 14),
        (Q.MORE_THAN, 14, None, Q.MORE_THAN, 14, 15),
        (Q.BETWEEN, 10, 15, Q.AT_LEAST, 10, 10),
        (Q.APPROX, 50, None, Q.AT_LEAST, 45, 45),
        (Q.ALMOST, 100, None, Q.AT_LEAST, 90, 90),
    ],
)
def test_a_part_is_a_floor_for_the_whole(  # noqa: PLR0917 one row of a table
    quantifier: Quantifier, value: int, value2: int | None, printed_as: Quantifier, printed: int, lower: int
) -> None:
    reading = read_count(quantifier, value, value2=value2, covers=Covers.PART)
    assert reading is not None
    assert (reading.quantifier, reading.printed, reading.interval) == (printed_as, printed, (lower, None))
    assert reading.printed_upper is None


@pytest.mark.parametrize("quantifier", sorted(CEILINGS))
def test_a_ceiling_of_a_part_says_nothing_about_the_whole(quantifier: Quantifier) -> None:
    assert read_count(quantifier, 14, covers=Covers.PART) is None


def test_a_word_about_a_part_keeps_its_word() -> None:
    reading = read_count(Q.VAGUE, vague_word=VagueWord.DOZENS, covers=Covers.PART)
    assert reading is not None
    assert (reading.quantifier, reading.interval) == (Q.VAGUE, (12, None))


def test_a_house_may_read_about_more_narrowly() -> None:
    reading = read_count(Q.APPROX, 50, parameters=Parameters(approx_percent=5))
    assert reading is not None
    assert reading.interval == (47, 53)


@LAW
@given(quantifier=st.sampled_from(ONE_NUMBER), value=st.integers(2, LARGEST), covers=st.sampled_from(Covers))
def test_the_best_number_lies_within_the_bounds(quantifier: Quantifier, value: int, covers: Covers) -> None:
    reading = read_count(quantifier, value, covers=covers)
    if reading is None:
        assert (quantifier in CEILINGS, covers) == (True, Covers.PART)
        return
    lower, upper = reading.interval
    assert 0 <= lower <= reading.best
    assert upper is None or reading.best <= upper


@pytest.mark.parametrize(
    ("quantifier", "values", "field", "message"),
    [
        (Q.EXACT, {}, "value", "needs a number"),
        (Q.AT_LEAST, {}, "value", "needs a number"),
        (Q.BETWEEN, {"value": 3}, "value2", "needs the upper end"),
        (Q.BETWEEN, {"value2": 9}, "value", "needs a number"),
        (Q.BETWEEN, {"value": 9, "value2": 3}, "value2", "between 9 and 3"),
        (Q.BETWEEN, {"value": 3, "value2": 3}, "value2", "must be the higher one"),
        (Q.VAGUE, {}, "vague_word", "needs the source's word"),
        (Q.VAGUE, {"value": 12, "vague_word": VagueWord.DOZENS}, "value", "takes no value"),
        (Q.NONE_REPORTED, {"value": 0}, "value", "takes no value"),
        (Q.EXACT, {"value": 3, "value2": 4}, "value2", "takes no value2"),
        (Q.EXACT, {"value": 3, "vague_word": VagueWord.TENS}, "vague_word", "takes no vague_word"),
        (Q.LESS_THAN, {"value": 1}, "value", "fewer than 1 says nothing"),
        (Q.ALMOST, {"value": 1}, "value", "nearly 1 says nothing"),
        (Q.EXACT, {"value": -1}, "value", "below zero"),
        (Q.EXACT, {"value": 10**12}, "value", "check the digits"),
        (Q.BETWEEN, {"value": 1, "value2": 10**12}, "value2", "check the digits"),
    ],
)
def test_what_no_wording_can_mean_is_refused_by_its_field(
    quantifier: Quantifier, values: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(InvalidValue, match=message) as refused:
        read_count(quantifier, **values)
    assert refused.value.field == field
