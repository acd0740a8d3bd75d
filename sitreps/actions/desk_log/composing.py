"""From the plain form of a row to its entry in a log: the columns of sections.py the other way round.

Members stand in the schema's order, and only those that say more than their absence would.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sitreps.actions.desk_log.columns import Column, Table, Values
from sitreps.actions.desk_log.schema import schema
from sitreps.actions.desk_log.sections import PARTS

Entry = dict[str, Any]


def entry_of(table: Table, values: Values) -> Entry:
    """The entry that reads back as these values."""
    whole = _entry(table.columns, values)  # what is said by default may depend on other members
    said = [column for column in table.columns if values[column.attribute] != column.value_without(whole)]
    holders = {column.path[:-1] for column in said} | {()}
    shape = shape_of(table.section)
    kept = [column for column in table.columns if column in said or _is_required(column, holders, shape)]
    entry: Entry = in_order(_entry(kept, values), shape)
    return entry


def shape_of(section: str) -> Mapping[str, Any]:
    """The schema of one entry of a section."""
    sections: Mapping[str, Any] = schema()["properties"]
    if section in PARTS:
        sections = sections["incidents"]["items"]["properties"]
    shape: Mapping[str, Any] = sections[section]["items"]
    return shape


def in_order(value: Any, shape: Mapping[str, Any]) -> Any:
    """The same JSON with the members of its objects in the schema's order; those that it does not name follow by name.

    A database may hand an object back with its members in an order of its own.
    """
    if isinstance(value, list):
        return [in_order(item, shape.get("items", {})) for item in value]
    if not isinstance(value, dict):
        return value
    known: Mapping[str, Any] = shape.get("properties", {})
    names = [*(name for name in known if name in value), *sorted(set(value) - set(known))]
    return {name: in_order(value[name], known.get(name, {})) for name in names}


def _entry(columns: tuple[Column, ...] | list[Column], values: Values) -> Entry:
    entry: Entry = {}
    for column in columns:
        member = column.write(values[column.attribute]) if column.write else _json(values[column.attribute])
        if member is not None:
            _put(entry, column.path, member)
    return entry


def _put(entry: Entry, path: tuple[str, ...], member: Any) -> None:
    for step in path[:-1]:
        entry = entry.setdefault(step, {})
    entry[path[-1]] = member


def _is_required(column: Column, holders: set[tuple[str, ...]], shape: Mapping[str, Any]) -> bool:
    """Whether the schema asks for it, in an object that is written at all."""
    if column.path[:-1] not in holders:
        return False
    for step in column.path[:-1]:
        shape = shape["properties"][step]
    return column.path[-1] in shape.get("required", ())


def _json(value: Any) -> Any:
    """Days as 2025-06-24, moments in UTC with Z, times of day to the minute, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
