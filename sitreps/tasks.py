"""Thin shells: load an id, call one action. Names are what messages carry and never change."""

from celery import shared_task
from django.utils import timezone

from sitreps.actions import work


@shared_task(name="sitreps.run_job")
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
