"""`verify_editions`: draw every stored document again from its issue's row and compare (api.md, Commands).

Exit 0 all equal, 1 something differs (each named), 2 usage.
"""

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from sitreps import files
from sitreps.actions import renditions
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.errors import SitrepsError
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.series import Series

DIFFERENT, USAGE = 1, 2


class Command(BaseCommand):
    help = "Render every issued edition again and compare digests with what is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series", nargs="?", help="only this series")

    def handle(self, *args: Any, **options: Any) -> None:
        issues = EditionIssue.objects.select_related("series").order_by("series__code", "number", "issue")
        if options["series"]:
            if not Series.objects.filter(code=options["series"]).exists():
                raise CommandError(f"No series is called {options['series']}.", returncode=USAGE)
            issues = issues.filter(series__code=options["series"])
        checked, faults = 0, 0
        for issue in issues:
            checked += 1
            for fault in _faults(issue):
                faults += 1
                self.stdout.write(f"DIFFERENT {issue}: {fault}")
        self.stdout.write(f"{checked} issues verified, {faults} differences.")
        if faults:
            sys.exit(DIFFERENT)


def _faults(issue: EditionIssue) -> Iterator[str]:
    """What of an issue is not as it was: its snapshot, its row, a document's bytes, a document drawn again."""
    damaged = list(_snapshot_faults(issue))
    yield from damaged
    stored = {rendition.format: rendition for rendition in issue.renditions.all()}
    for format_ in renditions.FORMATS:
        if format_ not in stored:
            yield f"{format_} is not stored"
    for rendition in stored.values():
        if not files.is_whole(rendition.sha256):
            yield f"{_name(rendition)}: the stored file is missing or damaged"
        if not damaged:  # of another snapshot other documents are drawn: that tells nothing about these
            yield from _drawing_faults(issue, rendition)


def _snapshot_faults(issue: EditionIssue) -> Iterator[str]:
    """Whether the snapshot has its digest, and the columns beside it say what it says."""
    try:
        document = canonical.decode(issue.snapshot, EditionDocument)
    except msgspec.DecodeError:
        yield "the snapshot cannot be read"
        return
    if canonical.frozen_digest(msgspec.json.decode(issue.snapshot)) != issue.sha256:
        yield "the snapshot does not have its digest"
        return
    said = {
        "series": (issue.series.code, document.series),
        "number": (issue.number, document.number),
        "issue": (issue.issue, document.issue),
        "date": (issue.date, document.date),
        "period_from": (issue.period_from, document.period.from_),
        "period_to": (issue.period_to, document.period.to),
        "as_known_at": (issue.as_known_at, document.as_known_at),
        "known_seq": (issue.known_seq, document.known_seq),
        "issued_at": (issue.issued_at, document.issued_at),
        "title": (issue.title, document.title),
    }
    for column, (in_row, in_snapshot) in said.items():
        if in_row != in_snapshot:
            yield f"{column} is {in_row} in the row, {in_snapshot} in the snapshot"


def _drawing_faults(issue: EditionIssue, rendition: Rendition) -> Iterator[str]:
    try:
        content, _ = renditions.draw(issue, rendition.format)
    except SitrepsError as refusal:
        yield f"{_name(rendition)}: cannot be drawn again: {refusal}"
        return
    if hashlib.sha256(content).hexdigest() != rendition.sha256:
        made_by = renditions.renderer_name(rendition.format)
        by = f" (drawn by {rendition.renderer}, now by {made_by})" if made_by != rendition.renderer else ""
        yield f"{_name(rendition)}: drawn again it has another digest{by}"


def _name(rendition: Rendition) -> str:
    return f"{rendition.language}.{rendition.format}"
