"""Importing a desk log: all of it or nothing, and never over what the desk has (api.md, Commands).

    read -> beside the desk: new, skipped, different -> rules -> rows -> publication, a tree at a time -> audit

Everything from the comparison on happens in one transaction: a fault anywhere leaves the desk as it was.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby

from django.db import IntegrityError, OperationalError, transaction

from sitreps import permissions
from sitreps.actions import audit, publishing
from sitreps.actions.desk_log.entries import Entries, Entry, entries_of
from sitreps.actions.desk_log.paths import Finding, as_faults
from sitreps.actions.desk_log.reading import read
from sitreps.actions.desk_log.references import reference_findings
from sitreps.actions.desk_log.rules import Terms, rule_findings
from sitreps.actions.desk_log.schema import schema_findings
from sitreps.actions.desk_log.sections import SECTIONS
from sitreps.actions.desk_log.stored import Comparison, compare, in_batches
from sitreps.actions.desk_log.writing import Writer
from sitreps.actions.first_publications import publish_new
from sitreps.actions.validation import EARLIEST, stamp
from sitreps.errors import Conflict, InvalidLog
from sitreps.models import sequence
from sitreps.models.accounts import User
from sitreps.models.incidents import Incident

BUSY = frozenset({"23505", "40P01", "55P03"})
"""PostgreSQL's codes for a key that another transaction wrote first, a deadlock, a lock that was not free in time."""

AT_ONCE = 200
"""Trees that are published at once; what they were made from is held in memory meanwhile."""

IMPORTS = "import"
"""The counter whose lock lets one import at a time compare and write; its value means nothing."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: rows by section, revisions published, and refs that were in the desk and not published."""

    imported: Mapping[str, int]
    skipped: Mapping[str, int]
    revisions: int
    left_unpublished: tuple[str, ...]


def import_log(
    *, content: bytes, by: User, now: datetime, publish: bool = False, at: datetime | None = None
) -> ImportReport:
    """Import a desk log; with `publish` also approve its statements and publish its incidents, children first.

    `at` is the moment of a backfill's publication: nothing in the log may be later, and no publication newer.
    What the desk has with the same content is skipped. Raises InvalidLog (every fault with its path), NotAllowed,
    Conflict (a newer publication, a simultaneous write); then nothing was written.
    """
    permissions.check_log(by)
    if publish:
        permissions.check_review(by)
    moment = at or now
    if moment > now:
        raise Conflict(f"{stamp(moment)} lies in the future; a backfill is published at a moment that has passed.")
    if moment.year < EARLIEST.year:
        raise Conflict(f"{moment.isoformat()} is before {EARLIEST.year}; check the year.")
    log = read(content)
    entries = entries_of(log, list(schema_findings(log)))
    terms = Terms(moment=moment, publish=publish, may_exclude=permissions.can(permissions.check_exclude, by))
    try:
        with transaction.atomic():
            sequence.lock(IMPORTS)
            comparison = compare(entries)
            _refuse(_findings(entries, comparison, terms), log)
            report = _import(comparison, terms=terms, by=by)
            if report.imported:
                _record(report, content=content, at=at, by=by, now=now)
    except (IntegrityError, OperationalError) as error:
        if getattr(error.__cause__, "sqlstate", None) in BUSY or "database is locked" in str(error):
            raise Conflict(
                "Somebody else was writing at the same moment. Nothing was imported; run it again."
            ) from error
        raise
    return report


def _findings(entries: Entries, comparison: Comparison, terms: Terms) -> list[Finding]:
    new = list(chain.from_iterable(comparison.new.values()))
    return [
        *entries.findings,
        *comparison.findings,
        *reference_findings(new, entries),
        *rule_findings(comparison.new, entries, terms),
    ]


def _refuse(findings: list[Finding], log: Mapping[str, object]) -> None:
    if findings:
        raise InvalidLog(as_faults(findings, log))


def _import(comparison: Comparison, *, terms: Terms, by: User) -> ImportReport:
    writer = Writer(by=by, moment=terms.moment, approved=terms.publish)
    writer.write(comparison.new)
    incidents = comparison.new["incidents"]
    return ImportReport(
        imported=_in_order(writer.counts),
        skipped=_in_order({section: len(found) for section, found in comparison.skipped.items()}),
        revisions=_publish(incidents, by=by, moment=terms.moment) if terms.publish and incidents else 0,
        left_unpublished=_unpublished(comparison.skipped["incidents"]) if terms.publish else (),
    )


def _record(report: ImportReport, *, content: bytes, at: datetime | None, by: User, now: datetime) -> None:
    """The audit row: which bytes brought what. Its moment is the clock's, also for a backfill."""
    detail = {
        "imported": dict(report.imported),
        "skipped": dict(report.skipped),
        "revisions": report.revisions,
        "at": stamp(at) if at else None,
    }
    sha256 = hashlib.sha256(content).hexdigest()
    audit.record(action="log.import", object_type="desk_log", object_ref=sha256, by=by, now=now, detail=detail)


def _publish(entries: list[Entry], *, by: User, moment: datetime) -> int:
    """Publish the new trees in the order of the file; returns the number of revisions, recomputed parents' included."""
    newest = sequence.lock(sequence.RECORD).last_at
    if newest is not None and newest > moment:
        raise Conflict(
            f"A publication of {stamp(newest)} is newer than {stamp(moment)}; the record only grows forward."
        )
    new = {entry.key for entry in entries}
    refs = [entry.key for entry in entries if entry.values["parent"] not in new]
    rows = {
        row.ref: row
        for batch in in_batches(set(refs))
        for row in Incident.objects.filter(ref__in=batch).select_related("parent")
    }
    roots = [rows[ref] for ref in refs]
    return sum(
        _publish_into(some, by=by, now=moment) if into else publish_new(roots=some, by=by, now=moment)
        for into, found in groupby(roots, key=lambda root: root.parent_id is not None)
        for some in _batched(list(found))
    )


def _publish_into(places: Sequence[Incident], *, by: User, now: datetime) -> int:
    """New places of clusters that the desk has already: each is published by itself, its cluster again."""
    return sum(len(publishing.publish_tree(incident=place, by=by, now=now)) for place in places)


def _batched(roots: Sequence[Incident]) -> Iterator[Sequence[Incident]]:
    """The roots in lists that are published at once."""
    yield from (roots[start : start + AT_ONCE] for start in range(0, len(roots), AT_ONCE))


def _unpublished(skipped: list[Entry]) -> tuple[str, ...]:
    """Refs of the file that the desk had and has not published: an import leaves what exists alone."""
    return tuple(
        ref
        for batch in in_batches({entry.key for entry in skipped})
        for ref in Incident.objects.filter(ref__in=batch, revisions__isnull=True)
        .order_by("ref")
        .values_list("ref", flat=True)
    )


def _in_order(counts: Mapping[str, int]) -> dict[str, int]:
    return {table.section: counts[table.section] for table in SECTIONS if counts.get(table.section)}
