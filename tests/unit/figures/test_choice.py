"""Which claim makes the figure, and what stands beside it (B5)."""

from __future__ import annotations

from typing import Any

from sitreps.codelists import Agreement, CountBasis, Covers, Part, Quantifier, Reliability, VagueWord
from sitreps.figures.claims import ClaimValue
from sitreps.figures.figure import Gap, Side
from tests.unit.figures.making import at, claim, codes, figure_of

Q = Quantifier


def said(key: str, quantifier: Quantifier, value: int | None, hour: int = 12, **fields: Any) -> ClaimValue:
    return claim(key, quantifier, value, as_of=at(hour), **fields)


# --- the pin ---------------------------------------------------------------------------------------------------------


def test_an_editor_may_pin_another_claim() -> None:
    figure = figure_of(said("a", Q.EXACT, 17), said("b", Q.EXACT, 19, reliability=Reliability.D, recommended=True))
    assert (figure.chosen, figure.best, figure.low, figure.tier) == ("b", 19, 17, 3)


def test_a_pin_lapses_once_its_origin_has_said_something_newer() -> None:
    pinned = said("a", Q.EXACT, 19, 8, origin="tv", reliability=Reliability.D, recommended=True)
    newer = said("b", Q.EXACT, 20, 12, origin="tv", reliability=Reliability.D)
    assert figure_of(pinned, newer, said("c", Q.EXACT, 17)).chosen == "c"


def test_a_pin_lapses_once_the_claim_is_replaced() -> None:
    pinned = said("a", Q.EXACT, 19, reliability=Reliability.D, recommended=True)
    replacing = said("b", Q.EXACT, 18, reliability=Reliability.D, supersedes="a")
    assert figure_of(pinned, replacing, said("c", Q.EXACT, 17)).chosen == "c"


def test_soft_words_can_be_pinned() -> None:
    dozens = said("a", Q.VAGUE, None, vague_word=VagueWord.DOZENS, recommended=True)
    figure = figure_of(dozens, said("b", Q.EXACT, 14))
    assert (figure.chosen, figure.printed, figure.vague_parts) == ("a", None, ("dozens",))


def test_a_pin_on_an_unreliable_claim_is_void() -> None:
    figure = figure_of(said("a", Q.EXACT, 19, reliability=Reliability.E, recommended=True), said("b", Q.EXACT, 17))
    assert figure.chosen == "b"


# --- zeros -----------------------------------------------------------------------------------------------------------


def test_a_zero_as_of_the_same_moment_loses() -> None:
    zero, one = said("a", Q.EXACT, 0), said("b", Q.EXACT, 1, reliability=Reliability.F)
    assert figure_of(zero, one).chosen == "b"


def test_a_zero_loses_to_a_claim_later_than_every_zero_only() -> None:
    zeros = [said("a", Q.EXACT, 0, 8), said("b", Q.EXACT, 0, 12)]
    one = said("c", Q.AT_LEAST, 1, 10, reliability=Reliability.C)
    assert figure_of(*zeros, one).best == 0
    assert figure_of(zeros[0], one).best == 1


def test_a_zero_loses_to_a_soft_word_that_contradicts_it() -> None:
    dozens = said("b", Q.VAGUE, None, 14, vague_word=VagueWord.DOZENS, reliability=Reliability.C)
    figure = figure_of(said("a", Q.EXACT, 0), dozens)
    assert (figure.chosen, figure.agreement) == ("b", Agreement.PROGRESSION)


def test_nobody_missing_any_more_is_a_state_like_any_other() -> None:
    stock: dict[str, Any] = {"measure": "MISSING", "count_basis": CountBasis.STOCK}
    figure = figure_of(said("a", Q.EXACT, 4, 8, **stock), said("b", Q.EXACT, 0, 12, **stock), measure="MISSING")
    assert (figure.chosen, figure.agreement) == ("b", Agreement.PROGRESSION)


# --- agreement -------------------------------------------------------------------------------------------------------


def test_a_single_claim_that_reads_apart_from_soft_words_conflicts() -> None:
    """Nothing progresses where one firm claim stands between two soft ones that exclude each other."""
    figure = figure_of(
        said("a", Q.AT_LEAST, 5, 20),
        said("b", Q.AT_MOST, 8, 12),
        said("c", Q.VAGUE, None, 13, vague_word=VagueWord.DOZENS),
    )
    assert (figure.agreement, figure.chosen) == (Agreement.CONFLICTING, "a")
    assert [side.basis for side in figure.sides] == [("a",), ("c",), ("b",)]


def test_a_later_lower_number_of_another_origin_is_a_conflict() -> None:
    figure = figure_of(said("a", Q.EXACT, 19, 8), said("b", Q.EXACT, 17, 12))
    assert (figure.agreement, figure.chosen) == (Agreement.CONFLICTING, "b")


def test_of_two_contradicting_claims_of_one_moment_the_lower_is_printed() -> None:
    assert figure_of(said("a", Q.EXACT, 19), said("b", Q.EXACT, 17)).chosen == "b"


def test_a_stock_falls_without_a_conflict() -> None:
    stock: dict[str, Any] = {"measure": "MISSING", "count_basis": CountBasis.STOCK}
    figure = figure_of(said("a", Q.EXACT, 12, 8, **stock), said("b", Q.EXACT, 3, 12, **stock), measure="MISSING")
    assert (figure.chosen, figure.agreement, codes(figure)) == ("b", Agreement.PROGRESSION, ["PROGRESSION"])


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_conflict_prints_its_sides_best_first_and_measures_the_gap() -> None:
    figure = figure_of(
        said("tv", Q.EXACT, 19, 13, reliability=Reliability.C),
        said("gov", Q.EXACT, 17),
        said("mayor", Q.EXACT, 17, 11),
    )
    assert figure.sides == (Side(("gov", "mayor"), Q.EXACT, 17), Side(("tv",), Q.EXACT, 19))
    assert figure.flags[-1].gap == Gap(below=17, above=19)


def test_a_range_keeps_its_upper_end_for_print() -> None:
    figure = figure_of(said("a", Q.BETWEEN, 10, value2=15))
    assert (figure.printed, figure.printed_upper, figure.best, figure.high) == (10, 15, 10, 15)


def test_a_part_prints_as_a_floor() -> None:
    figure = figure_of(said("a", Q.EXACT, 14, covers=Covers.PART, part=Part.BODIES_RECEIVED))
    assert (figure.quantifier, figure.printed, figure.open) == (Q.AT_LEAST, 14, True)


def test_a_figure_says_when_it_was_true_and_whether_anybody_is_named() -> None:
    figure = figure_of(said("a", Q.EXACT, 3, 9, attributed=False), said("b", Q.AT_LEAST, 1, 8))
    assert (figure.as_of_from, figure.as_of_to, figure.point) == (at(9), at(9), at(9))
    assert (figure.chosen, figure.unattributed, figure.basis) == ("a", True, ("a",))
