"""The supervision of child processes, with children of a few lines each."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitreps.management.supervision.children import ChildEnded, Children, Plan, StopRequested, describe

SLEEP = "import time; time.sleep(60)"
DEAF = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path("started").touch()
time.sleep(60)
"""


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    children = Children(os.environ, tmp_path)
    yield children
    children.stop()


def plan(name: str, code: str, grace: float = 10.0) -> Plan:
    return Plan(name, [sys.executable, "-c", code], grace=grace)


def wait_for(path: Path) -> None:
    until = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_child_that_ends_is_named_with_its_exit_code(children: Children) -> None:
    children.start(plan("web", SLEEP))
    children.start(plan("worker", "raise SystemExit(3)"))

    with pytest.raises(ChildEnded, match=r"^worker ended with exit code 3$"):
        children.watch()


def test_a_child_that_ends_with_zero_has_ended_too(children: Children) -> None:
    children.start(plan("beat", "pass"))

    with pytest.raises(ChildEnded, match=r"^beat ended with exit code 0$"):
        children.watch()


def test_a_step_that_fails_is_named(children: Children) -> None:
    with pytest.raises(ChildEnded, match=r"^importing the log ended with exit code 1$"):
        children.run(plan("importing the log", "raise SystemExit(1)"))


def test_a_step_is_given_up_when_a_child_ends_meanwhile(children: Children) -> None:
    children.start(plan("valkey", "raise SystemExit(2)"))

    with pytest.raises(ChildEnded, match=r"^valkey ended with exit code 2$"):
        children.run(plan("migrate", SLEEP))


def test_a_child_may_finish_what_it_does_within_its_grace(children: Children, tmp_path: Path) -> None:
    code = """
import pathlib, signal, time
def finish(*_):
    time.sleep(0.5)
    pathlib.Path("finished").touch()
    raise SystemExit
signal.signal(signal.SIGTERM, finish)
pathlib.Path("started").touch()
time.sleep(60)
"""
    children.start(plan("worker", code))
    wait_for(tmp_path / "started")
    children.stop()

    assert (tmp_path / "finished").exists()


def test_a_child_that_outlives_its_grace_is_killed(children: Children, tmp_path: Path) -> None:
    children.start(plan("worker", DEAF, grace=0.2))
    wait_for(tmp_path / "started")
    began = time.monotonic()
    children.stop()

    assert time.monotonic() - began < 5


def test_what_a_child_has_started_itself_is_killed_with_it(children: Children, tmp_path: Path) -> None:
    code = f"""
import pathlib, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", {SLEEP!r}])
pathlib.Path("pid.part").write_text(str(grandchild.pid))
pathlib.Path("pid.part").rename("pid")
time.sleep(60)
"""
    children.start(plan("web", code))
    wait_for(tmp_path / "pid")
    children.stop()

    assert is_gone(int((tmp_path / "pid").read_text()))


def test_a_signal_asks_to_stop_and_a_second_one_kills(children: Children, tmp_path: Path) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        children.listen()
        children.start(plan("worker", DEAF, grace=60))
        wait_for(tmp_path / "started")
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            children.watch()
        # The second signal comes from a child that waits until the stopping has begun.
        began = time.monotonic()
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        children.stop()
        assert time.monotonic() - began < 10
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_an_answer_is_waited_for_as_long_as_the_children_live_and_that_is_said(children: Children) -> None:
    children.start(plan("web", SLEEP))
    told: list[int] = []

    children.wait_until(lambda: len(told) == 3, still=told.append, every=0.01)

    assert told == sorted(told)


def test_an_answer_that_comes_at_once_is_not_spoken_of(children: Children) -> None:
    told: list[int] = []
    children.wait_until(lambda: True, still=told.append, every=0.0)
    assert told == []


def test_a_child_that_ends_before_it_answers_is_named(children: Children) -> None:
    children.start(plan("web", "raise SystemExit(3)"))

    with pytest.raises(ChildEnded, match=r"^web ended with exit code 3$"):
        children.wait_until(lambda: False, still=lambda _: None)


def test_a_status_is_told_in_words() -> None:
    assert describe(1) == "ended with exit code 1"
    assert describe(-9) == "was killed by SIGKILL"


def is_gone(pid: int) -> bool:
    """Whether the process has ended; one that its parent has not yet collected has ended too."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
