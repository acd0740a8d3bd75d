"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, without the checks that a write of the desk makes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from sitreps.models import triggers, word_index

AT_ONCE = 10_000


class Loader:
    """Buffers rows by table; `columns_of` says in which order a table's values stand."""

    def __init__(self) -> None:
        self._waiting: dict[type[Model], list[Sequence[Any]]] = defaultdict(list)

    def add(self, model: type[Model], row: Sequence[Any]) -> None:
        """One row, its values as the driver takes them."""
        waiting = self._waiting[model]
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            self._flush(model)

    def flush(self) -> None:
        """Write what waits."""
        for model in list(self._waiting):
            self._flush(model)

    def _flush(self, model: type[Model]) -> None:
        rows = self._waiting.pop(model)
        table, names = model._meta.db_table, [field.column for field in model._meta.concrete_fields]  # noqa: SLF001
        columns = ", ".join(f'"{name}"' for name in names)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join("?" * len(names))
                raw = connection.connection
                raw.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', rows)  # noqa: S608 our names


def prepared(row: Model) -> list[Any]:
    """A row's values as the driver of this database takes them."""
    fields = row._meta.concrete_fields  # noqa: SLF001 Django's public name
    return [_plain(field.get_db_prep_save(getattr(row, field.attname), connection)) for field in fields]


def _plain(value: Any) -> Any:
    """What Django wraps for its own cursor, unwrapped (JSON on PostgreSQL)."""
    return value.dumps(value.obj) if hasattr(value, "dumps") else value


@contextmanager
def bulk_load(models: Sequence[type[Model]]) -> Iterator[Loader]:
    """A loader on a database whose secondary indexes are made, and whose statistics are taken, at the end."""
    loader = Loader()
    word_index.drop(connection)
    indexes = _drop_indexes([model._meta.db_table for model in models])  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET maintenance_work_mem = '512MB'")
        else:
            for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1000000"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute("BEGIN")
    yield loader
    loader.flush()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("COMMIT")
        for statement in indexes:
            cursor.execute(statement)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
    word_index.install(connection)
    triggers.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    connection.close()


def _drop_indexes(tables: Sequence[str]) -> list[str]:
    """Drop the indexes that no constraint needs; the statements that make them again."""
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL AND tbl_name = %s",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint)",
    }[connection.vendor]
    statements = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(query, [table])
            for name, statement in cursor.fetchall():
                if not statement.startswith("CREATE UNIQUE"):
                    cursor.execute(f'DROP INDEX "{name}"')
                    statements.append(statement)
    return statements
