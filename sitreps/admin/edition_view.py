"""What the pages of editions show: a draft with its texts, tokens and discrepancies; an issue with its documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from sitreps import permissions
from sitreps.actions import decisions
from sitreps.actions.compiling import calendar
from sitreps.actions.decisions import Discrepancy
from sitreps.codelists import Severity, vocabulary
from sitreps.documents import canonical, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.token_words import TokenChange, changed
from sitreps.errors import NotAllowed
from sitreps.models.accounts import User
from sitreps.models.editions import DecisionState, DiscrepancyDecision, EditionDraft, EditionIssue, Rendition
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.series import Series
from sitreps.queries import published
from sitreps.workflow import OPEN_DRAFT, DraftState, RenditionState


@dataclass(frozen=True, slots=True)
class Token:
    """A figure that a text may name, with the words it stands for now; `was` where a text was written on others."""

    text: str
    words: str
    measure: str
    title: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A discrepancy with what was decided about it."""

    one: Discrepancy
    note: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a compilation stands, in words; `error` is why an attempt failed, `retry_at` when the next one comes."""

    state: str
    words: str
    error: str
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Languages:
    """All that a list reads of an issue's snapshot."""

    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of an issue. `href` is empty while readers get nothing of it: not drawn yet, hidden, redacted."""

    name: str
    language: str
    format: str
    state: RenditionState
    href: str
    bytes: int
    pages: int | None
    sha256: str
    error: str


def document_of(draft: EditionDraft) -> EditionDocument | None:
    """The compiled edition; None before it was ever compiled."""
    return canonical.decode(draft.snapshot, EditionDocument) if draft.snapshot else None


def tokens(document: EditionDocument, changes: Sequence[TokenChange] = ()) -> list[Token]:
    """Every figure of the edition that has words, in the order of its incidents."""
    was = {one.token: one.was for one in changes}
    return [
        Token(
            text=(token := f"{{{{fig:{incident.ref}.{figure.measure}}}}}"),
            words=figure.text,
            measure=vocabulary("measure").label(figure.measure),
            title=incident.title,
            was=was.get(token, ""),
        )
        for incident in document.incidents
        for figure in incident.figures
        if figure.quantifier is not None
    ]


def changed_tokens(draft: EditionDraft, document: EditionDocument | None) -> list[TokenChange]:
    """The figures of the editors' texts that read otherwise since they were saved: the draft was refreshed since."""
    return changed(draft.figures_read, document) if document else []


def told(draft: EditionDraft) -> dict[str, list[Told]]:
    """The draft's discrepancies by severity, worst first, with the notes that hold."""
    found = [Discrepancy.from_json(one) for one in draft.discrepancies]
    accepted = DiscrepancyDecision.objects.filter(
        fingerprint__in=[one.fingerprint for one in found], state=DecisionState.ACCEPTED
    )
    notes = {decision.fingerprint: decision.note for decision in accepted.order_by("at", "pk")}
    by_severity: dict[str, list[Told]] = {severity.value: [] for severity in Severity}
    for one in found:
        by_severity[one.severity].append(Told(one, notes.get(one.fingerprint, "")))
    return by_severity


def open_blocks(draft: EditionDraft) -> list[Discrepancy]:
    """What must be resolved or accepted before the edition can be issued."""
    return decisions.open_blocks([Discrepancy.from_json(one) for one in draft.discrepancies])


def why_not_issue(draft: EditionDraft, user: User) -> str:
    """Why this person cannot issue the draft now; empty if they can."""
    if draft.state != DraftState.DRAFT:
        return "Only a compiled draft can be issued."
    try:
        permissions.check_issue(user, touched_by=draft.touched_by)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def way_out(series: Series, day: date) -> str:
    """What to do where a day is not due; empty where only time helps, or nothing."""
    draft = EditionDraft.objects.filter(series=series, state__in=OPEN_DRAFT).first()
    if draft and day < draft.date:
        return "Issue or cancel that draft first."
    if not calendar(series).has_edition(day):
        return "A chief editor changes its days under Series."
    return ""


