"""What public totals have, of an edition (`scope`) or of the record (`group`): one way from sums to printed members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sitreps.documents import wording
from sitreps.documents.incident import Combatants
from sitreps.documents.public_kinds import combined
from sitreps.figures.sums import Summand
from sitreps.figures.totals import APART, Total


@dataclass(frozen=True, slots=True)
class TotalMembers:
    """The numbers of a total and their words (reconciliation.md B7); the members mean what they mean in a figure.

    A public total puts before them the one member that says what it is a total of: as its second base, for the
    members of the last base stand first in the JSON.
    """

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
    not_allocated: int
    combatants: Combatants | None = None
    casualties_only: tuple[str, ...] = ()
    """Incidents that count killed and injured together: neither total has them (B0)."""

    @classmethod
    def of_people(
        cls, total: Total, *, not_allocated: int, combatants: Sequence[Summand], not_split: Iterable[str], **first: Any
    ) -> Self:
        """A total of people as it is printed; `first` is the member before the others.

        `not_split`: the refs of the total's incidents that count killed and injured together, whatever the measure.
        """
        return cls(
            **first,
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
            not_allocated=not_allocated,
            combatants=combined(combatants),
            casualties_only=tuple(sorted(not_split)) if total.measure in APART else (),
        )
