"""What an incident corrects in the running totals, cell by cell and with a reason (reconciliation.md B8)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sitreps.figures.running import ALL, Amount, Delta, Share, deltas, summed
from tests.unit.figures.making import LAW

MEASURES = ("KILLED", "INJURED", "RESCUED")
COUNTRIES = ("UKR", "RUS", "MDA")


def told(before: Share, now: Share) -> list[Delta]:
    return deltas("UKR-2025-0001", before, now, lambda _measure: "NEW_FIGURE")


def amounts(found: list[Delta]) -> dict[tuple[str, str, str], int]:
    return {(delta.scope, delta.measure, delta.reason): delta.amount for delta in found}


@st.composite
def shares(draw: st.DrawFn) -> Share:
    """What an incident may add: in one country, in several or in none, of any measures."""
    scopes = [*draw(st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2)), ALL]
    measures = draw(st.lists(st.sampled_from(MEASURES), unique=True))
    amount = st.builds(Amount, st.integers(0, 5), st.booleans())
    return {(scope, measure): draw(amount) for scope in scopes for measure in measures}


def test_a_newer_figure_is_told_in_its_country_and_in_the_sum_of_all() -> None:
    before = {("UKR", "KILLED"): Amount(5), (ALL, "KILLED"): Amount(5)}
    now = {("UKR", "KILLED"): Amount(7), (ALL, "KILLED"): Amount(7)}
    assert amounts(told(before, now)) == {("UKR", "KILLED", "NEW_FIGURE"): 2, (ALL, "KILLED", "NEW_FIGURE"): 2}


def test_what_did_not_change_is_not_told() -> None:
    same = {("UKR", "KILLED"): Amount(5), (ALL, "KILLED"): Amount(5)}
    assert told(same, same) == []


def test_an_incident_that_moved_takes_with_it_what_it_had_and_the_rest_has_its_own_reason() -> None:
    before = {("UKR", "KILLED"): Amount(5), (ALL, "KILLED"): Amount(5)}
    now = {("RUS", "KILLED"): Amount(7), (ALL, "KILLED"): Amount(7)}
    assert amounts(told(before, now)) == {
        ("UKR", "KILLED", "MOVED"): -5,
        ("RUS", "KILLED", "MOVED"): 5,
        ("RUS", "KILLED", "NEW_FIGURE"): 2,
        (ALL, "KILLED", "NEW_FIGURE"): 2,
    }


def test_a_figure_that_is_gone_with_the_move_arrives_before_it_goes() -> None:
    """Else five people leave one country for the other and never come there."""
    before = {("UKR", "KILLED"): Amount(5), (ALL, "KILLED"): Amount(5)}
    now = {("RUS", "INJURED"): Amount(2), (ALL, "INJURED"): Amount(2)}
    assert amounts(told(before, now)) == {
        ("UKR", "KILLED", "MOVED"): -5,
        ("RUS", "KILLED", "MOVED"): 5,
        ("RUS", "KILLED", "NEW_FIGURE"): -5,
        (ALL, "KILLED", "NEW_FIGURE"): -5,
        ("RUS", "INJURED", "NEW_FIGURE"): 2,
        (ALL, "INJURED", "NEW_FIGURE"): 2,
    }


def test_dozens_that_moved_are_no_digits_where_they_came_to() -> None:
    before = {("UKR", "KILLED"): Amount(12, in_digits=False), (ALL, "KILLED"): Amount(12, in_digits=False)}
    now = {("RUS", "KILLED"): Amount(14), (ALL, "KILLED"): Amount(14)}
    assert not any(delta.in_digits for delta in told(before, now))


@LAW
@given(before=shares(), now=shares())
def test_what_was_and_every_correction_add_up_to_what_is(before: Share, now: Share) -> None:
    corrected = Counter(summed([before]))
    for delta in told(before, now):
        assert delta.amount
        corrected[delta.scope, delta.measure] += delta.amount
    assert {cell: n for cell, n in corrected.items() if n} == {cell: n for cell, n in summed([now]).items() if n}


@LAW
@given(before=shares(), now=shares())
def test_as_many_come_to_a_country_as_left_another(before: Share, now: Share) -> None:
    moved: Counter[str] = Counter()
    for delta in told(before, now):
        moved[delta.measure] += delta.amount if delta.reason == "MOVED" else 0
    assert not any(moved.values())
