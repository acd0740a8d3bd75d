"""Adding figures up, and how far the words of the sum may go (reconciliation.md B6, "How a sum may be printed")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sitreps.codelists import Quantifier, VagueWord

_FLOORS = frozenset({Quantifier.AT_LEAST, Quantifier.MORE_THAN})
_MORE_THAN_HOLDS = _FLOORS | {Quantifier.EXACT}
_ABOUT_HOLDS = frozenset({Quantifier.EXACT, Quantifier.APPROX, Quantifier.ALMOST})


class Addable(Protocol):
    """What a sum takes of a figure; the members mean what they mean there."""

    @property
    def best(self) -> int | None: ...
    @property
    def lower(self) -> int | None: ...
    @property
    def low(self) -> int | None: ...
    @property
    def highest_stated(self) -> int | None: ...
    @property
    def numbered_lower(self) -> int | None: ...
    @property
    def open(self) -> bool: ...
    @property
    def quantifier(self) -> Quantifier | None: ...
    @property
    def printed(self) -> int | None: ...
    @property
    def vague_parts(self) -> tuple[VagueWord, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Summand:
    """A figure reduced to what a sum takes of it.

    Several of one quantifier, equally open and with the same words may stand in one, their numbers added: the sum is
    the same (that is how a database adds before it hands over).
    """

    best: int
    lower: int
    low: int
    highest_stated: int
    numbered_lower: int
    open: bool
    quantifier: Quantifier
    printed: int | None
    vague_parts: tuple[VagueWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What may be printed: never more than the parts support."""

    quantifier: Quantifier
    printed: int | None
    printed_upper: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Several figures of one measure, added; the fields are those of Figure."""

    best: int
    lower: int
    low: int
    highest_stated: int
    numbered_lower: int
    open: bool
    words: Words
    vague_parts: tuple[VagueWord, ...]


def add(parts: Sequence[Addable], *, is_open: bool) -> Sum:
    """The sum of at least one figure that has a number.

    `is_open`: there may be people whom no part counts. A part that is open opens the sum as well. Cost: O(n log n).
    """
    lower = _total(part.lower for part in parts)
    highest_stated = _total(part.highest_stated for part in parts)
    is_open = is_open or any(part.open for part in parts)
    return Sum(
        best=_total(part.best for part in parts),
        lower=lower,
        low=_total(part.low for part in parts),
        highest_stated=highest_stated,
        numbered_lower=_total(part.numbered_lower for part in parts),
        open=is_open,
        words=_words(parts, lower, highest_stated, is_open=is_open),
        vague_parts=tuple(sorted(word for part in parts for word in part.vague_parts)),
    )


def _words(parts: Sequence[Addable], lower: int, high: int, *, is_open: bool) -> Words:
    numbered = [part for part in parts if part.quantifier is not Quantifier.VAGUE]
    if not numbered:
        return Words(Quantifier.VAGUE, None)
    kinds = {part.quantifier for part in numbered}
    printed = _total(part.printed for part in numbered)
    if is_open or kinds & _FLOORS or any(part.vague_parts for part in parts):
        if Quantifier.MORE_THAN in kinds and kinds <= _MORE_THAN_HOLDS:
            return Words(Quantifier.MORE_THAN, printed)
        return Words(Quantifier.AT_LEAST, _total(part.numbered_lower for part in parts))
    if kinds == {Quantifier.EXACT}:
        return Words(Quantifier.EXACT, printed)
    if kinds <= _ABOUT_HOLDS:
        return Words(Quantifier.APPROX, printed)
    return Words(Quantifier.BETWEEN, lower, high)


def _total(numbers: Iterable[int | None]) -> int:
    return sum(number for number in numbers if number is not None)
