"""The usual views, and two more to compare with: constant bytes, and our own stored JSON by OFFSET at its best."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from bench.peers.models import Incident
from bench.peers.serializers import IncidentSerializer
from sitreps.api.base import RecordView
from sitreps.models.revisions import Latest


def incidents() -> "QuerySet[Incident, Incident]":
    """Incidents with all that the serializer reads: six queries for any number of them."""
    found: QuerySet[Incident, Incident] = Incident.objects.select_related("place", "perpetrator", "parent")
    return found.prefetch_related("children", "figures", "claims__origin", "claims__source", "facilities")


class Pages(PageNumberPagination):
    page_size = 100


class PeerList(ListAPIView[Incident]):
    queryset = incidents().order_by("-occurred_on", "ref")
    serializer_class = IncidentSerializer
    pagination_class = Pages


class PeerDetail(RetrieveAPIView[Incident]):
    queryset = incidents()
    serializer_class = IncidentSerializer
    lookup_field = "ref"


class Constant(RecordView):
    """The same bytes at every request, through the product's own base view and middleware: what is possible at all."""

    bodies: ClassVar[dict[str, bytes]] = {}

    def get(self, request: Request, *, name: str, **kwargs: Any) -> Response:
        return self.answer(self.bodies[name], '"constant"')


class Offset(RecordView):
    """A page of stored JSON by its number at its best: nothing counted, nothing but an index read of what it skips."""

    def get(self, request: Request, *, page: int, **kwargs: Any) -> Response:
        first = (page - 1) * Pages.page_size
        order = ("-occurred_on", "ref")
        asked = Latest.objects.order_by(*order).values("pk")[first : first + Pages.page_size]
        rows = Latest.objects.filter(pk__in=asked).order_by(*order)
        payloads = rows.values_list("revision__content__payload", flat=True)
        return self.answer(f'{{"data":[{",".join(payloads)}]}}', '"page"')
