"""`import_desk_log FILE`: take in a desk log, all of it or nothing (api.md, Commands).

Exit 0 imported, or all of it in the desk already; 1 refused: a line for each fault, with its path in the file;
2 usage.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitreps.actions.imports import ImportReport, import_log
from sitreps.errors import InvalidLog, SitrepsError
from sitreps.management.arguments import actor_named, moment
from sitreps.management.log_counts import in_words

REFUSED, USAGE = 1, 2
STDIN = "-"


class Command(BaseCommand):
    help = "Import a desk log (JSON): all or nothing; what the desk has with the same content is skipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the desk log; - reads standard input")
        parser.add_argument("--publish", action="store_true", help="publish the incidents, approve the statements")
        parser.add_argument("--by", metavar="USER", help="the person who does it; default: the command line itself")
        parser.add_argument(
            "--at", type=moment, metavar="TIMESTAMP", help="with --publish: the moment of a backfill's publication"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["at"] and not options["publish"]:
            raise CommandError("--at is the moment of publication, so it goes with --publish.", returncode=USAGE)
        content = _content(options["file"])
        try:
            report = import_log(
                content=content,
                by=actor_named(options["by"]),
                now=timezone.now(),
                publish=options["publish"],
                at=options["at"],
            )
        except InvalidLog as refusal:
            for fault in refusal.faults:
                self.stderr.write(str(fault))
            count = len(refusal.faults)
            faults = "1 fault" if count == 1 else f"{count} faults"
            raise CommandError(f"Nothing was imported: {faults}.", returncode=REFUSED) from refusal
        except SitrepsError as refusal:
            raise CommandError(f"Nothing was imported: {refusal}", returncode=REFUSED) from refusal
        self.stdout.write("\n".join(_lines(report)))


def _content(name: str) -> bytes:
    if name == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=USAGE) from error


def _lines(report: ImportReport) -> list[str]:
    lines = [f"Imported {in_words(report.imported)}." if report.imported else "Nothing new to import."]
    if report.revisions:
        lines.append(f"Published {report.revisions} {'revision' if report.revisions == 1 else 'revisions'}.")
    if report.skipped:
        lines.append(f"Skipped {in_words(report.skipped)}: the desk has them with the same content.")
    if report.left_unpublished:
        refs = ", ".join(report.left_unpublished)
        lines.append(
            f"Not published, because an import leaves alone what the desk has: {refs}. Publish them in the desk."
        )
    return lines
