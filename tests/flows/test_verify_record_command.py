"""`verify_record` as an operator types it: what it prints, and how it exits."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sitreps.models import triggers
from sitreps.models.revisions import Latest
from tests import desk_logs, factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_record", *arguments, stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, out.getvalue().splitlines()


def test_a_whole_record_says_so() -> None:
    call_command("import_desk_log", str(desk_logs.FILE), "--publish", stdout=io.StringIO())
    factories.issued_edition(factories.series(code="UKR-OTHER", starts_on=factories.DAY))
    code, lines = run()
    assert code == 0
    assert lines == ["6 revisions, 1 issues, 7 changes and 9 audit events verified, 0 differences."]


def test_an_empty_record_is_whole() -> None:
    assert run() == (0, ["0 revisions, 0 issues, 0 changes and 0 audit events verified, 0 differences."])


def test_each_difference_is_a_line_and_the_exit_is_1() -> None:
    incident = factories.published_incident()
    Latest.objects.update(country="RUS")
    code, lines = run()
    assert code == 1
    assert lines[0].startswith(f"DIFFERENT latest of {incident.ref}: country is RUS, must be ")
    assert lines[1].endswith(", 1 differences.")
    assert len(lines) == 2


def test_what_is_derived_is_mended_on_request_and_then_all_is_equal() -> None:
    incident = factories.published_incident()
    Latest.objects.all().delete()
    code, lines = run("--rebuild")
    assert (code, lines[0]) == (0, f"REBUILT latest of {incident.ref}: missing")
    assert lines[1].endswith(", 0 differences.")
    assert Latest.objects.get().ref == incident.ref


def test_what_was_published_is_not_mended() -> None:
    factories.published_incident()
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sitreps_change SET ref = 'UKR-2025-9999'")
    code, lines = run("--rebuild")
    assert code == 1
    assert lines[0].startswith("DIFFERENT change 1: ref is UKR-2025-9999, must be ")


def test_wrong_usage_is_refused() -> None:
    with pytest.raises(CommandError, match="unrecognized arguments: --repair"):
        run("--repair")
