"""A number in words: never more than the figure supports (reconciliation.md B1, B5, B6; edition.md C4).

"No figure", "number not given" and a reported zero are three different things and get three different words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sitreps.documents.wording.phrases import ENGLISH, Phrases

DASH = "–"
UNITS = {"HOUSEHOLDS_AFFECTED": "household", "HOUSING_DAMAGED": "home", "HOUSING_DESTROYED": "home"}
"""What a measure counts, where it is not people."""

SUBSETS = {
    ("f", "CHILD"): "girl",
    ("m", "CHILD"): "boy",
    (None, "CHILD"): "child",
    (None, "INFANT"): "infant",
    ("f", "ADULT"): "woman",
    ("m", "ADULT"): "man",
    (None, "ADULT"): "adult",
    (None, "OLDER"): "older_person",
    ("f", "OLDER"): "older_woman",
    ("m", "OLDER"): "older_man",
    ("f", None): "female",
    ("m", None): "male",
}
"""Kinds of people that have a word of their own, by sex and age group."""


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


class Ranged(Printable, Protocol):
    """A figure whose range may be printed."""

    @property
    def agreement(self) -> str: ...
    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A number in print: `qualifier` stands small above `number`; `text` is both in running text.

    `text` begins with qualifier and number; `vague` is what it says beyond them of parts without a number. `noun` and
    `verb` are the forms that words beside the number take; `word` is the code of a word that stands for a number.
    """

    qualifier: str
    number: str
    text: str
    vague: str = ""
    noun: str = "other"
    verb: str = "other"
    word: str = ""

    @property
    def counted(self) -> str:
        """Qualifier and number alone: `at least 7`."""
        return f"{self.qualifier} {self.number}".strip()

    @property
    def is_digits(self) -> bool:
        """Whether it names a number rather than a source's word or a dash."""
        return self.number[:1].isdigit()


def no_figure(say: Phrases = ENGLISH) -> Words:
    """No source gives a figure: the one case in which a table shows a dash alone."""
    return Words(say("number.no_figure"), DASH, say("number.no_figure"), verb=_vague_verb("plural", say))


def not_given(say: Phrases = ENGLISH) -> Words:
    """A source tells of it and gives no number."""
    text = say("number.not_given")
    return Words(text, DASH, text, verb=_vague_verb("plural", say))


def range_words(figure: Ranged, say: Phrases = ENGLISH) -> str:
    """The range that B5 lets a figure print: `17–19` for a conflict or a progression that is not open, else nothing."""
    if figure.agreement not in {"CONFLICTING", "PROGRESSION"} or figure.high is None or figure.low == figure.high:
        return ""
    return f"{say.digits(figure.low or 0)}{DASH}{say.digits(figure.high)}"


def number_words(value: Printable | None, say: Phrases = ENGLISH) -> Words:
    """The words of a figure or total; "no figure" where there is none."""
    if value is None or value.quantifier is None:
        return no_figure(say)
    vague = list(value.vague_parts)
    if value.quantifier == "VAGUE":
        return _vague_words(vague, say)
    words = _numbered_words(value.quantifier, value.printed or 0, value.printed_upper, say)
    if not vague:
        return words
    places = _vague_places(vague, say)
    if words.number == DASH:
        return _not_established(say("number.vague_only", vague=places), say)
    text = say("number.with_vague", number=words.text, vague=places)
    return Words(words.qualifier, words.number, text, places, words.noun, words.verb)


def claim_words(
    quantifier: str,
    value: int | None,
    value2: int | None,
    vague_word: str | None,
    say: Phrases = ENGLISH,
    *,
    part: str | None = None,
) -> str:
    """What one claim says, read from its quantifier (B1), and of which `part` where it does not speak of everybody."""
    if quantifier == "VAGUE":
        text = say("number.not_given") if vague_word in (None, "plural") else say.quoted(say(f"vague.{vague_word}"))
    elif quantifier == "NONE_REPORTED":
        text = say("number.none_reported")
    elif quantifier == "UNQUANTIFIED":
        text = say("number.unquantified")
    else:
        text = _numbered_words(quantifier, value or 0, value2, say, zero=True).text
    return say("number.part", number=text, part=say(f"part.{part}")) if part else text


