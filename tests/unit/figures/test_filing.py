"""Filing a claim on a cluster or on a place never changes the figure by more than tier and time would.

The reading of that sentence, which the laws below hold (docs/adr/0017):

1. Never both. A claim that is filed on the cluster changes its headline alone, one on a place that place's number
   alone; the figure is then the one side or the other, never a mixture: while the same side is taken, the figure
   changes by exactly what the headline, or that one place, changed by.
2. Between sides that contradict each other tier decides first, then time, then the lower number.
3. Tier. Within an incident a claim of a worse tier than the chosen one never brings its own number in: whatever is
   chosen then was said by a source of the better tier before.
4. Time. Nor does a claim of the same tier that is older than the chosen one, unless it allows every other number and
   says more.

What the design sets before tier and time is left out by each law's premise: a pin, a zero against a later number, a
ceiling or a word that stands back while a firm number is there, and an origin's newer word, which replaces its older.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sitreps.codelists import (
    Agreement,
    AsOfBasis,
    BreakdownComplete,
    ClaimStatus,
    CountBasis,
    Covers,
    Credibility,
    DiscrepancyCode,
    Quantifier,
    Reliability,
    TakenFrom,
)
from sitreps.figures.claims import ClaimValue
from sitreps.figures.counts import SOFT
from sitreps.figures.figure import Figure
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import LAW, Tree, at, claim, claim_lists, claims_of, codes, figure_of, trees

CONTRADICTIONS = {DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL, DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN}


def rolled(own: Figure, children: dict[str, Figure], complete: BreakdownComplete) -> Figure:
    return roll_up("KILLED", own, children, breakdown_complete=complete)


def figures(tree: Tree) -> tuple[Figure, dict[str, Figure]]:
    own, below, _ = tree
    return figure_of(*own), {ref: figure_of(*claims) for ref, claims in below.items()}


def best(figure: Figure) -> int:
    return figure.best or 0


@LAW
@given(tree=trees(), new=claims_of("filed"))
def test_a_claim_on_the_cluster_changes_the_headline_alone(tree: Tree, new: ClaimValue) -> None:
    own, below = figures(tree)
    headline = figure_of(*tree[0], new)
    before, after = rolled(own, below, tree[2]), rolled(headline, below, tree[2])
    if after.taken_from is TakenFrom.BREAKDOWN:
        assert best(after) == sum(best(one) for one in below.values())
    else:
        assert best(after) == best(headline)
    if before.taken_from is after.taken_from is TakenFrom.BREAKDOWN:
        assert best(after) == best(before)
    if before.taken_from is after.taken_from is TakenFrom.OWN:
        assert best(after) - best(before) == best(headline) - best(own)


@LAW
@given(data=st.data(), new=claims_of("filed"))
def test_a_claim_on_a_place_changes_that_place_alone(data: st.DataObject, new: ClaimValue) -> None:
    tree = data.draw(trees())
    own, below = figures(tree)
    assume(below)
    ref = data.draw(st.sampled_from(sorted(below)))
    place = figure_of(*tree[1][ref], new)
    before, after = rolled(own, below, tree[2]), rolled(own, {**below, ref: place}, tree[2])
    if after.taken_from is TakenFrom.BREAKDOWN:
        assert best(after) == sum(best(one) for one in below.values()) - best(below[ref]) + best(place)
    else:
        assert best(after) == best(own)
    if before.taken_from is after.taken_from is TakenFrom.OWN:
        assert best(after) == best(before)


@settings(LAW, suppress_health_check=[HealthCheck.filter_too_much])
@given(tree=trees())
def test_between_sides_that_contradict_each_other_tier_decides_then_time_then_the_lower(tree: Tree) -> None:
    own, below = figures(tree)
    figure = rolled(own, below, tree[2])
    assume(CONTRADICTIONS & set(codes(figure)))
    parts = [one for one in below.values() if one.has_number]
    tier, points = max(one.tier or 0 for one in parts), [one.point for one in parts if one.point]
    assert own.tier is not None
    assert own.point is not None
    headline = figure.taken_from is TakenFrom.OWN
    if own.tier != tier:
        assert headline == (own.tier < tier)
    elif any(point > own.point for point in points):
        assert not headline
    elif all(own.point > point for point in points):
        assert headline
    else:
        assert headline == (DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL in codes(figure))


NUMBERED = (Quantifier.EXACT, Quantifier.AT_LEAST, Quantifier.MORE_THAN, Quantifier.APPROX)


@st.composite
def settled(draw: st.DrawFn) -> tuple[list[ClaimValue], Figure]:
    """Any claims without a pin, one of the best tier among them; and their figure, from a firm number above zero."""
    any_claims = [replace(one, recommended=False) for one in draw(claim_lists())]
    best_one = claim(
        "best", draw(st.sampled_from(NUMBERED)), draw(st.integers(1, 20)), as_of=at(draw(st.integers(6, 20)))
    )
    claims = [*any_claims, replace(best_one, reliability=Reliability.A)]
    figure = figure_of(*claims)
    chosen = next(one for one in claims if one.key == figure.chosen)
    assume(chosen.quantifier not in SOFT and figure.best != 0)
    return claims, figure


def filed(reliability: Reliability, **fields: Any) -> st.SearchStrategy[ClaimValue]:
    """A claim that counts, of an origin that said nothing before, and no pin."""
    counts = {"covers": Covers.ALL, "part": None, "subset": None, "count_basis": CountBasis.CUMULATIVE}
    stands = {"status": ClaimStatus.ACTIVE, "excluded": False, "recommended": False}
    speaks = {"origin": "somebody else", "voice": None, "credibility": Credibility.NOT_JUDGED, "unjudged_relay": False}
    return claims_of("filed").map(
        lambda one: replace(one, reliability=reliability, **{**counts, **stands, **speaks, **fields})
    )


@LAW
@given(before=settled(), worse=filed(Reliability.D))
def test_a_claim_of_a_worse_tier_never_brings_its_own_number_in(
    before: tuple[list[ClaimValue], Figure], worse: ClaimValue
) -> None:
    claims, figure = before
    after = figure_of(*claims, worse)
    assert after.chosen != "filed"
    assert after.tier == figure.tier == 1
    if after.consistent is not None:
        assert best(after) == best(figure)


@LAW
@given(before=settled(), older=filed(Reliability.A, as_of=at(1), as_of_basis=AsOfBasis.STATED))
def test_an_older_claim_of_the_same_tier_is_chosen_only_where_it_allows_every_number_and_says_more(
    before: tuple[list[ClaimValue], Figure], older: ClaimValue
) -> None:
    claims, figure = before
    assume(figure.point is not None and figure.point > at(1))
    after = figure_of(*claims, older)
    if after.chosen == "filed":
        assert after.consistent is not None
        assert (after.lower or 0) >= (figure.lower or 0)


def test_a_worse_claim_may_end_an_agreement_and_so_change_which_better_one_is_chosen() -> None:
    """The example of the decision record: why law 3 does not say that nothing changes at all."""
    first = claim("first", Quantifier.AT_LEAST, 3, as_of=at(8))
    later = claim("later", Quantifier.AT_LEAST, 1, as_of=at(12))
    worse = claim("worse", Quantifier.EXACT, 2, as_of=at(7), reliability=Reliability.D)
    before, after = figure_of(first, later), figure_of(first, later, worse)
    assert (before.best, before.chosen, before.agreement) == (3, "first", Agreement.COMPATIBLE)
    assert (after.best, after.chosen, after.agreement) == (1, "later", Agreement.CONFLICTING)
    assert {key for side in after.sides for key in side.keys} == {"first", "later", "worse"}
    assert codes(after) == ["CONFLICT"]


@settings(LAW, suppress_health_check=[HealthCheck.filter_too_much])
@given(tree=trees())
def test_a_sums_printed_lower_end_never_exceeds_the_sum_of_its_parts_lower_ends(tree: Tree) -> None:
    own, below = figures(tree)
    figure = rolled(own, below, tree[2])
    assume(figure.taken_from is TakenFrom.BREAKDOWN and figure.printed is not None)
    lowest = sum(one.lower or 0 for one in below.values())
    assert figure.printed is not None
    if figure.quantifier is Quantifier.MORE_THAN:
        assert figure.printed + 1 <= lowest
    elif figure.quantifier is Quantifier.APPROX:
        assert figure.lower == lowest
    else:
        assert figure.printed <= lowest
