"""Names in several languages, and in which language a text was typed: as far as its script shows it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sitreps.documents.wording import Phrases

SCRIPTS = {"en": "LATIN", "uk": "CYRILLIC"}
UNKNOWN = "und"
LETTERS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэёъ")}
"""The letters that one of two languages has and the other has not."""
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
FOREIGN = {
    "CYRILLIC": re.compile(r"[A-Za-z\u00c0-\u024f](?:[^\u0400-\u04ff]*[A-Za-z\u00c0-\u024f])?"),
    "LATIN": re.compile(r"[\u0400-\u04ff](?:[^A-Za-z\u00c0-\u024f]*[\u0400-\u04ff])?"),
}
"""By the script of a document: from a letter of the other to its last one before the document's own goes on."""
MARKS = "«»“”„‘’\"'()[]{}<>.,;:!?…–—*/"
LETTERS_ALONE = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SMALL = re.compile(r"[a-z\u00df-\u00ff\u0430-\u045f\u0491]{2}")


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; `language` is empty where it is in the language of the text, and `und` where nobody knows."""

    text: str
    language: str = ""


def stretches(text: str, language: str, typed_in: str) -> tuple[Stretch, ...]:
    """A text of a document in `language`, with what stands in it in another script (WCAG 2.2, 3.1.2).

    Latin words are taken to be in `typed_in`, the language that the desk types in; Cyrillic ones in that which their
    letters tell. Codes, abbreviations and addresses are in no language. Cost: O(length).
    """
    pattern = foreign_to(language)
    if pattern is None or not pattern.search(text):
        return (Stretch(text),)
    found, end = [], 0
    for match in pattern.finditer(text):
        if any(_is_word(token.strip(MARKS)) for token in match.group().split()):
            found += [Stretch(text[end : match.start()]), Stretch(match.group(), _language(match.group(), typed_in))]
            end = match.end()
    return tuple(one for one in (*found, Stretch(text[end:])) if one.text)


def foreign_to(language: str) -> re.Pattern[str] | None:
    """What is in another script than a document of this language; None where its script is not known."""
    return FOREIGN.get(SCRIPTS.get(language, ""))


def _is_word(token: str) -> bool:
    """A word rather than a code or an address: letters alone, two small ones among them."""
    return bool(LETTERS_ALONE.fullmatch(token) and SMALL.search(token))


def _language(words: str, typed_in: str) -> str:
    """The language of words in one script."""
    if not CYRILLIC.search(words):
        return typed_in if SCRIPTS.get(typed_in) == "LATIN" else UNKNOWN
    letters = set(words.casefold())
    told = [language for language, own in LETTERS.items() if own & letters]
    return told[0] if len(told) == 1 else UNKNOWN


def is_in(text: str, language: str) -> bool:
    """Whether a text can be of a language: it has letters of its script, or none at all."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    return not scripts or SCRIPTS[language] in scripts


def language_of(text: str, among: Mapping[str, str] = SCRIPTS) -> str | None:
    """The language whose script a text is wholly written in; None where it mixes them, or has no letters."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    return next((language for language, script in among.items() if scripts == {script}), None)