def progress(draft: EditionDraft) -> Progress:
    """Where the draft's compilation stands."""
    job = Job.objects.filter(kind=JobKind.COMPILE, key=f"{draft.series.code}/{draft.pk}").first()
    if draft.state == DraftState.FAILED:
        return Progress(draft.state, "Compiling failed for good.", draft.error, None)
    if draft.state != DraftState.COMPILING or job is None:
        return Progress(draft.state, "", "", None)
    if job.state == JobState.RUNNING:
        return Progress(draft.state, f"A worker compiles it now (attempt {job.attempt}).", "", None)
    if job.error:
        return Progress(draft.state, f"Attempt {job.attempt} failed; the next one follows.", job.error, job.run_after)
    return Progress(draft.state, "Waiting for a worker.", "", None)


def newest_issues(*, most: int) -> list[EditionIssue]:
    """The newest issue of each edition, newest period first: what is hidden, withdrawn or redacted too, else nobody in
    the desk could reach it."""
    newer = EditionIssue.objects.filter(
        series=OuterRef("series"), number=OuterRef("number"), issue__gt=OuterRef("issue")
    )
    rows = EditionIssue.objects.filter(~Exists(newer)).select_related("series")
    return list(rows.order_by("-period_to", "-issue")[:most])


def documents(issue: EditionIssue) -> list[DocumentRow]:
    """Every document of an issue, stored or not, in a fixed order."""
    return documents_of([issue])[issue.pk]


def documents_of(issues: Sequence[EditionIssue]) -> dict[int, list[DocumentRow]]:
    """The same of several issues, by id: two queries however many they are."""
    every: Iterable[Any] = published.every_rendition_of(issues)
    stored = {(one.issue_id, one.language, one.format): one for one in every}
    wanted = [
        (issue, language, format_)
        for issue in issues
        if issue.snapshot  # empty where it was redacted: then there are none
        for language in canonical.decode(issue.snapshot, Languages).languages
        for format_ in ("html", "pdf")
    ]
    keys = [_job_key(*one) for one in wanted]
    jobs = {job.key: job for job in Job.objects.filter(kind=JobKind.RENDER, key__in=keys)}
    rows: dict[int, list[DocumentRow]] = {issue.pk: [] for issue in issues}
    for (issue, language, format_), key in zip(wanted, keys, strict=True):
        rendition = stored.get((issue.pk, language, format_))
        is_seen = rendition is not None and rendition.may_be_seen
        rows[issue.pk].append(_row(issue, language, format_, rendition, jobs.get(key), is_seen=is_seen))
    return rows


def _row(
    issue: EditionIssue, language: str, format_: str, rendition: Rendition | None, job: Job | None, *, is_seen: bool
) -> DocumentRow:
    return DocumentRow(
        name=published.document_name(issue, language, format_),
        language=language,
        format=format_.upper(),
        state=RenditionState.STORED if rendition else _state(job),
        href=published.document_href(issue, language, format_) if is_seen else "",
        bytes=rendition.bytes if rendition else 0,
        pages=rendition.pages if rendition else None,
        sha256=rendition.sha256 if rendition else "",
        error="" if rendition or job is None else job.error,
    )


def _job_key(issue: EditionIssue, language: str, format_: str) -> str:
    return f"{issue.series.code}/{issue.number}/{issue.issue}/{language}.{format_}"


def _state(job: Job | None) -> RenditionState:
    if job is None or job.state == JobState.QUEUED:
        return RenditionState.FAILED if job is not None and job.error else RenditionState.QUEUED
    return RenditionState.PARKED if job.state == JobState.PARKED else RenditionState.RENDERING


def unfinished(rows: Sequence[DocumentRow]) -> bool:
    """Whether a document is still on its way."""
    return any(row.state not in {RenditionState.STORED, RenditionState.PARKED} for row in rows)


def numbers(document: EditionDocument) -> list[tuple[str, str, str]]:
    """Totals by country and measure, in words."""
    names = {country.code: country.name for country in document.countries}
    return [
        (names[total.scope], vocabulary("measure").label(total.measure), total.text or wording.NO_FIGURE)
        for total in document.totals
        if total.scope in names and total.incidents_with_figure
    ]
