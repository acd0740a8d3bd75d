"""`editions/…/documents/`: the stored bytes of an issue, and its frozen JSON, whose sha256 is the edition's own."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, ClassVar

import msgspec
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from sitreps import files
from sitreps.api import headers, validators
from sitreps.api.base import RecordView
from sitreps.api.editions import LARGEST_ISSUE
from sitreps.api.parameters import Reader
from sitreps.documents import canonical
from sitreps.models.editions import EditionIssue
from sitreps.queries import published
from sitreps.renderers import html

MEDIA_TYPES = {"html": html.CONTENT_TYPE, "pdf": "application/pdf", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of an issue by the sha256 of its bytes, which `open` gives."""

    issue: EditionIssue
    sha256: str
    open: Callable[[], BinaryIO]


class ByAddress(BaseContentNegotiation):
    """The address says the format; what the client would rather have changes nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Nothing is sent here."""
        return None

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer of errors."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class EditionFile(RecordView):
    """A file to download. Not compressed on the way: its digest is that of the bytes that are sent."""

    content_negotiation_class = ByAddress
    cache_control: ClassVar[str] = headers.NUMBERED
    is_compressed: ClassVar[bool] = False

    def get(
        self, request: Request, series: str, number: int, language: str, extension: str, **kwargs: Any
    ) -> HttpResponseBase:
        """One statement; 404 while a document is not made yet."""
        reader = Reader(request.query_params, ("issue",))
        version = reader.whole("issue", 1, LARGEST_ISSUE)
        reader.check()
        if extension == "json":
            document = _frozen(series, number, language, version)
        else:
            document = _stored(series, number, language, extension, version)
        if document is None:
            raise Http404
        tag = f'"{document.sha256}"'
        if validators.is_held(request, tag) or validators.holds_something(request):
            return self.not_modified(tag)
        response = FileResponse(
            document.open(),
            as_attachment=True,
            filename=published.document_name(document.issue, language, extension),
            content_type=MEDIA_TYPES[extension],
        )
        response["ETag"] = tag
        response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(document.sha256)).decode()}:"
        if extension == "html":
            response["Content-Security-Policy"] = f"default-src 'none'; style-src {html.style_hash()}; sandbox"
        return response


def _stored(series: str, number: int, language: str, extension: str, version: int | None) -> Document | None:
    rendition = published.rendition(series, number, language, extension, version)
    if rendition is None:
        return None
    return Document(rendition.issue, rendition.sha256, lambda: files.path_of(rendition.sha256).open("rb"))


def _frozen(series: str, number: int, language: str, version: int | None) -> Document | None:
    """The snapshot without what is added at answer time: exactly the bytes that the edition's sha256 is over."""
    issue = published.issue(series, number, version)
    if issue is None:
        return None
    snapshot: dict[str, Any] = msgspec.json.decode(issue.snapshot)
    if language not in snapshot["languages"]:
        return None
    return Document(issue, issue.sha256, lambda: BytesIO(canonical.frozen(snapshot).encode()))
