"""Merging two incidents at the desk: side by side, claims dealt one by one, figures before and after (desk.md, B12)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.actions import dealing as hands
from sitreps.actions import regrouping
from sitreps.admin import dealing, fields, lookups, outcomes, suspects
from sitreps.admin.base import DeskAdmin, PlainForm, now, person, problems
from sitreps.admin.dealing import Dealt
from sitreps.documents import wording
from sitreps.documents.dealing import doubles, key_of
from sitreps.errors import SitrepsError
from sitreps.models.accounts import User
from sitreps.models.incidents import Incident

GOES, STAYS = "goes", "stays"
Pair = tuple[Incident, Incident]


class OtherForm(PlainForm):
    """Which incident is the same."""

    other = fields.LookupField(
        lookups.INCIDENTS, label="The other incident", help_text="Its ref, or begin to type its title."
    )


class MergeForm(PlainForm):
    """Who survives, where each claim of the other goes, and the sentence for readers."""

    survivor = forms.ChoiceField(label="Which one goes on", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Why they are one, in a sentence for readers",
        max_length=hands.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, pair: Pair, claims: Sequence[str], defaults: Mapping[str, str]) -> None:
        survivor, loser = pair
        super().__init__(data, initial={"survivor": survivor.ref, **defaults})
        self.loser = loser
        names = sorted((survivor, loser), key=lambda one: one.ref)
        self.fields["survivor"].choices = [(one.ref, f"{one.ref} {one.title}") for one in names]  # type: ignore[attr-defined]
        for key in claims:
            choice = forms.ChoiceField(label=f"Claim {key}", widget=forms.RadioSelect)
            choice.choices = [(GOES, f"Goes to {survivor.ref}"), (STAYS, "Stays behind")]
            fields.say_what_is_missing([choice])
            self.fields[self.name_of(key)] = choice

    def name_of(self, key: str) -> str:
        """The name of the box of a claim; that of another loser is another box."""
        return f"deal-{self.loser.ref}-{key}"


def merge(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other incident; then compare the two, deal, and merge."""
    by = person(request)
    permissions.check_merge(by, changed_by=())
    one = dealing.incident_of(pk)
    asked = request.POST.get("with") or request.GET.get("with", "")
    other = Incident.objects.select_related("parent", "place", "changed_by").filter(ref=asked).first()
    if other is None or other.pk == one.pk:
        return _choose(admin, request, one)
    return _Merge(admin, request, (one, other), by).answer()


def _choose(admin: DeskAdmin, request: HttpRequest, one: Incident) -> HttpResponse:
    form = OtherForm(request.GET if "other" in request.GET else None)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["other"].pk != one.pk:
            return HttpResponseRedirect(f"{admin.url('merge', one.pk)}?with={form.cleaned_data['other'].ref}")
        form.add_error("other", "An incident cannot be merged with itself.")
    context = admin.context(
        request,
        incident=one,
        form=form,
        problems=problems(form) if form.is_bound else [],
        beside=suspects.of_incident(one, person(request)),
        suggested={lookups.INCIDENTS.names: ()},
        title="Merge",
    )
    return TemplateResponse(request, "admin/sitreps/incident/merge_with.html", context)


