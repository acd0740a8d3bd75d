"""The database's own guard of what only ever grows: UPDATE, DELETE and TRUNCATE are refused by triggers.

Installed by a migration, again after every migrate (SQLite loses triggers when it rebuilds a table), and looked for
by a system check. Drafts and projections are not guarded. `drop` is for the flush of transactional tests alone;
`lifted` lets the rows beside revisions be written anew from the record.

One door is open: the texts of a row that a recorded redaction names may be emptied, and nothing else of it changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from sitreps.models.base import AppendOnly

MESSAGE = "append-only: rows of this table are never changed or deleted"
TAKEDOWNS = "sitreps_takedown"
_REFUSE = "sitreps_refuse_change"


@dataclass(frozen=True, slots=True)
class Door:
    """The columns of a table that a redaction empties, and what must be recorded about a row (OLD) before it may."""

    columns: tuple[str, ...]
    recorded: str


DOORS: Mapping[str, Door] = {
    "sitreps_revisioncontent": Door(
        ("payload", "inputs"),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                    WHERE act.act = 'REDACT' AND act.revision_id = OLD.revision_id)""",
    ),
    "sitreps_revisiontext": Door(
        ("search_text",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                    WHERE act.act = 'REDACT' AND act.revision_id = OLD.revision_id)""",
    ),
    "sitreps_incidentrevision": Door(
        ("change_note",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act WHERE act.act = 'REDACT' AND act.revision_id = OLD.id)""",
    ),
    "sitreps_annotation": Door(
        ("reason",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     JOIN sitreps_claim AS said ON said.incident_id = act.incident_id
                    WHERE act.act = 'REDACT' AND said.id = OLD.claim_id)""",
    ),
    "sitreps_change": Door(
        ("why_text",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     JOIN sitreps_incidentrevision AS said ON said.id = act.revision_id
                    WHERE act.act = 'REDACT' AND OLD.object = 'incident'
                      AND said.ref = OLD.ref AND said.number = OLD.revision)
           OR EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     JOIN sitreps_takedown AS told ON act.incident_id IN (told.incident_id, told.survivor_id)
                    WHERE act.act = 'REDACT' AND told.act <> 'REDACT' AND told.seq = OLD.seq)""",
    ),
    "sitreps_discrepancydecision": Door(
        ("note",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     JOIN sitreps_incidentrevision AS said ON said.id = act.revision_id
                    WHERE act.act = 'REDACT' AND (OLD.ref = said.ref OR OLD.ref LIKE said.ref || '.%'))""",
    ),
    "sitreps_distinction": Door(
        ("reason",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                    WHERE act.act = 'REDACT' AND act.incident_id IN (OLD.one_id, OLD.other_id))""",
    ),
    "sitreps_editionissue": Door(
        ("snapshot",),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                    WHERE act.act = 'REDACT' AND act.issue_id = OLD.id AND act.format = '')""",
    ),
    "sitreps_judgement": Door(
        ("verifier", "evidence"),
        """EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     LEFT JOIN sitreps_claim AS said ON said.id = OLD.claim_id
                    WHERE act.act = 'REDACT' AND act.incident_id IN (OLD.incident_id, said.incident_id))""",
    ),
    "sitreps_takedown": Door(
        ("text", "note", "text_salt", "note_salt"),
        """OLD.act <> 'REDACT' AND EXISTS (SELECT 1 FROM sitreps_takedown AS act
                     LEFT JOIN sitreps_takedown AS cause ON cause.seq = OLD.because_id
                    WHERE act.act = 'REDACT' AND act.format = ''
                      AND (act.incident_id IN (OLD.incident_id, OLD.survivor_id, cause.incident_id)
                           OR act.issue_id = OLD.issue_id))""",
    ),
}


@dataclass(frozen=True, slots=True)
class _Trigger:
    """`marks` tells one definition from another: the whole statement, or the function that it calls."""

    name: str
    statement: str
    marks: str


def guarded_tables() -> list[str]:
    """The tables of every `AppendOnly` model, in a fixed order."""
    models = apps.get_app_config("sitreps").get_models()
    return sorted(model._meta.db_table for model in models if issubclass(model, AppendOnly))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; those that stand already as they should stay."""
    with connection.cursor() as cursor:
        for table in _existing(connection):
            present = _present(connection, table)
            for statement in _functions(connection, table):
                cursor.execute(statement)
            for trigger in _triggers(connection, table):
                if present.get(trigger.name) == trigger.marks:
                    continue
                if trigger.name in present:
                    cursor.execute(_drop(connection.vendor, trigger.name, table))
                cursor.execute(trigger.statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away, so that a test may empty its tables."""
    _drop_all(connection, _existing(connection))


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Without the triggers of some tables, inside a transaction: nobody else ever sees them gone."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("Triggers are lifted inside a transaction.")
    _drop_all(connection, tables)
    yield
    install(connection)


def _drop_all(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for name in _present(connection, table):
                cursor.execute(_drop(connection.vendor, name, table))


def give_way(connection: BaseDatabaseWrapper) -> None:
    """Before a migration: SQLite renames no table of which a trigger elsewhere speaks, and so makes none anew.

    The triggers with a door are taken away; `install` puts them back once the migration is through.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table in DOORS:
            name = f"guard_{table}_update"
            if name in _present(connection, table):
                cursor.execute(_drop(connection.vendor, name, table))


def missing(
    connection: BaseDatabaseWrapper, tables: Sequence[str] | None = None, *, by_name: bool = False
) -> list[str]:
    """Names of the triggers that ought to stand and do not, or say something else, on all guarded tables or some.

    `by_name`: what they say does not matter. Before an upgrade they say what the release before had them say.
    """
    return [
        trigger.name
        for table in (guarded_tables() if tables is None else tables)
        for trigger in _triggers(connection, table)
        if _lacks(_present(connection, table), trigger, by_name=by_name)
    ]


def _lacks(present: Mapping[str, str], trigger: _Trigger, *, by_name: bool) -> bool:
    return trigger.name not in present if by_name else present.get(trigger.name) != trigger.marks


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    there = set(connection.introspection.table_names())
    return [table for table in guarded_tables() if table in there]


def _present(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        " AND name LIKE 'guard_%%'",
        "postgresql": "SELECT tgname, proname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE relname = %s AND tgname LIKE 'guard_%%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return dict(cursor.fetchall())


def _drop(vendor: str, name: str, table: str) -> str:
    return f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if vendor == "postgresql" else "")


def _triggers(connection: BaseDatabaseWrapper, table: str) -> list[_Trigger]:
    passes = _passes(connection, table)
    if connection.vendor == "sqlite":
        return [_sqlite(table, "update", passes), _sqlite(table, "delete", "")]
    function = f"sitreps_guard_{table}" if passes else _REFUSE
    return [
        _postgresql(table, "update", "ROW", function),
        _postgresql(table, "delete", "ROW", _REFUSE),
        _postgresql(table, "truncate", "STATEMENT", _REFUSE),
    ]


def _sqlite(table: str, act: str, passes: str) -> _Trigger:
    name = f"guard_{table}_{act}"
    door = f" WHEN NOT ({passes})" if passes else ""
    statement = (
        f'CREATE TRIGGER "{name}" BEFORE {act.upper()} ON "{table}"{door} BEGIN SELECT RAISE(ABORT, \'{MESSAGE}\'); END'
    )
    return _Trigger(name, statement, statement)


def _postgresql(table: str, act: str, each: str, function: str) -> _Trigger:
    name = f"guard_{table}_{act}"
    statement = (
        f'CREATE TRIGGER "{name}" BEFORE {act.upper()} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}()'
    )
    return _Trigger(name, statement, function)


def _functions(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """What the triggers of PostgreSQL call; made anew each time, so that it always says what stands here."""
    if connection.vendor == "sqlite":
        return []
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'"
    made = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$"
    found = [made.format(name=_REFUSE, body=refuse)]
    passes = _passes(connection, table)
    if passes:
        body = f"IF {passes} THEN RETURN NEW; END IF; {refuse}"
        found.append(made.format(name=f"sitreps_guard_{table}", body=body))
    return found


def _passes(connection: BaseDatabaseWrapper, table: str) -> str:
    """The condition of the door: every other column as it was, a text emptied, and a redaction recorded.

    Columns are the table's own, which an early migration has fewer of; without the table of takedowns there is no door.
    """
    door = DOORS.get(table)
    if door is None or TAKEDOWNS not in connection.introspection.table_names():
        return ""
    same = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}[connection.vendor]
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    kept = [f'NEW."{column}" {same} OLD."{column}"' for column in columns if column not in door.columns]
    emptied = [f'(NEW."{column}" = \'\' OR NEW."{column}" {same} OLD."{column}")' for column in door.columns]
    changed = " OR ".join(f'NEW."{column}" <> OLD."{column}"' for column in door.columns)
    return " AND ".join([*kept, *emptied, f"({changed})", f"({door.recorded})"])
