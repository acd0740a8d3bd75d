"""Random histories of everything that can happen to an incident: every moment answers as it must, and a partner that
follows `changes/` holds exactly what the record shows, whether it followed all along or began at the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sitreps.actions import hiding, redaction, regrouping, undoing, withdrawals
from sitreps.actions.publishing import publish_tree
from sitreps.actions.verifying import Verification
from sitreps.codelists import ChangeCode
from sitreps.errors import SitrepsError
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
TICK = timedelta(microseconds=1)
WHAT = [
    "publish",
    "publish",
    "publish",
    "withdraw",
    "reopen",
    "hide",
    "restore",
    "redact_first",
    "redact",
    "merge",
    "split",
    "undo",
    "undo",
]
STEPS = st.tuples(st.integers(0, 4), st.sampled_from(WHAT), st.integers(0, 30))
MOVED = 308


@dataclass
class Desk:
    """A cluster with two places and two events alone, with the people that it takes; and what happened, as told."""

    incidents: list[Incident]
    editors: tuple[User, User]
    chiefs: tuple[User, User]
    now: datetime = factories.NOON
    seen: int = 0
    said: list[tuple[int, datetime, str, int, str]] = field(default_factory=list)
    acts: list[Takedown] = field(default_factory=list)

    def act(self, who: int, what: str, minutes: int) -> None:
        """One step; what the house refuses did not happen."""
        self.now += timedelta(minutes=minutes)
        one = Incident.objects.select_related("changed_by", "parent").get(pk=self.incidents[who].pk)
        try:
            with transaction.atomic():
                self.steps()[what](one)
        except SitrepsError:
            return
        self.note()

    def steps(self) -> dict[str, Callable[[Incident], object]]:
        first, second = self.chiefs
        at: dict[str, Any] = {"now": self.now}
        return {
            "publish": self.publish,
            "withdraw": lambda one: withdrawals.withdraw(
                incident=one, expected_version=one.version, reason=ChangeCode.WITHDRAWN, text="No.", by=first, **at
            ),
            "reopen": lambda one: withdrawals.reopen(incident=one, expected_version=one.version, by=first, **at),
            "hide": lambda one: hiding.hide(incident=one, note="Harm.", by=first, **at),
            "restore": lambda one: hiding.restore(incident=one, note="None.", by=second, **at),
            "redact_first": lambda one: redaction.redact(incident=one, text="Harm.", revisions=[1], by=second, **at),
            "redact": lambda one: redaction.redact(incident=one, text="Harm.", by=second, **at),
            "merge": self.merge,
            "split": self.split,
            "undo": self.undo,
        }

    def publish(self, one: Incident) -> None:
        """A number is changed and published by another; what is closed is not opened again by a test's trick."""
        if one.state in {IncidentState.WITHDRAWN, IncidentState.MERGED, IncidentState.REDACTED}:
            return
        if one.parent and not IncidentRevision.objects.filter(incident=one.parent).exists():
            Incident.objects.filter(pk=one.pk).update(state=IncidentState.IN_REVIEW)
            one = one.parent
        Claim.objects.filter(incident=one).update(value=self.seen + 1)
        Incident.objects.filter(pk=one.pk).update(state=IncidentState.IN_REVIEW)
        one.refresh_from_db()
        code, note = ChangeCode.NEW_FIGURE, f"Step {self.seen}."
        publish_tree(incident=one, by=self.editors[0], now=self.now, code=code, note=note)

    def merge(self, one: Incident) -> None:
        """Into the last event that stands alone, with every claim."""
        survivor = Incident.objects.select_related("changed_by").get(pk=self.incidents[4].pk)
        regrouping.merge(
            survivor=survivor,
            loser=one,
            dealt={claim.key: True for claim in one.claims.all()},
            versions={survivor.ref: survivor.version, one.ref: one.version},
            text="One strike.",
            by=self.chiefs[0],
            now=self.now,
        )

    def split(self, one: Incident) -> None:
        """The newest claim goes to an incident of its own, which goes out with the one that it came from."""
        newest = list(one.claims.order_by("-pk").values_list("key", flat=True)[:1])
        part = regrouping.Part(fields={"title": "A part", "place": one.place}, claims=newest)
        regrouping.split(
            incident=one, expected_version=one.version, parts=[part], as_cluster=False, by=self.chiefs[0], now=self.now
        )
        one.refresh_from_db()
        publish_tree(incident=one, by=self.editors[1], now=self.now, code=ChangeCode.SPLIT, note="It was two.")

    def undo(self, one: Incident) -> None:
        """The newest merge, or the split of this one."""
        merged = Takedown.objects.filter(act="MERGE").order_by("-seq").first()
        if merged and merged.incident and one.pk in {merged.incident_id, merged.survivor_id, self.incidents[0].pk}:
            loser, survivor = merged.incident, merged.survivor
            versions = dict(Incident.objects.filter(pk__in=[loser.pk, survivor.pk]).values_list("ref", "version"))
            undoing.undo_merge(loser=loser, versions=versions, text="Not one.", by=self.chiefs[1], now=self.now)
            return
        versions = dict(Incident.objects.values_list("ref", "version"))
        undoing.undo_split(incident=one, versions=versions, text="Not two.", by=self.chiefs[1], now=self.now)

    def note(self) -> None:
        """What the step left in the record."""
        rows = IncidentRevision.objects.filter(seq__gt=self.seen).select_related("content").order_by("seq")
        self.said += [(row.seq, row.published_at, row.ref, row.number, row.content.payload) for row in rows]
        acts = Takedown.objects.filter(seq__gt=self.seen, incident__isnull=False).order_by("seq")
        self.acts += acts.select_related("incident", "survivor", "revision")
        self.seen = max([self.seen, *(one[0] for one in self.said), *(one.seq for one in self.acts)])

    def moments(self) -> Iterator[datetime]:
        known = {one[1] for one in self.said} | {one.at for one in self.acts}
        for moment in sorted(known):
            yield from (moment - TICK, moment)

    def answer(self, ref: str, moment: datetime | None) -> tuple[int, str]:
        """The status and body that an incident must answer with, reasoned from what happened and nothing else."""
        all_said = [one for one in self.said if one[2] == ref]
        said = [one for one in all_said if moment is None or one[1] <= moment]
        if not said:
            return 404, ""
        seq, _, _, number, payload = said[-1]
        acts = [act for act in self.acts if act.incident is not None and act.incident.ref == ref]
        lifted = {act.lifts_id for act in acts if act.act == "RESTORE"}
        if any(act.act == "REDACT" and act.revision and act.revision.number == number for act in acts):
            return 410, "REDACTED"
        if any(act.act == "HIDE" and act.seq not in lifted for act in acts):
            return 410, "UNDER_REVIEW"
        ends = [act for act in acts if act.act in {"WITHDRAW", "MERGE"} and act.seq > seq]
        by_then = [act for act in ends if moment is None or act.at <= moment]
        if by_then:
            end = by_then[-1]
            return (MOVED, end.survivor.ref) if end.survivor else (410, "WITHDRAWN")
        if ends and all_said[-1][0] < ends[-1].seq:
            status = {"WITHDRAW": "WITHDRAWN", "MERGE": "MERGED"}[ends[-1].act]
            return 200, payload.replace('"status":"PUBLISHED"', f'"status":"{status}"', 1)
        return 200, payload


