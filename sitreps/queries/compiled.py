"""Statements that are compiled once: to write the SQL of a small answer costs more than to run it (performance.md).

Kept by those who ask, for as long as the process runs: it speaks to one kind of database.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and its parameters but for the last ones, which are given anew at every run, as they are stored."""

    sql: str
    parameters: tuple[Any, ...]

    def run(self, *last: Any) -> list[tuple[Any, ...]]:
        """The rows."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, (*self.parameters, *last))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def compiled(rows: QuerySet[Any, Any], *, last: int) -> Compiled:
    """A queryset of values without its `last` parameters: those of the filters that were added last to it."""
    sql, parameters = rows.query.sql_with_params()
    return Compiled(sql, tuple(parameters[: len(parameters) - last]))
