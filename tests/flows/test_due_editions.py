"""The clock opens what is due, once, and nothing else (edition.md C1; reliability.md 9, B9, B10)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sitreps.actions import drafts, issuing, work
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.models.accounts import CLOCK, Role, actor
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobState
from sitreps.models.series import MissedDays, Series
from sitreps.workflow import DraftState
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CUT_OFF = datetime(2025, 6, 24, 15, 0, tzinfo=UTC)


def series(**fields: Any) -> Series:
    return factories.series(**{"code": "UKR-DAILY", "starts_on": factories.DAY, **fields})


def work_done(*, now: datetime) -> None:
    """What a worker does of what is due."""
    for job in Job.objects.exclude(state=JobState.DONE):
        work.run_job(job_id=job.pk, clock=lambda: now)


def issue_open_draft(*, now: datetime) -> EditionIssue:
    work_done(now=now)
    draft = EditionDraft.objects.select_related("series").get(state=DraftState.DRAFT)
    return issuing.issue_edition(draft=draft, by=factories.user(Role.CHIEF_EDITOR), now=now, wake=False)


def snapshot(of: EditionDraft | EditionIssue) -> EditionDocument:
    return canonical.decode(of.snapshot, EditionDocument)


def days() -> list[date]:
    """The days of all drafts there ever were."""
    return list(EditionDraft.objects.order_by("pk").values_list("date", flat=True))


def test_at_the_cut_off_the_edition_of_the_day_is_opened_and_compiled() -> None:
    series()
    assert work.tick(now=CUT_OFF) == 1
    draft = EditionDraft.objects.get()
    assert (draft.date, draft.number, draft.state) == (factories.DAY, 1, DraftState.COMPILING)
    assert (draft.period_from, draft.period_to) == (CUT_OFF - DAY, CUT_OFF)
    job = Job.objects.get()
    assert (job.state, job.asked_by) == (JobState.QUEUED, CLOCK)
    work_done(now=CUT_OFF)
    draft.refresh_from_db()
    assert (draft.state, draft.as_known_at, draft.touched_by) == (DraftState.DRAFT, CUT_OFF, [])


def test_a_second_before_the_cut_off_nothing_is_due() -> None:
    series()
    assert work.tick(now=CUT_OFF - SECOND) == 0
    assert not EditionDraft.objects.exists()


def test_two_clocks_that_tick_every_half_minute_make_one_edition_a_day() -> None:
    daily, moment = series(ends_on=factories.DAY + DAY), CUT_OFF - timedelta(minutes=2)
    opened = [work.tick(now=moment + timedelta(seconds=30) * step) for step in range(9) for _clock in range(2)]
    assert opened == [0] * 8 + [1] + [0] * 9
    issue_open_draft(now=CUT_OFF + timedelta(hours=1))
    assert [work.tick(now=CUT_OFF + DAY + timedelta(seconds=30) * step) for step in (0, 0, 1, 1)] == [1, 0, 0, 0]
    assert days() == [factories.DAY, factories.DAY + DAY]
    assert daily.ends_on == factories.DAY + DAY


@pytest.mark.parametrize("missed_days", [MissedDays.COVER, MissedDays.EACH])
@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({"starts_on": date(2025, 6, 25)}, CUT_OFF),
        ({"starts_on": None}, CUT_OFF),
        ({"paused": True}, CUT_OFF),
        ({"paused": True}, CUT_OFF + 30 * DAY),
        ({"cadence": "WEEKDAYS", "starts_on": date(2025, 6, 28)}, CUT_OFF + 5 * DAY),
        ({"late_window_minutes": 90}, CUT_OFF + timedelta(minutes=89)),
    ],
    ids=["before it starts", "without a start", "paused", "long paused", "a weekend", "in the late window"],
)
def test_nothing_is_due(missed_days: MissedDays, fields: dict[str, Any], now: datetime) -> None:
    series(missed_days=missed_days, **fields)
    assert work.tick(now=now) == 0
    assert not EditionDraft.objects.exists()


@pytest.mark.parametrize("missed_days", [MissedDays.COVER, MissedDays.EACH])
def test_nothing_is_due_after_the_last_day_has_its_edition(missed_days: MissedDays) -> None:
    series(missed_days=missed_days, ends_on=factories.DAY)
    work.tick(now=CUT_OFF)
    assert snapshot(issue_open_draft(now=CUT_OFF)).next_issue_on is None
    assert [work.tick(now=CUT_OFF + later * DAY) for later in range(1, 20)] == [0] * 19


def test_after_the_late_window_the_edition_says_when_it_was_known() -> None:
    series(late_window_minutes=90)
    factories.published_incident(killed=3, now=CUT_OFF + timedelta(minutes=80))
    known = CUT_OFF + timedelta(minutes=90)
    assert work.tick(now=known) == 1
    issue = issue_open_draft(now=known)
    assert (issue.as_known_at, issue.period_to) == (known, CUT_OFF)
    assert len(snapshot(issue).new) == 1


def test_after_downtime_one_edition_covers_every_day_up_to_the_newest_cut_off() -> None:
    series()
    work.tick(now=CUT_OFF)
    first = issue_open_draft(now=CUT_OFF)
    later = CUT_OFF + 3 * DAY + timedelta(hours=4)
    for day in range(1, 4):
        factories.published_incident(occurred_on=factories.DAY + day * DAY, now=CUT_OFF + day * DAY - SECOND)
    assert [work.tick(now=later), work.tick(now=later)] == [1, 0]
    second = issue_open_draft(now=later)
    assert (second.number, second.date) == (2, factories.DAY + 3 * DAY)
    assert (second.period_from, second.period_to) == (first.period_to, CUT_OFF + 3 * DAY)
    assert (snapshot(second).covers_days, len(snapshot(second).new)) == (3, 3)


def test_downtime_before_the_first_edition_is_covered_too() -> None:
    series()
    assert work.tick(now=CUT_OFF + 2 * DAY) == 1
    draft = EditionDraft.objects.get()
    assert (draft.date, draft.period_from) == (factories.DAY + 2 * DAY, CUT_OFF - DAY)


def test_a_series_may_want_one_edition_each_and_gets_them_one_after_the_other() -> None:
    series(missed_days=MissedDays.EACH, ends_on=factories.DAY + 2 * DAY)
    later, issues = CUT_OFF + 5 * DAY, []
    for _day in range(3):
        assert [work.tick(now=later), work.tick(now=later)] == [1, 0]
        issues.append(issue_open_draft(now=later))
    assert work.tick(now=later) == 0
    assert [one.date for one in issues] == [factories.DAY, factories.DAY + DAY, factories.DAY + 2 * DAY]
    assert [(one.period_from, one.period_to) for one in issues] == [
        (CUT_OFF + (day - 1) * DAY, CUT_OFF + day * DAY) for day in range(3)
    ]
    assert [snapshot(one).covers_days for one in issues] == [1, 1, 1]


def test_one_each_the_next_day_waits_while_a_draft_is_open() -> None:
    series(missed_days=MissedDays.EACH)
    work.tick(now=CUT_OFF)
    work_done(now=CUT_OFF)
    assert work.tick(now=CUT_OFF + DAY) == 0
    drafts.cancel(draft=EditionDraft.objects.get(), by=factories.user(Role.EDITOR), now=CUT_OFF + DAY)
    assert work.tick(now=CUT_OFF + DAY) == 1
    assert days() == [factories.DAY, factories.DAY + DAY]


def test_an_open_draft_is_moved_to_the_next_cut_off_and_compiled_again() -> None:
    series()
    factories.published_incident(killed=2)
    work.tick(now=CUT_OFF)
    work_done(now=CUT_OFF)
    factories.published_incident(occurred_on=factories.DAY + DAY, killed=5, now=CUT_OFF + timedelta(hours=3))
    assert work.tick(now=CUT_OFF + DAY) == 1
    draft = EditionDraft.objects.get()
    assert (draft.number, draft.date, draft.state) == (1, factories.DAY + DAY, DraftState.COMPILING)
    assert (draft.period_from, draft.period_to) == (CUT_OFF - DAY, CUT_OFF + DAY)
    work_done(now=CUT_OFF + DAY)
    draft.refresh_from_db()
    assert (snapshot(draft).covers_days, len(snapshot(draft).new)) == (2, 2)


def test_a_compilation_of_the_old_period_never_lands_in_the_draft_that_was_moved() -> None:
    series()
    work.tick(now=CUT_OFF)
    slow, moved_on, looks = Job.objects.get(), CUT_OFF + DAY, []

    def clock() -> datetime:
        """The next cut-off passes when the worker has claimed the job and not yet done it."""
        looks.append(Job.objects.get().state)
        if looks[-1] == JobState.RUNNING:
            work.tick(now=moved_on)
        return CUT_OFF

    assert work.run_job(job_id=slow.pk, clock=clock) is None
    assert looks == [JobState.QUEUED, JobState.RUNNING]
    draft = EditionDraft.objects.get()
    assert (draft.state, draft.snapshot, draft.date) == (DraftState.COMPILING, "", factories.DAY + DAY)
    work_done(now=moved_on)
    draft.refresh_from_db()
    assert snapshot(draft).date == factories.DAY + DAY


def test_what_an_editor_cancelled_the_clock_does_not_open_again() -> None:
    series()
    work.tick(now=CUT_OFF)
    work_done(now=CUT_OFF)
    drafts.cancel(draft=EditionDraft.objects.get(), by=factories.user(Role.EDITOR), now=CUT_OFF)
    assert work.tick(now=CUT_OFF + timedelta(hours=5)) == 0
    assert work.tick(now=CUT_OFF + DAY) == 1
    draft = EditionDraft.objects.get(state=DraftState.COMPILING)
    assert (draft.number, draft.period_from, draft.period_to) == (1, CUT_OFF - DAY, CUT_OFF + DAY)


def test_what_was_paused_is_covered_by_the_first_edition_after_it() -> None:
    daily = series()
    work.tick(now=CUT_OFF)
    issue_open_draft(now=CUT_OFF)
    Series.objects.filter(pk=daily.pk).update(paused=True)
    assert [work.tick(now=CUT_OFF + day * DAY) for day in range(1, 5)] == [0] * 4
    Series.objects.filter(pk=daily.pk).update(paused=False)
    assert work.tick(now=CUT_OFF + 4 * DAY) == 1
    assert snapshot(issue_open_draft(now=CUT_OFF + 4 * DAY)).covers_days == 4


def test_weekdays_cover_the_weekend_and_weeks_cover_a_week() -> None:
    series(cadence="WEEKDAYS", starts_on=date(2025, 6, 27))
    factories.series(code="UKR-WEEKLY", cadence="WEEKLY", starts_on=date(2025, 6, 23))
    friday, monday = CUT_OFF + 3 * DAY, CUT_OFF + 6 * DAY
    for day in range(-1, 7):
        work.tick(now=CUT_OFF + day * DAY)
        work_done(now=CUT_OFF + day * DAY)
        for draft in EditionDraft.objects.filter(state=DraftState.DRAFT).select_related("series"):
            issuing.issue_edition(
                draft=draft, by=factories.user(Role.CHIEF_EDITOR), now=CUT_OFF + day * DAY, wake=False
            )
    issues = EditionIssue.objects.order_by("series__code", "date").values_list(
        "series__code", "period_from", "period_to"
    )
    assert list(issues) == [
        ("UKR-DAILY", friday - DAY, friday),
        ("UKR-DAILY", friday, monday),
        ("UKR-WEEKLY", monday - 14 * DAY, monday - 7 * DAY),
        ("UKR-WEEKLY", monday - 7 * DAY, monday),
    ]


def test_a_day_without_any_incident_gets_its_edition_and_says_so() -> None:
    series()
    work.tick(now=CUT_OFF)
    document = snapshot(issue_open_draft(now=CUT_OFF))
    assert (document.new, document.late, document.incidents) == ((), (), ())
    assert [one.text for one in document.highlights] == ["No new incident was published for this period."]
    assert [one.text for one in document.totals] == ["no figure"] * 4


def test_a_series_whose_clock_was_turned_back_is_refused_and_holds_up_no_other() -> None:
    daily = series()
    work.tick(now=CUT_OFF)
    issue_open_draft(now=CUT_OFF)
    Series.objects.filter(pk=daily.pk).update(timezone="Pacific/Kiritimati", cut_off=time(0, 0))
    factories.series(code="UKR-OTHER", starts_on=factories.DAY)
    assert work.tick(now=CUT_OFF + timedelta(hours=2)) == 1
    assert EditionDraft.objects.get(state=DraftState.COMPILING).series.code == "UKR-OTHER"
    assert work.tick(now=CUT_OFF + 2 * DAY) == 2


def test_beat_only_looks_what_is_due_and_asks_nobody_when_nothing_is() -> None:
    actor(CLOCK)
    assert work.tick(now=CUT_OFF) == 0
    assert not Job.objects.exists()
