"""Two incidents that may be one event (B12): what raises the suspicion, what lowers it, what rules it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.figures.duplicates import (
    NEAR_KM,
    Sighting,
    Sightings,
    compare,
    distance_km,
    find_suspects,
    fingerprint,
    told_apart,
)
from tests.unit.figures.making import LAW

DAY = date(2025, 6, 24)
DNIPRO, SAMAR = (48.46, 35.05), (48.63, 35.22)


def seen(ref: str = "UKR-2025-0001", **fields: Any) -> Sighting:
    """A missile strike on Dnipro on the day."""
    given: dict[str, Any] = {
        "tree": ref,
        "event_type": "EXPLOSIONS_REMOTE_VIOLENCE",
        "sub_event_type": "SHELLING_ARTILLERY_MISSILE",
        "weapon": "MISSILE",
        "first": DAY,
        "last": fields.get("first", DAY),
        "place": "UKR-DNIPRO",
        "adm2": "UA1202",
        "point": DNIPRO,
    }
    return Sighting(ref=ref, **given | fields)


ONE = seen()


def other(**fields: Any) -> Sighting:
    return seen("UKR-2025-0002", **fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "same place"),
        ({"place": "UKR-DNIPRO-LEFT-BANK", "point": (48.49, 35.08), "adm2": None}, "4 km apart"),
        ({"place": "UKR-SOLONE", "point": (48.2, 34.88)}, "same district"),
        ({"first": DAY + timedelta(days=1)}, "one day apart"),
        ({"first": DAY - timedelta(days=1)}, "one day apart"),
        ({"first": DAY - timedelta(days=6), "last": DAY}, "days that overlap"),
        ({"event_type": "BATTLES"}, "same day"),
    ],
)
def test_what_is_near_in_kind_time_and_place_is_suspected(fields: dict[str, Any], reason: str) -> None:
    suspect = compare(ONE, other(**fields))
    assert suspect is not None
    assert reason in suspect.reasons
    assert (suspect.one, suspect.other) == ("UKR-2025-0001", "UKR-2025-0002")


@pytest.mark.parametrize(
    "fields",
    [
        {"event_type": "NATURAL_HAZARD"},
        {"first": DAY + timedelta(days=2)},
        {"first": DAY - timedelta(days=2)},
        {"place": "UKR-SAMAR", "adm2": "UA1210", "point": SAMAR},
        {"place": "UKR-DNIPROPETROVSKA", "adm2": None, "point": None},
        {"tree": "UKR-2025-0001"},
    ],
)
def test_what_is_far_in_kind_time_or_place_or_of_one_tree_is_not(fields: dict[str, Any]) -> None:
    assert compare(ONE, other(**fields)) is None


def test_an_incident_is_not_suspected_to_be_itself() -> None:
    assert compare(ONE, ONE) is None


@pytest.mark.parametrize(
    ("fields", "conflict"),
    [
        ({"place": "UKR-DNIPRO-LEFT-BANK", "point": (48.49, 35.08)}, "different settlements"),
        ({"first": DAY + timedelta(days=1)}, "different dates are stated"),
        ({"weapon": "UAV"}, "different weapons"),
    ],
)
def test_a_conflict_lowers_the_score_and_hides_nothing(fields: dict[str, Any], conflict: str) -> None:
    plain, suspect = compare(ONE, other()), compare(ONE, other(**fields))
    assert plain is not None
    assert suspect is not None
    assert suspect.conflicts == (conflict,)
    assert 1 <= suspect.score < plain.score
    assert suspect.text.endswith(f"; but {conflict}")


def test_the_same_number_of_dead_makes_it_likelier() -> None:
    with_number, without = (compare(replace(ONE, killed=11), other(killed=number)) for number in (11, 12))
    assert with_number is not None
    assert without is not None
    assert with_number.score > without.score


def test_two_places_across_the_antimeridian_are_near() -> None:
    west, east = seen(place="W", adm2=None, point=(-17.0, 179.98)), other(place="E", adm2=None, point=(-17.0, -179.98))
    assert distance_km((-17.0, 179.98), (-17.0, -179.98)) < NEAR_KM
    assert [one.text for one in find_suspects([west, east])] == [
        "4 km apart, same day, same kind of event, same weapon; but different settlements"
    ]


def test_the_strongest_suspicion_comes_first() -> None:
    near = other(place="UKR-SOLONE", point=(48.2, 34.88))
    same = seen("UKR-2025-0003")
    found = find_suspects([near, ONE, same])
    assert (found[0].one, found[0].other) == ("UKR-2025-0001", "UKR-2025-0003")
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_somebody_told_apart_is_left_with_what_was_said_while_neither_changes() -> None:
    one, two, three = (seen(f"UKR-2025-000{number}", mark=f"mark {number}") for number in (1, 2, 3))
    known = {sighting.ref: sighting for sighting in (one, two, three)}
    found, said = find_suspects(known.values()), {fingerprint(two, one): "two craters"}
    kept, left = told_apart(found, known, said)
    assert [(suspect.one, suspect.other, words) for suspect, words in left] == [(one.ref, two.ref, "two craters")]
    assert [suspect.beside(three.ref) for suspect in kept] == [one.ref, two.ref]
    assert told_apart(found, {**known, two.ref: replace(two, mark="moved")}, said) == (found, [])
    assert told_apart(found, {}, {}) == (found, []), "nothing is looked at where nothing was said"


_SIGHTINGS = st.lists(
    st.tuples(
        st.sampled_from(["BATTLES", "EXPLOSIONS_REMOTE_VIOLENCE", "NATURAL_HAZARD"]),
        st.integers(0, 3),
        st.integers(0, 45),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from([None, "X", "Y"]),
        st.one_of(
            st.none(),
            st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180)),
            st.tuples(st.floats(48.0, 48.3), st.floats(34.9, 35.2)),
        ),
    ),
    max_size=8,
)


@LAW
@given(rows=_SIGHTINGS)
def test_the_index_finds_exactly_what_comparing_all_pairs_finds(rows: list[tuple[Any, ...]]) -> None:
    sightings = [
        Sighting(
            ref=f"R{n}",
            tree=f"R{n % 5}",
            event_type=event,
            first=DAY + timedelta(days=day),
            last=DAY + timedelta(days=day + length),
            place=place,
            adm2=adm2,
            point=point,
        )
        for n, (event, day, length, place, adm2, point) in enumerate(rows)
    ]
    pairs = [compare(one, two) for n, one in enumerate(sightings) for two in sightings[n + 1 :]]
    expected = sorted((pair for pair in pairs if pair), key=lambda s: (-s.score, s.one, s.other))
    assert find_suspects(sightings) == expected
    index = Sightings(sightings)
    assert sorted((s.one, s.other) for one in sightings for s in index.suspects(one)) == sorted(
        (s.one, s.other) for s in expected for _ in range(2)
    )
