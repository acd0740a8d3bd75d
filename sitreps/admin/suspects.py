"""Incidents that may be one event, logged twice: beside the title while somebody types, and all of them in a list.

The rule and its scores are those of figures/duplicates.py; nobody is stopped from anything by a suspicion.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from sitreps import permissions
from sitreps.admin import fields, lookups
from sitreps.admin.base import DeskAdmin, PlainForm, person, problems
from sitreps.codelists import DateBasis, DatePrecision, vocabulary
from sitreps.documents import wording
from sitreps.figures.duplicates import Suspect, find_suspects, told_apart
from sitreps.models.accounts import User
from sitreps.models.distinctions import Distinction
from sitreps.models.incidents import Incident
from sitreps.queries import distinctions, duplicates
from sitreps.queries.people import Names
from sitreps.workflow import GONE

LEAST = 50
"""The lowest score that the list shows, as the command does."""
MOST = 100
MOST_BESIDE = 5
STRETCH = timedelta(days=60)
NOBODY: Mapping[Suspect, Distinction] = {}
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Brief:
    """An incident in one line."""

    pk: int
    ref: str
    title: str
    state: str
    about: str
    href: str

    @property
    def state_words(self) -> str:
        """in review, draft …"""
        return self.state.replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class Row:
    """A suspicion. `one` is the earlier ref; `merge` leads to the page of both, for those who may merge, `apart` to the
    one that says that they are not the same, for editors. `decided`: who said so, when and why, where somebody did."""

    score: int
    text: str
    one: Brief
    other: Brief
    merge: str
    apart: str
    decided: Distinction | None = None

    @property
    def both(self) -> tuple[Brief, Brief]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a title: the other incidents, how many more there are, and those that are not the same."""

    rows: Sequence[Row]
    more: int
    apart: Sequence[Row] = ()


class DaysForm(PlainForm):
    """Of which days."""

    since = fields.DayField(label="From", required=False)
    until = fields.DayField(label="To", required=False)
    ref = forms.CharField(label="Only with this incident", required=False, max_length=15)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", f"{until} lies before {since}.")
        if since and until and until - since > LONGEST:
            self.add_error("until", "A year at most; manage.py find_duplicates looks at the whole record at once.")
        return typed


# ---- While somebody types


