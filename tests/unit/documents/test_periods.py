"""Cut-offs and periods of a series over whole years, in zones that change their clocks (edition.md C1; B11)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.documents.periods import Calendar

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
YEAR = date(2025, 1, 1)
ZONES = ("Europe/Kyiv", "UTC", "Australia/Sydney", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")
CUT_OFFS = (time(18), time(0), time(2, 30), time(3, 30), time(23, 59))


def calendar(
    zone: str = "Europe/Kyiv",
    cut_off: time = time(18),
    cadence: str = "DAILY",
    starts_on: date | None = YEAR,
    ends_on: date | None = None,
) -> Calendar:
    return Calendar(zone, cut_off, cadence, starts_on, ends_on)


def editions(when: Calendar, days: int = 366) -> list[date]:
    """Every day with an edition, from the first on."""
    assert when.starts_on is not None
    return [day for day in (when.starts_on + ahead * DAY for ahead in range(days)) if when.has_edition(day)]


def periods(when: Calendar, days: int = 366) -> list[tuple[datetime, datetime]]:
    """The periods of those editions as the desk makes them: each begins where the one before ended."""
    ends = [when.cut_off_on(day) for day in editions(when, days)]
    return list(zip([when.opening(editions(when, days)[0]), *ends[:-1]], ends, strict=True))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cut_off", CUT_OFFS)
def test_the_periods_of_a_year_neither_overlap_nor_leave_gaps(zone: str, cut_off: time) -> None:
    found = periods(calendar(zone, cut_off))
    assert len(found) == 366
    assert all(begins < ends for begins, ends in found)
    assert {ends - begins for begins, ends in found} <= {23 * HOUR, 23.5 * HOUR, 24 * HOUR, 24.5 * HOUR, 25 * HOUR}
    assert [ends for _, ends in found[:-1]] == [begins for begins, _ in found[1:]]
    assert [ends.astimezone(ZoneInfo(zone)).date() for _, ends in found] == [YEAR + ahead * DAY for ahead in range(366)]


@pytest.mark.parametrize(
    ("zone", "cut_off", "days"),
    [
        ("Europe/Kyiv", time(18), {date(2025, 3, 30): 23, date(2025, 10, 26): 25}),
        ("Europe/Kyiv", time(3, 30), {date(2025, 3, 30): 23.5, date(2025, 3, 31): 23.5, date(2025, 10, 27): 25}),
        ("Australia/Sydney", time(18), {date(2025, 4, 6): 25, date(2025, 10, 5): 23}),
        ("America/Santiago", time(0), {date(2025, 4, 6): 25, date(2025, 9, 8): 23}),
        ("UTC", time(18), {}),
    ],
)
def test_the_days_of_23_and_25_hours_are_those_on_which_the_clocks_change(
    zone: str, cut_off: time, days: dict[date, float]
) -> None:
    when = calendar(zone, cut_off)
    lengths = dict(zip(editions(when), ((ends - begins) / HOUR for begins, ends in periods(when)), strict=True))
    assert {day: hours for day, hours in lengths.items() if hours != 24} == days


@pytest.mark.parametrize(
    ("zone", "day", "cut_off", "moment"),
    [
        # The clocks go from 03:00 to 04:00: the first instant after the gap.
        ("Europe/Kyiv", date(2025, 3, 30), time(3, 30), datetime(2025, 3, 30, 1, 0, tzinfo=UTC)),
        # They go from 04:00 to 03:00: the first of the two.
        ("Europe/Kyiv", date(2025, 10, 26), time(3, 30), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        ("Australia/Sydney", date(2025, 10, 5), time(2, 30), datetime(2025, 10, 4, 16, 0, tzinfo=UTC)),
        ("Australia/Sydney", date(2025, 4, 6), time(2, 30), datetime(2025, 4, 5, 15, 30, tzinfo=UTC)),
        # Midnight itself is skipped.
        ("America/Santiago", date(2025, 9, 7), time(0), datetime(2025, 9, 7, 4, 0, tzinfo=UTC)),
        # A whole day was skipped.
        ("Pacific/Apia", date(2011, 12, 30), time(18), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        ("Europe/Kyiv", date(2024, 2, 29), time(18), datetime(2024, 2, 29, 16, 0, tzinfo=UTC)),
        ("Europe/Kyiv", date(2025, 12, 31), time(23, 59), datetime(2025, 12, 31, 21, 59, tzinfo=UTC)),
    ],
)
def test_a_time_that_does_not_exist_or_exists_twice_has_one_cut_off(
    zone: str, day: date, cut_off: time, moment: datetime
) -> None:
    assert calendar(zone, cut_off).cut_off_on(day) == moment


def test_on_weekdays_monday_covers_the_weekend() -> None:
    when = calendar(cadence="WEEKDAYS")
    assert {day.weekday() for day in editions(when)} == {0, 1, 2, 3, 4}
    monday = date(2025, 6, 23)
    assert (when.before(monday), when.after(date(2025, 6, 20))) == (date(2025, 6, 20), monday)
    lengths = {round((ends - begins) / DAY) for begins, ends in periods(when)}
    assert lengths == {1, 3}


@pytest.mark.parametrize("starts_on", [date(2025, 6, 23), date(2025, 6, 29)])
def test_weekly_editions_have_the_weekday_of_the_first_one(starts_on: date) -> None:
    when = calendar(cadence="WEEKLY", starts_on=starts_on)
    assert {day.weekday() for day in editions(when)} == {starts_on.weekday()}
    assert editions(when)[0] == starts_on
    assert {round((ends - begins) / DAY) for begins, ends in periods(when)} == {7}


def test_the_first_period_begins_before_the_first_day_whichever_edition_is_made_first() -> None:
    when = calendar(starts_on=date(2025, 6, 24))
    begins = when.cut_off_on(date(2025, 6, 23))
    assert [when.opening(day) for day in (date(2025, 6, 24), date(2025, 6, 30))] == [begins, begins]
    weekend = calendar(cadence="WEEKDAYS", starts_on=date(2025, 6, 28))
    assert weekend.opening(date(2025, 7, 1)) == weekend.cut_off_on(date(2025, 6, 27))


def test_a_series_without_a_start_begins_a_day_before_its_first_edition() -> None:
    when = calendar(starts_on=None)
    assert when.opening(date(2025, 6, 24)) == when.cut_off_on(date(2025, 6, 23))


def test_outside_its_dates_a_series_has_no_edition() -> None:
    when = calendar(starts_on=date(2025, 6, 24), ends_on=date(2025, 6, 26))
    assert [when.has_edition(date(2025, 6, day)) for day in (23, 24, 26, 27)] == [False, True, True, False]
    assert (when.after(date(2025, 1, 1)), when.after(date(2025, 6, 25)), when.after(date(2025, 6, 26))) == (
        date(2025, 6, 24),
        date(2025, 6, 26),
        None,
    )


def test_a_weekend_at_the_end_has_no_edition_to_come() -> None:
    when = calendar(cadence="WEEKDAYS", ends_on=date(2025, 6, 29))
    assert when.after(date(2025, 6, 27)) is None


@pytest.mark.parametrize("cadence", ["DAILY", "WEEKDAYS", "WEEKLY"])
def test_long_after_the_end_the_newest_cut_off_is_still_the_last(cadence: str) -> None:
    when = calendar(cadence=cadence, ends_on=date(2025, 6, 29))
    last = editions(when)[-1]
    assert when.newest_passed(when.cut_off_on(last) + 400 * DAY) == last


def test_before_the_first_cut_off_none_has_passed() -> None:
    when = calendar(starts_on=date(2025, 6, 24))
    first = when.cut_off_on(date(2025, 6, 24))
    assert when.newest_passed(first - timedelta(microseconds=1)) is None
    assert when.newest_passed(first) == date(2025, 6, 24)


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from(["DAILY", "WEEKDAYS", "WEEKLY"]),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(0, 60 * 24 * 400),
)
def test_the_newest_passed_cut_off_is_the_last_one_at_or_before_a_moment(
    zone: str, cut_off: time, cadence: str, starts_on: date, minutes: int
) -> None:
    when = calendar(zone, cut_off, cadence, starts_on)
    first = when.after(starts_on - DAY)
    assert first is not None
    now = when.cut_off_on(first) + timedelta(minutes=minutes)
    newest = when.newest_passed(now)
    assert newest is not None
    following = when.after(newest)
    assert following is not None
    assert when.cut_off_on(newest) <= now < when.cut_off_on(following)
    assert when.before(following) == newest
