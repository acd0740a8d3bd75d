"""The form for the texts of a draft: highlights and overview, in each language of its series."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from sitreps.actions import draft_texts
from sitreps.admin.base import PlainForm
from sitreps.documents.edition_languages import TEXTS, Typed, text_field
from sitreps.documents.naming import language_name
from sitreps.documents.wording import ENGLISH
from sitreps.models.editions import EditionDraft

LABELS = {"highlights": "Highlights", "overview": "Situation overview"}
HELP = {
    "highlights": "One a line, two to five. Empty: as compiled.",
    "overview": "100 to 250 words; an empty line begins a paragraph, **bold** is bold. Empty: as compiled.",
}
ROWS = {"highlights": 10, "overview": 12}


@dataclass(frozen=True, slots=True)
class Language:
    """A language of an edition, as the desk calls it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Further:
    """The boxes of one further language."""

    language: Language
    boxes: tuple[BoundField, ...]


def named(languages: Sequence[str]) -> list[Language]:
    """Languages with their English names; a code that CLDR does not know is its own name."""
    return [Language(code, language_name(code, ENGLISH.language)) for code in languages]


class TextsForm(PlainForm):
    """The editors' texts. `version` is the one that the person read; `is_stale` once somebody else has saved."""

    is_stale = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    over_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, draft: EditionDraft) -> None:
        self.shown = draft_texts.shown(draft)
        self.first, *rest = self.shown
        self.languages = named(rest)
        begun = {
            text_field(name, code, self.first): getattr(self.shown[code], name) for code in self.shown for name in TEXTS
        }
        super().__init__(data, initial={"version": draft.version, **begun})
        self._add(Language(self.first, ""))
        for language in self.languages:
            self._add(language)

    def further(self) -> list[Further]:
        """The boxes of the further languages, one language after the other."""
        return [
            Further(one, tuple(self[text_field(name, one.code, self.first)] for name in TEXTS))
            for one in self.languages
        ]

    def texts(self) -> dict[str, Any]:
        """The texts, with the version that the person has read: first, or when a save over another was refused."""
        read = self.cleaned_data["over_version" if "_over" in self.data else "version"]
        typed = {code: Typed(*(self._typed(name, code) for name in TEXTS)) for code in self.shown}
        own = typed.pop(self.first)
        return {"version": read, "highlights": own.highlights, "overview": own.overview, "further": typed}

    def _typed(self, name: str, code: str) -> str:
        return str(self.cleaned_data[text_field(name, code, self.first)])

    def _add(self, language: Language) -> None:
        for name in TEXTS:
            self.fields[text_field(name, language.code, self.first)] = forms.CharField(
                required=False,
                label=f"{LABELS[name]}, {language.name}" if language.name else LABELS[name],
                widget=forms.Textarea(attrs={"rows": ROWS[name], **({"lang": language.code} if language.name else {})}),
                help_text=HELP[name],
            )
