"""What is left of a cluster once its located parts are taken out (B7)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sitreps.codelists import BreakdownComplete, Quantifier, Reliability, VagueWord
from sitreps.figures.allocation import remainder
from sitreps.figures.counts import VAGUE_FLOORS
from sitreps.figures.figure import Figure
from sitreps.figures.rollup import roll_up
from sitreps.figures.totals import total, total_of
from tests.unit.figures.making import LAW, Tree, claim, figure_of, trees

Q = Quantifier


def said(quantifier: Quantifier, value: int | None = None, **fields: Any) -> Figure:
    return figure_of(claim("c", quantifier, value, **fields))


def headline(quantifier: Quantifier, value: int | None = None, **fields: Any) -> Figure:
    return figure_of(claim("headline", quantifier, value, **fields))


NO_HEADLINE = figure_of()
COMPLETE = BreakdownComplete.YES
EXACT_11, EXACT_2, DOZENS = said(Q.EXACT, 11), said(Q.EXACT, 2), said(Q.VAGUE, vague_word=VagueWord.DOZENS)


def cluster(own: Figure, *children: Figure, complete: BreakdownComplete = BreakdownComplete.UNKNOWN) -> Figure:
    below = {f"child{number}": child for number, child in enumerate(children)}
    return roll_up("KILLED", own, below, breakdown_complete=complete)


def test_a_sum_whose_places_are_all_there_is_leaves_nobody() -> None:
    whole = cluster(NO_HEADLINE, EXACT_11, EXACT_2, complete=COMPLETE)
    assert remainder(whole, [EXACT_11, EXACT_2]) is None


def test_a_sum_that_may_not_be_all_leaves_room_for_more() -> None:
    left = remainder(cluster(NO_HEADLINE, EXACT_11, EXACT_2), [EXACT_11, EXACT_2])
    assert left is not None
    assert (left.lower, left.open, left.quantifier, left.printed) == (0, True, Q.AT_LEAST, 0)


def test_a_headline_above_its_places_leaves_the_difference() -> None:
    left = remainder(cluster(headline(Q.AT_LEAST, 30), EXACT_11, EXACT_2), [EXACT_11, EXACT_2])
    assert left is not None
    assert (left.lower, left.best, left.printed, left.quantifier, left.open) == (17, 17, 17, Q.AT_LEAST, True)


def test_a_place_that_is_in_no_area_stays_in_the_rest() -> None:
    left = remainder(cluster(NO_HEADLINE, EXACT_11, EXACT_2, complete=COMPLETE), [EXACT_2])
    assert left is not None
    assert (left.lower, left.best, left.quantifier, left.highest_stated, left.open) == (11, 11, Q.EXACT, 11, False)


def test_places_that_exceed_their_headline_leave_nobody() -> None:
    places = [said(Q.EXACT, number, reliability=Reliability.C) for number in (11, 2)]
    whole = cluster(headline(Q.EXACT, 11), *places, complete=COMPLETE)
    assert whole.best == 11
    assert remainder(whole, places) is None


@pytest.mark.parametrize(
    ("whole", "located", "words", "quantifier"),
    [
        (cluster(NO_HEADLINE, DOZENS, EXACT_2), [EXACT_2], ("dozens",), Q.AT_LEAST),
        (cluster(NO_HEADLINE, DOZENS, EXACT_2), [DOZENS], (), Q.AT_LEAST),
        (cluster(NO_HEADLINE, DOZENS, DOZENS), [DOZENS], ("dozens",), Q.VAGUE),
        (cluster(headline(Q.VAGUE, None, vague_word=VagueWord.DOZENS), EXACT_2), [EXACT_2], (), Q.AT_LEAST),
    ],
)
def test_a_word_is_left_where_no_place_has_said_it(
    whole: Figure, located: list[Figure], words: tuple[str, ...], quantifier: Quantifier
) -> None:
    left = remainder(whole, located)
    assert left is not None
    assert (left.vague_parts, left.quantifier) == (words, quantifier)


@st.composite
def splits(draw: st.DrawFn) -> tuple[Figure, list[Figure]]:
    """A cluster's figure, and those of its places that lie in some area."""
    own_claims, child_claims, complete = draw(trees())
    children = {ref: figure_of(*claims) for ref, claims in child_claims.items()}
    whole = roll_up("KILLED", figure_of(*own_claims), children, breakdown_complete=complete)
    located = [child for child in children.values() if child.has_number and draw(st.booleans())]
    assume(whole.has_number)
    return whole, located


@LAW
@given(split=splits())
def test_the_parts_and_the_rest_add_up_to_the_whole(split: tuple[Figure, list[Figure]]) -> None:
    whole, located = split
    left = remainder(whole, located)
    parts = sum(part.lower or 0 for part in located)
    assert parts + (left.lower if left else 0) == max(whole.lower or 0, parts)
    if left is not None:
        assert 0 <= left.low <= left.lower <= left.best
        assert 0 <= left.numbered_lower <= left.lower


@LAW
@given(split=splits())
def test_the_parts_and_the_rest_say_no_more_than_the_whole(split: tuple[Figure, list[Figure]]) -> None:
    whole, located = split
    left = remainder(whole, located)
    if left is None:
        assert not whole.open
        assert (whole.highest_stated or 0) <= sum(part.lower or 0 for part in located)
        return
    again = total_of("KILLED", [*located, left], incidents=1, incidents_with_figure=1)
    assert again.open >= whole.open
    if again.quantifier is Q.EXACT:
        assert whole.quantifier is Q.EXACT or whole.quantifier is Q.BETWEEN
        assert again.printed == whole.lower
    assert (again.lower or 0) <= max(whole.lower or 0, sum(part.lower or 0 for part in located))


@LAW
@given(tree=trees())
def test_vague_words_account_for_what_digits_may_not_say(tree: Tree) -> None:
    """Public JSON has no `numbered_lower`: what stands beside a revision is computed from its words."""
    own_claims, child_claims, complete = tree
    children = {ref: figure_of(*claims) for ref, claims in child_claims.items()}
    whole = roll_up("KILLED", figure_of(*own_claims), children, breakdown_complete=complete)
    for figure in (whole, *children.values()):
        if figure.has_number:
            floors = sum(VAGUE_FLOORS[word] for word in figure.vague_parts)
            assert figure.numbered_lower == (figure.lower or 0) - floors


@LAW
@given(tree=trees())
def test_a_total_of_reduced_figures_is_the_total(tree: Tree) -> None:
    _, child_claims, _ = tree
    figures = [figure_of(*claims) for claims in child_claims.values()]
    parts = [figure for figure in figures if figure.has_number]
    assert total("KILLED", figures) == total_of(
        "KILLED", parts, incidents=len(figures), incidents_with_figure=len(parts)
    )