def subset_words(words: Words, sex: str | None, age_group: str | None, say: Phrases = ENGLISH) -> str:
    """`at least 1 child`, `2 women`; nothing where the kind has no word of its own."""
    kind = SUBSETS.get((sex, age_group))
    return "" if kind is None or words.number == DASH else _with_noun(words, f"noun.{kind}", say)


def counted_noun(words: Words, noun: str, say: Phrases = ENGLISH) -> str:
    """`at least 2 civilians`: a number that is no dash, with a noun of the tables, in the form that it asks for."""
    return _with_noun(words, noun, say)


def people(words: Words, say: Phrases = ENGLISH, *, measure: str = "") -> str:
    """`at least 13 people`, `1 person`, `an unstated number of people`; households and homes for their measures."""
    noun = f"noun.{UNITS.get(measure, 'person')}"
    if words.number == DASH:
        return say("noun.unstated", noun=say.form(noun, say.grammar["vague"]["noun"]))
    return _with_noun(words, noun, say)


def happened(measure: str, words: Words, label: str, say: Phrases = ENGLISH) -> str:
    """`at least 13 people were reported killed`; `label` is the measure's own, for one that has no phrase."""
    told = people(words, say, measure=measure)
    key = f"happened.{measure}"
    if key not in say:
        return say("happened.else", label=label, people=told)
    return say.form(key, words.verb, people=told)


def _with_noun(words: Words, noun: str, say: Phrases) -> str:
    if not words.is_digits:
        key = f"noun.vague.{words.word}" if f"noun.vague.{words.word}" in say else "noun.vague"
        return say(key, word=words.number, noun=say.form(noun, say.grammar["vague"]["noun"]))
    counted, kind = words.counted, say.form(noun, words.noun)
    if words.vague:
        return say("noun.counted_with_vague", number=counted, noun=kind, vague=words.vague)
    return say("noun.counted", number=counted, noun=kind)


def _numbered_words(quantifier: str, printed: int, upper: int | None, say: Phrases, *, zero: bool = False) -> Words:
    """`zero`: "at least 0" is what a source says, not what the desk establishes."""
    if quantifier == "AT_LEAST" and printed == 0 and not zero:
        return _not_established(say("number.not_established"), say)
    if quantifier == "BETWEEN" and printed:
        span = f"{say.digits(printed)}{DASH}{say.digits(upper or printed)}"
        category = say.category(upper or printed)
        return Words("", span, span, noun=category, verb=category)
    if quantifier == "BETWEEN":
        quantifier, printed = "AT_MOST", upper or 0
    qualifier, number = say(f"qualifier.{quantifier}"), say.digits(printed)
    category = say.category(printed)
    return Words(
        qualifier,
        number,
        f"{qualifier} {number}".strip(),
        noun=say.grammar["noun"].get(quantifier, {}).get(category, category),
        verb=say.grammar["verb"].get(quantifier, {}).get(category, category),
    )


def _not_established(text: str, say: Phrases) -> Words:
    return Words(say("number.not_established"), DASH, text, verb=_vague_verb("plural", say))


def _vague_words(words: Sequence[str], say: Phrases) -> Words:
    spoken = [word for word in words if word != "plural"]
    if not spoken:
        return not_given(say)
    if len(words) == 1:
        word = say.quoted(say(f"vague.{spoken[0]}"))
        return Words("", word, word, verb=_vague_verb(spoken[0], say), word=spoken[0])
    return _not_established(say("number.vague_only", vague=_vague_places(words, say)), say)


def _vague_places(words: Sequence[str], say: Phrases) -> str:
    said = (say("number.not_given") if word == "plural" else say.quoted(say(f"vague.{word}")) for word in sorted(words))
    return say.joined([say.counted("vague.in_places", times, what=what) for what, times in Counter(said).items()])


def _vague_verb(word: str, say: Phrases) -> str:
    return str(say.grammar["vague"]["verb"].get(word, "other"))
