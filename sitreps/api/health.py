"""Whether this process runs, and whether it can do its work (reliability.md 20). Public, so no detail is said."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sitreps import enqueue
from sitreps.models.sequence import Sequence

LEAST_FREE = 1024**3
"""Bytes below which the next documents may no longer fit."""

BRIEFLY = 100
"""Milliseconds."""

log = structlog.get_logger(__name__)


@require_safe
@never_cache
def live(_: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@require_safe
@never_cache
def ready(_: HttpRequest) -> JsonResponse:
    """200 if it can read, write and store; 503 if not. Without a broker work waits in rows, so that is a word only."""
    failed = [name for name, check in CHECKS.items() if not check()]
    if failed:
        log.warning("not_ready", failed=failed)
        return JsonResponse({"status": "not ready"}, status=503)
    return JsonResponse({"status": "ready", "broker": "ok" if enqueue.broker_answers() else "degraded"})


def database_writes() -> bool:
    """Whether a row can be written; it is taken back, so that nobody can fill the table by asking.

    SQLite has one writer: who finds another at work knows enough, and need not wait for the end of an import.
    """
    try:
        with _briefly(), transaction.atomic():
            Sequence.objects.bulk_create([Sequence(name="health")])
            transaction.set_rollback(True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return True
        log.warning("database_refuses", error=type(error).__name__)
        return False
    return True


def migrations_are_applied() -> bool:
    """Whether the database has every table that this software knows."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as error:
        log.warning("database_refuses", error=type(error).__name__)
        return False
    return _known_migrations() <= applied.keys()


def files_can_be_stored() -> bool:
    """Whether the folder of documents takes a file."""
    try:
        folder = _folder()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"sitreps")
            file.flush()
    except OSError as error:
        log.warning("files_refuse", error=error.strerror)
        return False
    return True


def disk_has_room() -> bool:
    """Whether more than 1 GiB is free where documents are stored."""
    try:
        return shutil.disk_usage(_folder()).free > LEAST_FREE
    except OSError as error:
        log.warning("files_refuse", error=error.strerror)
        return False


CHECKS = {
    "database": database_writes,
    "migrations": migrations_are_applied,
    "files": files_can_be_stored,
    "disk": disk_has_room,
}


@contextmanager
def _briefly() -> Iterator[None]:
    """Waits less for SQLite's one writer than questions of people do, who want their turn."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {BRIEFLY}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _folder() -> Path:
    folder = Path(settings.SITREPS_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this release: they never change while a process runs."""
    return frozenset(MigrationLoader(None).disk_migrations)
