"""Work to be done outside a request. State lives here; a message only says "look" (reliability.md 1, 2)."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from sitreps.models.base import code_field


class JobKind(StrEnum):
    """What a worker can be asked for."""

    COMPILE = "COMPILE"
    RENDER = "RENDER"
    ERASE = "ERASE"


class JobState(StrEnum):
    """A job waits, runs, is done, or is parked after three attempts until a person retries it."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    PARKED = "PARKED"


class Job(models.Model):
    """One piece of work, named by kind and key. Every write of its worker repeats `fence`."""

    kind = code_field(JobKind)
    key = models.CharField(max_length=120)
    state = code_field(JobState, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_job_per_kind_and_key"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False) | ~Q(state=JobState.RUNNING),
                name="a_running_job_has_a_lease",
            ),
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"
