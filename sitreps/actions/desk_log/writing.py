"""New entries become rows, section after section: what is referred to comes first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sitreps.actions.desk_log.columns import Table
from sitreps.actions.desk_log.entries import Entry
from sitreps.actions.desk_log.references import columns_by_key
from sitreps.actions.desk_log.sections import OTHER_CLAIMS, PARTS, SECTIONS, TABLES
from sitreps.actions.desk_log.stored import in_batches
from sitreps.codelists import CustodyAction
from sitreps.models import sequence
from sitreps.models.accounts import COMMAND, User, actor
from sitreps.models.claims import Claim
from sitreps.models.sources import CustodyEntry
from sitreps.models.statements import ApprovalState
from sitreps.workflow import IncidentState

AT_ONCE = 500


class Writer:
    """Writes what is new of one log, inside the caller's transaction; everything has been checked before.

    Costs a few statements for every 500 rows of a section, whatever the number of references.
    """

    def __init__(self, *, by: User, moment: datetime, approved: bool) -> None:
        self.by = by
        self.moment = moment
        self.approved = approved
        self.command = actor(COMMAND)
        self.counts: Counter[str] = Counter()
        self._ids: dict[str, dict[str, int]] = {}

    def write(self, new: Mapping[str, list[Entry]]) -> None:
        """Write every section; `counts` then says how many rows each got."""
        for table in SECTIONS:
            found = new[table.section]
            if found:
                for level in _levels(table, found):
                    self._write_rows(table, level)
                self.counts[table.section] = len(found)
        self._note_captures(new["source_items"])
        self._link_claims(new["claims"])
        reserve_refs(entry.key for entry in new["incidents"])

    def _write_rows(self, table: Table, found: list[Entry]) -> None:
        self._learn_ids(table, found)
        table.rows.bulk_create((table.model(**self._columns(entry)) for entry in found), batch_size=AT_ONCE)

    def _columns(self, entry: Entry) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for column in entry.table.columns:
            value = entry.values[column.attribute]
            if column.at_import and value is None:
                value = self.moment
            if column.refers_to is None and column.stored_as == column.attribute:
                columns[column.attribute] = value
            elif column.refers_to is not None and not column.many:
                columns[f"{column.attribute}_id"] = self._ids[column.refers_to][value] if value else None
        return columns | self._desk_columns(entry)

    def _desk_columns(self, entry: Entry) -> dict[str, Any]:
        """What a row has and no log tells."""
        section = entry.table.section
        if section == "incidents":
            state = IncidentState.IN_REVIEW if self.approved else IncidentState.DRAFT
            # Four eyes does not bind a command: what it publishes at once was last changed by the command itself.
            changed_by = self.command if self.approved else self.by
            by = {"created_by": self.by, "changed_by": changed_by}
            return {"state": state, **by, "created_at": self.moment, "changed_at": self.moment}
        if section in PARTS:
            owner = {"incident_id": self._ids["incidents"][entry.owner]}
            return owner if section == "persons" else {**owner, "recorded_by": self.by}
        if entry.table.owner == "series":
            return {"state": ApprovalState.APPROVED if self.approved else ApprovalState.DRAFT}
        return {}

    def _learn_ids(self, table: Table, found: list[Entry]) -> None:
        """The primary keys of the rows that these entries refer to, and of the incidents that own them."""
        wanted: dict[str, set[str]] = {}
        for entry in found:
            for column in table.references:
                if column.refers_to:
                    keys = entry.values[column.attribute]
                    wanted.setdefault(column.refers_to, set()).update(keys if column.many else [keys] if keys else [])
        if table.section in PARTS:
            wanted.setdefault("incidents", set()).update(entry.owner for entry in found)
        for section, keys in wanted.items():
            known = self._ids.setdefault(section, {})
            rows = columns_by_key(TABLES[section], keys - set(known), ("pk",))
            known.update((key, pk) for key, (pk,) in rows.items())

    def _note_captures(self, documents: Iterable[Entry]) -> None:
        """A digest that a log brings along opens the document's chain of custody."""
        captured = {entry.key: entry.values for entry in documents if entry.values["sha256"]}
        ids = columns_by_key(TABLES["source_items"], set(captured), ("pk",))
        CustodyEntry.objects.bulk_create(
            (
                CustodyEntry(
                    source_item_id=ids[key][0],
                    at=values["retrieved_at"] or self.moment,
                    by=self.by.username,
                    action=CustodyAction.CAPTURED,
                    sha256=values["sha256"],
                    note="Digest and time as an imported desk log gives them.",
                )
                for key, values in captured.items()
            ),
            batch_size=AT_ONCE,
        )

    def _link_claims(self, claims: list[Entry]) -> None:
        """Other claims that a claim names, and those through whom it came: both point at rows written just now."""
        named = [entry for entry in claims if any(entry.values[name] for name in OTHER_CLAIMS)]
        linked = [*named, *(entry for entry in claims if entry.values["relays"])]
        owners = {entry.owner for entry in linked}
        rows = {
            (ref, key): pk
            for batch in in_batches(owners)
            for ref, key, pk in Claim.objects.filter(incident__ref__in=batch).values_list("incident__ref", "key", "pk")
        }
        naming = [
            Claim(
                pk=rows[entry.name],
                **{f"{name}_id": rows.get((entry.owner, entry.values[name])) for name in OTHER_CLAIMS},
            )
            for entry in named
        ]
        Claim.objects.bulk_update(naming, OTHER_CLAIMS, batch_size=AT_ONCE)
        through = Claim.relays.through
        through.objects.bulk_create(
            (
                through(claim_id=rows[entry.name], origin_id=self._ids["origins"][key])
                for entry in claims
                for key in entry.values["relays"]
            ),
            batch_size=AT_ONCE,
        )


def reserve_refs(refs: Iterable[str]) -> None:
    """See that no ref of a log is ever given to another incident: the counter of each country and year is moved on."""
    highest: dict[str, int] = {}
    for ref in refs:
        prefix, _, number = ref.rpartition("-")
        highest[prefix] = max(highest.get(prefix, 0), int(number))
    for prefix in sorted(highest):  # one order for everybody, so that two imports never wait for each other
        sequence.reserve(f"ref:{prefix}", highest[prefix])


def _levels(table: Table, found: list[Entry]) -> list[list[Entry]]:
    """The entries in the order in which they can be written: parents before children, for places and incidents; what is
    numbered by its numbers."""
    if table.numbered:
        return [sorted(found, key=lambda entry: entry.name)]
    if not any(column.refers_to == table.section for column in table.references):
        return [found]
    waiting, levels = {entry.key: entry for entry in found}, []
    while waiting:
        level = {key: entry for key, entry in waiting.items() if entry.values["parent"] not in waiting}
        levels.append(list(level.values()))
        waiting = {key: entry for key, entry in waiting.items() if key not in level}
    return levels
