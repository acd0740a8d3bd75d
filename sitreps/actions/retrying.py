"""What a person does about documents that could not be drawn: have them tried again (reliability.md 8)."""

from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit, renditions
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue
from sitreps.models.jobs import Job


@transaction.atomic
def draw_again(*, issue: EditionIssue, by: User, now: datetime) -> list[Job]:
    """Queue every document of an issue that is not stored, with its attempts counted anew."""
    permissions.check_compile(by)
    jobs = renditions.ask_for_missing(issue=issue, by=by, now=now)
    audit.record(
        action="edition.draw-again",
        object_type="edition",
        object_ref=f"{issue.series.code}/{issue.number}",
        by=by,
        now=now,
        detail={"documents": sorted(job.key.rpartition("/")[2] for job in jobs)},
    )
    return jobs
