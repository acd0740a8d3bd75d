"""A desk log as entries in plain form, each with its path and its name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sitreps.actions.desk_log.columns import Table, Values
from sitreps.actions.desk_log.paths import Finding, Path, render
from sitreps.actions.desk_log.sections import PARTS, SECTIONS

Name = tuple[str, str]
"""Owner (the incident of a claim, the series of a statement, the document of a notice, else "") and key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a log. `values` is its plain form (columns.py)."""

    table: Table
    path: Path
    name: Name
    values: Values

    @property
    def owner(self) -> str:
        """The ref or code under which the key is unique."""
        return self.name[0]

    @property
    def key(self) -> str:
        """The entry's own key."""
        return self.name[1]

    def path_to(self, attribute: str) -> Path:
        """The path of one of its members, by the attribute of the row."""
        return (*self.path, *self.table.path_of(attribute))


@dataclass(slots=True)
class Entries:
    """`sound`: entries that keep to the schema, by section. `named`: the paths of all names, the faulty ones' too."""

    sound: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, dict[Name, Path]] = field(default_factory=lambda: defaultdict(dict))
    findings: list[Finding] = field(default_factory=list)

    def keys(self, section: str) -> Iterator[str]:
        """The keys that a section of the file has."""
        return (key for _, key in self.named[section])

    def of(self, sections: Iterable[str]) -> Iterator[Entry]:
        """The sound entries of several sections."""
        return (entry for section in sections for entry in self.sound[section])


def entries_of(log: Mapping[str, Any], schema_findings: Collection[Finding]) -> Entries:
    """The log's entries. What the schema found is taken along; a faulty claim leaves its incident's others sound."""
    entries = Entries(findings=list(schema_findings))
    unsound = {_entry_path(finding.path) for finding in schema_findings}
    for table in SECTIONS:
        for raw, path, owner in _raw_entries(log, table):
            if table.section in PARTS and entries.named["incidents"].get(("", owner), path[:2]) != path[:2]:
                continue  # a second incident of this ref is a finding already
            _take(entries, table, raw, path, owner, is_sound=path not in unsound)
    return entries


def _entry_path(path: Path) -> Path:
    """The path of the entry that a fault belongs to: a part of an incident, or a whole entry."""
    if len(path) >= 4 and path[0] == "incidents" and path[2] in PARTS:  # noqa: PLR2004 incidents[0].claims[0]
        return path[:4]
    return path[:2]


def _raw_entries(log: Mapping[str, Any], table: Table) -> Iterator[tuple[Mapping[str, Any], Path, str]]:
    if table.section not in PARTS:
        for number, raw in _objects(log, table.section):
            owner = str(raw.get(table.owner, "")) if table.owner else ""
            yield raw, (table.section, number), owner
        return
    for number, incident in _objects(log, "incidents"):
        owner = str(incident.get("ref") or render(("incidents", number)))
        for place, raw in _objects(incident, table.section):
            yield raw, ("incidents", number, table.section, place), owner


def _objects(holder: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list with their places; what is no list or no object is the schema's finding."""
    members = holder.get(name)
    if isinstance(members, list):
        yield from ((number, raw) for number, raw in enumerate(members) if isinstance(raw, dict))


def _take(entries: Entries, table: Table, raw: Mapping[str, Any], path: Path, owner: str, *, is_sound: bool) -> None:
    key = raw.get(table.key)
    if isinstance(key, str):
        name = (owner, key)
        earlier = entries.named[table.section].setdefault(name, path)
        if earlier != path:
            message = f"'{key}' stands at {render(earlier)} already; give each its own, or take one out"
            entries.findings.append(Finding((*path, table.key), message))
            return
    if is_sound:
        values, findings = table.read(raw, path)
        entries.findings += findings
        if not findings:
            entries.sound[table.section].append(Entry(table, path, (owner, values[table.key]), values))
