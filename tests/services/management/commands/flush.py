"""Django's `flush`, as the end of every transactional test calls it, for a record that refuses to be emptied.

The append-only triggers are dropped for the moment of the flush and installed again after it; then the rows that
migrations brought along (roles, counters, content types) are put back as they were after the last migration.
"""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from sitreps.models import triggers
from tests.services import reference


class Command(Flush):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        triggers.drop(connection)
        try:
            super().handle(**{**options, "inhibit_post_migrate": True})
            connection.creation.deserialize_db_from_string(reference.rows[connection.alias])
        finally:
            triggers.install(connection)
