"""`export_desk_log [SERIES]`: the desk, or one series with all it refers to, as a desk log (api.md, Commands).

The log goes to standard output, what it holds is said on standard error. Exit 0 written, 1 failed, 2 usage.
"""

import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitreps.actions.exports import export_log
from sitreps.management.arguments import actor_named
from sitreps.management.log_counts import in_words
from sitreps.models.series import Series

FAILED, USAGE = 1, 2


class Command(BaseCommand):
    help = (
        "Write the desk as a desk log (JSON); import_desk_log takes it into an empty desk, and it comes back the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series", nargs="?", help="only this series, its incidents and all that they refer to")

    def handle(self, *args: Any, **options: Any) -> None:
        series = Series.objects.filter(code=options["series"]).first()
        if series is None and options["series"] is not None:
            raise CommandError(f"No series is called {options['series']}.", returncode=USAGE)
        # A reader that stops in between must not keep the database waiting, so the log is whole before it leaves.
        with tempfile.TemporaryFile() as log:
            report = export_log(to=log, by=actor_named(None), now=timezone.now(), series=series)
            log.seek(0)
            if options.get("stdout"):
                self.stdout.write(log.read().decode(), ending="")
            else:
                _send(log)
        self.stderr.write(f"Exported {in_words(report.exported) or 'an empty desk'} (sha256 {report.sha256}).")
        if report.left_behind:
            told = ", ".join(f"{number} {what}" for what, number in report.left_behind.items())
            self.stderr.write(f"Taken down, so only in the record and its backup: {told}.")
        self.stderr.write("The log holds what never leaves a desk, such as protected origins: keep it as safe as one.")


def _send(log: BinaryIO) -> None:
    """UTF-8, whatever the terminal speaks."""
    try:
        shutil.copyfileobj(log, sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at the end
        raise CommandError("Whoever read the log stopped before its end.", returncode=FAILED) from error
