"""Nothing of what the desk keeps to itself can be read outside it (api.md, What never leaves the desk).

A desk with a word of its own in every protected column is published, compiled, issued and drawn; then every public
address is walked and every byte searched, the text and the attachments of the PDF included.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sitreps.actions import work
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.editions import EditionIssue
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.persons import PersonMention
from sitreps.models.sources import CustodyEntry, Origin, SourceItem
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
    factories.published(incident, by=editor)
    go_on_working(canaries, incident, reporter)
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"), by=chief)
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


def go_on_working(canaries: Canaries, incident: Incident, reporter: User) -> None:
    """After the publication: a working copy that differs, a remark, an incident and a draft that nobody published."""
    Comment.objects.create(incident=incident, by=reporter, at=factories.NOON, text=canaries.word("Comment.text"))
    incident.title = canaries.word("Incident.title of the working copy")
    incident.summary = canaries.word("Incident.summary of the working copy")
    incident.save()
    factories.incident(
        by=reporter, state="IN_REVIEW", **canaries.columns(Incident, public=False) | {"ref": "UKR-2025-7777"}
    )
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
    assert broken == {"/api/nonsense/", "/api/v1/incidents/?nonsense=1"}


def test_no_member_of_the_json_speaks_of_what_stays(answers: dict[str, Answer]) -> None:
    for address, answer in answers.items():
        if answer.media_type == "application/json":
            assert not [name for name in FORBIDDEN_MEMBERS if f'"{name}"' in answer.text], address


def test_the_words_would_be_found(canaries: Canaries, desk: EditionIssue, client: Client) -> None:
    """The search itself works: published under its own title, the working copy's words are found everywhere."""
    incident = Incident.objects.exclude(ref="UKR-2025-7777").get()
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
