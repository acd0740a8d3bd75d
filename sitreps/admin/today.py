"""Today: what waits for this person, how the editions stand, the numbers of the day (desk.md, screen 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps import permissions
from sitreps.actions import compiling, continuing, decisions
from sitreps.admin import alerts, shell
from sitreps.admin.first_steps import FirstSteps, first_steps
from sitreps.codelists import Severity
from sitreps.documents import canonical, wording
from sitreps.documents.edition import Country, EditionDocument, PublicTotal
from sitreps.errors import SitrepsError
from sitreps.models.accounts import User
from sitreps.models.comments import Comment
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.queries import published
from sitreps.workflow import OPEN_DRAFT, DraftState, IncidentState

MOST = 20
STEPS = ("Due", "Compiling", "Draft", "Issued")
STEP_OF = {DraftState.DUE: 0, DraftState.COMPILING: 1, DraftState.FAILED: 1, DraftState.DRAFT: 2}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that this person can do next."""

    why: str
    incident: Incident
    told: str
    quote: str
    act: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a series stands: its next cut-off, its open draft, its newest edition.

    `noticed`: what the desk noticed in the newest edition, in words. `has_ended`: no clock opens a further one;
    `may_go_on`: this person may let it go on.
    """

    series: Series
    cut_off: datetime | None
    remaining: str
    draft: EditionDraft | None
    step: int
    blocks: int
    issue: EditionIssue | None
    noticed: str = ""
    has_ended: bool = False
    may_go_on: bool = False


@dataclass(frozen=True, slots=True)
class CountryRow:
    """The totals of one country, if its edition were compiled now."""

    country: Country
    killed: PublicTotal | None
    injured: PublicTotal | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the day of one series; `refusal` says why there are none.

    `issue`: the edition that they stand in, where no further one is coming; else they are as if compiled now.
    """

    series: Series
    rows: tuple[CountryRow, ...]
    incidents: int
    refusal: str = ""
    issue: EditionIssue | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page Today for one person."""

    waiting: tuple[Waiting, ...]
    standings: tuple[Standing, ...]
    numbers: tuple[Numbers, ...]
    day: datetime
    missing: tuple[alerts.Missing, ...]
    hidden: tuple[alerts.Hidden, ...]
    first_steps: FirstSteps | None = None
    may_review: bool = False


def page(user: User, *, now: datetime) -> Page:
    """Everything on Today. Queries: a fixed number, and a few for each series."""
    series = list(Series.objects.order_by("code"))
    standings = tuple(_standing(one, user, now=now) for one in series)
    zone = ZoneInfo(series[0].timezone if series else "UTC")
    return Page(
        waiting=tuple(waiting_for(user)),
        standings=standings,
        numbers=tuple(_numbers(one, now=now) for one in standings),
        day=now.astimezone(zone),
        missing=tuple(filter(None, (alerts.missing(one.series, one.draft, one.issue, now=now) for one in standings))),
        hidden=tuple(alerts.hidden(now=now)),
        first_steps=first_steps(user, now=now),
        may_review=permissions.can(permissions.check_review, user),
    )


def waiting_for(user: User) -> list[Waiting]:
    """Reviews that this person may do, what was returned to them, their drafts: in the order that helps most."""
    rows = Incident.objects.select_related("changed_by", "place").order_by("changed_at")
    found: list[Waiting] = []
    if permissions.can(permissions.check_review, user):
        others = rows.filter(state=IncidentState.IN_REVIEW).exclude(changed_by=user)
        found += [Waiting("Review", one, f"sent by {one.changed_by}", "", "Review") for one in others[:MOST]]
    returned = list(rows.filter(state=IncidentState.RETURNED, changed_by=user)[:MOST])
    reasons = _reasons(returned)
    for one in returned:
        reason = reasons.get(one.pk)
        told = f"returned by {reason.by}" if reason else "returned"
        found.append(Waiting("Returned", one, told, reason.text if reason else "", "Open"))
    for state, why in ((IncidentState.CHANGED, "Changed"), (IncidentState.DRAFT, "Draft")):
        mine = rows.filter(state=state, changed_by=user).order_by("-changed_at")
        found += [Waiting(why, one, "yours, not sent", "", "Continue") for one in mine[:MOST]]
    return found


def _reasons(returned: Sequence[Incident]) -> dict[int, Comment]:
    """The newest reason for each return, by incident."""
    comments = Comment.objects.filter(incident__in=returned, is_return=True).select_related("by").order_by("at", "pk")
    return {comment.incident_id: comment for comment in comments}


def _standing(series: Series, user: User, *, now: datetime) -> Standing:
    cut_off = shell.cut_off_after(series, now)
    draft = EditionDraft.objects.filter(series=series, state__in=OPEN_DRAFT).defer("snapshot").first()
    ended = continuing.has_ended(series, now=now)
    issue = published.issues(series.code).defer("snapshot").first()  # whole editions, of which Today counts a little
    blocks = 0
    if draft:
        found = [decisions.Discrepancy.from_json(one) for one in draft.discrepancies]
        blocks = len(decisions.open_blocks(found))
    return Standing(
        series=series,
        cut_off=cut_off,
        remaining=shell.remaining(cut_off - now) if cut_off else "",
        draft=draft,
        step=STEP_OF[DraftState(draft.state)] if draft else (len(STEPS) - 1 if issue else 0),
        blocks=blocks,
        issue=issue,
        noticed=_noticed(issue) if issue else "",
        has_ended=ended,
        may_go_on=ended and permissions.can(permissions.check_settings, user) and continuing.can_go_on(series, now=now),
    )


def _noticed(issue: EditionIssue) -> str:
    """How much the desk noticed in an edition when it went out: its warnings and notes, blocks that were accepted."""
    drafts = EditionDraft.objects.filter(series=issue.series_id, number=issue.number, state=DraftState.ISSUED)
    found = drafts.order_by("pk").values_list("discrepancies", flat=True).last()
    told = [one["severity"] for one in found or ()]
    words = (
        (Severity.BLOCK, "block accepted", "blocks accepted"),
        (Severity.WARN, "warning", "warnings"),
        (Severity.INFO, "note", "notes"),
    )
    return ", ".join(wording.counted(told.count(one), *forms) for one, *forms in words if one in told)


def _numbers(standing: Standing, *, now: datetime) -> Numbers:
    """The totals of the period that runs now, from the published record as it stands."""
    series = standing.series
    period_to = standing.cut_off or (standing.draft.period_to if standing.draft else None)
    if period_to is None:
        return _issued(series, standing.issue)
    when = compiling.calendar(series)
    day = when.local_date(period_to)
    draft = EditionDraft(
        series=series,
        number=standing.issue.number + 1 if standing.issue else series.first_number,
        date=day,
        period_from=standing.issue.period_to if standing.issue else when.opening(day),
        period_to=period_to,
    )
    try:
        document = compiling.compile_document(draft, as_known_at=now).document
    except SitrepsError as refusal:
        return Numbers(series, (), 0, str(refusal))
    return Numbers(series, _rows(document), len(document.new) + len(document.late))


def _issued(series: Series, issue: EditionIssue | None) -> Numbers:
    """The numbers of the newest edition, where no further one is coming."""
    if issue is None:
        return Numbers(series, (), 0, "No edition of this series is due, and none was issued.")
    document = canonical.decode(issue.snapshot, EditionDocument)
    return Numbers(series, _rows(document), len(document.new) + len(document.late), issue=issue)


def _rows(document: EditionDocument) -> tuple[CountryRow, ...]:
    by_scope = {(total.scope, total.measure): total for total in document.totals}
    return tuple(
        CountryRow(one, by_scope.get((one.code, "KILLED")), by_scope.get((one.code, "INJURED")))
        for one in document.countries
    )
