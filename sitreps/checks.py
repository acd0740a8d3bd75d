"""What `manage.py check` refuses: a desk that would start and then lose, leak or misprint something.

| Id | What is wrong |
|---|---|
| sitreps.E001 | a Celery value differs from the one that keeps jobs safe (reliability.md 8) |
| sitreps.E002 | kombu cannot restore lost messages in time |
| sitreps.E003 | the four-eyes rule has no meaning |
| sitreps.E004 | SITREPS_HOME cannot be written |
| sitreps.E005 | a font of the documents is missing |
| sitreps.E006 | SQLite or PostgreSQL is not set up as the record needs it (reliability.md 7) |
| sitreps.E007 | append-only triggers are missing (tag `database`) |
| sitreps.E008 | the index of text search is missing (tag `database`) |
| sitreps.E009 | guesses of passwords meet no brake |
| sitreps.W001 | debug pages are on |
| sitreps.W002 | everybody seems to sign in from one address: a proxy is not counted |
"""

import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import fontpkg
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from config.celery import app as celery_app
from sitreps.models import triggers, word_index

CELERY_VALUES: dict[str, Any] = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": False,
    "task_ignore_result": True,
    "result_backend": None,
    "task_soft_time_limit": 120,
    "task_time_limit": 150,
    "task_publish_retry": False,
    "task_serializer": "json",
    "accept_content": ["json"],
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 100,
    "worker_max_memory_per_child": 400_000,
    "worker_hijack_root_logger": False,
    "broker_connection_max_retries": None,
    "timezone": "UTC",
}
TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "health_check_interval": 30,
    "retry_on_timeout": False,
}
BRAKE, BRAKE_PAGE = "sitreps.authentication.Brake", "axes.middleware.AxesMiddleware"
FOUR_EYES = ("before", "after", "off")
FONTS = ("noto-sans", "noto-sans-arabic")


@register()
def celery_values(**_: Any) -> list[CheckMessage]:
    """E001: every value of reliability.md 8, as the running Celery sees it."""
    conf = celery_app.conf
    options = conf.broker_transport_options
    differing = [(name, conf[name], value) for name, value in CELERY_VALUES.items() if conf[name] != value]
    differing += [
        (f"broker_transport_options[{name!r}]", options.get(name), value)
        for name, value in TRANSPORT_OPTIONS.items()
        if options.get(name) != value
    ]
    return [
        Error(
            f"Celery's {name} is {found!r}; jobs are safe with {value!r} only.",
            hint="Take the value of config/settings.py; reliability of the worker was measured with it.",
            id="sitreps.E001",
        )
        for name, found, value in differing
    ]


@register()
def kombu_version(**_: Any) -> list[CheckMessage]:
    """E002: the two options that restore lost messages within seconds exist in kombu 5.7 and were tried there."""
    installed = version("kombu")
    if installed.startswith("5.7."):
        return []
    return [
        Error(
            f"kombu {installed} is installed; lost messages are restored in time with 5.7 only.",
            hint="Install the versions of requirements.txt.",
            id="sitreps.E002",
        )
    ]


@register()
def four_eyes(**_: Any) -> list[CheckMessage]:
    """E003: desk.md, Roles."""
    if settings.SITREPS_FOUR_EYES in FOUR_EYES:
        return []
    return [
        Error(
            f"SITREPS_FOUR_EYES is {settings.SITREPS_FOUR_EYES!r}.",
            hint="Set it to before, after or off.",
            id="sitreps.E003",
        )
    ]


@register()
def writable_home(**_: Any) -> list[CheckMessage]:
    """E004: a file can really be written, whatever the permission bits say."""
    try:
        with tempfile.TemporaryFile(dir=settings.SITREPS_HOME) as file:
            file.write(b"sitreps")
            file.flush()
    except OSError as error:
        return [
            Error(
                f"Nothing can be written to SITREPS_HOME {settings.SITREPS_HOME}: {error.strerror}.",
                hint=f"Let user {os.getuid()} write there, free some space, or name another folder.",
                id="sitreps.E004",
            )
        ]
    return []


