"""What may be asked of `incidents/`, read and checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Self

from django.http import QueryDict

from sitreps.api import cursors, pages
from sitreps.api.parameters import Reader
from sitreps.codelists import Grade, IncidentKind, vocabulary
from sitreps.documents import canonical
from sitreps.documents.incident import IncidentDocument
from sitreps.models.base import KEY_PATTERN
from sitreps.models.incidents import REF_PATTERN
from sitreps.queries.incident_list import IncidentQuery, Place, Sort

MEMBERS = tuple(field.name for field in fields(IncidentDocument))
FILTERS = tuple(field.name for field in fields(IncidentQuery))
LIST_PARAMETERS = (*FILTERS, "cursor", "limit", "fields", "format")
DETAIL_PARAMETERS = ("as_known_at", "fields", "format")
LARGEST_VALUE = 100_000_000
MOST_REFS = 200

_REF = re.compile(REF_PATTERN, re.ASCII)
_KEY = re.compile(KEY_PATTERN, re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_UNIT = re.compile(r"[A-Z]{2,3}-?[A-Z0-9]{1,16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class IncidentListParameters:
    """`members` are the top-level members of a row that were asked for; none means all."""

    query: IncidentQuery
    limit: int
    after: Place | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names whatever is unknown, absurd or contradictory."""
        reader = Reader(given, LIST_PARAMETERS)
        query = _query(reader, now)
        limit, members = pages.read_limit(reader), pages.read_members(reader, MEMBERS)
        after = _after(reader, query)
        reader.check()
        return cls(query, limit, after, members)

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
    query = replace(
        read_filters(reader, now),
        measure=reader.code("measure", vocabulary("measure").terms),
        at_least=read_at_least(reader),
        sort=Sort(reader.code("sort", tuple(Sort)) or Sort.OCCURRED_ON),
    )
    given = (query.measure is not None, query.at_least is not None)
    if given == (True, False) and not reader.is_faulty("at_least"):
        reader.fault("at_least", "Give it with measure: the least number of people, such as at_least=1.")
    if given == (False, True) and not reader.is_faulty("measure"):
        reader.fault("measure", "Give it with at_least: what is counted, such as measure=KILLED.")
    return query


def read_at_least(reader: Reader) -> int | None:
    """The least number of people that an incident's figure must have."""
    return reader.whole("at_least", 0, LARGEST_VALUE)


def read_filters(reader: Reader, now: datetime) -> IncidentQuery:
    """The filters that lists and totals share; questions that no incident can answer are refused."""
    query = IncidentQuery(
        ref=reader.several("ref", _REF, "UKR-2025-0001", most=MOST_REFS),
        country=reader.matching("country", _COUNTRY, "UKR (ISO 3166-1 alpha-3)"),
        adm1=reader.matching("adm1", _UNIT, "UA12 (P-code) or UA-12 (ISO 3166-2)"),
        adm2=reader.matching("adm2", _UNIT, "UA1202 (P-code)"),
        place=reader.matching("place", _KEY, "UKR-DNIPRO (a key of places/)"),
        roots=reader.flag("roots"),
        parent=reader.matching("parent", _REF, "UKR-2025-0001"),
        kind=reader.code("kind", tuple(IncidentKind)),
        occurred_from=reader.day("occurred_from"),
        occurred_to=reader.day("occurred_to"),
        published_from=reader.day_or_moment("published_from"),
        published_to=reader.day_or_moment("published_to"),
        event_type=reader.code("event_type", vocabulary("event_type").terms),
        sub_event_type=reader.code("sub_event_type", vocabulary("sub_event_type").terms),
        weapon=reader.code("weapon", vocabulary("weapon").terms),
        grade=reader.code("grade", tuple(Grade)),
        as_known_at=pages.read_as_known_at(reader, now),
    )
    _refuse_contradictions(reader, query)
    return query


def _refuse_contradictions(reader: Reader, query: IncidentQuery) -> None:
    """They are mistakes, and are said to be."""
    if query.roots and query.parent:
        reader.fault("roots", "A root has no parent: give roots or parent.")
    if query.kind == IncidentKind.CLUSTER and query.parent:
        reader.fault("kind", "A cluster has no parent: give kind=EVENT, or leave parent out.")
    _refuse_empty_interval(reader, "occurred", query.occurred_from, query.occurred_to)
    _refuse_empty_interval(reader, "published", query.published_from, query.published_to)
    if query.event_type and query.sub_event_type:
        parent = vocabulary("sub_event_type").terms[query.sub_event_type].parent
        if parent != query.event_type:
            reader.fault("sub_event_type", f"Belongs to {parent}, not to {query.event_type}.")


def _refuse_empty_interval(
    reader: Reader, name: str, start: date | datetime | None, end: date | datetime | None
) -> None:
    if start is not None and end is not None and start >= end:
        reader.fault(f"{name}_to", f"Must lie after {name}_from; it is not itself part of the interval.")


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


def _binding(query: IncidentQuery) -> str:
    return f"incidents {canonical.encode(query)}"
