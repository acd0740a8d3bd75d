"""A published figure in the words of a language: as it was frozen where that is English, else told anew.

An edition freezes numbers, codes and names; in what language they are told is decided when it is laid out.
"""

from collections.abc import Iterable, Sequence

from sitreps.documents import quotes, tellings, wording
from sitreps.documents.edition import Damage
from sitreps.documents.incident import IncidentDocument, OfWhich, PublicFigure, PublicFlag, PublicPart, PublicSplit
from sitreps.documents.numbering import Numbering
from sitreps.documents.quotes import Telling
from sitreps.documents.wording import Phrases


def telling(document: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> Telling:
    """What the figure's sentence tells, out of the documents that the edition carries."""
    return tellings.of_public(figure, document, numbering.children(document))


def text(document: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> str:
    """The figure in words."""
    if numbering.say is wording.ENGLISH:
        return figure.text
    return quotes.figure_text(telling(document, figure, numbering), numbering.say)


def quote(document: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> str:
    """The figure's ready sentence."""
    if numbering.say is wording.ENGLISH:
        return figure.quote
    frozen = figure.quotes.get(numbering.say.language)
    return frozen or quotes.quote(telling(document, figure, numbering), numbering.say)


def kinds(figure: PublicFigure, say: Phrases) -> str:
    """The kinds of people inside a figure: `2 women and at least 1 child`."""
    return kinds_of(figure.people_named, say)


def kinds_of(told: Iterable[OfWhich], say: Phrases) -> str:
    """The same of any kinds."""
    return say.joined([_kind(kind, say) for kind in told])


def split(one: PublicSplit, say: Phrases) -> tuple[str, str]:
    """`By age` and `at least 1 child; not stated: up to 2`."""
    if say is wording.ENGLISH:
        label, _, told = one.text.partition(": ")
        return label, told
    parts = [_part(one.by, part, say) for part in one.parts]
    return wording.split_label(one.by, say), wording.split_words(parts, one.not_stated_lower, one.not_stated_upper, say)


def flag_text(flag: PublicFlag, say: Phrases) -> str:
    """What the desk noticed, in one sentence."""
    return flag.text if say is wording.ENGLISH else wording.flag_text(flag.code, flag.amount, flag.about, say)


def grade_words(document: IncidentDocument, say: Phrases) -> str:
    """The public words of an incident's grade."""
    if say is wording.ENGLISH:
        return document.grade_text
    return wording.grade_text(document.grade, say, attributed=document.grade_text != wording.NO_NAMED_SOURCE)


def note_text(text: str, documents: Sequence[IncidentDocument], say: Phrases) -> str:
    """A data note: the flag of a figure that it repeats, or one of the sentences of the tables; else as it stands."""
    if say is wording.ENGLISH or not text:
        return text
    flags = (flag for one in documents for figure in one.figures for flag in figure.flags)
    flag = next((flag for flag in flags if flag.text == text), None)
    return flag_text(flag, say) if flag else say.of_english(text, "note.") or text


def damage_origins(damage: Iterable[Damage], numbering: Numbering) -> list[str]:
    """Who tells of damage, each once."""
    return list(dict.fromkeys(numbering.origin(label) for row in damage for label in row.origins))


def _kind(kind: OfWhich, say: Phrases) -> str:
    if say is wording.ENGLISH or (kind.printed is None and not kind.vague_parts):
        return kind.text
    return wording.kind_words(
        wording.number_words(kind, say),
        sex=kind.sex,
        age_group=kind.age_group,
        population_status=kind.population_status,
        role=kind.role,
        role_label=kind.role or "",
        say=say,
    )


def _part(by: str, part: PublicPart, say: Phrases) -> str:
    if part.quantifier is None:
        return part.text
    return wording.part_words(by, part.value, wording.number_words(part, say), say)
