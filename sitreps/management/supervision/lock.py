"""One desk per home: two would start two brokers on one socket and two beats on one database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HomeInUse(Exception):
    """Another desk runs on the same home."""


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the home until the block ends. The kernel lets go when the process dies, so no stale lock can stay."""
    with (home / "desk.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise HomeInUse(
                f"Another desk (process {file.read().strip() or 'unknown'}) runs on {home}. "
                "Stop it, or set SITREPS_HOME to another folder."
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
