"""A merge and a split are undone while nothing is published on top; the record says all three things for its time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import hiding, incidents, redaction, regrouping, undoing, withdrawals
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.actions.publishing import publish_tree
from sitreps.actions.verifying import Verification
from sitreps.codelists import ChangeCode
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
TEXT = "They were two strikes after all."
HOUR = timedelta(hours=1)
MERGED_AT = factories.NOON + HOUR
LATER = MERGED_AT + HOUR


@pytest.fixture
def second() -> User:
    """Who undoes what the first prepared."""
    return factories.user(Role.CHIEF_EDITOR)


@pytest.fixture
def pair(places: dict[str, Place], chief: User) -> tuple[Incident, Incident]:
    """Two reports, 7 and 9 killed, of which the second was merged into the first."""
    made = [factories.incident(place=places["Dnipro"]) for _ in range(2)]
    for one, value in zip(made, (7, 9), strict=True):
        factories.claim(one, quantifier="EXACT", value=value)
        factories.published(one)
    survivor, loser = made
    merge(survivor, loser, chief)
    return survivor, loser


def fresh(one: Incident) -> Incident:
    return Incident.objects.select_related("changed_by", "parent").get(pk=one.pk)


def versions(*of: Incident) -> dict[str, int]:
    return {one.ref: fresh(one).version for one in of}


def merge(survivor: Incident, loser: Incident, by: User, *, goes: bool = True) -> None:
    regrouping.merge(
        survivor=fresh(survivor),
        loser=fresh(loser),
        dealt={claim.key: goes for claim in loser.claims.all()},
        versions=versions(survivor, loser),
        text="One strike, told twice.",
        by=by,
        now=MERGED_AT,
    )


def undo(pair: tuple[Incident, Incident], by: User, **wanted: Any) -> Any:
    given: dict[str, Any] = {"versions": versions(*pair), "text": TEXT}
    return undoing.undo_merge(loser=fresh(pair[1]), by=by, now=LATER, **(given | wanted))


def get(client: Client, one: Incident, **query: str) -> Any:
    return client.get(f"{API}/incidents/{one.ref}/", query)


def said(client: Client, one: Incident) -> tuple[str, list[str], dict[str, str]]:
    document = get(client, one).json()
    return document["figures"][0]["text"], [claim["id"] for claim in document["claims"]], document["change"]


# ---- Merge


def test_both_stand_again_with_their_own_claims(client: Client, pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    assert [str(one) for one in undo(pair, chief)] == [f"{survivor.ref} revision 3", f"{loser.ref} revision 2"]
    assert said(client, survivor) == (
        "7",
        [f"{survivor.ref}/C01"],
        {"code": "OUR_ERROR", "note": f"merge with {loser.ref} undone: {TEXT}"},
    )
    assert said(client, loser) == (
        "9",
        [f"{loser.ref}/C01"],
        {"code": "OUR_ERROR", "note": f"merge into {survivor.ref} undone: {TEXT}"},
    )
    assert [one.state for one in map(fresh, pair)] == ["PUBLISHED", "PUBLISHED"]
    assert Claim.objects.get(incident=loser).published_in == 1
    assert AuditEvent.objects.filter(action="incident.unmerge", object_ref=loser.ref).count() == 1


def test_every_moment_answers_as_it_was_then(client: Client, pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    undo(pair, chief)
    assert get(client, loser, as_known_at="2025-06-24T12:59:59Z").json()["status"] == "PUBLISHED"
    assert get(client, loser, as_known_at="2025-06-24T13:00:00Z").status_code == 308
    assert get(client, loser, as_known_at="2025-06-24T14:00:00Z").json()["revision"] == 2
    events = client.get(f"{API}/changes/?since=4").json()["data"]
    assert [(event["event"], event["ref"], event["why"]["code"]) for event in events] == [
        ("incident.revised", survivor.ref, "OUR_ERROR"),
        ("incident.revised", loser.ref, "OUR_ERROR"),
    ]
    assert [str(one) for one in Verification().differences()] == []


def test_a_new_claim_never_has_the_name_of_one_that_went(pair: tuple[Incident, Incident], chief: User) -> None:
    survivor = pair[0]
    undo(pair, chief)
    known = Claim.objects.get(incident=survivor)
    typed = {
        "measure": "INJURED",
        "quantifier": "EXACT",
        "value": 3,
        "origin": known.origin,
        "source_item": known.source_item,
        "as_of_on": factories.DAY,
    }
    incidents.record_edit(
        incident=survivor,
        expected_version=fresh(survivor).version,
        changes=Changes(claims=[RowChange(values=typed)]),
        by=factories.user(Role.EDITOR),
        now=LATER,
    )
    assert list(survivor.claims.order_by("key").values_list("key", flat=True)) == ["C01", "C03"]


def test_a_merge_that_gave_no_claim_is_undone_by_the_loser_alone(
    client: Client, places: dict[str, Place], chief: User
) -> None:
    survivor, loser = (factories.published_incident(place=places["Dnipro"], killed=4) for _ in range(2))
    merge(survivor, loser, chief, goes=False)
    assert [str(one) for one in undo((survivor, loser), chief)] == [f"{loser.ref} revision 2"]
    assert [get(client, one).json()["revision"] for one in (survivor, loser)] == [1, 2]


def test_a_place_returns_to_its_cluster(client: Client, places: dict[str, Place], chief: User) -> None:
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    place = factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW")
    factories.claim(place, quantifier="EXACT", value=5)
    factories.published(cluster)
    other = factories.published_incident(place=places["Dnipro"], killed=2)
    merge(other, place, chief)
    assert get(client, cluster).json()["children"] == []
    done = undo((other, place), chief)
    assert [one.ref for one in done] == [other.ref, place.ref, cluster.ref]
    document = get(client, cluster).json()
    assert (document["children"], document["figures"][0]["text"]) == ([place.ref], "at least 5")
    assert document["change"]["note"] == f"recomputed: {place.ref} revision 2"
    assert [str(one) for one in Verification().differences()] == []


def test_what_is_undone_can_be_merged_again(client: Client, pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    undo(pair, chief)
    merge(survivor, loser, chief)
    assert get(client, loser).status_code == 308
    assert said(client, survivor)[1] == [f"{survivor.ref}/C01", f"{survivor.ref}/C03"]
    undo(pair, chief)
    assert said(client, loser)[1] == [f"{loser.ref}/C01"]


def test_undoing_a_merge_takes_a_chief_editor_who_changed_neither(pair: tuple[Incident, Incident], chief: User) -> None:
    with pytest.raises(NotAllowed, match="needs chief editor"):
        undo(pair, factories.user(Role.EDITOR))
    Incident.objects.filter(pk=pair[0].pk).update(changed_by=chief)
    with pytest.raises(NotAllowed, match="another chief editor"):
        undo(pair, chief)


def test_a_merge_stays_once_something_was_published_on_top(pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    factories.republished(survivor, code=ChangeCode.EDITORIAL, note="Told better.", now=MERGED_AT)
    with pytest.raises(WrongState, match=f"{survivor.ref} revision 3 was published after the merge.*Split"):
        undo(pair, chief)
    assert fresh(loser).state == "MERGED"


def test_undoing_a_merge_is_refused_where_it_makes_no_sense(pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    with pytest.raises(InvalidValue, match="sentence"):
        undo(pair, chief, text=" ")
    with pytest.raises(InvalidValue, match="at most 240"):
        undo(pair, chief, text="x" * 241)
    with pytest.raises(StaleVersion):
        undo(pair, chief, versions=versions(survivor))
    with pytest.raises(WrongState, match="is not merged"):
        undo((loser, survivor), chief)
    Incident.objects.filter(pk=survivor.pk).update(state=IncidentState.CHANGED)
    with pytest.raises(WrongState, match="open change"):
        undo(pair, chief)
    Incident.objects.filter(pk=survivor.pk).update(state=IncidentState.PUBLISHED)
    hiding.hide(incident=loser, note="A name.", by=factories.user(Role.EDITOR), now=LATER)
    with pytest.raises(WrongState, match="hidden or redacted"):
        undo(pair, chief)


def test_what_was_redacted_after_the_merge_does_not_come_back(
    client: Client, pair: tuple[Incident, Incident], chief: User
) -> None:
    loser = pair[1]
    hiding.hide(incident=loser, note="A name.", by=factories.user(Role.EDITOR), now=LATER)
    redaction.redact(incident=loser, revisions=[1], text="Harm.", by=chief, now=LATER)
    hiding.restore(incident=loser, note="Done.", by=chief, now=LATER)
    with pytest.raises(WrongState, match="hidden or redacted"):
        undo(pair, chief)


def test_a_survivor_that_is_gone_keeps_what_was_merged(pair: tuple[Incident, Incident], chief: User) -> None:
    survivor = fresh(pair[0])
    withdrawals.withdraw(
        incident=survivor,
        expected_version=survivor.version,
        reason=ChangeCode.WITHDRAWN,
        text="It did not happen.",
        by=factories.user(Role.EDITOR),
        now=LATER,
    )
    with pytest.raises(WrongState, match="is not public"):
        undo(pair, chief)


# ---- Split


def split(one: Incident, places: dict[str, Place], by: User, *, as_cluster: bool = True) -> list[Incident]:
    dealt = (("Dnipro", "C01"), ("Samar", "C02")) if as_cluster else (("Samar", "C02"),)
    parts = [
        regrouping.Part(fields={"title": f"Strike on {town}", "place": places[town]}, claims=[claim])
        for town, claim in dealt
    ]
    return regrouping.split(
        incident=fresh(one),
        expected_version=fresh(one).version,
        parts=parts,
        as_cluster=as_cluster,
        by=by,
        now=MERGED_AT,
    )


def publish(one: Incident) -> None:
    editor, now = factories.user(Role.EDITOR), MERGED_AT
    publish_tree(incident=fresh(one), by=editor, now=now, code=ChangeCode.SPLIT, note="They were two strikes.")


def unsplit(one: Incident, by: User, **wanted: Any) -> Any:
    given: dict[str, Any] = {"versions": versions(one, *one.parts.all()), "text": "It was one strike after all."}
    return undoing.undo_split(incident=fresh(one), by=by, now=LATER, **(given | wanted))


def keys(one: Incident) -> list[tuple[str, int | None]]:
    return list(one.claims.order_by("key").values_list("key", "published_in"))


@pytest.mark.parametrize("as_cluster", [True, False])
def test_a_split_that_nobody_published_leaves_no_trace_but_refs(
    client: Client, several: Incident, places: dict[str, Place], chief: User, as_cluster: bool
) -> None:
    made = split(several, places, chief, as_cluster=as_cluster)
    assert unsplit(several, chief) == []
    whole = fresh(several)
    assert (whole.state, whole.kind, keys(several)) == ("PUBLISHED", "EVENT", [("C01", 1), ("C02", 1)])
    assert {fresh(one).state for one in made} == {"DISCARDED"}
    assert get(client, several).json()["revision"] == 1
    assert AuditEvent.objects.filter(action="incident.unsplit", object_ref=several.ref).count() == 1
    split(several, places, chief, as_cluster=as_cluster)


def test_a_claim_of_the_record_is_not_edited_between_split_and_publication(
    several: Incident, places: dict[str, Place], chief: User
) -> None:
    (made,) = split(several, places, chief, as_cluster=False)
    with pytest.raises(WrongState, match="in the published record"):
        incidents.record_edit(
            incident=made,
            expected_version=fresh(made).version,
            changes=Changes(claims=[RowChange(key="C01", values={"value": 20})]),
            by=factories.user(),
            now=LATER,
        )


def test_what_else_was_changed_stays_for_review(several: Incident, places: dict[str, Place], chief: User) -> None:
    (made,) = split(several, places, chief, as_cluster=False)
    factories.claim(made, key="C02", measure="INJURED", value=5)
    unsplit(several, chief)
    assert fresh(several).state == "IN_REVIEW"
    assert keys(several) == [("C01", 1), ("C02", 1), ("C03", None)]


@pytest.mark.parametrize("as_cluster", [True, False])
def test_a_published_split_is_undone_by_merging_its_parts_back(
    client: Client, several: Incident, places: dict[str, Place], second: User, as_cluster: bool
) -> None:
    made = split(several, places, factories.user(Role.CHIEF_EDITOR), as_cluster=as_cluster)
    publish(several)
    (done,) = unsplit(several, second)
    assert str(done) == f"{several.ref} revision 3"
    document = get(client, several).json()
    assert (document["kind"], document["children"]) == ("EVENT", [])
    assert [claim["id"] for claim in document["claims"]] == [f"{several.ref}/C01", f"{several.ref}/C02"]
    assert document["change"]["code"] == "OUR_ERROR"
    assert document["change"]["note"].endswith("undone: It was one strike after all.")
    for one in made:
        moved = get(client, one)
        assert (moved.status_code, moved.headers["Location"]) == (308, f"{API}/incidents/{several.ref}/")
        assert fresh(one).state == "MERGED"
    then = get(client, several, as_known_at="2025-06-24T13:30:00Z").json()
    assert (then["revision"], then["kind"]) == (2, "CLUSTER" if as_cluster else "EVENT")
    assert keys(several) == [("C01", 1), ("C02", 1)]
    assert [str(one) for one in Verification().differences()] == []


def test_the_cluster_above_is_computed_anew(
    client: Client, places: dict[str, Place], chief: User, second: User
) -> None:
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    place = factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW")
    for value in (4, 3):
        factories.claim(place, quantifier="EXACT", value=value)
    factories.published(cluster)
    split(place, places, chief, as_cluster=False)
    publish(place)
    assert len(get(client, cluster).json()["children"]) == 2
    assert [one.ref for one in unsplit(place, second)] == [place.ref, cluster.ref]
    assert get(client, cluster).json()["children"] == [place.ref]


def test_a_published_split_stays_once_something_came_on_top(
    several: Incident, places: dict[str, Place], chief: User, second: User
) -> None:
    made = split(several, places, chief)
    publish(several)
    place = factories.incident(parent=several, place=places["Samar"])
    with pytest.raises(WrongState, match=f"places that the split did not make: {place.ref}"):
        unsplit(several, second)
    Incident.objects.filter(pk=place.pk).update(state=IncidentState.DISCARDED)
    factories.claim(made[1], key="C02", measure="INJURED")
    factories.republished(made[1], code=ChangeCode.NEW_FIGURE, note="More.", now=MERGED_AT)
    with pytest.raises(WrongState, match="merge its parts"):
        unsplit(several, second)


def test_a_part_that_was_published_again_keeps_the_split(
    several: Incident, places: dict[str, Place], chief: User, second: User
) -> None:
    (made,) = split(several, places, chief, as_cluster=False)
    publish(several)
    factories.republished(made, code=ChangeCode.EDITORIAL, note="Better.", now=MERGED_AT)
    with pytest.raises(WrongState, match=f"{made.ref} revision 2 was published after the split: merge {made.ref}"):
        unsplit(several, second)


def test_undoing_a_split_takes_a_chief_editor_and_a_sentence(
    several: Incident, places: dict[str, Place], chief: User
) -> None:
    with pytest.raises(WrongState, match="is not split"):
        unsplit(several, chief)
    split(several, places, chief)
    with pytest.raises(NotAllowed, match="needs chief editor"):
        unsplit(several, factories.user(Role.EDITOR))
    with pytest.raises(StaleVersion):
        unsplit(several, chief, versions=versions(several))
    publish(several)
    with pytest.raises(NotAllowed, match="another chief editor"):
        unsplit(several, chief)
    with pytest.raises(InvalidValue, match="sentence"):
        unsplit(several, factories.user(Role.CHIEF_EDITOR), text="")
