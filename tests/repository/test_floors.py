"""The contracts of .importlinter hold: no module imports upwards, sideways or in a circle."""

import subprocess
import sys

from tests.repository.sources import ROOT


def test_every_contract_is_kept() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout
