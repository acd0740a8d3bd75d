"""`verify_editions`: draw every stored document again from its issue's row and compare (api.md, Commands).

A document that another program drew (its row says which) cannot have the same bytes: then its stored bytes are held
to their digest, and it is named, not counted as different, if drawn again it has another (docs/adr/0011).

Exit 0 all equal, 1 something differs (each named), 2 usage.
"""

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from sitreps import files
from sitreps.actions import erasing, renditions
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.errors import SitrepsError
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.series import Series
from sitreps.queries import takedowns

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
        checked, faults, others = 0, 0, 0
        for issue in issues:
            checked += 1
            found = _findings(issue)
            faults, others = faults + len(found.faults), others + len(found.kept)
            for fault in found.faults:
                self.stdout.write(f"DIFFERENT {issue}: {fault}")
            for document in found.kept:
                self.stdout.write(f"KEPT {issue}: {document}")
        kept = f" Kept as another program drew them: {others}." if others else ""
        self.stdout.write(f"{checked} issues verified, {faults} differences.{kept}")
        if faults:
            sys.exit(DIFFERENT)


@dataclass(frozen=True, slots=True)
class Findings:
    """What verification found of one issue: what is not as it was, and which documents another program drew."""

    faults: tuple[str, ...]
    kept: tuple[str, ...]


def _findings(issue: EditionIssue) -> Findings:
    """Of its snapshot, its row, its documents' bytes, and its documents drawn again."""
    if takedowns.is_redacted(issue):
        return Findings(tuple(_remains(issue)), ())
    damaged = list(_snapshot_faults(issue))
    faults, kept = list(damaged), list[str]()
    stored = list(issue.renditions.all())
    faults += _missing(stored, () if damaged else canonical.decode(issue.snapshot, EditionDocument).languages[1:])
    for rendition in stored:
        if takedowns.is_redacted(issue, language=rendition.language, format_=rendition.format):
            continue
        is_whole = files.is_whole(rendition.sha256)
        if not is_whole:
            faults.append(f"{_name(rendition)}: the stored file is missing or damaged")
        if damaged:  # of another snapshot other documents are drawn: that tells nothing about these
            continue
        found = _drawn_again(issue, rendition)
        if found is not None:
            (kept if found.is_of_another_program and is_whole else faults).append(found.text)
    return Findings(tuple(faults), tuple(kept))


def _missing(stored: Sequence[Rendition], further: Sequence[str]) -> list[str]:
    """Which documents ought to be there and are not; those of further languages by their names."""
    there = {(rendition.language, rendition.format) for rendition in stored}
    formats = {format_ for _, format_ in there}
    missing = [f"{format_} is not stored" for format_ in renditions.FORMATS if format_ not in formats]
    names = [(language, format_) for language in further for format_ in renditions.FORMATS]
    return missing + [f"{'.'.join(name)} is not stored" for name in names if name not in there and name[1] in formats]


def _remains(issue: EditionIssue) -> Iterator[str]:
    """What is left of an issue that was redacted: its row and its digests are all that ought to be."""
    if issue.snapshot:
        yield "it was redacted, and its snapshot still stands"
    for rendition in issue.renditions.all():
        if files.path_of(rendition.sha256).exists() and not erasing.is_kept(rendition.sha256):
            yield f"it was redacted, and {_name(rendition)} is still stored"


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


@dataclass(frozen=True, slots=True)
class Other:
    """A document that is not the stored one when it is drawn again."""

    text: str
    is_of_another_program: bool


def _drawn_again(issue: EditionIssue, rendition: Rendition) -> Other | None:
    name, made_by = _name(rendition), renditions.renderer_name(rendition.format)
    try:
        content, _ = renditions.draw(issue, rendition.format, rendition.language)
    except SitrepsError as refusal:
        return Other(f"{name}: cannot be drawn again: {refusal}", is_of_another_program=False)
    if hashlib.sha256(content).hexdigest() == rendition.sha256:
        return None
    differs = made_by != rendition.renderer
    by = f" (drawn by {rendition.renderer}, now by {made_by})" if differs else ""
    return Other(f"{name}: drawn again it has another digest{by}", is_of_another_program=differs)


def _name(rendition: Rendition) -> str:
    return f"{rendition.language}.{rendition.format}"