def typing(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The incidents that may be the one in the boxes. Nothing is written."""
    by = person(request)
    permissions.check_log(by)
    incident = get_object_or_404(Incident, pk=pk) if pk else None
    context = {"beside": of_typed(request.POST, incident, by), "is_typed": True, "names": Names()}
    return TemplateResponse(request, "admin/parts/suspects.html", context)


def of_typed(data: Mapping[str, Any], incident: Incident | None, by: User) -> Beside:
    """The same as part of a page. Nothing before day, place and kind of event can be read."""
    typed = _typed(data, incident)
    return _beside(typed, by) if typed else Beside((), 0)


def of_incident(incident: Incident, by: User) -> Beside:
    """Of a saved one, as it is saved. One query."""
    return _beside(incident, by)


def _typed(data: Mapping[str, Any], incident: Incident | None) -> Incident | None:
    place = lookups.PLACES.find(str(data.get("place", "")).strip())
    kind = str(data.get("sub_event_type", ""))
    try:
        day = fields.DayField().clean(str(data.get("occurred_on", "")))
    except ValidationError:
        return None
    if place is None or kind not in vocabulary("sub_event_type"):
        return None
    precision, basis = data.get("date_precision"), data.get("date_basis")
    return Incident(
        pk=incident.pk if incident else None,
        ref=incident.ref if incident else "",
        parent=lookups.CLUSTERS.find(str(data.get("parent", "")).strip()),
        place=place,
        occurred_on=day,
        date_precision=precision if precision in set(DatePrecision) else DatePrecision.DAY,
        date_basis=basis if basis in set(DateBasis) else DateBasis.STATED,
        sub_event_type=kind,
        weapon=str(data.get("weapon", "")),
    )


def _beside(incident: Incident, by: User) -> Beside:
    near, mine = duplicates.near(incident, least=LEAST, most=MOST_BESIDE), brief(incident)
    apart = tuple(_row(one, mine, brief(row), by, decided) for one, decided, row in near.apart)
    return Beside(tuple(_row(one, mine, brief(row), by) for one, row in near.likeliest), near.more, apart)


# ---- The list


def listing(admin: DeskAdmin, request: HttpRequest) -> HttpResponse:
    """Every suspicion of a stretch of days, the likeliest first."""
    by = person(request)
    permissions.check_read(by)
    form = DaysForm(request.GET or None)
    since, until, ref = _stretch(form)
    known = {one.ref: one for one in duplicates.sightings(since=since, until=until)} if since else {}
    found = [one for one in find_suspects(known.values()) if one.score >= LEAST]
    asked = [one for one in found if not ref or ref in {one.one, one.other}]
    strong, left = told_apart(asked, known, distinctions.standing())
    apart = dict(left[:MOST])
    context = admin.context(
        request,
        form=form,
        problems=problems(form) if form.is_bound else [],
        rows=list(_rows(strong[:MOST], by)),
        total=len(strong),
        more=max(0, len(strong) - MOST),
        apart=list(_rows(list(apart), by, apart)),
        left=len(left),
        since=since,
        until=until,
        ref=ref,
        title="Suspected duplicates",
    )
    return TemplateResponse(request, "admin/sitreps/incident/duplicates.html", context)


def _stretch(form: DaysForm) -> tuple[date | None, date | None, str]:
    """From when to when, and of which incident alone: as asked, else the last two months that anything is known of."""
    typed = form.cleaned_data if form.is_bound and form.is_valid() else {}
    ref, since, until = typed.get("ref", "").strip().upper(), typed.get("since"), typed.get("until")
    named = Incident.objects.filter(ref=ref).first() if ref else None
    if named:
        since, until = since or named.occurred_on - STRETCH / 2, until or named.occurred_on + STRETCH / 2
    if until is None:
        newest = Incident.objects.exclude(state__in=GONE).aggregate(day=Max("occurred_on"))["day"]
        until = min(newest, since + LONGEST) if newest and since else newest
    return since or (until - STRETCH if until else None), until, ref


def _rows(found: Sequence[Suspect], by: User, why: Mapping[Suspect, Distinction] = NOBODY) -> Iterator[Row]:
    """Suspicions as they are shown; one query."""
    refs = {ref for one in found for ref in (one.one, one.other)}
    briefs = {row.ref: brief(row) for row in Incident.objects.filter(ref__in=refs).select_related("place")}
    for suspect in found:
        yield _row(suspect, briefs[suspect.one], briefs[suspect.other], by, why.get(suspect))


def _row(suspect: Suspect, one: Brief, other: Brief, by: User, decided: Distinction | None = None) -> Row:
    """One that is only typed is not merged with anything, nor told apart."""
    may_merge = one.pk and permissions.can(permissions.check_merge, by, changed_by=())
    may_decide = one.pk and permissions.can(permissions.check_review, by)
    merge = f"{reverse('admin:sitreps_incident_merge', args=[one.pk])}?with={other.ref}" if may_merge else ""
    apart = f"{reverse('admin:sitreps_incident_apart', args=[one.pk])}?with={other.ref}" if may_decide else ""
    return Row(suspect.score, suspect.text, one, other, merge, apart, decided)


def brief(row: Incident) -> Brief:
    """An incident, with its place, in one line."""
    return Brief(
        row.pk or 0,
        row.ref,
        row.title,
        row.state,
        f"{row.place.name}, {wording.day(row.occurred_on)}",
        reverse("admin:sitreps_incident_change", args=[row.pk]) if row.pk else "",
    )
