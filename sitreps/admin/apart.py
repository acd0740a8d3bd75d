"""Saying that two suspected duplicates are not the same, or taking that back: both beside each other, and why (B12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.actions import distinguishing
from sitreps.admin import dealing
from sitreps.admin.base import DeskAdmin, PlainForm, now, person, problems
from sitreps.admin.suspects import brief
from sitreps.codelists.distinctions import DistinctionState
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.incidents import Incident
from sitreps.queries import distinctions, duplicates


class ApartForm(PlainForm):
    """Why. `seen` names both incidents as they were shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the desk, with your name and the day.",
    )


def apart(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two incidents beside each other, what was said of them, and the button."""
    permissions.check_review(person(request))
    pair = _pair(request, pk)
    form = ApartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            said = _act(request, pair, form.cleaned_data, takes_back="_back" in request.POST)
        except (InvalidValue, StaleVersion, WrongState) as refusal:
            dealing.refuse(form, refusal, lambda _key: "")
        else:
            messages.success(request, said)
            return HttpResponseRedirect(admin.url("change", pk))
    told = problems(form) if form.is_bound else []
    context = admin.context(request, form=form, problems=told, title="Not the same", **_shown(pair))
    status = dealing.status_of(form)
    return TemplateResponse(request, "admin/sitreps/incident/apart.html", context, status=status)


def _shown(pair: distinguishing.Pair) -> dict[str, Any]:
    """Both as they are now, and what was said. `ended`: why they are not compared, where one of them has ended."""
    suspect, fingerprint = duplicates.pair(*pair)
    history = distinctions.history_of(*pair)
    is_said = bool(history) and history[-1].state == DistinctionState.NOT_THE_SAME
    ended = ""
    try:
        distinguishing.check_compared(pair)
    except WrongState as refusal:
        ended = str(refusal)
    return {
        "incident": pair[0],
        "pair": [brief(one) for one in pair],
        "suspect": None if ended else suspect,
        "ended": ended,
        "history": history,
        "is_said": is_said,
        "holds": is_said and history[-1].fingerprint == fingerprint,
        "fingerprint": fingerprint,
    }


def _pair(request: HttpRequest, pk: int) -> distinguishing.Pair:
    asked = request.POST.get("with") or request.GET.get("with", "")
    one, other = dealing.incident_of(pk), get_object_or_404(Incident.objects.select_related("place"), ref=asked)
    if one.pk == other.pk:
        raise Http404("An incident is always the same as itself.")
    return one, other


def _act(request: HttpRequest, pair: distinguishing.Pair, typed: dict[str, Any], *, takes_back: bool) -> str:
    one, other = pair
    by, moment = person(request), now()
    if takes_back:
        distinguishing.take_back(pair=pair, reason=typed["reason"], by=by, now=moment)
        return f"Taken back: {one.ref} and {other.ref} may be the same."
    distinguishing.tell_apart(pair=pair, reason=typed["reason"], seen=typed["seen"], by=by, now=moment)
    return f"Noted: {one.ref} and {other.ref} are not the same."
