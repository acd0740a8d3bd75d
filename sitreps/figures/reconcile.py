"""From the claims of one incident and one measure to its figure (reconciliation.md B5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from sitreps.codelists import STOCK_MEASURES, Agreement, DiscrepancyCode, NotUsedBecause
from sitreps.figures.claims import ClaimValue
from sitreps.figures.counts import CEILINGS, SOFT
from sitreps.figures.current import Counting, Weighed, count_claims
from sitreps.figures.figure import Figure, Flag, Gap, Side, Standing, as_printed
from sitreps.figures.independence import independence
from sitreps.figures.intervals import Interval, common
from sitreps.figures.parameters import DEFAULTS, Parameters


def reconcile(
    measure: str,
    claims: Iterable[ClaimValue],
    *,
    zone: tzinfo,
    parameters: Parameters = DEFAULTS,
    formerly_current: Collection[str] = (),
) -> Figure:
    """The figure of one incident and one measure.

    `claims`: all claims attached to the incident itself, of any measure and status, in any order. `zone`: the
    desk's, for whole days. `formerly_current`: the keys that the last published figure used, for
    REVERTED_TO_OLDER. Where no claim counts, a figure of agreement NONE that still lists the claims.
    Cost: O(n log n) in the claims; 200 of one incident take 2 ms (bench/reconcile.py).
    """
    counting = count_claims(measure, claims, zone=zone, parameters=parameters, formerly_current=formerly_current)
    if not counting.current:
        return Figure(
            measure=measure, claims=counting.listed, standings=_standings(counting, None), flags=counting.flags
        )
    return _figure(measure, counting)


def _figure(measure: str, counting: Counting) -> Figure:
    current, stock = counting.current, measure in STOCK_MEASURES
    consistent = common(weighed.interval for weighed in current)
    chosen, firm = _settle(current, agree=consistent is not None, stock=stock)
    sources = independence(firm)
    agreement = _agreement(chosen, firm, consistent, len(sources.origin_ids), stock=stock)
    highest_stated = max(w.interval.reach for w in (*firm, *(w for w in current if w.quantifier in CEILINGS)))
    vague = chosen.reading.vague_word
    figure = Figure(
        measure=measure,
        agreement=agreement,
        best=chosen.reading.best,
        lower=chosen.lower,
        low=min(weighed.lower for weighed in firm),
        highest_stated=highest_stated,
        open=_is_open(firm, consistent, highest_stated),
        consistent=consistent,
        upper=(consistent or chosen.interval).upper,
        numbered_lower=0 if vague else chosen.lower,
        quantifier=chosen.quantifier,
        printed=chosen.reading.printed,
        printed_upper=chosen.reading.printed_upper,
        vague_parts=(vague,) if vague else (),
        sides=_sides(chosen, firm, current) if agreement is Agreement.CONFLICTING else (),
        chosen=chosen.key,
        basis=(chosen.key,),
        tier=chosen.tier,
        point=chosen.point,
        as_of_from=chosen.claim.as_of,
        as_of_to=chosen.claim.as_of,
        unattributed=not chosen.claim.attributed,
        claims=counting.listed,
        standings=_standings(counting, chosen.key),
        flags=counting.flags + _flags(agreement, current),
        roles=counting.roles,
    )
    return as_printed(sources.behind(figure))


def _settle(current: Sequence[Weighed], *, agree: bool, stock: bool) -> tuple[Weighed, list[Weighed]]:
    """The chosen claim and the firm ones.

    Soft claims stand back while there is a firm one; those that contradict the choice join, and it is made once more.
    """
    pinned = [weighed for weighed in current if weighed.claim.recommended]
    firm = [w for w in current if w.quantifier not in SOFT or w.claim.recommended] or list(current)
    chosen = _choose(pinned or firm, agree=agree, stock=stock)
    stand_by = {weighed.key for weighed in current} - {weighed.key for weighed in firm}
    joining = [w for w in current if w.key in stand_by and not w.interval.meets(chosen.interval)]
    if joining:
        firm += joining
        chosen = _choose(pinned or firm, agree=agree, stock=stock)
    return chosen, firm


def _choose(field: Sequence[Weighed], *, agree: bool, stock: bool) -> Weighed:
    """Best tier; then, where all claims agree, the best informed, else the latest and lower one; then the key."""
    if not stock:
        field = _without_losing_zeros(field)
    best_tier = min(weighed.tier for weighed in field)
    field = [weighed for weighed in field if weighed.tier == best_tier]
    if stock or not agree:
        latest = max(weighed.point for weighed in field)
        field = [weighed for weighed in field if weighed.point == latest]
    if agree:
        return min(field, key=lambda w: (-w.lower, _end(w.interval), w.key))
    return min(field, key=lambda w: (w.lower, w.key))


def _end(interval: Interval) -> float:
    return float("inf") if interval.upper is None else interval.upper


def _without_losing_zeros(field: Sequence[Weighed]) -> Sequence[Weighed]:
    """A zero never wins against a claim of at least one that no zero is later than."""
    last_zero = max((weighed.point for weighed in field if weighed.interval.upper == 0), default=None)
    if last_zero is None or not any(w.lower >= 1 and w.point >= last_zero for w in field):
        return field
    return [weighed for weighed in field if weighed.interval.upper != 0]


def _is_open(firm: Sequence[Weighed], consistent: Interval | None, highest_stated: int) -> bool:
    """Whether there may be more than anybody stated."""
    if consistent is not None and consistent.upper is not None:
        return False
    return any(weighed.interval.upper is None and weighed.lower >= highest_stated for weighed in firm)


def _agreement(
    chosen: Weighed, firm: Sequence[Weighed], consistent: Interval | None, origins: int, *, stock: bool
) -> Agreement:
    if consistent is None:
        others = [weighed for weighed in firm if weighed is not chosen]
        rising = all(w.point < chosen.point and (stock or w.interval.below(chosen.lower)) for w in others)
        return Agreement.PROGRESSION if others and rising else Agreement.CONFLICTING
    if origins == 1:
        return Agreement.SINGLE_ORIGIN
    if all(weighed.interval.is_point for weighed in firm):
        return Agreement.AGREED
    return Agreement.COMPATIBLE


def _flags(agreement: Agreement, current: Sequence[Weighed]) -> tuple[Flag, ...]:
    if agreement is Agreement.PROGRESSION:
        return (Flag(DiscrepancyCode.PROGRESSION),)
    if agreement is not Agreement.CONFLICTING:
        return ()
    return (Flag(DiscrepancyCode.CONFLICT, gap=_gap(current)),)


def _gap(at_odds: Sequence[Weighed]) -> Gap:
    """How far claims that contradict each other are apart."""
    uppers = [weighed.interval.upper for weighed in at_odds if weighed.interval.upper is not None]
    return Gap(below=min(uppers), above=max(weighed.lower for weighed in at_odds))


def _sides(chosen: Weighed, firm: Sequence[Weighed], current: Sequence[Weighed]) -> tuple[Side, ...]:
    """Every firm claim and whatever contradicts another, best first; claims of the same words are one side."""
    gap, is_firm = _gap(current), {weighed.key for weighed in firm}
    at_odds = [w for w in current if w.key in is_firm or w.lower > gap.below or w.interval.below(gap.above)]
    ranked = sorted(at_odds, key=lambda w: (w is not chosen, w.tier, -w.point.timestamp(), w.lower, w.key))
    keys: dict[Side, list[str]] = {}
    for weighed in ranked:
        reading = weighed.reading
        words = (reading.vague_word,) if reading.vague_word else ()
        side = Side((), reading.quantifier, reading.printed, reading.printed_upper, words)
        keys.setdefault(side, []).append(weighed.key)
    return tuple(replace(side, keys=tuple(on)) for side, on in keys.items())


def _standings(counting: Counting, chosen: str | None) -> tuple[Standing, ...]:
    """Every claim of the measure with what became of it, by key."""
    reasons = dict(counting.reasons)
    for weighed in counting.current:
        reasons[weighed.key] = NotUsedBecause.OTHER_CLAIM_USED
    return tuple(
        Standing(key, counted=key in counting.counted, used=True)
        if key == chosen
        else Standing(key, counted=key in counting.counted, used=False, not_used_because=reason)
        for key, reason in sorted(reasons.items())
    )
