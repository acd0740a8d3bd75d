"""Which processes belong to a desk: those that carry its home in their environment, whoever their parent is by now.

A server that gives itself a title (Valkey) writes it over its environment, and names its socket in it.
"""

import os
import time
from pathlib import Path


def of_home(home: Path) -> dict[int, str]:
    """Process id and command line of every living process whose SITREPS_HOME is `home`."""
    wanted = f"SITREPS_HOME={home}".encode()
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if wanted in (folder / "environ").read_bytes().split(b"\0") or f"unixsocket:{home}/" in line:
                found[int(folder.name)] = line
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue  # it has ended in the meantime, or is not ours
    return found


def left_after(home: Path, seconds: float) -> dict[int, str]:
    """What still runs when all was given `seconds` to end; returns as soon as nothing is left."""
    until = time.monotonic() + seconds
    while (running := of_home(home)) and time.monotonic() < until:
        time.sleep(0.1)
    return running
