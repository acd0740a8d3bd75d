"""`changes/`: everything that happened to the record, in one order; a client that follows it misses nothing."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Self

import msgspec
from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import editions, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import LARGEST_WHOLE, Reader
from sitreps.documents.changes import ChangeDocument, Why
from sitreps.errors import Fault, InvalidQuery
from sitreps.models.changes import Change
from sitreps.queries import change_list, published

PARAMETERS = ("since", "limit", "include", "format")
Payload = Callable[[Change], msgspec.Raw | None]


@dataclass(frozen=True, slots=True)
class ChangeListParameters:
    """`since` is the last number that the client has dealt with."""

    since: int
    limit: int
    with_payload: bool

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, PARAMETERS)
        since = reader.whole("since", 0, LARGEST_WHOLE) or 0
        limit, include = pages.read_limit(reader), reader.code("include", ("payload",))
        pages.read_format(reader)
        reader.check()
        return cls(since, limit, include == "payload")


@dataclass(frozen=True, slots=True)
class ChangeMeta(pages.Meta):
    """`head` is the newest number of the record: a client that has dealt with it holds everything."""

    head: int


class ChangeList(RecordView):
    """The events after a number."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One statement, five with payloads; one for a client that holds the page already."""
        asked = ChangeListParameters.read(request.query_params)
        state = published.state() if asked.with_payload else ()
        if validators.is_conditional(request):
            tag = validators.tag(request, *(state or (published.head(),)))
            if validators.is_held(request, tag):
                return self.not_modified(tag)
        page = change_list.page(since=asked.since, limit=asked.limit)
        _refuse_another_record(asked.since, page.head)
        tag = validators.tag(request, *(state or (page.head,)))
        return self.answer(_json(request, asked, page), tag)


def _refuse_another_record(since: int, head: int) -> None:
    """A number that was never given out belongs to another record: who went on from it would miss what comes."""
    if since > head:
        message = f"Lies beyond the newest number of the record, {head}. Begin again from 0."
        raise InvalidQuery([Fault("since", message)])


def _json(request: Request, asked: ChangeListParameters, page: change_list.Page) -> bytes:
    payload = _payloads(page) if asked.with_payload else _without
    rows = [msgspec.json.encode(_document(change, payload(change))) for change in page.changes]
    following = {"since": str(page.changes[-1].seq)} if page.has_more else None
    meta = ChangeMeta(**asdict(pages.meta(len(rows), asked.limit)), head=page.head)
    return pages.wrap(request, rows, following=following, meta=meta)


def _payloads(page: change_list.Page) -> Payload:
    """What stands behind each event: an incident as it was stored, an edition as lists answer it."""
    incidents = change_list.incident_payloads(page)
    rows = change_list.edition_payloads(page)

    def payload(change: Change) -> msgspec.Raw | None:
        if change.seq in incidents:
            return msgspec.Raw(incidents[change.seq].encode())
        if change.seq in rows:
            return msgspec.Raw(editions.row(rows[change.seq], editions.LISTED))
        return None

    return payload


def _without(_: Change) -> None:
    return None


def _document(change: Change, payload: msgspec.Raw | None) -> ChangeDocument:
    return ChangeDocument(
        seq=change.seq,
        at=change.at,
        event=change.event,
        object=change.object,
        ref=change.ref,
        revision=change.revision,
        href=published.change_href(change.object, change.ref),
        why=Why(change.why_code, change.why_text),
        payload=payload,
    )
