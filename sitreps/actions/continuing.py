"""A series that has ended goes on: for one more edition, or without an end (edition.md C1).

Nothing is issued by it. What is due by then is opened as the clock opens it, so that whoever let the series go on may
still issue what comes of it (four eyes).
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import drafts, reference
from sitreps.actions.compiling import calendar
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import CLOCK, User, actor
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.series import Series
from sitreps.workflow import OPEN_DRAFT


@dataclass(frozen=True, slots=True)
class Way:
    """How a series may go on: `until` is its new last day, None without an end. `opens`: the days whose edition is due
    at once; `covers`: how many days the first of them tells of; `next_cut_off` is None where no further one comes."""

    until: date | None
    opens: tuple[date, ...]
    covers: int
    next_cut_off: datetime | None


def has_ended(series: Series, *, now: datetime) -> bool:
    """Whether no further cut-off comes because of the series' last day. No query."""
    return series.ends_on is not None and calendar(series).next_cut_off(now) is None


def check_go_on(series: Series, *, now: datetime) -> None:
    """WrongState for a series that has not ended, is paused, or has an edition open that would be carried along."""
    if not has_ended(series, now=now):
        raise WrongState(f"{series.code} has not ended: its clock opens the next edition.")
    if series.paused:
        raise WrongState(f"{series.code} is paused: take the pause off first.")
    draft = EditionDraft.objects.filter(series=series, state__in=OPEN_DRAFT).first()
    if draft is not None:
        raise WrongState(f"{draft} is open: issue or cancel it first.")


def can_go_on(series: Series, *, now: datetime) -> bool:
    """The asking voice of `check_go_on`."""
    try:
        check_go_on(series, now=now)
    except WrongState:
        return False
    return True


def ways(series: Series, *, now: datetime) -> tuple[Way, ...]:
    """One more edition, where the calendar has one; and without an end. A few queries for each."""
    endless = copy(series)
    endless.ends_on = None
    last = EditionIssue.objects.filter(series=series).order_by("-date").values_list("date", flat=True).first()
    ends = [day for day in (last, series.ends_on) if day]
    one = calendar(endless).after(max(ends)) if ends else None
    return tuple(_way(series, until, now=now) for until in ((one, None) if one else (None,)))


@transaction.atomic
def go_on(*, series: Series, until: date | None, by: User, now: datetime) -> list[EditionDraft]:
    """Move the last day of a series that has ended, or take it away. Returns the editions that were due and are open.

    InvalidValue for a last day that lets nothing come; what reference.save refuses; WrongState of `check_go_on`.
    """
    permissions.check_settings(by)
    locked = Series.objects.select_for_update().get(pk=series.pk)
    check_go_on(locked, now=now)
    if until is not None and locked.ends_on is not None and until <= locked.ends_on:
        raise InvalidValue("until", f"{until} is not after {locked.ends_on}, on which the series ended")
    locked.ends_on = until
    reference.save(record=locked, changed={"ends_on"}, by=by, now=now)
    return drafts.open_due(series=locked, by=actor(CLOCK), now=now)


def _way(series: Series, until: date | None, *, now: datetime) -> Way:
    then = copy(series)
    then.ends_on = until
    when, opens = calendar(then), tuple(drafts.due_days(then, now=now))
    last = EditionIssue.objects.filter(series=series).order_by("-period_to").first()
    begins = when.local_date(last.period_to) if last else series.starts_on
    return Way(
        until=until,
        opens=opens,
        covers=(opens[0] - begins).days if opens and begins else 0,
        next_cut_off=when.next_cut_off(now),
    )
