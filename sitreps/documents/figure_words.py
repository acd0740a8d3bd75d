"""A published figure in the words of a language: as it was frozen where that is English, else told anew.

An edition freezes numbers, codes and names; in what language they are told is decided when it is laid out.
"""

from collections.abc import Iterable, Sequence

from sitreps.codelists import NotUsedBecause, Quantifier, TakenFrom, VagueWord, vocabulary
from sitreps.documents import quotes, tellings, wording
from sitreps.documents.edition import Damage
from sitreps.documents.incident import (
    Disaggregation,
    IncidentDocument,
    OfWhich,
    PublicClaim,
    PublicFigure,
    PublicFlag,
    PublicPart,
    PublicSide,
    PublicSplit,
)
from sitreps.documents.numbering import Numbering
from sitreps.documents.quotes import Telling
from sitreps.documents.wording import Phrases, Printable
from sitreps.figures.counts import UNCOUNTED, read_count
from sitreps.figures.intervals import Interval
from sitreps.figures.parameters import house_parameters


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


def claim_text(claim: PublicClaim, say: Phrases) -> str:
    """What a claim says: of which part where it does not speak of everybody, of whom where it counts one kind."""
    part = claim.part if claim.covers == "PART" else None
    if (kind := _of_whom(claim, say)) and part is None:
        return kind
    return wording.claim_words(claim.quantifier, claim.value, claim.value2, claim.vague_word, say, part=part)


def not_used(claim: PublicClaim, document: IncidentDocument, say: Phrases) -> str:
    """Why a claim is not the number that is asked about (see `not_used_code`), in words."""
    return wording.not_used_text(not_used_code(claim, document), say)


def not_used_code(claim: PublicClaim, document: IncidentDocument) -> str | None:
    """Why a claim is not the number that is asked about, told finer than the record does.

    `document` is the claim's own incident. Ask only of a claim that is not in the basis of that number: one that is its
    own incident's number is taken to be asked about for the cluster above: then None where its incident is not counted.

    HEADLINE_USED: it is its place's number, and the cluster's is another. SUM_USED: the number is the places' sum.
    Where another claim was used, by how this one stands to it: NO_SIDE contradicts none of the sides of a conflict;
    AGREES allows the number and says no more; PREFERRED: editors chose the other; OTHER_SIDE: it is a side that does
    not come first.
    """
    if claim.used:
        return NotUsedBecause.HEADLINE_USED if document.is_counted else None
    code = claim.not_used_because
    figure = next((one for one in document.figures if one.measure == claim.measure), None)
    if code != NotUsedBecause.OTHER_CLAIM_USED or figure is None:
        return code
    if figure.taken_from == TakenFrom.BREAKDOWN:
        return "SUM_USED"
    return _beside_used(claim, figure, document) or code


def _beside_used(claim: PublicClaim, figure: PublicFigure, document: IncidentDocument) -> str | None:
    """How a claim stands to the one that its incident's figure rests on; None where nothing is to be told but that."""
    if claim.lower is None:
        return None
    said, used = Interval(claim.lower, claim.upper), _used(figure, document)
    if figure.sides and all(_is_own(side, document) and said.meets(_bounds(side)) for side in figure.sides):
        return "NO_SIDE"
    if used and said.lower <= (used.lower or 0) and said.meets(Interval(used.lower or 0, used.upper)):
        return "AGREES"
    if used and used.preferred:
        return "PREFERRED"
    return "OTHER_SIDE" if any(claim.id in side.basis for side in figure.sides) else None


def _is_own(side: PublicSide, document: IncidentDocument) -> bool:
    """Whether a side is of the incident's own claims, not the sum of its places."""
    return all(key.partition("/")[0] == document.ref for key in side.basis)


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


def _used(figure: PublicFigure, document: IncidentDocument) -> PublicClaim | None:
    """The claim that a figure rests on; None where it is not shown."""
    return next((claim for claim in document.claims if claim.id in figure.basis and claim.lower is not None), None)


def _bounds(side: PublicSide) -> Interval:
    """What one side of a conflict allows, where it is of claims: a sum's words do not tell its bounds."""
    word = VagueWord(side.vague_parts[0]) if side.vague_parts else None
    reading = read_count(
        Quantifier(side.quantifier),
        side.printed,
        value2=side.printed_upper,
        vague_word=word,
        parameters=house_parameters(),
    )
    return reading.interval if reading else Interval(0, None)


def _of_whom(claim: PublicClaim, say: Phrases) -> str:
    """`1 man`, `at least 1 child`: a claim about people of one kind; empty for all others."""
    kind, word = claim.disaggregation, claim.vague_word
    if kind.kind != "SUBSET" or claim.quantifier in UNCOUNTED:
        return ""
    count = quotes.Count(claim.quantifier, claim.value, claim.value2, (word,) if word else ())
    return _people(count, kind, say)


def _kind(kind: OfWhich, say: Phrases) -> str:
    if say is wording.ENGLISH or (kind.printed is None and not kind.vague_parts):
        return kind.text
    return _people(kind, kind, say)


def _people(count: Printable, kind: Disaggregation | OfWhich, say: Phrases) -> str:
    role = kind.role or ""
    return wording.kind_words(
        wording.number_words(count, say),
        sex=kind.sex,
        age_group=kind.age_group,
        population_status=kind.population_status,
        role=kind.role,
        role_label=say.label("role", role).lower() if role in vocabulary("role") else role,
        say=say,
    )


def _part(by: str, part: PublicPart, say: Phrases) -> str:
    if part.quantifier is None:
        return part.text
    return wording.part_words(by, part.value, wording.number_words(part, say), say)
