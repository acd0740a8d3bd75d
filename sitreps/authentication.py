"""Who may sign in from where: a demo account, whose password everybody knows, from this machine only.

The backend refuses the password; the middleware refuses a session that was opened here and is used from elsewhere.
"""

from collections.abc import Callable, Iterator
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse

from sitreps.models.accounts import User

FORWARDED_BY_ADDRESS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")
FORWARDED = "HTTP_FORWARDED"  # RFC 7239 may hide addresses behind names, so its mere presence tells


class DeskBackend(ModelBackend):
    """Django's own accounts and passwords; demo accounts from loopback only."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if not isinstance(user, User):
            return None
        return user if not user.is_demo or is_loopback(request) else None


class DemoFromHereOnly:
    """Ends a demo account's session as soon as it is used from another machine. Stands after Django's authentication.

    Costs nothing for a visitor without a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Merely looking into the session makes an answer vary by cookie, and no cache could keep a public page.
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_cookie and not is_loopback(request) and SESSION_KEY in request.session and _is_demo(request):
            logout(request)
        return self.get_response(request)


def _is_demo(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_demo", False))


def is_loopback(request: HttpRequest | None) -> bool:
    """Whether the request comes from this machine, and no proxy says that it passes on another's."""
    if request is None or FORWARDED in request.META:
        return False
    addresses = [request.META.get("REMOTE_ADDR", ""), *_forwarded(request)]
    return all(_is_loopback_address(address.strip()) for address in addresses)


def _forwarded(request: HttpRequest) -> Iterator[str]:
    for header in FORWARDED_BY_ADDRESS:
        if header in request.META:
            yield from request.META[header].split(",")


def _is_loopback_address(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
