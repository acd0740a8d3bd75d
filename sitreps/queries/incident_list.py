"""The list of incidents as stored JSON: one statement for a page, whatever was asked (performance.md).

The filters run over the projection of the latest revisions, or over the record as it was known at a past moment; only
the rows of the page are joined to their payloads. The head of the record comes from the same statement, so that a
validator made of it never speaks for another state than the rows do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from sitreps.documents import publication
from sitreps.documents.periods import FIRST_ZONE
from sitreps.documents.search import Wanted
from sitreps.models.changes import Change
from sitreps.models.revisions import Latest, RevisionFigure
from sitreps.queries import incident_filters, published, standing
from sitreps.queries.compiled import Compiled, compiled, utf8
from sitreps.queries.incident_filters import Box


class Sort(StrEnum):
    """Newest first, by the day it happened or the moment it was published; ties by ref."""

    OCCURRED_ON = "-occurred_on"
    PUBLISHED_AT = "-published_at"

    @property
    def column(self) -> str:
        """The column that is sorted by."""
        return self.value.removeprefix("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuery:
    """What is asked of the record. None and () leave a column alone; intervals of time are half-open.

    `adm1` is a P-code or an ISO 3166-2 code; `place` is a key, and stands for all that lies below it, as `facility`
    does; `measure` and `at_least` (on the lower bound) are given together; `q` are words that must all be found.
    """

    ref: tuple[str, ...] = ()
    country: str | None = None
    adm1: str | None = None
    adm2: str | None = None
    place: str | None = None
    bbox: Box | None = None
    roots: bool = False
    parent: str | None = None
    kind: str | None = None
    occurred_from: date | None = None
    occurred_to: date | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    weapon: str | None = None
    grade: str | None = None
    facility: str | None = None
    perpetrator: str | None = None
    q: tuple[Wanted, ...] = ()
    measure: str | None = None
    at_least: int | None = None
    as_known_at: datetime | None = None
    sort: Sort = Sort.OCCURRED_ON


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order: the sorted column's value and the ref of the row that was last."""

    value: date | datetime
    ref: str


@dataclass(frozen=True, slots=True)
class Page:
    """Stored public JSONs in order, in UTF-8; `head` is the newest number of the record that they were read from.

    `total` is how many answer on all pages, no more than were to be counted; None where nobody asked.
    """

    head: int
    payloads: Sequence[bytes]
    has_more: bool
    total: int | None


# The outer joins leave one row where no incident answers: it carries the head, whose own SELECT lets SQLite look into
# the end of the index: as a table of its own, MAX reads every change there is.
_PAGE = """
SELECT head.seq, counted.total, {payload}, {status}, {place}
  FROM (SELECT (SELECT MAX(seq) FROM sitreps_change) AS seq) AS head
  JOIN ({count}) AS counted ON 1 = 1
  LEFT JOIN ({rows}) AS page ON 1 = 1
  LEFT JOIN sitreps_revisioncontent AS content ON content.revision_id = page.{revision_id}
 {order}
"""
_COUNT = "SELECT COUNT(*) AS total FROM ({every}) AS every"
_NO_COUNT = "SELECT NULL AS total"
_STATUS = "CAST(page.now AS VARCHAR(16))"  # no text: it is read here, where a payload is handed on in UTF-8
# SQLite would sort the payloads with their rows, copying all of them twice; its rows are put in order by `_in_order`.
_PLACE = {"sqlite": "page.{column} || '', page.ref", "postgresql": "NULL, NULL"}
_ORDER = {"sqlite": "", "postgresql": "ORDER BY page.{column} DESC, page.ref"}
_BY_COLUMN, _BY_REF = itemgetter(-2), itemgetter(-1)
_KEPT = 512  # statements of partners who ask the same again and again; some kilobytes each


def page(query: IncidentQuery, *, after: Place | None, limit: int, count_to: int | None = None) -> Page:
    """At most `limit` incidents that come after a place, as stored. One statement, with a count too."""
    statement = _statement(query, limit, count_to, after is None)
    found = _in_order(statement.run(*(() if after is None else _place_values(after))))
    head, total = found[0][:2]
    payloads = [_marked(payload, status) for _, _, payload, status, _, _ in found if payload is not None]
    return Page(head=head or 0, payloads=payloads[:limit], has_more=len(payloads) > limit, total=total)


