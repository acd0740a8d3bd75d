"""The list of incidents as stored JSON: one statement for a page, whatever was asked (performance.md).

The filters run over the projection of the latest revisions, or over the record as it was known at a past moment; only
the rows of the page are joined to their payloads. The head of the record comes from the same statement, so that a
validator made of it never speaks for another state than the rows do.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from sitreps.codelists import PublicStatus
from sitreps.documents import publication
from sitreps.documents.search import Wanted
from sitreps.models.changes import Change
from sitreps.models.revisions import Latest, RevisionFigure
from sitreps.queries import incident_filters, published, standing
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
    """Stored public JSONs in order; `head` is the newest number of the record that they were read from.

    `total` is how many answer on all pages, no more than were to be counted; None where nobody asked.
    """

    head: int
    payloads: tuple[str, ...]
    has_more: bool
    total: int | None


# The outer joins leave one row where no incident answers: it carries the head, whose own SELECT lets SQLite look into
# the end of the index: as a table of its own, MAX reads every change there is.
_PAGE = """
SELECT head.seq, counted.total, content.payload, page.status
  FROM (SELECT (SELECT MAX(seq) FROM sitreps_change) AS seq) AS head
  JOIN ({count}) AS counted ON 1 = 1
  LEFT JOIN ({rows}) AS page ON 1 = 1
  LEFT JOIN sitreps_revisioncontent AS content ON content.revision_id = page.stored
 ORDER BY page.place DESC, page.tie
"""
_COUNT = "SELECT COUNT(*) AS total FROM ({every}) AS every"
_NO_COUNT = "SELECT NULL AS total"


def page(query: IncidentQuery, *, after: Place | None, limit: int, count_to: int | None = None) -> Page:
    """At most `limit` incidents that come after a place, as stored. One statement, with a count too."""
    column = query.sort.column
    known, revision_id = record(query)
    rows = every = known.filter(*conditions(query, revision_id))
    if after is not None:
        beyond = Q(**{f"{column}__lt": after.value}) | Q(**{column: after.value}, ref__gt=after.ref)
        rows = rows.filter(Q(**{f"{column}__lte": after.value}), beyond)  # the first alone can use an index
    ordered = rows.order_by(f"-{column}", "ref")
    status = Value(PublicStatus.PUBLISHED.value) if query.as_known_at is None else standing.status_now()
    asked = ordered.values(place=F(column), tie=F("ref"), stored=F(revision_id), status=status)[: limit + 1]
    counted = every.order_by().values(one=Value(1))[:count_to] if count_to else None
    head, total, payloads = _read(asked, counted)
    return Page(head=head, payloads=payloads[:limit], has_more=len(payloads) > limit, total=total)


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
    return published.as_known_at(Subquery(newest.values("seq")[:1])), "pk"


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


def _read(asked: QuerySet[Any, Any], counted: QuerySet[Any, Any] | None) -> tuple[int, int | None, tuple[str, ...]]:
    """The head of the record, how many were counted, and the payloads of rows with place, tie, stored and status."""
    rows, parameters = asked.query.sql_with_params()
    count, count_parameters = _NO_COUNT, ()
    if counted is not None:
        every, count_parameters = counted.query.sql_with_params()
        count = _COUNT.format(every=every)
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(rows=rows, count=count), (*count_parameters, *parameters))
        found = cursor.fetchall()
    head, total = found[0][:2]
    payloads = (publication.marked(payload, status) for *_, payload, status in found if payload is not None)
    return head or 0, total, tuple(payloads)
