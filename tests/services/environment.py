"""The environment of a test run, laid before the settings are read: a home and a database of its own.

`SITREPS_TEST_DATABASE` is sqlite (default) or postgres; `SITREPS_TEST_POSTGRES_URL` names a server that is
already running. With pytest-xdist every worker process has its own home below the run's folder, hence its own
database, broker and files; the PostgreSQL server is one for all and is started by the controlling process.
"""

import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path
from urllib.parse import quote

SQLITE = "sqlite"
POSTGRES = "postgres"

_RUN = "SITREPS_TEST_RUN"


def prepare(environ: MutableMapping[str, str]) -> None:
    """Point SITREPS_HOME and DATABASE_URL into the run's folder, and forget what the caller's shell has set."""
    for name in [name for name in environ if name.startswith("SITREPS_") and not name.startswith("SITREPS_TEST_")]:
        del environ[name]
    environ.pop("REDIS_URL", None)
    environ.pop("DATABASE_URL", None)
    home = run_folder(environ) / environ.get("PYTEST_XDIST_WORKER", "main")
    environ["SITREPS_HOME"] = str(home)
    environ["SITREPS_LOG_LEVEL"] = "WARNING"
    if database(environ) == POSTGRES:
        environ["DATABASE_URL"] = environ.get("SITREPS_TEST_POSTGRES_URL") or own_server_url(environ)


def run_folder(environ: MutableMapping[str, str]) -> Path:
    """The folder of this test run: made by the first process, inherited by all others through the environment."""
    if _RUN not in environ:
        folder = Path(tempfile.mkdtemp(prefix="sitreps-"))
        folder.chmod(0o755)  # the server of PostgreSQL may run as another user
        environ[_RUN] = str(folder)
    return Path(environ[_RUN])


def forget_run_folder(environ: MutableMapping[str, str]) -> None:
    """Remove everything the run has written."""
    shutil.rmtree(environ.pop(_RUN), ignore_errors=True)


def database(environ: MutableMapping[str, str]) -> str:
    """Which of the two databases this run is on."""
    name = environ.get("SITREPS_TEST_DATABASE", SQLITE)
    if name not in (SQLITE, POSTGRES):
        raise ValueError(f"SITREPS_TEST_DATABASE is {name!r}; write sqlite or postgres.")
    return name


def server_folder(environ: MutableMapping[str, str]) -> Path:
    """Where the run's own PostgreSQL server keeps its data and its socket."""
    return run_folder(environ) / "postgres"


def own_server_url(environ: MutableMapping[str, str]) -> str:
    """The address of the run's own server, which listens on a unix socket only."""
    return f"postgresql://sitreps@{quote(str(server_folder(environ)), safe='')}/postgres"
