"""Reads printed numbers back, as a reader would: what bounds do these words claim? Knows nothing of the tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sitreps.codelists import Quantifier

SIGNS: Mapping[str, Mapping[str, Quantifier]] = {
    "en": {
        "at least": Quantifier.AT_LEAST,
        "more than": Quantifier.MORE_THAN,
        "up to": Quantifier.AT_MOST,
        "fewer than": Quantifier.LESS_THAN,
        "about": Quantifier.APPROX,
        "nearly": Quantifier.ALMOST,
    },
    "uk": {
        "щонайменше": Quantifier.AT_LEAST,
        "понад": Quantifier.MORE_THAN,
        "до": Quantifier.AT_MOST,
        "менше ніж": Quantifier.LESS_THAN,
        "близько": Quantifier.APPROX,
        "майже": Quantifier.ALMOST,
    },
}
NUMBER = r"\d{1,3}(?:[,\u00a0]\d{3})*"
PLACES = re.compile(rf"\b(?:in|в|у) {NUMBER} (?:places?|місц\w+)")
COUNT = re.compile(rf"^(?P<sign>\D*?)\s?(?P<low>{NUMBER})(?:–(?P<high>{NUMBER}))?(?![\d–])")


@dataclass(frozen=True, slots=True)
class Claim:
    """What the words of a number say: at least `lower`, at most `upper` (None: nothing bounds it)."""

    quantifier: Quantifier
    printed: int
    lower: int
    upper: int | None


def digits(text: str) -> list[int]:
    """Every number in a text, but for "in 2 places"."""
    return [_number(found) for found in re.findall(NUMBER, PLACES.sub("", text))]


def read(text: str, language: str) -> Claim | None:
    """The bounds that the opening words of a text claim; None where they name no number."""
    found = COUNT.match(PLACES.sub("", text))
    if found is None:
        return None
    low, sign = _number(found["low"]), found["sign"].strip()
    if found["high"]:
        return Claim(Quantifier.BETWEEN, low, low, _number(found["high"]))
    quantifier = SIGNS[language][sign] if sign else Quantifier.EXACT
    bounds = {
        Quantifier.EXACT: (low, low),
        Quantifier.AT_LEAST: (low, None),
        Quantifier.MORE_THAN: (low + 1, None),
        Quantifier.AT_MOST: (0, low),
        Quantifier.LESS_THAN: (0, low - 1),
        Quantifier.APPROX: (low * 9 // 10, -(-low * 11 // 10)),
        Quantifier.ALMOST: (low * 9 // 10, low - 1),
    }
    return Claim(quantifier, low, *bounds[quantifier])


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))
