"""The headers that every answer carries (reliability.md 16), and how a question is read before it is answered."""

import re
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

API_PREFIX = "/api/"

_SWITCHED_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _SWITCHED_OFF)


class SecurityHeaders:
    """What Django's own SecurityMiddleware does not set. Stands first, so that static files carry it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class AcceptedEncodings:
    """Leaves of Accept-Encoding what the reader prefers to the plain text (RFC 9110, 12.5.3 and 12.5.4).

    Django and WhiteNoise look for a coding's name in it and pass over its weight: `gzip;q=0` would be answered in gzip.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if ";" in asked:
            request.META["HTTP_ACCEPT_ENCODING"] = accepted(asked)
        return self.get_response(request)


def accepted(asked: str) -> str:
    """The codings of an Accept-Encoding with a weight above nothing, and not below that of the plain text.

    `gzip;q=0.5, br;q=0, deflate` leaves `gzip, deflate`.
    """
    weights = dict(_weighed(coding) for coding in asked.lower().split(","))
    plain = weights.get("identity", weights.get("*", 0.0))
    return ", ".join(name for name, weight in weights.items() if weight > 0 and weight >= plain)


def _weighed(coding: str) -> tuple[str, float]:
    """A coding and its weight from 0 to 1; none that can be read counts as a refusal: plain text is always readable."""
    name, *parameters = (part.strip() for part in coding.split(";"))
    weight = next((part.partition("=")[2] for part in parameters if part.startswith("q=")), "1")
    return name, float(weight) if _WEIGHT.fullmatch(weight) else 0.0


class ContentPolicy(CSPMiddleware):
    """The site's policy everywhere, and a stricter one under /api/, where nothing is ever shown as a page.

    A view that carries its own policy (the API's documentation) says so with `csp.decorators.csp`.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and request.path_info.startswith(API_PREFIX):
            parts.config = settings.API_CONTENT_SECURITY_POLICY
        return parts
