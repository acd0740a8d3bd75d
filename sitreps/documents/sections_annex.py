"""The annex of an edition: how figures were reached, data notes, methodology, sources (edition.md C2 14-18, C5)."""

from collections.abc import Mapping
from dataclasses import replace

from sitreps.documents import figure_words, method, wording
from sitreps.documents.addresses import figure_address
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.layout import ClaimRow, Lead, Note, Reached, SourceLine
from sitreps.documents.naming import Named
from sitreps.documents.numbering import Carries, Numbering, place_name
from sitreps.documents.numbers import number
from sitreps.documents.wording import ENGLISH, Phrases

MARKERS = {"KILLED": "killed", "INJURED": "injured"}


def reached(document: EditionDocument, numbering: Numbering) -> tuple[Reached, ...]:
    """For each incident and measure with a claim: the answer, the claims and their use, the bounds, what stood out."""
    found = []
    numbers = source_numbers(document)
    for root in numbering.roots:
        for one in (root, *numbering.children(root)):
            found += [
                replace(
                    reach(one, figure, numbering, numbers),
                    page=figure_address(document.permalink, one.ref, figure.measure, numbering.say.language),
                )
                for figure in one.figures
                if figure.claims
            ]
    return tuple(found)


def data_notes(document: EditionDocument, numbering: Numbering) -> tuple[Note, ...]:
    """What a reader must know, the same sentence once for all incidents that it is about."""
    about: dict[str, list[str]] = {}
    for note in document.data_notes:
        said = figure_words.note_text(note.text, document.incidents, numbering.say)
        text = numbering.named(f"{said} {note.note}".strip())
        about.setdefault(text, []).append(note.ref.split(".")[0])
    return tuple(Note(numbering.labels(refs), text) for text, refs in about.items())


def methodology(document: EditionDocument, say: Phrases = ENGLISH) -> tuple[Lead, ...]:
    """The method in short, with the versions it stands on and what this edition must own up to."""
    versions = say("method.versions", vocabularies=document.vocabulary_version, template=document.template_version)
    own = " ".join(say.of_english(note, "method.") or note for note in document.method_notes)
    owned = (Lead(say("method.this_edition"), own),) if own else ()
    summary = method.method(say.language).summary
    return (*summary, *owned, Lead(say("method.versions.lead"), versions))


def sources(document: Carries, say: Phrases = ENGLISH) -> tuple[SourceLine, ...]:
    """Every document a figure or its claims rest on, once, in the order of its first use."""
    lines: dict[str, SourceLine] = {}
    for one in document.incidents:
        for claim in one.claims:
            item = claim.source
            key = item.key or item.title
            if key not in lines:
                published = wording.day(item.published_on, say) if item.published_on else say("source.undated")
                outlet = item.publisher or say("source.unidentified")
                title = item.title if item.key else say.of_english(item.title, "source.") or item.title
                detail = f"{outlet}, {published}" if item.key else ""
                lines[key] = SourceLine(len(lines) + 1, title, detail, item.url or "")
    return tuple(lines.values())


def source_numbers(document: Carries) -> Mapping[str, int]:
    """The number of each source, by its title as the record has it."""
    titles = (claim.source.title for one in document.incidents for claim in one.claims)
    numbers = {line.title: line.number for line in sources(document)}
    return {title: numbers[title] for title in titles}


def reach(
    document: IncidentDocument, figure: PublicFigure, numbering: Numbering, numbers: Mapping[str, int]
) -> Reached:
    """How one figure was reached: its answer, every claim of its incident and of the places below, what was noticed."""
    say = numbering.say
    below = [claim for child in numbering.children(document) for claim in child.claims]
    claims = [claim for claim in (*document.claims, *below) if claim.measure == figure.measure]
    return Reached(
        label=numbering.label(document.ref),
        title=f"{place_name(document, say)}: {numbering.measure(figure.measure).lower()}",
        ref=document.ref,
        measure=figure.measure,
        marker=MARKERS.get(figure.measure, ""),
        answer=figure_words.quote(document, figure, numbering),
        value=number(figure, say),
        rows=tuple(_row(claim, figure, numbering, numbers) for claim in claims),
        facts=_facts(document, figure, numbering),
        noticed=tuple(numbering.named(figure_words.flag_text(flag, say)) for flag in figure.flags),
    )


def _row(claim: PublicClaim, figure: PublicFigure, numbering: Numbering, numbers: Mapping[str, int]) -> ClaimRow:
    say = numbering.say
    ref = claim.id.partition("/")[0]
    used = claim.id in figure.basis
    label = Named(claim.origin.label, claim.origin.labels).in_(say)
    words = figure_words.claim_text(claim, say)
    return ClaimRow(
        says=say.quoted(claim.wording) if claim.wording else words,
        who=label[:1].upper() + label[1:],
        source=f"[{numbers[claim.source.title]}]",
        where=f"{numbering.label(ref)} {place_name(numbering.documents[ref], say)}",
        as_of=as_of(claim, say),
        used=say("claim.added" if len(figure.basis) > 1 else "claim.used") if used else _not_used(claim, numbering),
        is_used=used,
        number=words,
    )


def _not_used(claim: PublicClaim, numbering: Numbering) -> str:
    """Counted or not, and why it is not the number."""
    say, document = numbering.say, numbering.documents[claim.id.partition("/")[0]]
    why = figure_words.not_used(claim, document, say)
    status = say("claim.weighed" if claim.counted else "claim.not_counted")
    return f"{status}: {why}" if why else status


def as_of(claim: PublicClaim, say: Phrases = ENGLISH) -> str:
    """When a claim's number was true, in words, and whether the desk inferred it."""
    if claim.as_of is None:
        return say("claim.undated")
    words = wording.iso_words(claim.as_of.replace("T", " ").removesuffix("Z"), say)
    return say("claim.inferred", moment=words) if claim.as_of_basis == "INFERRED" else words


def _facts(document: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> tuple[tuple[str, str], ...]:
    say = numbering.say
    if figure.quantifier is None:
        return ((say("fact.printed"), say("number.no_figure")),)
    claims, origins = say.counted("claims", figure.claims), say.counted("origins", figure.origins)
    return (
        (say("fact.printed"), figure_words.text(document, figure, numbering)),
        (say("fact.lowest"), say.digits(figure.low or 0)),
        (say("fact.highest"), say("fact.open") if figure.open else say.digits(figure.highest_stated or 0)),
        (say("fact.sources"), say(f"agreement.{figure.agreement}")),
        (say("fact.on_record"), say("fact.behind", claims=claims, origins=origins)),
        *(figure_words.split(one, say) for one in figure.splits),
    )
