"""A worker dies as in a power cut, at every step: exactly one edition and the same bytes (reliability.md A1, B1).

The workers are real processes; the fault points of sitreps/faults.py kill them with SIGKILL.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from sitreps import files
from sitreps.actions import drafts, renditions, work
from sitreps.models.accounts import Role
from sitreps.models.changes import Change
from sitreps.models.editions import EditionDraft, EditionIssue, Rendition
from sitreps.models.jobs import Job, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState
from tests import factories
from tests.services.worker import Worker

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LEASE = {"SITREPS_JOB_LEASE_SECONDS": "2"}
WITHIN = 60.0
CUT = factories.NOON + timedelta(hours=4)


def dying_at(point: str) -> dict[str, str]:
    """The environment of a worker that is killed there."""
    return {**LEASE, "SITREPS_FAULT_POINTS": "1", "SITREPS_FAULT": point}


def wait_until(condition: Callable[[], bool], what: str, worker: Worker, *, wake: bool = False) -> None:
    """Poll; with `wake` do what beat does every thirty seconds, only more often."""
    until = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < until, f"{what}:\n{list(Job.objects.values())}\n{worker.text()}"
        if wake:
            work.reconcile(now=timezone.now())
        time.sleep(0.25)


def let_it_die(worker: Worker, point: str) -> None:
    """Start a worker that is killed at this point, child first, then everything else of it."""
    worker.start(**dying_at(point))
    wait_until(lambda: "signal 9" in worker.text(), f"nothing was killed at {point}", worker)
    worker.kill()


def finish(worker: Worker) -> None:
    """Start a worker that lives, and let it do what is left."""
    worker.start(**LEASE)
    wait_until(lambda: not unfinished(), "jobs were left undone", worker, wake=True)


def unfinished() -> list[Job]:
    return list(Job.objects.exclude(state__in=[JobState.DONE, JobState.PARKED]))


def temporary_files() -> list[str]:
    return [path.name for path in settings.SITREPS_FILES.glob("??/.part-*")]


@pytest.fixture
def series() -> Series:
    """A series with one incident in the record of its first day."""
    factories.published_incident(title="Missile strike on Dnipro", killed=7)
    return factories.series(starts_on=factories.DAY)


@pytest.fixture
def draft(series: Series) -> EditionDraft:
    """A draft whose compilation is asked for; nobody was told."""
    editor = factories.user(Role.EDITOR)
    opened = drafts.open_draft(series=series, day=factories.DAY, by=editor, now=CUT)
    drafts.ask_to_compile(draft=opened, by=editor, now=CUT, wake=False)
    return opened


@pytest.mark.parametrize("point", ["before-claim", "after-claim", "after-snapshot"])
def test_a_compilation_killed_at_any_step_gives_one_draft_with_the_same_bytes(
    stopped_worker: Worker, draft: EditionDraft, point: str
) -> None:
    let_it_die(stopped_worker, point)
    finish(stopped_worker)

    draft.refresh_from_db()
    assert (draft.state, EditionDraft.objects.count()) == (DraftState.DRAFT, 1)
    compiled = draft.snapshot
    job = drafts.ask_to_compile(draft=draft, by=factories.user(Role.EDITOR), now=CUT, wake=False)
    work.run_job(job_id=job.pk, clock=timezone.now)
    draft.refresh_from_db()
    assert draft.snapshot == compiled


@pytest.mark.parametrize("point", ["before-claim", "after-claim", "mid-render", "after-temporary-file", "after-rename"])
def test_a_rendering_killed_at_any_step_stores_each_document_once_with_the_same_bytes(
    stopped_worker: Worker, series: Series, point: str
) -> None:
    issue = factories.issued_edition(series)
    let_it_die(stopped_worker, point)
    assert Rendition.objects.count() == 0
    assert bool(temporary_files()) is (point == "after-temporary-file")
    finish(stopped_worker)

    undisturbed = {
        format_: hashlib.sha256(renditions.draw(issue, format_)[0]).hexdigest() for format_ in renditions.FORMATS
    }
    assert dict(Rendition.objects.values_list("format", "sha256")) == undisturbed
    assert all(files.is_whole(sha256) for sha256 in undisturbed.values())
    assert (EditionIssue.objects.count(), Change.objects.filter(object="edition").count()) == (1, 1)

    work.sweep(now=timezone.now() + timedelta(hours=25))
    assert temporary_files() == []
    assert {path.name for path in settings.SITREPS_FILES.glob("??/*")} == set(undisturbed.values())


def test_what_kills_its_worker_three_times_is_parked_with_the_reason_and_a_person_can_retry(
    stopped_worker: Worker, draft: EditionDraft
) -> None:
    stopped_worker.start(**dying_at("after-claim"))
    wait_until(lambda: not unfinished(), "the poison was not parked", stopped_worker, wake=True)
    job = Job.objects.get()
    assert (job.state, job.attempt, job.error) == (JobState.PARKED, 3, "The worker died 3 times while at it.")
    draft.refresh_from_db()
    assert (draft.state, draft.error) == (DraftState.FAILED, job.error)
    stopped_worker.kill()

    drafts.ask_to_compile(draft=draft, by=factories.user(Role.EDITOR), now=CUT, wake=False)
    finish(stopped_worker)
    draft.refresh_from_db()
    assert draft.state == DraftState.DRAFT


def test_a_document_that_cannot_be_drawn_says_why_and_holds_up_no_other(worker: Worker, series: Series) -> None:
    factories.published_incident(title="A bell \x07 that no font can show")
    issue = factories.issued_edition(series)
    work.reconcile(now=timezone.now())
    wait_until(lambda: bool(Job.objects.get(key__endswith="en.pdf").error), "the PDF was not refused", worker)
    wait_until(lambda: Job.objects.get(key__endswith="en.html").state == JobState.DONE, "no page was drawn", worker)

    refused = Job.objects.get(key__endswith="en.pdf")
    assert (refused.state, refused.attempt) == (JobState.QUEUED, 1)
    assert "U+0007 control character" in refused.error
    assert refused.run_after > timezone.now()
    assert list(Rendition.objects.filter(issue=issue).values_list("format", flat=True)) == ["html"]


def test_jobs_whose_messages_were_lost_are_found_and_done_once(stopped_worker: Worker, broker: "redis.Redis") -> None:
    wanted = [waiting_draft() for _ in range(20)]
    assert broker.llen("sitreps") == len(wanted)
    broker.flushall()
    stopped_worker.start(**LEASE)
    wait_until(lambda: not unfinished(), "lost messages were not made up for", stopped_worker)

    assert set(Job.objects.values_list("state", "attempt")) == {(JobState.DONE, 1)}
    assert set(EditionDraft.objects.values_list("state", flat=True)) == {DraftState.DRAFT}


def test_a_worker_that_waits_goes_on_after_the_broker_has_lost_everything(
    worker: Worker, broker: "redis.Redis"
) -> None:
    broker.flushall()
    waiting_draft()
    wait_until(lambda: not unfinished(), "the worker hears nothing any more", worker, wake=True)
    assert Job.objects.get().state == JobState.DONE


def waiting_draft() -> EditionDraft:
    """The draft of a series of its own, asked for as the desk does."""
    editor, series = factories.user(Role.EDITOR), factories.series(starts_on=factories.DAY)
    draft = drafts.open_draft(series=series, day=factories.DAY, by=editor, now=CUT)
    drafts.ask_to_compile(draft=draft, by=editor, now=CUT)
    return draft
