"""The words of a number: never more than the figure supports (reconciliation.md B1, B5, B6; edition.md C4).

Every display text of a figure or a sum comes from here. "No figure", "number not given" and a reported zero are
three different things and get three different words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sitreps.codelists import vocabulary

NO_FIGURE = "no figure"
NOT_GIVEN = "number not given"
NOT_ESTABLISHED = "number not established"
DASH = "–"

_QUALIFIERS = {
    "EXACT": "",
    "AT_LEAST": "at least",
    "MORE_THAN": "more than",
    "AT_MOST": "up to",
    "LESS_THAN": "fewer than",
    "APPROX": "about",
    "ALMOST": "nearly",
}

MEASURE_PHRASES = {
    "KILLED": ("{n} was reported killed", "{n} were reported killed"),
    "INJURED": ("{n} was reported injured", "{n} were reported injured"),
    "CASUALTIES": ("{n} was reported killed or injured", "{n} were reported killed or injured"),
    "MISSING": ("{n} was reported missing", "{n} were reported missing"),
    "DISPLACED": ("{n} was reported displaced", "{n} were reported displaced"),
}


SHORT_PHRASES = {
    "KILLED": "killed",
    "INJURED": "injured",
    "CASUALTIES": "killed or injured",
    "MISSING": "missing",
    "DISPLACED": "displaced",
}


class Printable(Protocol):
    """What a figure and a total have in common for print."""

    @property
    def printed(self) -> int | None: ...
    @property
    def printed_upper(self) -> int | None: ...
    @property
    def quantifier(self) -> str | None: ...
    @property
    def vague_parts(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A number in print: `qualifier` stands small above `number`; `text` is both in running text."""

    qualifier: str
    number: str
    text: str


NONE = Words(NO_FIGURE, DASH, NO_FIGURE)


class Ranged(Printable, Protocol):
    """A figure whose range may be printed."""

    @property
    def agreement(self) -> str: ...
    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...


def range_words(figure: Ranged) -> str:
    """The range that B5 lets a figure print: `17–19` for a conflict or a progression that is not open, else nothing."""
    if figure.agreement not in {"CONFLICTING", "PROGRESSION"} or figure.high is None or figure.low == figure.high:
        return ""
    return f"{digits(figure.low or 0)}{DASH}{digits(figure.high)}"


def number_words(value: Printable | None) -> Words:
    """The words of a figure or total; "no figure" where there is none."""
    if value is None or value.quantifier is None:
        return NONE
    vague = list(value.vague_parts)
    if value.quantifier == "VAGUE":
        return _vague_words(vague)
    words = _numbered_words(value.quantifier, value.printed or 0, value.printed_upper)
    if not vague:
        return words
    if words.number == DASH:
        return Words(NOT_ESTABLISHED, DASH, f"{NOT_ESTABLISHED} ({_vague_places(vague)})")
    return Words(words.qualifier, words.number, f"{words.text}, and {_vague_places(vague)}")


def _numbered_words(quantifier: str, printed: int, upper: int | None) -> Words:
    if quantifier == "AT_LEAST" and printed == 0:
        return Words(NOT_ESTABLISHED, DASH, NOT_ESTABLISHED)
    if quantifier == "BETWEEN":
        if printed == 0:
            return Words("up to", digits(upper or 0), f"up to {digits(upper or 0)}")
        span = f"{digits(printed)}{DASH}{digits(upper or printed)}"
        return Words("", span, span)
    qualifier = _QUALIFIERS[quantifier]
    return Words(qualifier, digits(printed), f"{qualifier} {digits(printed)}".strip())


def _vague_words(words: Sequence[str]) -> Words:
    spoken = [word for word in words if word != "plural"]
    if not spoken:
        return Words(NOT_GIVEN, DASH, NOT_GIVEN)
    if len(words) == 1:
        return Words("", quoted(spoken[0]), quoted(spoken[0]))
    return Words(NOT_ESTABLISHED, DASH, f"{NOT_ESTABLISHED} ({_vague_places(words)})")


def _vague_places(words: Sequence[str]) -> str:
    parts = []
    for word, times in sorted(Counter(words).items()):
        where = "one place" if times == 1 else f"{times} places"
        parts.append(f"{NOT_GIVEN} in {where}" if word == "plural" else f"{quoted(word)} in {where}")
    return joined(parts)


def claim_words(quantifier: str, value: int | None, value2: int | None, vague_word: str | None) -> str:
    """What one claim says, read from its quantifier (B1)."""
    if quantifier == "VAGUE":
        return NOT_GIVEN if vague_word in (None, "plural") else quoted(vague_word)
    if quantifier == "NONE_REPORTED":
        return "no casualties reported"
    if quantifier == "UNQUANTIFIED":
        return "no number"
    return _numbered_words(quantifier, value or 0, value2).text if value or quantifier != "AT_LEAST" else "at least 0"


def digits(number: int) -> str:
    """A number with a comma a thousand: 1,250."""
    return f"{number:,}"


