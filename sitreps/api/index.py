"""The root of the API, and every address below it that is none."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import headers, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import Reader

RESOURCES = (
    "incidents",
    "figures",
    "editions",
    "changes",
    "places",
    "sources",
    "series",
    "vocabularies",
    "schema",
    "docs",
)


@dataclass(frozen=True, slots=True)
class Index:
    """What there is to read, and on what terms."""

    v: int
    resources: dict[str, str]
    licence: str
    attribution: str


class Root(RecordView):
    """A short table of contents."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """No statement at all."""
        Reader(request.query_params, ()).check()
        resources = {name: reverse(f"api:{name}") for name in RESOURCES}
        index = Index(1, resources, settings.SITREPS_LICENCE, settings.SITREPS_ATTRIBUTION)
        return self.answer(index, validators.tag(request))


class Nothing(RecordView):
    """Any other address: 404 by every method, but a slash that was forgotten is put right."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Before methods are looked at: what is not there knows none."""
        if request.method in {"GET", "HEAD"} and self._is_known(f"{request.path_info}/"):
            there = HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
            headers.open_to_everybody(there)  # a browser follows no redirect that it may not read
            return there
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is published here."""
        raise Http404

    def _is_known(self, path: str) -> bool:
        try:
            view = resolve(path).func
        except Resolver404:
            return False
        return getattr(view, "cls", None) is not Nothing
