"""What every address of the API does alike: JSON, validators, caching, CORS, compression."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.gzip import gzip_page
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sitreps.api import headers, validators
from sitreps.api.rendering import JsonRenderer

FIRST_ERROR = 400


class RecordView(APIView):
    """An address that reads the published record. Subclasses write `get` and say how long caches may keep it."""

    renderer_classes: Sequence[type[JsonRenderer]] = (JsonRenderer,)
    parser_classes = ()
    http_method_names = ["get", "head", "options"]
    cache_control: ClassVar[str] = headers.ANONYMOUS
    is_compressed: ClassVar[bool] = True

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, compressed for clients that can read it."""
        view = super().as_view(**initkwargs)
        return gzip_page(view) if cls.is_compressed else view

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What may be asked, for browsers that ask beforehand; no body."""
        response = Response(status=204)
        headers.allow_asking(response, ", ".join(self.allowed_methods))
        return response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer, with nothing that keeps its body in memory once it was sent."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        del self.response
        if isinstance(response, Response):
            response.add_post_render_callback(_let_go)
        return response

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Add the headers that depend on the outcome."""
        final = super().finalize_response(request, response, *args, **kwargs)
        headers.open_to_everybody(final)
        if final.status_code >= FIRST_ERROR:
            headers.keep_out_of_caches(final)
        elif request.method != "OPTIONS":
            headers.keep_in_caches(final, self.cache_control)
        return final

    def answer(self, body: object, tag: str) -> Response:
        """The body (JSON, or values) with its ETag; 304 without it if the client holds it already."""
        if validators.is_held(self.request, tag) or validators.holds_something(self.request):
            return self.not_modified(tag)
        return Response(body, headers={"ETag": tag})

    def not_modified(self, tag: str) -> Response:
        """What the client holds is current."""
        return Response(status=304, headers={"ETag": tag})


def _let_go(response: Response) -> None:
    """The framework's answer and view refer to each other, and so would wait, with megabytes, for the collector of
    cycles; and every answer would be written into memory that is new to the processor."""
    vars(response).pop("renderer_context", None)
