"""What every public page stands in: its frame, its address in the world, and how long it may be kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from sitreps.errors import Gone, Merged

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page: who publishes, on which terms, where the page lives, which entry of the menu it is."""

    desk: str
    licence: str
    canonical: str
    here: str


def absolute(path: str) -> str:
    """A path as the whole address that readers use."""
    return settings.SITREPS_PUBLIC_URL.rstrip("/") + path


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, here: str = "", status: int = 200
) -> HttpResponse:
    """A page in its frame. Its canonical address leaves the query away: an older issue points to the newest."""
    shell = Shell(settings.SITREPS_ATTRIBUTION, settings.SITREPS_LICENCE, absolute(request.path), here)
    return render(request, template, {**context, "shell": shell}, status=status)


def public(view: View[P]) -> View[P]:
    """For everybody alike: read only, kept for a minute, then asked for again by its validator.

    The validator is the page's own digest: a page changes with its edition, with the editions beside it, with its
    stored documents and with the look, so that no moment in a row could stand for it.
    """
    answer = require_safe(conditional_page(_or_gone(view)))

    @wraps(view)
    def served(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = answer(request, *args, **kwargs)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            patch_cache_control(response, public=True, max_age=60, must_revalidate=True)
        return response

    return served


def _or_gone(view: View[P]) -> View[P]:
    """The view, or what is left where its subject was taken down: a page that says why, or the way to the survivor."""

    @wraps(view)
    def found(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            response = page(request, "site/gone.html", {"what": gone.what, "reason": gone.reason}, status=410)
            response["Cache-Control"] = "no-store"
            return response
        except Merged as merged:
            path = request.path.replace(f"/{merged.ref}/", f"/{merged.survivor}/", 1)
            return HttpResponseRedirect(path, status=308)

    return found
