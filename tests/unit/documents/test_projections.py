"""What stands beside a revision so that totals need not open it."""

from datetime import UTC, date, datetime

import pytest

from sitreps.documents.incident import Occurred
from sitreps.documents.projections import Dating, dating

TUESDAY, MONDAY, FIRST = date(2025, 6, 24), date(2025, 6, 23), date(2025, 6, 1)


def occurred(precision: str, *window: datetime) -> Occurred:
    begins, ends = window or (None, None)
    return Occurred(on=TUESDAY, from_=begins, to=ends, precision=precision, basis="STATED", tz="Europe/Kyiv")


@pytest.mark.parametrize("precision", ["EXACT_TIME", "HOUR", "PART_OF_DAY", "OVERNIGHT", "DAY"])
def test_what_is_dated_within_a_day_belongs_to_day_week_and_month(precision: str) -> None:
    assert dating(occurred(precision)) == Dating(TUESDAY, MONDAY, FIRST)


def test_what_is_dated_more_coarsely_belongs_to_no_finer_bucket() -> None:
    assert dating(occurred("WEEK")) == Dating(None, MONDAY, FIRST)
    assert dating(occurred("MONTH")) == Dating(None, None, FIRST)
    assert dating(occurred("UNKNOWN")) == Dating(None, None, None)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (datetime(2025, 6, 23, 21, 0, tzinfo=UTC), datetime(2025, 6, 24, 20, 0, tzinfo=UTC), (TUESDAY, MONDAY, FIRST)),
        (datetime(2025, 6, 24, 9, 0, tzinfo=UTC), datetime(2025, 6, 26, 9, 0, tzinfo=UTC), (None, MONDAY, FIRST)),
        (datetime(2025, 6, 20, 9, 0, tzinfo=UTC), datetime(2025, 6, 24, 9, 0, tzinfo=UTC), (None, None, FIRST)),
        (
            datetime(2025, 6, 30, 9, 0, tzinfo=UTC),
            datetime(2025, 7, 1, 9, 0, tzinfo=UTC),
            (None, date(2025, 6, 30), None),
        ),
    ],
)
def test_a_range_belongs_where_its_window_lies(
    begins: datetime, ends: datetime, expected: tuple[date | None, ...]
) -> None:
    """In the zone of the event, in which days begin."""
    assert dating(occurred("RANGE", begins, ends)) == Dating(*expected)


def test_a_range_whose_window_is_not_public_belongs_nowhere() -> None:
    assert dating(occurred("RANGE")) == Dating(None, None, None)
