"""Higher numbers that wait, missing people who were found, sources that place an event differently (B13)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from sitreps.codelists import CountBasis, Quantifier, Reliability, Severity
from sitreps.figures.claims import ClaimValue
from sitreps.figures.parameters import DEFAULTS, Parameters
from sitreps.figures.places import SaidPlace, place_conflict
from sitreps.figures.waiting import missing_resolved, waiting
from tests.unit.figures.making import at, claim, figure_of

Q = Quantifier

# --- a newer, higher number ------------------------------------------------------------------------------------------

FIRST = claim("a", value=17, as_of=at(8), recorded_at=at(9))
NEXT: dict[str, Any] = {"reliability": Reliability.C, "as_of": at(10), "recorded_at": at(11)}


def waits(second: ClaimValue, hours: int, parameters: Parameters = DEFAULTS) -> bool:
    now = at(11).replace(day=24 + (11 + hours) // 24, hour=(11 + hours) % 24)
    claims = [FIRST, second]
    return bool(waiting(figure_of(*claims), claims, zone=UTC, at=now, parameters=parameters))


def test_a_higher_number_of_the_next_tier_goes_stale_after_twelve_hours() -> None:
    second = claim("b", value=19, **NEXT)
    assert not waits(second, 12)
    assert waits(second, 13)
    assert waits(second, 5, Parameters(stale_hours=4))


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 17},
        {"value": 12},
        {"value": 19, "reliability": Reliability.D},
        {"value": 19, "reliability": Reliability.E},
        {"value": 19, "as_of": at(7)},
        {"value": 19, "excluded": True},
    ],
)
def test_what_is_no_higher_no_later_or_of_no_account_waits_for_nobody(fields: dict[str, Any]) -> None:
    assert not waits(claim("b", **NEXT | fields), 48)


def test_a_figure_without_a_number_leaves_nothing_waiting() -> None:
    assert waiting(figure_of(), [], zone=UTC, at=at(12)) == []


# --- missing and found -----------------------------------------------------------------------------------------------


def bulletin(hour: int, measure: str, value: int, origin: str = "rescuers", **fields: Any) -> ClaimValue:
    basis = CountBasis.STOCK if measure == "MISSING" else CountBasis.CUMULATIVE
    return claim(
        f"{measure}{hour}", value=value, measure=measure, count_basis=basis, origin=origin, as_of=at(hour), **fields
    )


DOWN = [bulletin(8, "MISSING", 12), bulletin(12, "MISSING", 3)]


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([bulletin(8, "KILLED", 5), bulletin(12, "KILLED", 9)], True),
        ([bulletin(12, "RESCUED", 9)], True),
        ([bulletin(8, "KILLED", 5), bulletin(12, "KILLED", 5)], False),
        ([bulletin(12, "RESCUED", 0)], False),
        ([bulletin(6, "KILLED", 5), bulletin(7, "KILLED", 9)], False),
        ([bulletin(12, "RESCUED", 9, origin="police")], False),
        ([], False),
    ],
)
def test_missing_down_and_killed_or_rescued_up_in_one_origins_bulletins(others: list[ClaimValue], found: bool) -> None:
    assert bool(missing_resolved([*DOWN, *others], zone=UTC)) is found


def test_more_missing_people_are_not_found() -> None:
    up = [bulletin(8, "MISSING", 3), bulletin(12, "MISSING", 12), bulletin(12, "RESCUED", 4)]
    assert missing_resolved(up, zone=UTC) == []


def test_the_step_is_told_with_its_numbers() -> None:
    (one,) = missing_resolved([*DOWN, bulletin(8, "KILLED", 5), bulletin(12, "KILLED", 9)], zone=UTC)
    assert one.before is not None
    assert (one.missing_before.value, one.missing.value, one.before.value, one.found.value) == (12, 3, 5, 9)


# --- places ----------------------------------------------------------------------------------------------------------


def place(origin: str, name: str, adm1: str | None, adm2: str | None = None) -> SaidPlace:
    return SaidPlace(f"claim of {origin}", origin, name, adm1, adm2)


DNIPRO, SAMAR, SUMY = (
    place(origin, name, adm1, adm2)
    for origin, name, adm1, adm2 in (
        ("police", "Dnipro", "UA12", "UA1202"),
        ("mayor", "Samar", "UA12", "UA1210"),
        ("tv", "Sumy", "UA59", "UA5908"),
    )
)


@pytest.mark.parametrize(
    ("said", "severity", "names"),
    [
        ([DNIPRO, SUMY], Severity.BLOCK, ["Dnipro", "Sumy"]),
        ([DNIPRO, SAMAR], Severity.WARN, ["Samar", "Dnipro"]),
        ([DNIPRO, SAMAR, SUMY], Severity.BLOCK, ["Samar", "Dnipro", "Sumy"]),
        ([DNIPRO, place("tv", "Dnipropetrovska oblast", "UA12")], None, []),
        ([DNIPRO, place("tv", "Ukraine", None)], None, []),
        ([DNIPRO, place("police", "Sumy", "UA59")], None, []),
        ([DNIPRO], None, []),
        ([], None, []),
    ],
)
def test_two_origins_in_different_units_do_not_fit(
    said: list[SaidPlace], severity: Severity | None, names: list[str]
) -> None:
    conflict = place_conflict(said)
    assert (conflict.severity if conflict else None) is severity
    assert [one.name for one in conflict.places] == names if conflict else not names


def test_a_cluster_may_lie_in_several_districts_of_one_region() -> None:
    assert place_conflict([DNIPRO, SAMAR], within_one=False) is None
    assert place_conflict([DNIPRO, SUMY], within_one=False) is not None
