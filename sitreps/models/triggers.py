"""The database's own guard of what only ever grows: UPDATE, DELETE and TRUNCATE are refused by triggers.

Installed by a migration, again after every migrate (SQLite loses triggers when it rebuilds a table), and looked for
by a system check. Drafts and projections are not guarded. `drop` is for the flush of transactional tests alone;
`lifted` lets the rows beside revisions be written anew from the record.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from sitreps.models.base import AppendOnly

MESSAGE = "append-only: rows of this table are never changed or deleted"


def guarded_tables() -> list[str]:
    """The tables of every `AppendOnly` model, in a fixed order."""
    models = apps.get_app_config("sitreps").get_models()
    return sorted(model._meta.db_table for model in models if issubclass(model, AppendOnly))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; those that stand already stay."""
    with connection.cursor() as cursor:
        for statement in _FUNCTION[connection.vendor]:
            cursor.execute(statement)
        for table in _existing(connection):
            for name, statement in _triggers(connection.vendor, table).items():
                if name not in _present(connection, table):
                    cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away, so that a test may empty its tables."""
    _drop(connection, _existing(connection))


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Without the triggers of some tables, inside a transaction: nobody else ever sees them gone."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("Triggers are lifted inside a transaction.")
    _drop(connection, tables)
    yield
    install(connection)


def _drop(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for name in _present(connection, table):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER "{name}"{on}')


def missing(connection: BaseDatabaseWrapper, tables: Sequence[str] | None = None) -> list[str]:
    """Names of the triggers that ought to stand and do not, on all guarded tables or on some of them."""
    return [
        name
        for table in (guarded_tables() if tables is None else tables)
        for name in _triggers(connection.vendor, table)
        if name not in _present(connection, table)
    ]


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    there = set(connection.introspection.table_names())
    return [table for table in guarded_tables() if table in there]


def _present(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE 'guard_%%'",
        "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relname = %s AND tgname LIKE 'guard_%%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return [row[0] for row in cursor.fetchall()]


def _triggers(vendor: str, table: str) -> dict[str, str]:
    if vendor == "sqlite":
        return {
            f"guard_{table}_{act}": f'CREATE TRIGGER "guard_{table}_{act}" BEFORE {act.upper()} ON "{table}"'
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for act in ("update", "delete")
        }
    return {
        f"guard_{table}_{act}": f'CREATE TRIGGER "guard_{table}_{act}" BEFORE {act.upper()} ON "{table}"'
        f" FOR EACH {each} EXECUTE FUNCTION sitreps_refuse_change()"
        for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
    }


_FUNCTION: dict[str, list[str]] = {
    "sqlite": [],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION sitreps_refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
        ),
    ],
}
