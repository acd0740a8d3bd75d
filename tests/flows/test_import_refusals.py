"""A desk log that is refused: every fault by its path in the file, and nothing half-written."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps

from sitreps.actions.imports import import_log
from sitreps.errors import Conflict, InvalidLog, NotAllowed
from sitreps.models.accounts import COMMAND, Role, User, actor
from sitreps.models.incidents import Incident
from sitreps.workflow import IncidentState
from tests import desk_logs, factories
from tests.desk_logs import Log, claim, incident, small

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 25, 8, tzinfo=UTC)
BACKFILL = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def rows() -> dict[str, int]:
    """How many rows every table of the desk has."""
    return {model.__name__: model._default_manager.count() for model in apps.get_app_config("sitreps").get_models()}


@pytest.fixture(autouse=True)
def command() -> User:
    """The command's own account, so that no test counts it among what an import writes."""
    return actor(COMMAND)


def bring(log: Any, **terms: Any) -> None:
    content = log if isinstance(log, bytes) else desk_logs.encoded(log)
    import_log(content=content, **{"by": actor(COMMAND), "now": NOW, **terms})


def faults(log: Any, **terms: Any) -> list[str]:
    """The faults for which the log is refused; the desk has as many rows as before."""
    before = rows()
    with pytest.raises(InvalidLog) as refused:
        bring(log, **terms)
    assert rows() == before
    return [str(fault) for fault in refused.value.faults]


def one(log: Any, **terms: Any) -> str:
    (fault,) = faults(log, **terms)
    return fault


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"value": None}, "value: null is of another kind; write a whole number"),
        (
            {"quantifier": "BETWEEN", "value": 9, "value2": 3},
            "value2: between 9 and 3: the second number must be",
        ),
        ({"quantifier": "LESS_THAN", "value": 1}, "value: fewer than 1 says nothing; LESS_THAN needs 2 or more"),
        ({"value": -1}, "value: -1 is below 0; correct it"),
        ({"value": 10**12}, "value: 1000000000000 is more than 100000000; check the digits"),
        ({"value": 2.5}, "value: 2.5 is of another kind; write a whole number"),
        ({"value": True}, "value: true is of another kind; write a whole number"),
        ({"as_of": "2099-01-01"}, "as_of: 2099-01-01 lies in the future (it is 2025-06-25)"),
        ({"as_of": "2025-06-25T08:00:01Z"}, "as_of: 2025-06-25T08:00:01+00:00 lies in the future"),
        ({"as_of": "yesterday"}, "as_of: 'yesterday' is not of that form; write a day of the calendar"),
        ({"as_of": "2025-06-24T12:00:00"}, "as_of: '2025-06-24T12:00:00' is not of that form"),
        ({"recorded_at": "2099-01-01T00:00:00Z"}, "recorded_at: 2099-01-01T00:00:00+00:00 lies in the future"),
        (
            {"origin": "POLISE"},
            "origin: no origin has the key 'POLISE', in this file or in the desk; did you mean",
        ),
        ({"relays": ["AGENSY"]}, "relays: no origin has the key 'AGENSY'"),
        ({"source_item": "DOK"}, "source_item: no source item has the key 'DOK'"),
        ({"measure": "KILED"}, "measure: 'KILED' is not known in the vocabulary 'measure'; did you mean 'KILLED'?"),
        ({"quantifier": "EXAKT"}, "quantifier: 'EXAKT' is not known; did you mean 'EXACT'?"),
        ({"covers": "PART"}, "part: is missing: PART needs to say which; choose OWN_STAFF"),
        ({"disaggregation": {"kind": "SUBSET", "role": "BOSS"}}, "disaggregation.role: 'BOSS' is not known"),
        ({"disaggregation": {"kind": "SUBSET"}}, "disaggregation.kind: SUBSET says of whom"),
        ({"supersedes": "C9"}, "supersedes: there is no claim 'C9' in this incident"),
        ({"supersedes": "C1"}, "supersedes: a claim cannot supersede itself"),
        ({"wording": "at least\x07 two"}, "wording: holds U+0007 control character, which cannot be printed"),
        ({"wording": "x" * 301}, "wording: has 301 characters; 300 at most, so shorten it"),
        ({"attribution_text": "x" * 301}, "attribution_text: has 301 characters; 300 at most, so shorten it"),
    ],
)
def test_a_bad_claim_is_refused_by_its_path(members: Log, fault: str) -> None:
    log = small(incident(1, claim()), incident(2, claim("C0", measure="INJURED"), claim(**members)))
    assert one(log).startswith(f"incidents[1].claims[1].{fault}")


