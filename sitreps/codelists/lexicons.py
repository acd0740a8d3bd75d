"""Words that outgoing texts are searched for, a language a file: emotive ones, ages, sites, health (B13, C4).

A file beside this module, `lexicons/en.json`, lists words; a star stands for any ending, `{n}` for a number. A
deployment puts files of the same form into SITREPS_HOME/codelists/lexicons; what they list is added. Every text is
searched in every language: a name for its language may be wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sitreps.errors import InvalidValue

FILES = Path(__file__).parent / "lexicons"
LISTS = ("numbers", "emotive", "health", "claimed", "sex", "age", "street", "institution", "number_sign", "prefixes")
_NAME = r"(?-i:[^\W\d_a-zа-яёіїєґß-ÿ])[\w’'.-]*"
"""A word that begins with a capital, or with a letter of a script that has none."""
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The patterns of one language."""

    language: str
    emotive: re.Pattern[str]
    health: re.Pattern[str]
    claimed: re.Pattern[str]
    sex: re.Pattern[str]
    age: re.Pattern[str]
    site: re.Pattern[str]
    """A street with a number, an institution with a number."""
    measures: Mapping[str, re.Pattern[str]]
    """The words that tell a measure: "killed", "died"."""
    numbers: tuple[str, ...]


def load_lexicons(extra_dir: Path | None = None) -> tuple[Lexicon, ...]:
    """The lexicons of this release with a deployment's additions, by language.

    A file that is no lexicon is an InvalidValue that names it. A directory that does not exist adds nothing.
    """
    words: dict[str, dict[str, Any]] = {}
    for path in [*sorted(FILES.glob("*.json")), *(sorted(extra_dir.glob("*.json")) if extra_dir else [])]:
        raw = _read(path)
        known = words.setdefault(raw["language"], {name: [] for name in LISTS} | {"measures": {}})
        for name in LISTS:
            known[name] += raw.get(name, [])
        for measure, said in raw.get("measures", {}).items():
            known["measures"].setdefault(measure, []).extend(said)
    return tuple(_compiled(language, words[language]) for language in sorted(words))


_in_use: list[tuple[Lexicon, ...]] = []


def use_lexicons(lexicons: tuple[Lexicon, ...]) -> None:
    """Make a deployment's lexicons those that `lexicons` answers; called once, at start."""
    _in_use[:] = [lexicons]


def lexicons() -> tuple[Lexicon, ...]:
    """The lexicons in use: the release's, unless a deployment's were put in their place."""
    return _in_use[0] if _in_use else _released()


@cache
def _released() -> tuple[Lexicon, ...]:
    return load_lexicons()


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidValue(path.name, f"not a lexicon: {error}") from error
    lists = {name: value for name, value in raw.items() if name in LISTS} if isinstance(raw, dict) else {}
    measures = raw.get("measures", {}) if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(raw.get("language"), str) or not isinstance(measures, dict):
        raise InvalidValue(
            path.name, 'not of the form {"language": "en", "emotive": ["word", "stem*"], "measures": {}}'
        )
    for name, words in [*lists.items(), *measures.items()]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise InvalidValue(path.name, f"{name} must be a list of words; a star stands for any ending")
    unknown = set(raw) - {*LISTS, "language", "measures"}
    if unknown:
        raise InvalidValue(path.name, f"{min(unknown)} is no list of a lexicon; there are {', '.join(LISTS)}")
    return raw


def _compiled(language: str, words: Mapping[str, Any]) -> Lexicon:
    number = rf"(?:\d{{1,3}}|{'|'.join(map(re.escape, words['numbers']))})" if words["numbers"] else r"\d{1,3}"
    before = rf"(?:{'|'.join(map(re.escape, words['prefixes']))})?" if words["prefixes"] else ""

    def any_of(said: Iterable[str]) -> re.Pattern[str]:
        listed = "|".join(_word(one, number) for one in sorted(said, key=len, reverse=True))
        return re.compile(rf"(?<!\w){before}(?:{listed})(?!\w)", re.IGNORECASE) if listed else NOTHING

    return Lexicon(
        language=language,
        emotive=any_of(words["emotive"]),
        health=any_of(words["health"]),
        claimed=any_of(words["claimed"]),
        sex=any_of(words["sex"]),
        age=any_of(words["age"]),
        site=_site(words),
        measures=MappingProxyType({measure: any_of(said) for measure, said in words["measures"].items()}),
        numbers=tuple(words["numbers"]),
    )


def _word(word: str, number: str) -> str:
    """One entry as a pattern: blanks and hyphens are alike, a star is any ending, `{n}` a number."""
    pattern = re.escape(word.strip()).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]*")
    return pattern.replace(r"\{n\}", number).replace(r"\*", r"\w*")


def _site(words: Mapping[str, Any]) -> re.Pattern[str]:
    kinds = []
    streets = "|".join(re.escape(one) for one in words["street"])
    if streets:
        ends = r"(?=\s*(?:[,.;:!?)]|$))"
        kinds += [
            rf"\d+\w?,?\s+(?:{_NAME}\s+){{0,2}}{_NAME}\s+(?:{streets})(?!\w)",
            rf"{_NAME}\s+(?:{streets}),?\s+\d+\w?{ends}",
            rf"\d+\w?,?\s+(?:{streets})\s+{_NAME}",
            rf"(?:{streets})\.?\s+{_NAME}(?:\s+{_NAME}){{0,2}},?\s+\d+\w?{ends}",
        ]
    institutions = "|".join(re.escape(one) for one in words["institution"])
    if institutions:
        signs = "|".join(["№", "#", *(rf"{re.escape(one)}\.?" for one in words["number_sign"])])
        kinds.append(rf"(?:{institutions})\s*(?:{signs})\s*\d+")
    return re.compile(rf"(?<!\w)(?:{'|'.join(kinds)})", re.IGNORECASE) if kinds else NOTHING
