"""The list of issued editions: two statements for a page of any size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery

from sitreps.models.editions import EditionIssue, Rendition
from sitreps.queries import published


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order: the end of an edition's period, and its series where several end together."""

    period_to: datetime
    series: str


@dataclass(frozen=True, slots=True)
class Page:
    """The newest issue of each edition as the API answers it, newest period first."""

    editions: tuple[dict[str, Any], ...]
    next: Place | None


def page(series: str | None, *, after: Place | None, limit: int) -> Page:
    """At most `limit` editions that come after a place, of one series or of all."""
    rows = published.issues(series).annotate(previous=_beside("lt", Max), following=_beside("gt", Min))
    if after is not None:
        rows = rows.filter(
            Q(period_to__lt=after.period_to) | Q(period_to=after.period_to, series__code__gt=after.series)
        )
    found = list(rows.order_by("-period_to", "series__code")[: limit + 1])
    shown = found[:limit]
    stored = _renditions(shown)
    editions = tuple(
        published.answered(
            issue,
            superseded=False,
            stored=stored[issue.pk],
            previous=issue.previous,
            following=issue.following,
        )
        for issue in shown
    )
    return Page(editions, Place(shown[-1].period_to, shown[-1].series.code) if len(found) > limit else None)


def _beside(comparison: str, nearest: type[Max] | type[Min]) -> Subquery:
    """The nearest number of the same series on one side."""
    others = EditionIssue.objects.filter(
        Q(**{f"number__{comparison}": OuterRef("number")}), series=OuterRef("series")
    ).order_by()
    return Subquery(others.values("series").annotate(nearest=nearest("number")).values("nearest"))


def _renditions(issues: Iterable[EditionIssue]) -> dict[int, list[Rendition]]:
    found: QuerySet[Rendition] = Rendition.objects.filter(issue__in=[issue.pk for issue in issues])
    by_issue: dict[int, list[Rendition]] = defaultdict(list)
    for rendition in found.order_by("language", "format"):
        by_issue[rendition.issue_id].append(rendition)
    return by_issue