def test_a_claim_without_a_value_says_what_else_there_is() -> None:
    bad = claim()
    del bad["value"]
    assert one(small(incident(1, bad))) == (
        "incidents[0].claims[0].value: EXACT needs a number; where the source gives none, "
        "choose VAGUE, UNQUANTIFIED or NONE_REPORTED"
    )


@pytest.mark.parametrize(
    ("condition", "members"),
    [
        ("VAGUE needs its word", {"quantifier": "VAGUE"}),
        ("BETWEEN needs two numbers", {"quantifier": "BETWEEN", "value": 3}),
        ("a number needs a value", {"quantifier": "AT_LEAST"}),
        ("PART needs its part", {"quantifier": "EXACT", "value": 3, "covers": "PART"}),
        ("ALMOST starts at 2", {"quantifier": "ALMOST", "value": 1}),
    ],
)
def test_the_schemas_conditions_on_a_claim_are_held_by_the_rules(condition: str, members: Log) -> None:
    bad = claim(**members)
    if "value" not in members:
        del bad["value"]
    assert len(faults(small(incident(1, bad)))) == 1, condition


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"occurred_on": "2025-06-26"}, "occurred_on: 2025-06-26 lies in the future"),
        ({"occurred_on": "2025-02-30"}, "occurred_on: '2025-02-30' is not of that form; write a day of the calendar"),
        ({"occurred_from": "2025-06-25T09:00:00Z"}, "occurred_from: 2025-06-25T09:00:00+00:00 lies in the future"),
        ({"tz": "Europe/Kiyv"}, "tz: 'Europe/Kiyv' is no time zone; did you mean 'Europe/Kyiv'?"),
        (
            {"place": "DNIPROO"},
            "place: no place has the key 'DNIPROO', in this file or in the desk; did you mean 'DNIPRO'?",
        ),
        ({"weapon": "MISILE"}, "weapon: 'MISILE' is not known in the vocabulary 'weapon'; did you mean 'MISSILE'?"),
        ({"sub_event_type": "WAR"}, "sub_event_type: 'WAR' is not known in the vocabulary 'sub_event_type'"),
        ({"parent": "UKR-2025-0007"}, "parent: no incident has the key 'UKR-2025-0007'"),
        ({"parent": "UKR-2025-0002"}, "parent: UKR-2025-0002 cannot belong to itself"),
        ({"parent": "UKR-2025-0001"}, "parent: UKR-2025-0001 is an EVENT; only a CLUSTER has places"),
        ({"ref": "UKR-25-1"}, "ref: 'UKR-25-1' is not of that form; write country, year and number: 'UKR-2025-0001'"),
        ({"title": "x" * 201}, "title: has 201 characters; 200 at most"),
        ({"title": " "}, "title: is empty; write it"),
        ({"perpetrator": "NOBODY", "perpetrator_basis": "CONTESTED"}, "perpetrator: no party has the key 'NOBODY'"),
        ({"claims": "none"}, "claims: 'none' is of another kind; write a list […]"),
        ({"sectors": ["HEA", "HEA"]}, "sectors: names a sector twice"),
    ],
)
def test_a_bad_incident_is_refused_by_its_path(members: Log, fault: str) -> None:
    log = small(incident(1, claim()), {**incident(2, claim()), **members})
    assert one(log).startswith(f"incidents[1].{fault}")


def test_an_unknown_member_names_the_nearest() -> None:
    assert one(small(incident(1, claim(), titel="x"))) == (
        "incidents[0]: 'titel' is not a member of this; did you mean 'title'?"
    )


def test_a_cluster_inside_a_cluster_is_refused() -> None:
    log = small(incident(1, kind="CLUSTER"), incident(2, claim(), kind="CLUSTER", parent="UKR-2025-0001"))
    assert one(log).startswith("incidents[1].parent: UKR-2025-0002 is a CLUSTER, and a cluster stands in no other")


def test_nothing_hidden_stands_below_what_is_public() -> None:
    log = small(incident(1, kind="CLUSTER"), incident(2, claim(), sensitivity="CONFIDENTIAL", parent="UKR-2025-0001"))
    assert one(log).startswith("incidents[1].sensitivity: CONFIDENTIAL below UKR-2025-0001, which is PUBLIC")


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("series", "series[1].code"),
        ("parties", "parties[2].key"),
        ("places", "places[8].key"),
        ("origins", "origins[9].key"),
        ("source_items", "source_items[1].key"),
        ("incidents", "incidents[6].ref"),
        ("statements", "statements[5].key"),
    ],
)
def test_a_key_that_stands_twice_names_the_first_place(section: str, path: str) -> None:
    log = desk_logs.day()
    log[section].append(dict(log[section][0]))
    assert one(log).startswith(f"{path}: '")
    assert f"stands at {section}[0] already; give each its own, or take one out" in one(log)


