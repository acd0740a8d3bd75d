"""What a figure may have left behind: a higher number that waits, missing people who were found (B13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from sitreps.codelists import ClaimStatus, count_basis_of
from sitreps.figures.claims import ClaimValue, tier_of
from sitreps.figures.counts import read_count
from sitreps.figures.figure import Figure
from sitreps.figures.intervals import Interval
from sitreps.figures.moments import point_of
from sitreps.figures.parameters import DEFAULTS, Parameters


@dataclass(frozen=True, slots=True)
class Resolved:
    """One origin's bulletins: fewer are missing than before, and more were found. `before` None: the first number."""

    missing_before: ClaimValue
    missing: ClaimValue
    before: ClaimValue | None
    found: ClaimValue


def waiting(
    figure: Figure,
    claims: Iterable[ClaimValue],
    *,
    zone: tzinfo,
    at: datetime,
    parameters: Parameters = DEFAULTS,
) -> list[ClaimValue]:
    """The claims that say more, later, and have waited too long for somebody to look (STALE), by key.

    Those of the next tier only: what is worse by two tiers needs no haste. `claims`: those that the figure was made
    from. A sum waits for nothing: its parts do. Cost: O(n).
    """
    if figure.chosen is None or figure.tier is None or figure.point is None:
        return []
    current = {standing.key for standing in figure.standings if standing.is_current and not standing.used}
    next_tier, long_ago = figure.tier + 1, at - timedelta(hours=parameters.stale_hours)
    return [
        claim
        for claim in sorted(claims, key=lambda claim: claim.key)
        if claim.key in current
        and tier_of(claim) == next_tier
        and point_of(claim, zone) > figure.point
        and _interval(claim, parameters).lower > (figure.lower or 0)
        and claim.recorded_at is not None
        and claim.recorded_at < long_ago
    ]


def missing_resolved(
    claims: Iterable[ClaimValue], *, zone: tzinfo, parameters: Parameters = DEFAULTS
) -> list[Resolved]:
    """Of each origin whose MISSING fell while its KILLED or RESCUED rose, the newest such step. Cost: O(n log n)."""
    bulletins: dict[tuple[str, str], list[ClaimValue]] = {}
    for claim in sorted(claims, key=lambda claim: (point_of(claim, zone), claim.key)):
        is_said = claim.is_total and claim.status is ClaimStatus.ACTIVE and _bounds(claim, parameters) is not None
        if is_said and claim.count_basis is count_basis_of(claim.measure):
            bulletins.setdefault((claim.origin, claim.measure), []).append(claim)
    found = []
    for origin in sorted({origin for origin, measure in bulletins if measure == "MISSING"}):
        fell = _fall(bulletins[origin, "MISSING"], parameters)
        others = [bulletins.get((origin, measure), []) for measure in ("KILLED", "RESCUED")]
        rises = [rise for other in others if fell and (rise := _rise(other, point_of(fell[0], zone), zone, parameters))]
        if fell and rises:
            found.append(Resolved(*fell, *rises[0]))
    return found


def _fall(said: Sequence[ClaimValue], parameters: Parameters) -> tuple[ClaimValue, ClaimValue] | None:
    """The newest two of one origin's numbers, in the order of time, of which the later lies wholly below."""
    for before, after in reversed(list(pairwise(said))):
        if _interval(after, parameters).below(_interval(before, parameters).lower):
            return before, after
    return None


def _rise(
    said: Sequence[ClaimValue], since: datetime, zone: tzinfo, parameters: Parameters
) -> tuple[ClaimValue | None, ClaimValue] | None:
    """The newest number said after `since` that lies wholly above the one before it, or is the first."""
    for before, after in reversed(list(pairwise((None, *said)))):
        if after is None or point_of(after, zone) <= since:
            return None
        least = _interval(after, parameters).lower
        if least > 0 and (before is None or _interval(before, parameters).below(least)):
            return before, after
    return None


def _interval(claim: ClaimValue, parameters: Parameters) -> Interval:
    return _bounds(claim, parameters) or Interval(0, None)


def _bounds(claim: ClaimValue, parameters: Parameters) -> Interval | None:
    reading = read_count(
        claim.quantifier,
        claim.value,
        value2=claim.value2,
        vague_word=claim.vague_word,
        covers=claim.covers,
        parameters=parameters,
    )
    return reading.interval if reading else None
