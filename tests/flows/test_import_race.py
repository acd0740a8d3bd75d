"""Several imports of one log at once: one writes, the others find its rows there."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from sitreps.actions.imports import ImportReport, import_log
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from tests import desk_logs

NOW = datetime(2025, 6, 25, 8, tzinfo=UTC)
AT_ONCE = 4


@pytest.fixture
def at_once() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_one_of_several_imports_writes_and_the_others_skip(at_once: ThreadPoolExecutor) -> None:
    content, by = desk_logs.FILE.read_bytes(), actor(COMMAND)

    def bring(_: int) -> ImportReport:
        try:
            return import_log(content=content, by=by, now=NOW, publish=True)
        finally:
            connection.close()

    reports = list(at_once.map(bring, range(AT_ONCE)))
    assert sorted(report.imported.get("incidents", 0) for report in reports) == [0, 0, 0, 6]
    assert sorted(report.skipped.get("incidents", 0) for report in reports) == [0, 6, 6, 6]
    assert (Incident.objects.count(), Claim.objects.count()) == (6, 12)
