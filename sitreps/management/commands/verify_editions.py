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
from sitreps.documents.canonical import frozen_digest
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
    """What of an issue is not as it was: its snapshot's digest, a document's bytes, a document drawn again."""
    if frozen_digest(msgspec.json.decode(issue.snapshot)) != issue.sha256:
        yield "the snapshot does not have its digest"
    stored = {rendition.format: rendition for rendition in issue.renditions.all()}
    for format_ in renditions.FORMATS:
        if format_ not in stored:
            yield f"{format_} is not stored"
    for rendition in stored.values():
        yield from _document_faults(issue, rendition)


def _document_faults(issue: EditionIssue, rendition: Rendition) -> Iterator[str]:
    name = f"{rendition.language}.{rendition.format}"
    if not files.is_whole(rendition.sha256):
        yield f"{name}: the stored file is missing or damaged"
    try:
        content, _ = renditions.draw(issue, rendition.format)
    except SitrepsError as refusal:
        yield f"{name}: cannot be drawn again: {refusal}"
        return
    if hashlib.sha256(content).hexdigest() != rendition.sha256:
        made_by = renditions.renderer_name(rendition.format)
        by = f" (drawn by {rendition.renderer}, now by {made_by})" if made_by != rendition.renderer else ""
        yield f"{name}: drawn again it has another digest{by}"
