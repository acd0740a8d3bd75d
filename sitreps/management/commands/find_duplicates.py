"""`find_duplicates`: incidents that may be one event, logged twice, the likeliest first (reconciliation.md B12).

A line a pair: `88 UKR-2025-0001 UKR-2025-0007 same place, same day, same weapon`. Pairs of which an editor said
that they are not the same are left out, and counted. Nothing is written. Exit 0 whether or
not there is any; 2 usage.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sitreps.figures.duplicates import find_suspects, told_apart
from sitreps.management.arguments import day
from sitreps.queries import distinctions, duplicates

USAGE = 2
HIGHEST = 100


class Command(BaseCommand):
    help = "List the incidents that may be one event, logged twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="incidents of this day and later")
        parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="incidents of this day and earlier")
        parser.add_argument("--at-least", type=int, default=50, metavar="SCORE", help="1 to 100; default 50")
        parser.add_argument("--most", type=int, default=200, metavar="N", help="how many pairs to print; default 200")

    def handle(self, *args: Any, **options: Any) -> None:
        since, until, least, most = (options[name] for name in ("since", "until", "at_least", "most"))
        if not 1 <= least <= HIGHEST:
            raise CommandError(f"--at-least {least}: a score is 1 to {HIGHEST}.", returncode=USAGE)
        if most < 1:
            raise CommandError(f"--most {most}: print at least one pair.", returncode=USAGE)
        if since and until and until < since:
            raise CommandError(f"--until {until} lies before --since {since}.", returncode=USAGE)
        known = {one.ref: one for one in duplicates.sightings(since=since, until=until)}
        strong = [one for one in find_suspects(known.values()) if one.score >= least]
        found, left = told_apart(strong, known, distinctions.standing())
        for one in found[:most]:
            self.stdout.write(f"{one.score} {one.one} {one.other} {one.text}")
        more = f"; {len(found) - most} more are not shown" if len(found) > most else ""
        apart = f"; {len(left)} left out: an editor said that they are not the same" if left else ""
        self.stdout.write(f"{len(found)} suspected pairs among {len(known)} incidents{more}{apart}.")
