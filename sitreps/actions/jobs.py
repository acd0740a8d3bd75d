"""Jobs: asked for, claimed with a lease and a fence, finished, tried again, parked (reliability.md 1, 2, 8).

ask_for -> QUEUED -> claim -> RUNNING -> finish -> DONE
             ^                   |
             |  (backoff)  give_back, or the lease runs out
             +-------------------+---> PARKED after three attempts, until a person retries
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from sitreps import enqueue, faults
from sitreps.errors import LeaseLost
from sitreps.models.accounts import User
from sitreps.models.jobs import Job, JobKind, JobState

ATTEMPTS = 3
BACKOFF = (timedelta(seconds=10), timedelta(seconds=60))


@transaction.atomic
def ask_for(
    *, kind: JobKind, key: str, by: User, now: datetime, detail: Mapping[str, Any] | None = None, wake: bool = True
) -> Job:
    """The job of this kind and key, queued afresh; one that waits or runs already is left as it is."""
    job, created = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={"run_after": now, "asked_by": by.username, "asked_at": now, "detail": dict(detail or {})},
    )
    if not created:
        Job.objects.filter(pk=job.pk, state__in=[JobState.DONE, JobState.PARKED]).update(
            state=JobState.QUEUED,
            attempt=0,
            run_after=now,
            asked_by=by.username,
            asked_at=now,
            error="",
            done_at=None,
            detail=dict(detail or {}),
        )
        job.refresh_from_db()
    if wake:
        enqueue.job_after_commit(job.pk)
    return job


def lease(now: datetime) -> datetime:
    """Until when a worker holds a job that it claimed or renewed now."""
    return now + timedelta(seconds=settings.SITREPS_JOB_LEASE_SECONDS)


def claim(*, job_id: int, now: datetime) -> Job | None:
    """Take the job by a conditional UPDATE; None if it is not due or another has it. Of many claimers one wins."""
    faults.point("before-claim")
    due = Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lte=now)
    taken = (
        Job.objects.filter(due, pk=job_id, attempt__lt=ATTEMPTS)
        .update(
            state=JobState.RUNNING, attempt=F("attempt") + 1, fence=F("fence") + 1, lease_until=lease(now), error=""
        )
    )  # fmt: skip
    if not taken:
        return None
    faults.point("after-claim")
    return Job.objects.get(pk=job_id)


def renew(*, job: Job, now: datetime) -> None:
    """Say "still at it"; `LeaseLost` if another worker holds the job now."""
    mine = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)
    if not mine.update(lease_until=lease(now)):
        raise LeaseLost(f"{job} was taken over by another worker.")


@contextmanager
def holding(job: Job) -> Iterator[None]:
    """A transaction in which this worker still holds the job; `LeaseLost` if it was overtaken, and nothing is written.

    The job's row is locked for as long as the transaction lasts, so a second worker cannot take it meanwhile.
    """
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)
        if not mine.update(fence=F("fence")):
            raise LeaseLost(f"{job} was taken over by another worker.")
        yield


def finish(*, job: Job, now: datetime) -> None:
    """Done. Call it inside `holding`, in the transaction that stores the result."""
    Job.objects.filter(pk=job.pk, fence=job.fence).update(state=JobState.DONE, done_at=now, lease_until=None, error="")


def give_back(*, job: Job, error: str, now: datetime) -> JobState:
    """The attempt failed: wait and try again, or be parked after the third. Returns the new state."""
    parked = job.attempt >= ATTEMPTS
    state = JobState.PARKED if parked else JobState.QUEUED
    pause = timedelta() if parked else BACKOFF[job.attempt - 1]
    Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
        state=state, error=error, run_after=now + pause, lease_until=None, done_at=now if parked else None
    )
    return state


def due(*, now: datetime) -> list[int]:
    """Ids of the jobs that ought to be claimed now."""
    waiting = Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lte=now)
    return list(Job.objects.filter(waiting, attempt__lt=ATTEMPTS).order_by("run_after").values_list("pk", flat=True))


def park_exhausted(*, now: datetime) -> list[Job]:
    """Park jobs whose last lease ran out at their last attempt: their worker died each time and could not say why."""
    exhausted = Q(state=JobState.RUNNING, lease_until__lte=now, attempt__gte=ATTEMPTS)
    jobs = list(Job.objects.filter(exhausted))
    for job in jobs:
        Job.objects.filter(exhausted, pk=job.pk, fence=job.fence).update(
            state=JobState.PARKED,
            lease_until=None,
            done_at=now,
            error=f"The worker died {ATTEMPTS} times while at it.",
        )
    return jobs
