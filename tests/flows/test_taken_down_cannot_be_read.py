"""What was hidden or erased is asked for as somebody does who wants it: at every address that ever told of it, with
every parameter, at every moment, with the validators of the answers from before, and by search."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import hiding, redaction, withdrawals, work
from sitreps.actions.elsewhere import Also
from sitreps.codelists import ChangeCode
from sitreps.models.accounts import Role
from sitreps.models.jobs import Job, JobKind, JobState
from tests import factories
from tests.flows.canaries import Canaries
from tests.flows.crawling import crawl

pytestmark = pytest.mark.django_db

API = "/api/v1"
NOON = factories.NOON
LATER = NOON + timedelta(hours=8)
MOMENTS = ("", "2025-06-24T12:02:00Z", "2025-06-24T12:20:00Z", "2025-06-24T17:00:00Z")


class Attacked:
    """An incident of which every public text is a word of its own, revised, printed twice, with all addresses that
    told of it and the validators that came with the answers."""

    def __init__(self, client: Client) -> None:
        self.client, self.canaries = client, Canaries()
        self.editor, self.chief = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR)
        word = self.canaries.word
        village = factories.place(
            key="UKR-ONLY", name=word("Place.name"), level="SETTLEMENT", iso3166_1="UKR", lat=48.5, lon=35.1
        )
        self.one = factories.incident(place=village, title=word("Incident.title"), summary=word("Incident.summary"))
        origin = factories.origin(public_label=word("Origin.label"))
        source = factories.source_item(key="DOC-ONLY", title=word("SourceItem.title"), publisher=word("publisher"))
        factories.claim(self.one, value=7, wording=word("Claim.wording"), origin=origin, source_item=source)
        factories.facility(self.one, origin=origin, source_item=source, public_name=word("Facility.public_name"))
        factories.published(self.one)
        factories.published_incident(title="Another strike", now=NOON + timedelta(minutes=1))
        factories.published(self.one, now=NOON + timedelta(minutes=10), note=word("change_note"))
        self.issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
        for job in Job.objects.filter(kind=JobKind.RENDER):
            assert work.run_job(job_id=job.pk, clock=lambda: self.issue.issued_at) == JobState.DONE, job.error
        self.again = factories.reissued(self.issue, now=self.issue.issued_at + timedelta(minutes=1))
        self.before = {path: answer for path in self.addresses() if (answer := self.visit(path))[0] == 200}
        told = {where for _, text, _ in self.before.values() for where in self.canaries.found_in(text)}
        assert told >= set(self.canaries.words.values()) - {"Facility.public_name"}

    def addresses(self) -> list[str]:
        """Those that links lead to, and those that somebody types."""
        linked = crawl(self.client, "/", f"{API}/", f"/incidents/{self.one.ref}/", f"/incidents/{self.one.ref}/KILLED/")
        return sorted({*linked, *self._typed()} - {f"{API}/docs/", f"{API}/schema/"})

    def _typed(self) -> Iterator[str]:
        ref = self.one.ref
        for moment in MOMENTS:
            at = f"&as_known_at={moment}" if moment else ""
            for path in (f"incidents/{ref}/", f"incidents/{ref}/revisions/", f"incidents/{ref}/figures/KILLED/"):
                yield f"{API}/{path}?{at}"
            yield f"{API}/incidents/{ref}/?fields=title,claims{at}"
            for query in self._filters():
                yield f"{API}/incidents/?{query}{at}"
                yield f"{API}/figures/?{query}{at}"
            yield f"{API}/editions/?{at}"
            yield f"{API}/editions/UKR-DAILY/latest/?{at}"
        yield from (f"{API}/incidents/{ref}/revisions/{number}/?fields=title" for number in (1, 2))
        yield from (f"{API}/changes/?include=payload&since={since}" for since in (0, 1, 2))
        yield from (f"{API}/{name}/" for name in ("changes", "places", "sources", "series"))
        for version in (1, 2):
            yield f"{API}/editions/UKR-DAILY/1/?issue={version}"
            yield f"/editions/UKR-DAILY/1/?issue={version}"
            yield from (
                f"{API}/editions/UKR-DAILY/1/documents/en.{kind}?issue={version}" for kind in ("html", "pdf", "json")
            )

    def _filters(self) -> Iterator[str]:
        yield from ("", "count=1", "place=UKR-ONLY", f"ref={self.one.ref}", "bbox=35,48,36,49", "facility=EDU")
        yield from ("measure=KILLED&at_least=7", "published_to=2025-06-24T12:30:00Z", "roots=1")
        yield from (f"q={word}" for word in self.canaries.words)

    def visit(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Status, all that can be read, and the validator."""
        answer: Any = self.client.get(path, headers=headers)
        text = answer.getvalue().decode(errors="replace")
        return answer.status_code, f"{text}\n{dict(answer.headers)}", answer.headers.get("ETag", "")

    def leaks(self) -> set[tuple[str, str]]:
        """Where a word can still be read, and where an old validator is told that nothing changed."""
        found = set()
        for path, (_, told, tag) in self.before.items():
            for headers in ({}, {"if-none-match": tag}, {"if-modified-since": "Wed, 25 Jun 2036 00:00:00 GMT"}):
                status, text, _ = self.visit(path, **headers)
                text = text.replace(path, "")  # a question that is repeated in the answer tells nothing
                found |= {(path, where) for where in self.canaries.found_in(text) if f"q={where}" not in path}
                if status == 304 and any(self.canaries.found_in(told)):
                    found.add((path, "304"))
        return {one for one in found if "q=" not in one[0] or one[1] == "304"} | self._search()

    def _search(self) -> set[tuple[str, str]]:
        found = set()
        for word in self.canaries.words:
            for at in MOMENTS:
                moment = {"as_known_at": at} if at else {}
                for name in ("incidents", "figures"):
                    rows = self.client.get(f"{API}/{name}/", {"q": word, **moment}).json()["data"]
                    if [row for row in rows if name == "incidents" or row["incidents"]]:
                        found.add((f"{name} q={word} {at}", "search"))
        return found


