"""After a place was erased with what its cluster said of it, no stored byte tells its title or the name of its place.

The cluster is published three times, printed, decided about, remarked on, hidden and judged, always in words that tell
of the place. Its own texts do not, so it is published anew.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from sitreps.actions import decisions, drafts, hiding, incidents, judging, redaction, reference, work
from sitreps.actions.elsewhere import Also
from sitreps.actions.verifying import Verification
from sitreps.codelists.judgements import Ruling
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.places import Place
from sitreps.models.revisions import IncidentRevision
from sitreps.models.series import Series
from sitreps.queries import published, telling
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.canaries import Canaries
from tests.flows.crawling import crawl
from tests.services.stored_bytes import found_in_store

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LATER = factories.NOON + timedelta(hours=8)


class Told:
    """A cluster with two places; one of them has a title and a place whose names are words of their own."""

    def __init__(self) -> None:
        self.canaries = Canaries()
        self.editor, self.chief = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR)
        word = self.canaries.word
        self.title, self.name = word("Incident.title"), word("Place.name")
        places = factories.places()
        village = factories.place(
            key="UKR-V", name=self.name, level="SETTLEMENT", parent=places["Dnipropetrovska oblast"],
            aliases=[{"name": word("Place.alias"), "language": "uk"}],
        )  # fmt: skip
        self.above = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"], title="Strikes")
        self.place = self._below(village, 11, f"{self.title} at home")
        self._below(places["Samar"], 2, "Strike on Samar")
        factories.claim(self.above, value=9)
        factories.published(self.above)

    def _below(self, place: Place, killed: int, title: str) -> Incident:
        of: dict[str, Any] = {"by": self.above.created_by, "parent": self.above, "state": IncidentState.IN_REVIEW}
        made = factories.incident(place=place, title=title, **of)
        factories.claim(made, quantifier="EXACT", value=killed)
        return made

    def happen(self) -> None:
        """All that the desk does around the cluster, in words that tell of the place."""
        note = f"{self.title} at home"
        incidents.comment(incident=self.above, text=f"Is it so: {note}?", by=self.editor, now=LATER)
        issued = self._print(note)
        again = Incident.objects.get(pk=self.above.pk)
        factories.published(again, now=factories.NOON + timedelta(minutes=5), note=f"{note}, says the police.")
        again.refresh_from_db()
        judging.judge_incident(
            incident=again, expected_version=again.version, ruling=Ruling.CONFIRMED,
            verifier="A field team", evidence=note, by=self.chief, now=LATER,
        )  # fmt: skip
        hiding.hide(incident=self.above, note=note, by=self.editor, now=LATER)
        hiding.restore(incident=self.above, note="Harmless.", by=self.chief, now=LATER)
        draft = factories.compiled_draft(factories.series(code="UKR-WEEKLY"))
        drafts.edit_texts(
            draft=draft, highlights=note, overview="", version=draft.version, by=self.editor, now=issued.issued_at
        )

    def _print(self, note: str) -> EditionIssue:
        one = decisions.Discrepancy("BLOCK", "CONFLICT", f"{self.above.ref}.KILLED", "claims conflict", "0" * 64)
        decisions.accept([one], {one.key: note}, by=self.chief, now=LATER)
        issue = factories.issued_edition(factories.series(code="UKR-DAILY", languages=["en", "uk"]))
        for job in Job.objects.filter(kind=JobKind.RENDER):
            assert work.run_job(job_id=job.pk, clock=lambda: issue.issued_at) == JobState.DONE, job.error
        return issue

    def redact(self) -> None:
        """With all that the desk ticks, and what the worker then does; the gazetteer's own row is renamed."""
        hiding.hide(incident=self.place, note=self.title, by=self.editor, now=LATER)
        assert {where for _, where in found_in_store(self.canaries)} == set(self.canaries.words.values())
        own = list(IncidentRevision.objects.filter(incident=self.place).select_related("content"))
        found = telling.by_ref(telling.elsewhere(self.place, telling.names_of(self.place, own)))
        ticked = {ref: [one.revision.number for one in group if one.is_sure] for ref, group in found.items()}
        assert ticked == {self.above.ref: [1, 2]}
        also = Also(revisions=ticked, seen=published.head())
        redaction.redact(incident=self.place, text="It named a person.", also=also, by=self.chief, now=LATER)
        village = Place.objects.get(key="UKR-V")
        village.name, village.aliases = "Village", []
        reference.save(record=village, changed={"name", "aliases"}, by=self.editor, now=LATER)
        for job in Job.objects.filter(kind=JobKind.ERASE):
            assert work.run_job(job_id=job.pk, clock=lambda: LATER) == JobState.DONE, job.error


@pytest.fixture
def told() -> Told:
    made = Told()
    made.happen()
    return made


def test_no_stored_byte_and_no_public_answer_tells_of_the_place(client: Client, told: Told) -> None:
    told.redact()
    assert found_in_store(told.canaries) == []
    starts = [f"/api/v1/incidents/{one.ref}/{path}" for one in (told.above, told.place) for path in ("", "revisions/")]
    answers = crawl(client, "/", "/api/v1/", f"/incidents/{told.above.ref}/", "/api/v1/changes/", *starts)
    leaks = {(path, where) for path, answer in answers.items() for where in told.canaries.found_in(answer.text)}
    assert leaks == set()
    said: Any = client.get(f"/api/v1/incidents/{told.above.ref}/").json()
    assert (said["revision"], len(said["children"])) == (3, 1)


def test_everything_that_proves_the_record_still_holds(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    digests = dict(IncidentRevision.objects.values_list("pk", "sha256"))
    told.redact()
    assert [str(one) for one in Verification().differences()] == []
    call_command("verify_record")
    call_command("verify_editions")
    assert digests.items() <= dict(IncidentRevision.objects.values_list("pk", "sha256")).items()
    job = Job.objects.get(kind=JobKind.COMPILE, key__startswith="UKR-WEEKLY", state=JobState.QUEUED)
    assert work.run_job(job_id=job.pk, clock=lambda: LATER) == JobState.DONE
    assert told.place.ref not in Series.objects.get(code="UKR-WEEKLY").drafts.get().snapshot
    assert found_in_store(told.canaries) == []
