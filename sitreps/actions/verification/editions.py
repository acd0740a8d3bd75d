"""An issue: its digest and columns from its snapshot, and the roots that it carries."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from sitreps.actions.issuing import entries
from sitreps.actions.verification.contents import NOT_READ
from sitreps.actions.verification.differences import Difference, unlike
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.models.editions import EditionEntry, EditionIssue
from sitreps.queries import takedowns


def examine(issue: EditionIssue, misplaced: Collection[str]) -> tuple[EditionDocument | None, list[Difference]]:
    """The document of an issue, None where it cannot be relied on, and what is not as it says. Three queries.

    `misplaced` has refs of revisions that cannot be found by their columns (contents.py): the fault is theirs.
    """
    if takedowns.is_redacted(issue):
        return None, [Difference(str(issue), "redacted, and not erased")] if issue.snapshot else []
    try:
        plain: dict[str, Any] = msgspec.json.decode(issue.snapshot)
        document = canonical.decode(issue.snapshot, EditionDocument)
    except NOT_READ:
        return None, [Difference(str(issue), "its snapshot cannot be read")]
    if canonical.frozen_digest(plain) != document.sha256:
        return None, [Difference(str(issue), "its snapshot does not have its digest")]
    how = unlike(_columns(issue), _must_be(document))
    return document, [*([Difference(str(issue), how)] if how else []), *_entries(issue, document, misplaced)]


def _columns(issue: EditionIssue) -> dict[str, Any]:
    names = ("number", "issue", "date", "as_known_at", "known_seq", "issued_at", "title", "sha256")
    period = {"series": issue.series.code, "period_from": issue.period_from, "period_to": issue.period_to}
    return {name: getattr(issue, name) for name in names} | period


def _must_be(document: EditionDocument) -> dict[str, Any]:
    names = ("number", "issue", "date", "as_known_at", "known_seq", "issued_at", "title", "sha256", "series")
    period = {"period_from": document.period.from_, "period_to": document.period.to}
    return {name: getattr(document, name) for name in names} | period


def _entries(issue: EditionIssue, document: EditionDocument, misplaced: Collection[str]) -> Iterator[Difference]:
    try:
        wanted = {entry.ref: entry for entry in entries(issue, document)}
    except KeyError as error:
        ref, number = error.args[0]
        if ref not in misplaced:
            yield Difference(str(issue), f"tells of {ref} revision {number}, which is not in the record")
        return
    there = {entry.ref: entry for entry in EditionEntry.objects.filter(issue=issue)}
    for ref in sorted({*wanted, *there}):
        name = f"entry {ref} of {issue}"
        if ref not in there:
            yield Difference(name, "missing")
        elif ref not in wanted:
            yield Difference(name, "the edition does not carry it")
        else:
            how = unlike(_facts(there[ref]), _facts(wanted[ref]))
            if how:
                yield Difference(name, how)


def _facts(entry: EditionEntry) -> dict[str, Any]:
    return {"revision": entry.revision_id, "role": entry.role}
