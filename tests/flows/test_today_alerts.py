"""Today warns of an edition without a draft and of what is hidden until somebody decides (desk.md)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import compiling, drafts, hiding, redaction, withdrawals, work
from sitreps.admin import alerts
from sitreps.codelists import ChangeCode
from sitreps.models.accounts import Role, User
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import MissedDays, Series
from sitreps.workflow import OPEN_DRAFT, DraftState
from tests import factories

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def daily() -> Series:
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


def cut_off(of: Series, days: int = 0) -> datetime:
    return factories.an_hour_after_cut_off(of, factories.DAY + days * DAY) - HOUR


def missing(of: Series, now: datetime) -> list[tuple[str, str]]:
    """The day that is missed, and for how long: whether or not the page has looked at the draft and the issue."""
    draft = EditionDraft.objects.filter(series=of, state__in=OPEN_DRAFT).first()
    issue = EditionIssue.objects.filter(series=of).order_by("-date").first()
    found = [alerts.missing(of, *seen, now=now) for seen in ((draft, issue), (None, None))]
    assert len({one and one.cut_off for one in found}) == 1
    return [(one.day.isoformat(), one.ago) for one in found[:1] if one]


def compiled(of: Series, by: User, days: int, *, now: datetime) -> EditionDraft:
    draft = drafts.open_draft(series=of, day=factories.DAY + days * DAY, by=by, now=now)
    job = drafts.ask_to_compile(draft=draft, by=by, now=now, wake=False)
    work.run_job(job_id=job.pk, clock=lambda: now)
    return draft


def today(client: Client, by: User) -> str:
    client.force_login(by)
    return " ".join(client.get("/admin/").content.decode().split())


# ---- An edition without a draft


def test_half_an_hour_after_its_cut_off_a_draft_is_missed(daily: Series, editor: User) -> None:
    assert missing(daily, cut_off(daily) + 29 * MINUTE) == []
    assert missing(daily, cut_off(daily) + 30 * MINUTE) == [("2025-06-24", "30 min")]
    compiled(daily, editor, 0, now=cut_off(daily) + 40 * MINUTE)
    assert missing(daily, cut_off(daily) + HOUR) == []
    assert missing(daily, cut_off(daily, 1) + HOUR) == [("2025-06-25", "1 h 0 min")]


def test_a_late_window_is_waited_for(daily: Series) -> None:
    Series.objects.update(late_window_minutes=60)
    daily.refresh_from_db()
    assert missing(daily, cut_off(daily) + 89 * MINUTE) == []
    assert missing(daily, cut_off(daily) + 90 * MINUTE) == [("2025-06-24", "1 h 30 min")]


@pytest.mark.parametrize("fields", [{"paused": True}, {"starts_on": None}, {"ends_on": factories.DAY - DAY}])
def test_a_series_of_which_nothing_is_due_misses_nothing(daily: Series, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(daily, name, value)
    assert missing(daily, cut_off(daily) + HOUR) == []


@pytest.mark.parametrize("state", [DraftState.DUE, DraftState.COMPILING, DraftState.FAILED])
def test_a_draft_that_was_never_compiled_is_none(daily: Series, editor: User, state: DraftState) -> None:
    draft = drafts.open_draft(series=daily, day=factories.DAY, by=editor, now=cut_off(daily))
    EditionDraft.objects.filter(pk=draft.pk).update(state=state)
    assert missing(daily, cut_off(daily) + HOUR) == [("2025-06-24", "1 h 0 min")]


def test_a_draft_that_is_being_refreshed_is_there(daily: Series, editor: User) -> None:
    draft = compiled(daily, editor, 0, now=cut_off(daily))
    drafts.ask_to_compile(draft=draft, by=editor, now=cut_off(daily) + HOUR, wake=False)
    assert missing(daily, cut_off(daily) + 2 * HOUR) == []


def test_what_an_editor_cancelled_is_not_missed(daily: Series, editor: User) -> None:
    drafts.cancel(draft=compiled(daily, editor, 0, now=cut_off(daily)), by=editor, now=cut_off(daily))
    assert missing(daily, cut_off(daily) + HOUR) == []


def test_a_day_that_waits_for_an_older_draft_says_so(daily: Series, editor: User) -> None:
    Series.objects.update(missed_days=MissedDays.EACH)
    older = compiled(daily, editor, 0, now=cut_off(daily))
    one = alerts.missing(daily, older, None, now=cut_off(daily, 1) + HOUR)
    assert one is not None
    assert one.waits_for == older


def test_today_shows_it_until_it_is_compiled(daily: Series, editor: User, client: Client) -> None:
    newest = compiling.calendar(daily).newest_passed(timezone.now() - 31 * MINUTE)
    assert newest is not None
    assert f"UKR-DAILY of {newest.day} {newest:%B %Y} has no draft" in today(client, editor)
    compiled(daily, editor, (newest - factories.DAY).days, now=timezone.now())
    assert "has no draft" not in today(client, editor)


# ---- Hidden for longer than a day


@pytest.fixture
def strike() -> Incident:
    return factories.published_incident(title="Strike on the port")


def hidden(now: datetime) -> list[tuple[str, str, str]]:
    return [(one.name, one.left, one.late) for one in alerts.hidden(now=now)]


def test_what_is_hidden_counts_down_and_is_late_after_a_day(strike: Incident, editor: User) -> None:
    hiding.hide(incident=strike, note="A name.", by=editor, now=factories.NOON)
    assert hidden(factories.NOON + HOUR) == [(strike.ref, "23 h 0 min", "")]
    assert hidden(factories.NOON + DAY) == [(strike.ref, "", "0 min")]
    assert hidden(factories.NOON + DAY + 3 * HOUR) == [(strike.ref, "", "3 h 0 min")]


@pytest.mark.parametrize("how", ["restored", "withdrawn", "redacted"])
def test_what_was_decided_is_not_asked_for(strike: Incident, editor: User, how: str) -> None:
    chief = factories.user(Role.CHIEF_EDITOR)
    hiding.hide(incident=strike, note="A name.", by=editor, now=factories.NOON)
    strike.refresh_from_db()
    at: dict[str, Any] = {"incident": strike, "by": chief, "now": factories.NOON + HOUR}
    if how == "restored":
        hiding.restore(note="Mended.", **at)
    elif how == "withdrawn":
        withdrawals.withdraw(expected_version=strike.version, reason=ChangeCode.WITHDRAWN, text="No.", **at)
    else:
        redaction.redact(text="A name.", **at)
    assert hidden(factories.NOON + 2 * DAY) == []


def test_an_edition_that_is_hidden_by_itself_is_asked_for_and_one_that_went_with_an_incident_is_not(
    strike: Incident, editor: User
) -> None:
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    hiding.hide(incident=strike, note="A name.", by=editor, now=issue.issued_at)
    assert [name for name, _, _ in hidden(issue.issued_at)] == [strike.ref]
    other = factories.next_issue(issue, now=issue.issued_at + HOUR)
    hiding.hide_edition(issue=other, note="A wrong map.", by=editor, now=issue.issued_at + HOUR)
    assert [name for name, _, _ in hidden(issue.issued_at + HOUR)] == [strike.ref, "UKR-DAILY No. 2"]


def test_today_says_that_the_day_is_over_and_who_hid_it(strike: Incident, editor: User, client: Client) -> None:
    hiding.hide(incident=strike, note="QXNAME is a victim.", by=editor, now=factories.NOON)
    shown = today(client, factories.user(Role.CHIEF_EDITOR))
    assert "The 24 hours to decide ended" in shown
    assert f"hidden by {editor.username}" in shown
    assert "QXNAME" not in shown
    other = factories.published_incident(title="Another strike", now=timezone.now() - 2 * HOUR)
    hiding.hide(incident=other, note="A name.", by=editor, now=timezone.now() - HOUR)
    assert "A chief editor decides within 2" in today(client, editor)


def test_what_is_hidden_costs_one_statement(editor: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        hiding.hide(incident=factories.published_incident(), note="A name.", by=editor, now=factories.NOON)
    with django_assert_num_queries(1):
        assert len(alerts.hidden(now=factories.NOON)) == 3
