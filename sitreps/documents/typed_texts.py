"""What of an edition the desk typed or quoted, where the document is drawn in another language than that (WCAG 3.1.2).

A language without tables is drawn in English; where both have one script, only the record itself tells which is which.
"""

from collections.abc import Iterator
from dataclasses import replace

from sitreps.documents import markdown
from sitreps.documents.edition import EditionDocument, Text
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.layout import Paragraph
from sitreps.documents.naming import is_told_by_script
from sitreps.documents.wording import Phrases


def of(document: EditionDocument, say: Phrases) -> tuple[str, ...]:
    """The record's own words in the first language of an edition; none where their script or nothing tells them."""
    typed_in = document.languages[0]
    if typed_in == say.language or is_told_by_script(typed_in, say.language):
        return ()
    number = say("edition.heading", title="", number=document.number)
    changed = [text for row in document.dropped for text in (row.title, row.text)]
    changed += [row.text for row in document.revised]
    notes = [note.note for note in document.data_notes]
    incidents = [text for one in document.incidents for text in _of_incident(one)]
    found = (document.heading.removesuffix(number), *changed, *notes, *incidents)
    return tuple(dict.fromkeys(text for text in found if text))


def paragraphs(text: Text, say: Phrases) -> tuple[Paragraph, ...]:
    """A text as runs, those that an editor typed in another language of the same script marked with it."""
    found, language = markdown.paragraphs(text.markdown), text.language
    if language in {None, say.language} or is_told_by_script(language, say.language):
        return found
    return tuple(tuple(run if run.ref else replace(run, language=language) for run in one) for one in found)


def _of_incident(one: IncidentDocument) -> Iterator[str]:
    yield from (one.title, one.summary, one.change.note)
    if one.reported_responsible:
        yield one.reported_responsible.name
    for claim in one.claims:
        yield from (claim.wording, claim.origin.label, claim.source.title, claim.source.publisher or "")
