"""Work that fails is seen, tried again after a while and parked after three attempts (reliability.md 2, 8)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sitreps.actions import drafts, jobs, renditions, retrying, work
from sitreps.errors import LeaseLost, NotAllowed
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.editions import EditionDraft, EditionIssue, Rendition
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOON + timedelta(hours=4)
REASON = "U+0007 control character"


@pytest.fixture
def daily() -> Series:
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def issue(daily: Series) -> EditionIssue:
    """An issue whose PDF cannot be drawn: a title holds what no font can show."""
    factories.published_incident(title="A bell \x07 that no font can show")
    return factories.issued_edition(daily)


def job_of(format_: str) -> Job:
    return Job.objects.get(key__endswith=f"en.{format_}")


def attempt(format_: str, *, after: timedelta) -> JobState | None:
    """What a worker makes of the document some time after it was asked for."""
    return work.run_job(job_id=job_of(format_).pk, clock=lambda: NOW + after)


def fail_three_times() -> None:
    for after in (0, 20, 120):
        attempt("pdf", after=timedelta(seconds=after))


def test_a_document_that_cannot_be_drawn_is_tried_three_times_ever_later_and_then_parked(issue: EditionIssue) -> None:
    seconds = timedelta(seconds=1)
    assert attempt("pdf", after=0 * seconds) == JobState.QUEUED
    assert (job_of("pdf").attempt, job_of("pdf").run_after) == (1, NOW + 10 * seconds)
    assert REASON in job_of("pdf").error
    assert attempt("pdf", after=9 * seconds) is None
    assert attempt("pdf", after=10 * seconds) == JobState.QUEUED
    assert (job_of("pdf").attempt, job_of("pdf").run_after) == (2, NOW + 70 * seconds)
    assert attempt("pdf", after=69 * seconds) is None
    assert attempt("pdf", after=70 * seconds) == JobState.PARKED
    parked = job_of("pdf")
    assert (parked.attempt, parked.done_at) == (3, NOW + 70 * seconds)
    assert REASON in parked.error
    assert attempt("pdf", after=3600 * seconds) is None
    assert jobs.due(now=NOW + timedelta(days=9)) == [job_of("html").pk]


def test_it_holds_up_no_other_document(issue: EditionIssue, client: Client) -> None:
    attempt("pdf", after=timedelta())
    assert attempt("html", after=timedelta()) == JobState.DONE
    documents = client.get("/api/v1/editions/UKR-DAILY/1/").json()["documents"]
    assert [one["format"] for one in documents] == ["html"]
    assert client.get(documents[0]["href"]).getvalue().lstrip().startswith(b"<!DOCTYPE html>")
    assert client.get(documents[0]["href"].replace(".html", ".pdf")).status_code == 404


def test_the_desk_sees_what_failed_why_and_how_it_stands(issue: EditionIssue, client: Client) -> None:
    client.force_login(factories.user(Role.EDITOR))
    page = reverse("admin:sitreps_editionissue_change", args=[issue.pk])
    state = reverse("admin:sitreps_editionissue_state", args=[issue.pk])
    assert client.get(state).json()["state"] == "QUEUED QUEUED"
    attempt("pdf", after=timedelta())
    attempt("html", after=timedelta())
    assert client.get(state).json()["state"] == "STORED FAILED"
    assert REASON in client.get(page).content.decode()
    for after in (20, 120):
        attempt("pdf", after=timedelta(seconds=after))
    assert client.get(state).json()["state"] == "STORED PARKED"


def test_a_person_has_it_tried_again_with_its_attempts_counted_anew(issue: EditionIssue) -> None:
    attempt("html", after=timedelta())
    fail_three_times()
    editor = factories.user(Role.EDITOR)
    asked = retrying.draw_again(issue=issue, by=editor, now=NOW)
    assert [(job.key, job.state, job.attempt, job.error) for job in asked] == [
        ("UKR-DAILY/1/1/en.pdf", JobState.QUEUED, 0, "")
    ]
    event = AuditEvent.objects.get(action="edition.draw-again")
    assert (event.actor, event.detail) == (editor.username, {"documents": ["en.pdf"]})
    assert attempt("pdf", after=timedelta(hours=1)) == JobState.QUEUED


def test_who_may_not_compile_has_nothing_tried_again(issue: EditionIssue) -> None:
    fail_three_times()
    with pytest.raises(NotAllowed, match="Your role does not let you compile editions"):
        retrying.draw_again(issue=issue, by=factories.user(Role.REPORTER), now=NOW)
    assert job_of("pdf").state == JobState.PARKED


def test_a_document_that_is_stored_is_not_asked_for_again(issue: EditionIssue) -> None:
    attempt("html", after=timedelta())
    asked = renditions.ask_for_missing(issue=issue, by=factories.user(Role.EDITOR), now=NOW, wake=False)
    assert [job.key for job in asked] == ["UKR-DAILY/1/1/en.pdf"]
    assert Rendition.objects.count() == 1


# ---- Claims, leases, fences


def test_a_job_is_claimed_once_until_its_lease_runs_out(issue: EditionIssue) -> None:
    first = jobs.claim(job_id=job_of("html").pk, now=NOW)
    assert first is not None
    assert jobs.claim(job_id=first.pk, now=NOW) is None
    second = jobs.claim(job_id=first.pk, now=jobs.lease(NOW))
    assert second is not None
    assert (second.attempt, second.fence) == (2, first.fence + 1)


def test_a_worker_that_was_overtaken_stores_nothing_and_gives_nothing_back(issue: EditionIssue) -> None:
    slow = jobs.claim(job_id=job_of("html").pk, now=NOW)
    assert slow is not None
    assert jobs.claim(job_id=slow.pk, now=jobs.lease(NOW)) is not None
    with pytest.raises(LeaseLost, match="taken over by another worker"):
        jobs.renew(job=slow, now=NOW)
    with pytest.raises(LeaseLost):
        renditions.run_render(job=slow, clock=lambda: NOW)
    assert work.give_back(job=slow, error="too late", now=NOW) is None
    assert (job_of("html").state, job_of("html").error) == (JobState.RUNNING, "")
    assert not Rendition.objects.exists()


def test_a_lease_that_is_renewed_does_not_run_out(issue: EditionIssue) -> None:
    held = jobs.claim(job_id=job_of("html").pk, now=NOW)
    assert held is not None
    jobs.renew(job=held, now=NOW + timedelta(seconds=30))
    assert jobs.claim(job_id=held.pk, now=jobs.lease(NOW)) is None


def test_asked_for_again_while_it_runs_it_is_left_alone_unless_something_else_is_wanted(daily: Series) -> None:
    editor = factories.user(Role.EDITOR)
    draft = drafts.open_draft(series=daily, day=factories.DAY, by=editor, now=NOW)
    job = drafts.ask_to_compile(draft=draft, by=editor, now=NOW, wake=False)
    held = jobs.claim(job_id=job.pk, now=NOW)
    assert held is not None
    assert drafts.ask_to_compile(draft=draft, by=editor, now=NOW, wake=False).fence == held.fence
    newer = drafts.ask_to_compile(draft=draft, by=editor, now=NOW + timedelta(minutes=1), wake=False)
    assert (newer.state, newer.attempt, newer.fence) == (JobState.QUEUED, 0, held.fence + 1)
    with pytest.raises(LeaseLost):
        drafts.run_compile(job=held, now=NOW)
    assert EditionDraft.objects.get().snapshot == ""


def test_what_kills_its_worker_three_times_is_parked_and_its_edition_has_failed(daily: Series) -> None:
    editor = factories.user(Role.EDITOR)
    draft = drafts.open_draft(series=daily, day=factories.DAY, by=editor, now=NOW)
    job, now = drafts.ask_to_compile(draft=draft, by=editor, now=NOW, wake=False), NOW
    for _death in range(jobs.ATTEMPTS):
        assert jobs.claim(job_id=job.pk, now=now) is not None
        now = jobs.lease(now)
    work.park_exhausted(now=now)
    draft.refresh_from_db()
    assert (draft.state, draft.error) == (DraftState.FAILED, "The worker died 3 times while at it.")
    assert Job.objects.get(kind=JobKind.COMPILE).state == JobState.PARKED


def test_two_clocks_that_reconcile_find_the_same_work_and_change_none_of_it(issue: EditionIssue) -> None:
    before = list(Job.objects.order_by("pk").values())
    waiting = [job["id"] for job in before if job["state"] == JobState.QUEUED]
    assert [sorted(jobs.due(now=NOW)), sorted(jobs.due(now=NOW))] == [waiting] * 2
    work.park_exhausted(now=NOW)
    assert list(Job.objects.order_by("pk").values()) == before
