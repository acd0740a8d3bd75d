"""`verify_editions` draws every document again and names what is not as it was issued (api.md, Commands; A10)."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from sitreps import files
from sitreps.actions import renditions, work
from sitreps.models import triggers
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and the printed lines."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_editions", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue().splitlines()


def tamper(table: str, column: str, value: str, *, row: int) -> None:
    """Write over one cell as somebody does who has the database's own rights: the triggers are off for a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        triggers.drop(connection)
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', [value, row])  # noqa: S608 - our own names
    triggers.install(connection)


@pytest.fixture
def daily() -> Series:
    factories.published_incident(killed=7, place=factories.places()["Dnipro"])
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def issue(daily: Series) -> EditionIssue:
    """An issue whose documents are stored."""
    return drawn(factories.issued_edition(daily))


def drawn(issue: EditionIssue) -> EditionIssue:
    for job in renditions.ask_for_missing(issue=issue, by=factories.user(), now=factories.NOON, wake=False):
        work.run_job(job_id=job.pk, clock=timezone.now)
    return issue


def test_what_is_as_it_was_issued_is_equal(issue: EditionIssue) -> None:
    assert run() == (0, ["1 issues verified, 0 differences."])
    assert run("UKR-DAILY") == (0, ["1 issues verified, 0 differences."])


def test_an_empty_desk_has_nothing_that_differs() -> None:
    assert run() == (0, ["0 issues verified, 0 differences."])


@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_one_byte_of_a_document_is_named(issue: EditionIssue, format_: str) -> None:
    stored = Rendition.objects.get(format=format_)
    path = files.path_of(stored.sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert run() == (
        1,
        [
            f"DIFFERENT UKR-DAILY No. 1, version 1: en.{format_}: the stored file is missing or damaged",
            "1 issues verified, 1 differences.",
        ],
    )


def test_a_document_that_is_gone_is_named(issue: EditionIssue) -> None:
    files.path_of(Rendition.objects.get(format="pdf").sha256).unlink()
    code, printed = run()
    assert code == 1
    assert printed[0] == "DIFFERENT UKR-DAILY No. 1, version 1: en.pdf: the stored file is missing or damaged"


def test_a_document_that_was_never_stored_is_named(daily: Series) -> None:
    factories.issued_edition(daily)
    assert run() == (
        1,
        [
            "DIFFERENT UKR-DAILY No. 1, version 1: html is not stored",
            "DIFFERENT UKR-DAILY No. 1, version 1: pdf is not stored",
            "1 issues verified, 2 differences.",
        ],
    )


def test_one_character_of_a_snapshot_is_named(issue: EditionIssue) -> None:
    changed = issue.snapshot.replace("Missile strike", "Missile Strike", 1)
    assert changed != issue.snapshot
    tamper("sitreps_editionissue", "snapshot", changed, row=issue.pk)
    assert run() == (
        1,
        [
            "DIFFERENT UKR-DAILY No. 1, version 1: the snapshot does not have its digest",
            "1 issues verified, 1 differences.",
        ],
    )


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("title", "Another title", "title is Another title in the row, Ukraine: daily situation report No. 1"),
        (
            "issued_at",
            "2025-06-24 15:00:00+00:00",
            "issued_at is 2025-06-24 15:00:00+00:00 in the row, ",
        ),
        ("known_seq", "0", "known_seq is 0 in the row, 1 in the snapshot"),
        ("sha256", "0" * 64, "the snapshot does not have its digest"),
    ],
)
def test_a_row_that_says_something_else_than_its_snapshot_is_named(
    issue: EditionIssue, column: str, value: str, words: str
) -> None:
    tamper("sitreps_editionissue", column, value, row=issue.pk)
    code, printed = run()
    assert code == 1
    assert printed[0].startswith(f"DIFFERENT UKR-DAILY No. 1, version 1: {words}")
    assert len(printed) == 2


def test_a_snapshot_that_is_no_edition_any_more_is_named_and_the_others_are_still_verified(
    daily: Series, issue: EditionIssue
) -> None:
    drawn(factories.issued_edition(daily, factories.DAY + timedelta(days=1)))
    tamper("sitreps_editionissue", "snapshot", issue.snapshot[:-10], row=issue.pk)
    code, printed = run()
    assert code == 1
    assert printed == [
        "DIFFERENT UKR-DAILY No. 1, version 1: the snapshot cannot be read",
        "2 issues verified, 1 differences.",
    ]


def test_another_digest_in_the_row_of_a_document_is_named(issue: EditionIssue) -> None:
    pdf, page = Rendition.objects.order_by("-format")
    tamper("sitreps_rendition", "sha256", page.sha256, row=pdf.pk)
    code, printed = run()
    assert code == 1
    assert printed[0] == ("DIFFERENT UKR-DAILY No. 1, version 1: en.pdf: drawn again it has another digest")


def test_another_program_that_drew_it_is_named(issue: EditionIssue) -> None:
    pdf = Rendition.objects.get(format="pdf")
    tamper("sitreps_rendition", "sha256", "0" * 64, row=pdf.pk)
    tamper("sitreps_rendition", "renderer", "typst 0.1", row=pdf.pk)
    _, printed = run()
    assert "another digest (drawn by typst 0.1, now by typst " in "".join(printed)


def test_a_document_of_an_older_release_is_kept_as_it_was_drawn(issue: EditionIssue) -> None:
    older = b"<!doctype html><title>As it was drawn then</title>"
    page = Rendition.objects.get(format="html")
    tamper("sitreps_rendition", "sha256", files.store(older), row=page.pk)
    tamper("sitreps_rendition", "renderer", "html 1", row=page.pk)
    by = f"(drawn by html 1, now by {renditions.renderer_name('html')})"
    assert run() == (
        0,
        [
            f"KEPT UKR-DAILY No. 1, version 1: en.html: drawn again it has another digest {by}",
            "1 issues verified, 0 differences. Kept as another program drew them: 1.",
        ],
    )


def test_a_document_of_an_older_release_that_is_damaged_differs(issue: EditionIssue) -> None:
    page = Rendition.objects.get(format="html")
    files.path_of(page.sha256).unlink()
    tamper("sitreps_rendition", "renderer", "html 1", row=page.pk)
    code, printed = run()
    assert code == 1
    assert printed[0] == "DIFFERENT UKR-DAILY No. 1, version 1: en.html: the stored file is missing or damaged"


def test_only_the_named_series_is_verified(issue: EditionIssue) -> None:
    factories.series(code="OTHER")
    files.path_of(Rendition.objects.get(format="pdf").sha256).unlink()
    assert run("OTHER") == (0, ["0 issues verified, 0 differences."])
    assert run("UKR-DAILY")[0] == 1


def test_a_series_that_does_not_exist_is_wrong_usage(issue: EditionIssue) -> None:
    with pytest.raises(CommandError) as refused:
        run("NO-SUCH")
    assert (refused.value.returncode, str(refused.value)) == (2, "No series is called NO-SUCH.")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("arguments", "code"), [((), 1), (("UKR-DAILY", "TWO"), 2), (("NO-SUCH",), 2)])
def test_as_a_process_it_exits_as_agreed(
    daily: Series, arguments: tuple[str, ...], code: int, product_environment: Callable[[], dict[str, str]]
) -> None:
    factories.issued_edition(daily)
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_editions", *arguments],
        cwd=settings.BASE_DIR, env=product_environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
