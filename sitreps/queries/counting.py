"""The roots that an edition covers, added up by the database: nothing frozen is opened for them (B7, B8)."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from sitreps.codelists import Grade
from sitreps.documents.edition_totals import Added, Counted
from sitreps.figures.totals import APART, TOGETHER
from sitreps.models.revisions import RevisionFigure
from sitreps.queries.covering import Cut, both
from sitreps.queries.summands import NUMBERS, summand

ALIKE = ("measure", "quantifier", "open", "vague_parts")


def counted(cut: Cut, *, without: Collection[str]) -> list[Counted]:
    """All roots that lie in one of the countries, by country; what is discounted is not counted (B11).

    `without`: the refs of those that the cut does not cover by their hour. Four statements; their cost grows with the
    roots that there are.
    """
    wanted = cut.roots & ~Q(grade=Grade.DISCOUNTED) & ~Q(ref__in=without)
    incidents: dict[str, int] = defaultdict(int)
    for country, count in both(cut.seq, wanted, _by_country):
        incidents[country] += count
    figures, combatants = (_added(cut, wanted, related) for related in ("figures", "combatants"))
    not_split = _not_split(cut, wanted)
    return [
        Counted(country, incidents[country], figures[country], combatants[country], not_split[country])
        for country in sorted(incidents)
    ]


def _by_country(rows: QuerySet[Any], _way: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.values("country").annotate(count=Count("pk")).values_list("country", "count")
    return found


def _added(cut: Cut, wanted: Q, related: str) -> dict[str, list[Added]]:
    """By country: what sums take of the rows beside the revisions, those that are alike already added."""

    def ask(rows: QuerySet[Any], way: str) -> QuerySet[Any]:
        there = f"{way}{related}__"
        sums = {f"sum_{name}": Sum(there + name) for name in NUMBERS}
        columns = [there + name for name in ALIKE]
        grouped = rows.filter(**{f"{there}measure__isnull": False}).values("country", *columns)
        found: QuerySet[Any] = grouped.annotate(count=Count("pk"), **sums)
        return found.values_list("country", *columns, "count", *sums)

    found: dict[str, list[Added]] = defaultdict(list)
    for country, measure, quantifier, is_open, words, count, *numbers in both(cut.seq, wanted, ask):
        found[country].append((measure, count, summand(quantifier, is_open, words, count, numbers)))
    return found


def _not_split(cut: Cut, wanted: Q) -> dict[str, list[str]]:
    """The refs of the roots that count killed and injured together, by country."""

    def ask(rows: QuerySet[Any], way: str) -> QuerySet[Any]:
        together, apart = (
            RevisionFigure.objects.filter(measure__in=measures).values("revision") for measures in ((TOGETHER,), APART)
        )
        counting = rows.filter(**{f"{way}pk__in": together}).exclude(**{f"{way}pk__in": apart})
        return counting.values_list("country", "ref")

    found: dict[str, list[str]] = defaultdict(list)
    for country, ref in both(cut.seq, wanted, ask):
        found[country].append(ref)
    return found
