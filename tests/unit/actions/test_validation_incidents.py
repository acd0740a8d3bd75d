"""What must fit together in an incident and its tree, and in the rows that incidents stand on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sitreps.actions import validation
from sitreps.actions.validation import Member

NOW = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2025, 6, day, hour, tzinfo=UTC)


def incident(**fields: Any) -> list[str]:
    good: dict[str, Any] = {
        "kind": "EVENT",
        "title": "Strike on Dnipro",
        "sub_event_type": "AIR_DRONE_STRIKE",
        "occurred_on": date(2025, 6, 24),
    }
    values = validation.IncidentValues(**{**good, **fields})
    return [str(fault) for fault in validation.incident_faults(values, now=NOW)]


def test_an_ordinary_incident_is_good() -> None:
    overnight = {"occurred_from": at(15, 23), "occurred_to": at(3), "tz": "Europe/Kyiv", "date_precision": "OVERNIGHT"}
    assert incident(**overnight, perpetrator="RUS-FORCES", perpetrator_basis="CONTESTED", sectors=["HEA"]) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": " "}, "title: is empty; write it"),
        ({"summary": "\x9d"}, "summary: holds U+009D control character"),
        ({"kind": "EVNT"}, "kind: 'EVNT' is not known; did you mean 'EVENT'?"),
        ({"sub_event_type": "DRONE"}, "sub_event_type: 'DRONE' is not known in the vocabulary 'sub_event_type'"),
        ({"weapon": "MISILE"}, "weapon: 'MISILE' is not known in the vocabulary 'weapon'; did you mean 'MISSILE'?"),
        ({"sectors": ["HEA", "HEA"]}, "sectors: names a sector twice"),
        ({"sectors": ["HEALTHY"]}, "sectors: 'HEALTHY' is not known"),
        ({"glide": "x"}, "glide: 'x' is no GLIDE number"),
        ({"tz": "Europe/Kiyv"}, "tz: 'Europe/Kiyv' is no time zone; did you mean 'Europe/Kyiv'?"),
        ({"occurred_on": date(2025, 6, 26)}, "occurred_on: 2025-06-26 lies in the future"),
        ({"occurred_to": at(15)}, "occurred_to: 2025-06-24T15:00:00+00:00 lies in the future"),
        (
            {"occurred_from": at(9), "occurred_to": at(8)},
            "occurred_to: 2025-06-24T08:00:00+00:00 is before occurred_from",
        ),
        ({"occurred_on": date(2025, 6, 20), "occurred_from": at(9)}, "occurred_on: 2025-06-20 is before occurred_from"),
        ({"occurred_to": at(9, 20)}, "occurred_on: 2025-06-24 is after occurred_to"),
        ({"perpetrator": "RUS-FORCES"}, "perpetrator_basis: is missing: say on what the responsibility rests; choose"),
        (
            {"perpetrator_basis": "CONTESTED"},
            "perpetrator: is missing: CONTESTED says on what it rests; name the party",
        ),
        ({"sensitivity": "SECRET"}, "sensitivity: 'SECRET' is not known"),
    ],
)
def test_an_incident_that_makes_no_sense_is_refused_by_its_field(fields: dict[str, Any], fault: str) -> None:
    (said,) = incident(**fields)
    assert said.startswith(fault)


def test_the_day_is_held_against_the_local_time_where_the_zone_is_known() -> None:
    late_in_kyiv = {"occurred_from": at(21, 23), "occurred_to": at(22, 23), "occurred_on": date(2025, 6, 24)}
    assert incident(tz="Europe/Kyiv", **late_in_kyiv) == []
    assert [fault.split(":")[0] for fault in incident(tz="America/New_York", **late_in_kyiv)] == ["occurred_on"]


def member(ref: str, kind: str = "EVENT", **fields: Any) -> Member:
    return Member(**{"ref": ref, "kind": kind, "sensitivity": "PUBLIC", **fields})


CLUSTER = member("UKR-2025-0001", "CLUSTER")


@pytest.mark.parametrize(
    ("child", "parent", "fault"),
    [
        (
            member("UKR-2025-0002", "CLUSTER"),
            CLUSTER,
            "parent: UKR-2025-0002 is a CLUSTER, and a cluster stands in no other",
        ),
        (member("UKR-2025-0002", has_children=True), CLUSTER, "parent: UKR-2025-0002 has places of its own"),
        (
            member("UKR-2025-0002"),
            member("UKR-2025-0003"),
            "parent: UKR-2025-0003 is an EVENT; only a CLUSTER has places",
        ),
        (
            member("UKR-2025-0002"),
            member("UKR-2025-0003", "CLUSTER", parent="UKR-2025-0001"),
            "parent: UKR-2025-0003 belongs to UKR-2025-0001 itself; name UKR-2025-0001",
        ),
        (CLUSTER, CLUSTER, "parent: UKR-2025-0001 cannot belong to itself"),
        (
            member("UKR-2025-0002", sensitivity="RESTRICTED"),
            CLUSTER,
            "sensitivity: RESTRICTED below UKR-2025-0001, which is PUBLIC; a public cluster has public places only",
        ),
    ],
)
def test_a_tree_has_two_levels_and_hides_nothing_below_what_is_public(
    child: Member, parent: Member, fault: str
) -> None:
    (found,) = validation.tree_faults(child, parent)
    assert str(found).startswith(fault)


def test_a_tree_of_events_below_a_cluster_is_good() -> None:
    restricted = member("UKR-2025-0009", "CLUSTER", sensitivity="RESTRICTED")
    assert list(validation.tree_faults(member("UKR-2025-0002"), CLUSTER)) == []
    assert list(validation.tree_faults(member("UKR-2025-0002", sensitivity="CONFIDENTIAL"), restricted)) == []


def test_an_incident_with_places_stays_a_cluster() -> None:
    assert [fault.field for fault in validation.kind_faults("EVENT", has_children=True)] == ["kind"]
    assert list(validation.kind_faults("CLUSTER", has_children=True)) == []
    assert list(validation.kind_faults("EVENT", has_children=False)) == []


@pytest.mark.parametrize("sensitivity", ["RESTRICTED", "CONFIDENTIAL", "STRICTLY_CONFIDENTIAL"])
def test_only_a_public_incident_is_published(sensitivity: str) -> None:
    (fault,) = validation.publication_faults(sensitivity, publish_not_before=None, now=NOW)
    assert str(fault) == f"sensitivity: {sensitivity} cannot be published; only a PUBLIC incident can"


def test_nothing_is_published_before_its_time() -> None:
    (fault,) = validation.publication_faults("PUBLIC", publish_not_before=at(15), now=NOW)
    assert str(fault).startswith("publish_not_before: not to be published before 2025-06-24T15:00:00Z")
    assert list(validation.publication_faults("PUBLIC", publish_not_before=at(14), now=NOW)) == []


# ---- What incidents stand on


def series(**fields: Any) -> list[str]:
    good: dict[str, Any] = {
        "title": "Ukraine", "countries": ["UKR", "RUS"], "timezone": "Europe/Kyiv", "languages": ["en"],
    }  # fmt: skip
    return [str(fault) for fault in validation.series_faults(validation.SeriesValues(**{**good, **fields}))]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"timezone": "Kyiv"}, "timezone: 'Kyiv' is no time zone"),
        ({"countries": []}, "countries: is empty; name at least one"),
        ({"countries": ["UKR", "UKR"]}, "countries: names one twice"),
        ({"countries": ["UKX"]}, "countries: 'UKX' is no country of ISO 3166-1"),
        ({"languages": ["xx"]}, "languages: 'xx' is no language code"),
        ({"first_number": 0}, "first_number: 0 is no number of an edition"),
        ({"late_window_minutes": 9999}, "late_window_minutes: 9999 is not within a day"),
        ({"starts_on": date(2025, 6, 24), "ends_on": date(2025, 6, 1)}, "ends_on: 2025-06-01 is before starts_on"),
    ],
)
def test_a_series_is_refused_by_its_field(fields: dict[str, Any], fault: str) -> None:
    assert series() == []
    (said,) = series(**fields)
    assert said.startswith(fault)


def test_a_place_is_refused_by_its_field() -> None:
    bad = validation.PlaceValues(
        name="Dnipro",
        level="TOWN",
        iso3166_1="UKX",
        lat=48.4,
        aliases=[{"name": "", "language": "xx", "valid_from": "2025-01-02", "valid_to": "2025-01-01"}],
    )
    assert [fault.field for fault in validation.place_faults(bad)] == [
        "level", "iso3166_1", "lon", "aliases", "aliases", "aliases"
    ]  # fmt: skip
    assert list(validation.place_faults(validation.PlaceValues(name="Dnipro", level="SETTLEMENT"))) == []


def test_a_place_does_not_lie_inside_itself() -> None:
    parents = {"A": "B", "B": "C", "C": "A", "D": "A"}
    assert [fault.field for fault in validation.circle_faults("A", parents)] == ["parent"]
    assert list(validation.circle_faults("D", parents)) == []
    assert list(validation.circle_faults("A", {"A": "B"})) == []


def test_an_origin_and_a_party_are_refused_by_their_fields() -> None:
    bad = validation.OriginValues(name="", public_label="\x07", type="POLIS", reliability="G")
    assert [fault.field for fault in validation.origin_faults(bad)] == ["name", "public_label", "type", "reliability"]
    assert [fault.field for fault in validation.party_faults(" ", "ARMY", {})] == ["name", "type"]


def test_names_in_other_languages_are_refused_where_they_cannot_be_printed_or_name_no_language() -> None:
    sound = validation.OriginValues(
        name="Police", public_label="police", type="POLICE", reliability="B", labels={"uk": "поліція"}
    )
    assert list(validation.origin_faults(sound)) == []
    bad = replace(sound, labels={"xx": "поліція", "": "поліція", "uk": " ", "fr": "\x07", "en": "x" * 201})
    assert [str(fault) for fault in validation.origin_faults(bad)] == [
        "labels: 'xx' is no language code; write it as 'en', 'uk' or 'pt-BR'",
        "labels: names no language; write it first, as 'uk'",
        "labels: is empty; write it",
        "labels: holds U+0007 control character, which cannot be printed; delete it, or write it with other letters",
        "labels: has 201 characters in 'en'; 200 at most, so shorten it",
    ]
    assert [fault.field for fault in validation.party_faults("Army", "ARMED_FORCES", {"uk": ""})] == ["names"]


def test_a_source_item_is_refused_by_its_field() -> None:
    bad = validation.SourceItemValues(
        type="NEWSPAPER",
        title="",
        url="example.org",
        archived_url="ftp://example.org",
        language="xx",
        published_on=date(2099, 1, 1),
        published_at=datetime(2099, 1, 1, tzinfo=UTC),
        retrieved_at=datetime(2099, 1, 1, tzinfo=UTC),
        sensitivity="OPEN",
        bytes=-1,
        text="a\0",
    )
    assert {fault.field for fault in validation.source_item_faults(bad, now=NOW)} == {
        "type", "title", "url", "archived_url", "language", "published_on", "published_at", "retrieved_at",
        "sensitivity", "bytes", "text",
    }  # fmt: skip


def test_a_statement_is_refused_by_its_field() -> None:
    bad = validation.SaidValues(text="", kind="GOSSIP", language="xx", made_on=date(2099, 1, 1))
    faults = validation.said_faults(bad, kinds="statement_kind", now=NOW)
    assert [fault.field for fault in faults] == ["text", "kind", "language", "made_on"]
