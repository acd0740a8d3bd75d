"""How sure is this, and what changed: the two short answers of an edition's first page (look-edition.md)."""

from collections.abc import Collection, Sequence

from sitreps.documents import sections_changes, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument, PublicSource
from sitreps.documents.layout import Lead
from sitreps.documents.numbering import Numbering

MOST_NAMED = 3
VERIFIED = wording.GRADE_TEXTS["CONFIRMED"]
SEVERAL = wording.GRADE_TEXTS["FAIR"]


def how_sure(document: EditionDocument) -> tuple[Lead, ...]:
    """Three sentences: sourcing, verification, what is likely to change."""
    roots = Numbering(document).fresh
    if not roots:
        return (
            Lead("No new figures.", "No source in the desk’s record tells of a new incident; silence is not zero."),
        )
    return (_sourcing(document), _verification(roots), _change(roots))


def changed(document: EditionDocument, numbering: Numbering) -> tuple[str, ...]:
    """New, late, revised and dropped since the edition before, in words (C2, 5)."""
    if document.first:
        return ("First edition: no earlier figures to compare with.", *_within_the_day(numbering))
    return sections_changes.changed(document, numbering)


def _within_the_day(numbering: Numbering) -> list[str]:
    """A headline that the places overtook: the change inside the first day that readers will ask about."""
    told = []
    for root in numbering.fresh:
        for figure in root.figures:
            flags = {flag.code for flag in figure.flags}
            own = next(
                (one for one in root.claims if one.measure == figure.measure and not one.used and one.counted), None
            )
            if "HEADLINE_BELOW_BREAKDOWN" in flags and own is not None:
                told.append(
                    f"Within the day, “{own.wording}” for {root.place.name} became {figure.text} when the desk added"
                    " the figures of its places."
                )
    return told


def _sourcing(document: EditionDocument) -> Lead:
    numbering = Numbering(document)
    roots = numbering.fresh
    fresh = [one for one in document.incidents if numbering.is_fresh(one.ref)]
    claims = [claim for one in fresh for claim in one.claims if claim.counted]
    items: dict[str, PublicSource] = {claim.source.key or claim.source.title: claim.source for claim in claims}
    named = list(dict.fromkeys(claim.origin.label for claim in claims if claim.verification != "UNATTRIBUTED"))
    unnamed = sum(1 for root in roots if root.grade_text == wording.NO_NAMED_SOURCE)
    strong = sum(1 for root in roots if root.grade_text in {SEVERAL, VERIFIED})
    words = "Well sourced." if strong == len(roots) else "Mixed sourcing." if strong else "Thin sourcing."
    text = (
        f"All figures come from {wording.counted(len(items), 'document', 'documents')}{_unidentified(items.values())}."
    )
    if named:
        text += f" Named there: {wording.joined(named[:MOST_NAMED])}{' and others' if len(named) > MOST_NAMED else ''}."
    if unnamed:
        text += f" {wording.counted(unnamed, 'incident names', 'incidents name')} no source."
    return Lead(words, text)


def _unidentified(items: Collection[PublicSource]) -> str:
    count = sum(1 for item in items if item.publisher is None and item.key is not None)
    if not count:
        return ""
    return " whose outlet is not identified" if len(items) == 1 else f", {count} of them by outlets not identified"


def _verification(roots: Sequence[IncidentDocument]) -> Lead:
    verified = sum(1 for root in roots if root.grade_text == VERIFIED)
    several = sum(1 for root in roots if root.grade_text == SEVERAL)
    sources = (
        f"{wording.counted(several, 'incident has', 'incidents have')} several independent sources"
        if several
        else "no incident has 2 independent sources"
    )
    if verified:
        return Lead(
            "Partly verified.", f"{wording.counted(verified, 'incident is', 'incidents are')} verified; {sources}."
        )
    return Lead("Not verified.", f"No figure is verified; {sources}.")


def _change(roots: Sequence[IncidentDocument]) -> Lead:
    sentences = []
    open_ = sum(1 for root in roots if any(figure.open for figure in root.figures))
    if open_:
        sentences.append(f"{wording.counted(open_, 'incident', 'incidents')} may have more victims than are counted.")
    for measure in ("KILLED", "INJURED"):
        missing = sum(1 for root in roots if not any(one.measure == measure and one.quantifier for one in root.figures))
        if missing:
            verb = "incident has" if missing == 1 else "incidents have"
            sentences.append(f"{missing} {verb} no number of {wording.ENGLISH(f'short.{measure}')}.")
    if not sentences:
        return Lead("Provisional.", "Every incident has a figure; sources may still revise them.")
    return Lead("Likely to change.", " ".join(sentences))
