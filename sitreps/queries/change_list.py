"""The stream of what happened to the record, by its numbers: one statement for a page.

Numbers become visible in order (models/sequence.py), so whoever has read up to one has missed nothing below it. The
head comes from the same statement as the rows: it is never behind them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.editions import EditionIssue
from sitreps.models.revisions import RevisionContent
from sitreps.queries import edition_list

# The outer join leaves one row where nothing came after: it carries the head.
_PAGE = """
SELECT head.newest, page.*
  FROM (SELECT MAX(seq) AS newest FROM sitreps_change) AS head
  LEFT JOIN (SELECT * FROM sitreps_change WHERE seq > %s ORDER BY seq LIMIT %s) AS page ON 1 = 1
 ORDER BY page.seq
"""

INCIDENT_PAYLOAD = (ChangeEventKind.INCIDENT_PUBLISHED, ChangeEventKind.INCIDENT_REVISED)
EDITION_PAYLOAD = (ChangeEventKind.EDITION_ISSUED, ChangeEventKind.EDITION_REISSUED)


@dataclass(frozen=True, slots=True)
class Page:
    """Events in order; `head` is the newest number of the record that they were read from, 0 for an empty one."""

    head: int
    changes: tuple[Change, ...]
    has_more: bool


def page(*, since: int, limit: int) -> Page:
    """At most `limit` events that came after number `since`."""
    rows = list(Change.objects.raw(_PAGE, [since, limit + 1]))
    found = tuple(row for row in rows if row.pk is not None)
    return Page(head=rows[0].newest or 0, changes=found[:limit], has_more=len(found) > limit)


def incident_payloads(of: Page) -> Mapping[int, str]:
    """The stored public JSON of each revision that a page tells of, by number. One statement."""
    wanted = [change.seq for change in of.changes if change.event in INCIDENT_PAYLOAD]
    found = RevisionContent.objects.filter(revision__seq__in=wanted)
    return dict(found.values_list("revision__seq", "payload"))


def edition_payloads(of: Page) -> Mapping[int, dict[str, Any]]:
    """Each issue that a page tells of as lists of editions answer it, by number. Two statements."""
    wanted = [change.seq for change in of.changes if change.event in EDITION_PAYLOAD]
    issues = list(edition_list.with_surroundings(EditionIssue.objects.filter(seq__in=wanted)))
    return {issue.seq: answer for issue, answer in zip(issues, edition_list.answers(issues), strict=True)}
