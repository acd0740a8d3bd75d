"""The vocabularies that are data: versioned tables, to which a deployment may add terms but never change one.

A table is a JSON file beside this module: `{"vocabulary": NAME, "terms": [{"code", "label", "parent"?}, …]}`;
`"parents_in"` names another vocabulary where the parents stand there. A deployment puts files of the same form
into SITREPS_HOME/codelists. The version names both, the release of the tables and a short digest of the
additions, so that a frozen edition says which words it was written with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sitreps.errors import InvalidValue

TABLES = Path(__file__).parent / "tables"
TABLES_VERSION = "2025-06.1"


@dataclass(frozen=True, slots=True)
class Term:
    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One table; `terms` keeps the order of the file, which is the order in which people are shown it."""

    name: str
    terms: Mapping[str, Term]
    parents_in: str | None = None

    def __contains__(self, code: object) -> bool:
        return code in self.terms

    def label(self, code: str) -> str:
        """The English label of a code of this vocabulary (KeyError for any other)."""
        return self.terms[code].label

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above this one, nearest first; cost: the depth of the tree."""
        above: list[str] = []
        parent = self.terms[code].parent
        while parent is not None:
            above.append(parent)
            parent = None if self.parents_in else self.terms[parent].parent
        return tuple(above)

    def root(self, code: str) -> str:
        """The topmost code above this one, or itself."""
        return (code, *self.ancestors(code))[-1]

    def choices(self) -> list[tuple[str, str]]:
        """(code, label) pairs in the order of the table, as form and model fields take them."""
        return [(term.code, term.label) for term in self.terms.values()]


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """Every vocabulary of a deployment, and the version that names this set."""

    version: str
    by_name: Mapping[str, Vocabulary] = field(repr=False)

    def __getitem__(self, name: str) -> Vocabulary:
        return self.by_name[name]


def load_vocabularies(extra_dir: Path | None = None) -> Vocabularies:
    """The tables of this release, with a deployment's additions where `extra_dir` holds any.

    An addition only adds: a code that is taken, an unknown vocabulary, an unknown parent or a circle is an
    InvalidValue that names the file. A directory that does not exist adds nothing.
    """
    by_name: dict[str, Vocabulary] = {}
    for path in sorted(TABLES.glob("*.json")):
        table = _read(path)
        by_name[table.name] = table
    version = TABLES_VERSION
    additions = sorted(extra_dir.glob("*.json")) if extra_dir else []
    digest = hashlib.sha256()
    for path in additions:
        by_name = _extend(by_name, _read(path), path)
        digest.update(path.read_bytes())
    if additions:
        version = f"{version}+{digest.hexdigest()[:8]}"
    for table in by_name.values():
        _check_parents(table, by_name)
    return Vocabularies(version, MappingProxyType(by_name))


_in_use: list[Vocabularies] = []


@cache
def _released() -> Vocabularies:
    return load_vocabularies()


def use_vocabularies(vocabularies: Vocabularies) -> None:
    """Make a deployment's vocabularies those that `vocabulary` answers from; called once, at start."""
    _in_use[:] = [vocabularies]


def vocabularies() -> Vocabularies:
    """The vocabularies in use: the release's, unless a deployment's were put in their place."""
    return _in_use[0] if _in_use else _released()


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary in use, by name (KeyError for an unknown one)."""
    return vocabularies()[name]


def _read(path: Path) -> Vocabulary:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        terms = [_term(term, path) for term in raw["terms"]]
        name, parents_in = raw["vocabulary"], raw.get("parents_in")
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        form = '{"vocabulary": NAME, "terms": [{"code", "label", "parent"?}]}'
        raise InvalidValue(path.name, f"not of the form {form}: {error!r}") from error
    table: dict[str, Term] = {}
    for term in terms:
        if term.code in table:
            raise InvalidValue(path.name, f"{term.code} stands twice; remove one of them")
        table[term.code] = term
    return Vocabulary(name, MappingProxyType(table), parents_in)


def _term(raw: Any, path: Path) -> Term:
    code, label, parent = raw["code"], raw["label"], raw.get("parent")
    if not all(isinstance(text, str) and text.strip() for text in (code, label, parent or code)):
        raise InvalidValue(path.name, f"{code!r} needs a code and a label, both text")
    if not code.isascii() or code != code.upper():
        raise InvalidValue(path.name, f"{code!r} must be upper-case ASCII; codes go into the API")
    return Term(code, label, parent)


def _extend(by_name: Mapping[str, Vocabulary], addition: Vocabulary, path: Path) -> dict[str, Vocabulary]:
    table = by_name.get(addition.name)
    if table is None:
        known = ", ".join(sorted(by_name))
        raise InvalidValue(path.name, f"no vocabulary is called {addition.name!r}; there are {known}")
    taken = [code for code in addition.terms if code in table]
    if taken:
        raise InvalidValue(path.name, f"{taken[0]} is in {table.name} already; choose another code")
    terms = MappingProxyType({**table.terms, **addition.terms})
    return {**by_name, table.name: replace(table, terms=terms)}


def _check_parents(table: Vocabulary, by_name: Mapping[str, Vocabulary]) -> None:
    parents = by_name[table.parents_in] if table.parents_in else table
    for term in table.terms.values():
        if term.parent is not None and term.parent not in parents:
            raise InvalidValue(table.name, f"the parent {term.parent} of {term.code} is not in {parents.name}")
    if table.parents_in:
        return
    for code in table.terms:
        seen = {code}
        parent = table.terms[code].parent
        while parent is not None:
            if parent in seen:
                raise InvalidValue(table.name, f"{code} stands below itself; mend its parent")
            seen.add(parent)
            parent = table.terms[parent].parent
