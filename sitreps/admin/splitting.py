"""Splitting an incident at the desk: parts with title and place, claims dealt one by one, figures before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from sitreps import permissions
from sitreps.actions import dealing as hands
from sitreps.actions import regrouping
from sitreps.actions.dealing import PART_ROLE
from sitreps.actions.regrouping import Part
from sitreps.admin import dealing, fields, lookups, outcomes
from sitreps.admin.base import DeskAdmin, PlainForm, now, person, problems
from sitreps.admin.dealing import Dealt
from sitreps.documents import wording
from sitreps.documents.dealing import key_of
from sitreps.errors import InvalidValue, SitrepsError
from sitreps.models.accounts import User
from sitreps.models.incidents import Incident

STAYS, CLUSTER, BESIDE = "stays", "cluster", "beside"
MOST_PARTS = 12


class SplitForm(PlainForm):
    """What the ref becomes, the parts, and where each claim goes. A part in which nothing is said is left out."""

    becomes = forms.ChoiceField(label="What becomes of it", widget=forms.RadioSelect)

    def __init__(self, data: Any, *, incident: Incident, claims: Sequence[str], parts: int) -> None:
        kept = {f"claim-{key}": STAYS for key in claims}
        super().__init__(data, initial={"becomes": BESIDE if incident.parent_id else CLUSTER, **kept})
        self.numbers = range(1, parts + 1)
        ways = [(BESIDE, f"{incident.ref} stays one event; each part stands beside it")]
        if not incident.parent_id:
            ways.insert(0, (CLUSTER, f"{incident.ref} becomes a cluster; each part is a place of it"))
        self.fields["becomes"].choices = ways  # type: ignore[attr-defined]
        own: dict[str, forms.Field] = {}
        for number in self.numbers:
            own[f"{PART_ROLE}{number}.title"] = forms.CharField(label="Title", required=False, max_length=200)
            own[f"{PART_ROLE}{number}.place"] = fields.LookupField(
                lookups.PLACES, label="Place", required=False, help_text="Begin to type its name."
            )
        for key in claims:
            choices = [(STAYS, f"Stays with {incident.ref}"), *((str(one), f"Part {one}") for one in self.numbers)]
            own[f"claim-{key}"] = forms.ChoiceField(label=f"Claim {key}", widget=forms.RadioSelect, choices=choices)
        fields.say_what_is_missing(list(own.values()))
        self.fields.update(own)
        self.claims = claims

    def clean(self) -> dict[str, Any]:
        """Of a part in which anything is said, title and place; a claim goes to a part that there is."""
        typed = super().clean() or self.cleaned_data
        for number in self.numbers:
            title, place = f"{PART_ROLE}{number}.title", f"{PART_ROLE}{number}.place"
            if not self.is_said(number):
                continue
            if title not in self.errors and not typed.get(title, "").strip():
                self.add_error(title, f"Give part {number} a title.")
            if place not in self.errors and not typed.get(place):
                self.add_error(place, f"Say where part {number} happened.")
        return typed

    def is_said(self, number: int) -> bool:
        """Whether anything is typed into a part, or dealt to it."""
        boxes = (f"{PART_ROLE}{number}.title", f"{PART_ROLE}{number}.place")
        return any(str(self[box].value() or "").strip() for box in boxes) or bool(self.claims_of(number))

    def claims_of(self, number: int) -> list[str]:
        """The claims that are dealt to a part."""
        return [key for key in self.claims if self[f"claim-{key}"].value() == str(number)]

    def parts(self) -> list[Part]:
        """The parts as far as they are typed."""
        return [self._part(number) for number in self.numbers if self.is_said(number)]

    def _part(self, number: int) -> Part:
        title, place = (self[f"{PART_ROLE}{number}.{name}"].value() for name in ("title", "place"))
        try:
            found = self.fields[f"{PART_ROLE}{number}.place"].clean(place)
        except ValidationError:
            found = None
        return Part(fields={"title": str(title or "").strip(), "place": found}, claims=self.claims_of(number))


@dataclass(frozen=True, slots=True)
class PartBoxes:
    """The names of the boxes of one part."""

    number: int
    title: str
    place: str


def split(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the parts are, deal, and send all of it to review."""
    by = person(request)
    permissions.check_merge(by, changed_by=())
    return _Split(admin, request, dealing.incident_of(pk), by).answer()


