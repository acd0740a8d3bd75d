"""Why this number? The explanation that readers get of a figure, beside the one they would get after publication.

Both are drawn from public documents alone: the working copy is first made into the document that its publication would
give, so that an editor sees here what a reader will see, and nothing of letters or tiers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.admin import claim_marks
from sitreps.admin.base import DeskAdmin, now, person
from sitreps.codelists import ChangeCode, ClaimStatus
from sitreps.documents import canonical, publication
from sitreps.documents.explaining import explain
from sitreps.documents.figure_page import FigurePage, lay_out_figure
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.publication import Occasion
from sitreps.errors import Gone, Merged
from sitreps.models.incidents import Incident
from sitreps.queries import desk, explanations, published
from sitreps.queries.people import Names
from sitreps.workflow import GONE


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: `key` names it in anchors, `note` says where it stands."""

    key: str
    heading: str
    note: str
    figure: FigurePage


def why(admin: DeskAdmin, request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """The page of one figure: as it is public, and as the working copy has it; once where both say the same."""
    permissions.check_read(person(request))
    incident = get_object_or_404(desk.with_everything(Incident.objects.all()), pk=pk)
    head = published.head()
    revisions = _public_revisions(incident.ref, seq=head)
    public = explanations.explanation(incident.ref, measure, seq=head) if revisions else None
    zones = desk.desk_zones()
    children = list(desk.with_everything(incident.children.exclude(state__in=GONE)).order_by("ref"))
    working = _working_copy(incident, children, measure, revisions, zones=zones, now=now())
    sides = []
    if working is not None:
        note = "This is what readers would be told."
        sides.append(Side("working", "The working copy, if it were published now", note, working))
    if public is not None:
        shown = lay_out_figure(public)
        if working is not None and _says_the_same(shown, working):
            sides = []
        heading = "Published" if sides else "Published, and the working copy says the same"
        sides.append(Side("public", heading, f"Revision {public.revision}, since {shown.published}.", shown))
    if not sides:
        raise Http404
    context = admin.context(request, incident=incident, sides=sides, label=sides[0].figure.label, measure=measure)
    context["is_public"] = public is not None
    context["decided"] = _decided([incident, *children], measure, desk.incident_input(incident, zones=zones).zone)
    return TemplateResponse(request, "admin/sitreps/incident/why.html", context)


def _decided(members: Sequence[Incident], measure: str, zone: str) -> list[tuple[str, str]]:
    """What editors decided about the claims of a figure, its places' too: each claim's id and a sentence.

    One query, and one of the names where something was decided.
    """
    noted, names = claim_marks.annotations_of(members), Names()
    return [
        (f"{member.ref}/{row.key}", text)
        for member in members
        for row in sorted(member.claims.all(), key=lambda one: one.key)
        if row.measure == measure and row.status == ClaimStatus.ACTIVE
        for text in claim_marks.decisions(row, noted.get(row.pk, ()), zone, names)
    ]


def _public_revisions(ref: str, *, seq: int) -> list[IncidentDocument]:
    """What readers can see of the incident, newest first; nothing of one that was taken down."""
    try:
        return explanations.history(ref, seq=seq)
    except (Gone, Merged):
        return []


def _says_the_same(public: FigurePage, working: FigurePage) -> bool:
    members = ("value", "answer", "agreement", "claims", "steps", "noticed", "made_of")
    return all(getattr(public, name) == getattr(working, name) for name in members)


def _working_copy(
    incident: Incident,
    children: Sequence[Incident],
    measure: str,
    revisions: Sequence[IncidentDocument],
    *,
    zones: Mapping[str, str],
    now: datetime,
) -> FigurePage | None:
    """The page that readers would get: the working copy and those of its places, as documents."""
    inputs = desk.incident_input(incident, zones=zones)
    if revisions:
        inputs = replace(inputs, formerly_current=desk.formerly_current(incident))
    below = [desk.incident_input(child, zones=zones) for child in children]
    document = _document(inputs, below, revisions[0] if revisions else None, now=now)
    explained = explain(
        document, measure, children=[_document(child, (), None, now=now) for child in below], revisions=revisions
    )
    return lay_out_figure(explained) if explained else None


def _document(
    inputs: IncidentInput, children: Sequence[IncidentInput], before: IncidentDocument | None, *, now: datetime
) -> IncidentDocument:
    """The public document of a working copy, as if it were published now."""
    occasion = Occasion(
        revision=before.revision + 1 if before else 1,
        seq=0,
        published_at=now,
        code=ChangeCode.EDITORIAL if before else ChangeCode.NEW,
        note="",
    )
    previous = msgspec.json.decode(canonical.encode(before)) if before else None
    return publication.build(inputs, children, occasion=occasion, previous=previous)
