"""The pages of one incident: its newest public revision with its history, and how each of its figures was reached."""

from django.http import Http404, HttpRequest, HttpResponse

from sitreps.documents import canonical
from sitreps.documents.figure_page import lay_out_figure
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.incident_page import lay_out_incident
from sitreps.documents.wording import phrases
from sitreps.errors import Gone, Merged
from sitreps.queries import explanations, published
from sitreps.site import shelf
from sitreps.site.shell import asked_language, page, public


@public
def incident(request: HttpRequest, ref: str) -> HttpResponse:
    """The incident as it is known now; its measures are anchors on the page (`/incidents/REF/#KILLED`)."""
    revisions = [_document(revision.payload) for revision in published.history(ref)]
    if not revisions:
        raise Http404
    newest, language = revisions[0], asked_language(request)
    return page(
        request,
        "site/incident.html",
        {
            "incident": lay_out_incident(
                newest,
                parent=_newest(newest.parent) if newest.parent else None,
                children=[child for ref in newest.children if (child := _newest(ref)) is not None],
                revisions=revisions,
                say=phrases(language),
            )
        },
        language=language,
    )


@public
def figure(request: HttpRequest, ref: str, measure: str) -> HttpResponse:
    """How one figure was reached: its claims, used or not and why, the sum, and how it moved.

    Four statements, a fifth where an edition prints it.
    """
    language = asked_language(request)
    say = phrases(language)
    explained = explanations.explanation(ref, measure, seq=published.head(), say=say)
    if explained is None:
        raise Http404
    printed_in = shelf.links(explanations.printed_in(ref, explained.parent), say)
    return page(
        request, "site/figure.html", {"figure": lay_out_figure(explained), "issues": printed_in}, language=language
    )


def _newest(ref: str) -> IncidentDocument | None:
    try:
        found = published.stored(ref)
    except (Gone, Merged):
        return None
    return _document(found.payload) if found else None


def _document(payload: str) -> IncidentDocument:
    return canonical.decode(payload, IncidentDocument)
