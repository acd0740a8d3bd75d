"""Whether two incidents may be one event, logged twice (reconciliation.md B12).

Suspect: one family of events, dates within one day, one place or second-level unit or no more than ten kilometres
apart, and not in one tree. A conflict of place or date lowers the score and never hides the pair.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, floor, radians, sin, sqrt
from typing import TypeVar

D = TypeVar("D")

VIOLENCE = frozenset({"BATTLES", "EXPLOSIONS_REMOTE_VIOLENCE", "VIOLENCE_AGAINST_CIVILIANS"})
"""Event types that one report may call by the name of another: they are one family."""
NEAR_KM = 10.0
A_DAY = timedelta(days=1)
_EARTH_KM = 6371.0
_CELL_KM = 111.2 * 0.1
"""The height of a cell of the grid that near places are looked for in: a tenth of a degree, more than NEAR_KM."""
MOST_DAYS = 31
"""How many days of a long event are looked at from either end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One incident as far as it can be mistaken for another."""

    ref: str
    tree: str
    """The ref of its root: incidents of one tree are not compared."""
    event_type: str
    sub_event_type: str = ""
    weapon: str | None = None
    first: date
    last: date
    """The days that it may have happened on, both included."""
    date_is_stated: bool = True
    place: str
    is_settlement: bool = True
    """Whether the place is a settlement or a site: two of them that differ are a conflict, two regions are not."""
    adm2: str | None = None
    point: tuple[float, float] | None = None
    """Latitude and longitude in degrees of a settlement or a site; None for the middle of a region."""
    killed: int | None = None
    mark: str = ""
    """What a decision about it holds for (`mark_of`)."""

    @property
    def family(self) -> str:
        return "VIOLENCE" if self.event_type in VIOLENCE else self.event_type


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two incidents that may be one. `score` 1 to 100; `reasons` and `conflicts` say why, in words."""

    one: str
    other: str
    score: int
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def text(self) -> str:
        """`same place, same day; but different weapons`."""
        told = ", ".join(self.reasons)
        return f"{told}; but {', '.join(self.conflicts)}" if self.conflicts else told

    def beside(self, ref: str) -> str:
        """The ref of the other one."""
        return self.one if self.other == ref else self.other


def mark_of(ref: str, on: date, precision: str, place: str, sub_event_type: str) -> str:
    """What must not change of an incident for a decision that it is not another one: day, place and kind."""
    return f"{ref}|{on}|{precision}|{place}|{sub_event_type}"


def fingerprint(one: Sighting, other: Sighting) -> str:
    """The name of two incidents as they are now, whichever is named first."""
    return hashlib.sha256("\n".join(sorted((one.mark, other.mark))).encode()).hexdigest()


def told_apart(
    found: Iterable[Suspect], known: Mapping[str, Sighting], apart: Mapping[str, D]
) -> tuple[list[Suspect], list[tuple[Suspect, D]]]:
    """The suspicions that stand, and those of which somebody said that they are two events, with what was said.

    `known`: the incidents by ref; `apart`: what was said, by fingerprint. Cost: O(found); nothing where `apart` is
    empty.
    """
    if not apart:
        return list(found), []
    kept: list[Suspect] = []
    left: list[tuple[Suspect, D]] = []
    for one in found:
        said = apart.get(fingerprint(known[one.one], known[one.other]))
        if said is None:
            kept.append(one)
        else:
            left.append((one, said))
    return kept, left


def compare(one: Sighting, other: Sighting) -> Suspect | None:
    """The suspicion that two incidents are one event; None where the rule does not raise it. Cost: O(1)."""
    if one.family != other.family or one.tree == other.tree or one.ref == other.ref:
        return None
    apart = max(one.first - other.last, other.first - one.last)
    if apart > A_DAY:
        return None
    place = _place(one, other)
    if place is None:
        return None
    reasons, conflicts = [place[1]], []
    score = place[0]
    same_day = one.first == one.last == other.first == other.last
    for holds, points, why in (
        (same_day, 30, "same day"),
        (not same_day and apart < A_DAY, 20, "days that overlap"),
        (apart == A_DAY, 15, "one day apart"),
        (bool(one.sub_event_type) and one.sub_event_type == other.sub_event_type, 8, "same kind of event"),
        (bool(one.weapon) and one.weapon == other.weapon, 7, "same weapon"),
        (bool(one.killed) and one.killed == other.killed, 5, "same number killed"),
    ):
        if holds:
            score += points
            reasons.append(why)
    for holds, points, why in (
        (one.is_settlement and other.is_settlement and one.place != other.place, 10, "different settlements"),
        (apart == A_DAY and one.date_is_stated and other.date_is_stated, 10, "different dates are stated"),
        (bool(one.weapon and other.weapon) and one.weapon != other.weapon, 5, "different weapons"),
    ):
        if holds:
            score -= points
            conflicts.append(why)
    first, second = sorted((one.ref, other.ref))
    return Suspect(first, second, max(1, min(100, score)), tuple(reasons), tuple(conflicts))


