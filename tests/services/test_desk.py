"""The desk as one command: real processes that start together, and end together whatever happens."""

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import processes
from tests.services.desk import ENDS_WITHIN, Desk

pytestmark = pytest.mark.services

CHILDREN = {"valkey": "valkey-server", "web": "granian", "worker": "--quiet worker", "beat": "--quiet beat"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: the first start makes its database, the later ones find it there."""
    return tmp_path_factory.mktemp("desk") / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = Desk(home)
    yield desk
    desk.finish()


@pytest.fixture
def running(desk: Desk) -> Desk:
    desk.start("--no-demo")
    desk.wait_until_ready()
    return desk


def test_the_desk_answers_and_stops_without_leaving_a_process(running: Desk) -> None:
    with urllib.request.urlopen(f"{running.url}/health/live") as answer:
        assert answer.status == 200
    lines = processes.of_home(running.home).values()
    assert {name for name, part in CHILDREN.items() if any(part in line for line in lines)} == set(CHILDREN)

    assert running.stop() == 0, running.text()
    assert processes.left_after(running.home, 2) == {}
    assert "The desk has been stopped." in running.text()


@pytest.mark.parametrize("name", CHILDREN)
def test_when_one_process_is_killed_all_stop_and_its_name_is_said(running: Desk, name: str) -> None:
    os.kill(running.child(CHILDREN[name]), signal.SIGKILL)

    assert running.end() == 1
    assert f"{name} was killed by SIGKILL. The desk has been stopped." in running.text()
    assert processes.left_after(running.home, 2) == {}


def test_when_the_desk_itself_is_killed_its_children_end(running: Desk) -> None:
    running.process.kill()
    running.process.wait()

    assert processes.left_after(running.home, ENDS_WITHIN) == {}


def test_a_second_desk_on_the_same_home_is_refused(running: Desk) -> None:
    second = Desk(running.home)
    second.start("--no-demo")

    assert second.end() == 1
    assert f"(process {running.process.pid}) runs on {running.home}. Stop it, or set SITREPS_HOME" in second.text()
    assert running.process.poll() is None


def test_a_port_that_is_taken_is_named(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", desk.port))
        other.listen()
        desk.start("--no-demo")
        assert desk.end() == 1

    assert f"Cannot serve at {desk.url}: Address already in use." in desk.text()
    assert processes.left_after(desk.home, 2) == {}


def test_an_address_for_everybody_needs_the_one_that_readers_use(desk: Desk) -> None:
    desk.start("--no-demo", "--host", "0.0.0.0")

    assert desk.end() == 1
    assert "Set SITREPS_PUBLIC_URL to the address that readers will use." in desk.text()


def test_an_empty_desk_says_how_the_first_colleague_comes_in(running: Desk) -> None:
    assert "Nobody can sign in yet: manage.py create_editor --help" in running.text()