def test_a_claims_key_stands_once_in_its_incident_and_may_stand_in_another() -> None:
    log = small(incident(1, claim(), claim()), incident(2, claim()))
    assert one(log).startswith("incidents[0].claims[1].key: 'C1' stands at incidents[0].claims[0] already")


@pytest.mark.parametrize(
    ("section", "change", "fault"),
    [
        ("series", {"timezone": "Europe/Kiyv"}, "series[0].timezone: 'Europe/Kiyv' is no time zone"),
        ("series", {"cut_off": "29:00"}, "series[0].cut_off: '29:00' is no time of day; correct it"),
        ("series", {"ends_on": "2025-01-01"}, "series[0].ends_on: 2025-01-01 is before starts_on 2025-06-24"),
        ("places", {"lat": 91}, "places[0].lat: 91 is more than 90; check the digits"),
        ("places", {"parent": "UKR-KYIVSKA"}, "places[0].parent: no place has the key 'UKR-KYIVSKA'"),
        ("places", {"parent": "UKR"}, "places[0].parent: UKR lies inside itself"),
        ("origins", {"key": "a b"}, "origins[0].key: 'a b' is not of that form; use up to 64 letters"),
        ("origins", {"party": "NOBODY"}, "origins[0].party: no party has the key 'NOBODY'"),
        ("source_items", {"url": "example.org"}, "source_items[0].url: 'example.org' is no web address"),
        ("source_items", {"sha256": "AB"}, "source_items[0].sha256: 'AB' is not of that form; write the 64"),
        ("statements", {"series": "UKR-DAYLY"}, "statements[0].series: no series has the key 'UKR-DAYLY'"),
        ("statements", {"speaker": "NOBODY"}, "statements[0].speaker: no origin has the key 'NOBODY'"),
        ("party_claims", {"kind": "GOSSIP"}, "party_claims[0].kind: 'GOSSIP' is not known"),
        ("context_notes", {"made_on": "2099-01-01"}, "context_notes[0].made_on: 2099-01-01 lies in the future"),
    ],
)
def test_what_incidents_stand_on_is_refused_by_its_path(section: str, change: Log, fault: str) -> None:
    log = desk_logs.day()
    log[section][0] |= change
    assert any(found.startswith(fault) for found in faults(log))


def test_every_fault_is_told_at_once_and_in_order() -> None:
    log = small(
        incident(1, claim(value=-1), claim("C2", covers="PART"), occurred_on="2099-01-01"), incident(2, claim())
    )
    log["places"][0]["lat"] = 95
    log["incidents"][1]["claims"][0]["origin"] = "POLISE"
    assert [fault.split(":")[0] for fault in faults(log)] == [
        "places[0].lat",
        "incidents[0].claims[0].value",
        "incidents[0].claims[1].part",
        "incidents[0].occurred_on",
        "incidents[1].claims[0].origin",
    ]


