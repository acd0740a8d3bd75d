"""Names that stay in the desk, found in texts that go out: of persons, facilities and protected sources (B13).

A name is found however it is cased, accented or, in Cyrillic, declined; a person's also by the surname alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class SecretKind(StrEnum):
    """What a name is of."""

    PERSON = "PERSON"
    FACILITY = "FACILITY"
    ORIGIN = "ORIGIN"


@dataclass(frozen=True, slots=True)
class Secret:
    """A name that may not be printed. `ref`: the incident that it belongs to; empty: it holds for every text."""

    name: str
    kind: SecretKind
    ref: str = ""


_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_ENDINGS = "аеиіоуюяьыэйєїё"
_DECLINED = 5
"""From so many letters on a Cyrillic word is looked for in its other cases."""
_LONGEST_ENDING = 3
_SURNAME = 4
"""A shorter surname alone is too common a word."""


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text cut into words, once for all names that are looked for in it."""

    words: tuple[str, ...]
    capitals: frozenset[str]
    """The words that begin with a capital somewhere, or whose script has none."""

    @classmethod
    def of(cls, text: str) -> "Haystack":
        found = _WORD.findall(text)
        return cls(
            words=tuple(map(fold, found)),
            capitals=frozenset(fold(word) for word in found if not word[:1].islower()),
        )


def named_in(text: Haystack, secrets: Iterable[Secret]) -> list[Secret]:
    """The secrets that a text gives away. Cost: O(words of the text) a name."""
    return [secret for secret in secrets if _is_in(secret, text)]


def fold(word: str) -> str:
    """A word without case and accents, for comparing."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _is_in(secret: Secret, text: Haystack) -> bool:
    name = [fold(word) for word in _WORD.findall(secret.name)]
    if not name:
        return False
    orders = [name, name[::-1]] if secret.kind is not SecretKind.FACILITY else [name]
    if any(_stands(order, text.words) for order in orders):
        return True
    surname = _surname(secret, name)
    return surname != "" and any(_same(surname, word) for word in text.capitals)


def _stands(name: Sequence[str], words: Sequence[str]) -> bool:
    return any(
        all(_same(one, word) for one, word in zip(name, words[start:], strict=False))
        for start in range(len(words) - len(name) + 1)
    )


def _same(name: str, word: str) -> bool:
    if name == word:
        return True
    if len(name) < _DECLINED or not _CYRILLIC.search(name):
        return False
    stem = name.rstrip(_ENDINGS)
    return len(stem) >= _SURNAME and word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING


def _surname(secret: Secret, name: Sequence[str]) -> str:
    """The word by which a person is known; empty for what is no person's name."""
    is_person = secret.kind is SecretKind.PERSON or (
        secret.kind is SecretKind.ORIGIN and all(word[:1].isupper() for word in secret.name.split())
    )
    if not is_person or not name[1:]:
        return ""
    surname = name[0] if "," in secret.name else name[-1]
    return surname if len(surname) >= _SURNAME else ""
