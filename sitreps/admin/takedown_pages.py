"""The pages that ask before something public is hidden, restored, withdrawn or redacted: a reason, and one button.

Who may not do it gets no form: each page asks the verb's own check before it is shown.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sitreps.admin.base import CONFLICT, DeskAdmin, person, problems
from sitreps.admin.incident_pages import over_version
from sitreps.admin.takedown_asks import DOCUMENT, INCIDENT, ISSUE, Ask, Thing
from sitreps.admin.takedown_forms import AskForm, RedactionForm
from sitreps.documents import wording
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.queries import published, telling

Page = tuple[str, Callable[..., HttpResponse], str]


def pages_of_incident(admin: DeskAdmin) -> list[Page]:
    """Route, view and name of each page below an incident."""

    def view(ask: Ask, request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(Incident.objects.select_related("parent", "place"), pk=pk)
        return _page(admin, ask, request, found, pk=pk)

    return [(one.name.replace("_", "-"), partial(view, one), one.name) for one in INCIDENT]


def pages_of_issue(admin: DeskAdmin) -> list[Page]:
    """The same of an issue and of each of its documents."""

    def view(ask: Ask, request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(EditionIssue.objects.select_related("series"), pk=pk)
        return _page(admin, ask, request, found, pk=pk)

    def view_document(ask: Ask, request: HttpRequest, pk: int, language: str, format_: str) -> HttpResponse:
        stored = Rendition.objects.select_related("issue__series")
        found = get_object_or_404(stored, issue=pk, language=language, format=format_)
        return _page(admin, ask, request, found, pk=pk)

    own = [(one.name.replace("_", "-"), partial(view, one), one.name) for one in ISSUE]
    document = "documents/<str:language>.<str:format_>"
    return [
        *own,
        *((f"{document}/{one.name.split('_')[0]}", partial(view_document, one), one.name) for one in DOCUMENT),
    ]


def _page(admin: DeskAdmin, ask: Ask, request: HttpRequest, thing: Thing, *, pk: int) -> HttpResponse:
    """Ask, act, and lead back; what is refused is told by its field or above the form, and what was typed stays."""
    ask.check(thing, person(request))
    initial = {"version": getattr(thing, "version", 0)}
    form: Any = ask.form(request.POST if request.method == "POST" else None, initial=initial, thing=thing)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            ask.act(thing, form, request)
        except InvalidValue as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, wording.sentence(refusal.message))
        except (StaleVersion, WrongState) as refusal:
            form.add_error(None, str(refusal))
            form.data = _seen_anew(form, thing)
            status = CONFLICT
        else:
            messages.success(request, f"{ask.done}: {_name(thing)}.")
            return HttpResponseRedirect(admin.url("change", pk))
    context = admin.context(
        request,
        thing=_title(thing),
        ask=ask,
        form=form,
        found=getattr(form, "found", None),
        problems=problems(form),
        back=admin.url("change", pk),
        cluster=_told_by(thing) if ask.name == "hide" else None,
        merged=telling.merged_into(thing) if ask.name == "hide" and isinstance(thing, Incident) else (),
    )
    return TemplateResponse(request, "admin/sitreps/takedown.html", context, status=status)


def _seen_anew(form: AskForm, thing: Thing) -> QueryDict:
    """What was typed, over the thing as the page that follows shows it: as it is saved, with what tells of it now."""
    typed: Any = form.data
    fresh: QueryDict = over_version(typed, thing.pk) if isinstance(thing, Incident) else typed.copy()
    if isinstance(form, RedactionForm):
        also = [*typed.getlist("also"), *form.found.sure_since(form.cleaned_data["seen"])]
        fresh.setlist("also", also)
        form.found.tick({"also": also})
        fresh["seen"] = str(form.found.head)
    return fresh


def _name(thing: Thing) -> str:
    return thing.ref if isinstance(thing, Incident) else _title(thing)


def _title(thing: Thing) -> str:
    if isinstance(thing, Rendition):
        return published.document_name(thing.issue, thing.language, thing.format)
    return str(thing)


def _told_by(thing: Thing) -> Incident | None:
    """The cluster whose sentences name this place: they stay public while the place is hidden (docs/adr/0009)."""
    return thing.parent if isinstance(thing, Incident) else None
