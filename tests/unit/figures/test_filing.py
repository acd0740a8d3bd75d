"""Filing a claim on a cluster or on a place never changes the figure by more than tier and time would.

The reading of that sentence, which the laws below hold (docs/adr/0018):

1. Never both. A claim that is filed on the cluster changes its headline alone, one on a place that place's number
   alone; the figure is then the one side or the other, never a mixture: while the same side is taken, the figure
   changes by exactly what the headline, or that one place, changed by.
2. Between sides that contradict each other tier decides first, then time, then the lower number.
3. Tier. Within an incident a claim of a worse tier than the chosen one changes no number: neither which claim is chosen
   nor what it says.
4. Time. A claim is never chosen over a later one of its tier that it contradicts; one that contradicts none of its tier
   never lowers the figure.
5. Sides. A claim of no better tier that contradicts nobody changes nothing of a conflict among the most direct sources.

What the design sets before tier and time is left out by each law's premise: a pin, a zero against a later number, a
ceiling or a word that stands back while a firm number is there, and an origin's newer word, which replaces its older.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sitreps.codelists import (
    Agreement,
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
from sitreps.figures.current import Weighed, count_claims
from sitreps.figures.figure import Figure
from sitreps.figures.intervals import common
from sitreps.figures.parameters import DEFAULTS
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import LAW, Tree, at, claim, claim_lists, claims_of, codes, figure_of, trees

CONTRADICTIONS = {DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL, DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN}
NUMBERED = (Quantifier.EXACT, Quantifier.AT_LEAST, Quantifier.MORE_THAN, Quantifier.APPROX)


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


@st.composite
def numbered(draw: st.DrawFn) -> Tree:
    """Any tree; mostly with a number of its own and one of a place, which often contradict each other."""
    own, children, complete = draw(trees())
    if not draw(st.sampled_from([True, True, True, False])):
        return own, children, complete
    for key, claims in (("whole", own), ("place", children.setdefault("child0", []))):
        said = claim(key, draw(st.sampled_from(NUMBERED)), draw(st.integers(1, 40)), as_of=at(draw(st.integers(6, 20))))
        claims.append(replace(said, reliability=draw(st.sampled_from([Reliability.A, Reliability.B]))))
    return own, children, complete


@LAW
@given(tree=numbered())
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


def peers(claims: list[ClaimValue]) -> list[Weighed]:
    """The current claims of the best tier that do not stand back."""
    current = count_claims("KILLED", claims, zone=UTC, parameters=DEFAULTS).current
    return [one for one in current if one.tier == 1 and one.quantifier not in SOFT]


@LAW
@given(before=settled(), worse=filed(Reliability.D))
def test_a_claim_of_a_worse_tier_changes_no_number(before: tuple[list[ClaimValue], Figure], worse: ClaimValue) -> None:
    claims, figure = before
    after = figure_of(*claims, worse)
    assert (after.chosen, after.best, after.lower, after.tier) == (figure.chosen, figure.best, figure.lower, 1)


@LAW
@given(before=settled(), new=filed(Reliability.A))
def test_a_claim_is_never_chosen_over_a_later_one_of_its_tier_that_it_contradicts(
    before: tuple[list[ClaimValue], Figure], new: ClaimValue
) -> None:
    claims, _ = before
    after = figure_of(*claims, new)
    chosen = next((one for one in peers([*claims, new]) if one.key == after.chosen), None)
    assume(chosen is not None)
    assert chosen is not None
    rivals = [one for one in peers([*claims, new]) if not one.interval.meets(chosen.interval)]
    zero_lost = after.best != 0 and any(one.interval.upper == 0 for one in rivals)
    assert zero_lost or all(rival.point <= chosen.point for rival in rivals)


def mild(claims: list[ClaimValue], new: ClaimValue, floor: int) -> ClaimValue:
    """The claim itself if it is firm and contradicts none of its tier, else one of "at least" that does not either."""
    current = count_claims("KILLED", [*claims, new], zone=UTC, parameters=DEFAULTS).current
    mine = next((one for one in current if one.key == new.key), None)
    assume(mine is not None)
    assert mine is not None
    direct = [one.interval for one in current if one.tier == 1]
    if mine.quantifier not in SOFT and all(interval.meets(mine.interval) for interval in direct):
        return new
    ends = [one.interval.upper for one in current if one is not mine and one.interval.upper is not None]
    return replace(new, quantifier=Quantifier.AT_LEAST, value=min([floor, *ends]), value2=None, vague_word=None)


@LAW
@given(before=settled(), new=filed(Reliability.A), floor=st.integers(0, 40))
def test_a_claim_that_contradicts_none_of_its_tier_never_lowers_the_figure(
    before: tuple[list[ClaimValue], Figure], new: ClaimValue, floor: int
) -> None:
    claims, figure = before
    assert (figure_of(*claims, mild(claims, new, floor)).lower or 0) >= (figure.lower or 0)


@settings(LAW, suppress_health_check=[HealthCheck.filter_too_much])
@given(before=settled(), new=filed(Reliability.A), data=st.data())
def test_a_claim_that_contradicts_nobody_changes_nothing_of_a_conflict_among_the_most_direct(
    before: tuple[list[ClaimValue], Figure], new: ClaimValue, data: st.DataObject
) -> None:
    claims, figure = before
    direct = peers(claims)
    assume(common(one.interval for one in direct) is None)
    current = count_claims("KILLED", claims, zone=UTC, parameters=DEFAULTS).current
    lowest_end = min(one.interval.upper for one in current if one.interval.upper is not None)
    floor = data.draw(st.integers(0, lowest_end))
    mild = replace(new, quantifier=Quantifier.AT_LEAST, value=floor, value2=None, vague_word=None)
    assert told(figure_of(*claims, mild)) == told(figure)


def told(figure: Figure) -> tuple[object, ...]:
    """What a conflict tells, but for how low the lowest number of all is."""
    return (
        (figure.chosen, figure.best, figure.lower, figure.quantifier, figure.printed, figure.upper, figure.open),
        (figure.agreement, figure.consistent, figure.highest_stated, figure.sides, figure.flags),
    )


def test_a_weak_claim_ends_an_agreement_and_changes_no_number() -> None:
    """The example of decision record 17, which let the number fall to 1."""
    first = claim("first", Quantifier.AT_LEAST, 3, as_of=at(8))
    later = claim("later", Quantifier.AT_LEAST, 1, as_of=at(12))
    weak = claim("weak", Quantifier.EXACT, 2, as_of=at(9), reliability=Reliability.D)
    before, after = figure_of(first, later), figure_of(first, later, weak)
    assert (before.best, before.chosen, before.agreement) == (3, "first", Agreement.COMPATIBLE)
    assert (after.best, after.chosen, after.agreement) == (3, "first", Agreement.CONFLICTING)
    assert [side.basis for side in after.sides] == [("first",), ("weak",)]
    assert codes(after) == ["CONFLICT"]


@LAW
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
