"""Whether the database is already what this version of the product needs."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_current() -> bool:
    """Whether no migration is waiting. Reads only; a database that does not exist yet is made empty."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
