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
    chosen, firm = _settle(current, stock=stock)
    sources = independence(firm)
    if consistent is None:
        agreement = _disagreement(chosen, current, stock=stock)
    else:
        agreement = _agreement(firm, origins=len(sources.origin_ids))
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
        sides=_sides(chosen, current) if agreement is Agreement.CONFLICTING else (),
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


def _settle(current: Sequence[Weighed], *, stock: bool) -> tuple[Weighed, list[Weighed]]:
    """The chosen claim and the firm ones.

    Soft claims stand back while there is a firm one; those that contradict the choice join, and it is made once more.
    """
    pinned = [weighed for weighed in current if weighed.claim.recommended]
    firm = [w for w in current if w.quantifier not in SOFT or w.claim.recommended] or list(current)
    chosen = _choose(pinned or firm, stock=stock)
    stand_by = {weighed.key for weighed in current} - {weighed.key for weighed in firm}
    joining = [w for w in current if w.key in stand_by and not w.interval.meets(chosen.interval)]
    if joining:
        firm += joining
        chosen = _choose(pinned or firm, stock=stock)
    return chosen, firm


def _choose(field: Sequence[Weighed], *, stock: bool) -> Weighed:
    """Best tier; of those that contradict one another the latest, then the lowest; where none does, the best informed.

    Neither a worse tier nor a claim that contradicts none of its own has a vote in such a contradiction
    (docs/adr/0018). Of a stock only the latest are asked; in the end the key decides.
    """
    if not stock:
        field = _without_losing_zeros(field)
    best_tier = min(weighed.tier for weighed in field)
    field = [weighed for weighed in field if weighed.tier == best_tier]
    if stock:
        field = _latest(field)
    rivals = _at_odds(field)
    if rivals:
        return min(_latest(rivals), key=lambda w: (w.lower, w.key))
    return min(field, key=lambda w: (-w.lower, _end(w.interval), w.key))


def _latest(field: Sequence[Weighed]) -> list[Weighed]:
    last = max(weighed.point for weighed in field)
    return [weighed for weighed in field if weighed.point == last]


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


def _agreement(firm: Sequence[Weighed], *, origins: int) -> Agreement:
    """How claims that can be true together stand to each other."""
    if origins == 1:
        return Agreement.SINGLE_ORIGIN
    if all(weighed.interval.is_point for weighed in firm):
        return Agreement.AGREED
    return Agreement.COMPATIBLE


def _disagreement(chosen: Weighed, current: Sequence[Weighed], *, stock: bool) -> Agreement:
    """A number that rose, where all that is neither earlier than the chosen nor wholly below it can be true together.

    Of a stock, which falls as well, earlier is enough.
    """
    standing = [w for w in current if w.point >= chosen.point or not (stock or w.interval.below(chosen.lower))]
    if common(weighed.interval for weighed in standing) is None:
        return Agreement.CONFLICTING
    return Agreement.PROGRESSION


def _flags(agreement: Agreement, current: Sequence[Weighed]) -> tuple[Flag, ...]:
    if agreement is Agreement.PROGRESSION:
        return (Flag(DiscrepancyCode.PROGRESSION),)
    if agreement is not Agreement.CONFLICTING:
        return ()
    return (Flag(DiscrepancyCode.CONFLICT, gap=_gap(current)),)


def _gap(claims: Sequence[Weighed]) -> Gap:
    """The lowest upper end and the highest lower one: how far claims that contradict each other are apart."""
    above = max(weighed.lower for weighed in claims)
    uppers = [weighed.interval.upper for weighed in claims if weighed.interval.upper is not None]
    return Gap(below=min(uppers, default=above), above=above)


def _at_odds(claims: Sequence[Weighed]) -> list[Weighed]:
    """Those that contradict at least one other of them; none where all can be true together."""
    gap = _gap(claims)
    return [weighed for weighed in claims if weighed.lower > gap.below or weighed.interval.below(gap.above)]


def _sides(chosen: Weighed, current: Sequence[Weighed]) -> tuple[Side, ...]:
    """The chosen claim and all that contradict another, best first; claims of the same words are one side."""
    at_odds = {weighed.key: weighed for weighed in (chosen, *_at_odds(current))}
    ranked = sorted(at_odds.values(), key=lambda w: (w is not chosen, w.tier, -w.point.timestamp(), w.lower, w.key))
    keys: dict[Side, list[str]] = {}
    for weighed in ranked:
        reading = weighed.reading
        words = (reading.vague_word,) if reading.vague_word else ()
        side = Side((), reading.quantifier, reading.printed, reading.printed_upper, words)
        keys.setdefault(side, []).append(weighed.key)
    return tuple(replace(side, basis=tuple(on)) for side, on in keys.items())


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
