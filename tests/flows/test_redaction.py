"""What does harm is erased by two people: its content is gone at every moment, tombstone and digests stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from sitreps import files
from sitreps.actions import audit, drafts, hiding, incidents, redaction, renditions, retrying, withdrawals, work
from sitreps.actions.incident_rows import Changes
from sitreps.actions.verifying import Verification
from sitreps.codelists import ChangeCode
from sitreps.errors import InvalidValue, LeaseLost, NotAllowed, RenderFailed, WrongState
from sitreps.models.accounts import COMMAND, User, actor
from sitreps.models.audit import AuditEvent
from sitreps.models.editions import EditionDraft, EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent, RevisionFigure
from sitreps.models.takedowns import Takedown
from sitreps.workflow import DraftState, IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
LATER = factories.NOON + timedelta(hours=8)
WHY = "It could have identified a person."


@pytest.fixture
def strike() -> Incident:
    return factories.published_incident(killed=7, title="Olena K. was killed at home")


@pytest.fixture
def issue(strike: Incident) -> EditionIssue:
    return factories.issued_with_pdf(b"%PDF Olena K.")


def hide(one: Incident, by: User) -> None:
    hiding.hide(incident=one, note="Names a victim.", by=by, now=LATER)


def redact(one: Incident, by: User, **wanted: Any) -> list[Takedown]:
    return redaction.redact(incident=one, by=by, now=LATER + timedelta(hours=1), **({"text": WHY} | wanted))


def erase() -> None:
    """What the worker does once the transaction is in."""
    for job in Job.objects.filter(kind=JobKind.ERASE, state=JobState.QUEUED):
        assert work.run_job(job_id=job.pk, clock=lambda: LATER + timedelta(hours=2)) == JobState.DONE, job.error


def get(client: Client, path: str, moment: str = "") -> Any:
    return client.get(f"{API}/{path}", {"as_known_at": moment} if moment else {})


def test_its_content_is_gone_at_every_moment_and_a_tombstone_says_so(
    client: Client, strike: Incident, editor: User, chief: User
) -> None:
    digest = IncidentRevision.objects.get(incident=strike).sha256
    hide(strike, editor)
    redact(strike, chief)
    for path in ("", "revisions/1/", "figures/KILLED/"):
        for moment in ("", "2025-06-24T12:30:00Z"):
            if moment and path.startswith("revisions"):
                continue
            gone = get(client, f"incidents/{strike.ref}/{path}", moment)
            assert (gone.status_code, gone.json()["code"], gone.json()["detail"]) == (410, "REDACTED", WHY)
            assert gone.headers["Cache-Control"] == "no-store"
    assert client.get(f"/incidents/{strike.ref}/").status_code == 410
    assert get(client, "incidents/").json()["data"] == []
    assert get(client, "incidents/", "2025-06-24T12:30:00Z").json()["data"] == []
    content = RevisionContent.objects.get(revision__incident=strike)
    assert (content.payload, content.inputs) == ("", "")
    assert IncidentRevision.objects.get(incident=strike).sha256 == digest
    assert not Latest.objects.exists()


def test_the_history_keeps_a_tombstone_among_what_stays(
    client: Client, strike: Incident, editor: User, chief: User
) -> None:
    strike.title = "A woman was killed at home"
    strike.save()
    factories.published(strike, now=factories.NOON + timedelta(hours=1))
    hide(strike, editor)
    redact(strike, chief, revisions=[1])
    hiding.restore(incident=strike, note="Mended.", by=chief, now=LATER + timedelta(hours=2))
    newest, oldest = get(client, f"incidents/{strike.ref}/revisions/").json()["data"]
    assert (newest["revision"], newest["status"]) == (2, "PUBLISHED")
    assert (oldest["revision"], oldest["status"], oldest["figures"]) == (1, "REDACTED", [])
    assert oldest["change"] == {"code": "REDACTED", "text": "redacted", "note": ""}
    assert oldest["sha256"] == IncidentRevision.objects.get(incident=strike, number=1).sha256
    assert get(client, f"incidents/{strike.ref}/").json()["title"] == "A woman was killed at home"
    assert get(client, f"incidents/{strike.ref}/revisions/1/").status_code == 410
    assert get(client, f"incidents/{strike.ref}/", "2025-06-24T12:30:00Z").status_code == 410
    assert client.get(f"/incidents/{strike.ref}/").status_code == 200
    assert client.get(f"/incidents/{strike.ref}/KILLED/").status_code == 200
    strike.refresh_from_db()
    assert (strike.title, strike.state) == ("A woman was killed at home", IncidentState.PUBLISHED)


def test_a_later_clean_revision_is_compared_with_nothing(
    client: Client, strike: Incident, editor: User, chief: User
) -> None:
    hide(strike, editor)
    redact(strike, chief, revisions=[1])
    strike.title = "A woman was killed at home"
    strike.save()
    factories.published(strike, now=LATER + timedelta(hours=2))
    hiding.restore(incident=strike, note="Mended.", by=chief, now=LATER + timedelta(hours=3))
    said = get(client, f"incidents/{strike.ref}/").json()
    assert (said["revision"], said["figures"][0]["previous"]) == (2, None)
    assert len(get(client, "incidents/").json()["data"]) == 1


def test_every_issue_that_told_of_it_goes_with_its_documents(
    client: Client, strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    path = files.path_of(Rendition.objects.get(issue=issue).sha256)
    hide(strike, editor)
    acts = redact(strike, chief)
    assert [act.issue for act in acts if act.issue_id] == [issue]
    for address in ("", "?issue=1", "documents/en.pdf", "documents/en.json"):
        gone = client.get(f"{API}/editions/UKR-DAILY/1/{address}", headers={"if-none-match": f'"{issue.sha256}"'})
        assert (gone.status_code, gone.json()["code"]) == (410, "REDACTED"), address
    assert client.get("/editions/UKR-DAILY/1/").status_code == 410
    assert EditionIssue.objects.get(pk=issue.pk).snapshot == ""
    assert EditionDraft.objects.get(series=issue.series).snapshot == ""
    assert path.exists()
    erase()
    assert not path.exists()
    assert EditionIssue.objects.get(pk=issue.pk).sha256 == issue.sha256


def test_an_issue_that_carries_only_a_clean_revision_stands(
    client: Client, strike: Incident, editor: User, chief: User
) -> None:
    strike.title = "A woman was killed at home"
    strike.save()
    factories.published(strike, now=factories.NOON + timedelta(hours=1))
    factories.issued_edition(factories.series(code="UKR-DAILY"))
    hide(strike, editor)
    redact(strike, chief, revisions=[1])
    hiding.restore(incident=strike, note="Mended.", by=chief, now=LATER + timedelta(hours=2))
    assert get(client, "editions/UKR-DAILY/1/").json()["new"] == [{"ref": strike.ref, "revision": 2}]


def test_an_open_draft_is_emptied_and_compiled_anew(strike: Incident, editor: User, chief: User) -> None:
    draft = factories.compiled_draft(factories.series(code="UKR-DAILY"))
    drafts.edit_texts(draft=draft, highlights="Olena K.", overview="", version=draft.version, by=editor, now=LATER)
    hide(strike, editor)
    redact(strike, chief)
    draft.refresh_from_db()
    assert (draft.state, draft.snapshot, draft.highlights) == (DraftState.COMPILING, "", "")
    job = Job.objects.get(kind=JobKind.COMPILE)
    assert work.run_job(job_id=job.pk, clock=lambda: LATER + timedelta(hours=2)) == JobState.DONE
    draft.refresh_from_db()
    assert strike.ref not in draft.snapshot


def test_the_stream_tells_each_revision_and_each_issue_without_content(
    client: Client, strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    hide(strike, editor)
    acts = redact(strike, chief)
    events = client.get(f"{API}/changes/?include=payload").json()["data"]
    assert {event["payload"] is None for event in events} == {True}
    told = [(event["event"], event["ref"], event["revision"], event["why"]["text"]) for event in events[-2:]]
    assert told == [
        ("incident.redacted", strike.ref, 1, WHY),
        ("edition.redacted", "UKR-DAILY/1", 1, WHY),
    ]
    assert [act.seq for act in acts] == [event["seq"] for event in events[-2:]]


def test_the_sentences_of_its_revisions_go_too(client: Client, strike: Incident, editor: User, chief: User) -> None:
    factories.published(strike, now=factories.NOON + timedelta(hours=1), note="Olena K. is named.")
    hide(strike, editor)
    redact(strike, chief)
    assert "Olena" not in client.get(f"{API}/changes/").content.decode()
    assert not IncidentRevision.objects.exclude(change_note="").exists()


def test_its_cluster_is_computed_without_it(client: Client, editor: User, chief: User) -> None:
    places, reporter = factories.places(), factories.user()
    above = factories.incident(by=reporter, kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    below = [
        factories.incident(by=reporter, parent=above, place=places[name], state=IncidentState.IN_REVIEW)
        for name in ("Dnipro", "Samar")
    ]
    for one in below:
        factories.claim(one, quantifier="EXACT", value=2)
    factories.published(above)
    hide(below[0], editor)
    redact(below[0], chief)
    said = get(client, f"incidents/{above.ref}/").json()
    assert said["children"] == [below[1].ref]
    assert said["change"]["note"] == f"recomputed: {below[0].ref} redacted"
    assert client.get(f"/incidents/{above.ref}/").status_code == 200


def test_the_working_copy_is_emptied_and_closed(strike: Incident, editor: User, chief: User) -> None:
    hide(strike, editor)
    redact(strike, chief)
    strike.refresh_from_db()
    claim = strike.claims.get()
    assert (strike.title, strike.state, claim.wording, claim.value) == ("Redacted", IncidentState.REDACTED, "", 7)
    assert RevisionFigure.objects.filter(revision__incident=strike, measure="KILLED", best=7).exists()
    seen: dict[str, Any] = {"incident": strike, "expected_version": strike.version, "by": editor, "now": LATER}
    with pytest.raises(WrongState, match="it is redacted"):
        incidents.record_edit(changes=Changes(fields={"title": "Olena K."}), **seen)
    with pytest.raises(WrongState, match="it is redacted"):
        incidents.submit(**seen)
    with pytest.raises(WrongState, match="it is redacted"):
        withdrawals.reopen(**seen)


def test_the_chain_of_the_audit_log_still_holds(
    strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    hide(strike, editor)
    redact(strike, chief)
    previous = audit.GENESIS
    for row in AuditEvent.objects.order_by("seq"):
        assert (row.previous_hash, row.hash) == (previous, audit.event_hash(row))
        previous = row.hash
    assert AuditEvent.objects.filter(action="incident.redact", actor=chief.username).count() == 1


def test_the_verifier_knows_what_was_redacted(
    strike: Incident, issue: EditionIssue, editor: User, chief: User, capsys: pytest.CaptureFixture[str]
) -> None:
    hide(strike, editor)
    redact(strike, chief)
    with pytest.raises(SystemExit):
        call_command("verify_editions")
    assert "it was redacted, and en.pdf is still stored" in capsys.readouterr().out
    erase()
    call_command("verify_editions")
    assert "1 issues verified, 0 differences." in capsys.readouterr().out


def test_the_record_proves_itself_with_its_tombstones(
    strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    factories.published(strike, now=issue.issued_at, note="Olena K. is named.")
    hide(strike, editor)
    redact(strike, chief, revisions=[1])
    assert [str(one) for one in Verification().differences()] == []
    redact(strike, chief)
    assert [str(one) for one in Verification().differences()] == []


# ---- One edition, one document


def test_an_edition_is_redacted_by_itself(
    client: Client, strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    hiding.hide_edition(issue=issue, note="The overview names her.", by=editor, now=LATER)
    redaction.redact_edition(issue=issue, text=WHY, by=chief, now=LATER)
    erase()
    assert get(client, "editions/UKR-DAILY/1/").json()["code"] == "REDACTED"
    assert get(client, f"incidents/{strike.ref}/").status_code == 200
    with pytest.raises(RenderFailed, match="redacted"):
        retrying.draw_again(issue=EditionIssue.objects.get(pk=issue.pk), by=chief, now=LATER)
    again = factories.issued_edition(issue.series, factories.DAY + timedelta(days=1))
    assert get(client, "editions/UKR-DAILY/latest/").json()["number"] == again.number


def test_one_document_is_redacted_by_itself_and_not_drawn_again(
    client: Client, issue: EditionIssue, editor: User, chief: User
) -> None:
    document = Rendition.objects.get(issue=issue)
    hiding.hide_edition(issue=issue, language="en", format_="pdf", note="A name.", by=editor, now=LATER)
    redaction.redact_document(document=document, text=WHY, by=chief, now=LATER)
    erase()
    assert not files.path_of(document.sha256).exists()
    assert get(client, "editions/UKR-DAILY/1/documents/en.pdf").json()["code"] == "REDACTED"
    assert get(client, "editions/UKR-DAILY/1/").json()["documents"] == []
    asked = renditions.ask_for_missing(issue=issue, by=chief, now=LATER, wake=False)
    assert [job.detail["format"] for job in asked] == ["html"]
    with pytest.raises(WrongState, match="already"):
        redaction.redact_document(document=document, text=WHY, by=chief, now=LATER)


def test_a_file_that_another_issue_still_needs_stays(
    client: Client, issue: EditionIssue, editor: User, chief: User
) -> None:
    other = factories.next_issue(issue, now=LATER)
    factories.stored_document(other, "pdf", b"%PDF Olena K.")
    hiding.hide_edition(issue=issue, note="Names her.", by=editor, now=LATER)
    redaction.redact_edition(issue=issue, text=WHY, by=chief, now=LATER)
    erase()
    assert b"".join(get(client, "editions/UKR-DAILY/2/documents/en.pdf").streaming_content) == b"%PDF Olena K."


def test_a_document_that_is_being_drawn_meanwhile_is_not_kept(
    strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    job = Job.objects.get(kind=JobKind.RENDER, key__endswith="en.html")
    hide(strike, editor)
    job.state, job.fence = JobState.RUNNING, job.fence + 1
    job.lease_until = LATER + timedelta(hours=3)
    job.save()
    drawn = renditions.draw(issue, "html")[0]
    redact(strike, chief)
    digest = files.store(drawn)
    with pytest.raises(LeaseLost):
        renditions.keep(renditions.Drawing(issue, job, digest, len(drawn), None), clock=lambda: LATER)
    assert not files.path_of(digest).exists()
    assert not Rendition.objects.filter(issue=issue, format="html").exists()


# ---- Refusals


def test_it_takes_a_chief_editor_who_did_not_hide_it(
    strike: Incident, editor: User, chief: User, settings: LazySettings
) -> None:
    with pytest.raises(WrongState, match="Hide it first"):
        redact(strike, chief)
    hide(strike, chief)
    with pytest.raises(NotAllowed, match="another chief editor"):
        redact(strike, chief)
    with pytest.raises(NotAllowed, match="needs chief editor"):
        redact(strike, editor)
    assert RevisionContent.objects.get(revision__incident=strike).payload
    settings.SITREPS_FOUR_EYES = "off"
    assert redact(strike, chief)


def test_a_command_is_bound_by_no_second_person(strike: Incident) -> None:
    hide(strike, actor(COMMAND))
    assert redact(strike, actor(COMMAND))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"text": "\u202e"}, "text"),
        ({"revisions": [2]}, "revisions"),
    ],
)
def test_it_needs_words_for_readers_and_revisions_that_exist(
    strike: Incident, editor: User, chief: User, wanted: dict[str, Any], field: str
) -> None:
    hide(strike, editor)
    with pytest.raises(InvalidValue) as refusal:
        redact(strike, chief, **wanted)
    assert refusal.value.field == field
    assert not Takedown.objects.filter(act="REDACT").exists()


def test_twice_is_once(strike: Incident, issue: EditionIssue, editor: User, chief: User) -> None:
    hide(strike, editor)
    redact(strike, chief)
    with pytest.raises(WrongState, match="already"):
        redact(strike, chief)
    with pytest.raises(WrongState, match="already"):
        redaction.redact_edition(issue=issue, text=WHY, by=chief, now=LATER)
    assert Takedown.objects.filter(act="REDACT", reason=ChangeCode.REDACTED).count() == 2
