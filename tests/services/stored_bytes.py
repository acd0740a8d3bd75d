"""Every byte that a desk has stored, and which words stand where in them."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.flows.canaries import Canaries


def stored() -> Iterator[tuple[str, bytes]]:
    """Every row of every table as text, every stored file, and the files of an SQLite database as they lie on disk."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own table names
            yield table, "\n".join(map(str, cursor.fetchall())).encode()
    for path in Path(settings.SITREPS_FILES).rglob("*"):
        if path.is_file():
            yield f"file {path.name}", path.read_bytes()
    if connection.vendor == "sqlite":
        for path in Path(connection.settings_dict["NAME"]).parent.glob("*.sqlite3*"):
            # Closing the file in this process would drop SQLite's locks on it, and break the database for later tests.
            yield path.name, subprocess.run(["cat", path], capture_output=True, check=True).stdout


def found_in_store(canaries: Canaries) -> list[tuple[str, str]]:
    """Where which words stand: (place, column that the word was put into)."""
    words = re.compile("|".join(map(re.escape, canaries.words)), re.IGNORECASE)
    by_lower = {word.lower(): where for word, where in canaries.words.items()}
    return [
        (place, by_lower[word.lower()])
        for place, content in stored()
        for word in set(words.findall(content.decode(errors="replace")))
    ]