def quoted(words: str) -> str:
    """A source's own words."""
    return f"“{words}”"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if not parts[1:]:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(number: int, one: str, many: str) -> str:
    """`1 incident`, `4 incidents`."""
    return f"{digits(number)} {one if number == 1 else many}"


def people(words: Words) -> str:
    """`at least 13 people`, `1 person`, `an unstated number of people`."""
    if words.number == DASH:
        return "an unstated number of people"
    if words.number.startswith("“"):
        return f"{words.number} of people"
    return f"{words.text} {'person' if is_one(words.text) else 'people'}"


def is_one(text: str) -> bool:
    """Whether a number's words take the singular: `1`, `at least 1`, `about 1`; never `more than 1`."""
    return text == "1" or (text.endswith(" 1") and not text.startswith(_QUALIFIERS["MORE_THAN"]))


def happened(measure: str, words: Words, label: str) -> str:
    """`at least 13 people were reported killed`."""
    one, many = MEASURE_PHRASES.get(measure, (f"{label}: {{n}}", f"{label}: {{n}}"))
    return (one if is_one(words.text) else many).format(n=people(words))


def sentence(text: str) -> str:
    """A text as a sentence: capital first, full stop last."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "”.", "?")) else f"{text}."


def day(moment: date) -> str:
    """`24 June 2025`: in figures and words, never ambiguous."""
    return f"{moment.day} {moment:%B %Y}"


def iso_words(text: str) -> str:
    """An ISO date, or a moment in UTC, in words: `24 June 2025`, `24 June 2025, 17:30 UTC`."""
    moment = datetime.fromisoformat(text)
    return f"{day(moment.date())}, {moment:%H:%M} UTC" if len(text) > len("2025-06-24") else day(moment.date())


def local_date(moment: datetime, zone: str) -> date:
    """The date of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """`18:00 EEST / 15:00 UTC`; one time where the zone is UTC."""
    local, utc = moment.astimezone(zone), moment.astimezone(ZoneInfo("UTC"))
    if local.utcoffset() == utc.utcoffset():
        return f"{utc:%H:%M} UTC"
    other_day = f"{day(utc)}, " if utc.date() != local.date() else ""
    return f"{local:%H:%M} {local.tzname()} / {other_day}{utc:%H:%M} UTC"


def day_and_clock(moment: datetime, zone: ZoneInfo) -> str:
    """`24 June 2025, 18:00 EEST / 15:00 UTC`."""
    return f"{day(moment.astimezone(zone).date())}, {clock(moment, zone)}"


SUBSETS = {
    ("f", "CHILD"): ("girl", "girls"),
    ("m", "CHILD"): ("boy", "boys"),
    (None, "CHILD"): ("child", "children"),
    (None, "INFANT"): ("infant", "infants"),
    ("f", "ADULT"): ("woman", "women"),
    ("m", "ADULT"): ("man", "men"),
    (None, "ADULT"): ("adult", "adults"),
    (None, "OLDER"): ("older person", "older people"),
    ("f", "OLDER"): ("older woman", "older women"),
    ("m", "OLDER"): ("older man", "older men"),
    ("f", None): ("female", "female"),
    ("m", None): ("male", "male"),
}


def subset_words(words: Words, sex: str | None, age_group: str | None) -> str:
    """`at least 1 child`, `2 women`; nothing where the kind has no word of its own."""
    names = SUBSETS.get((sex, age_group))
    if names is None or words.number == DASH:
        return ""
    return f"{words.text} {names[0] if words.number == '1' else names[1]}"


FACILITY_NOUNS = {
    "HEA": ("health facility", "health facilities"),
    "HEA.PHARMACY": ("pharmacy", "pharmacies"),
    "EDU": ("education facility", "education facilities"),
    "EDU.UNIVERSITY": ("university", "universities"),
    "EDU.UNSPECIFIED": ("educational facility", "educational facilities"),
    "RES": ("home", "homes"),
    "RES.DORMITORY": ("dormitory", "dormitories"),
    "GOV": ("government building", "government buildings"),
    "GOV.POLICE": ("police building", "police buildings"),
    "GOV.FIRE": ("fire and rescue building", "fire and rescue buildings"),
    "COM": ("commercial building", "commercial buildings"),
    "COM.BUSINESS": ("business", "businesses"),
    "ENE": ("energy facility", "energy facilities"),
    "WAT": ("water or sanitation facility", "water or sanitation facilities"),
    "TRA": ("transport facility", "transport facilities"),
    "TRA.RAIL": ("rail facility", "rail facilities"),
    "TEL": ("telecommunications facility", "telecommunications facilities"),
    "CUL": ("cultural site", "cultural sites"),
    "REL": ("place of worship", "places of worship"),
    "HUM": ("humanitarian facility", "humanitarian facilities"),
    "AGR": ("agricultural site", "agricultural sites"),
    "OTHER": ("other building", "other buildings"),
}


