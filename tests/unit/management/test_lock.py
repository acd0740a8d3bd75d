"""One desk per home, and no lock that outlives its holder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sitreps.management.supervision import lock

HOLD_AND_DIE = """
import os, sys
from pathlib import Path
from sitreps.management.supervision import lock
with lock.hold(Path(sys.argv[1])):
    os._exit(9)
"""


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with lock.hold(tmp_path), pytest.raises(lock.HomeInUse, match=f"process {os.getpid()}"), lock.hold(tmp_path):
        pass


def test_the_home_is_free_again_afterwards(tmp_path: Path) -> None:
    with lock.hold(tmp_path):
        pass
    with lock.hold(tmp_path):
        pass


def test_a_holder_that_dies_leaves_the_home_free(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", HOLD_AND_DIE, tmp_path], check=False)

    assert died.returncode == 9
    with lock.hold(tmp_path):
        pass