class _Split:
    """One request of the page."""

    def __init__(self, admin: DeskAdmin, request: HttpRequest, incident: Incident, by: User) -> None:
        self.admin, self.request, self.incident, self.by = admin, request, incident, by
        self.inputs = outcomes.inputs_of([incident])[incident.ref]
        self.form = self._form()

    def answer(self) -> HttpResponse:
        pressed = self.request.POST
        if "_figures" in pressed:
            return TemplateResponse(self.request, "admin/parts/outcomes.html", {"outcomes": self._outcomes()})
        if "_split" in pressed and self.form.is_valid():
            try:
                made = self._act()
            except SitrepsError as refusal:
                dealing.refuse(self.form, self._renumbered(refusal), lambda key: f"claim-{key}")
            else:
                messages.success(self.request, self._told(made))
                return HttpResponseRedirect(self.admin.url("change", self.incident.pk))
        return self._draw()

    def _form(self) -> SplitForm:
        claims = [key_of(claim) for claim in self.inputs.claims]
        data: QueryDict | None = None
        parts = 2
        if self.request.method == "POST":
            data = self.request.POST.copy()
            said = data.get("parts", "")
            parts = int(said) if said.isdecimal() else parts
            parts = min(max(1, parts + ("_more" in data)), MOST_PARTS)
            for key in claims:  # what came to it since the page was opened stays until somebody deals it
                data.setdefault(f"claim-{key}", STAYS)
        return SplitForm(data, incident=self.incident, claims=claims, parts=parts)

    def _as_cluster(self) -> bool:
        return bool(self.form["becomes"].value() == CLUSTER)

    def _act(self) -> list[Incident]:
        return regrouping.split(
            incident=self.incident,
            expected_version=dealing.version_of(self.request, self.incident),
            parts=self.form.parts(),
            as_cluster=self._as_cluster(),
            by=self.by,
            now=now(),
        )

    def _renumbered(self, refusal: SitrepsError) -> SitrepsError:
        """The action counts the parts that there are; the page also those that were left empty."""
        if not isinstance(refusal, InvalidValue) or not refusal.field.startswith(PART_ROLE):
            return refusal
        number, _, name = refusal.field.removeprefix(PART_ROLE).partition(".")
        said = [one for one in self.form.numbers if self.form.is_said(one)]
        return InvalidValue(f"{PART_ROLE}{said[int(number) - 1]}.{name}", refusal.message)

    def _told(self, made: Sequence[Incident]) -> str:
        names = wording.joined([one.ref for one in made])
        return (
            f"Split: {self.incident.ref}. {names} came out of it and {'is' if len(made) == 1 else 'are'} in review with"
            f" it. Another editor publishes {self.incident.ref}, which takes them along; readers see no change before."
        )

    def _held(self) -> str:
        try:
            hands.check_open(self.incident)
            regrouping.check_kind(self.incident, as_cluster=False)
        except SitrepsError as refusal:
            return str(refusal)
        return ""

    def _outcomes(self) -> list[outcomes.Outcome]:
        return outcomes.of_split(self.incident, self.inputs, self.form.parts(), as_cluster=self._as_cluster())

    def _draw(self) -> HttpResponse:
        form, pressed = self.form, self.request.POST
        side = dealing.side_of(self.incident, self.inputs)
        names = [PartBoxes(one, f"{PART_ROLE}{one}.title", f"{PART_ROLE}{one}.place") for one in form.numbers]
        if "_split" not in pressed:
            form = SplitForm(None, incident=self.incident, claims=form.claims, parts=len(form.numbers))
            form.initial.update({name: self.form[name].value() for name in self.form.fields})
        context = self.admin.context(
            self.request,
            incident=self.incident,
            members=[self.incident],
            dealt=[Dealt(card, f"claim-{card.key}") for card in side.cards],
            parts=names,
            may_add=len(names) < MOST_PARTS,
            form=form,
            held=self._held(),
            problems=problems(form) if "_split" in pressed else [],
            outcomes=self._outcomes(),
            suggested={lookups.PLACES.names: lookups.PLACES.suggest("", most=200)},
            verb="Split",
            title=f"Split {self.incident.ref}",
        )
        status = dealing.status_of(form)
        return TemplateResponse(self.request, "admin/sitreps/incident/split.html", context, status=status)
