"""Totals over the roots of a country or of an edition (reconciliation.md B7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sitreps.codelists import Quantifier, VagueWord
from sitreps.errors import InvalidValue
from sitreps.figures.figure import Figure
from sitreps.figures.sums import Addable, add

TOGETHER = "CASUALTIES"
"""Killed and injured in one number."""
APART = ("KILLED", "INJURED")
"""The measures that TOGETHER may stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One measure over several incidents; every number is None where no incident has a figure ("no report").

    The fields mean what they mean in Figure. "k of n incidents with a figure": incidents_with_figure of incidents.
    """

    measure: str
    incidents: int
    incidents_with_figure: int
    best: int | None = None
    lower: int | None = None
    low: int | None = None
    highest_stated: int | None = None
    open: bool = False
    quantifier: Quantifier | None = None
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: tuple[VagueWord, ...] = ()
    numbered_lower: int | None = None

    @property
    def high(self) -> int | None:
        return None if self.open else self.highest_stated


def counts_together(measures: Collection[str]) -> bool:
    """Whether an incident with figures of these measures says how many people were killed or injured, and neither how
    many were killed nor how many were injured: the totals of both are open, and name it (B0)."""
    return TOGETHER in measures and not any(measure in measures for measure in APART)


def total(measure: str, figures: Iterable[Figure | None]) -> Total:
    """The total of one measure over roots: one entry a root, None (or agreement NONE) where it has no figure.

    Children are in their roots already and must not be handed in. A root without a figure opens the total: silence
    is not zero. A figure of another measure is an InvalidValue. Cost: O(n log n).
    """
    roots = list(figures)
    for figure in roots:
        if figure is not None and figure.measure != measure:
            raise InvalidValue("measure", f"a figure of {figure.measure} cannot enter a total of {measure}")
    parts = [figure for figure in roots if figure is not None and figure.has_number]
    return total_of(measure, parts, incidents=len(roots), incidents_with_figure=len(parts))


def total_of(
    measure: str, parts: Sequence[Addable], *, incidents: int, incidents_with_figure: int, may_be_more: bool = False
) -> Total:
    """The total of parts that are counted already: what `total` gives for their incidents.

    `may_be_more`: people whom none of the parts counts may belong here, beyond the incidents without a figure.
    """
    is_open = may_be_more or incidents_with_figure < incidents
    if not parts:
        return Total(measure=measure, incidents=incidents, incidents_with_figure=0, open=is_open)
    added = add(parts, is_open=is_open)
    return Total(
        measure=measure,
        incidents=incidents,
        incidents_with_figure=incidents_with_figure,
        best=added.best,
        lower=added.lower,
        low=added.low,
        highest_stated=added.highest_stated,
        open=added.open,
        quantifier=added.words.quantifier,
        printed=added.words.printed,
        printed_upper=added.words.printed_upper,
        vague_parts=added.vague_parts,
        numbered_lower=added.numbered_lower,
    )
