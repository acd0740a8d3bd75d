"""`make bench`: every case on both databases; prints the table, writes bench/results.json.

The records are made once, in minutes, and kept in a folder (`--folder`); a later run finds them. Wall times want an
idle machine; ratios of CPU bear a busy one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import machine, postgres
from bench.measure import CASES, SIZES
from bench.results import Result, table, write
from config.environment import ALLOCATOR

RESULTS = Path(__file__).parent / "results.json"
DATABASES = ("sqlite", "postgresql")
ALIASES = ("default", *SIZES)


def main() -> int:
    """Exit 0 if every `must` is kept, 1 if one is missed."""
    options = _options()
    described = machine.describe()
    results: list[Result] = []
    for database in options.database or DATABASES:
        folder = options.folder / database
        if options.fresh:
            shutil.rmtree(folder, ignore_errors=True)
        results += _measured(database, folder, options.case or [])
    print(f"\n{machine.words(described)}\n\n{table(results)}")
    if not options.case and not options.database:
        write(RESULTS, described, results)
    missed = [one.case for one in results if not one.is_met]
    print(f"\n{len(missed)} bounds missed." if missed else "\nEvery bound is kept.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="only this one; may be given several times")
    parser.add_argument("--database", action="append", choices=DATABASES, help="only this one")
    parser.add_argument("--fresh", action="store_true", help="make the records anew")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"sitreps-bench-{os.getuid()}",
                        help="where the records are kept (about 60 GB)")  # fmt: skip
    return parser.parse_args()


def _measured(database: str, folder: Path, cases: list[str]) -> list[Result]:
    """Every case on one database, in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    if database == "sqlite":
        return _run({alias: f"sqlite:///{folder / alias}.sqlite3" for alias in ALIASES}, folder, cases)
    folder.parent.chmod(0o755)  # the server may run as another user
    server = postgres.server(folder / "server")
    server.start()
    try:
        postgres.create(server.folder, SIZES)
        urls = {alias: postgres.address(server.folder, f"bench_{alias}") for alias in ALIASES}
        return _run(urls, folder, cases)
    finally:
        server.stop()


def _run(urls: Mapping[str, str], folder: Path, cases: list[str]) -> list[Result]:
    environment = {
        **ALLOCATOR,
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SITREPS_HOME": str(folder / "home"),
        "SITREPS_LOG_LEVEL": "WARNING",
        "SITREPS_BENCH_DATABASES": json.dumps(urls),
    }
    command = [sys.executable, "-W", "ignore", "-m", "bench.measure"]
    command += [part for case in cases for part in ("--case", case)]
    results = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            results.append(Result(**json.loads(line)))
            print(table(results[-1:]).splitlines()[1], flush=True)
    if process.returncode:
        raise SystemExit(process.returncode)
    return results


if __name__ == "__main__":
    sys.exit(main())
