"""`editions/`: what was issued. Rows of the list leave out `incidents`, which stand in each edition's own answer."""

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Self

import msgspec
from django.http import Http404, QueryDict
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import Reader
from sitreps.documents.edition import EditionDocument
from sitreps.queries import edition_list, published
from sitreps.queries.edition_list import Place

MEMBERS = tuple(field.name for field in fields(EditionDocument))
LISTED = tuple(name for name in MEMBERS if name != "incidents")
LARGEST_ISSUE = 10_000
LIST_PARAMETERS = ("series", "as_known_at", "cursor", "limit", "fields", "format")
LATEST_PARAMETERS = ("as_known_at", "fields", "format")
EDITION_PARAMETERS = ("issue", *LATEST_PARAMETERS)

_SERIES = re.compile(r"[A-Z0-9][A-Z0-9-]{1,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EditionListParameters:
    """`members` are the top-level members of a row that were asked for; none means all that are listed."""

    series: str | None
    as_known_at: datetime | None
    limit: int
    after: Place | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, LIST_PARAMETERS)
        series = reader.matching("series", _SERIES, "UKR-DAILY")
        moment, limit = pages.read_as_known_at(reader, now), pages.read_limit(reader)
        members = pages.read_members(reader, LISTED)
        after = _after(reader, _binding(series, moment))
        reader.check()
        return cls(series, moment, limit, after, members or LISTED)

    @property
    def binding(self) -> str:
        """What a cursor is bound to: the series and the moment, but not the size of the page."""
        return _binding(self.series, self.as_known_at)


@dataclass(frozen=True, slots=True)
class EditionParameters:
    """`issue` asks for an older version of a number."""

    issue: int | None
    as_known_at: datetime | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, known: tuple[str, ...], *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, known)
        issue, moment = reader.whole("issue", 1, LARGEST_ISSUE), pages.read_as_known_at(reader, now)
        members = pages.read_members(reader, MEMBERS)
        reader.check()
        return cls(issue, moment, members)


class EditionList(RecordView):
    """The newest issue of each edition, newest first."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Three statements; one for a client that holds the page already."""
        asked = EditionListParameters.read(request.query_params, now=timezone.now())
        tag = validators.tag(request, *published.state())
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        page = edition_list.page(asked.series, after=asked.after, limit=asked.limit, moment=asked.as_known_at)
        cursor = None
        if page.next is not None:
            place = (page.next.period_to.astimezone(UTC).isoformat(), page.next.series)
            cursor = cursors.write(place, query=asked.binding)
        rows = [row(edition, asked.members) for edition in page.editions]
        body = pages.envelope(request, rows, next_cursor=cursor, limit=asked.limit, as_known_at=asked.as_known_at)
        return self.answer(body, tag)


class EditionDetail(RecordView):
    """One edition by its number: the newest issue, or the one asked for."""

    def get(self, request: Request, series: str, number: int, **kwargs: Any) -> Response:
        """Three statements. The state of the record is read first, so that the ETag is never newer than the body."""
        return _answer(self, request, series, number, EDITION_PARAMETERS)


class LatestEdition(RecordView):
    """The newest edition of a series."""

    def get(self, request: Request, series: str, **kwargs: Any) -> Response:
        """As by its number, which stands in `number` and `href`."""
        return _answer(self, request, series, None, LATEST_PARAMETERS)


def _answer(view: RecordView, request: Request, series: str, number: int | None, known: tuple[str, ...]) -> Response:
    asked = EditionParameters.read(request.query_params, known, now=timezone.now())
    tag = validators.tag(request, *published.state())
    if validators.is_held(request, tag):
        return view.not_modified(tag)
    edition = edition_list.one(series, number, version=asked.issue, moment=asked.as_known_at)
    if edition is None:
        raise Http404
    return view.answer(row(edition, asked.members or MEMBERS), tag)


def row(edition: dict[str, Any], members: tuple[str, ...]) -> bytes:
    """An edition's JSON with these members, in the document's order."""
    return msgspec.json.encode({name: edition[name] for name in members})


def _after(reader: Reader, binding: str) -> Place | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=binding)
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
        return None
    return Place(datetime.fromisoformat(place[0]), place[1])


def _binding(series: str | None, moment: datetime | None) -> str:
    return f"editions {series} {moment}"
