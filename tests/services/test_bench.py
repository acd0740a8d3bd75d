"""What the benchmark measures is a true record: the product's own proof finds nothing wrong with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bench import logs, record
from bench.measure import SIZES
from bench.results import Result, table
from sitreps.actions.imports import import_log
from sitreps.actions.verifying import Verification
from sitreps.models import triggers, word_index
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest
from tests import desk_logs, factories


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_generated_record_is_proved_whole_and_goes_on() -> None:
    before = indexes()
    made = record.generate(120, kinds=40)
    proof = Verification()
    assert list(proof.differences()) == []
    assert proof.counts["revisions"] == proof.counts["audit events"] == made
    assert Latest.objects.count() >= 120
    assert IncidentRevision.objects.filter(number=2).exists()
    assert Latest.objects.filter(kind="CLUSTER").exists()
    assert indexes() == before
    assert triggers.missing(connection) == word_index.missing(connection) == []
    now = record.last_moment()
    [revision] = factories.published(factories.incident(by=actor(COMMAND), occurred_on=now.date()), now=now)
    assert revision.seq == made + 1
    assert list(Verification().differences()) == []


@pytest.mark.django_db
def test_a_generated_log_is_one_that_the_desk_takes() -> None:
    import_log(content=desk_logs.encoded(logs.log(30)), by=actor(COMMAND), now=factories.NOON.replace(month=7))
    assert (Incident.objects.count(), Claim.objects.count()) == (30, 120)
    assert Incident.objects.filter(parent__isnull=False).exists()


@pytest.mark.services
def test_every_case_runs_on_small_records(tmp_path: Path) -> None:
    """The usual tables hold all of the public JSON: each case compares its rivals' answers before it starts."""
    urls = {alias: f"sqlite:///{tmp_path / alias}.sqlite3" for alias in ("default", *SIZES)}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SITREPS_HOME": str(tmp_path / "home"),
        "SITREPS_BENCH_DATABASES": json.dumps(urls),
    }
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.measure", "--small"],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    results = [json.loads(line) for line in ran.stdout.splitlines()]
    statements = {row["case"]: row["value"] for row in results if row["case"].startswith("SQL statements")}
    assert statements == {"SQL statements: list": 1, "SQL statements: detail": 1, "SQL statements: 304": 1}
    assert len(results) > len(statements)


def test_a_bound_that_is_missed_is_said_to_be() -> None:
    rows = [
        Result("list", "sqlite", 25.0, "x", 30, 55, of={"ours": 3.2}),
        Result("wall", "sqlite", 1.1, "x", 1.3, more=False),
    ]
    assert [one.is_met for one in rows] == [False, True]
    lines = table(rows).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["list", "sqlite", "25x", "30x", "55x", "MISSED", "ours", "3.2"],
        ["wall", "sqlite", "1.1x", "1.3x"],
    ]


def indexes() -> list[str]:
    """The names of all indexes of the database."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
