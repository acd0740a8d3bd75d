"""Running jobs: claimed, done, given back. The worker, the command line and the reconciler all come through here."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import structlog
from django.db import transaction

from sitreps import enqueue, files
from sitreps.actions import drafts, erasing, jobs, renditions
from sitreps.errors import InvalidValue, LeaseLost, SitrepsError
from sitreps.models.accounts import CLOCK, actor
from sitreps.models.editions import Rendition
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.series import Series
from sitreps.models.sources import SourceItem

log = structlog.get_logger(__name__)


def run_job(*, job_id: int, clock: Callable[[], datetime]) -> JobState | None:
    """Claim a job and do it; returns what became of the job.

    None: it was not due, or another has it. A refusal is kept on the job and tried again, but for a text that only a
    person can mend; so is what nobody foresaw, which is then raised on for the log.
    """
    job = jobs.claim(job_id=job_id, now=clock())
    if job is None:
        return None
    log.info("job_claimed", kind=job.kind, key=job.key, attempt=job.attempt)
    with _Attempt(job, clock) as attempt:
        _do(job, clock)
    return attempt.state


class _Attempt:
    """One attempt at a claimed job: whatever ends it stands on the job, unless another worker has that by now."""

    def __init__(self, job: Job, clock: Callable[[], datetime]) -> None:
        self._job, self._clock = job, clock
        self.state: JobState | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            self.state = JobState.DONE
        elif isinstance(error, LeaseLost):
            log.warning("job_overtaken", kind=self._job.kind, key=self._job.key, error=str(error))
        else:
            foreseen = isinstance(error, SitrepsError)
            reason = str(error) if foreseen else f"{type(error).__name__}: {error}"
            in_vain = isinstance(error, InvalidValue)  # a text that only a person can mend
            self.state = give_back(job=self._job, error=reason, now=self._clock(), in_vain=in_vain)
            return foreseen
        return True


@transaction.atomic
def give_back(*, job: Job, error: str, now: datetime, in_vain: bool = False) -> JobState | None:
    """Keep what went wrong on the job; a compilation that is parked makes its draft FAILED. None: it was overtaken."""
    drafts.lock_draft_of(job)
    state = jobs.give_back(job=job, error=error, now=now, in_vain=in_vain)
    log.warning("job_failed", kind=job.kind, key=job.key, attempt=job.attempt, state=state, error=error)
    if state == JobState.PARKED:
        drafts.fail_compile(job=job, error=error)
    return state


def tick(*, now: datetime) -> int:
    """Open what is due in every series. Returns how many editions were opened; a second clock finds none.

    A series that refuses is told in the log and holds up no other.
    """
    clock, opened = actor(CLOCK), 0
    for series in Series.objects.order_by("code"):
        try:
            opened += len(drafts.open_due(series=series, by=clock, now=now))
        except SitrepsError as refusal:
            log.warning("edition_not_opened", series=series.code, error=str(refusal))
    return opened


def reconcile(*, now: datetime) -> list[int]:
    """Wake the workers for every job that is due: lost messages, dead workers, waits that are over. Returns job ids."""
    park_exhausted(now=now)
    due = jobs.due(now=now)
    for job_id in due:
        enqueue.send(enqueue.RUN_JOB, job_id)
    return due


def park_exhausted(*, now: datetime) -> None:
    """Park what killed its worker three times, and say so where a person sees it."""
    for job in jobs.exhausted(now=now):
        with transaction.atomic():
            drafts.lock_draft_of(job)
            reason = jobs.park(job=job, now=now)
            if reason:
                drafts.fail_compile(job=job, error=reason)
                log.error("job_parked", kind=job.kind, key=job.key, error=reason)


def sweep(*, now: datetime) -> int:
    """Remove files that no row names and that are older than a day. Returns how many."""
    return len(files.sweep(is_named=_is_named, now=now))


def _is_named(sha256: str) -> bool:
    return (
        Rendition.objects.filter(sha256=sha256).exists() or SourceItem.objects.filter(sha256=sha256).exists()
    )  # fmt: skip


def _do(job: Job, clock: Callable[[], datetime]) -> None:
    if job.kind == JobKind.COMPILE:
        drafts.run_compile(job=job, now=clock())
    elif job.kind == JobKind.ERASE:
        erasing.run_erase(job=job, now=clock())
    else:
        renditions.run_render(job=job, clock=clock)
