"""From wording to bounds: what a quantifier and its number say, and what may be printed (reconciliation.md B1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from sitreps.codelists import Covers, Quantifier, VagueWord
from sitreps.errors import InvalidValue
from sitreps.figures.intervals import Interval
from sitreps.figures.parameters import DEFAULTS, Parameters

LARGEST = 100_000_000
"""No count of people or buildings is larger; more digits are a slip of the keyboard."""

VAGUE_FLOORS = MappingProxyType(
    {
        VagueWord.PLURAL: 2,
        VagueWord.SOME: 1,
        VagueWord.SEVERAL: 3,
        VagueWord.TENS: 10,
        VagueWord.DOZENS: 12,
        VagueWord.SCORES: 40,
        VagueWord.HUNDREDS: 100,
        VagueWord.THOUSANDS: 1000,
    }
)
"""The least that a word supports; it bounds, it is never printed."""

UNCOUNTED = frozenset({Quantifier.NONE_REPORTED, Quantifier.UNQUANTIFIED})
"""Silence is not zero: these carry words and a time, never a number."""

CEILINGS = frozenset({Quantifier.AT_MOST, Quantifier.LESS_THAN})
"""These bound from above only."""

SOFT = CEILINGS | {Quantifier.VAGUE}
"""These bound a figure but make none while a firmer claim stands (B5)."""

_FROM_TWO = frozenset({Quantifier.LESS_THAN, Quantifier.ALMOST})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one wording says.

    `best` is the one number that stands for it in sums. `printed` is the number its words carry: the n of "more
    than n", None for a vague word; `printed_upper` is the m of "n to m".
    """

    quantifier: Quantifier
    interval: Interval
    best: int
    printed: int | None
    printed_upper: int | None = None
    vague_word: VagueWord | None = None


def read_count(
    quantifier: Quantifier,
    value: int | None = None,
    *,
    value2: int | None = None,
    vague_word: VagueWord | None = None,
    covers: Covers = Covers.ALL,
    parameters: Parameters = DEFAULTS,
) -> Reading | None:
    """The bounds of one wording, or None where it gives no number for the whole.

    None: NONE_REPORTED, UNQUANTIFIED, and "up to" or "fewer than" about a part, which say nothing about everybody.
    A part is a floor for the whole: it is read and printed as "at least". Cost: O(1), and what was read a moment ago is
    remembered. Raises InvalidValue where `check_count` would.
    """
    return _read(quantifier, value, value2=value2, vague_word=vague_word, covers=covers, parameters=parameters)


@lru_cache(maxsize=4096)
def _read(
    quantifier: Quantifier,
    value: int | None,
    *,
    value2: int | None,
    vague_word: VagueWord | None,
    covers: Covers,
    parameters: Parameters,
) -> Reading | None:
    check_count(quantifier, value, value2=value2, vague_word=vague_word)
    if vague_word is not None:
        floor = VAGUE_FLOORS[vague_word]
        return Reading(quantifier, Interval(floor, None), floor, None, vague_word=vague_word)
    if value is None or (covers is Covers.PART and quantifier in CEILINGS):
        return None
    if value2 is not None:
        whole = Reading(quantifier, Interval(value, value2), value, value, printed_upper=value2)
    else:
        whole = _OF_A_NUMBER[quantifier](value, parameters)
    return whole if covers is Covers.ALL else _as_a_floor(whole)


def check_count(
    quantifier: Quantifier,
    value: int | None = None,
    *,
    value2: int | None = None,
    vague_word: VagueWord | None = None,
) -> None:
    """Refuse, by its field, what no wording can mean (InvalidValue): a number too few or too many, 9 to 3, -1."""
    takes_value = quantifier not in UNCOUNTED and quantifier is not Quantifier.VAGUE
    wanted = {
        "value": takes_value,
        "value2": quantifier is Quantifier.BETWEEN,
        "vague_word": quantifier is Quantifier.VAGUE,
    }
    given = {"value": value, "value2": value2, "vague_word": vague_word}
    for field, is_wanted in wanted.items():
        if is_wanted and given[field] is None:
            raise InvalidValue(field, f"{quantifier} needs {_NEEDS[field]}")
        if not is_wanted and given[field] is not None:
            raise InvalidValue(field, f"{quantifier} takes no {field}; leave it empty or choose another quantifier")
    for field, number in (("value", value), ("value2", value2)):
        if number is not None:
            _check_number(field, number)
    if value is not None and value2 is not None and value2 <= value:
        raise InvalidValue("value2", f"between {value} and {value2}: the second number must be the higher one")
    if quantifier in _FROM_TWO and value is not None and value < 2:  # noqa: PLR2004 "fewer than 1" would be a zero
        raise InvalidValue("value", f"{quantifier.label} {value} says nothing; {quantifier} needs 2 or more")


_NEEDS = MappingProxyType(
    {
        "value": "a number; where the source gives none, choose VAGUE, UNQUANTIFIED or NONE_REPORTED",
        "value2": "the upper end of the range",
        "vague_word": "the source's word",
    }
)


def _check_number(field: str, number: int) -> None:
    if number < 0:
        raise InvalidValue(field, f"{number} is below zero; a count starts at 0")
    if number > LARGEST:
        raise InvalidValue(field, f"{number} is more than {LARGEST}; check the digits")


def _exact(n: int, _: Parameters) -> Reading:
    return Reading(Quantifier.EXACT, Interval(n, n), n, n)


def _at_least(n: int, _: Parameters) -> Reading:
    return Reading(Quantifier.AT_LEAST, Interval(n, None), n, n)


def _more_than(n: int, _: Parameters) -> Reading:
    return Reading(Quantifier.MORE_THAN, Interval(n + 1, None), n + 1, n)


def _at_most(n: int, _: Parameters) -> Reading:
    return Reading(Quantifier.AT_MOST, Interval(0, n), 0, n)


def _less_than(n: int, _: Parameters) -> Reading:
    return Reading(Quantifier.LESS_THAN, Interval(0, n - 1), 0, n)


def _approx(n: int, parameters: Parameters) -> Reading:
    share = parameters.approx_percent
    about = Interval(n * (100 - share) // 100, -(-n * (100 + share) // 100))
    return Reading(Quantifier.APPROX, about, n, n)


def _almost(n: int, parameters: Parameters) -> Reading:
    nearly = Interval(n * (100 - parameters.approx_percent) // 100, n - 1)
    return Reading(Quantifier.ALMOST, nearly, n - 1, n)


_OF_A_NUMBER: MappingProxyType[Quantifier, Callable[[int, Parameters], Reading]] = MappingProxyType(
    {
        Quantifier.EXACT: _exact,
        Quantifier.AT_LEAST: _at_least,
        Quantifier.MORE_THAN: _more_than,
        Quantifier.AT_MOST: _at_most,
        Quantifier.LESS_THAN: _less_than,
        Quantifier.APPROX: _approx,
        Quantifier.ALMOST: _almost,
    }
)


def _as_a_floor(whole: Reading) -> Reading:
    """A part read for the whole: its lower end bounds from below, and nothing bounds from above."""
    lower = whole.interval.lower
    if whole.quantifier is Quantifier.MORE_THAN:
        return whole
    return Reading(Quantifier.AT_LEAST, Interval(lower, None), lower, lower)
