"""A claim that a merge or a split dealt to another incident is erased with that one: its words, what was decided about
it on which evidence, why it was dealt, and what the incident that it came from still says of it.

Every text is a word of its own, and every stored byte is searched for every word.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import annotating, hiding, incidents, judging, redaction, regrouping, undoing, work
from sitreps.actions.elsewhere import Also
from sitreps.actions.verifying import Verification
from sitreps.codelists import ChangeCode
from sitreps.codelists.judgements import Ruling
from sitreps.models.accounts import Role
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.persons import PersonMention
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import published, telling
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.canaries import Canaries
from tests.flows.crawling import crawl
from tests.services.stored_bytes import found_in_store

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)
LATER = factories.NOON + 8 * HOUR
NOTED = {"Judgement.verifier", "Judgement.evidence", "Annotation.reason"}
"""What hangs on the claim that is dealt, in rows that only grow."""


class Desk:
    """People, words, and one claim of which much was said before it is dealt."""

    def __init__(self) -> None:
        self.canaries = Canaries()
        self.editor = factories.user(Role.EDITOR)
        self.chief, self.second = (factories.user(Role.CHIEF_EDITOR) for _ in range(2))
        self.places = factories.places()

    def incident(self, whose: str, **fields: Any) -> Incident:
        """Not published yet: a title, a remark and a person of its own."""
        one = factories.incident(place=self.places["Dnipro"], title=self.canaries.word(f"{whose} title"), **fields)
        incidents.comment(incident=one, text=self.canaries.word(f"{whose} comment"), by=self.editor, now=factories.NOON)
        about = {"origin": factories.origin(), "source_item": factories.source_item()}
        PersonMention.objects.create(
            incident=one, key="P01", outcome="KILLED", name=self.canaries.word(f"{whose} person"), **about
        )
        return one

    def claim(self, of: Incident, key: str) -> Claim:
        """A claim with a word in each of its texts."""
        words = self.canaries.columns(Claim, public=False)
        for column in ("key", "part", "measure"):
            self.canaries.words.pop(words.pop(column, ""), None)
        return factories.claim(of, key=key, quantifier="EXACT", value=7, **words)

    def decided(self, claim: Claim) -> None:
        """Verified by a chief editor on evidence, graded anew by an editor for a reason, and published so."""
        word, one = self.canaries.word, claim.incident
        judging.judge_claim(
            claim=claim, ruling=Ruling.VERIFIED, verifier=word("Judgement.verifier"),
            evidence=word("Judgement.evidence"), expected_version=self._version(one), by=self.chief, now=factories.NOON,
        )  # fmt: skip
        annotating.regrade(
            claim=claim, reliability="B", credibility=2, reason=word("Annotation.reason"),
            expected_version=self._version(one), by=self.editor, now=factories.NOON,
        )  # fmt: skip
        factories.published(one, now=factories.NOON + timedelta(minutes=5), note=word("change note"))

    def merge(self, survivor: Incident, loser: Incident) -> None:
        """All of the loser's claims go to the survivor, for a reason that readers get."""
        pair = [Incident.objects.select_related("changed_by").get(pk=one.pk) for one in (survivor, loser)]
        regrouping.merge(
            survivor=pair[0], loser=pair[1], dealt={claim.key: True for claim in pair[1].claims.all()},
            versions={one.ref: one.version for one in pair}, text=self.canaries.word(f"merge of {loser.pk}"),
            by=self.second, now=factories.NOON + HOUR,
        )  # fmt: skip

    def redact(self, one: Incident, *, everything: bool = True) -> None:
        """By two people, with all that the desk ticks to begin with, or nothing but the incident; then the worker."""
        hiding.hide(incident=one, note=self.canaries.word("hide"), by=self.editor, now=LATER)
        also = Also(revisions=self.ticked(one) if everything else {}, seen=published.head() if everything else None)
        redaction.redact(incident=one, text="It named a person.", also=also, by=self.chief, now=LATER)
        for job in Job.objects.filter(kind=JobKind.ERASE, state=JobState.QUEUED):
            assert work.run_job(job_id=job.pk, clock=lambda: LATER) == JobState.DONE, job.error

    def ticked(self, one: Incident) -> dict[str, list[int]]:
        own = list(IncidentRevision.objects.filter(incident=one).select_related("content"))
        found = telling.by_ref(telling.elsewhere(one, telling.names_of(one, own)))
        sure = {ref: [told.revision.number for told in group if told.is_sure] for ref, group in found.items()}
        return {ref: numbers for ref, numbers in sure.items() if numbers}

    def left(self) -> set[str]:
        """The words that some stored byte still tells, by where they were put."""
        return {where for _, where in found_in_store(self.canaries)}

    def _version(self, one: Incident) -> int:
        return Incident.objects.get(pk=one.pk).version


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def merged(desk: Desk) -> tuple[Incident, Incident]:
    """A survivor, and what was merged into it with a claim that had been decided about."""
    survivor, loser = desk.incident("survivor"), desk.incident("loser")
    factories.claim(survivor, key="C01", value=3)
    factories.published(survivor)
    claim = desk.claim(loser, "C01")
    factories.published(loser)
    desk.decided(claim)
    desk.merge(survivor, loser)
    assert desk.left() == set(desk.canaries.words.values()), "the search itself works: every word stands somewhere"
    return survivor, loser


