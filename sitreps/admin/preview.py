"""Figures while somebody types: the same panel, from what is saved and what is not saved yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.admin import fields, lookups
from sitreps.admin.base import now, person
from sitreps.admin.claim_marks import annotations_of
from sitreps.admin.panel import UNSAVED, panel
from sitreps.admin.proposals import offers
from sitreps.admin.row_forms import MOST_ROWS, ClaimForm, RowFormSet, editable_claims
from sitreps.codelists import vocabulary
from sitreps.documents.inputs import ClaimInput
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.queries import desk, protected
from sitreps.queries.people import Names
from sitreps.workflow import EDITABLE, GONE

PREFIX = "claims"
BEGUN = "NEW"
"""Stands for the ref of an incident that has none yet."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Claims as they stand in the boxes, by id; those that would go; how many cannot be read yet.

    `asked`: the boxes that wait for an answer to "everybody, or only theirs?".
    """

    claims: dict[str, ClaimInput]
    gone: frozenset[str]
    unread: int
    asked: tuple[str, ...] = ()


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure panel as it would be if the page were saved now. Nothing is written."""
    by = person(request)
    permissions.check_log(by)
    incident = get_object_or_404(desk.with_everything(Incident.objects.all()), pk=pk)
    children = desk.with_everything(incident.children.exclude(state__in=GONE))
    zones = desk.desk_zones()
    saved, moment = desk.incident_input(incident, zones=zones), now()
    typed = typed_claims(request.POST, incident, by=by, moment=moment)
    claims = {claim.id: claim for claim in saved.claims if claim.id not in typed.gone} | typed.claims
    whole = replace(saved, claims=tuple(claims.values()), formerly_current=desk.formerly_current(incident))
    places = [desk.incident_input(child, zones=zones) for child in children]
    secrets = protected.secrets_of([whole.ref, *(place.ref for place in places)])
    shown = panel(whole, places, at=moment, secrets=secrets)
    noted = annotations_of([incident])
    offered = offers(whole, {claim.key: noted.get(claim.pk, ()) for claim in incident.claims.all()}, Names())
    context = {
        "panel": shown,
        "incident": incident,
        "view": {
            "offers": offered.offers,
            "may_review": permissions.can(permissions.check_review, by),
            "may_write": incident.state in EDITABLE,
        },
        "unread": typed.unread,
        "asked": typed.asked,
        "is_typed": claims != {one.id: one for one in saved.claims},
    }
    return TemplateResponse(request, "admin/parts/figures_inner.html", context)


def begun_figures(request: HttpRequest) -> HttpResponse:
    """The figure panel of an incident that nobody has saved yet. Nothing is written."""
    by, moment = person(request), now()
    permissions.check_log(by)
    incident = begun(request.POST, moment=moment)
    shown = of_begun(incident, typed_claims(request.POST, incident, by=by, moment=moment), moment=moment)
    return TemplateResponse(request, "admin/parts/figures_inner.html", shown)


def begun(data: Mapping[str, Any], *, moment: datetime) -> Incident:
    """An incident as far as its boxes can be read: the day of now where none was typed."""
    zone, kind = str(data.get("tz", "")), str(data.get("sub_event_type", ""))
    try:
        day = fields.DayField().clean(str(data.get("occurred_on", "")))
    except ValidationError:
        day = moment.date()
    return Incident(
        ref=BEGUN,
        title=str(data.get("title", "")),
        summary=str(data.get("summary", "")),
        tz=zone if zone in available_timezones() else "",
        place=lookups.PLACES.find(str(data.get("place", "")).strip()),
        occurred_on=day,
        sub_event_type=kind if kind in vocabulary("sub_event_type") else "",
    )


def of_begun(incident: Incident, typed: Typed, *, moment: datetime) -> dict[str, Any]:
    """What the panel of such an incident is drawn from."""
    return {
        "panel": panel(desk.begun_input(incident, typed.claims.values()), at=moment),
        "unread": typed.unread,
        "asked": typed.asked,
        "is_typed": bool(typed.claims),
        "is_begun": True,
    }


def typed_claims(data: Any, incident: Incident, *, by: User, moment: datetime) -> Typed:
    """The claims of a page's boxes, whether they are saved or not."""
    factory = inlineformset_factory(
        Incident,
        Claim,
        form=ClaimForm,
        formset=RowFormSet,
        fk_name="incident",
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    formset = factory(
        data, instance=incident, prefix=PREFIX, queryset=editable_claims(), form_kwargs={"by": by, "now": moment}
    )
    formset.is_valid()
    claims, gone, unread = {}, set(), 0
    asked = tuple(form["covers"].id_for_label for form in formset.forms if "covers" in form.errors)
    for number, form in enumerate(formset.forms, start=1):
        row = form.instance
        key = row.key or f"{UNSAVED}{number}"
        valid = form.is_valid()
        if form.cleaned_data.get("DELETE"):
            gone.add(f"{incident.ref}/{key}")
        elif not valid:
            unread += 1
        elif form.has_changed():
            row.key = key
            if not row.pk:
                row.recorded_at = moment
            claim = desk.claim_input(row, incident.ref)
            claims[claim.id] = claim
    return Typed(claims, frozenset(gone), unread, asked)
