"""The index behind text search: FTS5 on SQLite, GIN on PostgreSQL, over words that were folded before they were stored.

Neither database splits or folds anything: FTS5 is told to split at spaces alone, PostgreSQL is handed the words as
they are, past its parser. So both give the same answers (documents/search.py). On SQLite triggers keep the index with
its table; they are installed like the guards of the record (triggers.py), and the index is made anew where they were
missing.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func

from sitreps.documents.search import Wanted

TABLE = "sitreps_revisiontext"

_ADD = "INSERT INTO sitreps_words (rowid, search_text) VALUES (new.revision_id, new.search_text);"
_TAKE = (
    "INSERT INTO sitreps_words (sitreps_words, rowid, search_text)"
    " VALUES ('delete', old.revision_id, old.search_text);"
)  # fmt: skip
_FTS5 = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS sitreps_words USING fts5(search_text, tokenize='ascii', detail='none',"
    " content='sitreps_revisiontext', content_rowid='revision_id')"
)
_TRIGGERS = {
    f"sitreps_words_{act}": f"CREATE TRIGGER IF NOT EXISTS sitreps_words_{act} AFTER {act.upper()}"
    f" ON sitreps_revisiontext BEGIN {step} END"
    for act, step in {"insert": _ADD, "update": f"{_TAKE} {_ADD}", "delete": _TAKE}.items()
}
_GIN = (
    "CREATE INDEX IF NOT EXISTS sitreps_words ON sitreps_revisiontext"
    " USING gin (array_to_tsvector(string_to_array(search_text, ' ')))"
)
_MATCHES = "{key} IN (SELECT rowid FROM sitreps_words WHERE sitreps_words MATCH %s)"
_CONTAINS = "array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"


class Holds(Func):
    """Whether a row of the table holds all the words that are wanted (a condition for `filter`)."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted
        super().__init__(F("revision_id"), F("search_text"))

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """FTS5's own condition is one of the index, not of the table: the rows are looked for by their key."""
        asked = " ".join(f'"{one.word}"{" *" if one.beginning else ""}' for one in self.wanted)
        key, parameters = compiler.compile(self.source_expressions[0])
        return _MATCHES.format(key=key), [*parameters, asked]

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """The expression is that of the index, word for word."""
        asked = " & ".join(f"'{one.word}'{':*' if one.beginning else ''}" for one in self.wanted)
        column, parameters = compiler.compile(self.source_expressions[1])
        return _CONTAINS.format(column=column), [*parameters, asked]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the index in place where its table is; one that is whole stays as it is."""
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_GIN)
        elif missing(connection):
            for statement in (_FTS5, *_TRIGGERS.values()):
                cursor.execute(statement)
            cursor.execute("INSERT INTO sitreps_words (sitreps_words) VALUES ('rebuild')")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; its table stays."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS sitreps_words")
            return
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS sitreps_words")


def agrees(connection: BaseDatabaseWrapper) -> bool:
    """Whether the index holds the words of its table. PostgreSQL's own indexes cannot part from theirs."""
    if connection.vendor == "postgresql":
        return True
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("INSERT INTO sitreps_words (sitreps_words, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Fill the index anew from its table."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO sitreps_words (sitreps_words) VALUES ('rebuild')")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What the index lacks, by name."""
    wanted = ["sitreps_words"] if connection.vendor == "postgresql" else ["sitreps_words", *_TRIGGERS]
    query = {"sqlite": "SELECT name FROM sqlite_master", "postgresql": "SELECT indexname FROM pg_indexes"}
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in there]