class _Merge:
    """One request of the page of two incidents."""

    def __init__(self, admin: DeskAdmin, request: HttpRequest, pair: Pair, by: User) -> None:
        self.admin, self.request, self.by = admin, request, by
        self.here, self.other = pair
        chosen = request.POST.get("survivor", pair[0].ref)
        self.survivor, self.loser = pair if chosen != pair[1].ref else (pair[1], pair[0])
        self.inputs = outcomes.inputs_of(pair)
        self.doubles = doubles(self.inputs[self.survivor.ref], self.inputs[self.loser.ref])
        self.form = self._form()

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self._draw()
        if "_figures" in self.request.POST:
            return self._figures()
        if "_merge" in self.request.POST and self.form.is_valid():
            try:
                done = self._act(self.form.cleaned_data)
            except SitrepsError as refusal:
                dealing.refuse(self.form, refusal, self.form.name_of)
            else:
                messages.success(self.request, self._told(done))
                return HttpResponseRedirect(self.admin.url("change", self.survivor.pk))
        return self._draw()

    def _form(self) -> MergeForm:
        claims = [key_of(claim) for claim in self.inputs[self.loser.ref].claims]
        given = {key: STAYS if key in self._staying() else GOES for key in claims}
        name = f"deal-{self.loser.ref}-"
        defaults = {f"{name}{key}": value for key, value in given.items()}
        data: QueryDict | None = None
        if self.request.method == "POST":
            data = self.request.POST.copy()
            for box, value in defaults.items():
                data.setdefault(box, value)
        form = MergeForm(data, pair=(self.survivor, self.loser), claims=claims, defaults=defaults)
        if data is not None and "_merge" in data and set(defaults) - set(self.request.POST):
            words = f"Now {self.survivor.ref} goes on: look where each claim of {self.loser.ref} goes, then merge."
            form.full_clean()
            form.add_error("survivor", words)
        return form

    def _staying(self) -> set[str]:
        """What stays unless somebody says otherwise: what the survivor has already, what is in no figure, and what
        such a claim replaces."""
        claims = self.inputs[self.loser.ref].claims
        staying = {key_of(one) for one in claims if one.status not in {"ACTIVE", "SUPERSEDED"}} | set(self.doubles)
        for one in reversed(claims):
            if one.supersedes and key_of(one) in staying:
                staying.add(one.supersedes.partition("/")[2])
        return staying

    def _going(self) -> list[str]:
        """The claims that go, as they are dealt on the page."""
        found = []
        for claim in self.inputs[self.loser.ref].claims:
            key = key_of(claim)
            if self.form[self.form.name_of(key)].value() == GOES:
                found.append(key)
        return found

    def _act(self, typed: Mapping[str, Any]) -> regrouping.Merged:
        claims = [key_of(claim) for claim in self.inputs[self.loser.ref].claims]
        return regrouping.merge(
            survivor=self.survivor,
            loser=self.loser,
            dealt={key: typed[self.form.name_of(key)] == GOES for key in claims},
            versions={one.ref: dealing.version_of(self.request, one) for one in (self.survivor, self.loser)},
            text=typed["text"],
            by=self.by,
            now=now(),
        )

    def _told(self, done: regrouping.Merged) -> str:
        """What happened, whole."""
        names = [f"{old} is now {new}" for old, new in done.act.dealt.items()]
        claims = wording.joined(names) if names else "none of its claims went along"
        told = [f"Merged: {self.loser.ref} into {self.survivor.ref}", f"Of {self.loser.ref}, {claims}"]
        if done.revisions:
            told.append(f"Published: {wording.joined([str(one) for one in done.revisions])}")
        return f"{'. '.join(told)}. Who asks for {self.loser.ref} is led here."

    def _held(self) -> str:
        """Why it would be refused, whatever is typed."""
        try:
            names = {one.changed_by.username for one in (self.survivor, self.loser)}
            permissions.check_merge(self.by, changed_by=names)
            for one in (self.survivor, self.loser):
                hands.check_open(one)
            regrouping.check_pair(self.survivor, self.loser)
        except SitrepsError as refusal:
            return str(refusal)
        return ""

    def _outcomes(self) -> list[outcomes.Outcome]:
        return outcomes.of_merge(self.survivor, self.loser, self.inputs, self._going())

    def _figures(self) -> HttpResponse:
        return TemplateResponse(self.request, "admin/parts/outcomes.html", {"outcomes": self._outcomes()})

    def _draw(self) -> HttpResponse:
        held = self._held()
        loser = dealing.side_of(self.loser, self.inputs[self.loser.ref])
        context = self.admin.context(
            self.request,
            incident=self.here,
            other=self.other,
            survivor=dealing.side_of(self.survivor, self.inputs[self.survivor.ref]),
            loser=loser,
            members=[self.survivor, self.loser],
            dealt=[Dealt(card, self.form.name_of(card.key), self.doubles.get(card.key, "")) for card in loser.cards],
            form=self.form,
            held=held,
            problems=problems(self.form) if self.form.is_bound and "_merge" in self.request.POST else [],
            outcomes=self._outcomes(),
            verb="Merge",
            title=f"Merge {self.loser.ref} into {self.survivor.ref}",
        )
        status = dealing.status_of(self.form)
        return TemplateResponse(self.request, "admin/sitreps/incident/merge.html", context, status=status)
