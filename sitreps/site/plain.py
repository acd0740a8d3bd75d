"""Pages that stand by themselves: the method, and the word to robots."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sitreps.codelists import Quantifier, vocabularies
from sitreps.documents import method, wording
from sitreps.documents.numbers import sure
from sitreps.documents.wording import Phrases, phrases
from sitreps.site.shell import asked_language, page, public

GRADES = ("no_named_source", "WEAK", "FAIR", "CONFIRMED", "CONTESTED")
"""In the order of their dots; `method.grade.*` says what each takes."""


@public
def methodology(request: HttpRequest) -> HttpResponse:
    """How figures come about, from the tables that the figures themselves are worded with."""
    language = asked_language(request)
    say = phrases(language)
    told = [say(f"grade.{code}") for code in GRADES]
    return page(
        request,
        "site/methodology.html",
        {
            "method": method.method(language),
            "grades": [(sure(words), say(f"method.grade.{code}")) for code, words in zip(GRADES, told, strict=True)],
            "not_used": sorted({wording.not_used_text(code, say) for code in wording.NOT_USED_TEXTS}),
            "disclaimer": say("footer.disclaimer"),
            "vocabulary_version": vocabularies().version,
            "open_number": _words(Quantifier.AT_LEAST, 13, say),
            "more_number": _words(Quantifier.MORE_THAN, 100, say),
            "upper_number": _words(Quantifier.AT_MOST, 30, say),
            "vague_word": say.quoted(say("vague.dozens")),
            "not_given": say("number.not_given"),
            "no_figure": say("number.no_figure"),
        },
        here="methodology",
        language=language,
    )


def _words(quantifier: Quantifier, value: int, say: Phrases) -> str:
    return wording.claim_words(quantifier, value, None, None, say)


@public
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Everything public may be indexed; the desk itself is nobody's business."""
    lines = ("User-agent: *", f"Disallow: {reverse('admin:index')}", "Allow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
