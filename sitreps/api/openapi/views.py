"""`schema/` and `docs/`: the committed description of the API, and a page to read and try it.

The file is made by `make schema` and not by requests: what partners generate their clients from is what was reviewed.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from csp.decorators import csp
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import headers, validators
from sitreps.api.base import RecordView
from sitreps.api.openapi import page
from sitreps.api.parameters import Reader
from sitreps.api.rendering import JsonRenderer
from sitreps.renderers import frame

FILE = Path(__file__).resolve().parents[2] / "data" / "openapi.json"
MEDIA_TYPE = "application/vnd.oai.openapi+json"


@cache
def committed() -> tuple[str, str]:
    """The description as it was committed, and its sha256."""
    text = FILE.read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()


class OpenApiRenderer(JsonRenderer):
    """The same bytes under the description's own media type."""

    media_type = MEDIA_TYPE


class SchemaFile(RecordView):
    """OpenAPI 3.1, as JSON."""

    renderer_classes = (OpenApiRenderer, JsonRenderer)
    cache_control: ClassVar[str] = headers.NUMBERED

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """No statement at all."""
        Reader(request.query_params, ()).check()
        text, digest = committed()
        return self.answer(text, validators.tag(request, digest))


@method_decorator(
    [
        csp(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),
        gzip_page,
        cache_control(public=True, max_age=300, must_revalidate=True),
        conditional_page,
    ],
    name="get",
)
class Docs(TemplateView):
    """The same to read, drawn by the server: no script, no other host, and as accessible as every page of ours.

    Its validator is the page's own digest, as with every public page; some hundred kilobytes, so it is compressed.
    """

    http_method_names = ["get", "head"]
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The frame of the public pages, and the description in parts."""
        description = json.loads(committed()[0])
        shell = frame.around(self.request.path, here="docs")
        return super().get_context_data(
            shell=shell, topics=page.topics(description), shapes=page.shapes(description), **kwargs
        )
