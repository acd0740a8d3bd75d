"""One fresh process for one piece of work: limited, alone in its group, gone when it has answered or overstayed."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sitreps.errors import SitrepsError


@dataclass(frozen=True, slots=True)
class Answer:
    """What a finished child left behind. `code` is negative when a signal ended it."""

    code: int
    output: bytes
    complaint: str


class NotStarted(SitrepsError):
    """The system gave no process, or no room for its input."""


class Overstayed(SitrepsError):
    """The child was still running at its wall limit and was killed."""


def run(command: Sequence[str], feed: bytes, *, wall: float, beat: float, alive: Callable[[], None]) -> Answer:
    """Feed the child on stdin and wait for its stdout; `alive` is called every `beat` seconds.

    Whatever ends the wait, be it the `wall` limit in seconds or an error that `alive` raises, kills the child with
    its whole group.
    """
    deadline = time.monotonic() + wall
    with _started(command, feed) as child:
        try:
            while (patience := min(beat, deadline - time.monotonic())) > 0:
                try:
                    output, complaint = child.communicate(timeout=patience)
                except subprocess.TimeoutExpired:
                    alive()
                else:
                    return Answer(child.returncode, output, complaint.decode(errors="replace"))
            raise Overstayed
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def _started(command: Sequence[str], feed: bytes) -> "subprocess.Popen[bytes]":
    """The child, its input in a nameless file: a pipe that is fed over several waits may be left half full."""
    try:
        with tempfile.TemporaryFile() as stdin:
            stdin.write(feed)
            stdin.seek(0)
            return subprocess.Popen(  # noqa: S603 - the command is ours, its data go over stdin
                command,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
    except OSError as error:
        raise NotStarted(f"no process for it: {error.strerror or error}") from error


def _environment() -> dict[str, str]:
    """Nothing but what Python needs to start; some builds find their own library by LD_LIBRARY_PATH alone."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC", "RAYON_NUM_THREADS": "2"}