@pytest.fixture
def attacked(client: Client) -> Attacked:
    return Attacked(client)


def hide(one: Attacked) -> None:
    hiding.hide(incident=one.one, note="Names a victim.", by=one.editor, now=LATER)


def redact(one: Attacked) -> None:
    redaction.redact(incident=one.one, text="It named a person.", by=one.chief, now=LATER, also=Also())
    for job in Job.objects.filter(kind=JobKind.ERASE):
        assert work.run_job(job_id=job.pk, clock=lambda: LATER) == JobState.DONE, job.error


def test_nothing_of_a_hidden_and_then_erased_incident_can_be_read(attacked: Attacked) -> None:
    hide(attacked)
    assert attacked.leaks() == set()
    redact(attacked)
    assert attacked.leaks() == set()


def test_nothing_of_a_withdrawn_incident_that_is_hidden_can_be_read(attacked: Attacked) -> None:
    attacked.one.refresh_from_db()
    withdrawals.withdraw(
        incident=attacked.one,
        expected_version=attacked.one.version,
        reason=ChangeCode.OUR_ERROR,
        text=attacked.canaries.word("Takedown.text"),
        by=attacked.editor,
        now=NOON + timedelta(hours=7),
    )
    attacked.before |= {
        path: attacked.visit(path) for path in (f"{API}/changes/", f"{API}/incidents/{attacked.one.ref}/")
    }
    hide(attacked)
    assert attacked.leaks() == set()


def test_what_was_said_when_an_edition_was_withdrawn_is_hidden_with_it(client: Client) -> None:
    factories.published_incident()
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    editor, chief = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR)
    withdrawals.withdraw_edition(issue=issue, reason=ChangeCode.OUR_ERROR, text="Olena K.", by=chief, now=LATER)
    assert "Olena K." in client.get(f"{API}/changes/").content.decode()
    hiding.hide_edition(issue=issue, note="It names a victim.", by=editor, now=LATER)
    assert "Olena K." not in client.get(f"{API}/changes/").content.decode()
    hiding.restore_edition(issue=issue, note="She agreed.", by=chief, now=LATER)
    assert "Olena K." in client.get(f"{API}/changes/").content.decode()


def test_a_hidden_document_is_listed_nowhere(client: Client) -> None:
    factories.published_incident()
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    factories.stored_document(issue, "pdf", b"%PDF a map")
    address = f"{API}/editions/UKR-DAILY/1/documents/en.pdf"
    pages = ("/", "/editions/", "/editions/UKR-DAILY/", "/editions/UKR-DAILY/1/", f"{API}/editions/")
    assert [page for page in pages if address not in client.get(page).content.decode()] == []
    editor = factories.user(Role.EDITOR)
    hiding.hide_edition(issue=issue, language="en", format_="pdf", note="A shelter.", by=editor, now=LATER)
    assert [page for page in pages if address in client.get(page).content.decode()] == []
