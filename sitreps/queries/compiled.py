"""Statements that are compiled once: to write the SQL of a small answer costs more than to run it (performance.md).

Kept by those who ask, for as long as the process runs: it speaks to one kind of database.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from psycopg.adapt import Loader

HOLE: Final = object()
"""Stands among the parameters for a value that each run gives."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and its parameters; those that are a `HOLE` are given anew at every run, in their order, as they are
    stored.

    With `in_utf8` its texts come as the bytes that they are stored as, those that were selected by `utf8`.
    """

    sql: str
    parameters: tuple[Any, ...]
    in_utf8: bool = False

    def run(self, *given: Any) -> list[tuple[Any, ...]]:
        """The rows."""
        with connection.cursor() as cursor:
            if self.in_utf8 and connection.vendor == "postgresql":
                cursor.adapters.register_loader("text", _AsStored)  # for this cursor alone
            cursor.execute(self.sql, self.filled(*given))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def filled(self, *given: Any) -> tuple[Any, ...]:
        """The parameters with their holes filled, for those who run the statement themselves."""
        left = iter(given)
        return tuple(next(left) if one is HOLE else one for one in self.parameters)


def compiled(rows: QuerySet[Any, Any], *, last: int) -> Compiled:
    """A queryset of values with holes for its `last` parameters: those of the filters that were added last to it."""
    sql, parameters = rows.query.sql_with_params()
    return Compiled(sql, (*parameters[: len(parameters) - last], *[HOLE] * last))


def utf8(column: str) -> str:
    """How a statement `in_utf8` selects a text: to decode a page of JSON that goes out as bytes costs as much as to
    read it."""
    return f"CAST({column} AS BLOB)" if connection.vendor == "sqlite" else column


class _AsStored(Loader):
    """A text of PostgreSQL as bytes: connections speak UTF-8 (Django sees to that)."""

    def load(self, data: bytes | bytearray | memoryview) -> bytes:
        return bytes(data)