def facility_nouns(category: str) -> tuple[str, str]:
    """A category in running text, for one and for many."""
    if category in FACILITY_NOUNS:
        return FACILITY_NOUNS[category]
    label = vocabulary("facility").label(category)
    one = label[:1].lower() + label[1:]
    return one, f"{one}s"


def damage_phrase(category: str, text: str) -> str:
    """`schools (number not given)`, `1 shop`, `hospitals (at least 1)`: a category of damage in running text."""
    one, many = facility_nouns(category)
    if text == "1":
        return f"1 {one}"
    return f"{text} {many}" if text.isdigit() else f"{many} ({text.split(';', maxsplit=1)[0]})"


# ---- Grades and agreement, in the words readers get (B11)

GRADE_TEXTS = {
    "CONFIRMED": "verified",
    "CONTESTED": "responsibility disputed",
    "FAIR": "several independent sources",
    "WEAK": "one source",
    "UNGRADED": "not graded",
    "DISCOUNTED": "not counted",
}
NO_NAMED_SOURCE = "no named source"


def grade_text(grade: str, *, attributed: bool) -> str:
    """The public words of a grade; WEAK has two, by whether a counted claim is attributed."""
    return NO_NAMED_SOURCE if grade == "WEAK" and not attributed else GRADE_TEXTS[grade]


CHANGE_TEXTS = {
    "NEW": "new",
    "RECOMPUTED": "recomputed from its places",
    "EDITORIAL": "edited",
    "NEW_FIGURE": "a newer figure",
    "OUR_ERROR": "our error",
    "SOURCE_RETRACTED": "a source was retracted",
    "MERGED": "merged with another incident",
    "SPLIT": "split into several incidents",
    "MOVED": "moved to another place",
    "REGROUPED": "now part of a cluster",
    "WITHDRAWN": "withdrawn",
    "REDACTED": "redacted",
    "METHOD": "a change of method",
}

NOT_USED_TEXTS = {
    "SUBSET": "part of the total",
    "NOT_ACTIVE": "withdrawn",
    "COUNT_BASIS": "counts something else",
    "NO_NUMBER": "gives no number",
    "NOT_RELIED_ON": "could not be relied on for this figure",
    "OLDER_SAME_ORIGIN": "older word of the same source",
    "STALE_REQUOTE": "repeats an older number",
    "OTHER_CLAIM_USED": "latest, most direct source used instead",
    "BREAKDOWN_IS_HIGHER": "the places add up to more",
    "HEADLINE_USED": "the overall number used instead",
}

FLAG_TEXTS = {
    "CONFLICT": "Sources contradict each other.",
    "PROGRESSION": "The number rose over time; the latest is used.",
    "SAME_ORIGIN_INCONSISTENT": "One source gives two numbers for the same moment; the lower is used.",
    "STALE_REQUOTE_SUSPECT": "A later report repeats an older number; it was not used.",
    "DOWNWARD_REVISION": "The source lowered its number.",
    "REVERTED_TO_OLDER": "A newer number was withdrawn; an older one is used.",
    "BREAKDOWN_EXCEEDS_TOTAL": "The places add up to {amount} more than the overall number.",
    "TOTAL_EXCEEDS_BREAKDOWN": "The overall number is {amount} above what the places add up to.",
    "BREAKDOWN_INCOMPLETE": "{amount} not allocated to a location.",
    "HEADLINE_ABOVE_BREAKDOWN": "One report’s overall number is {amount} above the places; it could not be relied on.",
    "HEADLINE_BELOW_BREAKDOWN": "The overall number is {amount} below what the places add up to; the sum is used.",
    "SCOPE_CONFUSION_SUSPECT": "The overall number equals that of {about}; it may mean that place alone.",
    "CHILD_WITHOUT_FIGURE": "{amount} of the places has no figure.",
    "DOUBLE_COUNT_SUSPECT": "Some people may be counted in two places.",
}


NOTE_TEXTS = {
    "SCOPE_AMBIGUOUS": "It is not clear which places a number covers.",
    "PERSON_MISMATCH": "Ages differ between passages.",
    "FACILITY_COUNT_MISMATCH": "Passages count the same facilities differently; what both support is printed.",
    "DISAGG_EXCEEDS_TOTAL": "A part is reported larger than the whole.",
    "MEASURE_MISMATCH": "Killed and injured together exceed the casualties reported.",
    "PLACE_CONFLICT": "Sources name different places.",
    "DATE_INFERRED": "The date is inferred by the desk.",
    "SOURCE_UNIDENTIFIED": "The outlet of a source is not identified.",
    "UNATTRIBUTED_FIGURE": "No source is named for a number that is printed.",
}


def flag_text(code: str, amount: int | None, about: str | None) -> str:
    """One sentence a reader without statistics understands."""
    number = "Some" if amount is None else digits(amount)
    return FLAG_TEXTS[code].format(amount=number, about=about or "one place")
