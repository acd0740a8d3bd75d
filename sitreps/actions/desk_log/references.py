"""References between the entries of a log, and from them to rows of the desk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sitreps.actions.desk_log.columns import Table
from sitreps.actions.desk_log.entries import Entries, Entry
from sitreps.actions.desk_log.paths import Finding
from sitreps.actions.desk_log.sections import TABLES
from sitreps.actions.desk_log.stored import in_batches
from sitreps.actions.validation import hint, shown


def references(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str, str, str]]:
    """(entry, attribute, section, key) of every reference to another row."""
    for entry in entries:
        for column in entry.table.references:
            value = entry.values[column.attribute]
            for key in value if column.many else [value]:
                if key and column.refers_to:
                    yield entry, column.attribute, column.refers_to, key


def keys_wanted(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """The keys that entries refer to, by section."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for _, _, section, key in references(entries):
        wanted[section].add(key)
    return wanted


def reference_findings(new: Collection[Entry], entries: Entries) -> Iterator[Finding]:
    """Keys of places, parties, origins, documents, series and incidents that neither the file nor the desk knows."""
    hints: dict[tuple[str, str], str] = {}
    for section, keys in keys_wanted(new).items():
        elsewhere = keys - set(entries.keys(section))
        unknown = elsewhere - set(columns_by_key(TABLES[section], elsewhere, ()))
        if unknown:
            known = sorted({*entries.keys(section), *_all_keys(TABLES[section])})
            hints |= {(section, key): hint(key, known) or "; add it, or correct the key" for key in unknown}
    for entry, attribute, section, key in references(new):
        if (section, key) in hints:
            message = f"no {TABLES[section].noun} has the key {shown(key)}, in this file or in the desk"
            yield Finding(entry.path_to(attribute), message + hints[section, key])


def columns_by_key(table: Table, keys: Collection[str], lookups: Collection[str]) -> dict[str, tuple[Any, ...]]:
    """Some columns of stored rows, by key. Costs a question for every 900 keys."""
    return {
        key: tuple(values)
        for batch in in_batches(keys)
        for key, *values in table.rows.filter(**{f"{table.key}__in": batch}).values_list(table.key, *lookups)
    }


def _all_keys(table: Table) -> Iterable[str]:
    return table.rows.values_list(table.key, flat=True)