def test_a_faulty_origin_does_not_make_its_claims_faulty() -> None:
    log = small(incident(1, claim(), claim("C2", supersedes="C1"), claim("C3", value=-1), claim("C4", supersedes="C3")))
    log["origins"][0]["reliability"] = "G"
    assert [fault.split(":")[0] for fault in faults(log)] == ["origins[0].reliability", "incidents[0].claims[2].value"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[" * 5000, b"[]", b'{"a": NaN}', b"{}", b'{"format": 1, "incidents": 2}']
)
def test_a_file_that_is_no_desk_log_is_refused(content: bytes) -> None:
    assert faults(content)


# ---- Never over what the desk has


def test_other_content_under_a_known_key_names_path_and_fields() -> None:
    log = desk_logs.day()
    bring(log)
    log["incidents"][0]["claims"][0]["value"] = 12
    log["incidents"][1]["title"] = "Other words"
    log["parties"][0]["name"] = "Another"
    del log["incidents"][0]["weapon"]
    mend = "import never overwrites: change it in the desk, or take it out of the file"
    differences = [fault.removesuffix(mend) for fault in faults(log)]
    assert differences == [
        "parties[0].name: the desk has 'Armed forces of the Russian Federation' for RUS-FORCES, the file 'Another'; ",
        "incidents[0].claims[0].value: the desk has 11 for C01, the file 12; ",
        "incidents[0].weapon: the desk has 'MISSILE' for UKR-2025-0001, the file nothing; ",
        "incidents[1].title: the desk has 'Missile strikes on Dnipro' for UKR-2025-0002, the file 'Other words'; ",
    ]


def test_a_claim_more_or_less_is_other_content_too() -> None:
    bring(small(incident(1, claim(), claim("C2"))))
    log = small(incident(1, claim(), claim("C3")))
    assert [fault.split("; ")[0] for fault in faults(log)] == [
        "incidents[0].claims: the desk's UKR-2025-0001 also has the claim C2, which this file lacks",
        "incidents[0].claims[1]: the desk's UKR-2025-0001 has no claim C3",
    ]


def test_a_relay_more_is_other_content_too() -> None:
    bring(small(incident(1, claim(relays=["AGENCY"]))))
    assert one(small(incident(1, claim()))).startswith(
        "incidents[0].claims[0].relays: the desk has ['AGENCY'] for C1, the file nothing"
    )


def test_one_difference_keeps_everything_new_out() -> None:
    bring(small(incident(1, claim())))
    assert one(small(incident(1, claim(value=3)), incident(2, claim()))).startswith("incidents[0].claims[0].value")


# ---- Publication


def test_a_confidential_incident_is_not_published_and_nor_is_the_rest() -> None:
    log = small(incident(1, claim(), sensitivity="CONFIDENTIAL"), incident(2, claim()))
    assert one(log, publish=True) == (
        "incidents[0].sensitivity: CONFIDENTIAL cannot be published; only a PUBLIC incident can"
    )
    bring(log)


def test_nothing_is_published_before_its_time() -> None:
    log = small(incident(1, claim(), publish_not_before="2025-06-26T00:00:00Z"))
    assert one(log, publish=True).startswith("incidents[0].publish_not_before: not to be published before 2025-06-26")


@pytest.mark.parametrize("state", [IncidentState.DRAFT, IncidentState.DISCARDED])
def test_a_place_of_a_cluster_that_is_not_published_waits_for_it(state: IncidentState) -> None:
    bring(small(incident(1, kind="CLUSTER")))
    Incident.objects.update(state=state)
    log = small(incident(2, claim(), parent="UKR-2025-0001"))
    assert one(log, publish=True).startswith("incidents[0].parent: UKR-2025-0001 ")


def test_a_backfill_knows_nothing_later_than_its_moment() -> None:
    log = small(incident(1, claim(recorded_at="2025-06-24T14:45:01Z")))
    assert one(log, publish=True, at=BACKFILL).startswith("incidents[0].claims[0].recorded_at: 2025-06-24T14:45:01")


def refused(log: Log, **terms: Any) -> str:
    """The one reason for which the import is refused as a whole; the desk has as many rows as before."""
    before = rows()
    with pytest.raises((Conflict, NotAllowed)) as refusal:
        bring(log, **terms)
    assert rows() == before
    return str(refusal.value)


def test_a_backfill_is_refused_once_the_record_has_gone_on() -> None:
    bring(small(incident(1, claim())), publish=True)
    assert refused(small(incident(2, claim())), publish=True, at=BACKFILL) == (
        "A publication of 2025-06-25T08:00:00Z is newer than 2025-06-24T14:45:00Z; the record only grows forward."
    )


@pytest.mark.parametrize(("year", "why"), [(2099, "lies in the future"), (1, "check the year")])
def test_a_backfill_happened_at_a_moment_that_has_passed(year: int, why: str) -> None:
    assert why in refused(small(incident(1, claim())), publish=True, at=datetime(year, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("role", "publish", "may"),
    [
        (Role.REPORTER, False, True),
        (Role.REPORTER, True, False),
        (Role.EDITOR, True, True),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_a_named_person_needs_the_role(role: Role, publish: bool, may: bool) -> None:
    person = factories.user(role)
    log = small(incident(1, claim()))
    if may:
        bring(log, by=person, publish=publish)
    else:
        assert "Your role does not let you" in refused(log, by=person, publish=publish)


@pytest.mark.parametrize(("role", "may"), [(Role.EDITOR, False), (Role.CHIEF_EDITOR, True)])
def test_only_a_chief_editor_brings_an_excluded_official_body(role: Role, may: bool) -> None:
    person = factories.user(role)
    log = small(incident(1, claim()))
    log["origins"][0]["reliability"] = "E"
    if may:
        bring(log, by=person)
    else:
        assert one(log, by=person).startswith("origins[0].reliability: only a chief editor gives an official body")
