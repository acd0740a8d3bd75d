"""A desk log of 10,000 incidents with 40,000 claims: as drafts, and published at once, into the small record.

Both run in a transaction that is rolled back: the commit at the very end is not in the times.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from django.db import transaction

from bench import logs, timing
from bench.requests import size
from bench.results import Result
from sitreps.actions.imports import ImportReport, import_log
from sitreps.models.accounts import COMMAND, actor

INCIDENTS, SMALL = 10_000, 50
NOW = datetime(2025, 7, 24, 12, tzinfo=UTC)
"""After the day of the log's incidents, and after the newest publication of every record."""


def run(database: str) -> Iterator[Result]:
    """Wall times: an import waits for the database as well as for itself."""
    incidents = SMALL if timing.briefly else INCIDENTS
    content = json.dumps(logs.log(incidents)).encode()
    drafts = _measured(content, incidents, database, publish=False)
    yield replace(drafts, must=60, stretch=20)
    yield _measured(content, incidents, database, publish=True)


def _measured(content: bytes, incidents: int, database: str, *, publish: bool) -> Result:
    took = timing.once(lambda: _imported(content, publish=publish))
    report: ImportReport = took.gave
    if report.imported["incidents"] != incidents or report.revisions < incidents * publish:
        raise RuntimeError(f"The import brought {report.imported} and {report.revisions} revisions.")
    of = {
        "incidents": incidents,
        "claims": report.imported["claims"],
        "revisions": report.revisions,
        "cpu_s": round(took.cpu, 2),
        "MB": round(len(content) / 1e6, 1),
    }
    name = f"import of {INCIDENTS:,} incidents, {'published' if publish else 'as drafts'}"
    return Result(name, database, took.wall, "s", more=False, of=of)


def _imported(content: bytes, *, publish: bool) -> ImportReport:
    with size("1k"), transaction.atomic():
        report = import_log(content=content, by=actor(COMMAND), now=NOW, publish=publish)
        transaction.set_rollback(True)
    return report
