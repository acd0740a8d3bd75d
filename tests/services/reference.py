"""The rows a fresh database has after its migrations, by the alias of the connection; kept for `flush`."""

from django.db import connections

rows: dict[str, str] = {}


def remember(alias: str) -> None:
    """Take the rows as they are now: right after the test database was made."""
    rows[alias] = connections[alias].creation.serialize_db_to_string()
