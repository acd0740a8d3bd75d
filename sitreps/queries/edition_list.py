"""Issued editions as the API answers them, now or as known at a moment: two statements for any number of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from sitreps.models.editions import EditionIssue, Rendition
from sitreps.queries import published, standing


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


def page(series: str | None, *, after: Place | None, limit: int, moment: datetime | None = None) -> Page:
    """At most `limit` editions that come after a place, of one series or of all."""
    rows = with_surroundings(published.issues(series, moment=moment), moment=moment)
    if after is not None:
        rows = rows.filter(
            Q(period_to__lt=after.period_to) | Q(period_to=after.period_to, series__code__gt=after.series)
        )
    found = list(rows.order_by("-period_to", "series__code")[: limit + 1])
    shown = found[:limit]
    following = Place(shown[-1].period_to, shown[-1].series.code) if len(found) > limit else None
    return Page(tuple(answers(shown, moment=moment)), following)


def one(
    series: str, number: int | None, *, version: int | None = None, moment: datetime | None = None
) -> dict[str, Any] | None:
    """One edition by its number, or the newest of the series: its newest issue, or the one asked for.

    None where there is none; Gone where it was withdrawn, or may not be seen (published.issue).
    """
    if version is None:
        found = published.issues(series, moment=moment)
    else:
        found = published.issued(moment=moment).filter(standing.visible_issue(), series__code=series, issue=version)
    if number is not None:
        found = found.filter(number=number)
    edition = next(answers(list(with_surroundings(found, moment=moment)[:1]), moment=moment), None)
    if edition is None and number is not None:
        published.issue(series, number, version, moment=moment)  # says why, where it is gone
    return edition


def with_surroundings(rows: QuerySet[EditionIssue], *, moment: datetime | None = None) -> QuerySet[Any]:
    """Issues with what `answers` says of those around them, among all that were issued by the moment."""
    newer = published.issued(moment=moment).filter(
        series=OuterRef("series"), number=OuterRef("number"), issue__gt=OuterRef("issue")
    )
    return rows.select_related("series").annotate(
        superseded=Exists(newer),
        withdrawn=standing.withdrawn_issue(),
        previous=_beside("lt", Max, moment),
        following=_beside("gt", Min, moment),
    )


def answers(issues: Sequence[Any], *, moment: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Issues `with_surroundings` as the API answers them, in their order.

    Their documents are those that are stored now: they were drawn after the issue, and are its own for ever.
    """
    stored = _renditions(issues)
    return (
        published.answered(
            issue,
            superseded=issue.superseded,
            withdrawn=issue.withdrawn,
            stored=stored[issue.pk],
            previous=issue.previous,
            following=issue.following,
            by_issue=moment is not None,
        )
        for issue in issues
    )


def _beside(comparison: str, nearest: type[Max] | type[Min], moment: datetime | None) -> Subquery:
    """The nearest number of the same series on one side."""
    others = (
        published.issues(moment=moment)
        .filter(Q(**{f"number__{comparison}": OuterRef("number")}), series=OuterRef("series"))
        .order_by()
    )
    return Subquery(others.values("series").annotate(nearest=nearest("number")).values("nearest"))


def _renditions(issues: Iterable[EditionIssue]) -> dict[int, list[Rendition]]:
    found: QuerySet[Rendition] = Rendition.objects.filter(
        standing.shown_document(), issue__in=[issue.pk for issue in issues]
    )
    by_issue: dict[int, list[Rendition]] = defaultdict(list)
    for rendition in found.order_by("language", "format"):
        by_issue[rendition.issue_id].append(rendition)
    return by_issue
