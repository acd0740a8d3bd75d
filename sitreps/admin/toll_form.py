"""The short form of a toll update: what is new about a number, over the claim that it follows (desk.md, screen 1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from sitreps.actions import incident_rows, tolls
from sitreps.admin.base import add_faults
from sitreps.admin.incident_forms import zone_of
from sitreps.admin.panel import UNSAVED
from sitreps.admin.row_forms import CountForm
from sitreps.codelists import SourceItemStatus
from sitreps.codelists.tolls import TollChange
from sitreps.documents import quotes, wording
from sitreps.documents.inputs import ClaimInput
from sitreps.errors import InvalidValue
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.queries import desk


class TollForm(CountForm):
    """How many now, in which words, where it was read, as of when. Who says it, and of whom, is as before.

    The number, its words and its time begin empty: what was said before would be sent as said again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    change_code = forms.ChoiceField(label="What is new")
    as_of_basis = forms.ChoiceField(required=False, label="The time is")

    columns: ClassVar = (
        "quantifier", "value", "value2", "vague_word", "wording", "source_item", "as_of_on", "as_of_at", "as_of_basis",
    )  # fmt: skip
    field_order = (
        "change_code", "quantifier", "value", "value2", "vague_word", "wording", "source_item", "as_of", "as_of_basis",
    )  # fmt: skip

    class Meta:
        model = Claim
        fields = ("quantifier", "value", "value2", "vague_word", "wording", "source_item", "as_of_basis")

    def __init__(self, data: Any, *, claim: Claim, by: User, now: datetime) -> None:
        self.claim = claim
        zone = zone_of(claim.incident)
        super().__init__(data, by=by, now=now, zone=zone, incident=claim.incident, initial=_first(claim))
        for name in ("origin", "credibility"):
            del self.fields[name]
        pairs = [(one.value, wording.sentence(one.label)) for one in TollChange]
        self.fields["change_code"].choices = pairs  # type: ignore[attr-defined]
        self.fields["value"].widget.attrs["data-focus"] = ""
        said = claim.as_of_at or claim.as_of_on
        before = f"{claim.key} was as of {quotes.as_of_words(said, zone.key)}" if said else f"{claim.key} says no time"
        self.fields["as_of"].help_text = f"2025-06-24 20:40 in {zone.key}, or the day. {before}."

    @property
    def change_asked(self) -> TollChange:
        """What the person says is new; a newer number while the form does not say."""
        code = getattr(self, "cleaned_data", {}).get("change_code")
        return TollChange(code) if code else TollChange.NEWER

    def typed(self) -> dict[str, Any]:
        """The columns that were typed."""
        return super().values()

    def values(self) -> dict[str, Any]:
        """All columns of the new claim."""
        return tolls.values_of(self.claim, self.change_asked, self.typed())

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        self.settle_basis()
        add_faults(self, incident_rows.asked_faults(self.values(), None), self.shown_by)
        if "as_of" in typed:
            try:
                tolls.check_time(self.change_asked, typed["as_of"])
            except InvalidValue as fault:
                add_faults(self, iter((fault,)))
        return super().clean()

    def claim_input(self) -> ClaimInput:
        """The new claim as the figures take it, before it is saved; only whole once the form is valid."""
        values = {name: value for name, value in self.values().items() if name != "relays"}
        row = Claim(incident=self.incident, key=f"{UNSAVED}1", recorded_at=self.moment, **values)
        return desk.with_relays_of(desk.claim_input(row, self.incident.ref), self.claim)


def _first(claim: Claim) -> Mapping[str, Any]:
    """What the form begins with: the quantifier and the document of the older claim, unless that was retracted."""
    gone = claim.source_item.status == SourceItemStatus.RETRACTED
    return {
        "version": claim.incident.version,
        "change_code": TollChange.NEWER.value,
        "quantifier": claim.quantifier,
        "vague_word": claim.vague_word,
        "source_item": None if gone else claim.source_item,
    }
