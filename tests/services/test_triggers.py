"""The database itself keeps the record append-only, after all migrations, whoever speaks SQL to it (stack.md)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import checks
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, models, transaction

from sitreps import apps as guard
from sitreps.actions import decisions, hiding, judging, retraction
from sitreps.codelists import CustodyAction, SourceItemStatus
from sitreps.codelists.annotations import AnnotationKind
from sitreps.codelists.distinctions import DistinctionState
from sitreps.codelists.judgements import Ruling
from sitreps.models import triggers
from sitreps.models.accounts import Role
from sitreps.models.annotations import Annotation
from sitreps.models.base import AppendOnly, AppendOnlyError
from sitreps.models.distinctions import Distinction
from sitreps.models.editions import EditionDraft
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job
from sitreps.models.revisions import Latest, RevisionFigure
from sitreps.models.sources import CustodyEntry
from tests import factories

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TABLES = triggers.guarded_tables()
NOT_GUARDED = {"sitreps_editiondraft", "sitreps_job", "sitreps_latest", "sitreps_outbox", "sitreps_incident"}


@pytest.fixture
def record() -> None:
    """At least one row in every append-only table: on an empty one no trigger of a row would fire."""
    incident = factories.incident()
    claim = factories.claim(incident, value=2)
    factories.claim(incident, kind="SUBSET", population_status="COMBATANT")
    factories.facility(incident)
    factories.published(incident)
    issue = factories.issued_edition(factories.series(starts_on=factories.DAY))
    factories.stored_document(issue, "html", b"<p>An edition.</p>")
    found = decisions.Discrepancy("BLOCK", "CONFLICT", f"{incident.ref}.KILLED", "claims conflict", "0" * 64)
    decisions.accept(
        [found], {found.key: "Both are printed."}, by=factories.user(Role.CHIEF_EDITOR), now=factories.NOON
    )
    CustodyEntry.objects.create(
        source_item=claim.source_item, at=factories.NOON, by="keeper", action=CustodyAction.CAPTURED, sha256="0" * 64
    )
    notice = retraction.Notice(happened_on=factories.DAY)
    editor, gone = factories.user(Role.EDITOR), SourceItemStatus.GONE
    retraction.set_status(source_item=claim.source_item, status=gone, notice=notice, by=editor, now=factories.NOON)
    incident.refresh_from_db()
    judging.judge_claim(
        claim=claim,
        ruling=Ruling.VERIFIED,
        verifier="A monitoring mission",
        evidence="It saw the register.",
        expected_version=incident.version,
        by=factories.user(Role.CHIEF_EDITOR),
        now=factories.NOON,
    )
    Annotation(claim=claim, kind=AnnotationKind.PINNED, reason="Direct.", by="editor", at=factories.NOON).save()
    said = {"fingerprint": "0" * 64, "reason": "Two alarms.", "by": "editor", "at": factories.NOON}
    Distinction(one=incident, other=factories.incident(), state=DistinctionState.NOT_THE_SAME, **said).save()
    hiding.hide_edition(issue=issue, note="Under review.", by=factories.user(Role.EDITOR), now=issue.issued_at)
    assert [table for table in TABLES if not rows(table)] == []


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own table names
        return list(cursor.fetchall())


def columns(table: str) -> list[str]:
    """The names of a table's columns, its key first."""
    with connection.cursor() as cursor:
        return [str(column.name) for column in connection.introspection.get_table_description(cursor, table)]


def missing_triggers() -> list[CheckMessage]:
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [message for message in found if message.id == "sitreps.E007"]


def test_the_guarded_tables_are_those_of_the_record_and_of_the_audit() -> None:
    assert set(TABLES) == {
        "sitreps_annotation",
        "sitreps_auditevent",
        "sitreps_change",
        "sitreps_custodyentry",
        "sitreps_discrepancydecision",
        "sitreps_distinction",
        "sitreps_editionentry",
        "sitreps_editionissue",
        "sitreps_incidentrevision",
        "sitreps_judgement",
        "sitreps_rendition",
        "sitreps_revisioncombatants",
        "sitreps_revisioncontent",
        "sitreps_revisiondating",
        "sitreps_revisionfacility",
        "sitreps_revisionfigure",
        "sitreps_revisionscene",
        "sitreps_revisionsource",
        "sitreps_revisiontext",
        "sitreps_sourcenotice",
        "sitreps_takedown",
    }
    assert not NOT_GUARDED & set(TABLES)


@pytest.mark.usefixtures("record")
def test_no_statement_changes_or_removes_a_row() -> None:
    for table in TABLES:
        before, key = rows(table), columns(table)[0]
        refused = [f'UPDATE "{table}" SET "{key}" = "{key}"', f'DELETE FROM "{table}"']  # noqa: S608
        if connection.vendor == "postgresql":
            refused += [f'TRUNCATE "{table}" CASCADE', f'TRUNCATE "{table}" RESTART IDENTITY CASCADE']
        for statement in refused:
            with pytest.raises(DatabaseError, match="append-only"):
                execute(statement)
        assert rows(table) == before


