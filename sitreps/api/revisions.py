"""`incidents/{ref}/revisions/`: every revision ever published, what it changed and why; each whole as it was stored."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self

from django.http import Http404, QueryDict
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, headers, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.incident_parameters import MEMBERS as INCIDENT_MEMBERS
from sitreps.api.parameters import Reader
from sitreps.documents import canonical
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.revisions import RevisionDocument, revision_line, tombstone
from sitreps.queries import published, revision_list

MEMBERS = tuple(field.name for field in fields(RevisionDocument))
LIST_PARAMETERS = ("as_known_at", "cursor", "limit", "fields", "format")
DETAIL_PARAMETERS = ("fields", "format")


@dataclass(frozen=True, slots=True)
class RevisionListParameters:
    """`before` is the number that the page before ended with; `members` are the top-level members asked for."""

    as_known_at: datetime | None
    limit: int
    before: int | None
    members: tuple[str, ...]
    binding: str

    @classmethod
    def read(cls, given: QueryDict, ref: str, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, LIST_PARAMETERS)
        moment, limit = pages.read_as_known_at(reader, now), pages.read_limit(reader)
        members = pages.read_members(reader, MEMBERS)
        binding = f"revisions {ref} {moment}"
        before = _before(reader, binding)
        reader.check()
        return cls(moment, limit, before, members, binding)


class RevisionList(RecordView):
    """The history of one incident, newest first, a page at a time."""

    def get(self, request: Request, ref: str, **kwargs: Any) -> Response:
        """Two statements; one for a client that holds the page already. 404 before its first publication."""
        asked = RevisionListParameters.read(request.query_params, ref, now=timezone.now())
        tag = validators.tag(request, published.head())
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        page = revision_list.page(ref, before=asked.before, limit=asked.limit, moment=asked.as_known_at)
        if not page.rows:
            raise Http404
        return self.answer(_json(request, asked, page), tag)


class RevisionDetail(RecordView):
    """One revision whole, as it was published and for ever after; marked once its incident does not stand any more."""

    cache_control: ClassVar[str] = headers.NUMBERED

    def get(self, request: Request, ref: str, number: int, **kwargs: Any) -> Response:
        """One statement."""
        reader = Reader(request.query_params, DETAIL_PARAMETERS)
        members = pages.read_members(reader, INCIDENT_MEMBERS)
        reader.check()
        stored = published.revision(ref, number)
        if stored is None:
            raise Http404
        return self.answer(pages.pick(stored.payload, members), validators.tag(request, stored.seq, stored.status))


def _json(request: Request, asked: RevisionListParameters, page: revision_list.Page) -> bytes:
    documents = [_document(row.payload) for row in page.rows]
    before = [*documents[1:], _document(page.before)]
    lines = [
        revision_line(now, was) if now else tombstone(row.ref, row.number, row.seq, row.published_at, row.sha256)
        for row, now, was in zip(page.rows, documents, before, strict=True)
    ]
    cursor = cursors.write((str(page.rows[-1].number),), query=asked.binding) if page.has_more else None
    return pages.envelope(
        request,
        [pages.pick(canonical.encode(line), asked.members) for line in lines],
        next_cursor=cursor,
        limit=asked.limit,
        as_known_at=asked.as_known_at,
    )


def _document(payload: str | None) -> IncidentDocument | None:
    return canonical.decode(payload, IncidentDocument) if payload else None


def _before(reader: Reader, binding: str) -> int | None:
    cursor = reader.text("cursor")
    if cursor is None:
        return None
    place = cursors.read(cursor, query=binding)
    if place is None:
        reader.fault("cursor", pages.FOREIGN_CURSOR)
        return None
    return int(place[0])
