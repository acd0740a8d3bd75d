"""When a claim was true: the points of B2."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitreps.errors import InvalidValue
from sitreps.figures.moments import EARLIEST, day_bounds, order_of, point_of
from tests.unit.figures.making import at, claim

KYIV = ZoneInfo("Europe/Kyiv")
DAY = date(2025, 6, 24)
END_OF_DAY = datetime(2025, 6, 24, 20, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "point"),
    [
        ({"as_of": at(18), "published_at": at(20)}, at(18)),
        ({"as_of": DAY, "published_at": at(9), "recorded_at": at(12)}, at(9)),
        ({"as_of": DAY, "published_at": at(9, day=25), "recorded_at": at(12)}, at(12)),
        ({"as_of": DAY, "published_at": at(9, day=25), "recorded_at": at(12, day=25)}, END_OF_DAY),
        ({"as_of": DAY, "published_on": DAY, "recorded_at": at(12)}, END_OF_DAY),
        ({"as_of": DAY, "published_on": date(2025, 6, 25), "recorded_at": at(12)}, at(12)),
        ({"as_of": DAY}, END_OF_DAY),
        ({"as_of": None, "published_at": at(9), "recorded_at": at(12)}, at(9)),
        ({"as_of": None, "published_on": DAY, "recorded_at": at(12, day=26)}, END_OF_DAY),
        ({"as_of": None, "recorded_at": at(12)}, at(12)),
        ({"as_of": None}, EARLIEST),
    ],
)
def test_the_point_of_a_claim(fields: dict[str, Any], point: datetime) -> None:
    assert point_of(claim(**fields), KYIV) == point


def test_a_day_is_a_day_of_the_desk() -> None:
    """22:30 in London on the 23rd is the 24th in Kyiv already."""
    late = datetime(2025, 6, 23, 22, 30, tzinfo=ZoneInfo("Europe/London"))
    assert point_of(claim(as_of=DAY, published_at=late), KYIV) == late
    assert point_of(claim(as_of=DAY, published_at=late), UTC) == day_bounds(DAY, UTC)[1]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2025, 10, 26), 25), (DAY, 24)], ids=["spring", "autumn", "summer"]
)
def test_days_are_as_long_as_they_are(day: date, hours: int) -> None:
    first, last = day_bounds(day, KYIV)
    assert round((last - first).total_seconds()) == hours * 3600


def test_of_two_claims_as_of_one_moment_the_later_published_is_later_said() -> None:
    early, late = (claim(as_of=at(8), published_at=at(hour), recorded_at=at(20)) for hour in (9, 10))
    assert order_of(early, UTC) < order_of(late, UTC)


@pytest.mark.parametrize("field", ["as_of", "published_at", "recorded_at"])
def test_a_moment_without_a_zone_is_refused(field: str) -> None:
    fields: dict[str, Any] = {field: datetime(2025, 6, 24, 12, 0)}  # noqa: DTZ001 the point of the test
    with pytest.raises(InvalidValue, match="no time zone") as refused:
        claim(**fields)
    assert refused.value.field == field
