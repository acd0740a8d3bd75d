"""The answer where there is no page. Gone is shell.py's; our own failure is templates/500.html, which needs nothing."""

from django.http import HttpRequest, HttpResponse

from sitreps.site.shell import page, preferred_language


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: unknown and unpublished look the same."""
    return _unkept(page(request, "site/not_found.html", {}, status=404, language=preferred_language(request)))


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: a form from a page that was open too long, or without cookies (CSRF)."""
    language = preferred_language(request)
    # The address is a screen of the desk, which answers in no other language.
    return _unkept(page(request, "site/stale.html", {}, status=403, language=language, languages=(language,)))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
