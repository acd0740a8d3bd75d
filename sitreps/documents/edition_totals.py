"""The sums of an edition: its tiles, the totals since the series began, and how those moved (B7, B8). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sitreps.codelists import STOCK_MEASURES
from sitreps.documents import wording
from sitreps.documents.carrying import History, Root
from sitreps.documents.edition import Country, PublicTotal, ReasonAmount, Running
from sitreps.documents.edition_changes import Changes
from sitreps.documents.reckoning import ALWAYS
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.figures.running import ALL, Cell, Delta, Share, portions, summed
from sitreps.figures.sums import Summand
from sitreps.figures.totals import counts_together, total_of

Added = tuple[str, int, Summand]
"""A measure, of how many incidents, and their figures of one kind with the numbers added (figures/sums.py)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """All roots of one country, added up before they were handed over. `not_split`: the refs of those that count
    killed and injured together (B0)."""

    country: str
    incidents: int
    figures: Sequence[Added]
    combatants: Sequence[Added]
    not_split: Sequence[str]


@dataclass(slots=True)
class _Sum:
    """One measure in one scope, while it is put together."""

    parts: list[Summand] = field(default_factory=list)
    with_figure: int = 0
    combatants: list[Summand] = field(default_factory=list)
    not_allocated: int = 0
    may_be_more: bool = False


class _Tally:
    """Sums by scope and measure, while they are put together; killed and injured stand even with no figure."""

    def __init__(self) -> None:
        self._incidents: dict[str, int] = defaultdict(int)
        self._not_split: dict[str, list[str]] = defaultdict(list)
        self._sums: dict[Cell, _Sum] = defaultdict(_Sum)

    def take(self, root: Root) -> None:
        """One root, with its places."""
        for portion in portions(root.node, root.places):
            self._incidents[portion.scope] += len(portion.nodes)
            self._not_split[portion.scope] += [node.ref for node in portion.nodes if counts_together(node.figures)]
            for node in portion.nodes:
                self._add(portion.scope, [(measure, 1, figure) for measure, figure in node.figures.items()])
                for measure, fighters in node.combatants.items():
                    self._sums[portion.scope, measure].combatants.append(fighters)
            for measure, rest in portion.rests.items():
                self._sums[portion.scope, measure].may_be_more = True
                self._sums[portion.scope, measure].not_allocated += rest.lower

    def take_counted(self, counted: Counted) -> None:
        """All roots of a country: they go whole into it, and into ALL."""
        for scope in (counted.country, ALL):
            self._incidents[scope] += counted.incidents
            self._not_split[scope] += counted.not_split
            self._add(scope, counted.figures)
            for measure, _, fighters in counted.combatants:
                self._sums[scope, measure].combatants.append(fighters)

    def totals(self, countries: Sequence[Country], *, stocks: bool) -> tuple[PublicTotal, ...]:
        scopes = (*(country.code for country in countries), ALL)
        return tuple(
            self._total(scope, measure) for measure in _measures(self._sums, stocks=stocks) for scope in scopes
        )

    def _add(self, scope: str, figures: Iterable[Added]) -> None:
        for measure, count, figure in figures:
            self._sums[scope, measure].parts.append(figure)
            self._sums[scope, measure].with_figure += count

    def _total(self, scope: str, measure: str) -> PublicTotal:
        one = self._sums[scope, measure]
        summed_up = total_of(
            measure,
            one.parts,
            incidents=self._incidents[scope],
            incidents_with_figure=one.with_figure,
            may_be_more=one.may_be_more,
        )
        return PublicTotal.of_people(
            summed_up,
            scope=scope,
            not_allocated=one.not_allocated,
            combatants=one.combatants,
            not_split=self._not_split[scope],
        )


def totals(roots: Iterable[Root], countries: Sequence[Country], *, stocks: bool = True) -> tuple[PublicTotal, ...]:
    """Sums over roots, a country at a time, and ALL for machines; killed and injured stand even with no figure.

    Without `stocks` only what may be added up over time (B7). The numbers are those that the figures say in public.
    """
    tally = _Tally()
    for root in roots:
        tally.take(root)
    return tally.totals(countries, stocks=stocks)


