"""ETags that are known before the body is made, and the 304 that spares it (performance.md).

A tag names what the answer depends on: the state of the record, the address with its query, the software's version and
who may read it. Two answers with the same tag have the same bytes.
"""

import hashlib
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import parse_etags

from sitreps import __version__

PUBLIC = "public"


def tag(request: HttpRequest, *state: int | str, scope: str = PUBLIC) -> str:
    """The ETag of this request's answer in a state of the record."""
    query = urlencode(sorted(request.GET.lists()), doseq=True)
    depends_on = "\n".join([__version__, scope, request.path, query, *map(str, state)])
    return f'"{hashlib.sha256(depends_on.encode()).hexdigest()[:32]}"'


def is_conditional(request: HttpRequest) -> bool:
    """Whether the client holds an answer already."""
    return "If-None-Match" in request.headers


def is_held(request: HttpRequest, current: str) -> bool:
    """Whether what the client holds is current. Tags are compared weakly: a compressed answer has a weak one."""
    held = [etag.removeprefix("W/") for etag in parse_etags(request.headers.get("If-None-Match", ""))]
    return current in held


def holds_something(request: HttpRequest) -> bool:
    """Whether the client asks only for what it does not hold in any form (RFC 9110 13.1.2). Ask where there is an
    answer: of what is not there nobody holds one."""
    return parse_etags(request.headers.get("If-None-Match", "")) == ["*"]
