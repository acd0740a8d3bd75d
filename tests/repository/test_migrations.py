"""Migrations are whole, and lead back as well as forth, on the database of this run."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from sitreps.documents import canonical
from sitreps.models import triggers

TRIGGERS = (
    (
        "0026_claims_kept",
        "87574e83e4edc8636dfe5cd69423e71d9edd34c501af6bc5585c30897d58c839",
        "81ffc10aaa1cabf4a244ca1f2066eb95a63ba305d9205037511832e01fcfd550",
    ),
    (
        "0029_distinctions",
        "613fd40cf28424edb1d233be8ddb5d1309757c5aeef28919a9eaa3d48c579c45",
        "55930fd110d4ad2af43cf11538bcc25c7447338dd10564992b130b2946b269f6",
    ),
)
"""Each change of what the triggers say: the migration that brings it, the digests on SQLite and on PostgreSQL.

The newest stands last. What stands here already was released: a change is a further entry.
"""
NAME = "sitreps_there_and_back"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_whoever_changes_a_trigger_adds_a_migration() -> None:
    """An upgrade puts triggers anew only while a migration is pending: without one, SQLite's desks refuse to start
    and PostgreSQL's go on with the old ones. An empty migration will do; add it above with the new digests."""
    triggers.drop(connection)
    with CaptureQueriesContext(connection) as asked:
        triggers.install(connection)
    put = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("CREATE")]
    assert len(put) > len(triggers.guarded_tables())
    said = canonical.digest("\n".join(put))
    _, *newest = TRIGGERS[-1]
    assert said == newest[("sqlite", "postgresql").index(connection.vendor)], said


@pytest.mark.django_db
def test_every_change_of_the_triggers_has_a_migration_of_its_own() -> None:
    migrations, *digests = zip(*TRIGGERS, strict=True)
    assert list(migrations) == sorted(set(migrations)), "each entry names a later migration than the one before"
    assert {("sitreps", name) for name in migrations} <= MigrationLoader(connection).disk_migrations.keys()
    for of_one_database in digests:
        assert len(set(of_one_database)) == len(TRIGGERS), "a digest that was there before is no change"


@pytest.mark.django_db
def test_a_page_of_payloads_lies_with_its_rows() -> None:
    """On PostgreSQL, which would move each away and unpack it slowly (performance.md). SQLite packs nothing."""
    can_be = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    asked = """
        SELECT attstorage::text, attcompression::text FROM pg_attribute
         WHERE attrelid = 'sitreps_revisioncontent'::regclass AND attname IN ('payload', 'inputs') ORDER BY attnum
    """
    stored, packed = [], ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(can_be)
            packed = "l" if cursor.fetchone()[0] else ""  # lz4, or the server's own
            cursor.execute(asked)
            stored = cursor.fetchall()
    kept_in_place, moved = "m", "x"
    assert stored == {"sqlite": [], "postgresql": [(kept_in_place, packed), (moved, packed)]}[connection.vendor]


@pytest.fixture
def fresh_database(product_environment: Callable[[], dict[str, str]], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process on an empty database of its own."""
    env = product_environment()
    if connection.vendor == "sqlite":
        yield {**env, "DATABASE_URL": f"sqlite:///{tmp_path}/{NAME}.sqlite3"}
        return
    name = f"{NAME}_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {**env, "DATABASE_URL": urlunsplit(urlsplit(env["DATABASE_URL"])._replace(path=f"/{name}"))}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def manage(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_migrations_lead_back_and_forth_again(fresh_database: dict[str, str]) -> None:
    manage(fresh_database, "migrate", "--verbosity=0")
    manage(fresh_database, "migrate", "sitreps", "zero", "--verbosity=0")
    assert "[X]" not in manage(fresh_database, "showmigrations", "sitreps")

    manage(fresh_database, "migrate", "--verbosity=0")
    manage(fresh_database, "check", "--database", "default")


BESIDE = """
from sitreps.actions import projections
for table in projections.TABLES:
    columns = [field.attname for field in table._meta.fields if field.attname != "id"]
    rows = table._default_manager.order_by(*columns).values_list(*columns)
    print(table.__name__, len(rows), *rows, sep="\\n")
from sitreps.documents.search import wanted
from sitreps.models.revisions import RevisionText
from sitreps.models.word_index import Holds
print(RevisionText.objects.filter(Holds(wanted("Dnipro"))).count())
"""


def test_what_stands_beside_earlier_revisions_is_filled_in(fresh_database: dict[str, str]) -> None:
    """A desk that has published already is brought up to date: the rows are those that a publication writes today."""
    manage(fresh_database, "migrate", "--verbosity=0")
    manage(fresh_database, "import_desk_log", "sitreps/data/demo-log.json", "--publish")
    written = manage(fresh_database, "shell", "--verbosity=0", "-c", BESIDE)
    assert "RevisionText\n" in written
    assert not written.endswith("\n0\n")

    manage(fresh_database, "migrate", "sitreps", "0005", "--verbosity=0")
    manage(fresh_database, "migrate", "--verbosity=0")

    assert manage(fresh_database, "shell", "--verbosity=0", "-c", BESIDE) == written
    manage(fresh_database, "check", "--database", "default")
