"""Thin shells: load an id, call one action. Names are what messages carry and never change."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from sitreps.actions import work
from sitreps.models.jobs import Job


class JobTask(Task):  # type: ignore[type-arg]
    """A task whose unforeseen failure is kept on its job, where a person sees it."""

    def on_failure(self, exc: BaseException, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        job = Job.objects.filter(pk=args[0]).first()
        if job is not None:
            work.give_back(job=job, error=f"{type(exc).__name__}: {exc}", now=timezone.now())


@shared_task(name="sitreps.run_job", base=JobTask)
def run_job(job_id: int) -> None:
    """Do one job, if it is still to be done."""
    work.run_job(job_id=job_id, clock=timezone.now)


@shared_task(name="sitreps.tick")
def tick() -> None:
    """Open the editions that are due."""
    work.tick(now=timezone.now())


@shared_task(name="sitreps.reconcile")
def reconcile() -> None:
    """Send hints again for every job that is due."""
    work.reconcile(now=timezone.now())


@shared_task(name="sitreps.sweep")
def sweep() -> None:
    """Remove files that no row names."""
    work.sweep(now=timezone.now())
