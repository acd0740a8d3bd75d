"""The annex of an edition: how figures were reached, data notes, methodology, sources (edition.md C2 14-18, C5)."""

from collections.abc import Mapping
from dataclasses import replace

from sitreps.codelists import Agreement, vocabulary
from sitreps.documents import method, wording
from sitreps.documents.addresses import figure_address
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.layout import ClaimRow, Lead, Note, Reached, SourceLine
from sitreps.documents.numbering import Carries, Numbering
from sitreps.documents.numbers import number


def reached(document: EditionDocument, numbering: Numbering) -> tuple[Reached, ...]:
    """For each incident and measure with a claim: the answer, the claims and their use, the bounds, what stood out."""
    found = []
    numbers = {line.title: line.number for line in sources(document)}
    for root in numbering.roots:
        for one in (root, *numbering.children(root)):
            found += [
                replace(
                    reach(one, figure, numbering, numbers),
                    page=figure_address(document.permalink, one.ref, figure.measure),
                )
                for figure in one.figures
                if figure.claims
            ]
    return tuple(found)


def data_notes(document: EditionDocument, numbering: Numbering) -> tuple[Note, ...]:
    """What a reader must know, the same sentence once for all incidents that it is about."""
    about: dict[str, list[str]] = {}
    for note in document.data_notes:
        text = numbering.named(f"{note.text} {note.note}".strip())
        about.setdefault(text, []).append(note.ref.split(".")[0])
    return tuple(Note(numbering.labels(refs), text) for text, refs in about.items())


def methodology(document: EditionDocument) -> tuple[Lead, ...]:
    """The method in short, with the versions it stands on and what this edition must own up to."""
    versions = f"Vocabularies {document.vocabulary_version}; template {document.template_version}."
    owned = (Lead("This edition.", " ".join(document.method_notes)),) if document.method_notes else ()
    return (*method.method().summary, *owned, Lead("Versions.", versions))


def sources(document: Carries) -> tuple[SourceLine, ...]:
    """Every document a figure or its claims rest on, once, in the order of its first use."""
    lines: dict[str, SourceLine] = {}
    for one in document.incidents:
        for claim in one.claims:
            item = claim.source
            key = item.key or item.title
            if key not in lines:
                published = wording.day(item.published_on) if item.published_on else "date not stated"
                detail = f"{item.publisher or 'outlet not identified'}, {published}" if item.key else ""
                lines[key] = SourceLine(len(lines) + 1, item.title, detail, item.url or "")
    return tuple(lines.values())


def reach(
    document: IncidentDocument, figure: PublicFigure, numbering: Numbering, numbers: Mapping[str, int]
) -> Reached:
    """How one figure was reached: its answer, every claim of its incident and of the places below, what was noticed."""
    below = [claim for child in numbering.children(document) for claim in child.claims]
    claims = [claim for claim in (*document.claims, *below) if claim.measure == figure.measure]
    return Reached(
        label=numbering.label(document.ref),
        title=f"{document.place.name}: {vocabulary('measure').label(figure.measure).lower()}",
        ref=document.ref,
        measure=figure.measure,
        marker={"KILLED": "killed", "INJURED": "injured"}.get(figure.measure, ""),
        answer=figure.quote,
        value=number(figure),
        rows=tuple(_row(claim, figure, numbering, numbers) for claim in claims),
        facts=_facts(figure),
        noticed=tuple(numbering.named(flag.text) for flag in figure.flags),
    )


def _row(claim: PublicClaim, figure: PublicFigure, numbering: Numbering, numbers: Mapping[str, int]) -> ClaimRow:
    ref = claim.id.partition("/")[0]
    used = claim.id in figure.basis
    label = claim.origin.label
    words = wording.claim_words(claim.quantifier, claim.value, claim.value2, claim.vague_word)
    return ClaimRow(
        says=f"“{claim.wording}”" if claim.wording else words,
        who=label[:1].upper() + label[1:],
        source=f"[{numbers[claim.source.title]}]",
        where=f"{numbering.label(ref)} {numbering.documents[ref].place.name}",
        as_of=as_of(claim),
        used=("added" if len(figure.basis) > 1 else "used") if used else _not_used(claim),
        is_used=used,
        number=words,
    )


def _not_used(claim: PublicClaim) -> str:
    """Counted or not, and why it is not the number."""
    why = wording.NOT_USED_TEXTS.get(claim.not_used_because or "", "")
    status = "weighed" if claim.counted else "not counted"
    return f"{status}: {why}" if why else status


def as_of(claim: PublicClaim) -> str:
    """When a claim's number was true, in words, and whether the desk inferred it."""
    if claim.as_of is None:
        return "not stated"
    moment = claim.as_of.replace("T", " ").removesuffix("Z")
    words = wording.iso_words(moment)
    return f"{words} (inferred)" if claim.as_of_basis == "INFERRED" else words


def _facts(figure: PublicFigure) -> tuple[tuple[str, str], ...]:
    if figure.quantifier is None:
        return (("Printed", wording.NO_FIGURE),)
    return (
        ("Printed", figure.text),
        ("Lowest count", wording.digits(figure.low or 0)),
        ("Highest stated", "open" if figure.open else wording.digits(figure.highest_stated or 0)),
        ("Sources", Agreement(figure.agreement).label),
        (
            "Rests on",
            wording.joined(
                [
                    wording.counted(figure.claims, "claim", "claims"),
                    wording.counted(figure.origins, "origin", "origins"),
                ]
            ),
        ),
        *((split.text.partition(": ")[0], split.text.partition(": ")[2]) for split in figure.splits),
    )
