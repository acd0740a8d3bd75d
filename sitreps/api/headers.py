"""The headers of every answer of the API: who may read it, who may keep it and for how long (api.md, Conventions)."""

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

ANONYMOUS = "public, max-age=60"
NUMBERED = "public, max-age=300, must-revalidate"

_EXPOSED = "Allow, Content-Disposition, Content-Length, ETag, Repr-Digest"


def open_to_everybody(response: HttpResponseBase) -> None:
    """Let scripts of any site read the answer: nobody is recognised by a cookie here."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED


def allow_asking(response: HttpResponseBase, methods: str) -> None:
    """The answer to a browser that asks beforehand what it may send."""
    response["Access-Control-Allow-Methods"] = methods
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"


def keep_in_caches(response: HttpResponseBase, control: str) -> None:
    """How long a cache may keep it; formats are chosen by Accept, so that caches must mind it."""
    response["Cache-Control"] = control
    patch_vary_headers(response, ["Accept"])


def keep_out_of_caches(response: HttpResponseBase) -> None:
    """Errors are never kept."""
    response["Cache-Control"] = "no-store"
