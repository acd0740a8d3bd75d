"""The words of everything that is printed, from one place and in every language (edition.md C4).

Every display text of a figure, a sum, a range or a change comes from here; the texts themselves are data, a table a
language (`messages/`). Functions take the language's `Phrases` last; without one they speak English, as the desk does.
"""

from sitreps.documents.wording.codes import (
    CHANGE_TEXTS,
    GRADE_TEXTS,
    NO_NAMED_SOURCE,
    NOT_USED_TEXTS,
    NOTE_TEXTS,
    change_text,
    flag_text,
    grade_text,
    not_used_text,
)
from sitreps.documents.wording.facilities import (
    damage_phrase,
    facility_count,
    facility_noun,
    facility_nouns,
    plural_noun,
)
from sitreps.documents.wording.kinds import (
    combatants_words,
    kind_words,
    part_words,
    rest_words,
    split_label,
    split_words,
)
from sitreps.documents.wording.moments import (
    as_of,
    clock,
    clock_time,
    day,
    day_and_clock,
    days,
    iso_words,
    local_date,
    short_day,
)
from sitreps.documents.wording.numbers import (
    DASH,
    Printable,
    Words,
    claim_words,
    happened,
    no_figure,
    not_given,
    number_words,
    people,
    range_words,
    subset_words,
)
from sitreps.documents.wording.phrases import ENGLISH, LANGUAGES, Phrases, phrases, spoken

__all__ = [
    "CHANGE_TEXTS",
    "DASH",
    "ENGLISH",
    "GRADE_TEXTS",
    "LANGUAGES",
    "NOTE_TEXTS",
    "NOT_GIVEN",
    "NOT_USED_TEXTS",
    "NO_FIGURE",
    "NO_NAMED_SOURCE",
    "Phrases",
    "Printable",
    "Words",
    "as_of",
    "change_text",
    "claim_words",
    "clock",
    "clock_time",
    "combatants_words",
    "counted",
    "damage_phrase",
    "day",
    "day_and_clock",
    "days",
    "digits",
    "facility_count",
    "facility_noun",
    "facility_nouns",
    "flag_text",
    "grade_text",
    "happened",
    "iso_words",
    "joined",
    "kind_words",
    "local_date",
    "no_figure",
    "not_given",
    "not_used_text",
    "number_words",
    "opened",
    "part_words",
    "people",
    "phrases",
    "plural_noun",
    "quoted",
    "range_words",
    "rest_words",
    "sentence",
    "short_day",
    "split_label",
    "split_words",
    "spoken",
    "subset_words",
]

NO_FIGURE = ENGLISH("number.no_figure")
NOT_GIVEN = ENGLISH("number.not_given")

digits = ENGLISH.digits
quoted = ENGLISH.quoted
joined = ENGLISH.joined


def counted(number: int, one: str, many: str) -> str:
    """`1 incident`, `4 incidents`: for the desk, which works in English; what is printed has its plurals in tables."""
    return f"{digits(number)} {one if number == 1 else many}"


def opened(text: str) -> str:
    """A text as the start of a sentence: capital first, behind a quotation mark too."""
    start = next((place for place, character in enumerate(text) if character not in "“«"), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def sentence(text: str) -> str:
    """A text as a sentence: capital first, full stop last."""
    text = opened(text)
    return text if text.endswith((".", "”.", "».", "?")) else f"{text}."
