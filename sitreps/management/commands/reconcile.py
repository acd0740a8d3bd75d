"""`reconcile`: wake the workers for every job that is due; with `--here` do them in this process, without a broker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sitreps.actions import jobs, work
from sitreps.models.jobs import Job


class Command(BaseCommand):
    help = "Send hints for every job that is due, or do those jobs here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--here", action="store_true", help="do the jobs in this process (the broker may be down)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["here"]:
            self.stdout.write(f"{len(work.reconcile(now=timezone.now()))} jobs are due; the workers were woken.")
            return
        work.park_exhausted(now=timezone.now())
        for job_id in jobs.due(now=timezone.now()):
            state = work.run_job(job_id=job_id, clock=timezone.now)
            self.stdout.write(f"{Job.objects.get(pk=job_id)}{'' if state else ' (another worker has it)'}")
