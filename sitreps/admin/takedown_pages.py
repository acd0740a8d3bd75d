"""The pages that ask before something public is hidden, restored, withdrawn or redacted: a reason, and one button."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sitreps.actions import hiding, redaction, withdrawals
from sitreps.admin.base import DeskAdmin, now, person, problems
from sitreps.codelists import WITHDRAWAL_CODES, ChangeCode
from sitreps.documents import wording
from sitreps.errors import InvalidValue, StaleVersion
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident

Typed = dict[str, Any]
Thing = Incident | EditionIssue


WHY = [(code.value, code.label.capitalize()) for code in WITHDRAWAL_CODES]


class NoteForm(forms.Form):
    """Why, for colleagues. `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="Why, for colleagues; readers do not see it", widget=forms.Textarea(attrs={"rows": 3}))


class PublicForm(forms.Form):
    """What readers get in its place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="In one sentence, in general words: readers get it in its place", max_length=300)


class WithdrawalForm(PublicForm):
    """And a code for programs."""

    reason = forms.ChoiceField(
        label="Why", choices=[(code.value, code.label.capitalize()) for code in WITHDRAWAL_CODES]
    )


class ReopenForm(forms.Form):
    """Nothing to say."""

    version = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Ask:
    """One verb: its route, its words on the page, its form, and what it does with an incident or an issue."""

    name: str
    question: str
    consequence: str
    verb: str
    done: str
    form: type[forms.Form]
    act: Callable[[Any, Typed, HttpRequest], object]


def _by(request: HttpRequest) -> Typed:
    return {"by": person(request), "now": now()}


INCIDENT = (
    Ask(
        "hide",
        "Hide",
        "At once readers get nothing of it, at no moment, only that it is under review; nor of any edition that tells"
        " of it. You can go on mending it. A chief editor who is somebody else restores it, or erases it for good.",
        "Hide it now",
        "Hidden",
        NoteForm,
        lambda one, typed, request: hiding.hide(incident=one, note=typed["note"], **_by(request)),
    ),
    Ask(
        "restore",
        "Restore",
        "Readers get it again, with the editions that were hidden with it.",
        "Restore it",
        "Restored",
        NoteForm,
        lambda one, typed, request: hiding.restore(incident=one, note=typed["note"], **_by(request)),
    ),
    Ask(
        "take_back",
        "Withdraw",
        "From now on readers get your reason in its place, and lists and totals are without it. What was said before"
        " still answers, marked as withdrawn. The places of a cluster go with it.",
        "Withdraw it",
        "Withdrawn",
        WithdrawalForm,
        lambda one, typed, request: withdrawals.withdraw(
            incident=one,
            expected_version=typed["version"],
            reason=ChangeCode(typed["reason"]),
            text=typed["text"],
            **_by(request),
        ),
    ),
    Ask(
        "reopen",
        "Take up again",
        "It can be edited, and goes through review by another person before readers get it again.",
        "Take it up again",
        "Taken up again",
        ReopenForm,
        lambda one, typed, request: withdrawals.reopen(incident=one, expected_version=typed["version"], **_by(request)),
    ),
    Ask(
        "redact",
        "Redact",
        "Every revision, the working copy's texts, remarks, and every edition, draft and document that tells of it are"
        " erased for good. Nothing brings them back; only digests, codes and numbers stay.",
        "Erase it for good",
        "Redacted",
        PublicForm,
        lambda one, typed, request: redaction.redact(incident=one, text=typed["text"], **_by(request)),
    ),
)
ISSUE = (
    Ask(
        "hide",
        "Hide",
        "At once readers get nothing of it and of its documents, only that it is under review.",
        "Hide it now",
        "Hidden",
        NoteForm,
        lambda one, typed, request: hiding.hide_edition(issue=one, note=typed["note"], **_by(request)),
    ),
    Ask(
        "restore",
        "Restore",
        "Readers get it again, with its documents.",
        "Restore it",
        "Restored",
        NoteForm,
        lambda one, typed, request: hiding.restore_edition(issue=one, note=typed["note"], **_by(request)),
    ),
    Ask(
        "take_back",
        "Withdraw",
        "From now on readers get your reason in its place; asked for by its version it answers, marked as withdrawn.",
        "Withdraw it",
        "Withdrawn",
        WithdrawalForm,
        lambda one, typed, request: withdrawals.withdraw_edition(
            issue=one, reason=ChangeCode(typed["reason"]), text=typed["text"], **_by(request)
        ),
    ),
    Ask(
        "redact",
        "Redact",
        "Its content, its draft and its documents are erased for good; the incidents that it carried stay.",
        "Erase it for good",
        "Redacted",
        PublicForm,
        lambda one, typed, request: redaction.redact_edition(issue=one, text=typed["text"], **_by(request)),
    ),
)


def pages(admin: DeskAdmin, model: type[Thing]) -> list[tuple[str, Callable[..., HttpResponse], str]]:
    """Route, view and name of each page below an incident or an issue."""
    asks = INCIDENT if model is Incident else ISSUE
    return [(one.name.replace("_", "-"), partial(_page, admin, model, one), one.name) for one in asks]


def _page(admin: DeskAdmin, model: type[Thing], ask: Ask, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, act, and lead back; what is refused is told by its field, or above the form."""
    thing: Any = get_object_or_404(model, pk=pk)
    initial = {"version": getattr(thing, "version", 0)}
    form = ask.form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            ask.act(thing, form.cleaned_data, request)
        except InvalidValue as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, wording.sentence(refusal.message))
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{ask.done}: {getattr(thing, 'ref', thing)}.")
            return HttpResponseRedirect(admin.url("change", pk))
    context = admin.context(
        request,
        thing=thing,
        ask=ask,
        form=form,
        problems=problems(form),
        back=admin.url("change", pk),
        cluster=_told_by(thing) if ask.name in ("hide", "redact") else None,
    )
    return TemplateResponse(request, "admin/sitreps/takedown.html", context)


def _told_by(thing: Thing) -> Incident | None:
    """The cluster whose sentences name this place: they stay public when the place goes (docs/adr/0009)."""
    return thing.parent if isinstance(thing, Incident) else None
