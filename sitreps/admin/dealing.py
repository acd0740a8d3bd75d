"""What pages that deal claims have in common: an incident's side, versions that were seen, refusals by their box."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sitreps.admin import cards
from sitreps.admin.base import CONFLICT
from sitreps.admin.cards import Card
from sitreps.admin.incident_view import when_words, where_words
from sitreps.admin.panel import panel
from sitreps.documents import wording
from sitreps.documents.inputs import IncidentInput
from sitreps.errors import InvalidValue, SitrepsError, StaleVersion, WrongState
from sitreps.models.incidents import Incident
from sitreps.queries import desk


@dataclass(frozen=True, slots=True)
class Side:
    """One incident with its claims as cards."""

    incident: Incident
    when: str
    where: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Dealt:
    """A claim with the name of its box. `double`: the claim of another incident that says the same."""

    card: Card
    box: str
    double: str = ""


def side_of(incident: Incident, inputs: IncidentInput) -> Side:
    """An incident as such a page shows it. A fixed number of queries."""
    row = desk.with_everything(Incident.objects.filter(pk=incident.pk)).get()
    shown = cards.claim_cards(row, inputs, panel(inputs), None)
    return Side(incident, when_words(incident, inputs), where_words(inputs), shown)


def incident_of(pk: int) -> Incident:
    """The incident of an address."""
    return get_object_or_404(Incident.objects.select_related("parent", "place", "changed_by"), pk=pk)


def version_of(request: HttpRequest, one: Incident) -> int:
    """The version of an incident that the page showed; 0, which is none, where it showed it not at all."""
    said = request.POST.get(f"version-{one.ref}", "")
    return int(said) if said.isdecimal() else 0


def refuse(form: forms.BaseForm, refusal: SitrepsError, box_of: Callable[[str], str]) -> None:
    """Say what was refused at its box; what is about a claim, at the box of the claim (`box_of`: key to name)."""
    if not isinstance(refusal, InvalidValue):
        form.add_error(None, str(refusal))
        form.is_stale = isinstance(refusal, StaleVersion | WrongState)  # type: ignore[attr-defined]
        return
    key = re.search(r"C\d+", refusal.message)
    names = [refusal.field, box_of(key[0]) if key else ""]
    field = next((name for name in names if name in form.fields), None)
    form.add_error(field, wording.sentence(refusal.message))


def status_of(form: Any) -> int:
    """200, or 409 where somebody else saved first, or did what leaves this undone."""
    return CONFLICT if getattr(form, "is_stale", False) else 200
