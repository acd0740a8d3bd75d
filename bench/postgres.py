"""The benchmark's own PostgreSQL: the server of the tests, with the memory that a server of a desk would have."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.services.postgres import USER, Postgres

SETTINGS = {
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def server(folder: Path) -> Postgres:
    """A server that keeps its data in a folder; started by the caller."""
    return Postgres(folder, settings=SETTINGS)


def create(folder: Path, names: Iterable[str]) -> None:
    """The databases `default` and those named, where they are not there yet."""
    with psycopg.connect(host=str(folder), user=USER, dbname="postgres", autocommit=True) as connection:
        there = {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
        for name in ("bench_default", *(f"bench_{name}" for name in names)):
            if name not in there:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def address(folder: Path, name: str) -> str:
    """The URL of one of its databases."""
    return f"postgresql://{USER}@{quote(str(folder), safe='')}/{name}"
