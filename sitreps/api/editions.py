"""`editions/`: what was issued. Rows of the list leave out `incidents`, which stand in each edition's own answer."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Self

import msgspec
from django.http import Http404, QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import Reader
from sitreps.documents.edition import EditionDocument
from sitreps.models.editions import EditionIssue
from sitreps.queries import edition_list, published
from sitreps.queries.edition_list import Place

MEMBERS = tuple(field.name for field in fields(EditionDocument))
LISTED = tuple(name for name in MEMBERS if name != "incidents")
LARGEST_ISSUE = 10_000


@dataclass(frozen=True, slots=True)
class EditionListParameters:
    """`members` are the top-level members of a row that were asked for; none means all that are listed."""

    series: str | None
    limit: int
    after: Place | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, ("series", "cursor", "limit", "fields", "format"))
        series, limit = reader.text("series"), pages.read_limit(reader)
        members = pages.read_members(reader, LISTED)
        after = _after(reader, series)
        reader.check()
        return cls(series, limit, after, members or LISTED)


@dataclass(frozen=True, slots=True)
class EditionParameters:
    """`issue` asks for an older version of a number."""

    issue: int | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, *, known: tuple[str, ...] = ("issue",)) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, (*known, "fields", "format"))
        issue, members = reader.whole("issue", 1, LARGEST_ISSUE), pages.read_members(reader, MEMBERS)
        reader.check()
        return cls(issue, members)


class EditionList(RecordView):
    """The newest issue of each edition, newest first."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Three statements; one for a client that holds the page already."""
        asked = EditionListParameters.read(request.query_params)
        tag = validators.tag(request, *published.state())
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        page = edition_list.page(asked.series, after=asked.after, limit=asked.limit)
        cursor = None
        if page.next is not None:
            place = (page.next.period_to.astimezone(UTC).isoformat(), page.next.series)
            cursor = cursors.write(place, query=_binding(asked.series))
        rows = [_row(edition, asked.members) for edition in page.editions]
        return self.answer(pages.envelope(request, rows, next_cursor=cursor, limit=asked.limit), tag)


class EditionDetail(RecordView):
    """One edition by its number: the newest issue, or the one asked for."""

    def get(self, request: Request, series: str, number: int, **kwargs: Any) -> Response:
        """The state of the record is read first, so that the ETag is never newer than the body."""
        asked = EditionParameters.read(request.query_params)
        tag = validators.tag(request, *published.state())
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        return self.answer(_edition(published.issue(series, number, asked.issue), asked), tag)


class LatestEdition(RecordView):
    """The newest edition of a series."""

    def get(self, request: Request, series: str, **kwargs: Any) -> Response:
        """As by its number, which stands in `number` and `href`."""
        asked = EditionParameters.read(request.query_params, known=())
        tag = validators.tag(request, *published.state())
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        return self.answer(_edition(published.issues(series).first(), asked), tag)


def _edition(issue: EditionIssue | None, asked: EditionParameters) -> str:
    if issue is None:
        raise Http404
    return _row(published.edition_json(issue), asked.members or MEMBERS)


def _row(edition: dict[str, Any], members: tuple[str, ...]) -> str:
    """An edition's JSON with these members, in the document's order."""
    return msgspec.json.encode({name: edition[name] for name in members}).decode()


def _after(reader: Reader, series: str | None) -> Place | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=_binding(series))
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
        return None
    return Place(datetime.fromisoformat(place[0]), place[1])


def _binding(series: str | None) -> str:
    return f"editions {series}"
