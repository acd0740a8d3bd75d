"""An edition laid out: every section of edition.md C2 in words, from the frozen document alone.

Pure and deterministic. The page and the PDF draw from the same `Layout`, so that they cannot show different numbers.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps.documents import markdown, terms, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Footer, Layout, Masthead
from sitreps.documents.numbering import Numbering
from sitreps.documents.sections_annex import data_notes, methodology, reached, sources
from sitreps.documents.sections_changes import dropped_rows, revised_rows, running_table
from sitreps.documents.sections_figures import key_figures
from sitreps.documents.sections_incidents import cards, damage_rows, incident_table, late_rows
from sitreps.documents.sections_summary import changed, how_sure

NOTICEABLE_SECONDS = 60
CAVEATS = (
    "Figures are provisional, as known at the cut-off, and may rise or fall.",
    "Nothing is independently verified unless it is said to be.",
    "Totals may include people whose civilian status is not stated.",
    "Silence is not zero: an area without incidents here may be one that nobody could report from.",
    "How each figure was reached is told in the annex, incident by incident.",
)
HOW_TO_READ = (
    ("open", "may be higher: “at least”, “more than”"),
    ("range", "sources name a range; the dot is the figure we print"),
    ("none", "no source gives a number; silence is not zero"),
    ("dots", "no named source, one source, several independent sources, verified"),
)
CORE = (
    ("HEA", "damage to health facilities"),
    ("EDU", "damage to education"),
    ("RES", "damage to housing"),
)


def lay_out(document: EditionDocument) -> Layout:
    """The edition in words, section by section. Cost: linear in its incidents and claims."""
    numbering = Numbering(document)
    damage = damage_rows(document, numbering)
    return Layout(
        language=document.languages[0],
        masthead=_masthead(document),
        highlights=tuple(paragraph for text in document.highlights for paragraph in markdown.paragraphs(text.markdown)),
        how_sure=how_sure(document),
        changed=changed(document, numbering),
        key_figures=key_figures(document, numbering),
        overview=markdown.paragraphs(document.overview.markdown),
        how_to_read=HOW_TO_READ,
        incidents=incident_table(document, numbering),
        late=late_rows(document, numbering),
        revised=revised_rows(document, numbering),
        dropped=dropped_rows(document, numbering),
        damage=damage,
        damage_note=_damage_note(document),
        nothing_reported=_nothing_reported(document),
        caveats=CAVEATS,
        cards=cards(document, numbering),
        reached=reached(document, numbering),
        running=running_table(document, numbering),
        data_notes=data_notes(document, numbering),
        methodology=methodology(document),
        sources=sources(document),
        footer=_footer(document),
    )


def _masthead(document: EditionDocument) -> Masthead:
    zone = ZoneInfo(document.timezone)
    differs = abs((document.as_known_at - document.period.to).total_seconds()) > NOTICEABLE_SECONDS
    known = wording.day_and_clock(document.as_known_at, zone)
    end = document.period.to.astimezone(zone)
    covers = f" (covers {document.covers_days} days)" if document.covers_days > 1 else ""
    return Masthead(
        desk=document.issued_by,
        series=document.series,
        number=document.number,
        version=f"version {document.issue}" if document.issue else "draft",
        sensitivity=document.sensitivity,
        title=document.heading,
        as_of=wording.day_and_clock(document.period.to, zone),
        known_at=f"events to {end:%H:%M}; figures as known at {known}" if differs else "",
        period=f"{_local(document.period.from_, zone)} to {_local(document.period.to, zone)} {end.tzname()}{covers}",
        issued=wording.day_and_clock(document.issued_at, zone) if document.issued_at else "not issued",
        next_report=_next_report(document),
        permalink=document.permalink,
        contact=document.contact,
        language=document.languages[0],
        is_draft=document.issue is None,
    )


def _next_report(document: EditionDocument) -> str:
    if document.next_issue_on is None:
        return "none planned: the series ends with this edition"
    return wording.day(document.next_issue_on)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{wording.day(local.date())}, {local:%H:%M}"


def _damage_note(document: EditionDocument) -> str:
    origins = list(dict.fromkeys(origin for row in document.damage for origin in row.origins))
    return f"Who says it: {wording.joined(origins)}. Effects on services are not stated." if origins else ""


def _nothing_reported(document: EditionDocument) -> str:
    told = {row.category.split(".")[0] for row in document.damage}
    missing = [words for code, words in CORE if code not in told]
    measures = {total.measure for total in document.totals if total.quantifier is not None}
    if "DISPLACED" not in measures:
        missing.append("displacement")
    return f"Nothing reported: {'; '.join(missing)}." if missing else ""


def _address(document: EditionDocument) -> str:
    """The permalink as it is read aloud: no scheme, no slash at its end."""
    return document.permalink.partition("://")[2].rstrip("/")


def _footer(document: EditionDocument) -> Footer:
    version = f"version {document.issue}" if document.issue else "draft"
    return Footer(
        cite=f"{document.issued_by}, “{document.title}”, {version}, {_address(document)}",
        licence=document.licence,
        disclaimer=terms.DISCLAIMER,
        digest=document.sha256,
        short_link=_address(document),
        running_head=document.heading,
    )
