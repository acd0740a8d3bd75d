"""Headline or breakdown, never both: the rows of B6 that the worked examples leave out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sitreps.codelists import Agreement, BreakdownComplete, Quantifier, Reliability, TakenFrom, VagueWord
from sitreps.errors import InvalidValue
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.figure import Figure, Gap, Side
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import at, claim, codes, figure_of

Q = Quantifier
COMPLETE, UNKNOWN = BreakdownComplete.YES, BreakdownComplete.UNKNOWN


def said(key: str, quantifier: Quantifier, value: int | None, hour: int = 12, **fields: Any) -> ClaimValue:
    return claim(key, quantifier, value, as_of=at(hour), **fields)


def cluster(
    *own: ClaimValue, complete: BreakdownComplete = UNKNOWN, **children: ClaimValue | list[ClaimValue] | None
) -> Figure:
    below = {
        ref: figure_of(*(claims if isinstance(claims, list) else [claims] if claims else []))
        for ref, claims in children.items()
    }
    return roll_up("KILLED", figure_of(*own), below, breakdown_complete=complete)


def because(figure: Figure) -> dict[str, str | None]:
    return {standing.key: standing.not_used_because for standing in figure.standings}


def test_a_headline_alone_stands_and_says_that_it_is_one() -> None:
    figure = cluster(said("o", Q.MORE_THAN, 100), a=None, b=None)
    assert (figure.taken_from, figure.printed, figure.agreement) == (TakenFrom.OWN, 100, Agreement.SINGLE_ORIGIN)
    assert codes(figure) == []


def test_without_any_figure_there_is_none() -> None:
    figure = cluster(a=None)
    assert (figure.agreement, figure.best, figure.claims) == (Agreement.NONE, None, 0)


def test_a_missing_location_opens_a_complete_breakdown() -> None:
    figure = cluster(complete=COMPLETE, a=said("a", Q.EXACT, 11), b=None)
    assert (figure.open, figure.quantifier, codes(figure)) == (True, Q.AT_LEAST, ["CHILD_WITHOUT_FIGURE"])


def test_a_missing_location_is_told_beside_a_headline_too() -> None:
    figure = cluster(said("o", Q.EXACT, 13), a=said("a", Q.EXACT, 11), b=None)
    assert [(flag.code, flag.amount) for flag in figure.flags] == [
        ("CHILD_WITHOUT_FIGURE", 1),
        ("BREAKDOWN_INCOMPLETE", 2),
    ]


def test_the_standings_say_which_side_was_used() -> None:
    locations = cluster(said("o", Q.AT_LEAST, 11), a=said("a", Q.EXACT, 11), b=said("b", Q.EXACT, 2))
    assert because(locations) == {"o": "BREAKDOWN_IS_HIGHER", "a": None, "b": None}
    headline = cluster(said("o", Q.EXACT, 22), a=said("a", Q.EXACT, 19), b=said("b", Q.EXACT, 2))
    assert because(headline) == {"o": None, "a": "HEADLINE_USED", "b": "HEADLINE_USED"}
    weak = cluster(said("o", Q.AT_LEAST, 30, reliability=Reliability.D), a=said("a", Q.EXACT, 11))
    assert because(weak) == {"o": "OTHER_CLAIM_USED", "a": None}


def test_a_headline_in_conflict_with_itself_stays_so_where_it_is_taken() -> None:
    figure = cluster(said("o", Q.EXACT, 22), said("p", Q.EXACT, 25), a=said("a", Q.EXACT, 19))
    assert (figure.taken_from, figure.agreement, figure.consistent) == (TakenFrom.OWN, Agreement.CONFLICTING, None)
    assert codes(figure) == ["CONFLICT", "BREAKDOWN_INCOMPLETE"]
    assert [side.basis for side in figure.sides] == [("o",), ("p",)]


def test_a_conflict_of_headline_and_locations_prints_both_the_one_taken_first() -> None:
    figure = cluster(said("o", Q.EXACT, 11), a=said("a", Q.EXACT, 11), b=said("b", Q.EXACT, 5))
    assert figure.sides == (Side(("o",), Q.EXACT, 11), Side(("a", "b"), Q.AT_LEAST, 16))
    (flag,) = figure.flags
    assert (flag.code, flag.amount, flag.gap) == ("BREAKDOWN_EXCEEDS_TOTAL", 5, Gap(11, 16))


def test_a_progression_has_no_gap() -> None:
    figure = cluster(said("o", Q.EXACT, 11, 8), a=said("a", Q.EXACT, 16, 12))
    (flag,) = figure.flags
    assert (figure.agreement, flag.amount, flag.gap) == (Agreement.PROGRESSION, 5, None)


def test_a_better_lower_headline_conflicts_however_old_the_locations() -> None:
    figure = cluster(said("o", Q.EXACT, 11, 20), a=said("a", Q.EXACT, 16, 8, reliability=Reliability.D))
    assert (figure.best, figure.agreement) == (11, Agreement.CONFLICTING)


def test_vague_words_leave_no_amount_and_nothing_unallocated() -> None:
    dozens = said("o", Q.VAGUE, None, vague_word=VagueWord.DOZENS)
    figure = cluster(dozens, a=said("a", Q.EXACT, 7))
    assert [(flag.code, flag.amount) for flag in figure.flags] == [("BREAKDOWN_INCOMPLETE", None)]
    assert (figure.taken_from, figure.unallocated, figure.vague_parts) == (TakenFrom.OWN, 0, ("dozens",))
    part = said("a", Q.VAGUE, None, vague_word=VagueWord.SEVERAL)
    figure = cluster(said("o", Q.EXACT, 22), a=part)
    assert [(flag.code, flag.amount) for flag in figure.flags] == [("BREAKDOWN_INCOMPLETE", None)]
    assert figure.unallocated == 0


def test_a_vague_headline_below_the_locations_is_no_discrepancy() -> None:
    figure = cluster(
        said("o", Q.VAGUE, None, vague_word=VagueWord.DOZENS), a=said("a", Q.EXACT, 12), b=said("b", Q.EXACT, 5)
    )
    assert (figure.best, codes(figure)) == (17, [])


def test_only_vague_locations_print_no_digits() -> None:
    here, there = (said(key, Q.VAGUE, None, vague_word=VagueWord.DOZENS) for key in "ab")
    figure = cluster(a=here, b=there)
    assert (figure.quantifier, figure.printed, figure.vague_parts) == (Q.VAGUE, None, ("dozens", "dozens"))
    assert (figure.lower, figure.numbered_lower) == (24, 0)


def test_the_times_of_a_cluster_span_all_of_it() -> None:
    figure = cluster(
        claim("o", Q.AT_LEAST, 11, as_of=date(2025, 6, 26)),
        a=claim("a", value=11, as_of=at(8)),
        b=claim("b", value=2, as_of=date(2025, 6, 25)),
    )
    assert (figure.as_of_from, figure.as_of_to) == (at(8), date(2025, 6, 26))


def test_a_location_that_equals_the_headline_is_suspect_only_below_the_sum() -> None:
    assert codes(cluster(said("o", Q.AT_LEAST, 11), a=said("a", Q.EXACT, 11))) == []
    both = cluster(said("o", Q.AT_LEAST, 11), a=said("a", Q.EXACT, 11), b=said("b", Q.EXACT, 11))
    suspects = [flag.about for flag in both.flags if flag.code == "SCOPE_CONFUSION_SUSPECT"]
    assert suspects == ["a", "b"]


def rescuers(key: str, value: int) -> ClaimValue:
    return said(key, Q.EXACT, value, subset=Subset(role="FIRST_RESPONDER"))


@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ([said("a", Q.EXACT, 9), rescuers("a1", 3)], [said("b", Q.EXACT, 3)], 3),
        ([said("a", Q.EXACT, 9), rescuers("a1", 3)], [said("b", Q.EXACT, 8), rescuers("b1", 2)], 2),
        ([said("a", Q.EXACT, 9), rescuers("a1", 3)], [said("b", Q.EXACT, 8)], None),
    ],
    ids=["all of the second strike", "rescuers in both", "no overlap"],
)
def test_people_who_may_be_counted_in_two_locations_are_flagged(
    first: list[ClaimValue], second: list[ClaimValue], amount: int | None
) -> None:
    figure = cluster(a=first, b=second)
    flags = [(flag.amount, flag.about) for flag in figure.flags if flag.code == "DOUBLE_COUNT_SUSPECT"]
    assert flags == ([(amount, "b")] if amount else [])


def test_measures_never_mix() -> None:
    injured = figure_of(claim("a", measure="INJURED"), measure="INJURED")
    with pytest.raises(InvalidValue, match="INJURED cannot enter one of KILLED"):
        roll_up("KILLED", figure_of(claim("o")), {"a": injured})


def test_what_a_higher_headline_leaves_unallocated_is_counted_from_the_lower_end_of_its_places() -> None:
    places = said("a", Q.BETWEEN, 10, value2=15, reliability=Reliability.C)
    figure = cluster(said("o", Q.EXACT, 30), a=places, complete=COMPLETE)
    assert figure.taken_from is TakenFrom.OWN
    assert [flag.amount for flag in figure.flags if flag.code == "TOTAL_EXCEEDS_BREAKDOWN"] == [15]
    assert figure.unallocated == 20


def test_a_headline_that_rose_is_at_least_its_number_where_there_may_be_more() -> None:
    """B5, Words: an open figure is "at least n", whatever the claim that was chosen said."""
    own = figure_of(claim("a", value=2, as_of=at(8)), claim("b", value=3, as_of=at(12)))
    child = figure_of(claim("c", value=1, as_of=at(8)))
    figure = roll_up("KILLED", own, {"child": child}, breakdown_complete=BreakdownComplete.UNKNOWN)
    assert (own.quantifier, own.printed, own.open) == (Quantifier.EXACT, 3, False)
    assert (figure.agreement, figure.taken_from, figure.open) == (Agreement.PROGRESSION, TakenFrom.OWN, True)
    assert (figure.quantifier, figure.printed, figure.printed_upper) == (Quantifier.AT_LEAST, 3, None)
