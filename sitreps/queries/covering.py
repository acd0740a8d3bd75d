"""The record as an edition sees it at its cut: which incidents it covers, found by columns that have an index (B8).

The projection of the latest answers for all that nothing happened to since; the few others are asked of the record.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from sitreps.codelists import ENDS, IncidentKind
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent
from sitreps.models.takedowns import Takedown
from sitreps.queries import published
from sitreps.queries.slices import slices

ANY_ZONE = timedelta(days=2)
"""How many days at most lie between the day of an event and that of a cut-off at the same moment, in any two zones."""
ROOT = ~Q(parent_ref__gt="")
"""Asked for an empty parent, SQLite would look for incidents by that, and find most of all there are."""
ALL = Q()
ACROSS = Q(country="", kind=IncidentKind.CLUSTER) & ROOT
"""A cluster that lies in several countries: it is covered where a place of it lies in one of the series'."""

Wanted = Callable[[str], Q]
"""A condition, by the way from the row to its revision (`revision__`, or nothing where the row is one)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What an edition covers: the roots of these countries in the record up to `seq`, on or before a day, and where
    their hour is known before the cut-off."""

    countries: tuple[str, ...]
    seq: int
    on_or_before: date
    cut_off: datetime

    @property
    def roots(self) -> Q:
        """The roots in one of the countries, whatever their hour."""
        return Q(country__in=self.countries, occurred_on__lte=self.on_or_before) & ROOT

    @property
    def roots_or_across(self) -> Q:
        """These, and clusters that lie in several countries and may reach into one."""
        wanted = Q(country__in=(*self.countries, ""), occurred_on__lte=self.on_or_before) & ROOT
        return wanted & (~Q(country="") | ACROSS)

    def began_before(self, occurred_from: datetime | None) -> bool:
        """Whether it covers an event of that hour."""
        return occurred_from is None or occurred_from < self.cut_off


def revisions(cut: Cut, refs: Collection[str] | None = None) -> list[IncidentRevision]:
    """The roots that the cut covers by country and day, by ref, then the places below them, wherever they lie.

    `refs`: only these and what is below them. What is too late by its hour is still among them: that says the content.
    """
    found = known(cut.seq, cut.roots_or_across) if refs is None else _named(cut, refs)
    across = [one for one in found if not one.country]
    roots = [one for one in found if one.country] + _reaching(cut, across)
    clusters = {one.ref for one in roots if one.kind == IncidentKind.CLUSTER}
    places = below(cut.seq, clusters)
    return [*sorted(roots, key=_ref), *sorted(places, key=_ref)]


def below(seq: int, clusters: Iterable[str], wanted: Q = ALL) -> list[IncidentRevision]:
    """The places of some clusters in the record at a number, of all or of those that meet a condition."""
    return [one for some in slices(clusters) for one in known(seq, Q(parent_ref__in=some) & wanted)]


def later_that_day(cut: Cut) -> list[str]:
    """The refs of the roots in one of the countries that the cut covers by day, but not by their hour."""
    near = known(cut.seq, cut.roots & Q(occurred_on__gte=cut.on_or_before - ANY_ZONE))
    contents = (RevisionContent.objects.filter(revision__in=some) for some in slices(one.pk for one in near))
    texts = (text for rows in contents for text in rows.values_list("inputs", flat=True))
    told = (msgspec.json.decode(text, type=_Hour) for text in texts)
    return [one.ref for one in told if not cut.began_before(one.occurred_from)]


class _Hour(msgspec.Struct):
    """Of a revision's inputs: when it began, where that is known."""

    ref: str
    occurred_from: datetime | None


def known(seq: int, wanted: Q | Wanted) -> list[IncidentRevision]:
    """The revisions of `published.as_known_at(seq)` that meet a condition on the filter columns. One statement."""
    return list(
        IncidentRevision.objects.filter(pk__in=both(seq, wanted, lambda rows, way: rows.values_list(f"{way}pk")))
    )


def both(seq: int, wanted: Q | Wanted, ask: Callable[[QuerySet[Any], str], QuerySet[Any]]) -> QuerySet[Any]:
    """The tuples that a question gives for the projection of the latest, and for what has changed since `seq`.

    `ask` takes the rows, and the way from them to their revision. One statement: nothing is published in between.
    """
    sides: tuple[tuple[QuerySet[Any], str], ...] = (
        (Latest.objects.filter(seq__lte=seq), "revision__"),
        (_changed_since(seq), ""),
    )
    now, then = (
        ask(rows.filter(wanted if isinstance(wanted, Q) else wanted(way)).order_by(), way) for rows, way in sides
    )
    return now.union(then, all=True)


def _changed_since(seq: int) -> QuerySet[IncidentRevision]:
    """Of the record at a number what is not its incident's latest any more, or is not shown now."""
    later = IncidentRevision.objects.filter(seq__gt=seq).order_by().values("incident")
    ended = Takedown.objects.filter(seq__gt=seq, act__in=ENDS, incident__isnull=False).order_by().values("incident")
    return published.as_known_at(seq).filter(Q(incident__in=later) | Q(incident__in=ended))


def _named(cut: Cut, refs: Collection[str]) -> list[IncidentRevision]:
    rows = published.as_known_at(cut.seq).filter(cut.roots_or_across)
    return [one for some in slices(refs) for one in rows.filter(ref__in=some)]


def _reaching(cut: Cut, across: Sequence[IncidentRevision]) -> list[IncidentRevision]:
    """Of clusters that lie in several countries those with a place in one of the series'."""
    places = below(cut.seq, (one.ref for one in across), Q(country__in=cut.countries))
    reached = {place.parent_ref for place in places}
    return [one for one in across if one.ref in reached]


def _ref(revision: IncidentRevision) -> str:
    return revision.ref
