"""What every public page stands in: its frame, its address in the world, and how long it may be kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from babel import Locale
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from sitreps.documents import addresses
from sitreps.documents.wording import ENGLISH, LANGUAGES
from sitreps.errors import Gone, Merged

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A page in another language: its code, its name in itself, its address."""

    code: str
    name: str
    href: str
    address: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page: who publishes, on which terms, where the page lives, which entry of the menu it is.

    `versions` are the same page in other languages; `query` is what keeps a link to another page in this language.
    """

    desk: str
    licence: str
    canonical: str
    here: str
    language: str
    versions: tuple[InLanguage, ...]
    query: str
    typed_in: str = "en"


def absolute(path: str) -> str:
    """A path as the whole address that readers use."""
    return settings.SITREPS_PUBLIC_URL.rstrip("/") + path


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    here: str = "",
    status: int = 200,
    language: str = ENGLISH.language,
    languages: Sequence[str] = (ENGLISH.language,),
) -> HttpResponse:
    """A page in its frame, in one of its `languages`, the first being that of its plain address.

    Its canonical address leaves the rest of the query away: an older issue points to the newest.
    """
    found = {code: in_language(request.path, code, languages) for code in languages}
    shell = Shell(
        desk=settings.SITREPS_ATTRIBUTION,
        licence=settings.SITREPS_LICENCE,
        canonical=absolute(found[language]),
        here=here,
        language=language,
        versions=tuple(
            InLanguage(code, _name_of(code), href, absolute(href)) for code, href in found.items() if code != language
        ),
        query=addresses.in_language(language if language in LANGUAGES else ENGLISH.language),
    )
    return render(request, template, {**context, "shell": shell}, status=status)


def asked_language(request: HttpRequest, languages: Sequence[str] = LANGUAGES) -> str:
    """The language that `?lang=` asks for, else the first; Http404 for one that the page is not in.

    Only the address decides, so that caches and validators need to know nothing of readers.
    """
    asked = request.GET.get("lang", languages[0])
    if asked not in languages:
        raise Http404
    return asked


def in_language(path: str, language: str, languages: Sequence[str] = LANGUAGES) -> str:
    """The address of a page in a language: the plain one for the first."""
    return path if language == languages[0] else f"{path}?lang={language}"


def _name_of(language: str) -> str:
    """What a language calls itself: English, Українська."""
    name = Locale.parse(language.replace("-", "_")).get_display_name() or language
    return name[:1].upper() + name[1:]


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
