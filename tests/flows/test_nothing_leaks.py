"""Nothing of what the desk keeps to itself can be read outside it (api.md, What never leaves the desk).

A desk with a word of its own in every protected column is published, compiled, issued and drawn; then every public
address is walked and every byte searched, the text and the attachments of the PDF included.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from sitreps.actions import hiding, work
from sitreps.models.accounts import Role, User
from sitreps.models.annotations import Annotation
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.distinctions import Distinction
from sitreps.models.editions import CorrectionDraft, DiscrepancyDecision, EditionIssue
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.judgements import Judgement
from sitreps.models.persons import PersonMention
from sitreps.models.series import Series
from sitreps.models.sources import CustodyEntry, Origin, SourceItem, SourceNotice
from sitreps.models.statements import ContextNote, PartyClaim, Statement
from sitreps.models.takedowns import Takedown
from tests import factories
from tests.flows.canaries import Canaries, squeeze
from tests.flows.crawling import Answer, crawl

pytestmark = pytest.mark.django_db

KNOWN_TO_READERS = (
    "Strike on the river port",
    "a hospital official",
    "Open report on the strike",
    "at least seven people",
)
READ_BY_ALL = {"Party", "Place", "Series"}
MADE_OF_OTHERS = {
    *("AuditEvent", "Change", "EditionDraft", "EditionEntry", "EditionIssue", "IncidentRevision", "Latest"),
    *("Rendition", "RevisionCombatants", "RevisionContent", "RevisionFacility", "RevisionFigure", "RevisionScene"),
    *("RevisionSource", "RevisionText", "Sequence"),
}
"""Tables that the house fills from what people wrote into the others."""
FORBIDDEN_MEMBERS = ("reliability", "credibility", "tier", "voice", "persons", "attribution_text", "narrative_of")


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def person(canaries: Canaries, *roles: Role) -> User:
    columns = canaries.columns(User)
    return factories.user(*roles, **{**columns, "email": f"{columns['email']}@desk.example", "password": "x"})


@pytest.fixture
def desk(canaries: Canaries) -> EditionIssue:
    """The edition that came out of such a desk, with HTML and PDF."""
    reporter, editor, chief = (person(canaries, role) for role in (Role.REPORTER, Role.EDITOR, Role.CHIEF_EDITOR))
    incident = log(canaries, reporter)
    judge(canaries, incident)
    factories.published(incident, by=editor)
    take_down(canaries, editor)
    go_on_working(canaries, incident, reporter)
    series = factories.series(code="UKR-DAILY")
    say(canaries, series)
    issue = factories.issued_edition(series, by=chief)
    notice_mistakes(canaries, issue)
    for job in Job.objects.filter(kind=JobKind.RENDER):
        assert work.run_job(job_id=job.pk, clock=lambda: issue.issued_at) == JobState.DONE, job.error
    return issue


def log(canaries: Canaries, reporter: User) -> Incident:
    """An incident with claims of every protected kind, a facility that waits, and a person."""
    canaries.moment("Incident.occurred_from", "T03:17", "03:17:41", "06:17")
    incident = factories.incident(
        by=reporter,
        title="Strike on the river port",
        place=factories.places()["Dnipro"],
        occurred_from=datetime(2025, 6, 24, 3, 17, 41, tzinfo=UTC),
        date_precision="EXACT_TIME",
        **canaries.columns(Incident),
    )
    public_source = factories.source_item(title="Open report on the strike", **canaries.columns(SourceItem))
    kept_source = factories.source_item(sensitivity="CONFIDENTIAL", **canaries.columns(SourceItem, public=False))
    CustodyEntry.objects.create(
        source_item=kept_source,
        at=factories.MORNING,
        action="CAPTURED",
        sha256="0" * 64,
        **canaries.columns(CustodyEntry),
    )
    police = factories.origin(public_label="police", **canaries.columns(Origin))
    protected = factories.origin(
        protect_identity=True,
        type="HEALTH_FACILITY",
        **{
            **canaries.columns(Origin, public=False),
            "public_label": "a hospital official",
            "labels": {"uk": "працівник лікарні"},
        },
    )
    told = {"value": 7, "wording": "at least seven people", "origin": police, "source_item": public_source}
    factories.claim(incident, **told, **canaries.columns(Claim))
    factories.claim(incident, value=6, origin=protected, source_item=kept_source, **canaries.columns(Claim))
    singled_out = {"kind": "SUBSET", "origin": police, "source_item": public_source, "quantifier": "EXACT"}
    for traits in ({"vulnerability": "PREGNANT", "value": 3}, {"sex": "f", "age_group": "CHILD", "value": 1}):
        columns = canaries.columns(Claim) | {"wording": canaries.word("Claim.wording of a few people")}
        factories.claim(incident, **singled_out, **traits, **columns)
    about = {"incident": incident, "origin": protected, "source_item": kept_source}
    FacilityDamage.objects.create(
        **about,
        category="ENE",
        quantifier="EXACT",
        value=1,
        recorded_at=factories.MORNING,
        recorded_by=reporter,
        **canaries.columns(FacilityDamage),
    )
    PersonMention.objects.create(**about, outcome="KILLED", role="JOURNALIST", **canaries.columns(PersonMention))
    return incident


def judge(canaries: Canaries, incident: Incident) -> None:
    """What chief editors and editors noted about it, with their names and their evidence."""
    about = {"incident": incident, "at": factories.NOON}
    claim = incident.claims.earliest("pk")
    Judgement.objects.create(**about, ruling="CONFIRMED", **canaries.columns(Judgement))
    Judgement.objects.create(**about, claim=claim, ruling="VERIFIED", **canaries.columns(Judgement))
    Annotation.objects.create(claim=claim, kind="PINNED", at=factories.NOON, **canaries.columns(Annotation))
    gone = {"source_item": claim.source_item, "status": "GONE", "happened_on": factories.DAY, "at": factories.NOON}
    SourceNotice.objects.create(**gone, **canaries.columns(SourceNotice))


def take_down(canaries: Canaries, editor: User) -> None:
    """An incident that was hidden and put back, and one that is hidden; both with notes for colleagues alone."""
    words: Any = {"title": canaries.word("Incident.title of a hidden one"), "summary": canaries.word("its summary")}
    back, hidden = factories.published_incident(), factories.published_incident(**words)
    chief = person(canaries, Role.CHIEF_EDITOR)
    for one in (back, hidden):
        hiding.hide(incident=one, note=canaries.word("Takedown.note"), by=editor, now=factories.NOON)
    hiding.restore(incident=back, note=canaries.word("Takedown.note"), by=chief, now=factories.NOON)


def say(canaries: Canaries, series: Series) -> None:
    """Statements, parties' claims and context of the series, read in a document that is not public."""
    kept = factories.source_item(sensitivity="CONFIDENTIAL", **canaries.columns(SourceItem, public=False))
    told = {"series": series, "source_item": kept, "made_on": factories.DAY, "recorded_at": factories.NOON}
    for model in (Statement, PartyClaim, ContextNote):
        model.objects.create(**told, key="S01", text="They said so.", state="APPROVED", **canaries.columns(model))


