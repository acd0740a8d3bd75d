"""Kinds of people inside a figure: how they nest, what is not stated, what exceeds its total (B9)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import (
    AgeGroup,
    BreakdownComplete,
    ClaimStatus,
    PopulationStatus,
    Quantifier,
    Reliability,
    Sex,
    VagueWord,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.disaggregation import (
    Disaggregation,
    Kind,
    Split,
    Trait,
    disaggregate,
    kind_of,
    reconcile_kinds,
    roll_up_kinds,
)
from sitreps.figures.intervals import Interval
from sitreps.figures.rollup import roll_up
from tests.unit.figures.logs import KYIV, DeskLog, load
from tests.unit.figures.making import LAW, at, claim, figure_of

Q = Quantifier
CHILD, ADULT = Kind(age_group=AgeGroup.CHILD), Kind(age_group=AgeGroup.ADULT)
GIRL, BOY = (Kind(sex=sex, age_group=AgeGroup.CHILD) for sex in (Sex.FEMALE, Sex.MALE))


GIRLS, BOYS = (Subset(sex=sex, age_group=AgeGroup.CHILD) for sex in (Sex.FEMALE, Sex.MALE))


def some(key: str, quantifier: Quantifier, value: int | None, subset: Subset, **fields: Any) -> ClaimValue:
    return claim(key, quantifier, value, **{"origin": "police", "subset": subset} | fields)


def children(key: str, value: int, quantifier: Quantifier = Q.EXACT, **fields: Any) -> ClaimValue:
    return some(key, quantifier, value, Subset(age_group=AgeGroup.CHILD), **fields)


def of(total: ClaimValue, *subsets: ClaimValue) -> Disaggregation:
    return disaggregate(figure_of(total, *subsets), reconcile_kinds("KILLED", [total, *subsets], zone=UTC))


def by(split: Trait, whole: Disaggregation) -> Split:
    (found,) = [one for one in whole.splits if one.by is split]
    return found


def bounds(kind: Kind, whole: Disaggregation) -> tuple[int, int | None]:
    found = whole.cell(kind)
    assert found is not None
    return found.lower, found.upper


# --- the document's case and its formula -----------------------------------------------------------------------------


def test_the_dead_of_sumy_are_one_to_three_children_and_up_to_two_of_whom_nothing_is_stated() -> None:
    day = DeskLog(load("seed-log.json"))
    ref = "UKR-2025-0004"
    whole = disaggregate(day.figure(ref, "KILLED"), reconcile_kinds("KILLED", day.claims(ref), zone=KYIV))
    assert bounds(CHILD, whole) == (1, 3)
    assert by(Trait.AGE, whole).not_stated == Interval(0, 2)
    assert not whole.exceeds


@pytest.mark.parametrize(
    ("total", "parts", "not_stated"),
    [
        ((Q.EXACT, 11), [(Q.EXACT, 2)], (9, 9)),
        ((Q.EXACT, 11), [(Q.AT_LEAST, 2)], (0, 9)),
        ((Q.AT_LEAST, 11), [(Q.EXACT, 2)], (9, None)),
        ((Q.AT_LEAST, 11), [(Q.AT_LEAST, 2)], (0, None)),
        ((Q.EXACT, 11), [(Q.EXACT, 2), (Q.EXACT, 9)], (0, 0)),
        ((Q.APPROX, 50), [(Q.EXACT, 5)], (40, 50)),
        ((Q.EXACT, 11), [(Q.AT_MOST, 4)], (7, 11)),
    ],
)
def test_what_the_parts_do_not_account_for_is_never_dropped(
    total: tuple[Quantifier, int], parts: list[tuple[Quantifier, int]], not_stated: tuple[int, int | None]
) -> None:
    groups = (AgeGroup.CHILD, AgeGroup.ADULT)
    claims = [
        some(f"s{n}", quantifier, value, Subset(age_group=group))
        for n, ((quantifier, value), group) in enumerate(zip(parts, groups, strict=False))
    ]
    whole = of(claim("t", *total), *claims)
    assert by(Trait.AGE, whole).not_stated == Interval(*not_stated)


def test_without_a_total_nothing_bounds_the_rest() -> None:
    silent, said = figure_of(), reconcile_kinds("KILLED", [children("s", 2)], zone=UTC)
    whole = disaggregate(silent, said)
    assert bounds(CHILD, whole) == (2, 2)
    assert by(Trait.AGE, whole).not_stated == Interval(0, None)


def test_where_no_claim_speaks_of_a_kind_there_is_nothing_to_tell() -> None:
    assert of(claim("t", value=7)) == Disaggregation(measure="KILLED")
    assert of(claim("t", value=7), children("s", 2, status=ClaimStatus.WITHDRAWN)) == Disaggregation(measure="KILLED")


# --- which kind, and how kinds nest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subset", "kind"),
    [
        (Subset(age_years=0), Kind(age_group=AgeGroup.INFANT)),
        (Subset(age_years=17), CHILD),
        (Subset(age_years=18), ADULT),
        (Subset(age_years=60), Kind(age_group=AgeGroup.OLDER)),
        (Subset(age_group=AgeGroup.CHILD, age_text="toddler"), CHILD),
        (Subset(sex=Sex.ALL, age_group=AgeGroup.CHILD), CHILD),
        (Subset(sex=Sex.FEMALE, age_years=9), GIRL),
    ],
)
def test_a_claim_says_the_kind(subset: Subset, kind: Kind) -> None:
    assert kind_of(subset) == kind


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        (Kind(age_group=AgeGroup.INFANT), CHILD, True),
        (Kind(age_group=AgeGroup.OLDER), ADULT, True),
        (CHILD, Kind(age_group=AgeGroup.INFANT), False),
        (GIRL, CHILD, True),
        (GIRL, Kind(sex=Sex.FEMALE), True),
        (GIRL, BOY, False),
        (CHILD, Kind(), True),
        (Kind(role="JOURNALIST"), ADULT, False),
    ],
)
def test_kinds_lie_in_kinds(inner: Kind, outer: Kind, inside: bool) -> None:
    assert inner.lies_in(outer) is inside


def test_infants_are_among_the_children_and_are_not_added_to_them() -> None:
    infants = some("i", Q.EXACT, 2, Subset(age_group=AgeGroup.INFANT))
    whole = of(claim("t", value=11), children("c", 3), infants)
    assert bounds(CHILD, whole) == (3, 3)
    assert by(Trait.AGE, whole).not_stated == Interval(8, 8)
    assert bounds(Kind(age_group=AgeGroup.INFANT), whole) == (2, 2)


def test_infants_alone_say_how_many_children_there_are_at_least() -> None:
    whole = of(claim("t", value=11), some("i", Q.EXACT, 2, Subset(age_group=AgeGroup.INFANT)))
    cell = whole.cell(CHILD)
    assert cell is not None
    assert (cell.lower, cell.quantifier, cell.printed) == (2, Q.AT_LEAST, 2)


def test_girls_and_boys_add_up_to_children() -> None:
    girls = some("g", Q.EXACT, 2, Subset(sex=Sex.FEMALE, age_group=AgeGroup.CHILD))
    boys = some("b", Q.AT_LEAST, 1, Subset(sex=Sex.MALE, age_group=AgeGroup.CHILD))
    whole = of(claim("t", value=11), girls, boys)
    assert bounds(CHILD, whole) == (3, 11)
    assert by(Trait.AGE, whole).not_stated == Interval(0, 8)
    assert [cell.kind for cell in by(Trait.SEX, whole).cells] == [Kind(sex=Sex.FEMALE), Kind(sex=Sex.MALE)]


def test_a_vague_word_bounds_and_is_never_a_digit() -> None:
    several = some("s", Q.VAGUE, None, Subset(age_group=AgeGroup.CHILD), vague_word=VagueWord.SEVERAL)
    cell = of(claim("t", value=11), several).cell(CHILD)
    assert cell is not None
    assert (cell.lower, cell.upper, cell.printed, cell.vague_parts) == (3, 11, None, (VagueWord.SEVERAL,))


def test_each_kind_is_reconciled_by_the_rules_of_every_figure() -> None:
    early = children("a", 2, as_of=at(8))
    late = children("b", 4, as_of=at(12))
    weak = children("c", 9, origin="tv", reliability=Reliability.E)
    cell = of(claim("t", value=11), early, late, weak).cell(CHILD)
    assert cell is not None
    assert cell.figure is not None
    assert (cell.figure.chosen, cell.figure.claims) == ("b", 3)


def test_a_part_that_is_told_by_no_trait_is_no_kind() -> None:
    assert of(claim("t", value=7), some("s", Q.EXACT, 2, Subset())) == Disaggregation(measure="KILLED")


def test_a_claim_that_replaces_another_puts_it_out_of_its_kind() -> None:
    corrected = some("b", Q.EXACT, 2, Subset(age_group=AgeGroup.ADULT), supersedes="a")
    whole = of(claim("t", value=11), children("a", 2), corrected)
    assert [cell.kind for cell in whole.cells] == [ADULT]


# --- more than there are ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subsets", "amount"),
    [
        ([children("c", 8)], 1),
        ([children("c", 4), some("a", Q.EXACT, 5, Subset(age_group=AgeGroup.ADULT))], 2),
        ([children("c", 3), some("a", Q.AT_LEAST, 4, Subset(age_group=AgeGroup.ADULT))], None),
        ([children("c", 2), some("i", Q.EXACT, 3, Subset(age_group=AgeGroup.INFANT))], 1),
        ([children("c", 2), some("g", Q.EXACT, 2, GIRLS), some("b", Q.EXACT, 1, BOYS)], 1),
        ([children("c", 8, Q.AT_MOST)], None),
        ([children("c", 5), some("m", Q.EXACT, 5, Subset(sex=Sex.MALE))], None),
    ],
)
def test_a_part_or_a_sum_of_parts_that_exceeds_the_whole_is_told(subsets: list[ClaimValue], amount: int | None) -> None:
    whole = of(claim("t", value=7), *subsets)
    assert [one.amount for one in whole.exceeds] == ([] if amount is None else [amount])


def test_an_open_total_is_exceeded_by_nothing() -> None:
    assert not of(claim("t", Q.AT_LEAST, 7), children("c", 80)).exceeds


# --- clusters --------------------------------------------------------------------------------------------------------


def test_the_kinds_of_a_cluster_are_rolled_up_like_its_figure() -> None:
    here, there = [claim("h", value=5), children("hc", 2)], [claim("w", value=4), children("wc", 1)]
    kinds = roll_up_kinds(
        "KILLED",
        {},
        {ref: reconcile_kinds("KILLED", claims, zone=UTC) for ref, claims in {"1": here, "2": there}.items()},
        breakdown_complete=BreakdownComplete.YES,
    )
    total = roll_up(
        "KILLED",
        figure_of(),
        {"1": figure_of(*here), "2": figure_of(*there)},
        breakdown_complete=BreakdownComplete.YES,
    )
    whole = disaggregate(total, kinds)
    assert bounds(CHILD, whole) == (3, 3)
    assert by(Trait.AGE, whole).not_stated == Interval(6, 6)


def test_a_place_that_says_nothing_of_children_leaves_the_sum_open() -> None:
    said = reconcile_kinds("KILLED", [children("hc", 2)], zone=UTC)
    kinds = roll_up_kinds("KILLED", {}, {"1": said, "2": {}}, breakdown_complete=BreakdownComplete.YES)
    assert kinds[CHILD].open
    assert (kinds[CHILD].quantifier, kinds[CHILD].printed) == (Q.AT_LEAST, 2)


def test_combatants_are_a_kind_and_the_unknown_stay_in() -> None:
    fighter = some("f", Q.EXACT, 1, Subset(population_status=PopulationStatus.COMBATANT))
    status = by(Trait.STATUS, of(claim("t", value=7), fighter))
    assert [(cell.kind.population_status, cell.lower) for cell in status.cells] == [(PopulationStatus.COMBATANT, 1)]
    assert status.not_stated == Interval(6, 6)


# --- laws ------------------------------------------------------------------------------------------------------------

_SUBSETS = st.builds(
    Subset,
    sex=st.sampled_from([None, Sex.FEMALE, Sex.MALE]),
    age_group=st.sampled_from([None, *AgeGroup]),
    population_status=st.sampled_from([None, PopulationStatus.COMBATANT, PopulationStatus.CIVILIAN]),
)
_PARTS = st.lists(
    st.tuples(st.sampled_from([Q.EXACT, Q.AT_LEAST, Q.MORE_THAN]), st.integers(0, 6), _SUBSETS), max_size=5
)


@LAW
@given(parts=_PARTS, most=st.integers(0, 12))
def test_the_parts_and_the_rest_leave_room_for_the_whole(
    parts: list[tuple[Quantifier, int, Subset]], most: int
) -> None:
    claims = [some(f"s{n}", *part) for n, part in enumerate(parts)]
    whole = of(claim("t", value=most), *claims)
    for split in whole.splits:
        least = sum(cell.lower for cell in split.cells)
        assert split.not_stated.lower >= 0
        assert split.not_stated.upper is not None
        if not whole.exceeds:
            assert least + split.not_stated.lower <= most <= least + split.not_stated.upper
    for cell in whole.cells:
        assert whole.exceeds or cell.upper is None or cell.lower <= cell.upper


@LAW
@given(parts=_PARTS, data=st.data())
def test_the_order_of_claims_changes_no_kind(parts: list[tuple[Quantifier, int, Subset]], data: st.DataObject) -> None:
    claims = [some(f"s{n}", *part) for n, part in enumerate(parts)]
    shuffled = data.draw(st.permutations(claims))
    assert list(reconcile_kinds("KILLED", shuffled, zone=UTC).items()) == list(
        reconcile_kinds("KILLED", claims, zone=UTC).items()
    )
