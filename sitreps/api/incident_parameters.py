"""What may be asked of `incidents/`, read and checked."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Self

from django.http import QueryDict

from sitreps.api import cursors, pages
from sitreps.api.incident_filters import FILTERS, check_key, read_at_least, read_filters
from sitreps.api.parameters import Reader
from sitreps.codelists import vocabulary
from sitreps.documents import canonical
from sitreps.documents.incident import IncidentDocument
from sitreps.queries.incident_list import IncidentQuery, Place, Sort

MEMBERS = tuple(field.name for field in fields(IncidentDocument))
LIST_PARAMETERS = (*FILTERS, "cursor", "limit", "count", "fields", "format")
DETAIL_PARAMETERS = ("as_known_at", "fields", "format")
_SORTS = tuple(Sort)
_KEPT = 512  # bindings of queries that are asked again and again, and once more for each page


@dataclass(frozen=True, slots=True)
class IncidentListParameters:
    """`members` are the top-level members of a row that were asked for; none means all. `count`: of all pages."""

    query: IncidentQuery
    limit: int
    after: Place | None
    members: tuple[str, ...]
    count: bool

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names whatever is unknown, absurd or contradictory.

        `KeyNeeded` where a filter is not for everybody.
        """
        reader = Reader(given, LIST_PARAMETERS)
        query = _query(reader, now)
        limit, members = pages.read_limit(reader), pages.read_members(reader, MEMBERS)
        after, count = _after(reader, query), reader.flag("count")
        reader.check()
        check_key(query)
        return cls(query, limit, after, members, count)

    @property
    def binding(self) -> str:
        """What a cursor is bound to: filters, order and moment, but not the size of the page."""
        return _binding(self.query)


@dataclass(frozen=True, slots=True)
class IncidentParameters:
    """What may be asked of one incident."""

    as_known_at: datetime | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, DETAIL_PARAMETERS)
        moment, members = pages.read_as_known_at(reader, now), pages.read_members(reader, MEMBERS)
        reader.check()
        return cls(moment, members)


def _query(reader: Reader, now: datetime) -> IncidentQuery:
    query = read_filters(
        reader,
        now,
        measure=reader.code("measure", vocabulary("measure").terms),
        at_least=read_at_least(reader),
        sort=Sort(reader.code("sort", _SORTS) or Sort.OCCURRED_ON),
    )
    given = (query.measure is not None, query.at_least is not None)
    if given == (True, False) and not reader.is_faulty("at_least"):
        reader.fault("at_least", "Give it with measure: the least number of people, such as at_least=1.")
    if given == (False, True) and not reader.is_faulty("measure"):
        reader.fault("measure", "Give it with at_least: what is counted, such as measure=KILLED.")
    return query


def _after(reader: Reader, query: IncidentQuery) -> Place | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=_binding(query))
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
        return None
    read: Callable[[str], date | datetime] = (
        date.fromisoformat if query.sort is Sort.OCCURRED_ON else datetime.fromisoformat
    )
    return Place(read(place[0]), place[1])


@lru_cache(maxsize=_KEPT)
def _binding(query: IncidentQuery) -> str:
    return f"incidents {canonical.encode(query)}"
