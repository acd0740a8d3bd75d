"""The pages of an incident beside its form: read, publish, return, discard, judge, comment, figures."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import incidents, judging, publishing
from sitreps.admin import preview
from sitreps.admin.base import CONFLICT, DeskAdmin, PlainForm, now, person, problems
from sitreps.admin.incident_view import incident_view
from sitreps.admin.review import ADDED, Member, review
from sitreps.admin.why import why
from sitreps.codelists import ChangeCode
from sitreps.codelists.judgements import OF_CLAIMS, OF_INCIDENTS, Ruling
from sitreps.documents import wording
from sitreps.errors import Conflict, InvalidValue, StaleVersion
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.queries import resting
from sitreps.queries.people import Names

REVISION_CODES = [
    (code.value, code.label.capitalize())
    for code in (
        ChangeCode.NEW_FIGURE,
        ChangeCode.EDITORIAL,
        ChangeCode.OUR_ERROR,
        ChangeCode.SOURCE_RETRACTED,
        ChangeCode.MOVED,
        ChangeCode.METHOD,
    )
]
"""The reasons that a person may give for a further revision."""

LONGEST_NOTE = 300


class VersionForm(PlainForm):
    """Every act repeats the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishForm(VersionForm):
    """Nothing to say for a first publication."""


class ReviseForm(VersionForm):
    """A further revision says what kind of change it is, in a code and a sentence for readers."""

    code = forms.ChoiceField(label="What kind of change", choices=[("", "choose"), *REVISION_CODES])
    note = forms.CharField(label="In one sentence, printed for readers", max_length=LONGEST_NOTE)


class ReasonForm(VersionForm):
    """A reason that a colleague will read."""

    reason = forms.CharField(label="What is missing or wrong", widget=forms.Textarea(attrs={"rows": 4}))


class CommentForm(PlainForm):
    """A remark. It changes nothing, so no version is asked."""

    text = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 4}))


