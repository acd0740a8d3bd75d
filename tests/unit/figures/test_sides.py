"""Which claims are sides of a conflict: those that contradict another; who contradicts nobody settles nothing
(B5, docs/adr/0018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from sitreps.codelists import Agreement, CountBasis, Covers, Part, Quantifier, Reliability, VagueWord
from sitreps.figures.claims import ClaimValue
from sitreps.figures.figure import Gap
from tests.unit.figures.making import at, claim, codes, figure_of

Q = Quantifier


def said(key: str, quantifier: Quantifier, value: int | None, hour: int = 12, **fields: Any) -> ClaimValue:
    return claim(key, quantifier, value, as_of=at(hour), **fields)


def weak(key: str, quantifier: Quantifier, value: int | None, hour: int = 12, **fields: Any) -> ClaimValue:
    return said(key, quantifier, value, hour, reliability=Reliability.D, **fields)


CITY, REGION = said("city", Q.EXACT, 17), said("region", Q.BETWEEN, 20, value2=22)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Claims; which one is printed, how they stand to each other, and who is on which side, the printed one first."""

    claims: tuple[ClaimValue, ...]
    chosen: str
    agreement: Agreement = Agreement.CONFLICTING
    sides: tuple[str, ...] = ()


CASES = {
    "two bodies contradict each other": Case(claims=(CITY, REGION), chosen="city", sides=("city", "region")),
    "a floor below both, equally late": Case(
        claims=(CITY, REGION, said("hospital", Q.AT_LEAST, 9)), chosen="city", sides=("city", "region")
    ),
    "a hospital's own patients": Case(
        claims=(CITY, REGION, said("hospital", Q.EXACT, 9, covers=Covers.PART, part=Part.ONE_FACILITY)),
        chosen="city",
        sides=("city", "region"),
    ),
    "a floor below both, and later": Case(
        claims=(CITY, REGION, said("hospital", Q.AT_LEAST, 9, 14)), chosen="city", sides=("city", "region")
    ),
    "a wide range around both": Case(
        claims=(CITY, REGION, said("channel", Q.BETWEEN, 10, value2=40)), chosen="city", sides=("city", "region")
    ),
    "a floor between them is a side": Case(
        claims=(CITY, REGION, said("hospital", Q.AT_LEAST, 18)), chosen="city", sides=("city", "hospital", "region")
    ),
    "a later floor between them: the number rose past the lower": Case(
        claims=(CITY, REGION, said("hospital", Q.AT_LEAST, 18, 14)),
        chosen="hospital",
        agreement=Agreement.PROGRESSION,
    ),
    "a number that rose, past an early floor": Case(
        claims=(said("city", Q.EXACT, 17, 8), said("region", Q.EXACT, 19), said("hospital", Q.AT_LEAST, 10, 7)),
        chosen="region",
        agreement=Agreement.PROGRESSION,
    ),
    "a number that rose, and a later floor below it": Case(
        claims=(said("city", Q.EXACT, 17, 8), said("region", Q.EXACT, 19), said("hospital", Q.AT_LEAST, 10, 14)),
        chosen="region",
        agreement=Agreement.PROGRESSION,
    ),
    "a number that rose, and others that contradict each other since": Case(
        claims=(
            said("city", Q.EXACT, 8, 8),
            said("region", Q.AT_LEAST, 10),
            weak("one", Q.EXACT, 15, 13),
            weak("other", Q.EXACT, 18, 13),
        ),
        chosen="region",
        sides=("region", "city", "one", "other"),
    ),
    "less direct sources contradict each other": Case(
        claims=(weak("one", Q.EXACT, 17), weak("other", Q.EXACT, 20), said("hospital", Q.AT_LEAST, 9)),
        chosen="hospital",
        sides=("hospital", "one", "other"),
    ),
    "a quarrel of weaker sources leaves the best informed": Case(
        claims=(
            said("first", Q.AT_LEAST, 3, 8),
            said("later", Q.AT_LEAST, 1),
            weak("one", Q.EXACT, 5),
            weak("other", Q.EXACT, 6),
        ),
        chosen="first",
        sides=("first", "one", "other"),
    ),
    "a weak claim against all that the direct ones say": Case(
        claims=(said("first", Q.AT_LEAST, 3, 8), said("later", Q.AT_LEAST, 2), weak("weak", Q.EXACT, 1)),
        chosen="first",
        sides=("first", "later", "weak"),
    ),
    "a floor beside a number and a less direct contradiction": Case(
        claims=(CITY, said("hospital", Q.AT_LEAST, 9, 14), weak("channel", Q.EXACT, 25, 15)),
        chosen="city",
        sides=("city", "channel"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_sides_are_those_who_contradict_another(case: Case) -> None:
    figure = figure_of(*case.claims)
    assert (figure.chosen, figure.agreement) == (case.chosen, case.agreement)
    assert tuple(key for side in figure.sides for key in side.basis) == case.sides
    assert figure.consistent is None


def test_who_is_no_side_is_still_an_origin_and_the_lowest_number() -> None:
    figure = figure_of(CITY, REGION, said("hospital", Q.AT_LEAST, 9))
    assert (figure.best, figure.lower, figure.low, figure.high, figure.origins) == (17, 17, 9, 22, 3)
    assert [flag.gap for flag in figure.flags] == [Gap(below=17, above=20)]


def test_a_number_that_rose_past_a_floor_is_no_conflict_to_decide() -> None:
    rose = CASES["a number that rose, past an early floor"]
    assert codes(figure_of(*rose.claims)) == ["PROGRESSION"]


def test_of_a_state_the_latest_are_asked_and_a_floor_among_them_settles_nothing() -> None:
    stock: dict[str, Any] = {"measure": "MISSING", "count_basis": CountBasis.STOCK}
    before = said("before", Q.EXACT, 12, 8, **stock)
    now = [said("city", Q.EXACT, 3, **stock), said("region", Q.EXACT, 5, **stock), said("camp", Q.AT_LEAST, 1, **stock)]
    assert figure_of(before, *now, measure="MISSING").chosen == "city"
    assert figure_of(before, now[0], now[2], measure="MISSING").chosen == "city"
    assert figure_of(before, now[0], now[2], measure="MISSING").agreement is Agreement.PROGRESSION


def test_soft_words_that_contradict_only_each_other_stand_by_a_firm_number() -> None:
    dozens = said("dozens", Q.VAGUE, None, 13, vague_word=VagueWord.DOZENS)
    figure = figure_of(said("firm", Q.AT_LEAST, 5), said("few", Q.AT_MOST, 8), dozens, said("more", Q.AT_LEAST, 6, 11))
    assert figure.chosen == "more"
    assert {key for side in figure.sides for key in side.basis} == {"more", "few", "dozens"}
