"""Whether a frozen text tells of one incident: by its number, by its title, by the name of its place.

Names are found however they are cased, accented or, in Cyrillic, declined (secrets.py). A redaction asks this of what
others say; reference data (where an incident is, who says it, in which document) and the bare numbers by which the
record links its rows to each other do not count as telling.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from sitreps.documents.secrets import Haystack, Secret, SecretKind, named_in

REFERENCE = frozenset({"place", "origin", "source", "relays", "said_place"})
"""Members that hold rows of the gazetteer and of the list of sources."""
LINKS = frozenset({"parent", "note"})
"""Members in which a number alone tells of nothing: to which cluster a place belongs, why a revision exists."""
SHORTEST = 3


class Mention(StrEnum):
    """By what an incident is told of. MERGED: the other became part of it, or it of the other: one event. CLAIMS: the
    other was made from claims that are this one's since a merge, a split or the undoing of either."""

    REF = "REF"
    TITLE = "TITLE"
    PLACE = "PLACE"
    MERGED = "MERGED"
    CLAIMS = "CLAIMS"


MENTION_WORDS = {
    Mention.REF: "its number",
    Mention.TITLE: "its title",
    Mention.PLACE: "its place",
    Mention.MERGED: "the same event, by a merge",
    Mention.CLAIMS: "claims that are its own now",
}


@dataclass(frozen=True, slots=True)
class Names:
    """By what an incident is known. An empty `ref`: its number tells of nothing that is erased."""

    ref: str
    titles: frozenset[str]
    places: frozenset[str] = frozenset()

    def without_places(self, named: Iterable[str]) -> "Names":
        """The same without the names of places that others have in common with it."""
        common = {one.casefold() for one in named}
        return Names(self.ref, self.titles, frozenset(one for one in self.places if one.casefold() not in common))


def titles_in(content: str) -> Iterator[str]:
    """The title that a revision's public JSON or its inputs give, if they still give one."""
    if content:
        yield str(msgspec.json.decode(content)["title"])


def places_in(content: str) -> Iterator[str]:
    """What a revision's public JSON or its inputs call the place: its name in every language, and the source's words.

    The units above it are not among them: they are named of many.
    """
    if content:
        document = msgspec.json.decode(content)
        place = document["place"]
        yield from (place["name"], *place.get("names", {}).values(), document.get("place_text", ""))


def told_in(contents: Collection[str], names: Names) -> frozenset[Mention]:
    """By what these frozen JSONs tell of an incident. Cost: linear in their words, a name."""
    found: set[Mention] = set()
    texts = [one for content in contents if content for one in _texts(msgspec.json.decode(content))]
    if names.ref and any(_holds(text, names.ref) for member, text in texts if member not in LINKS):
        found.add(Mention.REF)
    words = [Haystack.of(text) for _, text in texts]
    for mention, given in ((Mention.TITLE, names.titles), (Mention.PLACE, names.places)):
        secrets = _secrets(given)
        if any(named_in(text, secrets) for text in words):
            found.add(mention)
    return frozenset(found)


def is_told_in_words(text: str, names: Names, *, of: Collection[Mention] = tuple(Mention)) -> bool:
    """The same of one plain text: a remark, a note, an editor's paragraph."""
    given = [*(names.titles if Mention.TITLE in of else ()), *(names.places if Mention.PLACE in of else ())]
    is_numbered = Mention.REF in of and names.ref != "" and _holds(text, names.ref)
    return is_numbered or bool(named_in(Haystack.of(text), _secrets(given)))


def _holds(text: str, ref: str) -> bool:
    return ref in text and re.search(rf"{re.escape(ref)}(?![0-9])", text) is not None


def _secrets(given: Iterable[str]) -> list[Secret]:
    """Whole names in their order: no surname of a person is looked for in a title."""
    return [Secret(name, SecretKind.FACILITY) for name in given if len(name.strip()) >= SHORTEST]


def _texts(value: Any, member: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a JSON with the name of the member that it stands in."""
    if isinstance(value, str):
        yield member, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in REFERENCE:
                yield from _texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, member)
