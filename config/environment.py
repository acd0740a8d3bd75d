"""What the settings read from outside: strict, and with a message that says what to do.

Nothing here knows Django's settings; `config/settings.py` reads all but what processes are started with.
"""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# Longest path of a unix socket on Linux (108 bytes with the closing NUL; macOS has 104).
SOCKET_PATH_BYTES = 103

SECRET_KEY_CHARACTERS = 50

SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    # Recursive triggers: without them INSERT OR REPLACE deletes a row of the record past its delete trigger.
    # Secure delete: what a redaction empties is overwritten in the file, not only forgotten.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
    " PRAGMA secure_delete=ON;",
}

# What glibc's allocator keeps for the next answer. Left to itself, it gives the memory of every page of the API back to
# the system and asks for it again, fault by fault: a quarter of what a list of a hundred costs.
ALLOCATOR = {"MALLOC_TRIM_THRESHOLD_": str(32 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}

# Milliseconds a statement may take, by the kind of process (reliability.md 7).
STATEMENT_TIMEOUTS = {"web": 10_000, "worker": 120_000}


def home(path: str, base: Path) -> Path:
    """The folder of all state, absolute and made if missing; a relative path starts at the checkout."""
    folder = (base / Path(path).expanduser()).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"SITREPS_HOME: cannot make the folder {folder} ({error.strerror}). Name a folder that can be written."
        ) from error
    return folder


def secret_key(given: str | None, keeper: Path) -> str:
    """The given key, or the one kept in `keeper`, which is generated once and readable by its owner only."""
    if given is not None:
        if len(given) < SECRET_KEY_CHARACTERS:
            raise ImproperlyConfigured(
                f"SITREPS_SECRET_KEY: give at least {SECRET_KEY_CHARACTERS} characters, or leave it unset."
            )
        return given
    try:
        if not keeper.exists():
            _write_once(keeper, secrets.token_urlsafe(64))
        return keeper.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key {keeper} cannot be read or made ({error.strerror}). Let this user write SITREPS_HOME."
        ) from error


def _write_once(path: Path, text: str) -> None:
    # Two processes may start at once: whole content is linked into place, the first link wins.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()


def database(url: str | None, home: Path, process: str) -> dict[str, Any]:
    """Django's settings of the one database: PostgreSQL or SQLite by URL, else SQLite under the home."""
    if url is None:
        return _sqlite(home / "sitreps.sqlite3")
    scheme = urlsplit(url).scheme
    if scheme not in ("postgres", "postgresql", "sqlite"):
        raise ImproperlyConfigured(
            f"DATABASE_URL: the scheme {scheme!r} is not supported. "
            "Write postgresql://user:password@host:5432/name, or leave it unset for SQLite."
        )
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if not parsed.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL: the name of the database is missing at the end of the URL.")
    if scheme == "sqlite":
        if parsed["NAME"] == ":memory:":
            raise ImproperlyConfigured("DATABASE_URL: web and worker cannot share a database in memory; name a file.")
        return _sqlite(Path(parsed["NAME"]))
    return _postgresql(parsed, process)


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def _postgresql(parsed: dict[str, Any], process: str) -> dict[str, Any]:
    limits = {
        "statement_timeout": STATEMENT_TIMEOUTS[process],
        "lock_timeout": 3_000,
        "idle_in_transaction_session_timeout": 30_000,
    }
    given = dict(parsed.get("OPTIONS", {}))
    ours = " ".join(f"-c {name}={value}" for name, value in limits.items())
    options = {**given, "options": f"{ours} {given.get('options', '')}".strip()}
    return {**parsed, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def broker_url(given: str | None, socket: Path) -> str:
    """The URL Celery connects to: the given Redis, or our own Valkey behind its unix socket."""
    if given is None:
        return f"redis+socket://{socket}"
    address = urlsplit(given)
    if address.scheme == "unix":
        return f"redis+socket://{address.path}"
    if address.scheme not in ("redis", "rediss", "redis+socket"):
        raise ImproperlyConfigured(
            f"REDIS_URL: the scheme {address.scheme!r} is not supported. "
            "Write redis://host:6379/0, rediss://host:6379/0 or unix:///path/to/socket, or leave it unset."
        )
    return given


def broker_socket(home: Path) -> Path:
    """Where our own Valkey listens: under the home, or in the system's temporary folder when that path is too long."""
    socket = home / "valkey" / "valkey.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_BYTES:
        return socket
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sitreps-{os.getuid()}-{digest}" / "valkey.sock"


def public_url(given: str) -> str:
    """The address readers use, without a closing slash."""
    address = urlsplit(given)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        raise ImproperlyConfigured(f"SITREPS_PUBLIC_URL: {given!r} is no web address like https://reports.example.org")
    return given.rstrip("/")
