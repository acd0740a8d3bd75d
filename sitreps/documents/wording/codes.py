"""Codes in the words readers get: grades and agreement, reasons, flags and notes (B2-B6, B8, B11)."""

from sitreps.documents.wording.phrases import ENGLISH, Phrases


def _table(prefix: str) -> dict[str, str]:
    """The English texts of some codes, by code: those that have no number in them."""
    return {
        key.removeprefix(f"{prefix}."): message
        for key, message in ENGLISH.messages.items()
        if key.startswith(f"{prefix}.") and isinstance(message, str)
    }


GRADE_TEXTS = _table("grade")
CHANGE_TEXTS = _table("change")
NOT_USED_TEXTS = _table("not_used")
NOTE_TEXTS = _table("note")
NO_NAMED_SOURCE = GRADE_TEXTS.pop("no_named_source")


def grade_text(grade: str, say: Phrases = ENGLISH, *, attributed: bool) -> str:
    """The public words of a grade; WEAK has two, by whether a counted claim is attributed."""
    return say("grade.no_named_source") if grade == "WEAK" and not attributed else say(f"grade.{grade}")


def change_text(code: str, say: Phrases = ENGLISH) -> str:
    """Why a revision exists, or why a figure differs from the one printed before."""
    return say.either(f"change.{code}", code.replace("_", " ").lower())


def not_used_text(code: str | None, say: Phrases = ENGLISH) -> str:
    """Why a claim is not the number that is printed; nothing where it is."""
    return say.either(f"not_used.{code}", "") if code else ""


def flag_text(code: str, amount: int | None, about: str | None, say: Phrases = ENGLISH) -> str:
    """One sentence a reader without statistics understands; without an amount where the desk cannot tell how many."""
    if amount is not None:
        return say.counted(f"flag.{code}", amount, about=about or say("flag.one_place"))
    key = f"flag.{code}.some" if f"flag.{code}.some" in say else f"flag.{code}"
    return say(key, about=about or say("flag.one_place"))