class JudgeForm(VersionForm):
    """A chief editor's decision about a claim, who stands behind it, and what it rests on."""

    rulings = OF_CLAIMS
    ruling = forms.ChoiceField(label="What is decided")
    verifier = forms.CharField(label="Who verified, disputes or refutes it", max_length=200)
    evidence = forms.CharField(label="On what evidence; stays in the desk", widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["ruling"]
        choice.choices = [("", "choose"), *((one.value, one.label) for one in Ruling if one in self.rulings)]  # type: ignore[attr-defined]


class ConfirmForm(JudgeForm):
    """The same about an incident."""

    rulings = OF_INCIDENTS


View = Callable[..., HttpResponse]


def pages(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """Route, view and name of each page below an incident."""
    return [
        ("publish", partial(publish, admin), "publish"),
        ("return", partial(send_back, admin), "return"),
        ("discard", partial(discard, admin), "discard"),
        ("comment", require_POST(partial(comment, admin)), "comment"),
        ("figures", require_POST(preview.figures), "figures"),
        ("figures/<str:measure>", partial(why, admin), "why"),
        ("claims/<str:key>/judge", partial(judge, admin), "judge"),
        ("judge", partial(judge_incident, admin), "judge_incident"),
    ]


def lists() -> list[tuple[str, View, str]]:
    """The same of pages of all incidents."""
    return [("figures", require_POST(preview.begun_figures), "begun_figures")]


def read(admin: DeskAdmin, request: HttpRequest, incident: Incident) -> HttpResponse:
    """The incident for those who may not change it, or when nobody may."""
    if not admin.has_view_permission(request, incident):
        permissions.check_read(person(request))
    names = Names()
    view = incident_view(incident, person(request), {}, names, now=now())
    return _draw(admin, request, "read", incident, view=view, names=names, title=str(incident))


def publish(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What readers will see change, and the button (desk.md, screen 4)."""
    incident = _incident(pk)
    by, moment = person(request), now()
    batch = publishing.check_tree(incident=incident, by=by, now=moment)
    members = review(batch, at=moment)
    is_first = members[-1].is_first
    form = _form(PublishForm if is_first else ReviseForm, request, incident, _reason(members))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        incident.version = typed["version"]
        try:
            revisions = publishing.publish_tree(
                incident=incident,
                by=by,
                now=moment,
                code=ChangeCode(typed.get("code") or ChangeCode.NEW),
                note=typed.get("note", ""),
            )
        except (InvalidValue, StaleVersion) as refusal:
            _refuse(form, refusal, incident)
        else:
            told = wording.joined([f"{one.ref} revision {one.number}" for one in revisions])
            messages.success(request, f"Published: {told}.")
            return HttpResponseRedirect(admin.url("change", pk))
    return _draw(admin, request, "publish", incident, form=form, members=members, is_first=is_first, title="Review")


def send_back(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Return it to those who wrote it."""
    permissions.check_review(person(request))

    def act(incident: Incident, typed: dict[str, Any]) -> str:
        incidents.send_back(
            incident=incident,
            expected_version=typed["version"],
            reason=typed["reason"],
            by=person(request),
            now=now(),
        )
        return f"Returned: {incident.ref}."

    return ask(admin, request, pk, name="return", form_class=ReasonForm, act=act)


def discard(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    permissions.check_log(person(request))

    def act(incident: Incident, typed: dict[str, Any]) -> str:
        incidents.discard(incident=incident, expected_version=typed["version"], by=person(request), now=now())
        return f"Discarded: {incident.ref}."

    return ask(admin, request, pk, name="discard", form_class=VersionForm, act=act)


def judge(admin: DeskAdmin, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Say that a claim is verified, disputed or refuted, on evidence."""
    permissions.check_judge(person(request))
    claim = get_object_or_404(Claim.objects.select_related("incident", "origin"), incident=pk, key=key)

    def act(incident: Incident, typed: dict[str, Any]) -> str:
        made = judging.judge_claim(claim=claim, **_decision(request, typed))
        return f"{made.get_ruling_display().capitalize()}: {key} of {incident.ref}."

    history = list(claim.judgements.all())
    return ask(admin, request, pk, name="judge", form_class=JudgeForm, act=act, claim=claim, history=history)


def judge_incident(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or discount an incident, on evidence, or take that back."""
    permissions.check_judge(person(request))

    def act(incident: Incident, typed: dict[str, Any]) -> str:
        made = judging.judge_incident(incident=incident, **_decision(request, typed))
        return f"{made.get_ruling_display().capitalize()}: {incident.ref}."

    history = list(_incident(pk).judgements.filter(claim=None))
    return ask(admin, request, pk, name="judge", form_class=ConfirmForm, act=act, history=history)


def _decision(request: HttpRequest, typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "ruling": Ruling(typed["ruling"]),
        "verifier": typed["verifier"],
        "evidence": typed["evidence"],
        "expected_version": typed["version"],
        "by": person(request),
        "now": now(),
    }


def comment(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to colleagues."""

    def act(incident: Incident, typed: dict[str, Any]) -> str:
        incidents.comment(incident=incident, text=typed["text"], by=person(request), now=now())
        return f"Said to colleagues about {incident.ref}."

    return ask(admin, request, pk, name="comment", form_class=CommentForm, act=act, back="#comments")


def ask(
    admin: DeskAdmin,
    request: HttpRequest,
    pk: int,
    *,
    name: str,
    form_class: type[PlainForm],
    act: Callable[[Incident, dict[str, Any]], str],
    back: str = "",
    initial: Mapping[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page with a form and one button: done and back to the incident, or told by field what is missing."""
    incident = _incident(pk)
    form = _form(form_class, request, incident, initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = act(incident, form.cleaned_data)
        except (InvalidValue, StaleVersion, Conflict) as refusal:
            _refuse(form, refusal, incident)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(f"{admin.url('change', pk)}{back}")
    return _draw(admin, request, name, incident, form=form, **context)


def _draw(admin: DeskAdmin, request: HttpRequest, name: str, incident: Incident, **context: Any) -> HttpResponse:
    form = context.get("form")
    told = problems(form) if form is not None else []
    everything = admin.context(request, incident=incident, problems=told, **context)
    status = CONFLICT if form is not None and getattr(form, "is_stale", False) else 200
    return TemplateResponse(request, f"admin/sitreps/incident/{name}.html", everything, status=status)


def _form(
    form_class: type[PlainForm], request: HttpRequest, incident: Incident, initial: Mapping[str, Any] | None = None
) -> PlainForm:
    data = request.POST if request.method == "POST" else None
    return form_class(data, initial={**(initial or {}), "version": incident.version})


def _reason(members: Sequence[Member]) -> dict[str, str]:
    """What to begin the reason with: where claims fell with a retracted source, that, in its sentence for readers;
    where claims were only added and the figure moved, that it is newer. What else it may be, a person says, and what is
    too long to be sent."""
    withdrawn = {(one.incident.pk, claim.key) for one in members for claim in one.claims if not claim.now}
    sentence = resting.sentence_for(withdrawn)
    if sentence:
        return {"code": ChangeCode.SOURCE_RETRACTED, "note": sentence}
    kinds = {claim.kind for one in members for claim in one.claims}
    said = [(one.label, one.before or wording.NO_FIGURE, one.after) for one in members[-1].figures if one.measure]
    told = [f"{label}: {after}, until now {before}." for label, before, after in said if before != after]
    if kinds != {ADDED} or not told:
        return {}
    note = " ".join(told)
    return {"code": ChangeCode.NEW_FIGURE, "note": note if len(note) <= LONGEST_NOTE else ""}


def _refuse(form: PlainForm, refusal: InvalidValue | StaleVersion | Conflict, incident: Incident) -> None:
    if isinstance(refusal, InvalidValue):
        form.add_error(refusal.field if refusal.field in form.fields else None, wording.sentence(refusal.message))
        return
    again = ""
    if isinstance(refusal, StaleVersion):
        form.data = over_version(form.data, incident.pk)
        again = " Below it stands as it is now, with what you typed: look again, then go on."
    form.add_error(None, f"{refusal}{again}")
    form.is_stale = True  # type: ignore[attr-defined]


def over_version(data: Any, pk: int) -> QueryDict:
    """The same typed words over the incident as it is saved now, which the page that follows shows."""
    fresh: QueryDict = data.copy()
    fresh["version"] = str(Incident.objects.values_list("version", flat=True).get(pk=pk))
    return fresh


def _incident(pk: int) -> Incident:
    return get_object_or_404(Incident.objects.select_related("parent", "place", "changed_by"), pk=pk)
