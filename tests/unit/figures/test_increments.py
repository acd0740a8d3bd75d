""" "Two more died": what an increment proposes, when it is silent, and when what was added is out of date (B2)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import ClaimStatus, CountBasis, Quantifier, Reliability, VagueWord
from sitreps.figures.claims import ClaimValue
from sitreps.figures.increments import Increments, Proposal, increments_of
from tests.unit.figures.making import LAW, at, claim, claim_lists, figure_of

Q = Quantifier
POLICE, HOSPITAL = {"origin": "police"}, {"origin": "hospital"}


def said(key: str, value: int, hour: int, **how: Any) -> ClaimValue:
    return claim(key, how.pop("quantifier", Q.EXACT), value, as_of=at(hour), **{**POLICE, **how})


def more(key: str, value: int | None, hour: int, **how: Any) -> ClaimValue:
    return claim(
        key,
        how.pop("quantifier", Q.EXACT),
        value,
        as_of=at(hour),
        count_basis=CountBasis.INCREMENT,
        **{**POLICE, **how},
    )


def derived(value: int, hour: int, adds: str = "more", adds_to: str = "total", **how: Any) -> ClaimValue:
    key = how.pop("key", "derived")
    told = {"origin": "DESK", "continues": "police", "adds": adds, "adds_to": adds_to, **how}
    return claim(key, Q.AT_LEAST, value, as_of=at(hour), **told)


def asked(*claims: ClaimValue) -> Increments:
    return increments_of("KILLED", claims, zone=UTC)


TOTAL, MORE = said("total", 11, 8), more("more", 2, 12)


def test_an_increment_continues_the_last_total_of_its_own_origin() -> None:
    older = said("older", 7, 6)
    better = said("other", 15, 7, **HOSPITAL, reliability=Reliability.A)
    found = asked(older, TOTAL, better, MORE)
    assert found.proposals == (Proposal("more", "total", 2, 13, own=True),)
    assert found.outdated == ()


def test_else_it_continues_the_figure_as_it_stood() -> None:
    found = asked(TOTAL, more("more", 2, 12, **HOSPITAL))
    assert found.proposals == (Proposal("more", "total", 2, 13, own=False),)


@pytest.mark.parametrize(
    ("base", "increment", "at_least"),
    [
        (said("total", 11, 8, quantifier=Q.AT_LEAST), MORE, 13),
        (said("total", 10, 8, quantifier=Q.MORE_THAN), MORE, 13),
        (said("total", 10, 8, quantifier=Q.APPROX), MORE, 11),
        (TOTAL, more("more", 2, 12, quantifier=Q.MORE_THAN), 14),
        (TOTAL, more("more", 2, 12, quantifier=Q.AT_LEAST), 13),
    ],
)
def test_it_proposes_no_more_than_both_lower_ends_support(
    base: ClaimValue, increment: ClaimValue, at_least: int
) -> None:
    (found,) = asked(base, increment).proposals
    assert found.at_least == at_least


@pytest.mark.parametrize(
    "claims",
    [
        (MORE,),
        (TOTAL, more("more", None, 12, quantifier=Q.VAGUE, vague_word=VagueWord.SEVERAL)),
        (TOTAL, more("more", 2, 12, quantifier=Q.AT_MOST)),
        (TOTAL, more("more", 2, 12, status=ClaimStatus.WITHDRAWN)),
        (TOTAL, more("more", 2, 12, excluded=True)),
        (TOTAL, more("more", 2, 12, reliability=Reliability.E)),
        (TOTAL, MORE, said("since", 13, 14)),
        (TOTAL, MORE, said("since", 13, 12)),
        (TOTAL, more("more", 2, 12, **HOSPITAL), said("since", 15, 14)),
        (said("total", 11, 14), MORE),
    ],
)
def test_it_is_silent_where_nothing_can_be_added(claims: tuple[ClaimValue, ...]) -> None:
    assert asked(*claims) == Increments((), ())


def test_nothing_is_added_to_a_word_without_a_number() -> None:
    dozens = claim("total", Q.VAGUE, None, vague_word=VagueWord.DOZENS, as_of=at(8), **POLICE)
    assert asked(dozens, MORE) == Increments((), ())


def test_a_stock_is_no_running_count() -> None:
    missing = {"measure": "MISSING"}
    claims = [said("total", 3, 8, count_basis=CountBasis.STOCK, **missing), more("more", 2, 12, **missing)]
    assert increments_of("MISSING", claims, zone=UTC) == Increments((), ())


def test_what_was_added_asks_no_more_and_the_next_increment_continues_it() -> None:
    assert asked(TOTAL, MORE, derived(13, 12)) == Increments((), ())
    (following,) = asked(TOTAL, MORE, derived(13, 12), more("again", 1, 15)).proposals
    assert (following.base, following.at_least, following.own) == ("derived", 14, True)


def test_a_base_that_changes_makes_the_addition_out_of_date_and_proposes_anew() -> None:
    corrected = said("corrected", 10, 8, supersedes="total")
    found = asked(TOTAL, corrected, MORE, derived(13, 12))
    assert found.outdated == ("derived",)
    assert found.proposals == (Proposal("more", "corrected", 2, 12, own=True, replaces="derived"),)


def test_a_base_that_is_gone_makes_the_addition_out_of_date() -> None:
    gone = said("total", 11, 8, status=ClaimStatus.WITHDRAWN)
    assert asked(gone, MORE, derived(13, 12)) == Increments((), ("derived",))


def test_an_increment_that_is_gone_makes_the_addition_out_of_date() -> None:
    gone = more("more", 2, 12, status=ClaimStatus.WITHDRAWN)
    assert asked(TOTAL, gone, derived(13, 12)) == Increments((), ("derived",))


def test_what_was_added_is_the_figure_and_is_no_further_origin() -> None:
    figure = figure_of(TOTAL, MORE, derived(13, 12))
    assert (figure.lower, figure.quantifier, figure.open, figure.origins) == (13, Q.AT_LEAST, True, 1)


def test_what_was_added_counts_no_more_once_its_origin_gives_a_total() -> None:
    figure = figure_of(TOTAL, MORE, derived(13, 12), said("since", 12, 14))
    assert (figure.best, figure.chosen, figure.origins) == (12, "since", 1)
    (standing,) = [one for one in figure.standings if one.key == "derived"]
    assert standing.not_used_because == "OLDER_SAME_ORIGIN"
    assert not standing.is_current


def test_an_addition_that_is_withdrawn_brings_back_the_older_number_and_says_so() -> None:
    gone = derived(13, 12, status=ClaimStatus.WITHDRAWN)
    figure = figure_of(TOTAL, MORE, gone, formerly_current=("derived",))
    assert [(flag.code, flag.about) for flag in figure.flags] == [("REVERTED_TO_OLDER", "police")]


def test_the_desk_adds_to_the_numbers_of_two_origins_apart() -> None:
    other = derived(6, 13, adds="m2", adds_to="t2", key="other", continues="hospital")
    figure = figure_of(TOTAL, MORE, derived(13, 12), said("t2", 5, 9, **HOSPITAL), more("m2", 1, 13, **HOSPITAL), other)
    current = {one.key for one in figure.standings if one.is_current}
    assert {"derived", "other"} <= current


@LAW
@given(claims=claim_lists(), added=st.integers(1, 3))
def test_an_increment_by_itself_moves_no_number(claims: list[ClaimValue], added: int) -> None:
    increment = more("more", added, 21, origin="police")
    before, after = figure_of(*claims), figure_of(*claims, increment)
    for name in ("best", "low", "high", "agreement", "chosen"):
        assert getattr(before, name) == getattr(after, name)


@LAW
@given(claims=claim_lists(), added=st.integers(1, 3))
def test_a_proposal_never_adds_to_a_sum_and_holds_after_it_is_accepted(claims: list[ClaimValue], added: int) -> None:
    increment = more("more", added, 21, origin="police")
    found = [one for one in asked(*claims, increment).proposals if one.increment == "more"]
    for proposal in found:
        base = next(one for one in claims if one.key == proposal.base)
        assert proposal.at_least - added <= max(base.value or 0, base.value2 or 0) + 1
        made = derived(proposal.at_least, 21, adds_to=proposal.base)
        again = asked(*claims, increment, made)
        assert "derived" not in again.outdated
        assert not [one for one in again.proposals if one.increment == "more"]
