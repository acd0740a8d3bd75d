"""The stream of what happened to the record, by its numbers: one statement for a page.

Numbers become visible in order (models/sequence.py), so whoever has read up to one has missed nothing below it. The
head comes from the same statement as the rows: it is never behind them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q

from sitreps.codelists import PublicStatus
from sitreps.documents import publication
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.editions import EditionIssue
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import edition_list, standing
from sitreps.queries.compiled import Compiled, compiled

# The outer join leaves one row where nothing came after: it carries the head.
_PAGE = """
SELECT head.newest, page.*
  FROM (SELECT (SELECT MAX(seq) FROM sitreps_change) AS newest) AS head
  LEFT JOIN ({rows}) AS page ON 1 = 1
 ORDER BY page.seq
"""

BY_NUMBER = (
    ChangeEventKind.INCIDENT_PUBLISHED,
    ChangeEventKind.INCIDENT_REVISED,
    ChangeEventKind.INCIDENT_SPLIT,
    ChangeEventKind.EDITION_ISSUED,
    ChangeEventKind.EDITION_REISSUED,
)
"""Events that are a revision's or an issue's own: they share its number in the record."""
RESTORED = (ChangeEventKind.INCIDENT_RESTORED, ChangeEventKind.EDITION_RESTORED)
REDACTIONS = (ChangeEventKind.INCIDENT_REDACTED, ChangeEventKind.EDITION_REDACTED)
"""Their sentence is made for readers, in general words: what was hidden before says so for good."""
_KEPT = 64  # statements, one for each limit that partners ask for


@dataclass(frozen=True, slots=True)
class Page:
    """Events in order; `head` is the newest number of the record that they were read from, 0 for an empty one."""

    head: int
    changes: tuple[Change, ...]
    has_more: bool


def page(*, since: int, limit: int) -> Page:
    """At most `limit` events that came after number `since`; without what was said of what is hidden now.

    One statement; one more where something was said of an edition, which happens when one is taken down.
    """
    statement = _statement(limit)
    rows = list(Change.objects.raw(statement.sql, (*statement.parameters, since)))
    found = tuple(row for row in rows if row.pk is not None)
    shown = found[:limit]
    hidden = _hidden_editions(change for change in shown if change.object == "edition" and change.why_text)
    for change in shown:
        if (change.hidden or _edition_of(change) in hidden) and change.event not in REDACTIONS:
            change.why_text = ""
    return Page(head=rows[0].newest or 0, changes=shown, has_more=len(found) > limit)


@lru_cache(maxsize=_KEPT)
def _statement(limit: int) -> Compiled:
    """The SQL of a page; the number that it comes after is the last. While an incident is hidden, so are the sentences
    that were said of it."""
    told = Change.objects.annotate(hidden=standing.hidden_ref()).filter(seq__gt=0).order_by("seq")
    asked = compiled(told[: limit + 1], last=1)
    return Compiled(_PAGE.format(rows=asked.sql), asked.parameters)


def _hidden_editions(told: Iterable[Change]) -> Collection[tuple[str, int]]:
    """Which of the issues that events are about are hidden now, as `_edition_of` names them."""
    names = {_edition(change) for change in told}
    if not names:
        return ()
    wanted = Q(pk__in=())
    for series, number, version in names:
        wanted |= Q(series__code=series, number=number, issue=version)
    hidden = EditionIssue.objects.filter(wanted, standing.hidden_issue()).select_related("series")
    return {(f"{issue.series.code}/{issue.number}", issue.issue) for issue in hidden}


def _edition_of(change: Change) -> tuple[str, int]:
    return change.ref, change.revision


def incident_payloads(of: Page) -> Mapping[int, str]:
    """The public JSON behind each event that published a revision or put one back, by the event's number.

    Nothing of what may not be seen now; what was withdrawn or merged since is marked. One statement.
    """
    told = [change for change in of.changes if change.object == "incident"]
    names = {(change.ref, change.revision): change.seq for change in told if change.event in RESTORED}
    wanted = Q(seq__in=[change.seq for change in told if change.event in BY_NUMBER])
    for ref, number in names:
        wanted |= Q(ref=ref, number=number)
    rows = IncidentRevision.objects.filter(wanted, standing.visible_revision()).annotate(status=standing.status_now())
    found: dict[int, str] = {}
    for seq, ref, number, status, payload in rows.values_list("seq", "ref", "number", "status", "content__payload"):
        answer = publication.marked(payload, status)
        found[seq] = answer
        if (ref, number) in names and status == PublicStatus.PUBLISHED:
            found[names[ref, number]] = answer
    return found


def edition_payloads(of: Page) -> Mapping[int, dict[str, Any]]:
    """The same of editions, each as lists answer it. Two statements."""
    told = [change for change in of.changes if change.object == "edition"]
    names = {_edition(change): change.seq for change in told if change.event in RESTORED}
    wanted = Q(seq__in=[change.seq for change in told if change.event in BY_NUMBER])
    for series, number, version in names:
        wanted |= Q(series__code=series, number=number, issue=version)
    rows = EditionIssue.objects.filter(wanted, standing.visible_issue())
    issues = list(edition_list.with_surroundings(rows))
    found: dict[int, dict[str, Any]] = {}
    for issue, answer in zip(issues, edition_list.answers(issues), strict=True):
        found[issue.seq] = answer
        name = (issue.series.code, issue.number, issue.issue)
        if name in names and not issue.withdrawn:
            found[names[name]] = answer
    return found


def _edition(change: Change) -> tuple[str, int, int]:
    series, _, number = change.ref.rpartition("/")
    return series, int(number), change.revision
