"""Incidents: the list with its figures, the form with its cards and its figure panel (desk.md, screen 2)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from sitreps import permissions
from sitreps.actions import incidents
from sitreps.admin import (
    claim_pages,
    conflict,
    fields,
    incident_pages,
    lookups,
    preview,
    regroup_pages,
    suspects,
    takedown_pages,
    toll_pages,
)
from sitreps.admin.base import CONFLICT, DeskInline, now, person
from sitreps.admin.incident_forms import IncidentForm, zone_of
from sitreps.admin.incident_list import IncidentList
from sitreps.admin.incident_view import incident_view
from sitreps.admin.row_forms import (
    MOST_ROWS,
    ClaimForm,
    FacilityForm,
    PersonForm,
    RowFormSet,
    changes_of,
    editable_claims,
)
from sitreps.codelists import ClaimStatus, IncidentKind
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.workflow import EDITABLE, IncidentMove, IncidentState, check_move

MOST_EXTRA = 10


class RowInline(DeskInline):
    """Rows of an incident: their forms know who types, when, and in which zone."""

    formset = RowFormSet
    max_num = MOST_ROWS

    def get_formset(self, request: HttpRequest, obj: Incident | None = None, **kwargs: Any) -> Any:
        """However many rows a request says that it sends, no more than `max_num` are made of it."""
        return super().get_formset(request, obj, **{**kwargs, "absolute_max": self.max_num})

    def get_extra(self, request: HttpRequest, obj: Incident | None = None, **kwargs: Any) -> int:
        asked = request.GET.get(self.opts.model_name or "", "")
        return min(int(asked), MOST_EXTRA) if asked.isdecimal() else 0


class ClaimInline(RowInline):
    """Claims that may still be changed: those in the published record are shown, withdrawn or replaced."""

    model = Claim
    form = ClaimForm
    fk_name = "incident"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return editable_claims()


class FacilityInline(RowInline):
    """Damage to facilities."""

    model = FacilityDamage
    form = FacilityForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[FacilityDamage]:
        return FacilityDamage.objects.select_related("origin", "source_item")


class PersonInline(RowInline):
    """People who are mentioned; for those who log, and never published."""

    model = PersonMention
    form = PersonForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonMention]:
        return PersonMention.objects.select_related("origin", "source_item")


@admin.register(Incident)
class IncidentAdmin(IncidentList):
    """The working copies. Every write goes through actions/incidents.py."""

    form = IncidentForm
    inlines = (ClaimInline, FacilityInline, PersonInline)

    # ---- The form

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return self.may_write(request) and (obj is None or obj.state in EDITABLE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        return super().get_queryset(request).select_related("place__parent", "parent", "changed_by", "perpetrator")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("IncidentForm", (form,), {"moment": now()})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        kwargs["form_kwargs"] = {"by": person(request), "now": now()}
        replaced = self._replaced(request, obj) if inline.model is Claim else None
        if replaced and request.method == "GET":
            kwargs["initial"] = [replaced]
        return kwargs

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        parent = Incident.objects.filter(ref=request.GET.get("parent", "")).first()
        if parent is None:
            return {}
        return {
            "parent": lookups.CLUSTERS.text(parent),
            "occurred_on": parent.occurred_on.isoformat(),
            **{name: getattr(parent, name) for name in ("date_precision", "date_basis", "sub_event_type", "weapon")},
            "tz": parent.tz,
            "perpetrator": parent.perpetrator_id,
            "perpetrator_basis": parent.perpetrator_basis,
            "kind": IncidentKind.EVENT,
        }

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        incident = self.get_object(request, object_id) if object_id else None
        if incident is not None and not self.has_change_permission(request, incident):
            if request.method == "POST":
                permissions.check_log(person(request))
                check_move(IncidentState(incident.state), IncidentMove.EDIT)
            return incident_pages.read(self, request, incident)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form: IncidentForm = context["adminform"].form
        if form.stale:
            for one in context["inline_admin_formsets"]:
                one.formset = conflict.rebased(one.formset)
            context["differences"] = self._differences(form, context["inline_admin_formsets"])
        formsets = {one.formset.prefix: one.formset for one in context["inline_admin_formsets"]}
        incident = context["original"]
        context["view"] = incident_view(incident, person(request), formsets, context["names"], now=now())
        context["formsets"] = formsets
        if incident is None and form.is_bound:
            moment = now()
            begun = preview.begun(request.POST, moment=moment)
            typed = preview.typed_claims(request.POST, begun, by=person(request), moment=moment)
            context |= preview.of_begun(begun, typed, moment=moment)
            context["view"] = replace(context["view"], panel=context["panel"])
        context["beside"] = self._beside(request, form, incident)
        context["suggested"] = {name: one.suggest("", most=200) for name, one in lookups.ON_FORMS.items()}
        answer = super().render_change_form(request, context, *args, **kwargs)
        if form.stale:
            answer.status_code = CONFLICT
        return answer

    def _beside(self, request: HttpRequest, form: IncidentForm, incident: Incident | None) -> suspects.Beside:
        """What may be the same event, as it is typed or saved."""
        if form.is_bound or incident is None:
            return suspects.of_typed(form.data if form.is_bound else form.initial, incident, person(request))
        return suspects.of_incident(incident, person(request))

    def _differences(self, form: IncidentForm, formsets: Sequence[Any]) -> list[conflict.Difference]:
        """Where what was typed is not what is saved now."""
        found = list(conflict.differences(form, type(form)(instance=form.stale)))
        for one in formsets:
            found += conflict.row_differences(one.formset)
        return found

    def save_model(self, request: HttpRequest, obj: Incident, form: Any, change: bool) -> None:
        """Saved with its rows, in `save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        typed = changes_of(form, {formset.prefix: formset for formset in formsets})
        by, moment = person(request), form.moment
        if change:
            saved = incidents.record_edit(
                incident=form.instance,
                expected_version=form.version_read,
                changes=typed,
                by=by,
                now=moment,
            )
        else:
            saved = incidents.begin(changes=typed, by=by, now=moment)
        if "_submit" in request.POST:
            incidents.submit(incident=saved, expected_version=_version(saved), by=by, now=moment)
        form.instance.pk = saved.pk

    def response_add(self, request: HttpRequest, obj: Incident, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Incident) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: Incident) -> HttpResponse:
        saved = Incident.objects.get(pk=obj.pk)
        done = "Sent to review" if "_submit" in request.POST else "Saved"
        messages.success(request, f"{done}: {saved.ref} {saved.title}.")
        return HttpResponseRedirect(self.url("change", saved.pk))

    def _replaced(self, request: HttpRequest, obj: Any) -> dict[str, Any] | None:
        """The first values of a claim that replaces a published one: a copy, in which the correction is typed."""
        key = request.GET.get("replaces", "")
        row = Claim.objects.filter(incident=obj, key=key, status=ClaimStatus.ACTIVE).first() if key and obj else None
        if row is None:
            return None
        same = set(ClaimForm.Meta.fields) - {"relays", "supersedes_reason"}
        return {
            **{name: getattr(row, name) for name in same},
            "supersedes": row.pk,
            "origin": lookups.ORIGINS.text(row.origin),
            "source_item": lookups.SOURCES.text(row.source_item),
            "relays": list(row.relays.all()),
            "as_of": fields.typed(row.as_of_at or row.as_of_on, zone_of(obj)),
            "quote_text": (row.quote or {}).get("text", ""),
        }

    # ---- Further pages

    def get_urls(self) -> list[URLPattern]:
        pages = [
            *incident_pages.pages(self),
            *claim_pages.pages(self),
            *takedown_pages.pages_of_incident(self),
            *regroup_pages.pages(self),
            *toll_pages.pages(self),
        ]
        own = [self.page(f"<int:pk>/{route}/", view, name) for route, view, name in pages]
        lists = [*incident_pages.lists(), *regroup_pages.lists(self), *toll_pages.lists(self)]
        whole = [self.page(f"{route}/", view, name) for route, view, name in lists]
        return [*own, *whole, *super().get_urls()]


def _version(incident: Incident) -> int:
    return Incident.objects.values_list("version", flat=True).get(pk=incident.pk)
