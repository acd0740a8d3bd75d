"""Which claims count, and the one current claim of each origin (B2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sitreps.codelists import AsOfBasis, ClaimStatus, CountBasis, Covers, Credibility, Part, Quantifier, Reliability
from sitreps.errors import InvalidValue
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.figure import Figure
from tests.unit.figures.making import at, claim, codes, figure_of


def reason(figure: Figure, key: str) -> str | None:
    return {standing.key: standing.not_used_because for standing in figure.standings}[key]


def police(key: str, value: int, hour: int, **fields: Any) -> ClaimValue:
    return claim(key, value=value, origin="police", as_of=at(hour), **fields)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"subset": Subset(role="EDUCATOR")}, "SUBSET"),
        ({"subset": Subset(role="EDUCATOR"), "status": ClaimStatus.WITHDRAWN}, "SUBSET"),
        ({"status": ClaimStatus.WITHDRAWN}, "NOT_ACTIVE"),
        ({"status": ClaimStatus.REJECTED}, "NOT_ACTIVE"),
        ({"status": ClaimStatus.MERGED}, "NOT_ACTIVE"),
        ({"count_basis": CountBasis.INCREMENT}, "COUNT_BASIS"),
        ({"count_basis": CountBasis.PERIOD}, "COUNT_BASIS"),
        ({"count_basis": CountBasis.STOCK}, "COUNT_BASIS"),
        ({"quantifier": Quantifier.NONE_REPORTED, "value": None}, "NO_NUMBER"),
        ({"quantifier": Quantifier.UNQUANTIFIED, "value": None}, "NO_NUMBER"),
        ({"quantifier": Quantifier.AT_MOST, "covers": Covers.PART, "part": Part.ONE_SITE}, "NO_NUMBER"),
        ({"reliability": Reliability.E}, "NOT_RELIED_ON"),
        ({"credibility": Credibility.IMPROBABLE}, "NOT_RELIED_ON"),
        ({"excluded": True}, "NOT_RELIED_ON"),
    ],
)
def test_a_claim_that_does_not_count_is_listed_with_its_reason(fields: dict[str, Any], why: str) -> None:
    figure = figure_of(claim("c", **fields))
    assert not figure.has_number
    (standing,) = figure.standings
    assert (standing.counted, standing.used, standing.not_used_because) == (False, False, why)


def test_only_active_totals_are_among_the_claims_of_a_figure() -> None:
    figure = figure_of(
        claim("counted"),
        claim("not counted", count_basis=CountBasis.INCREMENT),
        claim("withdrawn", status=ClaimStatus.WITHDRAWN),
        claim("subset", subset=Subset()),
        claim("injured", measure="INJURED"),
    )
    assert figure.claims == 2
    assert len(figure.standings) == 4


def test_a_stock_is_made_of_stock_claims_only() -> None:
    stock = claim("s", value=4, measure="MISSING", count_basis=CountBasis.STOCK)
    cumulative = claim("c", value=9, measure="MISSING")
    figure = figure_of(stock, cumulative, measure="MISSING")
    assert (figure.chosen, reason(figure, "c")) == ("s", "COUNT_BASIS")


def test_a_claim_counts_no_more_once_an_active_claim_replaces_it() -> None:
    replaced = claim("a", value=9)
    assert figure_of(replaced, claim("b", value=7, supersedes="a", as_of=at(1))).chosen == "b"
    assert figure_of(replaced, claim("b", value=7, supersedes="a", status=ClaimStatus.WITHDRAWN)).chosen == "a"


def test_a_claim_moved_to_another_measure_leaves_its_own() -> None:
    wrong = claim("a", value=9)
    moved = claim("b", value=9, measure="INJURED", supersedes="a")
    assert not figure_of(wrong, moved).has_number
    assert figure_of(wrong, moved, measure="INJURED").chosen == "b"


def test_the_latest_said_is_current_and_the_rest_is_older() -> None:
    figure = figure_of(police("a", 7, 8), police("b", 9, 12), police("c", 17, 18))
    assert figure.chosen == "c"
    assert [reason(figure, key) for key in "abc"] == ["OLDER_SAME_ORIGIN", "OLDER_SAME_ORIGIN", None]
    assert all(standing.counted for standing in figure.standings)
    assert [standing.key for standing in figure.standings if standing.is_current] == ["c"]


def test_where_nothing_tells_two_numbers_of_one_origin_apart_the_lower_stands() -> None:
    figure = figure_of(police("a", 14, 12), police("b", 12, 12))
    assert figure.chosen == "b"
    assert reason(figure, "a") == "OTHER_CLAIM_USED"
    assert [(flag.code, flag.about) for flag in figure.flags] == [("SAME_ORIGIN_INCONSISTENT", "police")]


def test_the_better_tier_comes_before_the_lower_number() -> None:
    figure = figure_of(police("a", 14, 12), police("b", 12, 12, unjudged_relay=True))
    assert figure.chosen == "a"


def test_one_number_through_several_outlets_is_consistent() -> None:
    assert codes(figure_of(police("a", 11, 12), police("b", 11, 12))) == []


# --- re-quotes -------------------------------------------------------------------------------------------------------

STATED = police("stated", 17, 20, as_of_basis=AsOfBasis.STATED)


def requote(**fields: Any) -> ClaimValue:
    given: dict[str, Any] = {"value": 11, "as_of": date(2025, 6, 25), "as_of_basis": AsOfBasis.INFERRED}
    return claim("requote", origin="police", **given | fields)


def test_a_requote_never_lowers_a_toll() -> None:
    figure = figure_of(STATED, requote())
    assert figure.chosen == "stated"
    assert reason(figure, "requote") == "STALE_REQUOTE"
    assert [(flag.code, flag.about) for flag in figure.flags] == [("STALE_REQUOTE_SUSPECT", "police")]


def test_an_editor_may_confirm_that_the_origin_revised_downward() -> None:
    figure = figure_of(STATED, requote(requote_confirmed=True))
    assert figure.chosen == "requote"
    assert codes(figure) == ["DOWNWARD_REVISION"]


@pytest.mark.parametrize(
    "fields",
    [
        {"as_of_basis": AsOfBasis.STATED},
        {"quantifier": Quantifier.AT_LEAST},
        {"value": 17},
        {"quantifier": Quantifier.BETWEEN, "value": 11, "value2": 17},
    ],
    ids=["stated", "unbounded", "equal", "reaches up"],
)
def test_a_later_claim_that_does_not_fall_below_becomes_current(fields: dict[str, Any]) -> None:
    figure = figure_of(STATED, requote(**fields))
    assert figure.chosen == "requote"
    assert "STALE_REQUOTE_SUSPECT" not in codes(figure)


def test_a_requote_from_before_is_merely_older() -> None:
    figure = figure_of(STATED, requote(as_of=at(8)))
    assert reason(figure, "requote") == "OLDER_SAME_ORIGIN"
    assert codes(figure) == []


def test_a_requote_that_a_later_statement_overtakes_is_no_longer_a_suspect() -> None:
    last = claim("last", value=19, origin="police", as_of=at(12, day=26))
    figure = figure_of(STATED, requote(), last)
    assert (figure.chosen, codes(figure)) == ("last", [])


def test_a_stock_may_fall_by_hearsay() -> None:
    fields: dict[str, Any] = {"measure": "MISSING", "count_basis": CountBasis.STOCK, "origin": "rescuers"}
    stated = claim("a", value=12, as_of=at(8), as_of_basis=AsOfBasis.STATED, **fields)
    figure = figure_of(
        stated, claim("b", value=3, as_of=at(12), as_of_basis=AsOfBasis.INFERRED, **fields), measure="MISSING"
    )
    assert (figure.chosen, codes(figure)) == ("b", [])


# --- withdrawals -----------------------------------------------------------------------------------------------------

WITHDRAWN = police("b", 17, 18, status=ClaimStatus.WITHDRAWN)


def test_a_withdrawal_brings_an_older_number_back_and_says_so() -> None:
    figure = figure_of(police("a", 9, 12), WITHDRAWN, formerly_current={"b"})
    assert figure.chosen == "a"
    assert [(flag.code, flag.about) for flag in figure.flags] == [("REVERTED_TO_OLDER", "police")]


def test_a_withdrawal_of_what_was_never_current_is_silent() -> None:
    assert codes(figure_of(police("a", 9, 12), WITHDRAWN)) == []
    assert codes(figure_of(police("a", 19, 20), WITHDRAWN, formerly_current={"b"})) == []


def test_two_claims_of_one_key_are_refused() -> None:
    with pytest.raises(InvalidValue, match="two claims are called c"):
        figure_of(claim("c"), claim("c", value=8))
