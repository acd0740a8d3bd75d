"""A figure as a ready sentence, with who says it: what editors and partners may quote as it stands (edition.md C4).

A `Telling` is all that the sentence needs, without a word of any language; tellings.py makes it from a figure and its
claims, or from a public document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sitreps.codelists import Agreement
from sitreps.documents import wording
from sitreps.documents.naming import Named
from sitreps.documents.wording import ENGLISH, Phrases, Printable
from sitreps.documents.wording.numbers import Ranged


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it may be printed."""

    quantifier: str | None
    printed: int | None
    printed_upper: int | None
    vague_parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict in its own words, and who is on it; `places`: of how many it is the sum by the desk."""

    count: Printable
    labels: tuple[Named, ...]
    places: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it; `attributed` is false where the document names nobody, `claims`: a party about military acts."""

    label: Named
    attributed: bool
    claims: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A figure and what its sentence tells beside the number.

    `places`: the parts of a sum by the desk, with their places. `part`: which part the chosen claim covers. `agreeing`:
    how many origins give just this number, and whether they speak with one voice. `combatants`: those who are stated
    to be, and whether the status of others is not stated (B7).
    """

    measure: str
    figure: Ranged
    sides: tuple[Side, ...] = ()
    places: tuple[tuple[Named, Printable], ...] = ()
    voices: tuple[Voice, ...] = ()
    part: str | None = None
    agreeing: int = 0
    one_voice: bool = False
    combatants: Printable | None = None
    others_not_stated: bool = False
    as_of_from: date | datetime | None = None
    as_of_to: date | datetime | None = None
    zone: str = "UTC"


def figure_text(telling: Telling, say: Phrases = ENGLISH) -> str:
    """The figure in words: a conflict's sides in theirs, a progression with its range, else its number (B5)."""
    if telling.sides:
        return "; ".join(_side(side, say) for side in telling.sides)
    text = wording.number_words(telling.figure, say).text
    span = wording.range_words(telling.figure, say)
    return say("number.with_range", number=text, range=span) if span else text


def quote(telling: Telling, say: Phrases = ENGLISH, *, number: str = "", dated: bool = True) -> str:
    """One sentence: the number, what happened, who says so, as of when.

    `number` stands in place of the number's own words (a token of an editor's text), but for those of a sum that is
    told in several places of the sentence; without `dated` the moment is left out: a document is as of one as a whole.
    """
    label = say.label("measure", telling.measure)
    if telling.figure.agreement == Agreement.NONE:
        return say("quote.silent", label=label)
    as_of = wording.as_of(telling.as_of_from, telling.as_of_to, telling.zone, say) if dated else ""
    if telling.sides:
        key, what = "quote.differ", say("quote.sides", label=label, sides=number or figure_text(telling, say))
    else:
        key = "quote.sum" if telling.places else "quote.claim"
        what = _what(telling, label, say, number)
    if telling.combatants is not None:
        what = say("kinds.beside", what=what, combatants=wording.combatants_words(telling.combatants, say))
    told = wording.sentence(say(f"{key}.dated" if as_of else key, what=what, reason=_said(telling, say), as_of=as_of))
    return f"{told} {say('kinds.status_of_others')}" if telling.others_not_stated else told


def in_every_language(telling: Telling) -> dict[str, str]:
    """The ready sentence by language."""
    return {language: quote(telling, wording.phrases(language)) for language in wording.LANGUAGES}


def reason(telling: Telling, say: Phrases = ENGLISH) -> str:
    """Who says it, as it follows a number: `, according to police`; ` (11 in Dnipro, 2 in Samar, …)`."""
    return say("reason.sum" if telling.places else "reason.claim", reason=_said(telling, say))


def basis(telling: Telling, say: Phrases = ENGLISH) -> str:
    """On what the number rests, in half a line."""
    return _said(telling, say)


def attribution(voices: Sequence[Voice], say: Phrases = ENGLISH) -> str:
    """`according to police`, `as claimed by a ministry`, or that the report gives no source; a mixture says both."""
    named = [voice.label for voice in voices if voice.attributed]
    if not named:
        labels = _labels([voice.label for voice in voices], say) or say("attribution.a_report")
        return say("attribution.unnamed", labels=labels)
    labels = _labels(named, say)
    several = len({one.text for one in named}) > 1
    # A party about military acts claims; whoever can know a number says it (edition.md C4).
    claimed = all(voice.claims for voice in voices if voice.attributed)
    how = "claimed" if claimed else "several" if several else "one"
    said = say(f"attribution.{how}", labels=labels)
    return said if len(named) == len(voices) else say("attribution.mixed", said=said)


def as_of_text(moment: date | datetime | None) -> str | None:
    """ISO 8601: a date, or a moment in UTC with Z."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat() if moment else None


def as_of_words(moment: date | datetime, zone: str) -> str:
    """`24 June 2025`, with the time where it is known."""
    if isinstance(moment, datetime):
        return wording.day_and_clock(moment, ZoneInfo(zone))
    return wording.day(moment)


def _what(telling: Telling, label: str, say: Phrases, number: str) -> str:
    """`At least 13 people were reported killed`, with the part of the people that was counted."""
    words = wording.number_words(telling.figure, say)
    what = wording.happened(telling.measure, words, label, say)
    if number and not words.vague:
        what = what.replace(words.text, number, 1)
    return say("quote.part", what=what, part=say(f"part.{telling.part}")) if telling.part else what


def _said(telling: Telling, say: Phrases) -> str:
    """Who says it; of a sum its parts as well, and that the desk added them."""
    said = attribution(telling.voices, say)
    if telling.places:
        parts = (
            say("quote.place", number=wording.number_words(count, say).text, place=place.in_(say))
            for place, count in telling.places
        )
        return say("quote.sum_of", parts=", ".join(parts), said=said)
    if telling.agreeing > 1:
        key = "quote.one_voice" if telling.one_voice else "quote.agreed"
        return say.counted(key, telling.agreeing, said=said)
    return said


def _side(side: Side, say: Phrases) -> str:
    number = wording.number_words(side.count, say).text
    labels = _labels(side.labels, say)
    if not labels:  # not all of its claims are in a document that was given: the number stands without who says it
        return number
    if side.places:
        return say.counted("quote.side_sum", side.places, number=number, labels=labels)
    return say("quote.side", number=number, labels=labels)


def _labels(labels: Sequence[Named], say: Phrases) -> str:
    return say.joined(list(dict.fromkeys(label.in_(say) for label in labels)))
