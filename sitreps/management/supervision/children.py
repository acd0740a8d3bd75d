"""Child processes: started in order, stopped in reverse, and when one ends, all end.

Each child leads its own process group. A Ctrl-C in the terminal therefore reaches the parent alone, which can let a
running task finish; and whatever a child has started itself goes with it. On Linux the kernel ends the children
when the parent is killed outright.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Plan:
    """One child: how it is started, and how many seconds it may take to finish when asked to stop."""

    name: str
    command: Sequence[str | Path]
    grace: float = 10.0
    log: Path | None = None


class ChildEnded(Exception):
    """A child ended though nobody had asked it to."""

    def __init__(self, name: str, status: int) -> None:
        self.name = name
        self.status = status
        super().__init__(f"{name} {describe(status)}")


class StopRequested(Exception):
    """Ctrl-C or SIGTERM arrived."""


def describe(status: int) -> str:
    """A return code of `subprocess` in words; a negative one is the signal that killed the process."""
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with exit code {status}"


class Children:
    """The children of this process, in the order in which they were started."""

    def __init__(self, env: Mapping[str, str], cwd: Path) -> None:
        self._env = dict(env)
        self._cwd = cwd
        self._running: list[tuple[Plan, subprocess.Popen[bytes]]] = []
        self._signals = 0

    def listen(self) -> None:
        """From now on Ctrl-C and SIGTERM ask to stop; a second one while stopping kills what still runs."""
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)

    def start(self, plan: Plan) -> None:
        """Start a child and return at once."""
        self._running.append((plan, self._spawn(plan)))

    def run(self, plan: Plan) -> None:
        """Start a child that has an end of its own, and wait for it; raises ChildEnded unless it ends with 0."""
        entry = (plan, self._spawn(plan))
        self._running.append(entry)
        while entry[1].poll() is None:
            self._watch(besides=entry)
            time.sleep(POLL_SECONDS / 4)
        self._running.remove(entry)
        if entry[1].returncode:
            raise ChildEnded(plan.name, entry[1].returncode)

    def wait_until(self, ready: Callable[[], bool], *, still: Callable[[int], None], every: float = 15.0) -> None:
        """Wait for a condition as long as the children live: a busy machine starts them in its own time.

        `still` is called with the seconds waited so far, once every so many seconds.
        """
        began, told = time.monotonic(), 1
        while not ready():
            self._watch()
            waited = time.monotonic() - began
            if waited >= told * every:
                still(round(waited))
                told += 1
            time.sleep(POLL_SECONDS)

    def watch(self) -> None:
        """Wait until a child ends (ChildEnded) or a signal asks to stop (StopRequested); never returns."""
        while True:
            self._watch()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Ask all to stop, newest first; what outlives its grace, or a second signal, is killed."""
        asked = self._signals
        for plan, process in reversed(self._running):
            _signal_process(process, signal.SIGTERM)
            until = time.monotonic() + plan.grace
            while process.poll() is None and time.monotonic() < until and self._signals <= asked:
                time.sleep(POLL_SECONDS / 4)
            _kill_group(process)
        self._running.clear()

    def _watch(self, besides: tuple[Plan, subprocess.Popen[bytes]] | None = None) -> None:
        if self._signals:
            raise StopRequested
        for entry in self._running:
            status = entry[1].poll()
            if entry is not besides and status is not None:
                raise ChildEnded(entry[0].name, status)

    def _spawn(self, plan: Plan) -> subprocess.Popen[bytes]:
        output = plan.log.open("ab") if plan.log else None
        try:
            return subprocess.Popen(  # noqa: S603 - our own commands
                plan.command,
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
                preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - this process has one thread
            )
        finally:
            if output:
                output.close()

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._signals += 1


def _die_with_parent(parent: int) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # the parent died before the kernel could be asked
                os._exit(1)

    return ask_the_kernel


def _signal_process(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of a child and of what it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
