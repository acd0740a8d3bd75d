"""Every phrase of a language in one list, for an editor to read: `python -m tests.phrases` writes tests/data/phrases-*.

A change of wording shows there as a line that changed, in the language in which it did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitreps.codelists import Part, Quantifier, VagueWord, vocabulary
from sitreps.documents import wording
from sitreps.documents.wording import Phrases, Words, phrases
from sitreps.documents.wording.numbers import SUBSETS
from tests.unit.documents.wording import quoted

DATA = Path(__file__).parent / "data"
NUMBERS = (1, 2, 5, 11, 21, 22, 25, 1250)
ONE_NUMBER = (
    Quantifier.EXACT,
    Quantifier.AT_LEAST,
    Quantifier.MORE_THAN,
    Quantifier.AT_MOST,
    Quantifier.LESS_THAN,
    Quantifier.APPROX,
    Quantifier.ALMOST,
)
KYIV = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True)
class Number:
    """A number as a figure or a total prints it."""

    quantifier: Quantifier | None
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: Sequence[VagueWord] = ()


def path(language: str) -> Path:
    return DATA / f"phrases-{language}.txt"


def listing(language: str) -> str:
    """The whole list, a heading before each kind of phrase."""
    say = phrases(language)
    parts = (
        ("Numbers and what happened", _happened(say)),
        ("Every measure", _measures(say)),
        ("Words in place of numbers", _vague(say)),
        ("What one claim says", _claims(say)),
        ("Ready sentences", _quotes(say)),
        ("People of one kind", _subsets(say)),
        ("Facilities", _facilities(say)),
        ("Dates and times", _moments(say)),
        ("Every message", _messages(say)),
    )
    return "\n".join(f"== {title}\n{chr(10).join(lines)}\n" for title, lines in parts)


def _numbers() -> Iterator[Number]:
    for quantifier in ONE_NUMBER:
        yield from (Number(quantifier, number) for number in NUMBERS)
    yield from (Number(Quantifier.BETWEEN, low, high) for low, high in ((2, 4), (17, 19), (20, 21), (0, 9)))


def _happened(say: Phrases) -> Iterator[str]:
    for measure in ("KILLED", "INJURED"):
        for number in _numbers():
            yield _sentence(measure, wording.number_words(number, say), say)


def _measures(say: Phrases) -> Iterator[str]:
    for measure in vocabulary("measure").terms:
        for number in NUMBERS[:3]:
            yield _sentence(measure, wording.number_words(Number(Quantifier.AT_LEAST, number), say), say)


def _vague(say: Phrases) -> Iterator[str]:
    every = [Number(Quantifier.VAGUE, vague_parts=(word,)) for word in VagueWord]
    several = [Number(Quantifier.VAGUE, vague_parts=(VagueWord.DOZENS, VagueWord.DOZENS, VagueWord.PLURAL))]
    mixed = [
        Number(Quantifier.AT_LEAST, number, None, words)
        for number in (0, 1, 7)
        for words in ((VagueWord.DOZENS,), (VagueWord.DOZENS, VagueWord.PLURAL, VagueWord.PLURAL))
    ]
    for number in (*every, *several, *mixed, Number(None)):
        words = wording.number_words(number, say)
        yield f"{words.text} | {_sentence('KILLED', words, say)}"


def _claims(say: Phrases) -> Iterator[str]:
    for part in (None, *Part):
        for quantifier in (*ONE_NUMBER, Quantifier.NONE_REPORTED, Quantifier.UNQUANTIFIED):
            yield wording.claim_words(quantifier, 11, None, None, say, part=part)
        yield wording.claim_words(Quantifier.BETWEEN, 7, 11, None, say, part=part)
        yield wording.claim_words(Quantifier.VAGUE, None, None, VagueWord.DOZENS, say, part=part)


def _quotes(say: Phrases) -> Iterator[str]:
    for one in quoted.shown():
        yield f"{one.name}: {one.figure.quotes[say.language]}"


def _subsets(say: Phrases) -> Iterator[str]:
    for sex, age_group in SUBSETS:
        words = [wording.number_words(Number(Quantifier.AT_LEAST, number), say) for number in NUMBERS[:3]]
        words += [wording.number_words(Number(Quantifier.APPROX, number), say) for number in NUMBERS[:3]]
        yield "; ".join(wording.subset_words(one, sex, age_group, say) for one in words)


def _facilities(say: Phrases) -> Iterator[str]:
    unknown = wording.number_words(Number(Quantifier.VAGUE, vague_parts=(VagueWord.PLURAL,)), say)
    numbers = [wording.number_words(Number(Quantifier.EXACT, number), say) for number in NUMBERS[:3]]
    numbers += [wording.number_words(Number(Quantifier.APPROX, number), say) for number in NUMBERS[:3]]
    numbers += [wording.number_words(Number(Quantifier.MORE_THAN, 21), say), unknown]
    for category in vocabulary("facility").terms:
        yield "; ".join(wording.facility_count(category, words, say) for words in numbers)


def _moments(say: Phrases) -> Iterator[str]:
    evening = datetime(2025, 6, 24, 15, 0, tzinfo=UTC)
    yield from (wording.day(date(2025, month, 24), say) for month in range(1, 13))
    yield wording.day_and_clock(evening, KYIV, say)
    yield wording.day_and_clock(datetime(2025, 6, 24, 22, 30, tzinfo=UTC), KYIV, say)
    yield wording.day_and_clock(evening, ZoneInfo("UTC"), say)
    yield from (wording.iso_words(text, say) for text in ("2025-06-24", "2025-06-24 15:00"))
    for last in (date(2025, 6, 24), date(2025, 6, 25), date(2025, 7, 1)):
        yield wording.days(date(2025, 6, 24), last, say)
        yield wording.as_of(date(2025, 6, 24), last, "Europe/Kyiv", say)
    yield wording.as_of(evening, evening, "Europe/Kyiv", say)


def _messages(say: Phrases) -> Iterator[str]:
    for key, message in sorted(say.messages.items()):
        forms = message if isinstance(message, str) else " | ".join(f"{form}: {text}" for form, text in message.items())
        yield f"{key}: {forms}"


def _sentence(measure: str, words: Words, say: Phrases) -> str:
    return wording.sentence(wording.happened(measure, words, "", say))


if __name__ == "__main__":
    for language in wording.LANGUAGES:
        path(language).write_text(listing(language), encoding="utf-8")
