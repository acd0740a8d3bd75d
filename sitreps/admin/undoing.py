"""The pages that ask before a merge or a split is undone: figures before and after, a sentence, one button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.actions import dealing as hands
from sitreps.actions import undoing
from sitreps.admin import dealing, outcomes
from sitreps.admin.base import DeskAdmin, PlainForm, now, person, problems
from sitreps.documents import wording
from sitreps.errors import SitrepsError
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision


class UndoForm(PlainForm):
    """The sentence for readers."""

    text = forms.CharField(
        label="Why, in a sentence for readers",
        max_length=hands.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class QuietForm(PlainForm):
    """Nothing to say: readers never saw it."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What one page asks: `members` are the incidents that it changes, whose versions it repeats."""

    question: str
    consequence: str
    verb: str
    members: Sequence[Incident] = ()
    figures: Sequence[outcomes.Outcome] = ()
    form: type[PlainForm] = UndoForm
    held: str = ""


def unmerge(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Let a merged incident stand again."""
    by, loser = person(request), dealing.incident_of(pk)
    permissions.check_merge(by, changed_by=())
    ask = Undo(
        f"Undo the merge of {loser.ref}",
        f"{loser.ref} stands again with the claims that it gave away, and the other goes on without them. Readers see"
        " both at once, with your sentence; what was said in between stays in the record.",
        "Undo the merge",
    )
    try:
        act, survivor = undoing.check_undo_merge(loser, by=by)
    except SitrepsError as refusal:
        return _page(admin, request, loser, replace(ask, form=QuietForm, held=str(refusal)), _never)
    inputs = outcomes.inputs_of([survivor, loser])
    shown = outcomes.of_merge_undone(survivor, loser, inputs, act.dealt)

    def undo(versions: dict[str, int], text: str) -> str:
        done = undoing.undo_merge(loser=loser, versions=versions, text=text, by=by, now=now())
        return f"{loser.ref} stands again, and {survivor.ref} is without its claims. {_published(done)}"

    return _page(admin, request, loser, replace(ask, members=[survivor, loser], figures=shown), undo)


def unsplit(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take a split back."""
    by, whole = person(request), dealing.incident_of(pk)
    permissions.check_merge(by, changed_by=())
    ask = Undo(
        f"Undo the split of {whole.ref}",
        f"Every claim returns to {whole.ref}. Readers see it at once, with your sentence; whoever asks for a part is"
        " led to it, and what was said in between stays in the record.",
        "Undo the split",
    )
    try:
        parts = undoing.check_undo_split(whole, by=by)
    except SitrepsError as refusal:
        return _page(admin, request, whole, replace(ask, form=QuietForm, held=str(refusal)), _never)
    names = wording.joined([part.ref for part in parts])
    shown = outcomes.of_split_undone(whole, parts, outcomes.inputs_of([whole, *parts]))
    if not parts[0].revisions.exists():
        words = f"{names} was never public and is discarded. Every claim returns to {whole.ref}; readers see no change."
        if len(parts) > 1:
            words = words.replace("was never public and is discarded", "were never public and are discarded")
        ask = replace(ask, consequence=words, form=QuietForm)

    def undo(versions: dict[str, int], text: str) -> str:
        done = undoing.undo_split(incident=whole, versions=versions, text=text, by=by, now=now())
        if done:
            return f"{names} {'is' if len(parts) == 1 else 'are'} part of {whole.ref} again. {_published(done)}"
        return f"The split of {whole.ref} is taken back. Discarded: {names}."

    return _page(admin, request, whole, replace(ask, members=[whole, *parts], figures=shown), undo)


def _never(_versions: dict[str, int], _text: str) -> str:
    raise AssertionError("A page that is held sends nothing.")


def _published(done: Sequence[IncidentRevision]) -> str:
    return f"Published: {wording.joined([str(one) for one in done])}."


def _page(
    admin: DeskAdmin,
    request: HttpRequest,
    incident: Incident,
    ask: Undo,
    undo: Callable[[dict[str, int], str], str],
) -> HttpResponse:
    """Ask, undo, and lead back; what is refused is told by its box, or above the form."""
    form = ask.form(request.POST if request.method == "POST" else None)
    if ask.held and form.is_bound:
        form.add_error(None, ask.held)
    if form.is_bound and form.is_valid():
        typed: dict[str, Any] = form.cleaned_data
        try:
            versions = {one.ref: dealing.version_of(request, one) for one in ask.members}
            told = undo(versions, typed.get("text", ""))
        except SitrepsError as refusal:
            dealing.refuse(form, refusal, lambda _key: "")
        else:
            messages.success(request, told)
            return HttpResponseRedirect(admin.url("change", incident.pk))
    context = admin.context(
        request, incident=incident, ask=ask, form=form, problems=problems(form) if form.is_bound else []
    )
    context["title"] = ask.question
    status = dealing.status_of(form)
    return TemplateResponse(request, "admin/sitreps/incident/undo.html", context, status=status)
