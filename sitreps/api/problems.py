"""The one place that turns errors into answers: problem details for machines (RFC 9457).

`answer` serves Django REST framework; `bad_request` and `server_error` serve what fails outside a view. What is
unpublished, unknown or forbidden looks the same: 404.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable
from rest_framework.response import Response

from sitreps.api import headers
from sitreps.errors import Gone, InvalidQuery, KeyNeeded, Merged

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"

NOT_FOUND = "Nothing is published at this address."
UNREADABLE = "The request cannot be read."


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one parameter and how to mend it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is no success. `type` is "about:blank": the status says what kind it is."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class GoneProblem(Problem):
    """410: it was public once. `code` says why it is not any more: WITHDRAWN, UNDER_REVIEW or REDACTED."""

    code: str


def problem(status: int, detail: str, errors: tuple[FieldError, ...] = ()) -> Problem:
    """The problem of a status, with its standard title."""
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail, errors)


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error raised in a view; None for a fault of ours, which then becomes a logged 500."""
    if isinstance(error, Merged):
        return moved(error, context["request"])
    found = _of(error, context)
    if found is None:
        return None
    challenge = {"WWW-Authenticate": "Bearer"} if found.status == HTTPStatus.UNAUTHORIZED else None
    return Response(found, status=found.status, headers=challenge, content_type=MEDIA_TYPE)


def _of(error: Exception, context: Mapping[str, Any]) -> Problem | None:
    found: Problem | None = None
    match error:
        case InvalidQuery():
            errors = tuple(FieldError(fault.path, fault.message) for fault in error.faults)
            found = problem(400, "Mend the parameters that are named in errors.", errors)
        case KeyNeeded():
            found = problem(401, str(error))
        case TooManyFieldsSent():
            message = f"More than {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} parameters; list values with commas."
            found = problem(400, "Mend the parameters that are named in errors.", (FieldError("query", message),))
        case SuspiciousOperation():
            found = problem(400, UNREADABLE)
        case Gone():
            found = GoneProblem(**asdict(problem(410, error.reason)), code=error.code)
        case Http404() | PermissionDenied():
            found = problem(404, NOT_FOUND)
        case MethodNotAllowed():
            found = problem(405, f"This address knows {', '.join(context['view'].allowed_methods)} only.")
        case NotAcceptable():
            found = problem(406, "This address answers application/json; ask for it or for */*.")
        case APIException():
            found = problem(error.status_code, str(error.detail))
    return found


def moved(error: Merged, request: HttpRequest) -> Response:
    """308 to the incident that this one was merged into, whatever of it was asked for, with the same query."""
    path = request.path.replace(f"/{error.ref}/", f"/{error.survivor}/", 1)
    query = request.META.get("QUERY_STRING", "")
    return Response(status=308, headers={"Location": f"{path}?{query}" if query else path})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: problem details under /api/, Django's own page elsewhere."""
    if not request.path_info.startswith(PREFIX):
        return defaults.bad_request(request, exception)
    return _plain(problem(400, UNREADABLE))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: problem details under /api/, Django's own page elsewhere. Nothing of the error is said."""
    if not request.path_info.startswith(PREFIX):
        return defaults.server_error(request)
    return _plain(problem(500, "The desk failed to answer. It is logged; try again in a while."))


def _plain(found: Problem) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(found), status=found.status, content_type=MEDIA_TYPE)
    headers.open_to_everybody(response)
    headers.keep_out_of_caches(response)
    return response
