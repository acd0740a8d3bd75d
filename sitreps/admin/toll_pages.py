"""Toll updates: which number is new, then the number itself with the figures before and after (desk.md, screen 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import tolls
from sitreps.admin import fields, lookups
from sitreps.admin.base import CONFLICT, DeskAdmin, PlainForm, now, person, problems
from sitreps.admin.cards import claim_says
from sitreps.admin.effects import Effects, effects_of
from sitreps.admin.incident_pages import View, over_version
from sitreps.admin.panel import panel
from sitreps.admin.toll_form import TollForm
from sitreps.admin.uses import Use
from sitreps.codelists import vocabulary
from sitreps.documents import quotes, wording
from sitreps.documents.inputs import IncidentInput
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.queries import desk
from sitreps.workflow import EDITABLE, IncidentMove, IncidentState, check_move


class WhichForm(PlainForm):
    """Of which incident the number is."""

    incident = fields.LookupField(lookups.INCIDENTS, help_text="Its ref, or begin to type its title.")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim that a newer number may follow, as a line to choose."""

    key: str
    measure: str
    label: str
    who: str
    says: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving would do: the figures before and after, and what would become of the new claim and of the older."""

    effects: Effects
    new: Use
    older: Use


def pages(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """Route, view and name of each page below an incident."""
    return [
        ("toll", partial(which_claim, admin), "toll"),
        ("claims/<str:key>/newer", partial(newer, admin), "newer"),
        ("claims/<str:key>/newer/figures", require_POST(figures), "newer_figures"),
    ]


def lists(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """The same of pages of all incidents."""
    return [("toll", partial(which_incident, admin), "tolls")]


def which_incident(admin: DeskAdmin, request: HttpRequest) -> HttpResponse:
    """Name the incident, from anywhere in the desk."""
    permissions.check_log(person(request))
    form = WhichForm(request.GET if "incident" in request.GET else None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(admin.url("toll", form.cleaned_data["incident"].pk))
    told = problems(form) if form.is_bound else []
    suggested = {lookups.INCIDENTS.names: lookups.INCIDENTS.suggest("", most=50)}
    context = admin.context(request, form=form, problems=told, suggested=suggested, title="Update a toll")
    return TemplateResponse(request, "admin/sitreps/incident/toll_which.html", context)


def which_claim(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers that a source may have newer ones of; where there is one only, its form at once."""
    permissions.check_log(person(request))
    incident = get_object_or_404(Incident.objects.select_related("place"), pk=pk)
    check_move(IncidentState(incident.state), IncidentMove.EDIT)
    inputs, children = desk.trees([pk])[pk]
    rows = _newest(inputs, panel(inputs, children).uses)
    if len(rows) == 1 and not children:
        return HttpResponseRedirect(admin.url("newer", pk, rows[0].key))
    places = incident.children.filter(state__in=EDITABLE).select_related("place").order_by("ref")
    context = admin.context(request, incident=incident, rows=rows, places=places, title="Update a toll")
    return TemplateResponse(request, "admin/sitreps/incident/toll.html", context)


def newer(admin: DeskAdmin, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The short form, and what it would do."""
    by, moment = person(request), now()
    permissions.check_log(by)
    claim = _claim(pk, key)
    form = TollForm(request.POST if request.method == "POST" else None, claim=claim, by=by, now=moment)
    if not form.is_bound:
        _check(claim)
    status, is_whole = 200, form.is_bound and form.is_valid()
    if is_whole:
        try:
            _check(claim)
            if "_figures" not in request.POST:
                return _saved(admin, request, form, moment)
        except InvalidValue as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, wording.sentence(refusal.message))
        except WrongState as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
        except StaleVersion as refusal:
            form.add_error(None, f"{refusal} What you typed is still here: look at the figures again, then save.")
            form.data = over_version(form.data, pk)
            status = CONFLICT
    told = problems(form) if form.is_bound else []
    suggested = {lookups.SOURCES.names: lookups.SOURCES.suggest("", most=200)}
    shown = _shown(form, is_whole=is_whole)
    context = admin.context(request, problems=told, suggested=suggested, title=_title(form), **shown)
    return TemplateResponse(request, "admin/sitreps/incident/newer.html", context, status=status)


def _check(claim: Claim) -> None:
    """Whether a newer number can follow here and now; WrongState says why not."""
    check_move(IncidentState(claim.incident.state), IncidentMove.EDIT)
    tolls.check_follow(claim)


def figures(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What saving would do, while it is typed. Nothing is written."""
    by = person(request)
    permissions.check_log(by)
    form = TollForm(request.POST, claim=_claim(pk, key), by=by, now=now())
    return TemplateResponse(
        request, "admin/sitreps/incident/newer_figures.html", _shown(form, is_whole=form.is_valid())
    )


def _saved(admin: DeskAdmin, request: HttpRequest, form: TollForm, moment: datetime) -> HttpResponse:
    claim = form.claim
    made = tolls.follow(
        claim=claim,
        change=form.change_asked,
        typed=form.typed(),
        expected_version=form.cleaned_data["version"],
        by=person(request),
        now=moment,
        submits="_submit" in request.POST,
    )
    ref, said = claim.incident.ref, f"{made.key} of {claim.origin}, after {claim.key}"
    if "_submit" in request.POST:
        messages.success(request, f"Added and sent to review: {said}, in {ref}.")
    else:
        messages.success(request, f"Added: {said}, in {ref}. Submit it for review when it is whole.")
    return HttpResponseRedirect(f"{admin.url('change', claim.incident_id)}#claim-{made.key}")


def _shown(form: TollForm, *, is_whole: bool) -> dict[str, Any]:
    """What both the page and its figures are drawn from."""
    claim = form.claim
    told = desk.claim_input(claim, claim.incident.ref)
    label = vocabulary("measure").label(claim.measure)
    outcome = _outcome(form) if is_whole else None
    return {
        "form": form,
        "claim": claim,
        "incident": claim.incident,
        "label": label,
        "said": claim_says(told),
        "outcome": outcome,
        "effects": outcome.effects if outcome else effects_of(claim.incident, {}),
    }


def _outcome(form: TollForm) -> Outcome:
    claim, new = form.claim, form.claim_input()
    found = effects_of(claim.incident, {}, added=[new])
    return Outcome(found, found.uses[new.id], found.uses[f"{claim.incident.ref}/{claim.key}"])


def _title(form: TollForm) -> str:
    return f"{vocabulary('measure').label(form.claim.measure)}: a new number from {form.claim.origin.public_label}"


def _newest(incident: IncidentInput, uses: Mapping[str, Use]) -> list[Told]:
    """Claims that are the newest word of their source, without those that only add to another."""
    found = []
    for claim in incident.claims:
        if not uses[claim.id].follows:
            continue
        moment = claim.as_of_at or claim.as_of_on
        found.append(
            Told(
                key=claim.id.partition("/")[2],
                measure=claim.measure,
                label=vocabulary("measure").label(claim.measure),
                who=claim.origin.label,
                says=claim_says(claim),
                as_of=quotes.as_of_words(moment, incident.zone) if moment else "",
            )
        )
    return found


def _claim(pk: int, key: str) -> Claim:
    rows = Claim.objects.select_related("incident__place", "origin__narrative_of", "origin__party", "source_item")
    return get_object_or_404(rows.prefetch_related("relays__narrative_of", "relays__party"), incident=pk, key=key)
