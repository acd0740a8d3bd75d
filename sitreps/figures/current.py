"""Which claims count, and the one current claim of each origin (reconciliation.md B2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise

from sitreps.codelists import (
    STOCK_MEASURES,
    AsOfBasis,
    ClaimStatus,
    DiscrepancyCode,
    NotUsedBecause,
    Quantifier,
    count_basis_of,
)
from sitreps.errors import InvalidValue
from sitreps.figures.claims import ClaimValue, is_relied_on, tier_of
from sitreps.figures.counts import Reading, read_count
from sitreps.figures.figure import Flag
from sitreps.figures.intervals import Interval
from sitreps.figures.moments import order_of
from sitreps.figures.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim with its reading, its tier and its place in time."""

    claim: ClaimValue
    reading: Reading
    tier: int
    order: tuple[datetime, datetime, datetime]

    @property
    def key(self) -> str:
        return self.claim.key

    @property
    def point(self) -> datetime:
        return self.order[0]

    @property
    def quantifier(self) -> Quantifier:
        return self.reading.quantifier

    @property
    def interval(self) -> Interval:
        return self.reading.interval

    @property
    def lower(self) -> int:
        return self.interval.lower


@dataclass(frozen=True, slots=True)
class Counting:
    """What B2 leaves of the claims of a measure."""

    current: tuple[Weighed, ...]
    """One claim an origin, by key."""
    counted: frozenset[str]
    """The keys of every claim that counts, current or not."""
    reasons: Mapping[str, NotUsedBecause]
    """Of each claim that is not current, why."""
    flags: tuple[Flag, ...]
    listed: int
    """ACTIVE TOTAL claims of the measure, counted or not: the `claims` of a figure."""
    roles: tuple[tuple[str, int], ...]
    """The roles that active SUBSET claims number, with the numbers."""


def count_claims(
    measure: str,
    claims: Iterable[ClaimValue],
    *,
    zone: tzinfo,
    parameters: Parameters,
    formerly_current: Collection[str] = (),
) -> Counting:
    """Sift one incident's claims for one measure; InvalidValue where two of them have one key.

    `claims` may hold every measure; a claim also counts no more when an active claim of another measure replaces
    it. `formerly_current`: the keys that were current in the last published revision. Cost: O(n log n).
    """
    everything = sorted(claims, key=lambda claim: claim.key)
    _refuse_doubles(everything)
    replaced = {c.supersedes for c in everything if c.supersedes and c.status is ClaimStatus.ACTIVE}
    of_measure, stock = [claim for claim in everything if claim.measure == measure], measure in STOCK_MEASURES
    reasons: dict[str, NotUsedBecause] = {}
    by_origin: dict[str, list[Weighed]] = defaultdict(list)
    for claim in of_measure:
        weighed = _weigh(claim, replaced, zone, parameters)
        if isinstance(weighed, NotUsedBecause):
            reasons[claim.key] = weighed
        else:
            by_origin[_speaker(claim)].append(weighed)
    gone = [c for c in of_measure if c.key in formerly_current and c.status is not ClaimStatus.ACTIVE]
    origins = [_sift(name, said, stock=stock) for name, said in sorted(by_origin.items())]
    for origin in origins:
        reasons.update(_reasons(origin))
    overtaken = _overtaken(origins)
    reasons.update(dict.fromkeys(overtaken, NotUsedBecause.OLDER_SAME_ORIGIN))
    origins = [origin for origin in origins if origin.current.key not in overtaken]
    return Counting(
        current=tuple(sorted((origin.current for origin in origins), key=lambda weighed: weighed.key)),
        counted=frozenset(weighed.key for said in by_origin.values() for weighed in said),
        reasons=reasons,
        flags=tuple(flag for origin in origins for flag in _flags(origin, gone, stock=stock, zone=zone)),
        listed=sum(claim.is_total and claim.status is ClaimStatus.ACTIVE for claim in of_measure),
        roles=_roles(of_measure),
    )


def _weigh(
    claim: ClaimValue, replaced: Collection[str | None], zone: tzinfo, parameters: Parameters
) -> Weighed | NotUsedBecause:
    """A claim that counts, weighed; else why it does not."""
    reading = _read(claim, parameters)
    reason = _why_not_counted(claim, reading, replaced)
    if reading is None or reason is not None:
        return reason or NotUsedBecause.NO_NUMBER
    return Weighed(claim, reading, tier_of(claim), order_of(claim, zone))


def _refuse_doubles(claims: list[ClaimValue]) -> None:
    for one, other in pairwise(claims):
        if one.key == other.key:
            raise InvalidValue("key", f"two claims are called {one.key}; a claim stands for itself once")


def _read(claim: ClaimValue, parameters: Parameters) -> Reading | None:
    return read_count(
        claim.quantifier,
        claim.value,
        value2=claim.value2,
        vague_word=claim.vague_word,
        covers=claim.covers,
        parameters=parameters,
    )


