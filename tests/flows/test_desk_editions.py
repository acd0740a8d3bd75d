"""Editions on the desk: compiled, read, edited, refused, retried, cancelled, issued, each by whom and when it may."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sitreps.actions import work
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

REVIEWERS, CHIEF = {Role.EDITOR, Role.CHIEF_EDITOR}, {Role.CHIEF_EDITOR}
DUE, COMPILING, DRAFT, FAILED = DraftState.DUE, DraftState.COMPILING, DraftState.DRAFT, DraftState.FAILED
ACTS: Mapping[str, tuple[set[Role], set[DraftState]]] = {
    "compile": (REVIEWERS, {DUE, COMPILING, DRAFT, FAILED}),
    "texts": (REVIEWERS, {DRAFT, FAILED}),
    "cancel": (REVIEWERS, {DUE, DRAFT, FAILED}),
    "issue": (CHIEF, {DRAFT}),
}
AFTER: Mapping[str, Mapping[DraftState, DraftState]] = {
    "compile": dict.fromkeys(DraftState, COMPILING),
    "texts": {DRAFT: DRAFT, FAILED: COMPILING},
    "cancel": dict.fromkeys(DraftState, DraftState.CANCELLED),
    "issue": dict.fromkeys(DraftState, DraftState.ISSUED),
}
EDITIONS = "/admin/sitreps/editiondraft/"


@pytest.fixture
def daily() -> Series:
    """A series with seven people killed in Dnipro on its first day."""
    factories.published_incident(place=factories.places()["Dnipro"], title="Missile strike on Dnipro", killed=7)
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def draft(daily: Series) -> EditionDraft:
    return factories.compiled_draft(daily)


@pytest.fixture
def editor(daily: Series) -> Page:
    return signed_in(factories.user(Role.EDITOR, username="emil"))


@pytest.fixture
def chief(daily: Series) -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR, username="clara"))


def page_of(draft: EditionDraft) -> str:
    return f"{EDITIONS}{draft.pk}/change/"


def run_jobs(kind: JobKind = JobKind.COMPILE) -> list[JobState | None]:
    """What a worker would do now."""
    return [work.run_job(job_id=job.pk, clock=timezone.now) for job in Job.objects.filter(kind=kind)]


def do(act: str, client: Client, draft: EditionDraft) -> int:
    """Do it past every page; gives the status of the answer."""
    typed: dict[str, Any] = {"version": draft.version}
    if act == "texts":
        return client.post(page_of(draft), {**typed, "highlights": "Nobody was hurt.", "overview": ""}).status_code
    return client.post(f"{EDITIONS}{draft.pk}/{act}/", typed).status_code


@pytest.mark.parametrize("state", DraftState)
def test_each_role_does_in_each_state_what_it_may_and_nothing_else(draft: EditionDraft, state: DraftState) -> None:
    EditionDraft.objects.update(state=state)
    draft.refresh_from_db()
    before = EditionDraft.objects.values().get()
    wrong = []
    for role in Role:
        client = Client()
        client.force_login(factories.user(role))
        for act, (roles, states) in ACTS.items():
            with transaction.atomic():
                status = do(act, client, draft)
                if role in roles and state in states:
                    right = status == 302 and EditionDraft.objects.get().state == AFTER[act][state]
                else:
                    refusal = 403 if role not in roles else 409
                    right = status == refusal and EditionDraft.objects.values().get() == before
                if not right:
                    wrong.append(f"{role} {act} {state}: {status}")
                transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_drafts_and_issues_and_is_offered_what_it_may(draft: EditionDraft, role: Role) -> None:
    page = signed_in(factories.user(role)).get(page_of(draft))
    assert page.status == 200
    assert page.has_form("texts_form") == (role in REVIEWERS)
    assert ("Cancel this edition" in page.buttons) == (role in REVIEWERS)
    assert ("Issue No. 1…" in page.buttons) == (role in CHIEF)
    assert "at least 7" in page.text
    issue = factories.issued_edition(factories.series(code="OTHER", starts_on=factories.DAY))
    assert page.get(f"/admin/sitreps/editionissue/{issue.pk}/change/").status == 200


def test_a_draft_is_compiled_in_the_background_and_its_page_tells_how_it_goes(editor: Page) -> None:
    page = editor.get(EDITIONS).form("day").send(day="24 June 2025")
    assert "Waiting for a worker." in page.text
    assert "Compiling UKR-DAILY No. 1" in page.get(EDITIONS).text
    assert page.client.get(f"{page.address.removesuffix('change/')}state/").json() == {
        "state": "COMPILING",
        "words": "Waiting for a worker.",
        "error": "",
    }
    assert run_jobs() == [JobState.DONE]
    assert "Compiled or edited by emil." in page.get(page.address).text


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2025-06-23", "it is daily, from 2025-06-24 to further notice. A chief editor changes its days under Series."),
        ("2099-01-01", "The cut-off of 2099-01-01 (2099-01-01 16:00 UTC) has not passed yet."),
        ("tomorrow", "No day in 'tomorrow'. Write it as 2025-06-24 or 24 June 2025."),
        ("2025-02-30", "No day in '2025-02-30'. Write it as 2025-06-24 or 24 June 2025."),
        ("", "It is empty: write it."),
    ],
)
def test_a_day_without_an_edition_is_told_by_its_box(editor: Page, day: str, says: str) -> None:
    page = editor.get(EDITIONS).form("day").send(day=day)
    assert page.errors.keys() == {"day"}
    assert page.errors["day"].endswith(says)
    assert page.value("day") == day
    assert not EditionDraft.objects.exists()


def test_a_day_inside_another_edition_is_refused(editor: Page, draft: EditionDraft) -> None:
    page = editor.get(EDITIONS).form("day").send(day="2025-06-24")
    assert page.heading.endswith("No. 1"), "the open draft, compiled anew"
    factories.compiled_draft(draft.series, factories.DAY + timedelta(days=2))
    page = editor.get(EDITIONS).form("day").send(day="2025-06-25")
    told = "2025-06-25 lies inside the open draft of UKR-DAILY No. 1 (2025-06-26). Issue or cancel that draft first."
    assert page.errors["day"] == told


def test_a_compilation_that_failed_says_why_and_is_retried(editor: Page, draft: EditionDraft) -> None:
    EditionDraft.objects.update(state=FAILED, error="The record could not be read.")
    page = editor.get(page_of(draft))
    assert "Compiling failed for good. The record could not be read." in page.text
    assert "The record could not be read." in editor.get("/admin/").text
    assert "The record could not be read." in editor.get(EDITIONS).text
    page = page.form("compile_form").send()
    assert "Waiting for a worker." in page.text
    assert run_jobs() == [JobState.DONE]
    assert page.get(page.address).has_form("texts_form")


def test_a_cancelled_edition_frees_its_number(editor: Page, draft: EditionDraft) -> None:
    page = editor.get(page_of(draft)).form("cancel_form").send()
    assert page.messages == ["Cancelled: UKR-DAILY No. 1 (2025-06-24). Its number is free again."]
    assert editor.get(page_of(draft)).buttons == set()
    page = editor.get(EDITIONS).form("day").send(day="2025-06-24")
    assert page.heading.endswith("No. 1")


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("highlights", "{{fig:UKR-2025-9999.KILLED}} people were killed.", "UKR-2025-9999"),
        ("overview", "{{fig:KILLED}} people were killed.", "KILLED"),
        ("overview", "Nobody\x07 was hurt.", "U+0007"),
        ("highlights", "A glyph that no font has: \U0001f9ff", "U+1F9FF"),
    ],
)
def test_a_text_that_cannot_be_printed_is_told_by_its_box(
    editor: Page, draft: EditionDraft, box: str, typed: str, says: str
) -> None:
    before = EditionDraft.objects.values().get()
    page = editor.get(page_of(draft)).form("texts_form").send("_save", **{box: typed})
    assert says in page.errors[box]
    assert page.value(box) == typed
    assert EditionDraft.objects.values().get() == before


def test_a_refresh_keeps_what_editors_wrote(editor: Page, draft: EditionDraft) -> None:
    page = editor.get(page_of(draft))
    text = page.value("highlights").partition("}}")[0] + "}} people were killed by a missile."
    page = page.form("texts_form").send("_save", overview=text)
    factories.published_incident(place=factories.place(iso3166_1="UKR"), title="Shelling of Samar", killed=2)
    page.form("compile_form").send()
    assert run_jobs() == [JobState.DONE]
    page = page.get(page.address)
    assert page.value("overview") == text
    assert "Shelling of Samar" in page.follow("Open alone").root.text


def test_blocks_hold_the_issue_until_each_is_accepted_with_a_note(chief: Page, daily: Series) -> None:
    incident = factories.incident(place=factories.place(iso3166_1="UKR"), title="Shelling of Samar")
    for value, letter in ((5, "B"), (9, "B")):
        factories.claim(incident, value=value, quantifier="EXACT", origin=factories.origin(reliability=letter))
    factories.published(incident)
    draft = factories.compiled_draft(daily)
    page = chief.get(page_of(draft))
    assert "1 open block" in page.text
    form = page.follow("Issue No. 1").form("accept-0")
    page = form.send()
    assert page.errors == {"accept-0": "It is empty: write it."}
    assert not EditionIssue.objects.exists()
    page = form.send(**{"accept-0": "Police and council contradict each other; we asked both."})
    assert page.messages[0].startswith("Issued: UKR-DAILY No. 1")
    told = chief.client.get("/api/v1/editions/UKR-DAILY/1/").json()["data_notes"]
    assert "Police and council contradict each other; we asked both." in [one["note"] for one in told]


def test_a_document_that_failed_is_seen_and_asked_for_again(chief: Page, draft: EditionDraft) -> None:
    page = chief.get(page_of(draft)).follow("Issue No. 1").form("version").send()
    Job.objects.filter(key__endswith="en.pdf").update(state=JobState.PARKED, error="The font is gone.")
    assert run_jobs(JobKind.RENDER).count(JobState.DONE) == 1, "the other format is not held up"
    page = page.get(page.address)
    assert "The font is gone." in page.text
    page = page.form("draw-again").send()
    assert page.messages == ["Asked for again: 1 document."]
    assert JobState.DONE in run_jobs(JobKind.RENDER)
    assert "UKR-DAILY_No001_2025-06-24_en.pdf" in [one.text for one in page.get(page.address).root.find("a")]


def test_only_those_who_compile_ask_for_a_document_again(chief: Page, draft: EditionDraft) -> None:
    page = chief.get(page_of(draft)).follow("Issue No. 1").form("version").send()
    reporter = signed_in(factories.user(Role.REPORTER))
    assert not reporter.get(page.address).has_form("draw-again")
    again = reporter.client.post(f"{page.address.removesuffix('change/')}draw-again/")
    assert again.status_code == 403


def test_what_was_issued_cannot_be_issued_or_edited_again(chief: Page, draft: EditionDraft) -> None:
    chief.get(page_of(draft)).follow("Issue No. 1").form("version").send()
    page = chief.get(page_of(draft))
    assert page.address.startswith("/admin/sitreps/editionissue/"), "the draft's address leads to the issue"
    assert not page.root.find("textarea")
    assert "An error of ours" not in page.text


def test_the_preview_shows_the_numbers_that_are_issued_and_runs_nothing(chief: Page, draft: EditionDraft) -> None:
    preview = chief.get(page_of(draft)).follow("Open alone")
    assert "sandbox" in preview.response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in preview.response.headers["Content-Security-Policy"]
    chief.get(page_of(draft)).follow("Issue No. 1").form("version").send()
    totals = chief.client.get("/api/v1/editions/UKR-DAILY/1/").json()["totals"]
    (killed,) = [one["text"] for one in totals if (one["scope"], one["measure"]) == ("UKR", "KILLED")]
    assert killed == "at least 7"
    assert killed in preview.root.text
