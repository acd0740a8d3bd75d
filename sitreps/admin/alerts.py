"""What the desk must not overlook: an edition without a draft, and what is hidden until somebody decides (desk.md)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from sitreps.actions import drafts
from sitreps.actions.compiling import calendar
from sitreps.admin import shell
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.series import Series
from sitreps.models.takedowns import Takedown
from sitreps.queries import takedowns
from sitreps.workflow import DraftState

DECIDED_WITHIN = timedelta(hours=24)
"""A chief editor confirms what was hidden, or has it restored, within this time."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A series whose newest edition has no draft, half an hour after its cut-off. `waits_for`: an older open one."""

    series: Series
    day: date
    cut_off: datetime
    ago: str
    waits_for: EditionDraft | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something under review. `left` is the time to decide; empty once that is over (`late`: for how long)."""

    name: str
    title: str
    href: str
    by: str
    at: datetime
    left: str
    late: str


def missing(series: Series, draft: EditionDraft | None, issue: EditionIssue | None, *, now: datetime) -> Missing | None:
    """What is to be said where a series' newest edition is missing. `draft`: its open one; `issue`: its newest.

    One query, and none where the two show that nothing is.
    """
    known = [issue.date] if issue else []
    known += [draft.date] if draft and draft.state == DraftState.DRAFT else []
    cut_off = drafts.missing_since(series, now=now, known=max(known, default=None))
    if cut_off is None:
        return None
    day = calendar(series).local_date(cut_off)
    older = draft if draft and draft.date < day else None
    return Missing(series, day, cut_off, shell.remaining(now - cut_off), older)


def hidden(*, now: datetime) -> list[Hidden]:
    """Everything that is hidden and undecided, the oldest first. One query."""
    return [_hidden(act, now - act.at) for act in takedowns.undecided()]


def _hidden(act: Takedown, since: timedelta) -> Hidden:
    name, title, href = _named(act)
    late = since - DECIDED_WITHIN
    is_late = late >= timedelta()
    return Hidden(
        name=name,
        title=title,
        href=href,
        by=act.by,
        at=act.at,
        left="" if is_late else shell.remaining(-late),
        late=shell.remaining(late) if is_late else "",
    )


def _named(act: Takedown) -> tuple[str, str, str]:
    if act.incident is not None:
        href = reverse("admin:sitreps_incident_change", args=[act.incident.pk])
        return act.incident.ref, act.incident.title, href
    if act.issue is None:
        raise ValueError(f"Act {act.seq} is about nothing.")
    document = f", {act.language}.{act.format}" if act.language else ""
    name = f"{act.issue.series.code} No. {act.issue.number}{document}"
    return name, act.issue.title, reverse("admin:sitreps_editionissue_change", args=[act.issue.pk])
