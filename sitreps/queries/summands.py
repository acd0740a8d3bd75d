"""Figures of people that the database has added up, as sums take them (B7)."""

from collections.abc import Sequence
from typing import Any

from sitreps.codelists import Quantifier, VagueWord
from sitreps.figures.sums import Summand

NUMBERS = ("best", "lower", "low", "highest_stated", "numbered_lower", "printed")
"""The columns that are added, in the order in which `summand` takes their sums."""


def summand(quantifier: str, is_open: Any, words: str, count: int, sums: Sequence[Any]) -> Summand:
    """`count` figures of one quantifier, equally open and with the same words, in one: `sums` of their NUMBERS."""
    *whole, printed = (None if number is None else int(number) for number in sums)
    best, lower, low, highest_stated, numbered_lower = (number or 0 for number in whole)
    return Summand(
        best=best,
        lower=lower,
        low=low,
        highest_stated=highest_stated,
        numbered_lower=numbered_lower,
        open=bool(is_open),
        quantifier=Quantifier(quantifier),
        printed=printed,
        vague_parts=tuple(VagueWord(word) for word in words.split(",") if word) * count,
    )
