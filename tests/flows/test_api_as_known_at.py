"""`as_known_at` is for ever what was published by that moment: random histories, and every moment of them asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitreps.errors import InvalidValue
from sitreps.models.accounts import Role
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.series import Series
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
TICK = timedelta(microseconds=1)

# Who does something, what, and how many minutes the clock moves before: it may stand still or run back.
STEPS = st.tuples(
    st.integers(0, 4),
    st.sampled_from(["publish", "publish", "retitle", "issue", "reissue"]),
    st.integers(-3, 30),
)


@dataclass
class Desk:
    """A cluster with two places, two events alone, and a series that has issued its first edition."""

    series: Series
    incidents: list[Incident]
    editor: Any
    now: datetime
    revisions: list[tuple[datetime, str, str]] = field(default_factory=list)
    issues: list[tuple[datetime, int, int, str]] = field(default_factory=list)

    def act(self, who: int, what: str, minutes: int) -> None:
        """One step of a history."""
        self.now += timedelta(minutes=minutes)
        if what == "issue":
            self.note(factories.next_issue(self.newest_issue(), now=self.now))
        elif what == "reissue":
            self.note(factories.reissued(self.newest_issue(), now=self.now))
        else:
            self.publish(self.incidents[who], what)

    def publish(self, one: Incident, what: str) -> None:
        if what == "retitle":
            Incident.objects.filter(pk=one.pk).update(title=f"Title {len(self.revisions)}")
        Claim.objects.filter(incident=one).update(value=len(self.revisions) + 1)
        one.refresh_from_db()
        if one.parent and not IncidentRevision.objects.filter(incident=one.parent).exists():
            Incident.objects.filter(pk=one.pk).update(state=IncidentState.IN_REVIEW)
            one = one.parent
        for revision in factories.published(one, by=self.editor, now=self.now):
            payload = RevisionContent.objects.get(revision=revision).payload
            self.revisions.append((revision.published_at, revision.ref, payload))

    def note(self, issue: EditionIssue) -> None:
        self.issues.append((issue.issued_at, issue.number, issue.issue, issue.sha256))

    def newest_issue(self) -> EditionIssue:
        newest: EditionIssue = EditionIssue.objects.order_by("-number", "-issue")[0]
        return newest

    def moments(self) -> Iterator[datetime]:
        """Every moment at which something became known, and those just before and after it."""
        known = [entry[0] for entry in self.revisions] + [entry[0] for entry in self.issues]
        for moment in sorted(set(known)):
            yield from (moment - TICK, moment, moment + TICK)

    def incidents_at(self, moment: datetime) -> dict[str, str]:
        return {ref: payload for at, ref, payload in self.revisions if at <= moment}

    def editions_at(self, moment: datetime) -> dict[int, tuple[int, str]]:
        return {number: (issue, sha256) for at, number, issue, sha256 in self.issues if at <= moment}


@pytest.fixture
def desk() -> Desk:
    places = factories.places()
    reporter = factories.user()
    cluster = factories.incident(by=reporter, kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    children = [
        factories.incident(by=reporter, parent=cluster, place=places[name], state=IncidentState.IN_REVIEW)
        for name in ("Dnipro", "Samar")
    ]
    alone = [factories.incident(by=reporter, place=places["Dnipro"]) for _ in range(2)]
    police = factories.origin()
    for one in (*children, *alone):
        factories.claim(one, quantifier="EXACT", origin=police)
    series = factories.series(code="UKR-DAILY")
    first = factories.issued_edition(series)
    made = Desk(series, [cluster, *children, *alone], factories.user(Role.EDITOR), first.issued_at)
    made.note(first)
    return made


def ask(client: Client, path: str, moment: datetime) -> Any:
    """What a path answered at a moment; the path may have a query of its own."""
    mark = "&" if "?" in path else "?"
    return client.get(f"{API}/{path}{mark}as_known_at={moment.isoformat().replace('+00:00', 'Z')}")


def assert_incidents(client: Client, desk: Desk, moment: datetime) -> None:
    expected = desk.incidents_at(moment)
    listed = ask(client, "incidents/?limit=1000", moment)
    assert listed.status_code == 200
    assert {row["ref"] for row in listed.json()["data"]} == set(expected)
    for payload in expected.values():
        assert payload in listed.content.decode()
    for one in desk.incidents:
        answer = ask(client, f"incidents/{one.ref}/", moment)
        known = expected.get(one.ref)
        assert answer.status_code == (200 if known else 404)
        assert known is None or answer.content.decode() == known


def assert_editions(client: Client, desk: Desk, moment: datetime) -> None:
    expected = desk.editions_at(moment)
    rows = ask(client, "editions/", moment).json()["data"]
    assert {row["number"]: (row["issue"], row["sha256"]) for row in rows} == expected
    assert {row["status"] for row in rows} <= {"ISSUED"}
    for number in {entry[1] for entry in desk.issues}:
        answer = ask(client, f"editions/UKR-DAILY/{number}/", moment)
        assert answer.status_code == (200 if number in expected else 404)
        if number in expected:
            edition = answer.json()
            assert (edition["issue"], edition["sha256"]) == expected[number]
            assert (edition["next"] is not None) == (number + 1 in expected)
    latest = ask(client, "editions/UKR-DAILY/latest/", moment)
    assert latest.status_code == (200 if expected else 404)
    assert not expected or latest.json()["number"] == max(expected)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(STEPS, min_size=1, max_size=9))
def test_every_moment_is_answered_with_what_was_known_then(
    client: Client, desk: Desk, history: list[tuple[int, str, int]]
) -> None:
    started, issues = desk.now, list(desk.issues)
    with transaction.atomic():
        for who, what, minutes in history:
            desk.act(who, what, minutes)
        for moment in desk.moments():
            assert_incidents(client, desk, moment)
            assert_editions(client, desk, moment)
        transaction.set_rollback(True)
    desk.now, desk.revisions, desk.issues = started, [], issues


def test_what_is_published_later_never_changes_an_older_answer(client: Client, desk: Desk) -> None:
    desk.publish(desk.incidents[3], "publish")
    moment = desk.now
    paths = ("incidents/", f"incidents/{desk.incidents[3].ref}/", "editions/", "editions/UKR-DAILY/1/")
    before = [ask(client, path, moment).content for path in paths]
    desk.act(3, "retitle", 10)
    desk.act(0, "reissue", 10)
    desk.act(0, "issue", 10)
    assert [ask(client, path, moment).content for path in paths] == before


def test_an_older_issue_is_not_superseded_before_the_newer_one_exists(client: Client, desk: Desk) -> None:
    first = desk.issues[0][0]
    factories.stored_document(desk.newest_issue(), "pdf", b"%PDF")
    desk.act(0, "reissue", 10)
    now = client.get(f"{API}/editions/UKR-DAILY/1/?issue=1").json()
    then = ask(client, "editions/UKR-DAILY/1/", first).json()
    assert (now["status"], then["status"]) == ("SUPERSEDED", "ISSUED")
    assert now["documents"] == then["documents"]
    assert then["documents"][0]["href"] == f"{API}/editions/UKR-DAILY/1/documents/en.pdf?issue=1"
    assert ask(client, "editions/UKR-DAILY/1/?issue=2", first).status_code == 404


def test_nothing_is_published_before_the_day_on_which_it_happened() -> None:
    """What was known at a moment is looked for among what had happened by then."""
    tomorrow = factories.incident(occurred_on=factories.NOON.date() + timedelta(days=2))
    with pytest.raises(InvalidValue, match="lies in the future") as refused:
        factories.published(tomorrow)
    assert refused.value.field == "occurred_on"
    assert factories.published(tomorrow, now=factories.NOON + timedelta(days=2))
