"""The rows of an incident as they are typed: claims, damage and persons, each with its rules told by field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from sitreps.actions import incident_rows
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.admin import fields, lookups
from sitreps.admin.base import DeskForm, add_faults
from sitreps.admin.incident_forms import IncidentForm, zone_of
from sitreps.codelists import (
    AgeGroup,
    AsOfBasis,
    AttributionMode,
    ClaimStatus,
    CountBasis,
    Covers,
    DamageSeverity,
    DisaggregationKind,
    Part,
    PersonOutcome,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    VagueWord,
    WithdrawalReason,
    count_basis_of,
    vocabulary,
)
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention

CREDIBILITY = [
    ("6", "6: not judged"),
    ("1", "1: confirmed by other sources"),
    ("2", "2: probably true"),
    ("3", "3: possibly true"),
    ("4", "4: doubtful"),
    ("5", "5: improbable"),
]


class RowForm(DeskForm):
    """One row of an incident. `columns` are what is written; some of them are boxes of another name, see `shown_by`."""

    columns: ClassVar[tuple[str, ...]]
    shown_by: ClassVar[Mapping[str, str]] = {
        "as_of_on": "as_of",
        "as_of_at": "as_of",
        "quote": "quote_text",
    }

    def __init__(self, *args: Any, by: User, now: datetime, zone: ZoneInfo, incident: Incident, **kwargs: Any) -> None:
        self.by, self.moment, self.local_zone, self.incident = by, now, zone, incident
        super().__init__(*args, **kwargs)
        for name in ("origin", "source_item"):
            if getattr(self.instance, f"{name}_id"):
                self.initial[name] = getattr(self.instance, name)
        for name, pairs in OPTIONS.items():
            if name in self.fields:
                self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def zone(self) -> ZoneInfo:
        return self.local_zone

    def values(self) -> dict[str, Any]:
        """The row's columns as typed; only whole once the form is valid."""
        return {name: self.cleaned_data[name] for name in self.columns if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        model: type[incident_rows.Row] = self._meta.model
        add_faults(self, incident_rows.row_faults(model, self.values(), by=self.by, now=self.moment), self.shown_by)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name in self.shown_by.keys() & self.cleaned_data.keys():
            setattr(self.instance, name, self.cleaned_data[name])

    def change(self) -> RowChange | None:
        """What this form asks for; None where nothing was typed."""
        key = self.instance.key if self.instance.pk else ""
        if self.cleaned_data.get("DELETE"):
            return RowChange(key=key) if key else None
        return RowChange(key=key, values=self.values()) if self.has_changed() else None


class CountForm(RowForm):
    """What claims and damage have in common: a number in the source's way of saying it, and who says it where."""

    value = fields.NumberField(required=False, label="Number")
    value2 = fields.NumberField(required=False, label="Range to")
    vague_word = forms.ChoiceField(required=False, label="Word", choices=fields.choices(VagueWord.choices(), empty="–"))
    origin = fields.LookupField(lookups.ORIGINS, label="Who says it")
    source_item = fields.LookupField(lookups.SOURCES, label="Where we read it")
    as_of = fields.WhenField(days=True, required=False, label="As of")
    credibility = forms.TypedChoiceField(coerce=int, choices=CREDIBILITY, initial=6)

    folded: ClassVar[frozenset[str]]
    """The boxes that the card folds away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["as_of"] = fields.typed(self.instance.as_of_at or self.instance.as_of_on, self.local_zone)

    @property
    def has_folded_errors(self) -> bool:
        """Whether a box that is folded away has something to mend: then the fold is open."""
        return bool(self.errors.keys() & self.folded)

    def clean_as_of(self) -> date | datetime | None:
        typed = self.cleaned_data["as_of"]
        when = fields.resolve(typed, self.local_zone) if isinstance(typed, datetime) else typed
        self.cleaned_data["as_of_at"] = when if isinstance(when, datetime) else None
        self.cleaned_data["as_of_on"] = None if isinstance(when, datetime) else when
        return when

    def settle_basis(self) -> None:
        """How its time is known, where nobody said: it is stated, if there is one."""
        if not self.cleaned_data.get("as_of_basis"):
            self.cleaned_data["as_of_basis"] = AsOfBasis.STATED if self.cleaned_data.get("as_of") else AsOfBasis.UNKNOWN


class ClaimForm(CountForm):
    """One claim: how many, who says it, where it was read, as of when."""

    measure = forms.ChoiceField()
    relays = fields.LookupManyField(
        lookups.ORIGINS, required=False, label="Through whom", help_text="Several with a semicolon between them."
    )
    as_of_basis = forms.ChoiceField(required=False, label="The time is")
    count_basis = forms.ChoiceField(required=False, label="Counted as")
    quote_text = forms.CharField(required=False, label="Quote", widget=forms.Textarea(attrs={"rows": 2}), strip=False)
    covers = forms.ChoiceField(
        required=False,
        label="Everybody, or only theirs?",
        help_text="Asked of hospitals, first responders and lists of names: many count only the people whom they saw.",
    )
    part = forms.ChoiceField(required=False, label="Which part")
    supersedes_reason = forms.ChoiceField(
        required=False,
        label="Why it replaces the older claim",
        help_text="Has the toll risen? Then add a claim and leave the older one: the latest of a source counts.",
    )
    people_role = forms.ChoiceField(required=False, label="Role")
    vulnerability = forms.ChoiceField(required=False)
    age_years = fields.NumberField(required=False, label="Age in years")
    supersedes = forms.ModelChoiceField(Claim.objects.none(), required=False, widget=forms.HiddenInput)

    columns: ClassVar = (
        "measure", "quantifier", "value", "value2", "vague_word", "wording", "origin", "source_item", "relays",
        "as_of_on", "as_of_at", "as_of_basis", "covers", "part", "kind", "sex", "age_group", "age_years", "age_text",
        "population_status", "people_role", "vulnerability", "attribution_mode", "attribution_text", "reliability",
        "credibility", "count_basis", "scope_certainty", "place_text", "quote", "definition_note", "note",
        "supersedes", "supersedes_reason",
    )  # fmt: skip

    folded = frozenset({
        "relays", "attribution_mode", "attribution_text", "covers", "part", "count_basis", "scope_certainty", "kind",
        "sex", "age_group", "age_years", "age_text", "population_status", "people_role", "vulnerability", "reliability",
        "credibility", "as_of_basis", "place_text", "definition_note", "quote_text", "note",
    })  # fmt: skip

    class Meta:
        model = Claim
        fields = (
            "measure", "quantifier", "value", "value2", "vague_word", "wording", "origin", "source_item", "relays",
            "as_of_basis", "covers", "part", "kind", "sex", "age_group", "age_years", "age_text", "population_status",
            "people_role", "vulnerability", "attribution_mode", "attribution_text", "reliability", "credibility",
            "count_basis", "scope_certainty", "place_text", "definition_note", "note", "supersedes",
            "supersedes_reason",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table, empty in (
            ("measure", "measure", "choose"),
            ("people_role", "role", "any"),
            ("vulnerability", "vulnerability", "not said"),
        ):
            self.fields[name].choices = fields.choices(vocabulary(table).choices(), empty=empty)  # type: ignore[attr-defined]
        if self.incident.pk:
            self.fields["supersedes"].queryset = Claim.objects.filter(incident=self.incident)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["quote_text"] = (self.instance.quote or {}).get("text", "")
            self.initial["relays"] = list(self.instance.relays.all())
        if not self.is_answered():
            self.initial["covers"] = ""

    def is_answered(self) -> bool:
        """Whether "everybody, or only theirs?" has its answer: a part says so, and what is saved is not asked again."""
        if self.instance.pk is None:
            return bool((self.initial or {}).get("supersedes"))
        return self.instance.covers == Covers.PART or incident_rows.asks_whose(self.instance.origin)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        self.settle_basis()
        if not typed.get("count_basis"):
            measure = typed.get("measure")
            typed["count_basis"] = count_basis_of(measure) if measure else CountBasis.CUMULATIVE
        before = self.instance if self.instance.pk else None
        add_faults(self, incident_rows.asked_faults(typed, before), self.shown_by)
        if "covers" in typed:
            typed["covers"] = typed["covers"] or Covers.ALL
        quote, text = dict(self.instance.quote or {}), typed.get("quote_text", "")
        typed["quote"] = {**quote, "text": text} if text else {}
        return super().clean()


class FacilityForm(CountForm):
    """One row of damage: so many facilities of one kind."""

    category = forms.ChoiceField(label="Kind of facility")

    columns: ClassVar = (
        "category", "quantifier", "value", "value2", "vague_word", "severity", "severity_wording", "service_impact",
        "name", "public_name", "origin", "source_item", "credibility", "as_of_on", "as_of_at", "note",
    )  # fmt: skip

    folded = frozenset({"value2", "name", "public_name", "credibility", "note"})

    class Meta:
        model = FacilityDamage
        fields = (
            "category", "quantifier", "value", "value2", "vague_word", "severity", "severity_wording", "service_impact",
            "name", "public_name", "origin", "source_item", "credibility", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = fields.choices(facility_choices(), empty="choose")  # type: ignore[attr-defined]


class PersonForm(RowForm):
    """One mention of one person. It never leaves the desk."""

    origin = fields.LookupField(lookups.ORIGINS, label="Who says it")
    source_item = fields.LookupField(lookups.SOURCES, label="Where we read it")
    role = forms.ChoiceField(required=False)
    vulnerability = forms.ChoiceField(required=False)
    age_years = fields.NumberField(required=False, label="Age in years")

    columns: ClassVar = (
        "outcome", "name", "age_group", "age_years", "sex", "role", "vulnerability", "origin", "source_item", "note",
    )  # fmt: skip

    class Meta:
        model = PersonMention
        fields = (
            "outcome", "name", "age_group", "age_years", "sex", "role", "vulnerability", "origin", "source_item",
            "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "vulnerability"):
            self.fields[name].choices = fields.choices(vocabulary(name).choices(), empty="not said")  # type: ignore[attr-defined]


LOCKED = (
    "This claim is in the published record or was taken back, so its values are locked. Supersede it by a new claim, or"
    " withdraw it."
)

# Rows of one kind in one form. More than that would occupy a process of the web server for a minute and longer.
MOST_ROWS = 400


class RowFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of one kind. Times without an offset are in the zone of the incident as typed."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.model is Claim:  # Django takes any row of the table, and would add one that is not of this form anew
            form.fields["id"].queryset = self.get_queryset()
            form.fields["id"].error_messages["invalid_choice"] = LOCKED

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if not hasattr(self, "_zone"):
            self._zone = zone_of(self.instance)
        return {**super().get_form_kwargs(index), "zone": self._zone, "incident": self.instance}

    def again(self, data: QueryDict | None = None) -> Self:
        """The same rows as they are stored now, or with what was typed into them."""
        rows = self.queryset.all() if self.queryset is not None else None
        return type(self)(data, instance=self.instance, prefix=self.prefix, queryset=rows, form_kwargs=self.form_kwargs)

    @property
    def rows(self) -> list[RowForm]:
        """Its forms, in the order of the page."""
        return [form for form in self.forms if isinstance(form, RowForm)]

    def changes(self) -> list[RowChange]:
        """What the person changed, in the order of the page."""
        found = (form.change() for form in self.rows)
        return [change for change in found if change is not None]


def changes_of(form: IncidentForm, formsets: Mapping[str, RowFormSet]) -> Changes:
    """Everything that was typed, as one change."""
    return Changes(fields=form.values(), **{name: formset.changes() for name, formset in formsets.items()})


def editable_claims() -> QuerySet[Claim]:
    """Claims that may still be changed: not published, not taken back, and not added up from others."""
    rows = Claim.objects.filter(published_in__isnull=True, status=ClaimStatus.ACTIVE, adds__isnull=True)
    return (
        rows.select_related("origin__narrative_of", "source_item", "supersedes")
        .prefetch_related("relays")
        .order_by("key")
    )


def facility_choices() -> list[tuple[str, str]]:
    """The tree of facilities as indented options."""
    tree = vocabulary("facility")
    return [(code, f"{'  ' * len(tree.ancestors(code))}{term.label}") for code, term in tree.terms.items()]


OPTIONS: Mapping[str, list[tuple[str, str]]] = {
    "quantifier": fields.choices(Quantifier.choices(), empty="choose"),
    "sex": fields.choices(Sex.choices(), empty="any"),
    "age_group": fields.choices(AgeGroup.choices(), empty="any"),
    "population_status": fields.choices(PopulationStatus.choices(), empty="not said"),
    "part": fields.choices(Part.choices(), empty="–"),
    "covers": fields.choices(Covers.choices(), empty="not asked"),
    "supersedes_reason": fields.choices(WithdrawalReason.choices(), empty="choose"),
    "kind": DisaggregationKind.choices(),
    "attribution_mode": AttributionMode.choices(),
    "reliability": fields.choices(Reliability.choices(), empty="as the origin's"),
    "as_of_basis": fields.choices(AsOfBasis.choices(), empty="stated, if given"),
    "count_basis": fields.choices(CountBasis.choices(), empty="as usual for the measure"),
    "scope_certainty": ScopeCertainty.choices(),
    "severity": DamageSeverity.choices(),
    "outcome": fields.choices(PersonOutcome.choices(), empty="choose"),
}
"""The options of boxes that have one list everywhere, with words for "not said"."""
