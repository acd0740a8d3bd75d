"""Exporting the desk as a desk log: what an import into an empty desk makes whole again (api.md, Commands).

The log holds every working copy as the desk has it now. What its schema cannot hold stays behind and is the backup's:

- the published record, the editions, the audit log, comments, the captured files and their chains of custody;
- discarded incidents; those that were withdrawn, merged or redacted, and those that are hidden: a log brings everything
  in as drafts that `--publish` publishes, and what was taken down must not come back so;
- which working copies are published or in review, which statements are approved: an import
  begins anew, as drafts, or publishes and approves with `--publish`;
- who recorded and changed what, and when, but for `recorded_at`, which is kept;
- a series' answer to missed days, its pause and its policy of attribution; the seconds of its cut-off; the
  sensitivity of a mention of a person; a source item's version;
- the zone in which a moment was written: moments stand in UTC; the note at the head of an imported log.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit
from sitreps.actions.desk_log import selection
from sitreps.actions.desk_log.exporting import Exporter
from sitreps.actions.desk_log.sections import SECTIONS
from sitreps.models.accounts import User
from sitreps.models.series import Series
from sitreps.queries.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What a log holds: rows by section, and the digest of its bytes. `left_behind`: incidents that were taken down,
    by what became of them."""

    exported: Mapping[str, int]
    sha256: str
    left_behind: Mapping[str, int]


def export_log(*, to: BinaryIO, by: User, now: datetime, series: Series | None = None) -> ExportReport:
    """Write the desk, or one series with all that it refers to, as a desk log: UTF-8, the same rows the same bytes.

    The log tells who protected origins and persons are. Everything is read at one moment; writers are not held back.
    Raises NotAllowed.
    """
    permissions.check_protected(by)
    digest = hashlib.sha256()
    with snapshot():
        exporter = Exporter(selection.of_series(series) if series else selection.everything())
        for piece in exporter.text():
            content = piece.encode()
            digest.update(content)
            to.write(content)
        behind = selection.left_behind(series)
    counts = {table.section: exporter.counts[table.section] for table in SECTIONS if exporter.counts[table.section]}
    with transaction.atomic():
        audit.record(
            action="log.export",
            object_type="desk_log",
            object_ref=digest.hexdigest(),
            by=by,
            now=now,
            detail={"exported": counts, "series": series.code if series else None},
        )
    return ExportReport(counts, digest.hexdigest(), behind)
