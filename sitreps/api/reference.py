"""`places/`, `sources/`, `series/`, `vocabularies/`: what the record refers to, and the codes that it speaks in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

from django.http import Http404, QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import Reader
from sitreps.documents import canonical
from sitreps.documents.reference import (
    PlaceRow,
    SeriesRow,
    SourceRow,
    VocabularyDocument,
    VocabularyRow,
    vocabulary_document,
    vocabulary_rows,
)
from sitreps.queries import published, reference_list
from sitreps.queries.reference_list import Page

LIST_PARAMETERS = ("cursor", "limit", "fields", "format")
DETAIL_PARAMETERS = ("fields", "format")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReferenceParameters:
    """`after` is the key that the page before ended with."""

    limit: int
    after: str | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, given: QueryDict, name: str, row: type) -> Self:
        """From the query string; `InvalidQuery` names every fault. `name` is what a cursor is bound to."""
        reader = Reader(given, LIST_PARAMETERS)
        limit, members = pages.read_limit(reader), pages.read_members(reader, _members(row))
        after = _after(reader, name)
        reader.check()
        return cls(limit, after, members)


class PlaceList(RecordView):
    """The places that the newest revisions name."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Three statements; one for a client that holds the page already."""
        asked = ReferenceParameters.read(request.query_params, "places", PlaceRow)
        state = (published.head(),)
        return _answer(
            self, asked, state, "places", lambda: reference_list.places(after=asked.after, limit=asked.limit)
        )


class SourceList(RecordView):
    """The public documents that the newest revisions cite."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Three statements; one for a client that holds the page already."""
        asked = ReferenceParameters.read(request.query_params, "sources", SourceRow)
        state = (published.head(),)
        return _answer(
            self, asked, state, "sources", lambda: reference_list.sources(after=asked.after, limit=asked.limit)
        )


class SeriesList(RecordView):
    """The series that have issued an edition. They are few and may change, so that they are read to be compared."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One statement."""
        asked = ReferenceParameters.read(request.query_params, "series", SeriesRow)
        rows = reference_list.series()
        state = [canonical.encode(row) for row in rows]
        return _answer(self, asked, state, "series", lambda: _cut(rows, lambda row: row.code, asked))


class VocabularyList(RecordView):
    """Every vocabulary whose codes stand in answers."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """No statement at all."""
        asked = ReferenceParameters.read(request.query_params, "vocabularies", VocabularyRow)
        rows = vocabulary_rows()
        state = (rows[0].version,)
        return _answer(self, asked, state, "vocabularies", lambda: _cut(rows, lambda row: row.name, asked))


class VocabularyDetail(RecordView):
    """One vocabulary whole."""

    def get(self, request: Request, name: str, **kwargs: Any) -> Response:
        """No statement at all."""
        reader = Reader(request.query_params, DETAIL_PARAMETERS)
        members = pages.read_members(reader, _members(VocabularyDocument))
        reader.check()
        document = vocabulary_document(name)
        if document is None:
            raise Http404
        return self.answer(
            pages.pick(canonical.encode(document), members), validators.tag(request, document.version)
        )  # fmt: skip


def _answer(
    view: RecordView,
    asked: ReferenceParameters,
    state: Sequence[int | str],
    name: str,
    read: Callable[[], Page[Any]],
) -> Response:
    tag = validators.tag(view.request, *state)
    if validators.is_held(view.request, tag):
        return view.not_modified(tag)
    page = read()
    rows = [pages.pick(canonical.encode(row), asked.members) for row in page.rows]
    cursor = None if page.next is None else cursors.write((page.next,), query=name)
    return view.answer(pages.envelope(view.request, rows, next_cursor=cursor, limit=asked.limit), tag)


def _cut(rows: Sequence[T], key: Callable[[T], str], asked: ReferenceParameters) -> Page[T]:
    """A page of rows that are all there already, in the order of their keys."""
    left = [row for row in rows if asked.after is None or key(row) > asked.after]
    shown = left[: asked.limit]
    return Page(tuple(shown), key(shown[-1]) if len(left) > len(shown) else None)


def _after(reader: Reader, name: str) -> str | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=name)
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
        return None
    return place[0]


def _members(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))
