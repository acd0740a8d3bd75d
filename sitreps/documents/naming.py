"""Names in several languages, and in which language a text was typed: as far as its script shows it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sitreps.documents.wording import Phrases

SCRIPTS = {"en": "LATIN", "uk": "CYRILLIC"}


@dataclass(frozen=True, slots=True)
class Named:
    """A name; `names` has it by language, where the desk knows it in others than it is typed in."""

    text: str
    names: Mapping[str, str] = field(default_factory=dict)

    def in_(self, say: Phrases) -> str:
        """The name in a language, else as it was typed."""
        return self.names.get(say.language, self.text)


class _Country(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def names(self) -> Mapping[str, str]: ...


class _International(Protocol):
    @property
    def countries(self) -> Sequence[_Country]: ...


def country_names(document: _International, say: Phrases) -> dict[str, str]:
    """The names of an edition's countries by code."""
    return {country.code: Named(country.name, country.names).in_(say) for country in document.countries}


def is_in(text: str, language: str) -> bool:
    """Whether a text can be of a language: it has letters of its script, or none at all."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    return not scripts or SCRIPTS[language] in scripts


def language_of(text: str, among: Mapping[str, str] = SCRIPTS) -> str | None:
    """The language whose script a text is wholly written in; None where it mixes them, or has no letters."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    return next((language for language, script in among.items() if scripts == {script}), None)
