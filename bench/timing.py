"""Interleaved timing: the rivals take turns in one process, so that whatever disturbs one disturbs all."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Times:
    """Of one rival, in seconds: CPU of this process, and wall time."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def median_cpu(self) -> float:
        """What a round costs this process."""
        return median(self.cpu)

    @property
    def best_wall(self) -> float:
        """The round that nothing disturbed: on a busy machine the only wall time that can be compared."""
        return min(self.wall)


@dataclass(frozen=True, slots=True)
class Once:
    """What one run took, in seconds, and what it gave."""

    cpu: float
    wall: float
    gave: Any


briefly = False
"""Whether each rival runs only once, to see that it does: the times mean nothing then."""


def interleave(
    rivals: Mapping[str, Callable[[], object]], *, rounds: int, repeats: int | Mapping[str, int] = 1
) -> dict[str, Times]:
    """Run each rival once a round, `repeats` times in a row; times are of one run. The first round warms up."""
    if briefly:
        rounds, repeats = 1, 1
    cpu: dict[str, list[float]] = {name: [] for name in rivals}
    wall: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(rounds + 1):
        for name, rival in rivals.items():
            times = repeats if isinstance(repeats, int) else repeats[name]
            gc.collect()
            gc.disable()
            began, ticked = time.process_time(), time.perf_counter()
            for _ in range(times):
                rival()
            spent, passed = time.process_time() - began, time.perf_counter() - ticked
            gc.enable()
            if number:
                cpu[name].append(spent / times)
                wall[name].append(passed / times)
    return {name: Times(tuple(cpu[name]), tuple(wall[name])) for name in rivals}


def once(work: Callable[[], Any]) -> Once:
    """Run something that has no rival and takes seconds: one run, no warming up."""
    gc.collect()
    began, ticked = time.process_time(), time.perf_counter()
    gave = work()
    return Once(time.process_time() - began, time.perf_counter() - ticked, gave)
