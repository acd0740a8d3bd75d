"""What every public page shares: its frame, the language that is asked for, how long it may be kept, what is gone."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from sitreps.documents.wording import ENGLISH, LANGUAGES, phrases
from sitreps.errors import Gone, Merged
from sitreps.renderers import frame

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    here: str = "",
    status: int = 200,
    language: str,
    languages: Sequence[str] = LANGUAGES,
    asked: str = "",
) -> HttpResponse:
    """A page in its frame, in one of its `languages`, the first being that of its plain address (`frame.around`)."""
    shell = frame.around(request.path, here=here, language=language, languages=languages, asked=asked)
    return render(request, template, {**context, "shell": shell}, status=status)


def asked_language(request: HttpRequest, languages: Sequence[str] = LANGUAGES) -> str:
    """The language that `?lang=` asks for, else the first; Http404 for one that the page is not in.

    Only the address decides, so that caches and validators need to know nothing of readers.
    """
    asked = request.GET.get("lang", languages[0])
    if asked not in languages:
        raise Http404
    return asked


def preferred_language(request: HttpRequest) -> str:
    """The same where there is no page: an answer that something is not there is given in any case."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else ENGLISH.language


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
            response = _gone(request, gone, **kwargs)
            response["Cache-Control"] = "no-store"
            return response
        except Merged as merged:
            path = request.get_full_path().replace(f"/{merged.ref}/", f"/{merged.survivor}/", 1)
            return HttpResponseRedirect(path, status=308)

    return found


def _gone(request: HttpRequest, gone: Gone, **subject: object) -> HttpResponse:
    """What is left, in the language that is asked for: an edition by its name there, a reason where a table has it."""
    language = preferred_language(request)
    say = phrases(language)
    what = (
        say("edition.heading", title=subject["series"], number=subject["number"]) if "number" in subject else gone.what
    )
    reason = say.of_english(gone.reason, "gone.") or gone.reason
    return page(request, "site/gone.html", {"what": what, "reason": reason}, status=410, language=language)
