"""The forms of the pages that take something down: a note for colleagues, a sentence for readers, what goes along."""

from typing import Any

from django import forms

from sitreps.actions.elsewhere import Also
from sitreps.admin.base import PlainForm
from sitreps.admin.redaction_view import Found, look
from sitreps.codelists import WITHDRAWAL_CODES, ChangeCode
from sitreps.models.incidents import Incident


class AskForm(PlainForm):
    """About one thing. `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, thing: Any, **kwargs: Any) -> None:
        self.thing = thing
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """What the action is told, by its own names; who saw which version is for those that ask."""
        return {}


class NoteForm(AskForm):
    """Why, for colleagues."""

    note = forms.CharField(label="Why, for colleagues; readers do not see it", widget=forms.Textarea(attrs={"rows": 3}))

    def told(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class PublicForm(AskForm):
    """What readers get in its place."""

    text = forms.CharField(label="In one sentence, in general words: readers get it in its place", max_length=300)

    def told(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


class WithdrawalForm(PublicForm):
    """And a code for programs."""

    reason = forms.ChoiceField(
        label="Why", choices=[(code.value, code.label.capitalize()) for code in WITHDRAWAL_CODES]
    )

    def told(self) -> dict[str, Any]:
        return {**super().told(), "reason": ChangeCode(self.cleaned_data["reason"])}


class RedactionForm(PublicForm):
    """And what else tells of the incident, to choose from. `seen`: up to which number of the record was looked."""

    is_whole = True

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    also = forms.MultipleChoiceField(label="What others say of it", required=False)
    issues = forms.MultipleChoiceField(label="Editions with its title", required=False)

    def __init__(self, *args: Any, thing: Incident, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        self.found: Found = look(thing, is_whole=self.is_whole)
        self.initial = {**self.found.ticked, **self.initial, "seen": self.found.head}
        for name, rows in self.found.choices.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = [(row.value, row.words) for row in rows]
        self.found.tick({name: self[name].value() or () for name in self.found.choices if name in self.fields})

    def told(self) -> dict[str, Any]:
        return {**super().told(), "also": self._chosen()}

    def _chosen(self) -> Also:
        """What goes along, as it was ticked."""
        revisions: dict[str, set[int]] = {}
        for value in self.cleaned_data["also"]:
            ref, _, number = value.partition(":")
            revisions.setdefault(ref, set()).add(int(number))
        seen = self.cleaned_data["seen"] if self.is_whole else None
        return Also(revisions=revisions, issues=[int(one) for one in self.cleaned_data["issues"]], seen=seen)


class RevisionsForm(RedactionForm):
    """And which of its own revisions."""

    is_whole = False

    revisions = forms.MultipleChoiceField(label="Which revisions")

    def told(self) -> dict[str, Any]:
        return {**super().told(), "revisions": [int(one) for one in self.cleaned_data["revisions"]]}
