"""Which incidents of the record a total adds up, as a common table expression (reconciliation.md B7).

Roots answer the filters; of a root that lies in no one area of the level asked for, the places below that do are taken
out of it. So are the places of a root that does not lie at the place asked for itself. What is discounted is left out,
with all its places (B11). Each node has its group's values, so that the database can add up before anything is handed
over.

    g0, g1 …   the group's values, '' or NULL where there is none
    inside     1 where the node lies in the area that was asked for
    tree       the ref of a root whose places stand beside it, else ''
    role       ROOT, STAYING (a place that is no more finely located than its root), LOCATED
    stored     the id of its revision
    name       its ref
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from sitreps.codelists import Grade, IncidentKind
from sitreps.documents.totals import AREAS, TIMES, GroupBy
from sitreps.queries import incident_list
from sitreps.queries.incident_list import IncidentQuery

ROOT, STAYING, LOCATED = 0, 1, 2

_AREA_COLUMNS: dict[GroupBy, Any] = {
    GroupBy.COUNTRY: F("country"),
    GroupBy.ADM1: Case(When(adm1_pcode__gt="", then=F("adm1_pcode")), default=F("adm1_iso")),
    GroupBy.ADM2: F("adm2_pcode"),
}
_NO_AREA = {
    GroupBy.COUNTRY: Q(country=""),
    GroupBy.ADM1: Q(adm1_pcode="", adm1_iso=""),
    GroupBy.ADM2: Q(adm2_pcode=""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalQuery:
    """What is to be added up. `measures` () stands for all that are spoken of; every filter but the area's is asked
    of the roots.
    """

    filters: IncidentQuery
    measures: tuple[str, ...] = ()
    group_by: tuple[GroupBy, ...] = ()

    @property
    def columns(self) -> tuple[GroupBy, ...]:
        """The parts of a group that an incident has by itself; damage has its category row by row."""
        return tuple(part for part in self.group_by if part is not GroupBy.FACILITY)


@dataclass(frozen=True, slots=True)
class Nodes:
    """`sql` begins with WITH and ends with the table `node`; `columns` are the names of the group's values."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]


def nodes(asked: TotalQuery, *, whole_trees: bool = False) -> Nodes:
    """The nodes of a total. `whole_trees`: every cluster comes with all its places, located or not."""
    levels = _levels(asked)
    known, revision_id = incident_list.record(asked.filters)
    roots, root_parameters = _sql(_roots(asked, known, revision_id), asked, levels, revision_id)
    columns = tuple(f"g{number}" for number in range(len(asked.columns)))
    if not levels and not incident_list.spots(asked.filters, revision_id) and not whole_trees:
        return Nodes(_WHOLE.format(roots=roots, columns=_list(columns)), root_parameters, columns)
    known = known.exclude(grade=Grade.DISCOUNTED)
    clusters = known.filter(kind=IncidentKind.CLUSTER, parent_ref="").order_by().values("ref")
    places, place_parameters = _sql(known.filter(parent_ref__in=clusters), asked, levels, revision_id)
    finer = " OR ".join(["root.spot = 0", *(f"(root.a{n} = '' AND below.a{n} <> '')" for n in range(len(levels)))])
    sql = _TREES.format(
        roots=roots,
        places=places,
        finer=finer,
        taken="1 = 1" if whole_trees else finer,
        columns=_list(columns),
        place_columns=_list(
            f"{'below' if part in AREAS else 'root'}.{column}"
            for part, column in zip(asked.columns, columns, strict=True)
        ),
    )
    return Nodes(sql, (*root_parameters, *place_parameters), columns)


_WHOLE = """
WITH root AS ({roots}),
node AS (SELECT {columns} inside, '' AS tree, 0 AS role, stored, name FROM root)
"""

