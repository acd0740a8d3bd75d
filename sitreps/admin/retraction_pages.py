"""The pages on which a source is retracted, or said to be corrected, gone or live again (desk.md, screen 6)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from sitreps import permissions
from sitreps.actions import retraction
from sitreps.actions.retraction import LONGEST_SENTENCE, Choice, Notice
from sitreps.admin import fields, lookups
from sitreps.admin.base import CONFLICT, DeskAdmin, PlainForm, add_faults, now, person, problems
from sitreps.codelists import SourceItemStatus, WithdrawalReason
from sitreps.errors import InvalidValue, StaleVersion
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.editions import CorrectionDraft
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem
from sitreps.queries import carried_claims, resting
from sitreps.queries.resting import Handling

TICKED = "falls"
"""The boxes of the claims that fall."""
SENTENCE = "The report that this rested on was retracted by its publisher."
OTHERS = [
    (code.value, capfirst(code.label))
    for code in (SourceItemStatus.CORRECTED, SourceItemStatus.GONE, SourceItemStatus.LIVE)
]

View = Callable[..., HttpResponse]


class NoticeForm(PlainForm):
    """What is known of the document now."""

    happened_on = fields.DayField(label="On which day")
    notice_url = forms.CharField(required=False, label="Address of the notice", help_text="https://…")
    replacement = fields.LookupField(
        lookups.SOURCES, required=False, label="What replaces it", help_text="Another document of the desk."
    )
    note = forms.CharField(
        label="Note for colleagues", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def notice(self) -> Notice:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        return Notice(
            happened_on=typed["happened_on"],
            url=typed["notice_url"],
            replacement=typed["replacement"],
            note=typed["note"],
        )


class RetractForm(NoticeForm):
    """And the reason for readers. `seen` names what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    sentence = forms.CharField(label="In one sentence, printed for readers", max_length=LONGEST_SENTENCE)
    why_kept = forms.CharField(
        label="Why what is not ticked stays",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Asked where a claim stays: which part of the document still stands.",
    )


class StatusForm(NoticeForm):
    """Which status it has now."""

    status = forms.ChoiceField(label="What happened", choices=[("", "choose"), *OTHERS])


