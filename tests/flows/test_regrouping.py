"""Two incidents that are one are merged, one that is several is split; every claim is dealt by a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import hiding, regrouping
from sitreps.actions.publishing import publish_tree
from sitreps.actions.verifying import Verification
from sitreps.codelists import ChangeCode
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
LATER = factories.NOON + timedelta(hours=2)


@pytest.fixture
def pair(places: dict[str, Place]) -> tuple[Incident, Incident]:
    """Two reports of one strike: police say 7, the governor 9."""
    made = []
    for value in (7, 9):
        one = factories.incident(place=places["Dnipro"])
        factories.claim(one, quantifier="EXACT", value=value)
        factories.published(one)
        made.append(one)
    return made[0], made[1]


def merge(pair: tuple[Incident, Incident], by: User, **wanted: Any) -> regrouping.Merged:
    survivor, loser = (Incident.objects.select_related("changed_by").get(pk=one.pk) for one in pair)
    given: dict[str, Any] = {
        "dealt": {"C01": True},
        "versions": {one.ref: one.version for one in (survivor, loser)},
        "text": "Both reports are of one strike.",
    }
    return regrouping.merge(survivor=survivor, loser=loser, by=by, now=LATER, **(given | wanted))


def get(client: Client, path: str, moment: str = "") -> Any:
    return client.get(f"{API}/{path}", {"as_known_at": moment} if moment else {})


# ---- Merge


def test_the_survivor_is_published_with_the_claims_and_the_loser_leads_to_it(
    client: Client, pair: tuple[Incident, Incident], chief: User
) -> None:
    survivor, loser = pair
    done = merge(pair, chief)
    said = get(client, f"incidents/{survivor.ref}/").json()
    assert [claim["id"] for claim in said["claims"]] == [f"{survivor.ref}/C01", f"{survivor.ref}/C02"]
    assert said["change"] == {
        "code": "MERGED",
        "note": f"merged with {loser.ref}: Both reports are of one strike.",
    }
    assert done.act.dealt == {"C01": "C02"}
    for path in ("", "figures/KILLED/"):
        moved = get(client, f"incidents/{loser.ref}/{path}?fields=ref")
        assert moved.status_code == 308
        assert moved.headers["Location"] == f"{API}/incidents/{survivor.ref}/{path}?fields=ref"
    page = client.get(f"/incidents/{loser.ref}/")
    assert (page.status_code, page.headers["Location"]) == (308, f"/incidents/{survivor.ref}/")
    assert [row["ref"] for row in get(client, "incidents/").json()["data"]] == [survivor.ref]


def test_what_was_known_before_still_answers_marked(
    client: Client, pair: tuple[Incident, Incident], chief: User
) -> None:
    survivor, loser = pair
    merge(pair, chief)
    assert get(client, f"incidents/{loser.ref}/", "2025-06-24T13:59:59Z").json()["status"] == "MERGED"
    assert get(client, f"incidents/{loser.ref}/revisions/1/").json()["status"] == "MERGED"
    assert get(client, f"incidents/{loser.ref}/", "2025-06-24T14:00:00Z").status_code == 308
    then = get(client, "incidents/", "2025-06-24T14:00:00Z").json()["data"]
    assert [row["ref"] for row in then] == [survivor.ref]


def test_the_stream_tells_both_and_the_record_proves_itself(
    client: Client, pair: tuple[Incident, Incident], chief: User
) -> None:
    survivor, loser = pair
    merge(pair, chief)
    events = client.get(f"{API}/changes/?since=2&include=payload").json()["data"]
    assert [(event["event"], event["ref"], event["why"]["code"]) for event in events] == [
        ("incident.revised", survivor.ref, "MERGED"),
        ("incident.merged", loser.ref, "MERGED"),
    ]
    assert [event["payload"] is None for event in events] == [False, True]
    assert [str(one) for one in Verification().differences()] == []


def test_what_stays_behind_changes_nothing(client: Client, pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    done = merge(pair, chief, dealt={"C01": False})
    assert done.revisions == ()
    assert get(client, f"incidents/{survivor.ref}/").json()["revision"] == 1
    assert get(client, f"incidents/{loser.ref}/").status_code == 308


def test_a_merge_takes_a_chief_editor_who_changed_neither(pair: tuple[Incident, Incident], chief: User) -> None:
    with pytest.raises(NotAllowed, match="needs chief editor"):
        merge(pair, factories.user(Role.EDITOR))
    pair[0].changed_by = chief
    pair[0].save()
    with pytest.raises(NotAllowed, match="another chief editor"):
        merge(pair, chief)


def test_a_merge_is_refused_while_something_is_open(pair: tuple[Incident, Incident], chief: User) -> None:
    survivor, loser = pair
    Incident.objects.filter(pk=loser.pk).update(state=IncidentState.CHANGED)
    with pytest.raises(WrongState, match="open change"):
        merge(pair, chief)
    Incident.objects.filter(pk=loser.pk).update(state=IncidentState.PUBLISHED)
    with pytest.raises(InvalidValue, match="missing: C01"):
        merge(pair, chief, dealt={})
    with pytest.raises(InvalidValue, match="no claim C09"):
        merge(pair, chief, dealt={"C01": True, "C09": True})
    with pytest.raises(InvalidValue, match="sentence"):
        merge(pair, chief, text=" ")
    with pytest.raises(InvalidValue, match="itself"):
        merge((survivor, survivor), chief)
    with pytest.raises(StaleVersion):
        merge(pair, chief, versions={survivor.ref: 99, loser.ref: loser.version})
    hiding.hide(incident=loser, note="A name.", by=factories.user(Role.EDITOR), now=LATER)
    with pytest.raises(WrongState, match="hidden"):
        merge(pair, chief)


def test_a_claim_and_the_one_that_it_replaces_go_together(pair: tuple[Incident, Incident], chief: User) -> None:
    loser = pair[1]
    old = loser.claims.get()
    factories.claim(loser, key="C02", value=10, origin=old.origin, supersedes=old)
    with pytest.raises(InvalidValue, match="C02 replaces C01"):
        merge(pair, chief, dealt={"C01": True, "C02": False})


# ---- Split


def parts(places: dict[str, Place], *claims: str) -> list[regrouping.Part]:
    towns = ("Dnipro", "Samar")
    return [
        regrouping.Part(fields={"title": f"Strike on {town}", "place": places[town]}, claims=[claim])
        for town, claim in zip(towns, claims, strict=False)
    ]


def split(one: Incident, made_of: list[regrouping.Part], by: User, *, as_cluster: bool = True) -> list[Incident]:
    one.refresh_from_db()
    return regrouping.split(
        incident=one, expected_version=one.version, parts=made_of, as_cluster=as_cluster, by=by, now=LATER
    )


def publish(one: Incident, by: User) -> None:
    one.refresh_from_db()
    publish_tree(
        incident=one, by=by, now=LATER + timedelta(hours=1), code=ChangeCode.EDITORIAL, note="They were two strikes."
    )


def test_the_ref_becomes_the_cluster_of_its_parts(
    client: Client, several: Incident, places: dict[str, Place], chief: User
) -> None:
    made = split(several, parts(places, "C01", "C02"), chief)
    assert get(client, f"incidents/{several.ref}/").json()["kind"] == "EVENT"
    with pytest.raises(NotAllowed, match="another editor"):
        publish(several, chief)
    with pytest.raises(WrongState, match=f"split from {several.ref}"):
        publish(made[0], factories.user(Role.EDITOR))
    publish(several, factories.user(Role.EDITOR))
    said = get(client, f"incidents/{several.ref}/").json()
    assert (said["kind"], said["children"]) == ("CLUSTER", [one.ref for one in made])
    assert said["change"] == {"code": "SPLIT", "note": "They were two strikes."}
    assert said["figures"][0]["text"] == "at least 9"
    assert [get(client, f"incidents/{one.ref}/").json()["figures"][0]["text"] for one in made] == ["7", "2"]
    events = client.get(f"{API}/changes/?since=1").json()["data"]
    assert [event["event"] for event in events] == ["incident.published", "incident.published", "incident.split"]
    assert [str(one) for one in Verification().differences()] == []


def test_the_ref_stays_with_one_event(client: Client, several: Incident, places: dict[str, Place], chief: User) -> None:
    samar = regrouping.Part(fields={"title": "Strike on Samar", "place": places["Samar"]}, claims=["C02"])
    (made,) = split(several, [samar], chief, as_cluster=False)
    publish(several, factories.user(Role.EDITOR))
    answers = [get(client, f"incidents/{one.ref}/").json() for one in (several, made)]
    assert [(one["kind"], one["parent"], one["figures"][0]["text"]) for one in answers] == [
        ("EVENT", None, "7"),
        ("EVENT", None, "2"),
    ]


def test_a_split_goes_out_whole(several: Incident, places: dict[str, Place], chief: User) -> None:
    made = split(several, parts(places, "C01", "C02"), chief)
    Incident.objects.filter(pk=made[1].pk).update(state=IncidentState.RETURNED)
    with pytest.raises(WrongState, match=f"its part {made[1].ref} is not in review"):
        publish(several, factories.user(Role.EDITOR))


def test_a_split_is_refused_where_it_makes_no_sense(several: Incident, places: dict[str, Place], chief: User) -> None:
    with pytest.raises(NotAllowed, match="needs chief editor"):
        split(several, parts(places, "C01"), factories.user(Role.EDITOR))
    with pytest.raises(InvalidValue, match="at least one part"):
        split(several, [], chief)
    with pytest.raises(InvalidValue, match="once: C01"):
        split(several, parts(places, "C01", "C01"), chief)
    with pytest.raises(InvalidValue, match="once: C07"):
        split(several, parts(places, "C07"), chief)
    Incident.objects.filter(pk=several.pk).update(state=IncidentState.CHANGED)
    with pytest.raises(WrongState, match="open change"):
        split(several, parts(places, "C01"), chief)
    assert Claim.objects.filter(incident=several).count() == 2
