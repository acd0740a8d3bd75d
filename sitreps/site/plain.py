"""Pages that stand by themselves: the method, and the word to robots."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sitreps.codelists import vocabularies
from sitreps.documents import method, terms, wording
from sitreps.documents.layout import Sure
from sitreps.documents.numbers import DOTS
from sitreps.site.shell import page, public

# Grades in the order of their dots, and what each takes.
GRADES = {
    wording.NO_NAMED_SOURCE: "A report gives the number without saying who knows it.",
    wording.GRADE_TEXTS["WEAK"]: "One voice with a name, or several that speak for one body or repeat one another.",
    wording.GRADE_TEXTS["FAIR"]: "At least two voices with names that are independent of each other.",
    wording.GRADE_TEXTS[
        "CONFIRMED"
    ]: "A named person has verified it with evidence, or the party responsible accepts it.",
    wording.GRADE_TEXTS["CONTESTED"]: "The numbers may be well sourced; who is responsible is disputed.",
}


@public
def methodology(request: HttpRequest) -> HttpResponse:
    """How figures come about, from the tables that the figures themselves are worded with."""
    return page(
        request,
        "site/methodology.html",
        {
            "method": method.method(),
            "grades": [(Sure(DOTS.get(words), words), meaning) for words, meaning in GRADES.items()],
            "not_used": sorted(set(wording.NOT_USED_TEXTS.values())),
            "disclaimer": terms.DISCLAIMER,
            "vocabulary_version": vocabularies().version,
        },
        here="methodology",
    )


@public
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Everything public may be indexed; the desk itself is nobody's business."""
    lines = ("User-agent: *", f"Disallow: {reverse('admin:index')}", "Allow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