@pytest.mark.usefixtures("record")
def test_no_row_is_replaced_by_another_of_the_same_key() -> None:
    for table in TABLES:
        before, names = rows(table), ", ".join(f'"{name}"' for name in columns(table))
        key = columns(table)[0]
        statement = {
            "sqlite": f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"',  # noqa: S608
            "postgresql": f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{table}"'  # noqa: S608
            f' ON CONFLICT ("{key}") DO UPDATE SET "{key}" = EXCLUDED."{key}"',
        }[connection.vendor]
        with pytest.raises(DatabaseError, match="append-only"):
            execute(statement)
        assert rows(table) == before


@pytest.mark.usefixtures("record")
def test_the_models_offer_no_way_either() -> None:
    for model in (model for model in AppendOnly.__subclasses__() if not model._meta.abstract):
        row = model._default_manager.get(pk=model._default_manager.values_list("pk", flat=True)[:1])
        tried: list[Callable[[], object]] = [
            row.save,
            row.delete,
            model._default_manager.all().delete,
            lambda model=model: model._default_manager.update(pk=1),  # type: ignore[misc]
            lambda model=model, row=row: model._default_manager.bulk_update([row], [row._meta.fields[-1].name]),  # type: ignore[misc]
        ]
        for write in tried:
            with pytest.raises(AppendOnlyError):
                write()


@pytest.mark.usefixtures("record")
def test_what_the_desk_works_with_may_change() -> None:
    assert EditionDraft.objects.update(error="") > 0
    assert Job.objects.update(error="") > 0
    assert Latest.objects.update(weapon="") > 0
    assert Incident.objects.update(title="Another title") > 0
    Job.objects.all().delete()


def test_after_all_migrations_every_trigger_stands_and_the_check_is_content() -> None:
    assert triggers.missing(connection) == []
    assert missing_triggers() == []


def test_a_trigger_that_was_dropped_fails_the_check_by_its_name() -> None:
    for table in TABLES:
        name = f"guard_{table}_update"
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        try:
            execute(f'DROP TRIGGER "{name}"{on}')
            assert [name in message.msg for message in missing_triggers()] == [True]
        finally:
            triggers.install(connection)
    assert missing_triggers() == []


def test_migrate_refuses_to_run_over_a_missing_trigger_and_says_how_to_mend_it() -> None:
    try:
        triggers.drop(connection)
        with pytest.raises(SystemCheckError, match="migrate --skip-checks"):
            call_command("migrate", verbosity=0, skip_checks=False)
        call_command("migrate", verbosity=0, skip_checks=True)
        assert triggers.missing(connection) == []
    finally:
        triggers.install(connection)


def test_a_table_that_was_built_anew_fails_the_check_until_the_guards_are_back() -> None:
    try:
        with connection.schema_editor() as editor:
            editor.delete_model(RevisionFigure)
            editor.create_model(RevisionFigure)
        assert len(missing_triggers()) == (3 if connection.vendor == "postgresql" else 2)
        assert all("sitreps_revisionfigure" in message.msg for message in missing_triggers())
    finally:
        guard.guard_the_record(using="default")
    assert missing_triggers() == []


def test_a_table_that_is_gone_fails_the_check() -> None:
    try:
        with connection.schema_editor() as editor:
            editor.delete_model(RevisionFigure)
        assert any("sitreps_revisionfigure" in message.msg for message in missing_triggers())
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(RevisionFigure)
        triggers.install(connection)
    assert missing_triggers() == []


def test_a_migration_that_alters_a_guarded_table_leaves_it_guarded() -> None:
    """SQLite makes the table anew and loses its triggers on the way; what runs after every migrate puts them back."""
    field = RevisionFigure._meta.get_field("measure")
    longer = models.CharField(max_length=41)
    longer.set_attributes_from_name("measure")
    with connection.schema_editor() as editor:
        editor.alter_field(RevisionFigure, field, longer)
    lost = triggers.missing(connection)
    call_command("migrate", verbosity=0, skip_checks=True)
    try:
        assert (lost != []) is (connection.vendor == "sqlite")
        assert triggers.missing(connection) == []
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(RevisionFigure, longer, field)
        triggers.install(connection)


@pytest.mark.usefixtures("record")
def test_the_guard_of_some_tables_can_be_lifted_inside_a_transaction_alone() -> None:
    with pytest.raises(transaction.TransactionManagementError), triggers.lifted(connection, TABLES):
        pass
    with transaction.atomic():
        with triggers.lifted(connection, ["sitreps_revisiondating"]):
            execute("DELETE FROM sitreps_revisiondating")
            with pytest.raises(DatabaseError, match="append-only"):
                execute("DELETE FROM sitreps_revisionfigure")
        transaction.set_rollback(True)
    assert triggers.missing(connection) == []
    assert rows("sitreps_revisiondating") != []
