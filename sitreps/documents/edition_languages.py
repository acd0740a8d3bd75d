"""What an edition freezes in words, in every language of its series: its texts, and what changed since the one before.

All else is frozen as numbers, codes and names, and told in a language when the edition is laid out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps.documents import edition_texts, figure_words, markdown, wording
from sitreps.documents.canonical import frozen_digest
from sitreps.documents.edition import Dropped, EditionDocument, EditionTexts, Revised, Running, Text
from sitreps.documents.edition_texts import Writing
from sitreps.documents.naming import Named, country_names
from sitreps.documents.numbering import Numbering
from sitreps.documents.wording import ENGLISH, Phrases, spoken

TEXTS = ("highlights", "overview")


@dataclass(frozen=True, slots=True)
class Typed:
    """What editors wrote in place of the compiled texts, in one language; empty: as compiled."""

    highlights: str = ""
    overview: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Which of the two they wrote."""
        return tuple(name for name in TEXTS if getattr(self, name).strip())

    def before(self, other: "Typed") -> "Typed":
        """These texts, and those of `other` where there are none."""
        return Typed(*(getattr(self if name in self.names else other, name) for name in TEXTS))


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the edition before, in the words of one language."""

    revised: tuple[Revised, ...]
    dropped: tuple[Dropped, ...]
    running: tuple[Running, ...]


def text_field(name: str, language: str, first: str) -> str:
    """What an editor's text is called in forms and faults: `overview`, in a further language `overview-uk`."""
    return name if language == first else f"{name}-{language}"


def titles(name: Named, number: int, at: datetime, zone: ZoneInfo, say: Phrases) -> tuple[str, str]:
    """`Ukraine: Daily Situation Report No. 12`, and the same with what it is as of."""
    heading = say("edition.heading", title=name.in_(say), number=number)
    return heading, say("edition.title", heading=heading, as_of=wording.day_and_clock(at, zone, say))


def with_words(
    document: EditionDocument, title: Named, typed: Mapping[str, Typed], changed: Callable[[Phrases], Changed]
) -> EditionDocument:
    """The edition with its words in every one of its languages, and its digest. `typed` by language.

    InvalidValue where what editors typed has a token that no figure backs.
    """
    first, *further = document.languages
    english = changed(ENGLISH)
    own = _texts(document, title, first, typed, english if spoken(first) is ENGLISH else changed(spoken(first)))
    others = further if spoken(first) is ENGLISH else document.languages
    told = replace(
        document,
        title=own.title,
        heading=own.heading,
        highlights=own.highlights,
        overview=own.overview,
        revised=english.revised,
        dropped=english.dropped,
        running=english.running,
        texts={language: _texts(document, title, language, typed, changed(spoken(language))) for language in others},
        sha256="",
    )
    return replace(told, sha256=frozen_digest(told))


def _texts(
    document: EditionDocument, title: Named, language: str, typed: Mapping[str, Typed], changed: Changed
) -> EditionTexts:
    """The words of one language. What editors typed in the first alone stands there as it is, figures and all."""
    first = document.languages[0]
    say, is_further = spoken(language), language != first
    own = typed.get(language, Typed())
    told = own.before(typed.get(first, Typed()))
    numbering = Numbering(document, say, translated=is_further)
    untranslated = tuple(name for name in told.names if name not in own.names)
    figures = _figures(document, numbering)
    theirs = _figures(document, Numbering(document, spoken(first))) if untranslated else figures
    by_text = {name: theirs if name in untranslated else figures for name in TEXTS}
    home = document.countries[0].code if document.countries else ""
    writing = Writing(numbering, country_names(document, say), home)
    typed_in = {name: first if name in untranslated else language for name in told.names}
    lines = markdown.bullets(told.highlights) or edition_texts.highlights(writing, document.damage, changed.revised)
    text = told.overview.strip() or edition_texts.overview(writing)
    heading, whole = titles(title, document.number, document.period.to, ZoneInfo(document.timezone), say)
    return EditionTexts(
        title=whole,
        heading=heading,
        highlights=tuple(
            _resolved(
                line, by_text["highlights"], text_field("highlights", language, first), typed_in.get("highlights")
            )
            for line in lines
        ),
        overview=_resolved(
            text, by_text["overview"], text_field("overview", language, first), typed_in.get("overview")
        ),
        revised=changed.revised,
        dropped=changed.dropped,
        running=changed.running,
        typed=untranslated,
    )


def _resolved(text: str, figures: markdown.Figures, field: str, language: str | None) -> Text:
    return replace(markdown.resolve(text, figures, field=field), language=language)


def _figures(document: EditionDocument, numbering: Numbering) -> Mapping[tuple[str, str], str]:
    """The words that a figure's token stands for."""
    return {
        (one.ref, figure.measure): figure_words.text(one, figure, numbering)
        for one in document.incidents
        for figure in one.figures
    }
