"""`import_desk_log` as an operator types it: what it prints, and how it exits."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from tests import desk_logs, factories
from tests.desk_logs import claim, incident, small

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_desk_log", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(*arguments: str) -> tuple[int, str, str]:
    """Exit code, last words, and the lines on stderr before them."""
    err = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_desk_log", *arguments, stdout=io.StringIO(), stderr=err)
    return refused.value.returncode, str(refused.value), err.getvalue()


@pytest.fixture
def log(tmp_path: Path) -> Callable[[desk_logs.Log], str]:
    def write(content: desk_logs.Log) -> str:
        path = tmp_path / "log.json"
        path.write_bytes(desk_logs.encoded(content))
        return str(path)

    return write


def test_it_says_what_it_imported_and_published() -> None:
    out, err = run(str(desk_logs.FILE), "--publish", "--at", "2025-06-24T14:45:00Z")
    assert out == (
        "Imported 6 incidents, 12 claims, 9 rows of damage, 1 person, 1 series, 2 parties, 8 places, 1 source item, "
        "9 origins, 5 statements, 3 party claims, 3 context notes.\n"
        "Published 6 revisions.\n"
    )
    assert err == ""
    assert IncidentRevision.objects.latest("seq").published_at == datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def test_a_second_time_it_says_what_it_skipped() -> None:
    run(str(desk_logs.FILE))
    out, _ = run(str(desk_logs.FILE))
    assert out.startswith("Nothing new to import.\nSkipped 6 incidents, 12 claims,")
    assert out.endswith("the desk has them with the same content.\n")


def test_it_says_what_it_left_unpublished(log: Callable[[desk_logs.Log], str]) -> None:
    path = log(small(incident(1, claim())))
    run(path)
    out, _ = run(path, "--publish")
    assert "Not published, because an import leaves alone what the desk has: UKR-2025-0001." in out


def test_it_names_every_fault_on_a_line_and_exits_1(log: Callable[[desk_logs.Log], str]) -> None:
    code, words, err = refusal(log(small(incident(1, claim(value=-1), claim("C2", measure="KILED")))))
    assert (code, words) == (1, "Nothing was imported: 2 faults.")
    assert err.splitlines() == [
        "incidents[0].claims[0].value: -1 is below 0; correct it",
        "incidents[0].claims[1].measure: 'KILED' is not known in the vocabulary 'measure'; did you mean 'KILLED'?",
    ]
    assert not Incident.objects.exists()


def test_a_refusal_as_a_whole_exits_1(log: Callable[[desk_logs.Log], str]) -> None:
    path = log(small(incident(1, claim())))
    code, words, _ = refusal(path, "--publish", "--at", "2099-01-01T00:00:00Z")
    assert code == 1
    assert words.startswith("Nothing was imported: 2099-01-01T00:00:00Z lies in the future")
    reporter = factories.user()
    assert refusal(path, "--publish", "--by", reporter.username)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "nobody"), "Nobody on this desk is called nobody."),
        (("--at", "2025-06-24T14:45:00Z"), "--at is the moment of publication, so it goes with --publish."),
        (("--publish", "--at", "2025-06-24"), "has no time zone"),
        (("--publish", "--at", "today"), "'today' is no moment"),
    ],
)
def test_wrong_usage_writes_nothing(arguments: tuple[str, ...], words: str) -> None:
    _, said, _ = refusal(str(desk_logs.FILE), *arguments)
    assert words in said
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_wrong_usage(name: str, tmp_path: Path) -> None:
    code, words, _ = refusal(str(tmp_path / name))
    assert code == 2
    assert "cannot be read" in words


@pytest.mark.services
@pytest.mark.parametrize(
    ("arguments", "code", "err"),
    [
        (("-",), 0, ""),
        (("-", "--publish", "--at", "2025-06-24"), 2, "error: argument --at: '2025-06-24' has no time zone"),
        (("missing.json",), 2, "missing.json cannot be read"),
        ((), 2, "the following arguments are required: FILE"),
    ],
)
def test_as_a_process_it_reads_standard_input_and_exits_as_agreed(
    arguments: tuple[str, ...], code: int, err: str, product_environment: Callable[[], dict[str, str]]
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "import_desk_log", *arguments],
        cwd=settings.BASE_DIR,
        env=product_environment(),
        input=desk_logs.FILE.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)
    assert err in done.stderr.decode()
    assert Incident.objects.count() == (6 if code == 0 else 0)


@pytest.mark.services
@pytest.mark.parametrize("content", [b"\xff\xfe", b"[" * 100_000])
def test_as_a_process_it_refuses_any_bytes_without_a_traceback(
    content: bytes, product_environment: Callable[[], dict[str, str]]
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "import_desk_log", "-"],
        cwd=settings.BASE_DIR, env=product_environment(), input=content, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Nothing was imported" in done.stderr
    assert b"Traceback" not in done.stderr
