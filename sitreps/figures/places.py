"""Whether sources place one event differently (reconciliation.md B13, PLACE_CONFLICT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sitreps.codelists import Severity


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """Where a claim says that it happened. The units are names of any scheme, the same for the same unit.

    None: the place is no smaller than that, or the gazetteer does not know.
    """

    claim: str
    origin: str
    name: str
    adm1: str | None
    adm2: str | None


@dataclass(frozen=True, slots=True)
class PlaceConflict:
    """BLOCK: different first-level units; WARN: different second-level units of one."""

    severity: Severity
    places: tuple[SaidPlace, ...]
    """One an origin and unit, those that do not fit."""


def place_conflict(said: Sequence[SaidPlace], *, within_one: bool = True) -> PlaceConflict | None:
    """The worst way in which two origins place one event differently; None where none does.

    `within_one` false: a cluster, whose second-level units may well be several. Cost: O(k * k) in the places named.
    """
    told = sorted({(one.origin, one.name, one.adm1, one.adm2): one for one in said}.values(), key=lambda one: one.claim)
    for severity, clash in ((Severity.BLOCK, _in_different_adm1), (Severity.WARN, _in_different_adm2)):
        if severity is Severity.WARN and not within_one:
            continue
        pairs = [pair for pair in combinations(told, 2) if pair[0].origin != pair[1].origin and clash(*pair)]
        if pairs:
            at_odds = [one for one in told if any(one in pair for pair in pairs)]
            return PlaceConflict(severity, tuple(at_odds))
    return None


def _in_different_adm1(one: SaidPlace, other: SaidPlace) -> bool:
    return one.adm1 is not None and other.adm1 is not None and one.adm1 != other.adm1


def _in_different_adm2(one: SaidPlace, other: SaidPlace) -> bool:
    return one.adm1 == other.adm1 and one.adm2 is not None and other.adm2 is not None and one.adm2 != other.adm2
