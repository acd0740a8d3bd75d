"""What holds for every figure, whatever the claims (reconciliation.md B5-B7)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sitreps.codelists import Agreement, NotUsedBecause, Quantifier, TakenFrom
from sitreps.figures.claims import ClaimValue
from sitreps.figures.counts import CEILINGS
from sitreps.figures.figure import Figure
from sitreps.figures.rollup import roll_up
from sitreps.figures.totals import total
from tests.unit.figures.making import LAW, Tree, claim_lists, figure_of, trees

MEASURES = ["KILLED", "MISSING"]


def rolled(tree: Tree, measure: str = "KILLED") -> tuple[Figure, Figure, dict[str, Figure]]:
    own_claims, child_claims, complete = tree
    own = figure_of(*own_claims, measure=measure)
    children = {ref: figure_of(*claims, measure=measure) for ref, claims in child_claims.items()}
    return roll_up(measure, own, children, breakdown_complete=complete), own, children


def numbers(figure: Figure) -> tuple[object, ...]:
    """What a reader sees of a figure."""
    return (
        figure.best,
        figure.lower,
        figure.low,
        figure.high,
        figure.printed,
        figure.quantifier,
        figure.agreement,
        figure.chosen,
        figure.tier,
        figure.origins,
    )


def assert_sound(figure: Figure) -> None:
    """The invariants of B5, which a roll-up keeps."""
    if not figure.has_number:
        assert {figure.best, figure.lower, figure.low, figure.high, figure.highest_stated, figure.printed} == {None}
        return
    assert figure.low is not None
    assert figure.lower is not None
    assert figure.best is not None
    assert figure.low <= figure.lower <= figure.best
    if figure.high is not None and figure.quantifier not in CEILINGS:
        assert figure.best <= figure.high
    if figure.agreement in {Agreement.CONFLICTING, Agreement.PROGRESSION}:
        assert figure.open or (figure.high is not None and figure.low < figure.high)
        assert figure.consistent is None
    assert bool(figure.sides) == (figure.agreement is Agreement.CONFLICTING)
    assert figure.origins >= 1
    assert figure.numbered_lower is not None
    assert figure.numbered_lower <= figure.lower
    if figure.open and figure.agreement is not Agreement.CONFLICTING:
        assert figure.quantifier in {Quantifier.AT_LEAST, Quantifier.MORE_THAN, Quantifier.VAGUE}


@pytest.mark.parametrize("measure", MEASURES)
@LAW
@given(data=st.data())
def test_the_bounds_of_a_figure_stand_in_order(measure: str, data: st.DataObject) -> None:
    assert_sound(figure_of(*data.draw(claim_lists(measure=measure)), measure=measure))


@pytest.mark.parametrize("measure", MEASURES)
@LAW
@given(data=st.data())
def test_the_bounds_of_a_roll_up_stand_in_order(measure: str, data: st.DataObject) -> None:
    assert_sound(rolled(data.draw(trees(measure)), measure)[0])


@LAW
@given(data=st.data())
def test_the_order_of_claims_changes_nothing(data: st.DataObject) -> None:
    claims = data.draw(claim_lists())
    assert figure_of(*data.draw(st.permutations(claims))) == figure_of(*claims)


@LAW
@given(data=st.data())
def test_the_order_of_children_changes_nothing(data: st.DataObject) -> None:
    tree = data.draw(trees())
    figure, own, children = rolled(tree)
    shuffled = dict(data.draw(st.permutations(list(children.items()))))
    assert roll_up("KILLED", own, shuffled, breakdown_complete=tree[2]) == figure


@LAW
@given(claims=claim_lists())
def test_every_claim_is_accounted_for_and_one_at_most_is_used(claims: list[ClaimValue]) -> None:
    figure = figure_of(*claims)
    assert [standing.key for standing in figure.standings] == sorted(claim.key for claim in claims)
    used = [standing.key for standing in figure.standings if standing.used]
    assert used == ([figure.chosen] if figure.has_number else [])
    assert all((standing.not_used_because is None) == standing.used for standing in figure.standings)


@LAW
@given(tree=trees())
def test_a_roll_up_takes_the_headline_or_the_sum_and_never_both(tree: Tree) -> None:
    figure, own, children = rolled(tree)
    parts = [child for child in children.values() if child.has_number]
    if figure.taken_from is TakenFrom.BREAKDOWN:
        assert figure.best == sum(part.best or 0 for part in parts)
    else:
        assert figure.best == own.best
        assert figure.printed == (own.numbered_lower if figure.quantifier != own.quantifier else own.printed)
    assert tuple(standing.key for standing in figure.standings if standing.used) == tuple(sorted(figure.basis))


@LAW
@given(tree=trees())
def test_only_the_headline_can_leave_people_unallocated(tree: Tree) -> None:
    figure, own, children = rolled(tree)
    lowest = sum(child.lower or 0 for child in children.values())
    if figure.unallocated:
        assert figure.taken_from is TakenFrom.OWN
        assert figure.unallocated == (own.lower or 0) - lowest
    assert figure.unallocated >= 0


@LAW
@given(groups=st.lists(claim_lists(), max_size=4))
def test_a_sum_prints_no_more_than_its_parts_support(groups: list[list[ClaimValue]]) -> None:
    figures = [figure_of(*claims) for claims in groups]
    added = total("KILLED", figures)
    lowest = sum(figure.lower or 0 for figure in figures)
    floor = {Quantifier.AT_LEAST: added.printed, Quantifier.BETWEEN: added.printed}
    if added.quantifier is Quantifier.MORE_THAN:
        floor[Quantifier.MORE_THAN] = (added.printed or 0) + 1
    if added.quantifier in floor:
        assert (floor[added.quantifier] or 0) <= lowest
    if added.quantifier is Quantifier.EXACT:
        assert not added.open
        assert added.printed == lowest
    if added.quantifier is Quantifier.VAGUE:
        assert added.printed is None
        assert added.vague_parts
    assert added.incidents_with_figure == sum(figure.has_number for figure in figures)


@LAW
@given(data=st.data())
def test_the_order_of_roots_changes_nothing(data: st.DataObject) -> None:
    figures = [figure_of(*data.draw(claim_lists(f"{root}", most=3))) for root in range(3)]
    assert total("KILLED", data.draw(st.permutations(figures))) == total("KILLED", figures)


@LAW
@given(claims=claim_lists())
def test_a_claim_that_does_not_count_moves_no_number(claims: list[ClaimValue]) -> None:
    figure = figure_of(*claims)
    not_counted = {standing.key for standing in figure.standings if not standing.counted}
    without = figure_of(*(claim for claim in claims if claim.key not in not_counted))
    assert numbers(without) == numbers(figure)


@LAW
@given(claims=claim_lists())
def test_what_an_origin_said_before_moves_no_number(claims: list[ClaimValue]) -> None:
    """Older claims raise flags and hold stale re-quotes back; where there is none, only current claims make it."""
    figure = figure_of(*claims)
    reasons = {standing.key: standing.not_used_because for standing in figure.standings}
    assume(NotUsedBecause.STALE_REQUOTE not in reasons.values())
    without = figure_of(*(c for c in claims if reasons[c.key] is not NotUsedBecause.OLDER_SAME_ORIGIN))
    assert numbers(without) == numbers(figure)


@LAW
@given(claims=claim_lists())
def test_the_parties_are_treated_alike(claims: list[ClaimValue]) -> None:
    """Whose voice it is decides how origins are counted, never what the number is."""
    renamed = [replace(claim, voice="OTHER STATE" if claim.voice else None) for claim in claims]
    mine, theirs = figure_of(*claims), figure_of(*renamed)
    assert numbers(mine) == numbers(theirs)
    assert mine.voices == theirs.voices
