"""Names in several languages, and in which language a text was typed: as far as its script shows it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from sitreps.documents.wording import Phrases

SCRIPTS = {"en": "LATIN", "uk": "CYRILLIC"}
"""The scripts of the languages that have tables."""
WRITTEN = {"Latn": "LATIN", "Cyrl": "CYRILLIC"}
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


class Typed:
    """Texts of a record in one language, to be found again inside a document's own words in another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for text in sorted({text.strip(f"{MARKS} ").casefold() for text in texts}, key=lambda one: (-len(one), one)):
            first = LETTERS_ALONE.match(text)
            if first and SMALL.search(text):
                self._by_word.setdefault(first.group(), []).append(text)

    def stretches(self, text: str, language: str) -> tuple[Stretch, ...]:
        """A text with each of them marked, the longest that stands at a place; whole words, in any case of letters."""
        folded = text.casefold()
        if len(folded) != len(text):  # a letter that folds into two: places would not be the same
            folded = text.lower()
        found, end = [], 0
        for word in LETTERS_ALONE.finditer(folded):
            place = word.start()
            if place < end:
                continue
            last = next(
                (there for one in self._by_word.get(word.group(), ()) if (there := _end(folded, place, one))), 0
            )
            if last:
                found += [Stretch(text[end:place]), Stretch(text[place:last], language)]
                end = last
        return tuple(one for one in (*found, Stretch(text[end:])) if one.text)


def _end(folded: str, place: int, words: str) -> int:
    """Where words end that stand at a place as whole ones; 0 where they do not."""
    last = place + len(words)
    stands = folded.startswith(words, place) and not (folded[last - 1].isalnum() and folded[last : last + 1].isalnum())
    return last if stands else 0


def stretches(text: str, language: str, typed_in: str, typed: Typed | None = None) -> tuple[Stretch, ...]:
    """A text of a document in `language`, with what stands in it in another one (WCAG 2.2, 3.1.2).

    By its script: Latin words are taken to be in `typed_in`, the language that the desk types in; Cyrillic ones in that
    which their letters tell. Codes, abbreviations and addresses are in no language. Where the script tells nothing, by
    the words of the record themselves: `typed`. Cost: O(length).
    """
    found = _of_script(text, language, typed_in)
    if typed is None:
        return found
    return tuple(part for one in found for part in ((one,) if one.language else typed.stretches(one.text, typed_in)))


def _of_script(text: str, language: str, typed_in: str) -> tuple[Stretch, ...]:
    pattern = foreign_to(language)
    if pattern is None or not pattern.search(text):
        return (Stretch(text),)
    found: list[Stretch] = []
    end = 0
    for match in pattern.finditer(text):
        if any(_is_word(token.strip(MARKS)) for token in match.group().split()):
            found += [Stretch(text[end : match.start()]), Stretch(match.group(), _language(match.group(), typed_in))]
            end = match.end()
    return tuple(one for one in (*found, Stretch(text[end:])) if one.text)


def foreign_to(language: str) -> re.Pattern[str] | None:
    """What is in another script than a document of this language; None where its script is not known."""
    return FOREIGN.get(script_of(language))


@cache
def script_of(language: str) -> str:
    """The script that a language is likely written in, of those that are told apart here; empty for any other."""
    likely = get_global("likely_subtags")
    found = likely.get(language.replace("-", "_")) or likely.get(language.partition("-")[0]) or ""
    return next((WRITTEN[part] for part in found.split("_") if part in WRITTEN), "")


@cache
def language_name(code: str, inside: str) -> str:
    """What a language is called in another, or in itself; its code where CLDR knows no name."""
    try:
        names = Locale.parse(inside.replace("-", "_")).languages
    except (UnknownLocaleError, ValueError):
        return code
    return str(names.get(code.replace("-", "_")) or names.get(code.partition("-")[0]) or code)


def is_told_by_script(language: str, inside: str) -> bool:
    """Whether words of a language show by their script that they are not of the document's, `inside`."""
    return bool(script_of(language)) and script_of(language) != script_of(inside)


def _is_word(token: str) -> bool:
    """A word rather than a code or an address: letters alone, two small ones among them."""
    return bool(LETTERS_ALONE.fullmatch(token) and SMALL.search(token))


def _language(words: str, typed_in: str) -> str:
    """The language of words in one script."""
    if not CYRILLIC.search(words):
        return typed_in if script_of(typed_in) == "LATIN" else UNKNOWN
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