@register()
def fonts(**_: Any) -> list[CheckMessage]:
    """E005: without these families a document would lose its letters."""
    installed = fontpkg.families()
    return [
        Error(
            f"The font family {name} is not installed.",
            hint="Install requirements.txt; the fonts are packages of it.",
            id="sitreps.E005",
        )
        for name in FONTS
        if name not in installed
    ]


@register()
def database_options(**_: Any) -> list[CheckMessage]:
    """E006: without IMMEDIATE, concurrent writers on SQLite meet "database is locked" (reliability.md, M8)."""
    database = settings.DATABASES["default"]
    options = database.get("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        told = options.get("init_command", "")
        wanted = options.get("transaction_mode") == "IMMEDIATE" and all(
            pragma in told for pragma in ("synchronous=FULL", "recursive_triggers=ON", "secure_delete=ON")
        )
    else:
        wanted = database["ENGINE"].endswith("postgresql") and "lock_timeout" in options.get("options", "")
    if wanted:
        return []
    return [
        Error(
            f"The database {database['ENGINE']} is not set up as the record needs it.",
            hint="Give DATABASE_URL and leave the options to config/settings.py.",
            id="sitreps.E006",
        )
    ]


@register(Tags.database)
def append_only(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E007: asked for with `check --database default` and by migrate; a table that a migration has yet to make is no
    fault, nor a trigger of the release before, which migrate puts anew; one that is gone is."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        expected = set(triggers.guarded_tables())
        is_upgrade = _has_pending_migrations(connection)
        if is_upgrade:
            expected &= set(connection.introspection.table_names())
        found += [
            Error(
                f"The trigger {name} is missing: rows of the record could be changed.",
                hint="Find out who took it away, then run manage.py migrate --skip-checks, which installs it.",
                id="sitreps.E007",
            )
            for name in triggers.missing(connection, sorted(expected), by_name=is_upgrade)
        ]
    return found


@register(Tags.database)
def text_search(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E008: without it text search finds nothing on SQLite, and reads the whole record on PostgreSQL."""
    return [
        Error(
            f"{name} is missing: text search cannot find what is published.",
            hint="Run manage.py migrate --skip-checks, which makes the index anew.",
            id="sitreps.E008",
        )
        for alias in databases or ()
        if not _has_pending_migrations(connections[alias])
        for name in word_index.missing(connections[alias])
    ]


def _has_pending_migrations(connection: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@register(deploy=True)
def debug_pages(**_: Any) -> list[CheckMessage]:
    """W001: debug pages show working copies and settings to whoever makes an error happen."""
    if not settings.DEBUG:
        return []
    return [
        checks.Warning("SITREPS_DEBUG is on.", hint="Unset it on any desk that others can reach.", id="sitreps.W001")
    ]


@register()
def brake(**_: Any) -> list[CheckMessage]:
    """E009: the brake on guesses stands before the passwords, and its page behind everything."""
    backends, middleware = list(settings.AUTHENTICATION_BACKENDS), list(settings.MIDDLEWARE)
    faults = []
    if not settings.AXES_ENABLED:
        faults.append("AXES_ENABLED is off")
    if backends[:1] != [BRAKE]:
        faults.append(f"{BRAKE} is not the first of AUTHENTICATION_BACKENDS")
    if middleware[-1:] != [BRAKE_PAGE]:
        faults.append(f"{BRAKE_PAGE} is not the last of MIDDLEWARE")
    if not settings.AXES_COOLOFF_TIME:
        faults.append("AXES_COOLOFF_TIME is empty, so that a mistyped password would hold a name for ever")
    hint = "Take the values of config/settings.py: without them anybody may guess as often as they like."
    return [Error(f"{fault[0].upper()}{fault[1:]}.", hint=hint, id="sitreps.E009") for fault in faults]


@register(deploy=True)
def proxies(**_: Any) -> list[CheckMessage]:
    """W002: the desk itself speaks no https, so a public address with it stands behind a proxy."""
    if settings.SITREPS_PROXIES or not settings.SITREPS_PUBLIC_URL.startswith("https://"):
        return []
    return [
        checks.Warning(
            "SITREPS_PUBLIC_URL is https, and SITREPS_PROXIES is 0.",
            hint="Say how many proxies stand before the desk and add to X-Forwarded-For. Else guesses are counted by"
            " name alone, and whoever guesses a colleague's password keeps the colleague out.",
            id="sitreps.W002",
        )
    ]
