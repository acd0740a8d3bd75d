"""A cluster that reaches beyond an area: what lies in its located parts, and what is left over (reconciliation.md B7).

An area takes the highest nodes wholly inside it. Of a cluster that is not, the locations inside count by their own
figures, and the rest of its figure is allocated to no area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sitreps.codelists import Quantifier, VagueWord
from sitreps.figures.sums import Addable, Summand


def remainder(whole: Addable, located: Sequence[Addable]) -> Summand | None:
    """What a cluster's figure says of the people who are in none of `located`; None where nobody can be left over.

    Located parts and remainder add up to `lower` of the whole, unless the parts alone say more. A remainder of 0 says
    that there may be more. It is one number only where all is exact; else it is a floor.
    """
    placed = sum(part.lower or 0 for part in located)
    highest = (whole.highest_stated or 0) - placed
    if not whole.open and highest <= 0:
        return None
    lower = max(0, (whole.lower or 0) - placed)
    best = max(lower, (whole.best or 0) - sum(part.best or 0 for part in located))
    numbered = (whole.numbered_lower or 0) - sum(part.numbered_lower or 0 for part in located)
    words = _words_left(whole, located)
    quantifier = _quantifier(whole, located, words)
    numbered_lower = 0 if quantifier is Quantifier.VAGUE else max(0, min(lower, numbered))
    return Summand(
        best=best,
        lower=lower,
        low=max(0, min(lower, (whole.low or 0) - sum(part.low or 0 for part in located))),
        highest_stated=max(best, highest),
        numbered_lower=numbered_lower,
        open=whole.open,
        quantifier=quantifier,
        printed=None if quantifier is Quantifier.VAGUE else numbered_lower,
        vague_parts=words,
    )


def _words_left(whole: Addable, located: Sequence[Addable]) -> tuple[VagueWord, ...]:
    """The vague words of the whole that no located part has said. "Dozens" less two is no longer "dozens"."""
    if whole.quantifier is Quantifier.VAGUE and any(part.numbered_lower for part in located):
        return ()
    left = Counter(whole.vague_parts) - Counter(word for part in located for word in part.vague_parts)
    return tuple(sorted(left.elements()))


def _quantifier(whole: Addable, located: Sequence[Addable], words: tuple[VagueWord, ...]) -> Quantifier:
    if whole.quantifier is Quantifier.VAGUE and words:
        return Quantifier.VAGUE
    if all(_is_point(figure) for figure in (whole, *located)):
        return Quantifier.EXACT
    return Quantifier.AT_LEAST


def _is_point(figure: Addable) -> bool:
    """Whether it is one number that nobody doubts."""
    is_exact = figure.quantifier is Quantifier.EXACT and not figure.open
    return is_exact and figure.low == figure.lower == figure.highest_stated
