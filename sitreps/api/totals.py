"""`figures/`: totals over the record, computed from what stands in it and never stored."""

from typing import Any

import msgspec
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import cursors, pages, validators
from sitreps.api.base import RecordView
from sitreps.api.total_parameters import Place, TotalListParameters
from sitreps.documents.totals import GroupBy, GroupTotal, place_in_order
from sitreps.queries import facility_totals, published, totals


class TotalList(RecordView):
    """The totals that answer a query: a row for each group and measure, or each group and category of facility."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One statement; a client that holds the page already costs the one that reads the record's head."""
        asked = TotalListParameters.read(request.query_params, now=timezone.now())
        if validators.is_conditional(request):
            tag = validators.tag(request, published.head())
            if validators.is_held(request, tag):
                return self.not_modified(tag)
        by_facility = GroupBy.FACILITY in asked.query.group_by
        found = (facility_totals.facility_totals if by_facility else totals.totals)(asked.query)
        return self.answer(_json(request, asked, found.rows), validators.tag(request, found.head))


def _json(request: Request, asked: TotalListParameters, rows: tuple[GroupTotal, ...]) -> bytes:
    left = rows if asked.after is None else _beyond(rows, asked.after, asked.query.group_by)
    shown = left[: asked.limit]
    cursor = cursors.write(_place(shown[-1]), query=asked.binding) if len(left) > len(shown) else None
    return pages.envelope(
        request,
        [pages.pick(msgspec.json.encode(row), asked.members) for row in shown],
        next_cursor=cursor,
        limit=asked.limit,
        as_known_at=asked.query.filters.as_known_at,
        total=len(rows) if asked.count else None,
    )


def _beyond(rows: tuple[GroupTotal, ...], place: Place, names: tuple[GroupBy, ...]) -> tuple[GroupTotal, ...]:
    """The rows that come after a place, whether or not its own row is still there."""
    *values, measure = place
    last = place_in_order([value or None for value in values], names, measure)
    return tuple(row for row in rows if place_in_order(row.group.values(), names, row.measure) > last)


def _place(row: GroupTotal) -> Place:
    return (*(value or "" for value in row.group.values()), row.measure)
