"""The demo's day as its commands leave it, for tests: its documents are drawn once a run, and kept from then on."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.core.management import call_command

from sitreps import files
from sitreps.actions import issuing, jobs, renditions
from sitreps.management.supervision import demo
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobKind

_, PUBLISH, ISSUE = (step.command for step in demo.STEPS)
COMPILE = ISSUE[: ISSUE.index("--issue")]
ISSUED_AT = datetime.fromisoformat(ISSUE[-1])


@dataclass
class Drawn:
    """The documents of the day's edition, bytes and pages by `en.pdf`; `sha256` is the edition's that they say."""

    sha256: str = ""
    documents: dict[str, tuple[bytes, int | None]] = field(default_factory=dict)


def published() -> None:
    """The log, imported and published."""
    quiet(*PUBLISH)


def issued(drawn: Drawn) -> EditionIssue:
    """The day with its edition. The first time the commands draw its documents; later what they drew is stored."""
    published()
    if not drawn.documents:
        quiet(*ISSUE)
        issue: EditionIssue = EditionIssue.objects.get()
        drawn.sha256 = issue.sha256
        drawn.documents = {
            f"{one.language}.{one.format}": (files.path_of(one.sha256).read_bytes(), one.pages)
            for one in issue.renditions.all()
        }
        return issue
    quiet(*COMPILE)
    draft, now = EditionDraft.objects.get(), datetime.now(UTC)
    issue = issuing.issue_edition(draft=draft, by=actor(COMMAND), now=now, at=ISSUED_AT, wake=False)
    assert issue.sha256 == drawn.sha256, "the day's edition is not the one that was drawn"
    for job in Job.objects.filter(kind=JobKind.RENDER):
        _keep(issue, job, *drawn.documents[job.key.rpartition("/")[2]], now=now)
    return issue


def quiet(*command: str) -> None:
    """A command, whatever it prints."""
    call_command(*command, stdout=io.StringIO())


def _keep(issue: EditionIssue, job: Job, content: bytes, pages: int | None, *, now: datetime) -> None:
    claimed = jobs.claim(job_id=job.pk, now=now)
    assert claimed is not None
    drawing = renditions.Drawing(issue, claimed, files.store(content), len(content), pages)
    renditions.keep(drawing, clock=lambda: now)
