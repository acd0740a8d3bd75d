"""A series that has ended goes on by one click, and nothing is issued by it (edition.md C1)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sitreps.actions import continuing, drafts
from sitreps.errors import InvalidValue, NotAllowed, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.series import MissedDays, Series
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NEXT = factories.DAY + DAY


@pytest.fixture
def ended() -> Series:
    return factories.ended_series()


def later(series: Series, days: int) -> datetime:
    return factories.an_hour_after_cut_off(series, factories.DAY + days * DAY)


def go_on_page(page: Page, series: Series) -> Page:
    return page.get(f"/admin/sitreps/series/{series.pk}/go-on/")


def test_today_says_that_the_series_ended_and_leads_on_to_its_next_edition(ended: Series, chief: User) -> None:
    clara = signed_in(chief)
    assert "The series ended on 24 June 2025" in clara.text
    page = clara.follow("Go on…")
    assert "One more edition, of 25 June 2025. It is compiled at once." in page.text
    assert "Without an end, from now on. An edition of" in page.text
    page = page.form("until").send(until=NEXT.isoformat())
    draft = EditionDraft.objects.exclude(state="ISSUED").get()
    assert page.address == f"/admin/sitreps/editiondraft/{draft.pk}/change/"
    assert page.messages == [f"UKR-DAILY goes on: {draft} is being compiled from what is published."]
    assert (draft.number, draft.date, draft.state, draft.touched_by) == (2, NEXT, "COMPILING", [])
    assert Series.objects.get().ends_on == NEXT
    assert EditionIssue.objects.count() == 1, "nothing is issued by it"
    actors = dict(
        AuditEvent.objects.filter(action__in=("series.change", "edition.open"))
        .order_by("pk")
        .values_list("action", "actor")
    )
    assert actors == {"series.change": chief.username, "edition.open": "clock"}


def test_without_an_end_one_edition_covers_what_was_missed_and_the_clock_goes_on(ended: Series, chief: User) -> None:
    one, endless = continuing.ways(ended, now=later(ended, 9))
    assert (one.until, one.opens, one.covers, one.next_cut_off) == (NEXT, (NEXT,), 1, None)
    assert (endless.until, endless.opens, endless.covers) == (None, (factories.DAY + 9 * DAY,), 9)
    assert endless.next_cut_off == later(ended, 10) - timedelta(hours=1)
    opened = continuing.go_on(series=ended, until=None, by=chief, now=later(ended, 9))
    assert [(draft.number, draft.date) for draft in opened] == [(2, factories.DAY + 9 * DAY)]
    assert Series.objects.get().ends_on is None


def test_a_series_of_one_edition_each_opens_the_first_missed_day(ended: Series, chief: User) -> None:
    Series.objects.update(missed_days=MissedDays.EACH)
    ended.refresh_from_db()
    _, endless = continuing.ways(ended, now=later(ended, 9))
    assert (endless.opens, endless.covers) == ((NEXT,), 1)
    assert [draft.date for draft in continuing.go_on(series=ended, until=None, by=chief, now=later(ended, 9))] == [NEXT]


def test_a_day_that_is_still_to_come_opens_nothing_yet(ended: Series, chief: User) -> None:
    now = later(ended, 0)
    one, _ = continuing.ways(ended, now=now)
    assert (one.opens, one.next_cut_off) == ((), later(ended, 1) - timedelta(hours=1))
    assert continuing.go_on(series=ended, until=NEXT, by=chief, now=now) == []
    assert not continuing.has_ended(Series.objects.get(), now=now)


def test_it_is_refused_for_a_series_that_runs_is_paused_or_has_an_edition_open(ended: Series, chief: User) -> None:
    now = later(ended, 3)
    refused: dict[str, dict[str, Any]] = {
        "has not ended": {"ends_on": None},
        "is paused": {"paused": True},
    }
    for words, columns in refused.items():
        Series.objects.filter(pk=ended.pk).update(**{"ends_on": factories.DAY, "paused": False} | columns)
        assert not continuing.can_go_on(Series.objects.get(), now=now)
        with pytest.raises(WrongState, match=words):
            continuing.go_on(series=ended, until=None, by=chief, now=now)
    Series.objects.update(ends_on=NEXT, paused=False)
    ended.refresh_from_db()
    drafts.open_draft(series=ended, day=NEXT, by=chief, now=now)
    with pytest.raises(WrongState, match="is open: issue or cancel it first"):
        continuing.go_on(series=ended, until=None, by=chief, now=now)
    page = go_on_page(signed_in(chief), ended)
    assert page.status == 409
    assert "issue or cancel it first" in page.text


@pytest.mark.parametrize("until", [factories.DAY, date(2020, 1, 1)])
def test_a_last_day_that_is_not_later_is_refused(ended: Series, chief: User, until: date) -> None:
    with pytest.raises(InvalidValue, match="is not after 2025-06-24"):
        continuing.go_on(series=ended, until=until, by=chief, now=later(ended, 3))
    assert Series.objects.get().ends_on == factories.DAY


def test_who_may_not_change_settings_is_told_who_can(ended: Series) -> None:
    editor = factories.user(Role.EDITOR)
    emil = signed_in(editor)
    assert "A chief editor or an administrator can let the series go on." in emil.text
    assert "Go on…" not in emil.text
    page = go_on_page(emil, ended)
    assert page.status == 403
    assert "chief editor" in page.text
    with pytest.raises(NotAllowed):
        continuing.go_on(series=ended, until=None, by=editor, now=later(ended, 3))


def test_its_own_page_leads_there_too_and_a_way_must_be_chosen(ended: Series, chief: User) -> None:
    page = signed_in(chief).get(f"/admin/sitreps/series/{ended.pk}/change/").follow("Go on…")
    form = page.form("until")
    page = page.post(form.action, {**form.values, "until": ["2030-01-01"]})
    assert "until" in page.errors
    assert Series.objects.get().ends_on == factories.DAY


def test_today_shows_the_numbers_of_the_last_edition_where_no_further_one_comes(ended: Series, chief: User) -> None:
    text = signed_in(chief).text
    assert "Numbers of its newest edition As issued in UKR-DAILY No. 1, 24 June 2025" in text
    assert "if compiled now" not in text


def test_today_tells_apart_paused_ended_and_without_dates(ended: Series, chief: User) -> None:
    Series.objects.update(paused=True)
    assert "The series is paused" in signed_in(chief).text
    Series.objects.update(paused=False, ends_on=None)
    assert "Next cut-off of UKR-DAILY" in signed_in(chief).text