def pages(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """Route, view and name of each page below a document."""
    return [
        ("retract", partial(retract, admin), "retract"),
        ("retracted", partial(retracted, admin), "retracted"),
        ("status", partial(set_status, admin), "status"),
    ]


def retract(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that rests on it, with figures before and after; then the button."""
    by, moment, status = person(request), now(), 200
    permissions.check_retract(by)
    item = get_object_or_404(SourceItem, pk=pk)
    is_sent = request.method == "POST"
    falls = request.POST.getlist(TICKED) if is_sent else None
    found = resting.resting(item, by=by, falls=falls)
    form = _form(RetractForm, request, moment, seen=found.fingerprint, sentence=SENTENCE)
    if is_sent and _is_chosen_anew(request, found):
        form = _before_confirming(form, found, is_asked="_show" in request.POST)
    elif is_sent and form.is_valid():
        try:
            _act(item, form, falls, by=by, moment=moment)
        except InvalidValue as fault:
            add_faults(form, iter([fault]))
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
            form = _shown_again(form, found.fingerprint)
        else:
            messages.success(request, f"Retracted: {item.title}.")
            return HttpResponseRedirect(admin.url("retracted", pk))
    context = admin.context(
        request,
        title="Retract",
        item=item,
        form=form,
        problems=problems(form),
        found=found,
        groups=_groups(found),
        ticked=TICKED,
        corrections=carried_claims.corrections_wanted(item, kept={one.claim.pk for one in found.kept}),
        suggested={lookups.SOURCES.names: lookups.SOURCES.suggest("", most=200)},
    )
    return TemplateResponse(request, "admin/sitreps/sourceitem/retract.html", context, status=status)


def _act(item: SourceItem, form: RetractForm, falls: list[str] | None, *, by: User, moment: datetime) -> None:
    typed = form.cleaned_data
    retraction.retract(
        source_item=item,
        notice=form.notice(),
        sentence=typed["sentence"],
        seen=typed["seen"],
        choice=Choice(falls=falls, why_kept=typed["why_kept"]),
        by=by,
        now=moment,
    )


def retracted(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What a retraction led to, as it stands now: what waits for somebody else, what is left to do, the corrections."""
    by = person(request)
    permissions.check_read(by)
    item = get_object_or_404(SourceItem, pk=pk)
    left = resting.resting(item, by=by)
    context = admin.context(
        request,
        title="Retraction",
        item=item,
        notice=item.notices.filter(status=SourceItemStatus.RETRACTED).select_related("replacement").last(),
        incidents=_withdrawn_from(item),
        left=[one for one in left.affected if one.falling],
        kept=left.kept,
        corrections=CorrectionDraft.objects.filter(source_item=item).select_related("issue__series"),
        may_retract=permissions.can(permissions.check_retract, by),
    )
    return TemplateResponse(request, "admin/sitreps/sourceitem/retracted.html", context)


def set_status(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Corrected, gone, or live again."""
    by, moment = person(request), now()
    permissions.check_retract(by)
    item = get_object_or_404(SourceItem, pk=pk)
    form = _form(StatusForm, request, moment)
    if request.method == "POST" and form.is_valid():
        status = SourceItemStatus(form.cleaned_data["status"])
        try:
            retraction.set_status(source_item=item, status=status, notice=form.notice(), by=by, now=moment)
        except InvalidValue as fault:
            add_faults(form, iter([fault]))
        else:
            messages.success(request, f"Noted: {item.title} is {status.label}.")
            return HttpResponseRedirect(admin.url("change", pk))
    context = admin.context(
        request,
        title="Status",
        item=item,
        form=form,
        problems=problems(form),
        suggested={lookups.SOURCES.names: lookups.SOURCES.suggest("", most=200)},
    )
    return TemplateResponse(request, "admin/sitreps/sourceitem/status.html", context)


def _form(form_class: type[Any], request: HttpRequest, moment: datetime, **initial: str) -> Any:
    data = request.POST if request.method == "POST" else None
    return form_class(data, initial={"happened_on": moment.date(), **initial})


def _is_chosen_anew(request: HttpRequest, found: resting.Resting) -> bool:
    """Whether other boxes are ticked than the figures on the page were computed for, and nothing else changed."""
    state, _, choice = request.POST.get("seen", "").partition(":")
    return "_show" in request.POST or (state == found.state and choice != found.choice)


def _before_confirming(form: Any, found: resting.Resting, *, is_asked: bool) -> Any:
    """The same texts with the figures for what is ticked now; whoever did not ask for them is told to look."""
    data = form.data.copy()
    data["seen"] = found.fingerprint
    if is_asked:
        return type(form)(initial={**form.initial, **data.dict()})
    again = type(form)(data, initial=form.initial)
    again.full_clean()
    again.add_error(None, "The figures are those for what is ticked now: look at them, then retract it.")
    return again


def _shown_again(form: Any, fingerprint: str) -> Any:
    """The same texts, about what rests on it now."""
    data = form.data.copy()
    data["seen"] = fingerprint
    again = type(form)(data, initial=form.initial)
    again.is_valid()
    again.add_error(None, form.non_field_errors()[0])
    return again


def _groups(found: resting.Resting) -> list[tuple[str, str, list[resting.Affected]]]:
    """What a retraction does, incident by incident, in the order of the work."""
    told = (
        (Handling.REVIEW, "Published incidents", "The claims are withdrawn, and somebody else publishes the change."),
        (Handling.DRAFT, "Not published yet", "The claims are withdrawn in the working copy."),
        (
            Handling.BY_HAND,
            "To do by hand",
            "Somebody else has a change open here, so nothing is touched. Tell them, or retract again when it is out.",
        ),
        (
            Handling.ALONG,
            "Touched along",
            "No claim is withdrawn here. A cluster is computed anew with its places; damage is mended by hand.",
        ),
        (Handling.KEPT, "Kept", "No claim of these is ticked, so nothing of them is touched."),
        (Handling.CLOSED, "Closed", "Withdrawn, merged or discarded: nothing of it counts, so nothing is touched."),
    )
    groups = [(heading, what, found.of(handling)) for handling, heading, what in told]
    return [group for group in groups if group[2]]


def _withdrawn_from(item: SourceItem) -> QuerySet[Incident]:
    """The incidents with claims that were withdrawn because the document was retracted."""
    claims = Claim.objects.filter(withdrawal_reason=WithdrawalReason.SOURCE_RETRACTED)
    rests = claims.filter(source_item=item) | claims.filter(origin__narrative_of=item)
    rests |= claims.filter(relays__narrative_of=item)
    ids = rests.order_by().values("incident")
    return Incident.objects.filter(pk__in=ids).select_related("changed_by").order_by("ref")
