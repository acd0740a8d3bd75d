"""What of the record lies near an edition's incidents in time: with any of it they may be one event (B12)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from sitreps.documents import canonical, comparisons
from sitreps.documents.inputs import IncidentInput
from sitreps.figures.duplicates import A_DAY, Sighting
from sitreps.models.revisions import IncidentRevision, RevisionDating
from sitreps.queries import covering, published
from sitreps.queries.covering import Cut
from sitreps.queries.slices import slices

MOST_STRETCHES = 100

Stretch = tuple[date, date]
"""Days from the first to the last, both included."""


def near(
    cut: Cut, incidents: Iterable[IncidentInput], *, opened: Collection[str], later: Collection[str]
) -> list[IncidentInput]:
    """What the cut covers beside what was opened, and may have happened within a day of one of these incidents.

    `opened`: the refs of all that was read already; `later`: of what the cut does not cover by its hour. Statements: a
    fixed number, by slices; the cost is that of the incidents of these days, and of all that are dated more coarsely
    than to a month.
    """
    stretches = _stretches([comparisons.sighting(one) for one in incidents])
    if not stretches:
        return []
    on_the_days = covering.known(cut.seq, _of(cut) & _within(stretches, A_DAY))
    coarsely = covering.known(cut.seq, lambda way: _of(cut) & _dated_coarsely(way, stretches))
    found = {one.ref: one for one in (*on_the_days, *coarsely) if one.ref not in opened}
    covered = _covered(cut, list(found.values()), later)
    contents = published.contents(one.pk for one in covered)
    return [canonical.decode(contents[one.pk].inputs, IncidentInput) for one in covered]


def _covered(cut: Cut, found: Sequence[IncidentRevision], later: Collection[str]) -> list[IncidentRevision]:
    """Those that the cut covers: roots of its countries, and places of such roots."""
    refs = {one.parent_ref or one.ref for one in found}
    rows = published.as_known_at(cut.seq).filter(cut.roots).values_list("ref", flat=True)
    roots = {ref for some in slices(refs) for ref in rows.filter(ref__in=some)} - set(later)
    return [one for one in found if (one.parent_ref or one.ref) in roots]


def _of(cut: Cut) -> Q:
    """What may be covered: incidents of the countries, and places, which come with their root wherever they lie."""
    return Q(country__in=cut.countries) | ~Q(parent_ref="")


def _within(stretches: Sequence[Stretch], margin: timedelta) -> Q:
    return reduce(or_, (Q(occurred_on__range=(first - margin, last + margin)) for first, last in stretches))


def _dated_coarsely(way: str, stretches: Sequence[Stretch]) -> Q:
    """What may have happened then and is filed under another day; a long one under any."""
    coarse = RevisionDating.objects.filter(day=None)  # few: they have an index of their own
    of_a_month, longer = coarse.exclude(month=None), coarse.filter(month=None)
    revision = f"{way}pk__in"
    return Q(**{revision: of_a_month.values("pk")}) & _within(stretches, comparisons.COARSEST) | Q(
        **{revision: longer.values("pk")}
    )


def _stretches(sightings: Iterable[Sighting]) -> list[Stretch]:
    """The days of these, stretches that are near each other in one: so near that there are not too many."""
    days = sorted((one.first, one.last) for one in sightings)
    apart = 3
    while len(found := _joined(days, timedelta(days=apart))) > MOST_STRETCHES:
        apart *= 2
    return found


def _joined(days: Sequence[Stretch], apart: timedelta) -> list[Stretch]:
    found: list[Stretch] = []
    for first, last in days:
        if found and first - found[-1][1] <= apart:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
