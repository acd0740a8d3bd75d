"""After a redaction no byte that the desk has stored still tells what was redacted: tables, files, the database's own.

Every text of the desk about an incident is a word of its own; the incident is published twice, printed in an edition
with its documents, decided about, remarked on and drafted again. Then it is hidden and redacted, and every byte is
searched for every word.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sitreps.actions import audit, decisions, drafts, hiding, incidents, redaction, withdrawals, work
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.edition_languages import Typed
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionIssue
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.persons import PersonMention
from sitreps.models.revisions import IncidentRevision
from tests import factories
from tests.flows.canaries import Canaries
from tests.flows.crawling import crawl
from tests.services.stored_bytes import found_in_store

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LATER = factories.NOON + timedelta(hours=8)


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def people() -> tuple[User, User]:
    return factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR)


@pytest.fixture
def strike(canaries: Canaries, people: tuple[User, User]) -> Incident:
    """An incident of which every text is a word of its own, with all that the desk makes of it."""
    editor, chief = people
    word = canaries.word
    told = {"title": word("Incident.title"), "summary": word("Incident.summary")}
    one = factories.incident(place=factories.places()["Dnipro"], **canaries.columns(Incident) | told)
    factories.claim(one, value=7, **canaries.columns(Claim) | {"wording": word("Claim.wording")})
    about = {"origin": factories.origin(), "source_item": factories.source_item()}
    factories.facility(one, **about, **facility_columns(canaries))
    PersonMention.objects.create(incident=one, outcome="KILLED", **about, **canaries.columns(PersonMention))
    incidents.comment(incident=one, text=word("Comment.text"), by=editor, now=factories.NOON)
    factories.published(one)
    one.title = word("Incident.title, later")
    one.save()
    factories.published(one, now=factories.NOON + timedelta(minutes=5), note=word("Change.note"))
    issue = print_it(one, canaries, chief)
    draft_it(issue, canaries, editor)
    return one


def facility_columns(canaries: Canaries) -> dict[str, Any]:
    """A word for each text of a row of damage but its key, which is a name for machines as the ref is."""
    columns = canaries.columns(FacilityDamage)
    canaries.words.pop(columns.pop("key"))
    return columns


def print_it(one: Incident, canaries: Canaries, chief: User) -> EditionIssue:
    """An edition that carries it, with a decision about it and both documents."""
    note = {f"CONFLICT:{one.ref}.KILLED": canaries.word("DiscrepancyDecision.note")}
    found = decisions.Discrepancy("BLOCK", "CONFLICT", f"{one.ref}.KILLED", "claims conflict", "0" * 64)
    decisions.accept([found], note, by=chief, now=LATER)
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    for job in Job.objects.filter(kind=JobKind.RENDER):
        assert work.run_job(job_id=job.pk, clock=lambda: issue.issued_at) == JobState.DONE, job.error
    return issue


def draft_it(issue: EditionIssue, canaries: Canaries, editor: User) -> None:
    """A draft of another series, with an editor's text."""
    draft = factories.compiled_draft(factories.series(code="UKR-WEEKLY", languages=["en", "uk"]))
    drafts.edit_texts(
        draft=draft,
        highlights=canaries.word("EditionDraft.highlights"),
        overview=canaries.word("EditionDraft.overview"),
        further={"uk": Typed(overview=canaries.word("EditionDraft.texts"))},
        version=draft.version,
        by=editor,
        now=LATER,
    )


def redact(one: Incident, canaries: Canaries, people: tuple[User, User]) -> None:
    """Withdrawn with words of its own, hidden, and erased by the second person; and what the worker then does."""
    editor, chief = people
    one.refresh_from_db()
    withdrawals.withdraw(
        incident=one,
        expected_version=one.version,
        reason=ChangeCode.OUR_ERROR,
        text=canaries.word("Takedown.text"),
        by=editor,
        now=LATER,
    )
    hiding.hide(incident=one, note=canaries.word("Takedown.note"), by=editor, now=LATER)
    before = {where for _, where in found_in_store(canaries)}
    assert before == set(canaries.words.values()), "the search itself works: every word stands somewhere"
    redaction.redact(incident=one, text="It could have identified a person.", by=chief, now=LATER)
    for job in Job.objects.filter(kind=JobKind.ERASE):
        assert work.run_job(job_id=job.pk, clock=lambda: LATER) == JobState.DONE, job.error


def test_no_stored_byte_tells_what_was_redacted(
    client: Client, strike: Incident, canaries: Canaries, people: tuple[User, User]
) -> None:
    redact(strike, canaries, people)
    assert len(canaries.words) > 25
    assert found_in_store(canaries) == []
    answers = crawl(client, "/", "/api/v1/", f"/incidents/{strike.ref}/", f"/api/v1/incidents/{strike.ref}/revisions/")
    leaks = {(path, where) for path, answer in answers.items() for where in canaries.found_in(answer.text)}
    assert leaks == set()


def test_no_document_of_it_is_left_and_every_digest_is(
    strike: Incident, canaries: Canaries, people: tuple[User, User]
) -> None:
    digests = list(IncidentRevision.objects.values_list("pk", "sha256"))
    issued = list(EditionIssue.objects.values_list("pk", "sha256"))
    redact(strike, canaries, people)
    assert [path for path in Path(settings.SITREPS_FILES).rglob("*") if path.is_file()] == []
    assert list(IncidentRevision.objects.values_list("pk", "sha256")) == digests
    assert list(EditionIssue.objects.values_list("pk", "sha256")) == issued
    previous = audit.GENESIS
    for row in AuditEvent.objects.order_by("seq"):
        assert (row.previous_hash, row.hash) == (previous, audit.event_hash(row))
        previous = row.hash


def test_what_others_say_stands_as_it_was(strike: Incident, canaries: Canaries, people: tuple[User, User]) -> None:
    other = factories.published_incident(now=LATER, title="Another strike")
    redact(strike, canaries, people)
    revision = IncidentRevision.objects.select_related("content").get(incident=other)
    assert "Another strike" in revision.content.payload
    assert canonical.frozen_digest(canonical.decode(revision.content.payload, dict)) == revision.sha256
