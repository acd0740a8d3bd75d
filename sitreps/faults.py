"""Named crash points for drills: places where a test may kill the process as a power cut would (reliability.md, A1).

They do nothing unless `settings.FAULT_POINTS` is on and `SITREPS_FAULT` names the point.
"""

import os
import signal

from django.conf import settings

POINTS = (
    "before-claim",
    "after-claim",
    "after-snapshot",
    "mid-render",
    "after-temporary-file",
    "after-rename",
)


def point(name: str) -> None:
    """Die here, at once and without cleaning up, if the drill says so."""
    if name not in POINTS:
        raise LookupError(f"No crash point is called {name}.")
    if settings.FAULT_POINTS and os.environ.get("SITREPS_FAULT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
