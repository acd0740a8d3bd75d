"""What was carried beside what is in the record now, as plain values: merged, moved, erased (reconciliation.md B8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import ChangeCode
from sitreps.documents.carrying import Carriage, Carried, Ended, History
from sitreps.documents.edition_changes import compare, reason_code
from sitreps.figures.running import ALL, NOTHING, REASONS, Amount, Share, deltas, summed

BEGINS = date(2025, 6, 24)
CELLS = [(scope, measure) for scope in (ALL, "UKR", "RUS") for measure in ("KILLED", "INJURED")]


def carried(carriage: Carriage = Carriage.ROOT, *, parent: str | None = None) -> Carried:
    """UKR-2025-0001 with seven killed, as the edition before told of it; its content was erased since."""
    share = {("UKR", "KILLED"): Amount(7), (ALL, "KILLED"): Amount(7)} if carriage is Carriage.ROOT else NOTHING
    return Carried("UKR-2025-0001", 2, carriage, parent, None, share)


def history(one: Carried, ended: Ended | None = None) -> History:
    return History(number=1, carried={one.ref: one}, ended={one.ref: ended} if ended else {})


def test_a_merged_incident_names_its_survivor() -> None:
    changes = compare([], history(carried(), Ended("MERGED", "One strike, told twice.", "UKR-2025-0002")), BEGINS, [])
    [dropped] = changes.dropped
    assert (dropped.reason, dropped.text, dropped.into) == ("MERGED", "One strike, told twice.", "UKR-2025-0002")
    assert {(one.scope, one.amount, one.reason) for one in changes.losses} == {
        ("UKR", -7, "MERGED"),
        (ALL, -7, "MERGED"),
    }


def test_what_nothing_is_known_of_has_moved_out() -> None:
    [dropped] = compare([], history(carried()), BEGINS, []).dropped
    assert (dropped.reason, dropped.title, dropped.figures) == ("MOVED", "", ())


@pytest.mark.parametrize("one", [carried(Carriage.DROPPED), carried(Carriage.PLACE, parent="UKR-2025-0009")])
def test_what_was_told_already_or_goes_with_its_cluster_is_not_told(one: Carried) -> None:
    changes = compare([], history(one), BEGINS, [])
    assert (changes.dropped, changes.losses, changes.rows) == ((), (), ())


@pytest.mark.parametrize("code", ChangeCode)
def test_every_code_of_a_revision_has_a_reason(code: ChangeCode) -> None:
    assert reason_code(code) in REASONS
    assert reason_code(code) == (code if code in REASONS else "NEW_FIGURE")


shares = st.dictionaries(st.sampled_from(CELLS), st.integers(0, 50).map(Amount))


@given(shares, shares)
def test_deltas_lead_from_one_share_to_the_next_and_are_never_zero(before: Share, now: Share) -> None:
    found = deltas("UKR-2025-0001", before, now, lambda _measure: "NEW_FIGURE")
    assert all(one.amount for one in found)
    assert {one.reason for one in found} <= REASONS
    for cell in CELLS:
        moved = sum(one.amount for one in found if (one.scope, one.measure) == cell)
        assert summed([before]).get(cell, 0) + moved == summed([now]).get(cell, 0)


def test_what_moves_takes_along_what_it_had_and_only_the_rest_has_another_reason() -> None:
    before = {("UKR", "KILLED"): Amount(7), (ALL, "KILLED"): Amount(7)}
    now = {("RUS", "KILLED"): Amount(9), (ALL, "KILLED"): Amount(9)}
    found = deltas("UKR-2025-0001", before, now, lambda _measure: "OUR_ERROR")
    assert {(one.scope, one.amount, one.reason) for one in found} == {
        ("UKR", -7, "MOVED"), ("RUS", 7, "MOVED"), ("RUS", 2, "OUR_ERROR"), (ALL, 2, "OUR_ERROR"),
    }  # fmt: skip
