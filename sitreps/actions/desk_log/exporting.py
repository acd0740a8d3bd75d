"""The desk as the text of a desk log, piece by piece: sections in the schema's order, entries by their keys.

The text depends on the rows alone and not on the order in which they were written, so that a desk into which it is
imported gives it back byte for byte.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sitreps.actions.desk_log.columns import Table
from sitreps.actions.desk_log.composing import entry_of, in_order, shape_of
from sitreps.actions.desk_log.schema import schema
from sitreps.actions.desk_log.sections import PARTS, TABLES
from sitreps.actions.desk_log.selection import Keys
from sitreps.actions.desk_log.stored import rows_of

AT_ONCE = 500
"""Rows in memory at a time; incidents with all that they own."""


class Exporter:
    """Writes one log; `counts` then says how many rows of each section it holds."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.counts: Counter[str] = Counter()

    def text(self) -> Iterator[str]:
        """The log in pieces of an entry each. Costs a few statements for every 500 rows."""
        sections = schema()["properties"]
        yield f'{{\n "format": {json.dumps(sections["format"]["const"])}'
        for section in sections:
            if section in TABLES:
                yield from self._section(TABLES[section])
        yield "\n}\n"

    def _section(self, table: Table) -> Iterator[str]:
        before = f',\n "{table.section}": ['
        for entry in self._incidents() if table.section == "incidents" else self._entries(table):
            self.counts[table.section] += 1
            yield f"{before}\n  {_indented(entry)}"
            before = ","
        if self.counts[table.section]:
            yield "\n ]"
        elif table.section in schema()["required"]:
            yield f"{before}]"

    def _entries(self, table: Table) -> Iterator[dict[str, Any]]:
        keys = sorted(self._keys.get(table.owner_section or table.section, ()))
        for batch in _batches(keys):
            rows = rows_of(table, batch)
            yield from (entry_of(table, rows[name]) for name in sorted(rows))

    def _incidents(self) -> Iterator[dict[str, Any]]:
        refs = self._keys.get("incidents", ())
        for batch in _batches(sorted(refs, key=_number)):
            incidents = rows_of(TABLES["incidents"], batch)
            parts = {part: self._parts(TABLES[part], batch) for part in PARTS}
            for ref in batch:
                values = incidents["", ref]
                if values["parent"] not in refs:
                    values["parent"] = None  # a cluster that stays behind (selection.py)
                entry = entry_of(TABLES["incidents"], values)
                entry |= {part: rows[ref] for part, rows in parts.items() if ref in rows}
                yield in_order({"claims": [], **entry}, shape_of("incidents"))

    def _parts(self, table: Table, refs: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """The claims, damage or persons of some incidents, by ref."""
        rows = rows_of(table, refs)
        self.counts[table.section] += len(rows)
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for ref, key in sorted(rows):
            found[ref].append(entry_of(table, rows[ref, key]))
        return found


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _number(ref: str) -> tuple[str, int, str]:
    """UKR-2025-9999 stands before UKR-2025-10000."""
    prefix, _, number = ref.rpartition("-")
    return prefix, int(number), ref


def _indented(entry: dict[str, Any]) -> str:
    """An entry's JSON as it stands in a section: one member a line."""
    return json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n  ")
