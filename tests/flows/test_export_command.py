"""`export_desk_log` as an operator types it: what it prints, and how it exits."""

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sitreps.actions import hiding
from sitreps.models.accounts import Role
from tests import desk_logs, factories

pytestmark = pytest.mark.django_db

HELD = "The log holds what never leaves a desk, such as protected origins: keep it as safe as one.\n"


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("export_desk_log", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def bring(*arguments: str) -> None:
    call_command("import_desk_log", *arguments, stdout=io.StringIO())


def test_the_log_goes_to_standard_output_and_what_it_holds_is_said_beside_it() -> None:
    bring(str(desk_logs.FILE))
    log, err = run()
    assert log.startswith('{\n "format": "sitreps/desk-log/1",\n')
    assert err.startswith("Exported 6 incidents, 12 claims, 9 rows of damage, 1 person, 1 series, 2 parties, 8 places,")
    assert err.endswith(HELD)


def test_one_series_alone() -> None:
    bring(str(desk_logs.FILE))
    log, err = run("UKR-DAILY")
    assert '"code": "UKR-DAILY"' in log
    assert err.startswith("Exported 6 incidents, 12 claims,")


def test_what_was_taken_down_is_counted_and_not_brought_back_by_an_import_that_publishes() -> None:
    gone = factories.published_incident(title="It stands no more")
    factories.published_incident(title="It stands")
    editor = factories.user(Role.EDITOR)
    hiding.hide(incident=gone, note="It names a victim.", by=editor, now=factories.NOON)
    log, err = run()
    assert "Taken down, so only in the record and its backup: 1 hidden.\n" in err
    assert "It stands no more" not in log
    assert '"title": "It stands"' in log


def test_an_empty_desk_says_that_it_is_empty() -> None:
    _, err = run()
    assert err.startswith("Exported an empty desk (sha256 ")


@pytest.mark.parametrize("name", ["UKR-WEEKLY", ""])
def test_a_series_that_nobody_has_is_wrong_usage(name: str) -> None:
    with pytest.raises(CommandError, match=f"No series is called {name}") as refused:
        run(name)
    assert refused.value.returncode == 2


@pytest.mark.services
def test_as_a_process_it_writes_utf_8_whatever_the_terminal_speaks_and_the_import_takes_it(
    product_environment: Callable[[], dict[str, str]],
) -> None:
    bring(str(desk_logs.FILE))
    environment = {**product_environment(), "PYTHONIOENCODING": "latin-1"}

    def manage(*arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, input=given, capture_output=True, check=False
        )

    done = manage("export_desk_log")
    assert (done.returncode, "Дніпро" in done.stdout.decode()) == (0, True)
    again = manage("import_desk_log", "-", given=done.stdout)
    assert (again.returncode, again.stdout.startswith(b"Nothing new to import.")) == (0, True)
    assert manage("export_desk_log", "NOBODY").returncode == 2


@pytest.mark.services
def test_a_reader_that_stops_before_the_end_sees_no_traceback(
    product_environment: Callable[[], dict[str, str]],
) -> None:
    bring(str(desk_logs.FILE))
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" manage.py export_desk_log | true', sys.executable],
        cwd=settings.BASE_DIR, env=product_environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"Whoever read the log stopped before its end." in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
