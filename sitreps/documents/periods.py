"""Cut-offs and reporting periods of a series, as pure date arithmetic (edition.md C1; reliability.md 9).

A period is half-open, `[previous cut-off, cut-off)`; days of 23 and 25 hours are ordinary. Everything is in the
series' zone and returned in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LONGEST_GAP = timedelta(hours=25)
WEEKEND = frozenset({5, 6})
FIRST_ZONE = timezone(timedelta(hours=14))
"""Where a day begins first: a date that has not begun there lies in the future everywhere."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a series has editions. `starts_on` and `ends_on` are the first and last day that may have one."""

    zone: str
    cut_off: time
    cadence: str
    starts_on: date | None
    ends_on: date | None

    def cut_off_on(self, day: date) -> datetime:
        """The cut-off of a day, in UTC. A time that the clocks skip is the first valid instant after it; one that they
        repeat is the first of the two."""
        local = datetime.combine(day, self.cut_off, tzinfo=ZoneInfo(self.zone))
        moment = local.astimezone(UTC)
        if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
            return _end_of_gap(local)
        return moment

    def has_edition(self, day: date) -> bool:
        """Whether the cadence gives this day an edition, within the series' dates."""
        if (self.starts_on and day < self.starts_on) or (self.ends_on and day > self.ends_on):
            return False
        if self.cadence == "WEEKDAYS":
            return day.weekday() not in WEEKEND
        if self.cadence == "WEEKLY":
            return day.weekday() == (self.starts_on.weekday() if self.starts_on else 0)
        return True

    def before(self, day: date) -> date:
        """The day of the edition before this day's by the cadence alone, the series' dates set aside."""
        if self.cadence == "WEEKLY":
            return day - 7 * DAY
        earlier = day - DAY
        while self.cadence == "WEEKDAYS" and earlier.weekday() in WEEKEND:
            earlier -= DAY
        return earlier

    def opening(self, day: date) -> datetime:
        """When the period of the first edition begins, whichever day that is for: at the cut-off before the series'
        first day, so that no day of the series is in no edition; in a series without dates, before `day`'s own."""
        first = self.after(self.starts_on - DAY) if self.starts_on else None
        return self.cut_off_on(self.before(min(first or day, day)))

    def after(self, day: date) -> date | None:
        """The day of the next edition; None after the last."""
        start = max(day + DAY, self.starts_on) if self.starts_on else day + DAY
        for later in _days_from(start):
            if self.ends_on and later > self.ends_on:
                return None
            if self.has_edition(later):
                return later
        return None

    def next_cut_off(self, now: datetime) -> datetime | None:
        """The first cut-off after a moment; None after the last."""
        today = self.local_date(now)
        if self.has_edition(today) and self.cut_off_on(today) > now:
            return self.cut_off_on(today)
        later = self.after(today)
        return self.cut_off_on(later) if later else None

    def newest_passed(self, now: datetime) -> date | None:
        """The newest day with an edition whose cut-off has passed; None before the first."""
        day = self.local_date(now)
        if self.ends_on:
            day = min(day, self.ends_on)
        for _ in range(8):
            if self.has_edition(day) and self.cut_off_on(day) <= now:
                return day
            day -= DAY
        return None

    def local_date(self, moment: datetime) -> date:
        """The date of a moment in the series' zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def _days_from(day: date) -> Iterator[date]:
    for ahead in range(15):
        yield day + ahead * DAY


def _end_of_gap(local: datetime) -> datetime:
    """The instant at which the clocks go forward over a local time that does not exist; some went over a whole day."""
    zone = local.tzinfo
    lower = (local - LONGEST_GAP).astimezone(UTC)
    upper = (local + LONGEST_GAP).astimezone(UTC)
    before = lower.astimezone(zone).utcoffset()
    while upper - lower > timedelta(seconds=1):
        middle = lower + (upper - lower) / 2
        if middle.astimezone(zone).utcoffset() == before:
            lower = middle
        else:
            upper = middle
    return upper.replace(microsecond=0)
