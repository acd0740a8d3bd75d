"""Who may sign in from where, and how often it may be tried.

A demo account, whose password everybody knows, signs in from this machine only: the backend refuses the password; the
middleware refuses a session that was opened here and is used from elsewhere. Guesses of passwords meet a brake
(django-axes): so many failed tries of a name from one address, and it must wait there.
"""

from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.backends import ModelBackend
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sitreps.actions.accounts import DemoAccount, demo_accounts
from sitreps.models.accounts import User

FORWARDED_BY_ADDRESS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")
FORWARDED = "HTTP_FORWARDED"  # RFC 7239 may hide addresses behind names, so its mere presence tells

MOST_OF_A_NAME = 50
"""Failed tries of one name from anywhere within the pause, before it must wait everywhere."""
MOST_OF_AN_ADDRESS = 100
"""Failed tries of any names from one address: an office shares one, and its people mistype."""
IPV6_HOME = 64
"""Who has one address of version 6 has as many as they like of the same 64 bits."""
TOO_MANY = 429


class Brake(AxesStandaloneBackend):
    """Refuses before any password is looked at, so that guesses cost the desk no hashing. Stands first.

    Without a request nobody guesses from outside.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        if request is not None:
            super().authenticate(request, username=username, password=password, **kwargs)


class BrakeHandler(AxesDatabaseHandler):
    """Counts what django-axes keeps: a name at one address, and beside that a name anywhere, and any name at one
    address, both with far more patience: many guessers of one name, and one guesser of many names."""

    def get_failures(self, request: Any, credentials: Mapping[str, Any] | None = None) -> int:
        """The failed tries that count; the limit itself where one of the wider counts is full."""
        own: int = super().get_failures(request, credentials)
        name, address = get_client_username(request, credentials), request.axes_ip_address
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        wider = []
        if name:
            wider.append((recent.filter(username=name), MOST_OF_A_NAME))
        if address:
            wider.append((recent.filter(ip_address=address), MOST_OF_AN_ADDRESS))
        full = any((found.aggregate(all=Sum("failures_since_start"))["all"] or 0) >= most for found, most in wider)
        return max(own, get_failure_limit(request, credentials)) if full else own


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, as far as that can be believed; None where it cannot.

    Each proxy that is counted (SITREPS_PROXIES) adds the address it was called from at the right end of
    X-Forwarded-For; what stands further left, anybody may write. A header that no counted proxy wrote tells that the
    caller is a proxy or a liar: then the address is nobody's, and a name is held for all of them together.
    """
    proxies, told = settings.SITREPS_PROXIES, request.META.get("HTTP_X_FORWARDED_FOR", "")
    if told and not proxies:
        return None
    chain = [part.strip() for part in told.split(",")] if told else []
    if proxies and len(chain) >= proxies:
        return _home(chain[-proxies])
    return _home(request.META.get("REMOTE_ADDR", ""))


def _home(text: str) -> str | None:
    """An address as guesses are counted by it; None for what is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if not address.is_loopback:
            return str(ip_network((address, IPV6_HOME), strict=False).network_address)
    return str(address)


def held(request: HttpRequest, _answer: HttpResponse | None, _credentials: Mapping[str, Any] | None) -> HttpResponse:
    """The page of somebody who must wait. It is the same whether the name exists or not."""
    pause = settings.AXES_COOLOFF_TIME
    answer = render(request, "admin/held.html", {"minutes": int(pause.total_seconds() // 60)}, status=TOO_MANY)
    answer.headers["Retry-After"] = str(int(pause.total_seconds()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


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


def known_here(request: HttpRequest) -> dict[str, Callable[[], list[DemoAccount]]]:
    """For templates: the demo accounts, where somebody on this machine logs in; none for anybody else. It costs nothing
    where no page asks."""
    return {"demo_accounts": lambda: demo_accounts() if is_loopback(request) else []}


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