def _why_not_counted(
    claim: ClaimValue, reading: Reading | None, replaced: Collection[str | None]
) -> NotUsedBecause | None:
    """The first reason, in the order in which api.md lists them; None for a claim that counts."""
    if not claim.is_total:
        return NotUsedBecause.SUBSET
    if claim.status is not ClaimStatus.ACTIVE or claim.key in replaced:
        return NotUsedBecause.NOT_ACTIVE
    if claim.count_basis is not count_basis_of(claim.measure):
        return NotUsedBecause.COUNT_BASIS
    if reading is None:
        return NotUsedBecause.NO_NUMBER
    return None if is_relied_on(claim) else NotUsedBecause.NOT_RELIED_ON


def _roles(claims: Iterable[ClaimValue]) -> tuple[tuple[str, int], ...]:
    named = {
        (claim.subset.role, claim.value)
        for claim in claims
        if claim.subset and claim.subset.role and claim.value and claim.status is ClaimStatus.ACTIVE
    }
    return tuple(sorted(named))


@dataclass(frozen=True, slots=True)
class _Origin:
    """The countable claims of one origin, sifted."""

    name: str
    said: tuple[Weighed, ...]
    latest: tuple[Weighed, ...]
    """Those said last; several where nothing tells them apart in time."""
    current: Weighed
    held_back: tuple[Weighed, ...]
    """Re-quotes that would have become current and would have lowered the toll."""

    @property
    def is_addition(self) -> bool:
        return self.current.claim.continues is not None


def _sift(name: str, said: list[Weighed], *, stock: bool) -> _Origin:
    stale = frozenset() if stock else _stale_requotes(said)
    candidates = [weighed for weighed in said if weighed.key not in stale]
    last = max(weighed.order for weighed in candidates)
    latest = tuple(weighed for weighed in candidates if weighed.order == last)
    return _Origin(
        name=name,
        said=tuple(said),
        latest=latest,
        current=min(latest, key=lambda weighed: (weighed.tier, weighed.lower, weighed.key)),
        held_back=tuple(weighed for weighed in said if weighed.key in stale and weighed.order >= last),
    )


def _speaker(claim: ClaimValue) -> str:
    """Whose newest word a claim may be: its origin's; the desk adds to each origin's number apart."""
    return f"{claim.origin} > {claim.continues}" if claim.continues else claim.origin


def _overtaken(origins: Iterable[_Origin]) -> frozenset[str]:
    """The keys of the desk's own additions to the number of an origin that gave a total as of then or later."""
    newest = {origin.current.claim.origin: origin.current.order[:2] for origin in origins if not origin.is_addition}
    additions = [origin.current for origin in origins if origin.is_addition]
    return frozenset(
        one.key for one in additions if (told := newest.get(one.claim.continues or "")) and told >= one.order[:2]
    )


def _stale_requotes(said: Iterable[Weighed]) -> frozenset[str]:
    """The keys of what lies below a number that the same origin is known to have stated of that time or before."""
    stale = set()
    highest = 0
    stated_first = sorted(said, key=lambda weighed: (weighed.point, not _is_stated(weighed)))
    for weighed in stated_first:
        if _is_stated(weighed):
            highest = max(highest, weighed.lower)
        elif weighed.interval.below(highest) and not weighed.claim.requote_confirmed:
            stale.add(weighed.key)
    return frozenset(stale)


def _is_stated(weighed: Weighed) -> bool:
    return weighed.claim.as_of_basis is AsOfBasis.STATED


def _reasons(origin: _Origin) -> dict[str, NotUsedBecause]:
    reasons = {weighed.key: NotUsedBecause.OLDER_SAME_ORIGIN for weighed in origin.said}
    reasons.update({weighed.key: NotUsedBecause.OTHER_CLAIM_USED for weighed in origin.latest})
    reasons.update({weighed.key: NotUsedBecause.STALE_REQUOTE for weighed in origin.held_back})
    del reasons[origin.current.key]
    return reasons


def _flags(origin: _Origin, gone: Iterable[ClaimValue], *, stock: bool, zone: tzinfo) -> list[Flag]:
    current = origin.current
    earlier = [weighed for weighed in origin.said if weighed.order < current.order]
    codes = []
    if len({weighed.interval for weighed in origin.latest}) > 1:
        codes.append(DiscrepancyCode.SAME_ORIGIN_INCONSISTENT)
    if origin.held_back:
        codes.append(DiscrepancyCode.STALE_REQUOTE_SUSPECT)
    if not stock and any(current.interval.below(weighed.lower) for weighed in earlier):
        codes.append(DiscrepancyCode.DOWNWARD_REVISION)
    if any(origin.name in (c.origin, c.continues) and order_of(c, zone) > current.order for c in gone):
        codes.append(DiscrepancyCode.REVERTED_TO_OLDER)
    return [Flag(code, about=origin.name) for code in codes]