def since_start(
    roots: Iterable[Root], counted: Sequence[Counted] | None, countries: Sequence[Country]
) -> tuple[PublicTotal, ...]:
    """The totals since the series began. `counted`: all roots that lie in one country, added up; those that lie in
    several are taken from `roots`. None: `roots` are all there are."""
    if counted is None:
        return totals(roots, countries, stocks=False)
    tally = _Tally()
    for one in counted:
        tally.take_counted(one)
    for root in roots:
        if root.document.place.country is None:
            tally.take(root)
    return tally.totals(countries, stocks=False)


def running(
    changes: Changes,
    history: History,
    countries: Sequence[Country],
    since_start: Sequence[PublicTotal],
    say: Phrases = ENGLISH,
) -> tuple[Running, ...]:
    """How each total since the start came from that of the edition before, in words; nothing for a first edition."""
    if history.number is None:
        return ()
    new, late = (summed(root.share for root in roots) for roots in (changes.new, changes.late))
    shares = [root.share for root in (*changes.new, *changes.late)]
    words = [_by_cell(totals(roots, countries)) for roots in (changes.new, changes.late)]
    found = []
    for total in since_start:
        cell = (total.scope, total.measure)
        corrections, losses = (_of(cell, one) for one in (changes.corrections, changes.losses))
        revised, dropped = (sum(delta.amount for delta in one) for one in (corrections, losses))
        added = (new.get(cell, 0), late.get(cell, 0))
        before = (total.best or 0) - sum(added) - revised - dropped
        new_text, late_text = (_text(one.get(cell), say) for one in words)
        found.append(
            Running(
                scope=total.scope,
                measure=total.measure,
                before=before,
                before_text=_before(history, cell, say),
                new=added[0],
                new_text=new_text,
                late=added[1],
                late_text=late_text,
                revised=revised,
                dropped=dropped,
                now=total.best or 0,
                now_text=wording.number_words(total, say).text,
                reasons=_reasons([*corrections, *losses]),
                in_digits=_in_digits(cell, shares, [*corrections, *losses]),
            )
        )
    return tuple(found)


def _before(history: History, cell: Cell, say: Phrases) -> str:
    if history.totals is None:
        return say("changed.not_said")
    return wording.number_words(history.totals.get(cell), say).text


def _measures(sums: Mapping[Cell, _Sum], *, stocks: bool) -> list[str]:
    """Killed and injured, then what else somebody spoke of, in the order of the alphabet."""
    spoken = {measure for (_, measure), one in sums.items() if one.parts}
    measures = [*ALWAYS, *sorted(spoken - set(ALWAYS))]
    return measures if stocks else [measure for measure in measures if measure not in STOCK_MEASURES]


def _by_cell(found: Iterable[PublicTotal]) -> Mapping[Cell, PublicTotal]:
    return {(total.scope, total.measure): total for total in found}


def _text(total: PublicTotal | None, say: Phrases) -> str:
    """The words of what an edition adds; empty where it adds no incident."""
    return wording.number_words(total, say).text if total is not None and total.incidents else ""


def _of(cell: Cell, deltas: Iterable[Delta]) -> list[Delta]:
    return [delta for delta in deltas if (delta.scope, delta.measure) == cell]


def _reasons(deltas: Sequence[Delta]) -> tuple[ReasonAmount, ...]:
    """Amounts by reason, in the order of the codes; a reason whose amounts cancel out is still told."""
    amounts: dict[str, int] = defaultdict(int)
    for delta in deltas:
        amounts[delta.reason] += delta.amount
    return tuple(ReasonAmount(reason, amounts[reason]) for reason in sorted(amounts))


def _in_digits(cell: Cell, shares: Sequence[Share], deltas: Sequence[Delta]) -> bool:
    return all(share[cell].in_digits for share in shares if cell in share) and all(one.in_digits for one in deltas)
