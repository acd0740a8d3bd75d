"""A figure or total as it stands in a tile, a table or a card: number, qualifier, mark and words (look-edition.md)."""

from sitreps.documents import wording
from sitreps.documents.edition import PublicTotal
from sitreps.documents.incident import PublicFigure
from sitreps.documents.layout import Number, Sure
from sitreps.documents.numbering import Numbering

NO_NUMBER = Number(wording.NO_FIGURE, wording.DASH, wording.NO_FIGURE, "none", "", "")
DOTS = {
    wording.NO_NAMED_SOURCE: 0,
    wording.GRADE_TEXTS["WEAK"]: 1,
    wording.GRADE_TEXTS["FAIR"]: 2,
    wording.GRADE_TEXTS["CONFIRMED"]: 3,
}


def number(value: PublicFigure | PublicTotal | None) -> Number:
    """A figure or total as it stands in a tile, table or card; "no figure" where there is none.

    People stated to be combatants are told beside it (B7).
    """
    if value is None or value.quantifier is None:
        return NO_NUMBER
    words = wording.number_words(value)
    mark, mark_text = _mark(value, words)
    note = value.combatants.text if value.combatants else ""
    return Number(words.qualifier, words.number, words.text, mark, mark_text, note)


def dots(grade_text: str) -> int | None:
    """0 to 3 filled dots; None where words stand alone ("responsibility disputed")."""
    return DOTS.get(grade_text)


def sure(grade_text: str) -> Sure:
    """How sure: dots and words."""
    return Sure(dots(grade_text), grade_text)


def share(total: PublicTotal | None, numbering: Numbering) -> str:
    """`2 of 2 incidents`: how many of a country's incidents have a figure."""
    if total is None:
        return ""
    of_all = wording.counted(total.incidents, "incident", "incidents")
    return f"{total.incidents_with_figure} of {of_all}{_not_split(total, numbering)}"


def coverage(total: PublicTotal, numbering: Numbering) -> str:
    """`2 of 2 incidents with a figure`; an incident that does not tell killed and injured apart is named (B0)."""
    noun = "incident" if total.incidents == 1 else "incidents"
    told = f"{total.incidents_with_figure} of {total.incidents} {noun} with a figure"
    return f"{told}{_not_split(total, numbering)}"


def _not_split(total: PublicTotal, numbering: Numbering) -> str:
    if not total.casualties_only:
        return ""
    return f"; killed and injured counted together in {numbering.incidents(total.casualties_only)}"


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
