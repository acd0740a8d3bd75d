"""What is typed into an incident: the event, its rules told by field. Its rows stand in row_forms.py."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance

from sitreps.actions import incidents
from sitreps.admin import fields, lookups
from sitreps.admin.base import DeskForm, add_faults
from sitreps.codelists import vocabulary
from sitreps.models.incidents import Incident
from sitreps.queries import desk
from sitreps.queries.gazetteer import place_input


def zone_of(incident: Incident) -> ZoneInfo:
    """The zone of an incident's local times: its own, else that of the desk for the place's country, else UTC."""
    if incident.tz:
        return ZoneInfo(incident.tz if incident.tz in available_timezones() else desk.UTC)
    if not incident.place_id:
        return ZoneInfo(desk.UTC)
    country = place_input(incident.place, geo_precision=None).country
    return ZoneInfo(desk.desk_zones().get(country or "", desk.UTC))


def _grouped_events() -> list[tuple[str, list[tuple[str, str]]]]:
    events, kinds = vocabulary("sub_event_type"), vocabulary("event_type")
    groups: dict[str, list[tuple[str, str]]] = {}
    for term in events.terms.values():
        groups.setdefault(kinds.label(term.parent) if term.parent else "Other", []).append((term.code, term.label))
    return list(groups.items())


class IncidentForm(DeskForm):
    """The event. `seen_version` is the one that was read: a save over another is refused, and keeps what was typed.

    Who has then read what differs may save over it: the button `_over` sends the version that they read,
    `over_version`. `stale` is what somebody else has saved meanwhile.
    """

    stale: Incident | None = None
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    over_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = fields.LookupField(lookups.PLACES, help_text="Begin to type its name.")
    parent = fields.LookupField(
        lookups.CLUSTERS, required=False, label="Part of", help_text="The cluster that this place belongs to."
    )
    occurred_on = fields.DayField(label="Day")
    occurred_from = fields.WhenField(required=False, label="Not before")
    occurred_to = fields.WhenField(required=False, label="Not after")
    publish_not_before = fields.WhenField(required=False, label="Publish not before")
    sub_event_type = forms.ChoiceField(label="What happened")
    weapon = forms.ChoiceField(required=False)
    sectors = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    columns: ClassVar = (
        "title", "kind", "summary", "place", "place_text", "geo_precision", "parent", "breakdown_complete",
        "occurred_on", "occurred_from", "occurred_to", "tz", "date_precision", "date_basis", "sub_event_type",
        "weapon", "perpetrator", "perpetrator_basis", "sectors", "glide", "sensitivity", "publish_not_before",
    )  # fmt: skip
    moment: ClassVar[datetime]
    """When this request came in; the admin makes a class of its own for it."""

    class Meta:
        model = Incident
        fields = (
            "title", "kind", "summary", "place_text", "geo_precision", "breakdown_complete", "tz", "date_precision",
            "date_basis", "perpetrator", "perpetrator_basis", "glide", "sensitivity",
            "place", "parent", "occurred_on", "occurred_from", "occurred_to", "publish_not_before", "sub_event_type",
            "weapon", "sectors",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sub_event_type"].choices = fields.choices(_grouped_events(), empty="choose")  # type: ignore[attr-defined,arg-type]
        self.fields["weapon"].choices = fields.choices(vocabulary("weapon").choices(), empty="not said")  # type: ignore[attr-defined]
        self.fields["sectors"].choices = vocabulary("sector").choices()  # type: ignore[attr-defined]
        self.fields["tz"].help_text = "Empty: the desk's zone for the country of the place."
        self.initial["seen_version"] = self.instance.version
        for name in ("place", "parent"):
            if getattr(self.instance, f"{name}_id"):
                self.initial[name] = getattr(self.instance, name)

    def zone(self) -> ZoneInfo:
        """Of what was typed, where it is typed well; a new zone or place moves the local times with it."""
        typed = getattr(self, "cleaned_data", {})
        place = typed.get("place") or (self.instance.place if self.instance.place_id else None)
        return zone_of(Incident(tz=typed.get("tz", self.instance.tz), place=place))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            current = (
                Incident.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=self.instance.pk)
            )
            if current.version != self.version_read:
                self.stale = current
                raise ValidationError(self.stale_words(current), "stale")
        return cleaned

    @property
    def version_read(self) -> int | None:
        """The version that the person has seen; only whole once the form was cleaned."""
        name = "over_version" if "_over" in self.data else "seen_version"
        version: int | None = self.cleaned_data.get(name)
        return version

    def stale_words(self, current: Incident) -> str:
        """Who saved in between, and that nothing is lost."""
        return (
            f"{current.changed_by} saved this incident at {current.changed_at:%H:%M} UTC, after you had opened it."
            " What you typed is still here, and below stands where the two differ."
        )

    def _post_clean(self) -> None:
        if "occurred_on" in self.cleaned_data and "place" in self.cleaned_data:
            construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            add_faults(self, incidents.incident_faults(self.instance, now=self.moment))
        super()._post_clean()  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        """The columns as typed."""
        return {name: self.cleaned_data[name] for name in self.columns if name in self.fields}
