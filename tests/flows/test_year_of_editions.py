"""A leap year of compiled and issued editions, in three zones that change their clocks or do not (edition.md C1, B8).

In Kyiv every day has its edition; elsewhere the weeks around a change, the ends of months, the leap day and the year's
end do, and cover what was missed in between.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitreps.actions import drafts, issuing, work
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument, PublicTotal
from sitreps.models.accounts import CLOCK, Role, User, actor
from sitreps.models.editions import EditionIssue
from sitreps.models.jobs import Job
from sitreps.models.series import MissedDays, Series
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
CHANGES = {
    "Europe/Kyiv": {date(2024, 3, 31): 23, date(2024, 10, 27): 25},
    "UTC": {},
    "Australia/Sydney": {date(2024, 4, 7): 25, date(2024, 10, 6): 23},
}
"""The days of 23 and of 25 hours: those whose cut-off of 18:00 comes after the clocks were changed that night."""


@dataclass
class Desk:
    """A series with its people, what was logged, and the editions so far."""

    series: Series
    chief: User
    logged: list[tuple[str, date, datetime | None, int]] = field(default_factory=list)
    editions: list[EditionDocument] = field(default_factory=list)
    carried: set[str] = field(default_factory=set)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.series.timezone)

    def cut_off(self, day: date) -> datetime:
        return datetime.combine(day, time(18), self.zone).astimezone(UTC)

    def log(self, on: date, killed: int, *, now: datetime, at: datetime | None = None) -> str:
        """An incident of a day, or of an hour of it, in the record."""
        known: dict[str, Any] = {"occurred_from": at, "occurred_to": at, "date_precision": "EXACT_TIME"} if at else {}
        made = factories.incident(occurred_on=on, tz=self.series.timezone, **known)
        factories.claim(made, quantifier="EXACT", value=killed, as_of_on=on)
        factories.published(made, by=self.chief, now=now)
        self.logged.append((made.ref, on, at, killed))
        return made.ref

    def issue_due(self, now: datetime) -> list[EditionDocument]:
        """What the clock opens now, compiled and issued, until nothing is due any more; each is checked."""
        found: list[EditionDocument] = []
        while opened := drafts.open_due(series=self.series, by=actor(CLOCK), now=now):
            (draft,) = opened
            job = Job.objects.get(kind="COMPILE", key=f"{self.series.code}/{draft.pk}")
            work.run_job(job_id=job.pk, clock=lambda: now)
            draft.refresh_from_db()
            issue = issuing.issue_edition(draft=draft, by=self.chief, now=now, wake=False)
            found.append(self.checked(issue))
        return found

    def checked(self, issue: EditionIssue) -> EditionDocument:
        """The edition, after its number, its period, its roles and its totals were found to be right."""
        document = canonical.decode(issue.snapshot, EditionDocument)
        before = self.editions[-1] if self.editions else None
        assert document.number == (before.number + 1 if before else 1)
        assert before is None or document.period.from_ == before.period.to
        begins, ends = (moment.astimezone(self.zone) for moment in (document.period.from_, document.period.to))
        assert (ends.date(), ends.time()) == (document.date, time(18))
        assert begins.time() == time(18)
        assert document.covers_days == (document.date - begins.date()).days

        covered = [one for one in self.logged if one[1] <= document.date and (not one[2] or one[2] < ends)]
        fresh = [one for one in covered if one[0] not in self.carried]
        assert {one.ref for one in document.new} == {ref for ref, on, _, _ in fresh if on >= begins.date()}
        assert {one.ref for one in document.late} == {ref for ref, on, _, _ in fresh if on < begins.date()}
        assert killed(document.since_start) == sum(number for *_, number in covered)
        assert killed(document.totals) == sum(number for *_, number in fresh)
        if before:
            (line,) = (one for one in document.running if (one.scope, one.measure) == ("UKR", "KILLED"))
            assert (line.before, line.now) == (killed(before.since_start), killed(document.since_start))
            assert line.before + line.new + line.late == line.now
            assert (line.revised, line.dropped, line.reasons) == (0, 0, ())
        self.carried |= {ref for ref, *_ in covered}
        self.editions.append(document)
        return document

    @property
    def days(self) -> list[date]:
        return [one.date for one in self.editions]


def killed(totals: Iterable[PublicTotal]) -> int:
    return next(one.best or 0 for one in totals if (one.scope, one.measure) == ("UKR", "KILLED"))


def desk(zone: str = "Europe/Kyiv", **fields: Any) -> Desk:
    dates: dict[str, Any] = {"starts_on": FIRST, "ends_on": LAST}
    series = factories.series(code="YEAR", timezone=zone, **dates | fields)
    return Desk(series, factories.user(Role.CHIEF_EDITOR))


def watched(changes: Collection[date]) -> list[date]:
    """The days on which the clock runs: the weeks around a change, the ends of months, the leap day."""
    weeks = {day + ahead * DAY for day in changes for ahead in range(-3, 4)}
    firsts = {date(2024, month, 1) for month in range(1, 13)}
    return sorted(weeks | firsts | {day - DAY for day in firsts if day > FIRST} | {date(2024, 2, 29), LAST})


@pytest.mark.parametrize("zone", CHANGES)
def test_the_editions_of_a_year_join_count_every_incident_once_and_miss_none(zone: str) -> None:
    at_work, told = desk(zone), watched(CHANGES[zone] or CHANGES["Europe/Kyiv"])
    running = [FIRST + ahead * DAY for ahead in range(366)] if zone == "Europe/Kyiv" else told
    for number, day in enumerate(running, start=1):
        cut_off, of_the_next = at_work.cut_off(day), ""
        if day in told:
            at_work.log(day, number, now=cut_off - HOUR, at=cut_off - MINUTE)
            of_the_next = at_work.log(day, 1, now=cut_off - MINUTE, at=cut_off)
        (document,) = at_work.issue_due(cut_off)
        if document.covers_days == 1:
            assert document.period.to - document.period.from_ == CHANGES[zone].get(day, 24) * HOUR
        if day in told:
            assert of_the_next not in at_work.carried
            at_work.log(day - DAY, 2, now=cut_off + HOUR)
            assert at_work.issue_due(cut_off + HOUR) == []
    assert at_work.days == running
    assert sum(one.covers_days for one in at_work.editions) == 366
    assert {one.ref for edition in at_work.editions for one in edition.late}
    assert at_work.editions[-1].next_issue_on is None
    assert at_work.issue_due(at_work.cut_off(LAST) + 30 * DAY) == []


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("change", [0, 1])
@pytest.mark.parametrize(("missed_days", "editions"), [(MissedDays.COVER, 1), (MissedDays.EACH, 6)])
def test_days_that_were_missed_get_one_edition_or_one_each(
    zone: str, change: int, missed_days: MissedDays, editions: int
) -> None:
    day = sorted(CHANGES[zone] or CHANGES["Europe/Kyiv"])[change]
    at_work = desk(zone, starts_on=day - 2 * DAY, ends_on=day + 9 * DAY, missed_days=missed_days)
    at_work.log(day, 5, now=at_work.cut_off(day), at=at_work.cut_off(day) - MINUTE)
    found = at_work.issue_due(at_work.cut_off(day + 3 * DAY) + HOUR)
    assert (len(found), sum(one.covers_days for one in found)) == (editions, 6)
    assert [one.number for one in found if one.new] == [1 if editions == 1 else 3]
    assert len(at_work.issue_due(at_work.cut_off(day + 4 * DAY))) == 1


@pytest.mark.parametrize("zone", CHANGES)
def test_what_was_paused_over_a_change_of_the_clocks_is_covered_afterwards(zone: str) -> None:
    at_work = desk(zone)
    (change, *_) = sorted(CHANGES[zone] or CHANGES["Europe/Kyiv"])
    at_work.issue_due(at_work.cut_off(change - 5 * DAY))
    at_work.series.paused = True
    at_work.series.save(update_fields=["paused"])
    at_work.log(change, 3, now=at_work.cut_off(change) - HOUR)
    assert at_work.issue_due(at_work.cut_off(change)) == []
    at_work.series.paused = False
    at_work.series.save(update_fields=["paused"])
    (document,) = at_work.issue_due(at_work.cut_off(change + 4 * DAY))
    assert (document.number, document.covers_days, len(document.new)) == (2, 9, 1)


@pytest.mark.parametrize("zone", CHANGES)
def test_on_weekdays_monday_covers_the_weekend_on_which_the_clocks_change(zone: str) -> None:
    at_work = desk(zone, cadence="WEEKDAYS")
    changes = sorted(CHANGES[zone] or CHANGES["Europe/Kyiv"])
    for sunday in changes:
        for day in (sunday + ahead * DAY for ahead in range(-3, 3)):
            at_work.log(day, 1, now=at_work.cut_off(day) - HOUR, at=at_work.cut_off(day) - MINUTE)
            at_work.issue_due(at_work.cut_off(day))
        monday = next(one for one in at_work.editions if one.date == sunday + DAY)
        assert (monday.covers_days, len(monday.new)) == (3, 3)
        lost_or_won = CHANGES[zone].get(sunday, 24) - 24
        assert monday.period.to - monday.period.from_ == (72 + lost_or_won) * HOUR
    assert all(day.weekday() < 5 for day in at_work.days)


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Australia/Sydney"])
def test_weekly_editions_cover_the_whole_year(zone: str) -> None:
    at_work = desk(zone, cadence="WEEKLY")
    for day in (FIRST + week * 7 * DAY for week in range(53)):
        at_work.log(day - DAY, 1, now=at_work.cut_off(day) - HOUR)
        (document,) = at_work.issue_due(at_work.cut_off(day))
        assert (document.covers_days, document.date, len(document.new)) == (7, day, 1)
    assert at_work.days[-1] == date(2024, 12, 30)
    assert at_work.editions[-1].next_issue_on is None
    assert killed(at_work.editions[-1].since_start) == 53