def _in_order(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of a page as the order asks: a database that was given it has done so already."""
    if not _ORDER[connection.vendor]:
        found.sort(key=_BY_REF)
        found.sort(key=_BY_COLUMN, reverse=True)
    return found


def _marked(payload: bytes, status: str | None) -> bytes:
    return payload if status is None else publication.marked(payload.decode(), status).encode()


@lru_cache(maxsize=_KEPT)
def _statement(query: IncidentQuery, limit: int, count_to: int | None, is_first: bool) -> Compiled:
    """The SQL of a page; the values of the place that it comes after are the last. Who walks on, or asks again, pays
    once."""
    known, revision_id = record(query)
    rows = every = known.filter(*conditions(query, revision_id))
    columns, status = [query.sort.column, "ref", revision_id], "NULL"
    if query.as_known_at is not None:
        rows, status = rows.annotate(now=standing.status_now()), _STATUS
        columns.append("now")
    if not is_first:
        rows = rows.filter(*_beyond(query.sort))
    ordered = rows.order_by(query.sort.value, "ref").values(*columns)
    asked = compiled(ordered[: limit + 1], last=0 if is_first else _PLACE_VALUES)
    count = Compiled(_NO_COUNT, ())
    if count_to:
        counted = compiled(every.order_by().values(one=Value(1))[:count_to], last=0)
        count = Compiled(_COUNT.format(every=counted.sql), counted.parameters)
    names = {"column": query.sort.column, "revision_id": revision_id, "status": status}
    parts = {
        "payload": utf8("content.payload"),
        "place": _PLACE[connection.vendor].format(**names),
        "order": _ORDER[connection.vendor].format(**names),
    }
    sql = _PAGE.format(rows=asked.sql, count=count.sql, **parts, **names)
    return Compiled(sql, (*count.parameters, *asked.parameters), in_utf8=True)


_PLACE_VALUES = 3
_ANY_PLACE = {
    Sort.OCCURRED_ON: Place(date(2000, 1, 1), ""),
    Sort.PUBLISHED_AT: Place(datetime(2000, 1, 1, tzinfo=UTC), ""),
}


def _beyond(sort: Sort) -> tuple[Q, Q]:
    """The condition of coming after a place, whose values are filled in later: `_place_values`, in that order.

    The first half finds where an index begins; the second leaves out what the place's own day has up to it. Two halves
    of a union would not read that, but PostgreSQL sorts such a union whole.
    """
    column, place = sort.column, _ANY_PLACE[sort]
    up_to = Q(**{column: place.value}) & Q(ref__lte=place.ref)
    return Q(**{f"{column}__lte": place.value}), ~up_to


def _place_values(after: Place) -> tuple[Any, ...]:
    ops, value = connection.ops, after.value
    stored = ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else ops.adapt_datefield_value(value)
    return (stored, stored, after.ref)


def last_place(of: Page, sort: Sort) -> Place:
    """Where a page ends, from the JSON of its last row."""
    row = msgspec.json.decode(of.payloads[-1], type=_Sorted)
    return Place(row.occurred.on if sort is Sort.OCCURRED_ON else row.published_at, row.ref)


class _Day(msgspec.Struct):
    on: date


class _Sorted(msgspec.Struct):
    """The members of a payload that lists are sorted by."""

    ref: str
    occurred: _Day
    published_at: datetime


def record(query: IncidentQuery) -> tuple[QuerySet[Any], str]:
    """The rows that are looked through, one an incident, and the name of their revision's id."""
    if query.as_known_at is None:
        return Latest.objects.all(), "revision_id"
    newest = Change.objects.filter(at__lte=query.as_known_at).order_by("-at", "-seq")
    known = published.as_known_at(Subquery(newest.values("seq")[:1]))
    # Says nothing new, for nothing is published before it happened, but spares reading all that happened later.
    return known.filter(occurred_on__lte=query.as_known_at.astimezone(FIRST_ZONE).date()), "pk"


def conditions(query: IncidentQuery, revision_id: str) -> list[Q]:
    """The filters that were given, over columns that say what the payload says in public."""
    wanted: dict[str, Any] = {
        "incident__ref__in": query.ref,
        "country": query.country,
        "adm2_pcode": query.adm2,
        "parent_ref": "" if query.roots else query.parent,
        "kind": query.kind,
        "occurred_on__gte": query.occurred_from,
        "occurred_on__lt": query.occurred_to,
        "published_at__gte": query.published_from,
        "published_at__lt": query.published_to,
        "event_type": query.event_type,
        "sub_event_type": query.sub_event_type,
        "weapon": query.weapon,
        "grade": query.grade,
    }
    found = [Q(**{column: value}) for column, value in wanted.items() if value not in (None, ())]
    if query.adm1 is not None:
        found.append(Q(adm1_pcode=query.adm1) | Q(adm1_iso=query.adm1))
    found += spots(query, revision_id)
    found += damage(query, revision_id)
    if query.perpetrator is not None:
        found.append(_among(incident_filters.by_party(query.perpetrator), revision_id))
    if query.q:
        found.append(_among(incident_filters.with_words(query.q), revision_id))
    if query.measure is not None:
        figures = RevisionFigure.objects.filter(revision=OuterRef(revision_id), measure=query.measure)
        found.append(Q(Exists(figures.filter(lower__gte=query.at_least))))
    return found


def spots(query: IncidentQuery, revision_id: str) -> list[Q]:
    """The filters by place and point, which no column of a revision has."""
    asked = [incident_filters.at_place(query.place)] if query.place is not None else []
    asked += [incident_filters.in_box(query.bbox)] if query.bbox is not None else []
    return [_among(revisions, revision_id) for revisions in asked]


def damage(query: IncidentQuery, revision_id: str) -> list[Q]:
    """The filter by damaged facilities."""
    asked = [incident_filters.with_damage(query.facility)] if query.facility is not None else []
    return [_among(revisions, revision_id) for revisions in asked]


def _among(revisions: QuerySet[Any, Any], revision_id: str) -> Q:
    return Q(**{f"{revision_id}__in": revisions})
