"""`manage.py desk` as a process, on a home and a port of its own, with the environment of a user."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from tests.services import processes

READY_WITHIN = 120.0
ENDS_WITHIN = 20.0


class Desk:
    """One desk that can be started several times; `texts` holds what each start has said."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str, **env: str) -> None:
        self._starts += 1
        command = [sys.executable, "manage.py", "desk", "--port", str(self.port), *options]
        with self._log(self._starts).open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env={**self._environment(), **env}, stdout=log, stderr=log
            )

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while "The desk is ready." not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < until, self.text()
            time.sleep(0.1)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "this desk was not started"
        return self._process

    def child(self, part: str) -> int:
        """The process id of a child, by a part of its command line that no other child has."""
        return min(pid for pid, line in processes.of_home(self.home).items() if part in line)

    def end(self) -> int:
        """Wait for a desk that ends on its own; gives its exit code."""
        return self.process.wait(ENDS_WITHIN)

    def stop(self) -> int:
        """Ctrl-C, and what came of it."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def finish(self) -> None:
        """The end of a test: whatever it was about, nothing runs on."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pid in processes.left_after(self.home, 5):
            os.kill(pid, signal.SIGKILL)

    def text(self) -> str:
        """What the newest start has said so far."""
        return self.texts[-1]

    @property
    def texts(self) -> list[str]:
        return [self._log(start).read_text(errors="replace") for start in range(1, self._starts + 1)]

    def _log(self, start: int) -> Path:
        return self.home.with_name(f"{self.home.name}-{self.port}-{start}.log")

    def _environment(self) -> dict[str, str]:
        ours = re.compile("SITREPS_|DJANGO_|DATABASE_|REDIS_")
        kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
        return {**kept, "SITREPS_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
