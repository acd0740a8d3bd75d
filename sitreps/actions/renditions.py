"""Documents of an issue: asked for, drawn from its snapshot alone, stored by their digest (reliability.md 5, 6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sitreps import faults, files
from sitreps.actions import jobs
from sitreps.documents import canonical, linked_data
from sitreps.documents.edition import EditionDocument
from sitreps.documents.sections import lay_out
from sitreps.errors import LeaseLost, RenderFailed
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.jobs import Job, JobKind
from sitreps.queries import takedowns
from sitreps.renderers import html, pdf

FORMATS = ("html", "pdf")

Drawn = tuple[bytes, int | None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document that was drawn for a job; its bytes are stored under their digest."""

    issue: EditionIssue
    job: Job
    sha256: str
    bytes: int
    pages: int | None


def ask_for_missing(*, issue: EditionIssue, by: User, now: datetime, wake: bool = True) -> list[Job]:
    """Queue every document that is not stored yet; each is a job of its own: one that fails holds up no other.

    RenderFailed for an issue that was redacted: it has nothing to draw any more.
    """
    _check_content(issue)
    document = canonical.decode(issue.snapshot, EditionDocument)
    stored = {(one.language, one.format) for one in Rendition.objects.filter(issue=issue)}
    return [
        jobs.ask_for(
            kind=JobKind.RENDER,
            key=f"{issue.series.code}/{issue.number}/{issue.issue}/{language}.{format_}",
            by=by,
            now=now,
            detail={"issue": issue.pk, "language": language, "format": format_},
            wake=wake,
        )
        for language in document.languages
        for format_ in FORMATS
        if (language, format_) not in stored
    ]


def run_render(*, job: Job, clock: Callable[[], datetime]) -> Rendition:
    """Draw and store the document that this process has claimed. RenderFailed and LeaseLost are the caller's."""
    issue = EditionIssue.objects.select_related("series").get(pk=job.detail["issue"])
    content, pages = draw(
        issue, job.detail["format"], job.detail["language"], alive=lambda: jobs.renew(job=job, now=clock())
    )
    return keep(Drawing(issue, job, files.store(content), len(content), pages), clock=clock)


def keep(drawing: Drawing, *, clock: Callable[[], datetime]) -> Rendition:
    """Name a drawn document in its row, and end its job. LeaseLost where another has the job, or nobody any more.

    What was redacted while it was drawn is not kept: the bytes that no row names go at once.
    """
    job, issue = drawing.job, drawing.issue
    try:
        with jobs.holding(job):
            rendition, _ = Rendition.objects.get_or_create(
                issue=issue,
                language=job.detail["language"],
                format=job.detail["format"],
                defaults={
                    "bytes": drawing.bytes,
                    "sha256": drawing.sha256,
                    "pages": drawing.pages,
                    "stored_at": clock(),
                    "renderer": renderer_name(job.detail["format"]),
                },
            )
            jobs.finish(job=job, now=clock())
    except LeaseLost:
        if takedowns.is_redacted(issue):
            files.remove(drawing.sha256)
        raise
    stored: Rendition = rendition
    return stored


def _check_content(issue: EditionIssue) -> None:
    if not issue.snapshot:
        raise RenderFailed(f"{issue} was redacted: there is nothing left to draw.")


def draw(
    issue: EditionIssue, format_: str, language: str | None = None, *, alive: Callable[[], None] = lambda: None
) -> Drawn:
    """The bytes of a document and its number of pages, from the issue's row alone: always the same bytes.

    `language` is one of the edition's; its first where none is named.
    """
    _check_content(issue)
    document = canonical.decode(issue.snapshot, EditionDocument)
    layout = lay_out(document, language)
    faults.point("mid-render")
    if format_ == "html":
        about = linked_data.report(document, url=document.permalink, licence=document.licence)
        return html.render(layout, json_ld=about), None
    drawn = pdf.render(
        layout,
        attachment=issue.snapshot.encode(),
        created=issue.issued_at,
        identifier=f"{issue.series.code}_No{issue.number:03}_{issue.date.isoformat()}",
        alive=alive,
    )
    return drawn.content, drawn.pages


def renderer_name(format_: str) -> str:
    """What drew a document, with its version: a rendition is made again with the same only."""
    return pdf.version() if format_ == "pdf" else html.VERSION
