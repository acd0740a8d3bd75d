"""What a table of correspondence between a desk log and rows is made of; the tables stand in sections.py.

Both sides are brought to the same plain form, `{attribute of the row: value}` with the keys of other rows for
references, so that a log entry and a stored row are compared, and exported, by the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Window
from django.db.models.functions import Cast, Concat, LPad, RowNumber

from sitreps.actions.desk_log.paths import Finding, Path

Values = dict[str, Any]
KEY_OF = {"series": "code", "incidents": "ref"}
NUMBER, DIGITS = "number_in_the_log", 4
"""Where a row that has no key of its own has one for the log, and how many digits this has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One member of a log entry and the attribute of the row that keeps it.

    `path`: the steps to the member inside the entry. `absent`: what the row holds where the file is silent or says
    null; a function of the entry where it depends on it. `refers_to`: the section whose key the value is; with `many`
    it is a list of keys. `at_import`: where the file is silent the moment of the import is written, and not compared.
    `lookup`: the ORM's path to the plain value, where it is not the attribute. `write`: the member's JSON, where the
    value's type does not tell it (composing.py).
    """

    attribute: str
    path: tuple[str, ...]
    absent: Any = ""
    read: Callable[[Any], Any] | None = None
    refers_to: str | None = None
    many: bool = False
    at_import: bool = False
    lookup: str = ""
    write: Callable[[Any], Any] | None = None

    def value_in(self, entry: Mapping[str, Any]) -> Any:
        """The plain value of this column. Raises ValueError where the text is no day, time or moment."""
        value: Any = entry
        for step in self.path:
            value = value.get(step) if value is not None else None
        if value is None:
            return self.value_without(entry)
        return self.read(value) if self.read else value

    def value_without(self, entry: Mapping[str, Any]) -> Any:
        """The plain value where an entry is silent."""
        return self.absent(entry) if callable(self.absent) else self.absent

    @property
    def stored_as(self) -> str:
        """The ORM's path to the same plain value."""
        if self.lookup or self.refers_to is None or self.many:
            return self.lookup or self.attribute
        return self.key_lookup

    @property
    def key_lookup(self) -> str:
        """The ORM's path to the key that a reference names, or to each of its keys."""
        return f"{self.attribute}__{KEY_OF.get(self.refers_to or '', 'key')}"


@dataclass(frozen=True)
class Table:
    """One section of a log and the model of its rows; `owner` is the attribute under which keys are unique, if any.

    `numbered`: its rows have no key of their own, for they only grow; the log numbers them under their owner in the
    order in which they were written, N0001 first.
    """

    section: str
    noun: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    owner: str | None = None
    numbered: bool = False

    @property
    def key(self) -> str:
        """The attribute, and the member, that names an entry."""
        return KEY_OF.get(self.section, "key")

    @property
    def rows(self) -> "models.QuerySet[Any]":
        """Every stored row, with its number where rows are numbered."""
        rows: models.QuerySet[Any] = self.model._default_manager.all()  # noqa: SLF001 Django's public name
        if not self.numbered or self.owner is None:
            return rows
        place = Window(RowNumber(), partition_by=[self.owner], order_by="pk")
        digits = LPad(Cast(place, models.CharField()), DIGITS, models.Value("0"))
        numbered: models.QuerySet[Any] = rows.annotate(**{NUMBER: Concat(models.Value("N"), digits)})
        return numbered

    @property
    def owner_section(self) -> str:
        """The section of the rows under which keys are unique; empty where keys are unique as they are."""
        return {"incident": "incidents", "source_item": "source_items"}.get(self.owner or "", self.owner or "")

    @property
    def owner_lookup(self) -> str:
        """The ORM's path to the ref or code under which the key is unique; empty where keys are unique as they are."""
        return f"{self.owner}__{KEY_OF.get(self.owner_section, 'key')}" if self.owner else ""

    @cached_property
    def references(self) -> tuple[Column, ...]:
        """The columns that name other rows by their keys."""
        return tuple(column for column in self.columns if column.refers_to is not None)

    @cached_property
    def limits(self) -> tuple[tuple[Column, int], ...]:
        """The columns with a greatest length."""
        found = ((column, self._greatest_length(column)) for column in self.columns)
        return tuple((column, most) for column, most in found if most is not None)

    def read(self, entry: Mapping[str, Any], path: Path) -> tuple[Values, list[Finding]]:
        """The entry in plain form, and what in it no column can hold."""
        values: Values = {}
        findings = []
        for column in self.columns:
            try:
                values[column.attribute] = column.value_in(entry)
            except (ValueError, OverflowError) as error:
                findings.append(Finding((*path, *column.path), f"{error}; correct it"))
        for column, most in self.limits:
            length = len(values.get(column.attribute) or "")
            if length > most:
                findings.append(
                    Finding((*path, *column.path), f"has {length} characters; {most} at most, so shorten it")
                )
        return values, findings

    def path_of(self, attribute: str) -> tuple[str, ...]:
        """The steps to a member by the attribute of the row, or the attribute itself where no member has it."""
        return next((column.path for column in self.columns if column.attribute == attribute), (attribute,))

    def _greatest_length(self, column: Column) -> int | None:
        if column.stored_as != column.attribute or column.many:
            return None
        field = self.model._meta.get_field(column.attribute)  # noqa: SLF001 Django's public name
        return field.max_length if isinstance(field, models.CharField) else None