@dataclass
class Follower:
    """A partner that holds what the stream told it, as docs for partners say to."""

    client: Client
    since: int = 0
    held: dict[str, Any] = field(default_factory=dict)

    def follow(self) -> None:
        """All that came since, some at a time."""
        while True:
            query: dict[str, Any] = {"since": self.since, "limit": 3, "include": "payload"}
            events = self.client.get(f"{API}/changes/", query).json()["data"]
            for event in events:
                self._take(event)
            if not events:
                return

    def _take(self, event: dict[str, Any]) -> None:
        self.since = event["seq"]
        if event["object"] != "incident":
            return
        ref, payload = event["ref"], event["payload"]
        if payload is not None:
            self.held[ref] = payload
        elif event["event"] == "incident.redacted":
            if self.held.get(ref, {}).get("revision") == event["revision"]:
                del self.held[ref]
        else:
            self.held.pop(ref, None)


@pytest.fixture
def desk() -> Desk:
    places, reporter = factories.places(), factories.user()
    cluster = factories.incident(by=reporter, kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    below = [
        factories.incident(by=reporter, parent=cluster, place=places[name], state=IncidentState.IN_REVIEW)
        for name in ("Dnipro", "Samar")
    ]
    alone = [factories.incident(by=reporter, place=places["Dnipro"]) for _ in range(2)]
    police = factories.origin()
    for one in (*below, *alone):
        factories.claim(one, quantifier="EXACT", origin=police)
    editors = (factories.user(Role.EDITOR), factories.user(Role.EDITOR))
    return Desk(
        [cluster, *below, *alone], editors, (factories.user(Role.CHIEF_EDITOR), factories.user(Role.CHIEF_EDITOR))
    )


def ask(client: Client, path: str, moment: datetime | None) -> Any:
    query: dict[str, Any] = {"limit": 1000} if path.endswith("incidents/") else {}
    at = {} if moment is None else {"as_known_at": moment.isoformat().replace("+00:00", "Z")}
    return client.get(f"{API}/{path}", query | at)


def assert_moment(client: Client, desk: Desk, moment: datetime | None) -> None:
    expected = {ref: desk.answer(ref, moment) for ref in {one[2] for one in desk.said}}
    listed = ask(client, "incidents/", moment)
    shown = {ref: body for ref, (status, body) in expected.items() if status == 200}
    assert {row["ref"] for row in listed.json()["data"]} == set(shown)
    for ref, (status, body) in expected.items():
        answer = ask(client, f"incidents/{ref}/", moment)
        assert answer.status_code == status, (ref, moment)
        if status == 200:
            assert answer.content.decode() == body
            assert body in listed.content.decode()
        elif status == 410:
            assert answer.json()["code"] == body
        elif status == MOVED:
            assert f"/incidents/{body}/" in answer.headers["Location"]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    history=[(3, "merge", 1), (3, "undo", 1), (3, "split", 1), (3, "undo", 1), (1, "merge", 1), (1, "undo", 1)],
    reads={1, 3},
)
@given(history=st.lists(STEPS, min_size=4, max_size=10), reads=st.sets(st.integers(0, 11)))
def test_every_moment_of_every_history_answers_as_it_must(
    client: Client, desk: Desk, history: list[tuple[int, str, int]], reads: set[int]
) -> None:
    desk.now, desk.seen, desk.said, desk.acts = factories.NOON, 0, [], []
    with transaction.atomic():
        along = Follower(client)
        for one in (0, 3, 4):
            desk.act(one, "publish", 1)
        for number, step in enumerate(history):
            desk.act(*step)
            if number in reads:
                along.follow()
        for moment in (None, *desk.moments()):
            assert_moment(client, desk, moment)
        late = Follower(client)
        for follower in (along, late):
            follower.follow()
            assert follower.held == {row["ref"]: row for row in ask(client, "incidents/", None).json()["data"]}
        assert [str(one) for one in Verification().differences()] == []
        transaction.set_rollback(True)
