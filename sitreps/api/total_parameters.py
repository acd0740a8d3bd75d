"""What may be asked of `figures/`, read and checked."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Self

from django.http import QueryDict

from sitreps.api import cursors, incident_filters, pages
from sitreps.api.parameters import Reader
from sitreps.codelists import STOCK_MEASURES, vocabulary
from sitreps.documents import canonical
from sitreps.documents.totals import TIMES, GroupBy, GroupTotal
from sitreps.queries.total_nodes import TotalQuery

MEMBERS = tuple(field.name for field in fields(GroupTotal))
FILTERS = tuple(name for name in incident_filters.FILTERS if name != "sort")
PARAMETERS = (*FILTERS, "group_by", "cursor", "limit", "count", "fields", "format")

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalListParameters:
    """`after` is the row that the page before ended with: its group's values ("" for null) and its measure."""

    query: TotalQuery
    limit: int
    after: Place | None
    members: tuple[str, ...]
    count: bool

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names whatever is unknown, absurd or contradictory."""
        reader = Reader(given, PARAMETERS)
        query = _query(reader, now)
        limit, members = pages.read_limit(reader), pages.read_members(reader, MEMBERS)
        after = _after(reader, query)
        count = reader.flag("count")
        reader.check()
        incident_filters.check_key(query.filters)
        return cls(query, limit, after, members, count)

    @property
    def binding(self) -> str:
        """What a cursor is bound to: the whole question, but not the size of the page."""
        return _binding(self.query)


def _query(reader: Reader, now: datetime) -> TotalQuery:
    filters = incident_filters.read_filters(reader, now)
    measures = reader.codes("measure", tuple(vocabulary("measure").terms))
    groups = tuple(GroupBy(name) for name in reader.codes_as_given("group_by", tuple(GroupBy)))
    at_least = incident_filters.read_at_least(reader)
    if at_least is not None:
        if len(measures) == 1:
            filters = replace(filters, measure=measures[0], at_least=at_least)
        elif not reader.is_faulty("measure"):
            reader.fault("at_least", "Give it with one measure: what each incident has at least so many of.")
    if measures and GroupBy.FACILITY in groups and at_least is None:
        message = "Rows by facility count damaged facilities, not people: leave measure out, or facility in group_by."
        reader.fault("measure", message)
    _refuse_sums_of_states(reader, measures, groups)
    return TotalQuery(filters=filters, measures=measures, group_by=groups)


def _refuse_sums_of_states(reader: Reader, measures: tuple[str, ...], groups: tuple[GroupBy, ...]) -> None:
    states = [measure for measure in measures if measure in STOCK_MEASURES]
    times = [name for name in groups if name in TIMES]
    if states and times:
        message = f"{states[0]} is the state at a moment and never summed over time: leave {times[0]} out of group_by."
        reader.fault("measure", message)


def _after(reader: Reader, query: TotalQuery) -> Place | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=_binding(query))
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
    return place


def _binding(query: TotalQuery) -> str:
    return f"figures {canonical.encode(query)}"
