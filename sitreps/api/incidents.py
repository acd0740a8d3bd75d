"""`incidents/`: the newest public revision of each incident, as it was stored when it was published."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.incident_parameters import IncidentListParameters, IncidentParameters
from sitreps.queries import incident_list, published


class IncidentList(RecordView):
    """The incidents that answer a query, a page at a time."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One statement; a client that holds the page already costs the one that reads the record's head."""
        asked = IncidentListParameters.read(request.query_params, now=timezone.now())
        if validators.is_conditional(request):
            tag = validators.tag(request, published.head())
            if validators.is_held(request, tag):
                return self.not_modified(tag)
        page = incident_list.page(
            asked.query, after=asked.after, limit=asked.limit, count_to=pages.LARGEST_COUNT + 1 if asked.count else None
        )
        return self.answer(_json(request, asked, page), validators.tag(request, page.head))


class IncidentDetail(RecordView):
    """One incident, now or as it was known at a moment."""

    def get(self, request: Request, ref: str, **kwargs: Any) -> Response:
        """One statement. An incident that was never published is not there; one that was taken down says so."""
        asked = IncidentParameters.read(request.query_params, now=timezone.now())
        stored = published.stored(ref, moment=asked.as_known_at)
        if stored is None:
            raise Http404
        return self.answer(
            pages.pick(stored.payload, asked.members), validators.tag(request, stored.seq, stored.status)
        )


def _json(request: Request, asked: IncidentListParameters, page: incident_list.Page) -> bytes:
    cursor = None
    if page.has_more:
        last = incident_list.last_place(page, asked.query.sort)
        cursor = cursors.write((last.value.isoformat(), last.ref), query=asked.binding)
    return pages.envelope(
        request,
        [pages.pick(payload, asked.members) for payload in page.payloads] if asked.members else page.payloads,
        next_cursor=cursor,
        limit=asked.limit,
        as_known_at=asked.query.as_known_at,
        total=page.total,
    )
