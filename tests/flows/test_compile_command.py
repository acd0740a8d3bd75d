"""`compile_edition` as an operator types it: what it does, what it prints, how it exits (api.md, Commands)."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from sitreps import files
from sitreps.actions import drafts, work
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.editions import DiscrepancyDecision, EditionDraft, EditionIssue, Rendition
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState
from tests import factories

pytestmark = pytest.mark.django_db

DAY = "2025-06-24"
CUT_OFF = datetime(2025, 6, 24, 15, 0, tzinfo=UTC)
EVENING = "2025-06-24T15:10:00Z"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("compile_edition", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refusal(*arguments: str) -> tuple[int, str]:
    """Exit code and last words of a command that was refused."""
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    return refused.value.returncode, str(refused.value)


def blocked(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and printed lines of a command that was stopped by a block."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("compile_edition", *arguments, stdout=out, stderr=io.StringIO())
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, out.getvalue().splitlines()


def snapshot(of: EditionDraft | EditionIssue) -> EditionDocument:
    return canonical.decode(of.snapshot, EditionDocument)


@pytest.fixture
def daily() -> Series:
    """UKR-DAILY from 24 June on, with one incident of that day in the record."""
    factories.published_incident(killed=7)
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def conflict(daily: Series) -> str:
    """An incident of whose dead two offices give numbers that cannot both be right: the key of its block."""
    made = factories.incident()
    for value, label in ((4, "city council"), (12, "regional office")):
        factories.claim(made, quantifier="EXACT", value=value, origin=factories.origin(public_label=label))
    factories.published(made)
    return f"CONFLICT:{made.ref}.KILLED"


def test_without_issue_it_leaves_a_compiled_draft(daily: Series) -> None:
    printed = run("UKR-DAILY", "--for", DAY)
    draft = EditionDraft.objects.get()
    assert printed == "UKR-DAILY No. 1 (2025-06-24) is compiled: 1 discrepancies, 0 blocking.\n"
    assert (draft.state, draft.number, draft.date) == (DraftState.DRAFT, 1, date(2025, 6, 24))
    assert draft.period_to == CUT_OFF
    assert [one.ref for one in snapshot(draft).new] == [one.ref for one in snapshot(draft).incidents]
    assert not EditionIssue.objects.exists()


def test_with_issue_it_returns_when_both_documents_are_stored(daily: Series, client: Client) -> None:
    printed = run("UKR-DAILY", "--for", DAY, "--issue").splitlines()
    issue = EditionIssue.objects.get()
    assert printed[1] == f"UKR-DAILY No. 1, version 1 is issued (sha256 {issue.sha256})."
    stored = Rendition.objects.order_by("format")
    assert [one.format for one in stored] == ["html", "pdf"]
    assert printed[2:] == [f"stored en.{one.format}: {one.bytes} bytes, sha256 {one.sha256}" for one in stored]
    assert all(files.is_whole(one.sha256) for one in stored)
    answer = client.get("/api/v1/editions/UKR-DAILY/1/").json()
    assert (answer["sha256"], len(answer["documents"])) == (issue.sha256, 2)


def test_the_cut_and_the_moment_of_issue_are_those_it_was_told(daily: Series) -> None:
    later = CUT_OFF + timedelta(minutes=5)
    factories.published_incident(killed=100, now=later)
    run("UKR-DAILY", "--for", DAY, "--as-known-at", "2025-06-24T15:02:00Z", "--issue", "--at", EVENING)
    issue = EditionIssue.objects.get()
    document = snapshot(issue)
    assert (issue.as_known_at, issue.issued_at) == (CUT_OFF + timedelta(minutes=2), CUT_OFF + timedelta(minutes=10))
    assert (document.as_known_at, document.issued_at) == (issue.as_known_at, issue.issued_at)
    assert issue.known_seq == 1
    assert [one.lower for one in document.totals if (one.scope, one.measure) == ("UKR", "KILLED")] == [7]


def test_a_second_call_says_that_it_is_issued_and_changes_nothing(daily: Series) -> None:
    run("UKR-DAILY", "--for", DAY, "--issue")
    before = (
        list(EditionIssue.objects.values()), list(Rendition.objects.values()), Change.objects.count(),
        AuditEvent.objects.count(), list(EditionDraft.objects.values()), list(Job.objects.values()),
    )  # fmt: skip
    issue = EditionIssue.objects.get()
    for options in ((), ("--issue",), ("--issue", "--at", EVENING)):
        printed = run("UKR-DAILY", "--for", DAY, *options)
        assert printed == f"UKR-DAILY No. 1, version 1 of 2025-06-24 is already issued (sha256 {issue.sha256}).\n"
    assert before == (
        list(EditionIssue.objects.values()), list(Rendition.objects.values()), Change.objects.count(),
        AuditEvent.objects.count(), list(EditionDraft.objects.values()), list(Job.objects.values()),
    )  # fmt: skip


def test_a_second_call_stores_a_document_that_the_first_one_could_not(daily: Series) -> None:
    factories.issued_edition(daily)
    assert not Rendition.objects.exists()
    printed = run("UKR-DAILY", "--for", DAY, "--issue").splitlines()
    assert [line.split(":")[0] for line in printed[:2]] == ["stored en.html", "stored en.pdf"]
    assert "is already issued" in printed[2]


def test_a_second_call_without_issue_compiles_the_draft_anew(daily: Series) -> None:
    run("UKR-DAILY", "--for", DAY)
    factories.published_incident(killed=2, now=timezone.now())
    run("UKR-DAILY", "--for", DAY)
    draft = EditionDraft.objects.get()
    assert len(snapshot(draft).new) == 2
    run("UKR-DAILY", "--for", DAY, "--as-known-at", "2025-06-24T12:00:00Z")
    draft.refresh_from_db()
    assert len(snapshot(draft).new) == 1


def test_the_actor_is_the_command_and_the_edition_says_so(daily: Series) -> None:
    run("UKR-DAILY", "--for", DAY, "--issue")
    issue = EditionIssue.objects.get()
    assert issue.issued_by == "command"
    assert drafts.BY_COMMAND in snapshot(issue).method_notes
    assert set(AuditEvent.objects.filter(object_type="edition").values_list("action", "actor")) == {
        ("edition.open", "command"),
        ("edition.issue", "command"),
    }


def test_by_a_person_who_holds_the_permission_it_is_theirs(daily: Series) -> None:
    editor, chief = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR)
    run("UKR-DAILY", "--for", DAY, "--by", editor.username)
    assert EditionDraft.objects.get().touched_by == [editor.username]
    run("UKR-DAILY", "--for", DAY, "--issue", "--by", chief.username)
    issue = EditionIssue.objects.get()
    assert issue.issued_by == chief.username
    assert drafts.BY_COMMAND not in snapshot(issue).method_notes


@pytest.mark.parametrize(
    ("roles", "options", "words"),
    [
        ((Role.REPORTER,), (), "Your role does not let you compile editions"),
        ((Role.EDITOR,), ("--issue",), "Your role does not let you issue editions"),
        ((Role.ADMINISTRATOR,), (), "Your role does not let you compile editions"),
        ((Role.CHIEF_EDITOR,), ("--issue",), "You alone compiled and edited this edition"),
    ],
)
def test_by_a_person_who_may_not_it_is_refused(
    daily: Series, roles: tuple[Role, ...], options: tuple[str, ...], words: str
) -> None:
    code, said = refusal("UKR-DAILY", "--for", DAY, *options, "--by", factories.user(*roles).username)
    assert code == 1
    assert words in said
    assert not EditionIssue.objects.exists()


def test_a_block_stops_it_with_its_line_and_the_draft_stays(conflict: str) -> None:
    code, lines = blocked("UKR-DAILY", "--for", DAY, "--issue")
    assert code == 3
    assert lines[0].endswith("1 blocking.")
    assert [line.partition(" ")[0] for line in lines[1:]] == ["BLOCK"]
    assert lines[1].startswith(f"BLOCK {conflict} ")
    draft = EditionDraft.objects.get()
    assert draft.state == DraftState.DRAFT
    assert not EditionIssue.objects.exists()


def test_a_blocked_edition_is_compiled_anew_by_the_next_call(conflict: str) -> None:
    blocked("UKR-DAILY", "--for", DAY, "--issue")
    factories.published_incident(killed=1, now=timezone.now())
    code, lines = blocked("UKR-DAILY", "--for", DAY, "--issue")
    assert (code, len(lines)) == (3, 2)
    assert len(snapshot(EditionDraft.objects.get()).new) == 3


def test_an_accepted_block_is_printed_with_its_note(conflict: str) -> None:
    told = "Both offices stand by = their number."
    run("UKR-DAILY", "--for", DAY, "--issue", "--accept", f"{conflict}={told}")
    issue = EditionIssue.objects.get()
    notes = [one for one in snapshot(issue).data_notes if one.note]
    assert [(f"{one.code}:{one.ref}", one.note) for one in notes] == [(conflict, told)]
    decision = DiscrepancyDecision.objects.get()
    assert (decision.state, decision.by) == ("ACCEPTED", "command")


@pytest.mark.parametrize(
    ("accepted", "code", "words"),
    [
        ("CONFLICT:UKR-2025-9999.KILLED=Yes.", 1, "is no discrepancy of this edition"),
        ("CONFLICT:UKR-2025-9999.KILLED", 2, "write CODE:REF=note"),
        ("CONFLICT:UKR-2025-9999.KILLED=  ", 2, "write CODE:REF=note"),
        ("UKR-2025-9999.KILLED=Yes.", 2, "write CODE:REF=note"),
    ],
)
def test_what_is_accepted_must_exist_and_have_a_note(conflict: str, accepted: str, code: int, words: str) -> None:
    told = refusal("UKR-DAILY", "--for", DAY, "--issue", "--accept", accepted)
    assert told[0] == code
    assert words in told[1]
    assert not EditionIssue.objects.exists()
    assert not DiscrepancyDecision.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("NO-SUCH-SERIES", "--for", DAY), "No series is called NO-SUCH-SERIES."),
        (("UKR-DAILY", "--for", DAY, "--by", "nobody"), "Nobody on this desk is called nobody."),
        (("UKR-DAILY", "--for", DAY, "--at", EVENING), "--at and --accept go with --issue."),
        (("UKR-DAILY", "--for", DAY, "--accept", "CONFLICT:X=Yes."), "--at and --accept go with --issue."),
        (("UKR-DAILY", "--for", "24 June"), "'24 June' is no date; write it as 2025-06-24."),
        (("UKR-DAILY", "--for", DAY, "--issue", "--at", "2025-06-24T15:10:00"), "has no time zone"),
        (("UKR-DAILY", "--for", DAY, "--as-known-at", "noon"), "'noon' is no moment"),
    ],
)
def test_wrong_usage_writes_nothing(daily: Series, arguments: tuple[str, ...], words: str) -> None:
    assert words in refusal(*arguments)[1]
    assert not EditionDraft.objects.exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-06-23", "UKR-DAILY has no edition on 2025-06-23: it is daily, from 2025-06-24"),
        ("2025-06-27", "UKR-DAILY has no edition on 2025-06-27: it is daily, from 2025-06-24 to 2025-06-26."),
    ],
)
def test_a_day_outside_the_series_is_refused(daily: Series, day: str, words: str) -> None:
    Series.objects.update(ends_on=date(2025, 6, 26))
    code, said = refusal("UKR-DAILY", "--for", day)
    assert code == 1
    assert words in said
    assert not EditionDraft.objects.exists()


def test_a_day_without_an_edition_in_the_cadence_is_refused(daily: Series) -> None:
    Series.objects.update(cadence="WEEKDAYS")
    code, said = refusal("UKR-DAILY", "--for", "2025-06-28")
    assert (code, said.startswith("UKR-DAILY has no edition on 2025-06-28: it is weekdays")) == (1, True)


def test_a_day_inside_another_editions_period_is_refused(daily: Series) -> None:
    run("UKR-DAILY", "--for", "2025-06-26", "--issue")
    for day in ("2025-06-24", "2025-06-25"):
        code, said = refusal("UKR-DAILY", "--for", day, "--issue")
        assert code == 1
        assert f"{day} lies inside UKR-DAILY No. 1, version 1: its period is 2025-06-23 15:00 to 2025-06-26" in said
    assert EditionIssue.objects.count() == 1
    assert snapshot(EditionIssue.objects.get()).covers_days == 3


def test_a_day_inside_the_open_drafts_period_is_refused(daily: Series) -> None:
    run("UKR-DAILY", "--for", "2025-06-25")
    code, said = refusal("UKR-DAILY", "--for", "2025-06-24")
    assert (code, "lies inside the open draft" in said) == (1, True)
    assert EditionDraft.objects.get().date == date(2025, 6, 25)


def test_a_day_whose_cut_off_is_to_come_is_refused(daily: Series) -> None:
    tomorrow = timezone.now().astimezone(daily.zone).date() + timedelta(days=1)
    code, said = refusal("UKR-DAILY", "--for", tomorrow.isoformat())
    assert code == 1
    assert "has not passed yet" in said


@pytest.mark.parametrize("option", ["--as-known-at", "--at"])
def test_a_moment_in_the_future_is_refused(daily: Series, option: str) -> None:
    code, said = refusal("UKR-DAILY", "--for", DAY, "--issue", option, "2099-01-01T00:00:00Z")
    assert (code, said) == (1, f"{option} lies in the future.")
    assert not EditionDraft.objects.exists()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2025-06-24T11:59:59Z", "The record already holds a publication of 2025-06-24 12:00:00 UTC."),
        ("2025-06-24T15:00:00Z", "The edition is compiled as known at 2025-06-24 15:05:00 UTC."),
    ],
)
def test_a_backfill_cannot_be_issued_before_what_it_knows(daily: Series, at: str, words: str) -> None:
    code, said = refusal("UKR-DAILY", "--for", DAY, "--as-known-at", "2025-06-24T15:05:00Z", "--issue", "--at", at)
    assert code == 1
    assert words in said
    assert not EditionIssue.objects.exists()


def test_a_compilation_that_was_asked_for_already_is_done_here(daily: Series) -> None:
    editor = factories.user(Role.EDITOR)
    draft = drafts.open_draft(series=daily, day=factories.DAY, by=editor, now=CUT_OFF)
    drafts.ask_to_compile(draft=draft, by=editor, now=CUT_OFF, wake=False)
    assert "is compiled" in run("UKR-DAILY", "--for", DAY, "--as-known-at", "2025-06-24T15:00:00Z")
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_an_edition_that_cannot_be_compiled_fails_with_the_reason_until_it_is_mended(daily: Series) -> None:
    editor = factories.user(Role.EDITOR)
    run("UKR-DAILY", "--for", DAY)
    EditionDraft.objects.update(highlights="Killed: {{fig:UKR-2025-0999.KILLED}}.")
    code, said = refusal("UKR-DAILY", "--for", DAY)
    assert code == 1
    assert "UKR-2025-0999.KILLED" in said
    job = Job.objects.get(kind=JobKind.COMPILE)
    assert (job.state, job.attempt, "UKR-2025-0999.KILLED" in job.error) == (JobState.PARKED, 1, True)
    EditionDraft.objects.update(highlights="")
    run("UKR-DAILY", "--for", DAY, "--by", editor.username)
    assert EditionDraft.objects.get().state == DraftState.DRAFT


def test_numbers_begin_where_the_series_says_and_go_on_by_one(daily: Series) -> None:
    Series.objects.update(first_number=41)
    for day in ("2025-06-24", "2025-06-25"):
        run("UKR-DAILY", "--for", day, "--issue")
    assert list(EditionIssue.objects.order_by("date").values_list("number", flat=True)) == [41, 42]
    first, second = EditionIssue.objects.order_by("date")
    assert second.period_from == first.period_to


def test_the_clock_makes_nothing_more_of_a_day_that_a_command_has_issued(daily: Series) -> None:
    run("UKR-DAILY", "--for", DAY, "--issue")
    assert work.tick(now=CUT_OFF + timedelta(hours=1)) == 0


@pytest.mark.services
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("UKR-DAILY", "--for", DAY, "--issue"), 0, "stored en.pdf"),
        (("UKR-DAILY", "--for", "2025-06-23"), 1, "has no edition on 2025-06-23"),
        (("UKR-DAILY",), 2, "the following arguments are required: --for"),
        (("UKR-DAILY", "--for", "24 June"), 2, "'24 June' is no date"),
        (("NO-SUCH", "--for", DAY), 2, "No series is called NO-SUCH."),
        (("UKR-DAILY", "--for", DAY, "--by", "nobody"), 2, "Nobody on this desk is called nobody."),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_as_a_process_it_exits_as_agreed(
    arguments: tuple[str, ...], code: int, words: str, product_environment: Callable[[], dict[str, str]], daily: Series
) -> None:
    done = process(arguments, product_environment())
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
    assert words in (done.stdout if code == 0 else done.stderr).decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_as_a_process_it_exits_with_3_when_it_is_blocked(
    product_environment: Callable[[], dict[str, str]], conflict: str
) -> None:
    done = process(("UKR-DAILY", "--for", DAY, "--issue"), product_environment())
    assert (done.returncode, done.stderr) == (3, b"")
    assert done.stdout.decode().splitlines()[1].startswith(f"BLOCK {conflict} ")


def process(arguments: tuple[str, ...], environment: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """The command as a process of its own, on this test's database."""
    return subprocess.run(
        [sys.executable, "manage.py", "compile_edition", *arguments],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False,
    )  # fmt: skip
