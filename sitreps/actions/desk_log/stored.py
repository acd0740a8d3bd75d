"""What the desk holds already, in the same plain form as a log's entries, and where the two differ."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from sitreps.actions.desk_log.columns import Table, Values
from sitreps.actions.desk_log.entries import Entries, Entry, Name
from sitreps.actions.desk_log.paths import Finding
from sitreps.actions.desk_log.sections import PARTS, SECTIONS
from sitreps.actions.validation import shown

AT_ONCE = 900
"""Keys in one question; SQLite's oldest limit is 999 parameters."""

MEND = "import never overwrites: change it in the desk, or take it out of the file"


@dataclass(slots=True)
class Comparison:
    """A log beside the desk: what is new, what the desk has with the same content, what differs."""

    new: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    skipped: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)


def in_batches(keys: Collection[str]) -> Iterator[list[str]]:
    """The keys in lists that one question can carry."""
    ordered = sorted(keys)
    yield from (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


def rows_of(table: Table, keys: Collection[str]) -> dict[Name, Values]:
    """The stored rows in plain form: those of these keys, or with an owner all those of these owners.

    Costs a question for every 900 keys, and one more for claims, whose relays stand in a table of their own.
    """
    columns = [column for column in table.columns if not column.many]
    lookups = [column.stored_as for column in columns]
    owner = table.owner_lookup
    found: dict[Name, Values] = {}
    for batch in in_batches(keys):
        rows = table.rows.filter(**{f"{owner or table.key}__in": batch})
        for owner_key, *row in rows.values_list(owner or models.Value(""), *lookups):
            values = {column.attribute: value for column, value in zip(columns, row, strict=True)}
            found[owner_key, values[table.key]] = values
    for column in table.columns:
        if column.many:
            _add_many(table, column.attribute, keys, found)
    return found


def compare(entries: Entries) -> Comparison:
    """The sound entries sorted into new and skipped, with a finding for every member that differs from the desk's."""
    comparison = Comparison()
    existing: set[str] = set()
    for table in SECTIONS:
        found = entries.sound[table.section]
        is_part = table.section in PARTS
        names = {entry.owner if table.owner else entry.key for entry in found}
        stored = rows_of(table, existing if is_part else names)
        for entry in found:
            _sort(entry, stored, comparison, owner_exists=is_part and entry.owner in existing)
        if table.section == "incidents":
            existing = {entry.key for entry in found if entry.name in stored}
        if is_part:
            comparison.findings += _lost_parts(table, stored, entries)
    return comparison


def _sort(entry: Entry, stored: dict[Name, Values], comparison: Comparison, *, owner_exists: bool) -> None:
    row = stored.get(entry.name)
    if row is not None:
        comparison.findings += _differences(entry, row)
        comparison.skipped[entry.table.section].append(entry)
    elif owner_exists:
        message = f"the desk's {entry.owner} has no {entry.table.noun} {entry.key}; {MEND}"
        comparison.findings.append(Finding(entry.path, message))
    else:
        comparison.new[entry.table.section].append(entry)


def _differences(entry: Entry, row: Values) -> Iterator[Finding]:
    for column in entry.table.columns:
        here, there = entry.values[column.attribute], row[column.attribute]
        if here != there and not (column.at_import and here is None):
            message = f"the desk has {_plain(there)} for {entry.key}, the file {_plain(here)}; {MEND}"
            yield Finding(entry.path_to(column.attribute), message)


def _lost_parts(table: Table, stored: dict[Name, Values], entries: Entries) -> Iterator[Finding]:
    """Claims, damage and persons that the desk's incident has and the file's lacks: other content, too."""
    for owner, key in sorted(set(stored) - set(entries.named[table.section])):
        path = entries.named["incidents"]["", owner]
        message = f"the desk's {owner} also has the {table.noun} {key}, which this file lacks; {MEND}"
        yield Finding((*path, table.section), message)


def _plain(value: Any) -> str:
    if value in ("", None, [], {}):
        return "nothing"
    return shown(value) if isinstance(value, (str, int, float, list, dict)) else shown(value.isoformat())


def _add_many(table: Table, attribute: str, owners: Collection[str], found: dict[Name, Values]) -> None:
    for values in found.values():
        values[attribute] = []
    owner = table.owner_lookup
    for batch in in_batches(owners):
        rows = table.rows.filter(**{f"{owner}__in": batch, f"{attribute}__isnull": False})
        for owner_key, key, other in rows.values_list(owner, table.key, f"{attribute}__key"):
            found[owner_key, key][attribute].append(other)
    for values in found.values():
        values[attribute].sort()  # not in the database, whose order of letters may be another one