def notice_mistakes(canaries: Canaries, issue: EditionIssue) -> None:
    """What was decided about the edition, what should be corrected in it, and what a worker wrote when it failed."""
    decided = {"code": "SCOPE_CONFUSION_SUSPECT", "ref": "UKR-2025-0001", "fingerprint": "0" * 64, "state": "ACCEPTED"}
    DiscrepancyDecision.objects.create(**decided, at=issue.issued_at, **canaries.columns(DiscrepancyDecision))
    wrong = {"ref": "UKR-2025-0001", "measure": "KILLED", "section": "incidents", "kind": "ERROR"}
    CorrectionDraft.objects.create(
        **wrong,
        issue=issue,
        source_item=factories.source_item(),
        noticed_at=issue.issued_at,
        **canaries.columns(CorrectionDraft),
    )
    failed = {"kind": JobKind.COMPILE, "key": "UKR-DAILY/99", "state": JobState.PARKED}
    Job.objects.create(**failed, run_after=issue.issued_at, asked_at=issue.issued_at, **canaries.columns(Job))


def go_on_working(canaries: Canaries, incident: Incident, reporter: User) -> None:
    """After the publication: a working copy that differs, a remark, what nobody published, and why it is another."""
    Comment.objects.create(incident=incident, by=reporter, at=factories.NOON, text=canaries.word("Comment.text"))
    incident.title = canaries.word("Incident.title of the working copy")
    incident.summary = canaries.word("Incident.summary of the working copy")
    incident.save()
    other = factories.incident(
        by=reporter, state="IN_REVIEW", **canaries.columns(Incident, public=False) | {"ref": "UKR-2025-7777"}
    )
    pair = {"one": incident, "other": other, "state": "NOT_THE_SAME", "at": factories.NOON}
    Distinction.objects.create(**pair, **canaries.columns(Distinction))
    canaries.moment("Incident.ref", "UKR-2025-7777")


