"""What public totals have, of an edition (`scope`) or of the record (`group`): one way from sums to printed members."""

from collections.abc import Iterable, Sequence
from typing import TypedDict

from sitreps.documents import wording
from sitreps.documents.incident import Combatants
from sitreps.documents.public_kinds import combined
from sitreps.figures.sums import Summand
from sitreps.figures.totals import APART, Total


class Members(TypedDict):
    """The numbers of a total and their words (reconciliation.md B7); the members mean what they mean in a figure."""

    measure: str
    best: int | None
    printed: int | None
    printed_upper: int | None
    quantifier: str | None
    text: str
    lower: int | None
    low: int | None
    high: int | None
    highest_stated: int | None
    open: bool
    vague_parts: tuple[str, ...]
    incidents: int
    incidents_with_figure: int


class Beside(TypedDict):
    """What the line of a total tells beside its number: stated combatants (B7), incidents that do not split (B0)."""

    combatants: Combatants | None
    casualties_only: tuple[str, ...]


def members(total: Total) -> Members:
    """A total of people as it is printed."""
    return Members(
        measure=total.measure,
        best=total.best,
        printed=total.printed,
        printed_upper=total.printed_upper,
        quantifier=total.quantifier,
        text=wording.number_words(total).text,
        lower=total.lower,
        low=total.low,
        high=total.high,
        highest_stated=total.highest_stated,
        open=total.open,
        vague_parts=tuple(total.vague_parts),
        incidents=total.incidents,
        incidents_with_figure=total.incidents_with_figure,
    )


def beside(measure: str, combatants: Sequence[Summand], not_split: Iterable[str]) -> Beside:
    """`not_split`: the refs of the total's incidents that count killed and injured together, whatever the measure."""
    return Beside(
        combatants=combined(combatants),
        casualties_only=tuple(sorted(not_split)) if measure in APART else (),
    )
