"""All cases on one database: makes the records that are missing, measures, and prints the results as JSON."""

import argparse
import importlib
import json
import sys
from dataclasses import asdict

import django

from bench import timing

SIZES = {"1k": 1_000, "100k": 100_000, "1m": 1_000_000}
"""How many incidents each record holds at least; of revisions it has a third more."""
SMALL, FEW_KINDS = 300, 40
CASES = ("pages", "depth", "desk", "compiling", "drawing", "importing")


def main() -> None:
    """`python -m bench.measure`, with the environment that __main__.py sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="only this one; may be given several times")
    parser.add_argument("--small", action="store_true", help="small records, each rival once: does it run at all?")
    options = parser.parse_args()
    timing.briefly = options.small
    django.setup()
    for alias, incidents in SIZES.items():
        _prepare(alias, SMALL if options.small else incidents)
    from django.db import connection  # noqa: PLC0415 once the settings are read

    for name in options.case or CASES:
        case = importlib.import_module(f"bench.cases.{name}")
        for result in case.run(connection.vendor):
            print(json.dumps(asdict(result)), flush=True)


def _prepare(alias: str, incidents: int) -> None:
    """A migrated database of one size; one that was filled before is kept."""
    from django.core.management import call_command  # noqa: PLC0415

    from bench import record  # noqa: PLC0415
    from bench.peers import fill  # noqa: PLC0415
    from bench.requests import size  # noqa: PLC0415
    from sitreps.models.revisions import Latest  # noqa: PLC0415

    with size(alias):
        call_command("migrate", run_syncdb=True, verbosity=0)
        if Latest.objects.count() < incidents:
            print(f"Making a record of {incidents:,} incidents …", file=sys.stderr, flush=True)
            record.generate(incidents, kinds=FEW_KINDS if incidents == SMALL else record.TEMPLATES)
        if not fill.is_filled():
            fill.fill()


if __name__ == "__main__":
    main()