@pytest.fixture
def answers(client: Client, desk: EditionIssue) -> dict[str, Answer]:
    return crawl(
        client, "/", "/api/v1/", "/api/nonsense/", "/health/live", "/api/v1/incidents/?nonsense=1", "/robots.txt"
    )


def test_no_protected_word_can_be_read_anywhere(canaries: Canaries, answers: dict[str, Answer]) -> None:
    assert len(canaries.words) > 90
    leaks = {(address, where) for address, answer in answers.items() for where in canaries.found_in(answer.text)}
    assert leaks == set()


def test_a_word_stands_in_every_table_that_people_write_into(canaries: Canaries, desk: EditionIssue) -> None:
    hunted = {where.partition(".")[0] for where in canaries.words.values()}
    models = apps.get_app_config("sitreps").get_models()
    written = {model.__name__ for model in models if Canaries().columns(model)}
    assert written - hunted == READ_BY_ALL | MADE_OF_OTHERS


def test_the_walk_reaches_what_readers_reach(answers: dict[str, Answer]) -> None:
    assert {answer.media_type for answer in answers.values()} >= {"text/html", "application/pdf", "application/json"}
    lists = [f"/api/v1/{name}/" for name in ("incidents", "figures", "places", "sources", "series", "vocabularies")]
    for address in ("/", "/editions/UKR-DAILY/1/", "/api/v1/editions/UKR-DAILY/1/", *lists):
        assert answers[address].status == 200
    assert squeeze("Open report on the strike") in squeeze(answers["/api/v1/sources/"].text)
    assert "Dnipro" in answers["/api/v1/places/"].text
    assert any(address.startswith("/incidents/UKR-") for address in answers)
    for part in ("/revisions/", "/revisions/1/", "/figures/KILLED/"):
        assert any(address.startswith("/api/v1/incidents/UKR-") and address.endswith(part) for address in answers)
    for kind in ("application/pdf", "text/html", "application/json"):
        texts = [squeeze(one.text) for one in answers.values() if one.media_type == kind]
        for words in KNOWN_TO_READERS:
            assert any(squeeze(words) in text for text in texts), (kind, words)


def test_no_link_leads_nowhere(answers: dict[str, Answer]) -> None:
    broken = {address for address, answer in answers.items() if answer.status >= 400}
    under_review = f"/api/v1/incidents/{Takedown.objects.get(act='HIDE', lifted_by=None).incident.ref}/"
    assert broken == {"/api/nonsense/", "/api/v1/incidents/?nonsense=1", under_review}


def test_no_member_of_the_json_speaks_of_what_stays(answers: dict[str, Answer]) -> None:
    for address, answer in answers.items():
        if answer.media_type == "application/json":
            assert not [name for name in FORBIDDEN_MEMBERS if f'"{name}"' in answer.text], address


def test_the_words_would_be_found(canaries: Canaries, desk: EditionIssue, client: Client) -> None:
    """The search itself works: published under its own title, the working copy's words are found everywhere."""
    incident = Comment.objects.get().incident
    factories.published(incident, now=desk.issued_at + timedelta(hours=1))
    found = [
        where for answer in crawl(client, "/api/v1/incidents/").values() for where in canaries.found_in(answer.text)
    ]
    assert "Incident.title of the working copy" in found


def test_text_search_finds_no_protected_word(canaries: Canaries, desk: EditionIssue, client: Client) -> None:
    """Each of them begins with QX; what readers may read is found."""
    for query in ("q=QX*", f"q=QX*&as_known_at={desk.as_known_at:%Y-%m-%dT%H:%M:%SZ}"):
        assert client.get(f"/api/v1/incidents/?{query}").json()["data"] == []
    assert client.get("/api/v1/incidents/?q=river+port+hospital").json()["meta"]["count"] == 1
