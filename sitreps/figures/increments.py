""" "Two more died": the claims of the desk's own that increments propose, and those whose base changed since
(reconciliation.md B2, INCREMENT).

An increment never enters a figure by itself. What is proposed is a lower end: the lower end of what its origin had said
before, else of the figure as it stood before, and the lower end of what is added. An editor accepts it or does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from sitreps.codelists import STOCK_MEASURES, ClaimStatus, CountBasis, Quantifier
from sitreps.figures.claims import ClaimValue, is_relied_on
from sitreps.figures.counts import read_count
from sitreps.figures.current import Weighed, count_claims
from sitreps.figures.moments import order_of
from sitreps.figures.parameters import DEFAULTS, Parameters
from sitreps.figures.reconcile import reconcile

Said = tuple[datetime, datetime]
"""When a claim was true, and when it was published: what tells whether a total came before an increment."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """At least `at_least`: the lower end of claim `base`, and `added` more, as claim `increment` says.

    `own`: the base is the increment's own origin's number. `replaces`: the desk's claim that said this before, from a
    base that has changed since.
    """

    increment: str
    base: str
    added: int
    at_least: int
    own: bool
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Increments:
    """What the increments of one measure ask an editor."""

    proposals: tuple[Proposal, ...]
    outdated: tuple[str, ...]
    """The desk's own claims whose increment or base no longer says what they add up."""


def increments_of(
    measure: str, claims: Iterable[ClaimValue], *, zone: tzinfo, parameters: Parameters = DEFAULTS
) -> Increments:
    """What the increments of one incident's measure propose; nothing for a stock, which is no running count.

    Silent where the origin gave a total at the same time or later, where a later number of others is the figure, and
    where the base is a word without a number. Cost: a reconciliation for each increment.
    """
    if measure in STOCK_MEASURES:
        return Increments((), ())
    everything = [claim for claim in claims if claim.measure == measure]
    replaced = {claim.supersedes for claim in everything if claim.status is ClaimStatus.ACTIVE}
    standing = [claim for claim in everything if claim.status is ClaimStatus.ACTIVE and claim.key not in replaced]
    derived = {claim.adds: claim for claim in standing if claim.adds}
    adding = {claim.key: claim for claim in standing if _adds(claim)}
    proposals, outdated = [], [one.key for key, one in derived.items() if key not in adding]
    for key, increment in sorted(adding.items()):
        made = derived.get(key)
        others = [claim for claim in everything if claim.adds != key]
        found = _proposal(increment, others, zone=zone, parameters=parameters)
        if made is None:
            proposals += [found] if found else []
        elif found is None:
            outdated += [] if _is_overtaken(increment, others, zone, parameters) else [made.key]
        elif (found.base, found.at_least) != (made.adds_to, made.value):
            outdated.append(made.key)
            proposals.append(replace(found, replaces=made.key))
    return Increments(tuple(proposals), tuple(sorted(outdated)))


def _adds(claim: ClaimValue) -> bool:
    """Whether it says how many more there were, of everybody, in a number that can be relied on."""
    return claim.is_total and claim.count_basis is CountBasis.INCREMENT and is_relied_on(claim)


def _proposal(
    increment: ClaimValue, others: Sequence[ClaimValue], *, zone: tzinfo, parameters: Parameters
) -> Proposal | None:
    added = _lower(increment, parameters)
    if not added or _is_overtaken(increment, others, zone, parameters):
        return None
    said = _said(increment, zone)
    before = [claim for claim in others if _said(claim, zone) < said]
    measure = increment.measure
    current = count_claims(measure, before, zone=zone, parameters=parameters).current
    own = [weighed for weighed in current if increment.origin in (weighed.claim.origin, weighed.claim.continues)]
    if own:
        base: Weighed | None = max(own, key=lambda weighed: (weighed.order, weighed.key))
    else:
        chosen = reconcile(measure, before, zone=zone, parameters=parameters).chosen
        base = next((weighed for weighed in current if weighed.key == chosen), None)
    if base is None or base.quantifier is Quantifier.VAGUE:
        return None
    return Proposal(increment.key, base.key, added, base.lower + added, own=bool(own))


def _is_overtaken(increment: ClaimValue, others: Sequence[ClaimValue], zone: tzinfo, parameters: Parameters) -> bool:
    """Whether its origin gave a total since, or, where it never did, a later number of others is the figure."""
    said = _said(increment, zone)
    figure = reconcile(increment.measure, others, zone=zone, parameters=parameters)
    counted = {standing.key for standing in figure.standings if standing.counted}
    theirs = [claim for claim in others if claim.origin == increment.origin and claim.key in counted]
    if theirs:
        return any(_said(claim, zone) >= said for claim in theirs)
    return any(claim.key == figure.chosen and _said(claim, zone) >= said for claim in others)


def _lower(claim: ClaimValue, parameters: Parameters) -> int:
    """The most that is surely added; 0 for words without a number and for "up to n"."""
    reading = read_count(
        claim.quantifier,
        claim.value,
        value2=claim.value2,
        vague_word=claim.vague_word,
        covers=claim.covers,
        parameters=parameters,
    )
    return 0 if reading is None or claim.vague_word is not None else reading.interval.lower


def _said(claim: ClaimValue, zone: tzinfo) -> Said:
    return order_of(claim, zone)[:2]
