"""`manage.py desk` as a user meets it: a real process with real children."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.services import processes

pytestmark = pytest.mark.services

ENDS_WITHIN = 20.0


class Desk:
    """A desk on a home and a port of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.log = home.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command("--port", str(self.port), *options),
                cwd=settings.BASE_DIR,
                env=env(self.home),
                stdout=log,
                stderr=log,
            )

    def wait_until_ready(self) -> None:
        assert self.process is not None
        until = time.monotonic() + 90
        while "The desk is ready." not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < until, self.text()
            time.sleep(0.1)

    def child(self, part: str) -> int:
        """The process id of a child, by a part of its command line that no other child has."""
        return min(pid for pid, line in processes.of_home(self.home).items() if part in line)

    def end(self) -> int:
        assert self.process is not None
        return self.process.wait(ENDS_WITHIN)

    def text(self) -> str:
        return self.log.read_text(errors="replace")


def command(*options: str) -> list[str]:
    return [sys.executable, "manage.py", "desk", "--no-demo", *options]


def env(home: Path) -> dict[str, str]:
    """The environment of a user: none of the test run's own variables."""
    kept = {
        name: value for name, value in os.environ.items() if not re.match("SITREPS_|DJANGO_|DATABASE_|REDIS_", name)
    }
    return {**kept, "SITREPS_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: the first start makes its database, the later ones find it there."""
    return tmp_path_factory.mktemp("desk") / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = Desk(home)
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.process.kill()
        desk.process.wait()
    for pid in processes.left_after(home, 5):
        os.kill(pid, signal.SIGKILL)


def test_the_desk_answers_and_stops_without_leaving_a_process(desk: Desk) -> None:
    desk.start()
    desk.wait_until_ready()

    with urllib.request.urlopen(f"http://127.0.0.1:{desk.port}/health/live") as answer:
        assert answer.status == 200
    assert {"valkey-server", "granian", "worker", "beat"} <= {
        part
        for line in processes.of_home(desk.home).values()
        for part in ("valkey-server", "granian", "worker", "beat")
        if part in line
    }

    assert desk.process is not None
    desk.process.send_signal(signal.SIGINT)
    assert desk.end() == 0, desk.text()
    assert processes.left_after(desk.home, 2) == {}
    assert "The desk has been stopped." in desk.text()


@pytest.mark.parametrize(
    ("name", "part"),
    [("valkey", "valkey-server"), ("web", "granian"), ("worker", "--quiet worker"), ("beat", "--quiet beat")],
)
def test_when_one_process_is_killed_all_stop_and_its_name_is_said(desk: Desk, name: str, part: str) -> None:
    desk.start()
    desk.wait_until_ready()
    os.kill(desk.child(part), signal.SIGKILL)

    assert desk.end() == 1
    assert f"{name} was killed by SIGKILL. The desk has been stopped." in desk.text()
    assert processes.left_after(desk.home, 2) == {}


def test_when_the_desk_itself_is_killed_its_children_end(desk: Desk) -> None:
    desk.start()
    desk.wait_until_ready()
    assert desk.process is not None
    desk.process.kill()
    desk.process.wait()

    assert processes.left_after(desk.home, ENDS_WITHIN) == {}


def test_a_second_desk_on_the_same_home_is_refused(desk: Desk) -> None:
    desk.start()
    desk.wait_until_ready()
    second = subprocess.run(
        command("--port", str(free_port())),
        cwd=settings.BASE_DIR,
        env=env(desk.home),
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"runs on {desk.home}. Stop it, or set SITREPS_HOME to another folder." in second.stderr


def test_a_port_that_is_taken_is_named(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", desk.port))
        other.listen()
        desk.start()
        assert desk.end() == 1

    assert f"Cannot serve at http://127.0.0.1:{desk.port}: Address already in use." in desk.text()
    assert processes.left_after(desk.home, 2) == {}


def test_an_address_for_everybody_needs_the_one_that_readers_use(desk: Desk) -> None:
    desk.start("--host", "0.0.0.0")

    assert desk.end() == 1
    assert "Set SITREPS_PUBLIC_URL to the address that readers will use." in desk.text()
