"""A real Celery worker process on the test's own database, broker and home, which can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from celery import Celery
from django.conf import settings
from django.db import connections

_STARTS_WITHIN = 30.0
# The test run's own settings would forget what the test lays into the environment.
PRODUCT = {"DJANGO_SETTINGS_MODULE": "config.settings"}


class WorkerDied(AssertionError):
    """The worker ended though no test had killed it."""


class Worker:
    """Start, kill -9, start again. `env` adds variables, such as the fault point of a drill."""

    def __init__(self, app: Celery, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        self.env = dict(env or {})
        self._app = app
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **env: str) -> None:
        """Start a new process and return when it takes tasks; `env` is for this process only."""
        assert self._process is None, "this worker runs already"
        command = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "worker", "--concurrency", "1"]
        command += ["--without-gossip", "--without-mingle", "--hostname", "test@worker"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env={**os.environ, **PRODUCT, **database_environment(), **self.env, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        until = time.monotonic() + _STARTS_WITHIN
        while not self._app.control.ping(timeout=0.2):
            self.check()
            assert time.monotonic() < until, f"the worker did not start:\n{self.text()}"

    @property
    def pid(self) -> int:
        """The process id, which is the process group's too."""
        assert self._process is not None, "this worker was not started"
        return self._process.pid

    def check(self) -> None:
        """Fail loudly if the process has ended on its own."""
        assert self._process is not None, "this worker was not started"
        if self._process.poll() is not None:
            raise WorkerDied(f"the worker ended with {self._process.returncode}:\n{self.text()}")

    def wait_until_dead(self, within: float = 30.0) -> None:
        """Wait for a process that a fault point kills; afterwards it can be started again."""
        assert self._process is not None
        self._process.wait(within)
        self.kill()

    def kill(self) -> None:
        """kill -9 to the worker and to the children that run its tasks: no handler, no clean-up."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """The warm shutdown: a running task may finish."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(settings.CELERY_TASK_TIME_LIMIT)
        self.kill()

    def finish(self) -> None:
        """The end of a test: nothing may run on, and a worker that died unnoticed is a failure."""
        if self._process is None:
            return
        try:
            self.check()
        finally:
            self.kill()

    def text(self) -> str:
        """What it has logged so far."""
        return self.log.read_text(errors="replace")


def database_environment() -> dict[str, str]:
    """DATABASE_URL of the database that this test writes to, for processes of the product."""
    wanted = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{wanted['NAME']}"}
    place = quote(wanted["HOST"], safe="")
    secret = f":{quote(wanted['PASSWORD'], safe='')}" if wanted["PASSWORD"] else ""
    port = f":{wanted['PORT']}" if wanted["PORT"] else ""
    return {"DATABASE_URL": f"postgresql://{wanted['USER']}{secret}@{place}{port}/{wanted['NAME']}"}
