"""Words as text search finds them: one fold for what is written and for what is asked, whatever the database.

The tokenizers of the databases differ; so neither is let near a text. Words are split and folded here, and the
databases only look them up whole or by their beginning (models/word_index.py).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sitreps.documents.incident import IncidentDocument

LONGEST_WORD = 64
MOST_WORDS = 20_000

_APOSTROPHES = "'’‘ʼʻʹ`´′＇"
_STRESS = "\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT}"
_DROPPED = str.maketrans("", "", _APOSTROPHES)
_STRESS_DROPPED = str.maketrans("", "", _APOSTROPHES + _STRESS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that is looked for; `beginning`: any word that begins with it will do."""

    word: str
    beginning: bool = False


def words(text: str) -> list[str]:
    """The words of a text in their order: NFKC, casefold, apostrophes dropped, split at all else that is no letter.

    "Івано-Франківськ" is two words, "п’ять" is "пять". Stress marks and invisible characters are dropped; accents
    that are part of a letter stay.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_DROPPED)).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(_STRESS_DROPPED)
    spaced = "".join(_kept(character) for character in plain)
    return [word[:LONGEST_WORD] for word in spaced.split()]


def wanted(question: str) -> list[Wanted]:
    """What a question looks for: each of its words, and with an asterisk whatever begins so."""
    found = []
    for part in question.split():
        folded = [Wanted(word) for word in words(part)]
        if folded and part.endswith("*"):
            folded[-1] = Wanted(folded[-1].word, beginning=True)
        found += folded
    return list(dict.fromkeys(found))


def search_text(document: IncidentDocument) -> str:
    """The words of all that an incident says in public, each once, sorted, with one space between them."""
    found = {word for text in _texts(document) for word in words(text)}
    return " ".join(sorted(found)[:MOST_WORDS])


def _texts(document: IncidentDocument) -> Iterator[str]:
    place = document.place
    yield from (document.ref, document.title, document.summary, place.name)
    yield from (unit.name for unit in (place.adm1, place.adm2) if unit and unit.name)
    if document.reported_responsible:
        yield document.reported_responsible.name
    for claim in document.claims:
        yield from (claim.wording, claim.origin.label, claim.source.title, claim.source.publisher or "")


def _kept(character: str) -> str:
    """A letter, a digit or a mark on one stays, what cannot be seen goes, and all else is a space."""
    kind = unicodedata.category(character)
    if kind[0] in "LNM":
        return character
    return "" if kind == "Cf" else " "