def whole_and_part(desk: Desk, *, as_cluster: bool) -> tuple[Incident, Incident]:
    """An incident that was split, and the part that was given the claim that had been decided about."""
    whole = desk.incident("whole")
    factories.claim(whole, key="C01", value=3)
    claim = desk.claim(whole, "C02")
    factories.published(whole)
    desk.decided(claim)
    whole.refresh_from_db()
    fields = {"title": desk.canaries.word("part title"), "place": desk.places["Samar"]}
    (part,) = regrouping.split(
        incident=whole, expected_version=whole.version, parts=[regrouping.Part(fields=fields, claims=["C02"])],
        as_cluster=as_cluster, by=desk.second, now=factories.NOON + HOUR,
    )  # fmt: skip
    assert part.state == IncidentState.IN_REVIEW
    factories.republished(
        whole, code=ChangeCode.EDITORIAL, note=desk.canaries.word("split note"), now=factories.NOON + 2 * HOUR
    )
    assert desk.left() == set(desk.canaries.words.values())
    return whole, part


def differences() -> list[str]:
    return [str(one) for one in Verification().differences()]


def test_the_survivor_takes_along_what_came_to_it_and_what_became_part_of_it(
    client: Client, desk: Desk, merged: tuple[Incident, Incident]
) -> None:
    survivor, loser = merged
    desk.redact(survivor)
    assert desk.left() == set()
    loser.refresh_from_db()
    assert (loser.state, loser.title) == (IncidentState.REDACTED, "Redacted")
    assert differences() == []
    starts = [f"/api/v1/incidents/{one.ref}/{path}" for one in merged for path in ("", "revisions/")]
    answers = crawl(client, "/", "/api/v1/", "/api/v1/changes/", *starts)
    assert {where for answer in answers.values() for where in desk.canaries.found_in(answer.text)} == set()


def test_evidence_reasons_and_the_sentence_of_the_merge_go_with_the_survivor_alone(
    desk: Desk, merged: tuple[Incident, Incident]
) -> None:
    survivor, loser = merged
    desk.redact(survivor, everything=False)
    told = {where for table, where in found_in_store(desk.canaries) if table != "sitreps_revisioncontent"}
    assert not told & {*NOTED, f"merge of {loser.pk}", "survivor title", "survivor comment", "survivor person"}
    assert {"loser title", "loser comment", "loser person"} <= told, "nobody chose the other"
    assert differences() == []


def test_what_was_merged_away_is_erased_by_itself(desk: Desk, merged: tuple[Incident, Incident]) -> None:
    survivor, loser = merged
    desk.redact(loser)
    left = desk.left()
    assert {"survivor title", "survivor comment", "survivor person"} <= left
    assert not left & {"loser title", "loser comment", "loser person", "change note", "hide"}
    assert not left & {"Judgement.verifier", "Judgement.evidence"}, "written about the loser, too"
    assert "Claim.wording" in left, "the survivor says it"
    assert differences() == []
    desk.redact(survivor)
    assert desk.left() == set()


def test_a_chain_of_merges_is_one_event(desk: Desk, merged: tuple[Incident, Incident]) -> None:
    last = desk.incident("last")
    factories.claim(last, key="C01", value=3)
    factories.published(last)
    desk.merge(last, merged[0])
    assert set(desk.ticked(Incident.objects.get(pk=last.pk))) == {one.ref for one in merged}
    desk.redact(Incident.objects.get(pk=last.pk))
    assert desk.left() == set()
    assert differences() == []


@pytest.mark.parametrize("as_cluster", [True, False])
def test_a_part_takes_along_what_the_whole_said_of_it_before(client: Client, desk: Desk, *, as_cluster: bool) -> None:
    whole, part = whole_and_part(desk, as_cluster=as_cluster)
    claimed = {where for where in desk.canaries.words.values() if where.startswith("Claim.")}
    desk.redact(part)
    left = desk.left()
    assert not left & {*NOTED, *claimed, "part title"}
    assert {"whole title", "whole comment", "whole person"} <= left
    said: Any = client.get(f"/api/v1/incidents/{whole.ref}/").json()
    assert (said["status"], [claim["id"] for claim in said["claims"]]) == ("PUBLISHED", [f"{whole.ref}/C01"])
    assert [client.get(f"/api/v1/incidents/{whole.ref}/revisions/{n}/").status_code for n in (1, 2)] == [410, 410]
    assert differences() == []


def test_the_whole_is_erased_without_its_part(desk: Desk) -> None:
    whole, part = whole_and_part(desk, as_cluster=False)
    desk.redact(whole)
    left = desk.left()
    assert not left & {"whole title", "whole comment", "whole person", "change note", "hide"}
    assert {"part title", "Claim.wording", "split note"} <= left, "what the part says itself"
    assert differences() == []
    desk.redact(Incident.objects.get(pk=part.pk))
    assert desk.left() == set()


def test_what_a_merge_that_was_undone_said_of_it_goes_too(client: Client, desk: Desk, merged: Any) -> None:
    survivor, loser = (Incident.objects.get(pk=one.pk) for one in merged)
    undoing.undo_merge(
        loser=loser, versions={one.ref: one.version for one in (survivor, loser)},
        text="Two strikes.", by=desk.second, now=factories.NOON + 2 * HOUR,
    )  # fmt: skip
    assert desk.ticked(Incident.objects.get(pk=loser.pk)) == {survivor.ref: [2]}
    desk.redact(Incident.objects.get(pk=loser.pk))
    assert desk.left() == {"survivor title", "survivor comment", "survivor person"}
    said: Any = client.get(f"/api/v1/incidents/{survivor.ref}/").json()
    assert (said["revision"], said["figures"][0]["best"]) == (3, 3)
    assert differences() == []
