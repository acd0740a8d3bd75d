"""A figure or total as it stands in a tile, a table or a card: number, qualifier, mark and words (look-edition.md)."""

from sitreps.documents import wording
from sitreps.documents.edition import PublicTotal
from sitreps.documents.incident import PublicFigure
from sitreps.documents.layout import Number, Sure

NO_NUMBER = Number(wording.NO_FIGURE, wording.DASH, wording.NO_FIGURE, "none", "", "")
DOTS = {
    wording.NO_NAMED_SOURCE: 0,
    wording.GRADE_TEXTS["WEAK"]: 1,
    wording.GRADE_TEXTS["FAIR"]: 2,
    wording.GRADE_TEXTS["CONFIRMED"]: 3,
}


def number(value: PublicFigure | PublicTotal | None) -> Number:
    """A figure or total as it stands in a tile, table or card; "no figure" where there is none."""
    if value is None or value.quantifier is None:
        return NO_NUMBER
    words = wording.number_words(value)
    mark, mark_text = _mark(value, words)
    return Number(words.qualifier, words.number, words.text, mark, mark_text, "")


def dots(grade_text: str) -> int | None:
    """0 to 3 filled dots; None where words stand alone ("responsibility disputed")."""
    return DOTS.get(grade_text)


def sure(grade_text: str) -> Sure:
    """How sure: dots and words."""
    return Sure(dots(grade_text), grade_text)


def share(total: PublicTotal | None) -> str:
    """`2 of 2 incidents`: how many of a country's incidents have a figure."""
    return (
        f"{total.incidents_with_figure} of {wording.counted(total.incidents, 'incident', 'incidents')}" if total else ""
    )


def coverage(total: PublicTotal) -> str:
    """`2 of 2 incidents with a figure`."""
    noun = "incident" if total.incidents == 1 else "incidents"
    return f"{total.incidents_with_figure} of {total.incidents} {noun} with a figure"


def _mark(value: PublicFigure | PublicTotal, words: wording.Words) -> tuple[str, str]:
    """The mark beside a number and its words: a range only where B5 prints one."""
    if words.number == wording.DASH:
        return "none", ""
    if value.open:
        return "open", "may be higher"
    if value.low is not None and value.high is not None and value.low < value.high and _prints_range(value):
        return "range", f"{wording.digits(value.low)} to {wording.digits(value.high)}"
    return "exact", ""


def _prints_range(value: PublicFigure | PublicTotal) -> bool:
    ranged = value.quantifier in {"BETWEEN", "APPROX", "ALMOST"}
    return ranged or (isinstance(value, PublicFigure) and value.agreement in {"CONFLICTING", "PROGRESSION"})
