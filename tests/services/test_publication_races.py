"""Many processes publish at once: nothing doubled, nothing lost, nothing out of order (reliability.md 3, 4, A2, C9).

SQLite knows one writer at a time and cannot show most of what these tests look for (M8); it runs a short form.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from sitreps.actions.audit import GENESIS, event_hash
from sitreps.documents import canonical, publication
from sitreps.documents.inputs import IncidentInput
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.deliveries import Outbox
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent
from sitreps.workflow import IncidentState
from tests import factories
from tests.services.conftest import EIGHT
from tests.services.racers import Racers

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

NOW = factories.NOON.isoformat()
REFUSED = {"StaleVersion", "WrongState"}


def short_on_sqlite(count: int, shortened: int) -> int:
    return shortened if connection.vendor == "sqlite" else count


def in_review(count: int, **fields: Any) -> list[Incident]:
    """Incidents that wait for an editor, each with one claim by the same police."""
    reporter, where = factories.user(), factories.place(iso3166_1="UKR")
    police, report = factories.origin(), factories.source_item()
    made = []
    for number in range(count):
        one = factories.incident(by=reporter, place=where, state=IncidentState.IN_REVIEW, **fields)
        factories.claim(one, value=number + 1, quantifier="EXACT", origin=police, source_item=report)
        made.append(one)
    return made


def editors(count: int) -> list[User]:
    return [factories.user(Role.EDITOR) for _ in range(count)]


def assert_the_record_is_whole(revisions: int) -> None:
    """Every number once and none missing, in changes, revisions, outbox and projection; the audit chain closes."""
    numbers = list(range(1, revisions + 1))
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == numbers
    assert sorted(IncidentRevision.objects.values_list("seq", flat=True)) == numbers
    assert sorted(Outbox.objects.values_list("change_id", flat=True)) == numbers
    assert RevisionContent.objects.count() == revisions
    moments = list(Change.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    for latest in Latest.objects.select_related("revision"):
        newest = IncidentRevision.objects.filter(incident=latest.incident_id).order_by("-number").first()
        assert (latest.revision, latest.seq) == (newest, newest and newest.seq)
    assert_the_audit_chain_closes()


def assert_the_audit_chain_closes() -> None:
    previous = GENESIS
    for number, event in enumerate(AuditEvent.objects.order_by("seq"), start=1):
        assert (event.seq, event.previous_hash, event.hash) == (number, previous, event_hash(event))
        previous = event.hash


def numbers_of(incident: Incident) -> list[int]:
    return list(IncidentRevision.objects.filter(incident=incident).order_by("seq").values_list("number", flat=True))


def test_of_eight_who_publish_the_same_incident_one_does_and_the_others_are_refused(racers: Racers) -> None:
    waiting, people = in_review(short_on_sqlite(50, 10)), editors(EIGHT)
    rounds = short_on_sqlite(200, 20)
    for number in range(rounds):
        incident = waiting[number % len(waiting)]
        Incident.objects.filter(pk=incident.pk).update(state=IncidentState.IN_REVIEW)
        incident.refresh_from_db()
        order = {"incident": incident.pk, "version": incident.version, "now": NOW, "note": "Read again."}
        answers = racers.together([("publish", {**order, "by": person.pk}) for person in people])
        published = [answer for answer in answers if isinstance(answer, list)]
        expected = number // len(waiting) + 1
        assert published == [[[incident.ref, expected, number + 1]]]
        assert {answer for answer in answers if isinstance(answer, str)} <= REFUSED
    assert all(numbers_of(one) == list(range(1, rounds // len(waiting) + 1)) for one in waiting)
    assert_the_record_is_whole(rounds)


def test_a_reader_who_follows_the_numbers_misses_nothing_while_eight_publish_at_once(racers: Racers) -> None:
    each = short_on_sqlite(25, 5)
    waiting, people = in_review(EIGHT * each), editors(EIGHT)
    # Clocks differ: the fourth is a quarter of an hour ahead, the others lag behind what it has written.
    clocks = [factories.NOON + timedelta(minutes=15 if place == 3 else place) for place in range(EIGHT)]
    orders: list[tuple[str, dict[str, Any]]] = [
        (
            "publish_each",
            {
                "incidents": [one.pk for one in waiting[place::EIGHT]],
                "by": people[place].pk,
                "now": clocks[place].isoformat(),
            },
        )
        for place in range(EIGHT)
    ]
    orders.append(("follow", {"until": len(waiting), "seconds": 60.0}))
    *answers, met = racers.together(orders)
    assert all(isinstance(answer, list) for of_racer in answers for answer in of_racer)
    assert met == list(range(1, len(waiting) + 1))
    assert_the_record_is_whole(len(waiting))


def test_a_cluster_is_recomputed_right_while_its_places_are_published_at_once(racers: Racers) -> None:
    cluster, places = published_cluster()
    each = short_on_sqlite(6, 2)
    people = editors(EIGHT)
    orders = [
        (
            "revise_each",
            {
                "incident": place.pk,
                "values": [10 * number + step for step in range(1, each + 1)],
                "by": people[number].pk,
                "now": NOW,
            },
        )
        for number, place in enumerate(places)
    ]
    before = IncidentRevision.objects.count()
    answers = racers.together(orders)
    assert all(isinstance(answer, list) for of_racer in answers for answer in of_racer)
    assert sum(len(answer) for of_racer in answers for answer in of_racer) == IncidentRevision.objects.count() - before
    assert killed(cluster) == sum(10 * number + each for number in range(EIGHT))
    assert_the_cluster_equals_a_fresh_sum(cluster)
    assert_the_record_is_whole(IncidentRevision.objects.count())


def test_saving_a_place_while_its_cluster_is_published_never_ends_in_a_deadlock(racers: Racers) -> None:
    cluster, places = published_cluster()
    people = editors(EIGHT)
    times = short_on_sqlite(12, 3)
    writer = {"now": NOW, "times": times}
    orders: list[tuple[str, dict[str, Any]]] = [
        ("edit", {**writer, "incident": places[number].pk, "by": people[number].pk}) for number in range(4)
    ]
    orders += [
        ("publish_again", {**writer, "incident": places[number].pk, "by": people[number + 4].pk}) for number in range(2)
    ]
    orders += [
        ("publish_again", {**writer, "incident": cluster.pk, "by": people[number + 6].pk}) for number in range(2)
    ]
    answers = racers.together(orders)
    refusals = {answer for of_racer in answers for answer in of_racer if isinstance(answer, str)}
    assert refusals <= REFUSED | {"NotAllowed"}  # who saved last does not publish
    assert_the_cluster_equals_a_fresh_sum(cluster)
    assert_the_record_is_whole(IncidentRevision.objects.count())


def published_cluster() -> tuple[Incident, Sequence[Incident]]:
    """A cluster of eight places in the record, each with one killed or more."""
    reporter, editor = factories.user(), factories.user(Role.EDITOR)
    cluster = factories.incident(by=reporter, kind="CLUSTER", state=IncidentState.IN_REVIEW)
    places = in_review(EIGHT, parent=cluster)
    factories.published(cluster, by=editor)
    return cluster, places


def latest_payload(incident: Incident) -> dict[str, Any]:
    content = RevisionContent.objects.get(revision=Latest.objects.get(incident=incident).revision)
    decoded: dict[str, Any] = msgspec.json.decode(content.payload)
    return decoded


def killed(incident: Incident) -> int:
    figures = {figure["measure"]: figure for figure in latest_payload(incident)["figures"]}
    best: int = figures["KILLED"]["best"]
    return best


def assert_the_cluster_equals_a_fresh_sum(cluster: Incident) -> None:
    """What the record says of the cluster is what its children in the record give, reckoned from nothing."""
    newest = Latest.objects.get(incident=cluster).revision
    children = [
        canonical.decode(one.revision.content.inputs, IncidentInput)
        for one in Latest.objects.filter(parent_ref=cluster.ref).select_related("revision__content").order_by("ref")
    ]
    document = publication.build(
        canonical.decode(newest.content.inputs, IncidentInput),
        children,
        occasion=publication.Occasion(newest.number, newest.seq, newest.published_at, newest.change_code, ""),
        previous=None,
    )
    fresh = msgspec.json.decode(canonical.encode(document))
    stored = latest_payload(cluster)
    for figure in (*stored["figures"], *fresh["figures"]):
        figure["previous"] = figure["why_changed"] = None
    assert {name: stored[name] for name in ("figures", "children", "grade")} == {
        name: fresh[name] for name in ("figures", "children", "grade")
    }
