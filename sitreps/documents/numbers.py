"""A figure or total as it stands in a tile, a table or a card: number, qualifier, mark and words (look-edition.md)."""

from sitreps.documents import wording
from sitreps.documents.edition import PublicTotal
from sitreps.documents.incident import Combatants, PublicFigure
from sitreps.documents.layout import Number, Sure
from sitreps.documents.numbering import Numbering
from sitreps.documents.wording import ENGLISH, LANGUAGES, Phrases, phrases

DOTS = {
    phrases(language)(f"grade.{code}"): count
    for language in LANGUAGES
    for count, code in enumerate(("no_named_source", "WEAK", "FAIR", "CONFIRMED"))
}
"""How many dots are filled, by a grade's words in any language; every record keeps the English ones."""


def no_number(say: Phrases = ENGLISH) -> Number:
    """No source gives a figure."""
    return Number(say("number.no_figure"), wording.DASH, say("number.no_figure"), "none", "", "")


NO_NUMBER = no_number()


def number(value: PublicFigure | PublicTotal | None, say: Phrases = ENGLISH) -> Number:
    """A figure or total as it stands in a tile, table or card; "no figure" where there is none.

    People stated to be combatants are told beside it (B7).
    """
    if value is None or value.quantifier is None:
        return no_number(say)
    words = wording.number_words(value, say)
    mark, mark_text = _mark(value, words, say)
    return Number(words.qualifier, words.number, words.text, mark, mark_text, combatants_text(value.combatants, say))


def dots(grade_text: str) -> int | None:
    """0 to 3 filled dots; None where words stand alone ("responsibility disputed")."""
    return DOTS.get(grade_text)


def sure(grade_text: str, words: str = "") -> Sure:
    """How sure: dots and words; `words` where they are not in English."""
    return Sure(dots(grade_text), words or grade_text)


def combatants_text(combatants: Combatants | None, say: Phrases = ENGLISH) -> str:
    """`of whom 1 stated to be a combatant`; nothing where nobody is."""
    if combatants is None:
        return ""
    return combatants.text if say is ENGLISH else wording.combatants_words(combatants, say)


def share(total: PublicTotal | None, numbering: Numbering) -> str:
    """`2 of 2 incidents`: how many of a country's incidents have a figure."""
    return _coverage("coverage.short", total, numbering) if total else ""


def coverage(total: PublicTotal, numbering: Numbering) -> str:
    """`2 of 2 incidents with a figure`; an incident that does not tell killed and injured apart is named (B0)."""
    return _coverage("coverage", total, numbering)


def _coverage(key: str, total: PublicTotal, numbering: Numbering) -> str:
    say = numbering.say
    told = say.counted(key, total.incidents, k=str(total.incidents_with_figure))
    if not total.casualties_only:
        return told
    return say("coverage.not_split", coverage=told, incidents=numbering.incidents(total.casualties_only))


def _mark(value: PublicFigure | PublicTotal, words: wording.Words, say: Phrases) -> tuple[str, str]:
    """The mark beside a number and its words: a range only where B5 prints one."""
    if words.number == wording.DASH:
        return "none", ""
    if value.open:
        return "open", say("mark.open")
    if value.low is not None and value.high is not None and value.low < value.high and _prints_range(value):
        return "range", say("number.span", low=say.digits(value.low), high=say.digits(value.high))
    return "exact", ""


def _prints_range(value: PublicFigure | PublicTotal) -> bool:
    ranged = value.quantifier in {"BETWEEN", "APPROX", "ALMOST"}
    return ranged or (isinstance(value, PublicFigure) and value.agreement in {"CONFLICTING", "PROGRESSION"})
