"""Statements that are compiled once: to write the SQL of a small answer costs more than to run it (performance.md).

Kept by those who ask, for as long as the process runs: it speaks to one kind of database.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from psycopg.adapt import Loader


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and its parameters but for the last ones, which are given anew at every run, as they are stored.

    With `in_utf8` its texts come as the bytes that they are stored as, those that were selected by `utf8`.
    """

    sql: str
    parameters: tuple[Any, ...]
    in_utf8: bool = False

    def run(self, *last: Any) -> list[tuple[Any, ...]]:
        """The rows."""
        with connection.cursor() as cursor:
            if self.in_utf8 and connection.vendor == "postgresql":
                cursor.adapters.register_loader("text", _AsStored)  # for this cursor alone
            cursor.execute(self.sql, (*self.parameters, *last))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def compiled(rows: QuerySet[Any, Any], *, last: int) -> Compiled:
    """A queryset of values without its `last` parameters: those of the filters that were added last to it."""
    sql, parameters = rows.query.sql_with_params()
    return Compiled(sql, tuple(parameters[: len(parameters) - last]))


def utf8(column: str) -> str:
    """How a statement `in_utf8` selects a text: to decode a page of JSON that goes out as bytes costs as much as to
    read it."""
    return f"CAST({column} AS BLOB)" if connection.vendor == "sqlite" else column


class _AsStored(Loader):
    """A text of PostgreSQL as bytes: connections speak UTF-8 (Django sees to that)."""

    def load(self, data: bytes | bytearray | memoryview) -> bytes:
        return bytes(data)
