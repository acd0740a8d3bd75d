"""Jobs: asked for, claimed with a lease and a fence, finished, tried again, parked (reliability.md 1, 2, 8).

ask_for -> QUEUED -> claim -> RUNNING -> finish -> DONE
             ^                   |
             |  (backoff)  give_back, or the lease runs out
             +-------------------+---> PARKED after three attempts, until a person retries

Whoever writes a draft and its job in one transaction takes the draft's row first; so no two wait for each other.
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
    """The job of this kind and key, queued afresh and due at once.

    One that runs is left alone while the same is asked for. Asked for with another detail, the newer order counts:
    whoever is at the older one has lost the job and stores nothing.
    """
    wanted = dict(detail or {})
    job, created = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={"run_after": now, "asked_by": by.username, "asked_at": now, "detail": wanted},
    )
    if not created:
        Job.objects.filter(pk=job.pk).exclude(state=JobState.RUNNING, detail=wanted).update(
            state=JobState.QUEUED,
            attempt=0,
            fence=F("fence") + 1,
            lease_until=None,
            run_after=now,
            asked_by=by.username,
            asked_at=now,
            error="",
            done_at=None,
            detail=wanted,
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


def give_back(*, job: Job, error: str, now: datetime, in_vain: bool = False) -> JobState | None:
    """The attempt failed: wait and try again, or be parked after the third, or at once where trying again is in vain.

    Returns the new state; None, and nothing is written, if another worker holds the job now.
    """
    parked = in_vain or job.attempt >= ATTEMPTS
    state = JobState.PARKED if parked else JobState.QUEUED
    pause = timedelta() if parked else BACKOFF[job.attempt - 1]
    given = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
        state=state, error=error, run_after=now + pause, lease_until=None, done_at=now if parked else None
    )
    return state if given else None


def give_up(*, kind: JobKind, key_prefix: str, now: datetime) -> None:
    """Let nobody do the jobs of a kind whose keys begin so: whoever is at one has lost it and stores nothing."""
    Job.objects.filter(kind=kind, key__startswith=key_prefix).exclude(state=JobState.DONE).update(
        state=JobState.DONE, fence=F("fence") + 1, lease_until=None, done_at=now, error=""
    )


def due(*, now: datetime) -> list[int]:
    """Ids of the jobs that ought to be claimed now."""
    waiting = Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lte=now)
    return list(Job.objects.filter(waiting, attempt__lt=ATTEMPTS).order_by("run_after").values_list("pk", flat=True))


def exhausted(*, now: datetime) -> list[Job]:
    """Jobs whose last lease ran out at their last attempt: their worker died each time and could not say why."""
    return list(Job.objects.filter(_is_exhausted(now)))


def park(*, job: Job, now: datetime) -> str:
    """Park an exhausted job; returns the reason, or nothing if it was retried or taken meanwhile."""
    reason = f"The worker died {ATTEMPTS} times while at it."
    parked = Job.objects.filter(_is_exhausted(now), pk=job.pk, fence=job.fence).update(
        state=JobState.PARKED, lease_until=None, done_at=now, error=reason
    )
    return reason if parked else ""


def _is_exhausted(now: datetime) -> Q:
    return Q(state=JobState.RUNNING, lease_until__lte=now, attempt__gte=ATTEMPTS)
