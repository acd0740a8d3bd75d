"""How sure is this, and what changed: the two short answers of an edition's first page (look-edition.md)."""

from collections.abc import Collection, Sequence

from sitreps.documents import figure_words, sections_changes, wording
from sitreps.documents.edition import EditionDocument, EditionTexts
from sitreps.documents.incident import IncidentDocument, PublicSource
from sitreps.documents.layout import Lead
from sitreps.documents.naming import Named
from sitreps.documents.numbering import Numbering, place_name
from sitreps.documents.wording import Phrases

MOST_NAMED = 3
VERIFIED = wording.GRADE_TEXTS["CONFIRMED"]
SEVERAL = wording.GRADE_TEXTS["FAIR"]


def how_sure(document: EditionDocument, numbering: Numbering) -> tuple[Lead, ...]:
    """Three sentences: sourcing, verification, what is likely to change."""
    roots, say = numbering.fresh, numbering.say
    if not roots:
        return (Lead(say("sure.silent.lead"), say("sure.silent")),)
    return (_sourcing(document, numbering), _verification(roots, say), _change(roots, say))


def changed(document: EditionDocument, texts: EditionTexts, numbering: Numbering) -> tuple[str, ...]:
    """New, late, revised and dropped since the edition before, in words (C2, 5)."""
    if document.first:
        return (numbering.say("changed.first"), *_within_the_day(numbering))
    return sections_changes.changed(document, texts, numbering)


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
                    numbering.say(
                        "changed.within_the_day",
                        wording=numbering.say.quoted(own.wording),
                        place=place_name(root, numbering.say),
                        now=figure_words.text(root, figure, numbering),
                    )
                )
    return told


def _sourcing(document: EditionDocument, numbering: Numbering) -> Lead:
    roots, say = numbering.fresh, numbering.say
    fresh = [one for one in document.incidents if numbering.is_fresh(one.ref)]
    claims = [claim for one in fresh for claim in one.claims if claim.counted]
    items: dict[str, PublicSource] = {claim.source.key or claim.source.title: claim.source for claim in claims}
    named = list(
        dict.fromkeys(
            Named(claim.origin.label, claim.origin.labels).in_(say)
            for claim in claims
            if claim.verification != "UNATTRIBUTED"
        )
    )
    unnamed = sum(1 for root in roots if root.grade_text == wording.NO_NAMED_SOURCE)
    strong = sum(1 for root in roots if root.grade_text in {SEVERAL, VERIFIED})
    lead = "sure.well" if strong == len(roots) else "sure.mixed" if strong else "sure.thin"
    sentences = [say.counted(f"sure.documents.{_unidentified(items.values())}", len(items), m=_unknown(items.values()))]
    if named:
        names = say.joined(named[:MOST_NAMED])
        sentences.append(say("sure.named", names=_and_others(names, len(named), say)))
    if unnamed:
        sentences.append(say.counted("sure.unnamed", unnamed))
    return Lead(say(lead), " ".join(sentences))


def _and_others(names: str, count: int, say: Phrases) -> str:
    return say("and_others", names=names) if count > MOST_NAMED else names


def _unknown(items: Collection[PublicSource]) -> int:
    return sum(1 for item in items if item.publisher is None and item.key is not None)


def _unidentified(items: Collection[PublicSource]) -> str:
    """Of how many documents the outlet is known: all, the only one is not, or some are not."""
    if not _unknown(items):
        return "known"
    return "one_unknown" if len(items) == 1 else "some_unknown"


def _verification(roots: Sequence[IncidentDocument], say: Phrases) -> Lead:
    verified = sum(1 for root in roots if root.grade_text == VERIFIED)
    several = sum(1 for root in roots if root.grade_text == SEVERAL)
    sources = say.counted("sure.several", several) if several else say("sure.none_has_several")
    if verified:
        return Lead(say("sure.partly_verified.lead"), say.counted("sure.partly_verified", verified, sources=sources))
    return Lead(say("sure.not_verified.lead"), say("sure.not_verified", sources=sources))


def _change(roots: Sequence[IncidentDocument], say: Phrases) -> Lead:
    sentences = []
    open_ = sum(1 for root in roots if any(figure.open for figure in root.figures))
    if open_:
        sentences.append(say.counted("sure.more_victims", open_))
    for measure in ("KILLED", "INJURED"):
        missing = sum(1 for root in roots if not any(one.measure == measure and one.quantifier for one in root.figures))
        if missing:
            sentences.append(say.counted(f"sure.no_number.{measure}", missing))
    if not sentences:
        return Lead(say("sure.provisional.lead"), say("sure.provisional"))
    return Lead(say("sure.likely_to_change.lead"), " ".join(sentences))
