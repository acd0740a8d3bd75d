"""One fresh process for one piece of work: limited, alone in its group, gone when it has answered or overstayed."""

import os
import signal
import subprocess
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


class Overstayed(SitrepsError):
    """The child was still running at its wall limit and was killed."""


def run(command: Sequence[str], feed: bytes, *, wall: float, beat: float, alive: Callable[[], None]) -> Answer:
    """Feed the child on stdin and wait for its stdout; `alive` is called every `beat` seconds.

    Whatever ends the wait, be it the `wall` limit in seconds or an error that `alive` raises, kills the child with
    its whole group. The environment holds no secret and no setting of ours.
    """
    deadline = time.monotonic() + wall
    with subprocess.Popen(  # noqa: S603 - the command is ours, its data go over stdin
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    ) as child:
        try:
            while True:
                patience = min(beat, deadline - time.monotonic())
                if patience <= 0:
                    raise Overstayed
                try:
                    output, complaint = child.communicate(feed, timeout=patience)
                except subprocess.TimeoutExpired:
                    alive()
                else:
                    return Answer(child.returncode, output, complaint.decode(errors="replace"))
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Nothing but what Python needs to start; some builds find their own library by LD_LIBRARY_PATH alone."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC", "RAYON_NUM_THREADS": "2"}
