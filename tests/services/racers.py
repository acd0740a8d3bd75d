"""Processes that do the same thing at the same moment: started once, told what to do over their standard input.

Each is a process of the product on this test's database. `Racers.together` sends every racer its order at once and
returns what each made of it: a value, or the name of the refusal (moves.py). What nobody foresaw fails the test.
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.services.worker import PRODUCT, database_environment

_PATIENCE = 90.0


class RaceFailed(AssertionError):
    """A racer met an error that no caller is told of: a deadlock, a lock that was not given, a bug."""


class Racers:
    """`count` processes, with more in their environment if need be; `close` ends them."""

    def __init__(self, count: int, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        environment = {**os.environ, **PRODUCT, **database_environment(), **(env or {})}
        with log.open("ab") as complaints:
            self._processes = [
                subprocess.Popen(
                    [sys.executable, "-m", "tests.services.moves"],
                    cwd=settings.BASE_DIR,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                )
                for _ in range(count)
            ]
        self.together([("ready", {})] * count)

    def __len__(self) -> int:
        return len(self._processes)

    def together(self, orders: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Any]:
        """What each racer made of its order, in the order of the orders; not more orders than racers."""
        racing = self._processes[: len(orders)]
        lines = [json.dumps({"move": move, "with": arguments}).encode() + b"\n" for move, arguments in orders]
        for process, line in zip(racing, lines, strict=True):
            assert process.stdin is not None
            process.stdin.write(line)
        for process in racing:
            assert process.stdin is not None
            process.stdin.flush()
        until = time.monotonic() + _PATIENCE
        return [self._answer(process, until) for process in racing]

    def close(self) -> None:
        """End of the input is the end of a racer."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()

    def _answer(self, process: "subprocess.Popen[bytes]", until: float) -> Any:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        line = process.stdout.readline() if ready else b""
        if not line:
            raise RaceFailed(f"A racer gave no answer:\n{self.log.read_text(errors='replace')}")
        return json.loads(line)