# What a place has of its own is where it lies; by every other column it goes with its root, so that a breakdown by day
# adds up to the same whether or not it is broken down by country as well.
_TREES = """
WITH root AS ({roots}),
below AS ({places}),
place AS (
  SELECT {place_columns} below.inside, root.name AS tree, CASE WHEN {finer} THEN 2 ELSE 1 END AS role, below.stored,
         below.name
    FROM below JOIN root ON below.parent = root.name
   WHERE {taken}
),
node AS (
  SELECT {columns} inside, CASE WHEN name IN (SELECT tree FROM place) THEN name ELSE '' END AS tree,
         0 AS role, stored, name
    FROM root
  UNION ALL
  SELECT {columns} inside, tree, role, stored, name FROM place
)
"""


def _levels(asked: TotalQuery) -> tuple[GroupBy, ...]:
    """The levels of area that the question distinguishes."""
    given = {GroupBy.COUNTRY: asked.filters.country, GroupBy.ADM1: asked.filters.adm1, GroupBy.ADM2: asked.filters.adm2}
    return tuple(level for level in AREAS if given[level] is not None or level in asked.group_by)


def _roots(asked: TotalQuery, known: QuerySet[Any], revision_id: str) -> QuerySet[Any]:
    """The topmost incidents that answer: those in the area, and those that may reach into it."""
    filters = replace(asked.filters, country=None, adm1=None, adm2=None, place=None, bbox=None, facility=None)
    found = known.filter(*incident_list.conditions(filters, revision_id)).exclude(grade=Grade.DISCOUNTED)
    if filters.ref or filters.parent:  # places may be asked for by themselves
        found = found.exclude(parent_ref__in=known.filter(grade=Grade.DISCOUNTED).order_by().values("ref"))
    if filters.ref:
        found = found.exclude(parent_ref__in=filters.ref)  # it is in its cluster already
    elif not filters.parent:
        found = found.filter(parent_ref="")
    for level, condition in _area(asked.filters).items():
        found = found.filter(condition | _NO_AREA[level])
    reached = [*incident_list.spots(asked.filters, revision_id), *incident_list.damage(asked.filters, revision_id)]
    for condition in reached:  # a cluster elsewhere may have places there, and damage is told of place by place
        there = known.filter(condition).order_by()
        found = found.filter(ref__in=there.values("ref").union(there.exclude(parent_ref="").values("parent_ref")))
    return found


def _area(filters: IncidentQuery) -> dict[GroupBy, Q]:
    wanted = {GroupBy.COUNTRY: filters.country, GroupBy.ADM1: filters.adm1, GroupBy.ADM2: filters.adm2}
    asked = {
        GroupBy.COUNTRY: Q(country=filters.country),
        GroupBy.ADM1: Q(adm1_pcode=filters.adm1) | Q(adm1_iso=filters.adm1),
        GroupBy.ADM2: Q(adm2_pcode=filters.adm2),
    }
    return {level: asked[level] for level, value in wanted.items() if value is not None}


def _sql(
    rows: QuerySet[Any], asked: TotalQuery, levels: Sequence[GroupBy], revision_id: str
) -> tuple[str, tuple[Any, ...]]:
    """The rows with the columns that the common table expression names."""
    prefix = "" if revision_id == "pk" else "revision__"
    spots = Q(*incident_list.spots(asked.filters, revision_id))
    inside = Q(*_area(asked.filters).values()) & spots
    columns: dict[str, Any] = {
        "name": F("ref"),
        "parent": F("parent_ref"),
        "stored": F(revision_id),
        "inside": _flag(inside),
        "spot": _flag(spots),
        **{f"a{number}": _AREA_COLUMNS[level] for number, level in enumerate(levels)},
        **{f"g{number}": _value(part, prefix) for number, part in enumerate(asked.columns)},
    }
    return rows.order_by().values(**columns).query.sql_with_params()


def _flag(condition: Q) -> Any:
    """1 where the condition holds, or where there is none."""
    return Case(When(condition, then=Value(1)), default=Value(0)) if condition else Value(1, IntegerField())


def _value(part: GroupBy, prefix: str) -> Any:
    if part in AREAS:
        return _AREA_COLUMNS[part]
    return F(f"{prefix}dating__{part}") if part in TIMES else F(part.value)


def _list(columns: Any) -> str:
    return "".join(f"{column}, " for column in columns)