class Sightings:
    """Incidents, found by where and when: what is asked of a record before it is asked whether two are one."""

    def __init__(self, sightings: Iterable[Sighting] = ()) -> None:
        self._by_key: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            self.add(sighting)

    def add(self, sighting: Sighting) -> None:
        """Cost: O(days of the event)."""
        for day in _days(sighting.first, sighting.last):
            for where in _places(sighting):
                self._by_key[sighting.family, day, *where].append(sighting)
            if sighting.point:
                self._by_key[sighting.family, day, _cell(*sighting.point)].append(sighting)

    def suspects(self, of: Sighting) -> Iterator[Suspect]:
        """The suspicions about one incident, each once, in no order. Cost: O(those near it in place and time)."""
        seen: set[str] = set()
        for day in _days(of.first - A_DAY, of.last + A_DAY):
            for where in (*_places(of), *_cells_around(of)):
                for other in self._by_key.get((of.family, day, *where), ()):
                    if other.ref not in seen:
                        seen.add(other.ref)
                        suspect = compare(of, other)
                        if suspect is not None:
                            yield suspect


def find_suspects(sightings: Iterable[Sighting]) -> list[Suspect]:
    """Every suspicion among incidents, the strongest first, then by ref.

    Cost: O(n + pairs that are near in place and time), measured in bench/reconcile.py.
    """
    known = Sightings()
    found: list[Suspect] = []
    for sighting in sightings:
        found += known.suspects(sighting)
        known.add(sighting)
    return sorted(found, key=lambda suspect: (-suspect.score, suspect.one, suspect.other))


def _place(one: Sighting, other: Sighting) -> tuple[int, str] | None:
    """What two places have in common, with what it weighs: the most telling first."""
    if one.place == other.place:
        return (50, "same place") if one.is_settlement else (35, "same region")
    if one.point and other.point:
        km = distance_km(one.point, other.point)
        if km <= NEAR_KM:
            return 45 - 2 * floor(km), f"{max(1, round(km))} km apart"
    return (25, "same district") if one.adm2 and one.adm2 == other.adm2 else None


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two points (latitude, longitude in degrees), in kilometres."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def _days(first: date, last: date) -> list[date]:
    """The days of a stretch; of a long one those at its ends."""
    count = (last - first).days + 1
    if count <= 2 * MOST_DAYS:
        return [first + timedelta(days=day) for day in range(count)]
    return [first + timedelta(days=day) for day in (*range(MOST_DAYS), *range(count - MOST_DAYS, count))]


def _places(sighting: Sighting) -> list[tuple[object, ...]]:
    adm2 = [("adm2", sighting.adm2)] if sighting.adm2 else []
    return [("place", sighting.place), *adm2]


def _cell(lat: float, lon: float) -> tuple[int, int]:
    """The cell of a point in a grid whose cells are at least NEAR_KM wide and high."""
    row = floor(lat * 111.2 / _CELL_KM)
    return row, floor(lon / _width(row))


def _cells_around(sighting: Sighting) -> Iterator[tuple[object, ...]]:
    """The cells in which a place no more than NEAR_KM away can lie; across the antimeridian too."""
    if sighting.point is None:
        return
    lat, lon = sighting.point
    for row in range(_cell(lat, lon)[0] - 1, _cell(lat, lon)[0] + 2):
        width = _width(row)
        for turn in (-360, 0, 360):
            column = floor((lon + turn) / width)
            if turn == 0 or abs(abs(lon) - 180) < 2 * width:
                yield from (((row, one),) for one in range(column - 1, column + 2))


def _width(row: int) -> float:
    """How many degrees a cell of a row is wide."""
    lat = min(89.0, max(abs(row), abs(row + 1)) * 0.1)
    return 0.1 / cos(radians(lat))
