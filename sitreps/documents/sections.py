"""An edition laid out: every section of edition.md C2 in words, from the frozen document alone.

Pure and deterministic. The page and the PDF draw from the same `Layout`, so that they cannot show different numbers.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps.documents import figure_words, typed_texts, wording
from sitreps.documents.edition import EditionDocument, EditionTexts
from sitreps.documents.layout import Footer, Layout, Masthead
from sitreps.documents.naming import Named
from sitreps.documents.numbering import Numbering
from sitreps.documents.sections_annex import data_notes, methodology, reached, sources
from sitreps.documents.sections_cards import cards
from sitreps.documents.sections_changes import dropped_rows, revised_rows, running_table
from sitreps.documents.sections_figures import key_figures
from sitreps.documents.sections_incidents import damage_rows, incident_table, late_rows
from sitreps.documents.sections_summary import changed, how_sure
from sitreps.documents.wording import Phrases, spoken

NOTICEABLE_SECONDS = 60
CAVEATS = 5
SIGNS = ("open", "range", "none", "dots")
CORE = ("HEA", "EDU", "RES")


def lay_out(document: EditionDocument, language: str | None = None) -> Layout:
    """The edition in words, section by section, in one of its languages: the first, unless another is named.

    A language without tables is told in English, and says so: only what the desk typed is in it.
    Cost: linear in its incidents and claims.
    """
    language = language or document.languages[0]
    say, texts = spoken(language), _texts(document, language)
    numbering = Numbering(document, say, translated=language != document.languages[0])
    return Layout(
        language=say.language,
        masthead=_masthead(document, texts, say),
        highlights=tuple(paragraph for text in texts.highlights for paragraph in typed_texts.paragraphs(text, say)),
        how_sure=how_sure(document, numbering),
        changed=changed(document, texts, numbering),
        key_figures=key_figures(document, texts, numbering),
        overview=typed_texts.paragraphs(texts.overview, say),
        how_to_read=tuple((sign, say(f"read.{sign}")) for sign in SIGNS),
        incidents=incident_table(document, numbering),
        late=late_rows(document, numbering),
        revised=revised_rows(texts, numbering),
        dropped=dropped_rows(texts, numbering),
        damage=damage_rows(document, numbering),
        damage_note=_damage_note(document, numbering),
        nothing_reported=_nothing_reported(document, say),
        caveats=_caveats(numbering),
        cards=cards(document, numbering),
        reached=reached(document, numbering),
        running=running_table(document, texts, numbering),
        data_notes=data_notes(document, numbering),
        methodology=methodology(document, say),
        sources=sources(document, say),
        footer=_footer(document, texts, say),
        highlights_note=say("untranslated") if "highlights" in texts.typed else "",
        overview_note=say("untranslated") if "overview" in texts.typed else "",
        typed_in=document.languages[0],
        typed=typed_texts.of(document, say),
    )


def _texts(document: EditionDocument, language: str) -> EditionTexts:
    """The edition's words in a language; those of its first are its own members."""
    found = document.texts.get(language)
    return found or EditionTexts(
        title=document.title,
        heading=document.heading,
        highlights=document.highlights,
        overview=document.overview,
        revised=document.revised,
        dropped=document.dropped,
        running=document.running,
    )


def _masthead(document: EditionDocument, texts: EditionTexts, say: Phrases) -> Masthead:
    zone = ZoneInfo(document.timezone)
    differs = abs((document.as_known_at - document.period.to).total_seconds()) > NOTICEABLE_SECONDS
    known = wording.day_and_clock(document.as_known_at, zone, say)
    end = document.period.to.astimezone(zone)
    begins, ends = (_local(moment, zone, say) for moment in (document.period.from_, document.period.to))
    period = say("masthead.period", begins=begins, ends=ends, zone=end.tzname())
    return Masthead(
        desk=_desk(document, say),
        series=document.series,
        number=document.number,
        version=_version(document, say),
        sensitivity=say.either(f"sensitivity.{document.sensitivity}", document.sensitivity),
        title=texts.heading,
        as_of=wording.day_and_clock(document.period.to, zone, say),
        known_at=say("masthead.known", time=wording.clock_time(end), known=known) if differs else "",
        period=say.counted("masthead.covers", document.covers_days, period=period)
        if document.covers_days > 1
        else period,
        issued=wording.day_and_clock(document.issued_at, zone, say)
        if document.issued_at
        else say("masthead.not_issued"),
        next_report=_next_report(document, say),
        permalink=document.permalink,
        contact=document.contact,
        language=say.language,
        is_draft=document.issue is None,
    )


def _desk(document: EditionDocument, say: Phrases) -> str:
    return Named(document.issued_by, document.issued_by_names).in_(say)


def _version(document: EditionDocument, say: Phrases) -> str:
    return say("version", number=document.issue) if document.issue else say("version.draft")


def _next_report(document: EditionDocument, say: Phrases) -> str:
    if document.next_issue_on is None:
        return say("masthead.no_next_report")
    return wording.day(document.next_issue_on, say)


def _local(moment: datetime, zone: ZoneInfo, say: Phrases) -> str:
    local = moment.astimezone(zone)
    return f"{wording.day(local.date(), say)}, {wording.clock_time(local)}"


def _damage_note(document: EditionDocument, numbering: Numbering) -> str:
    origins = figure_words.damage_origins(document.damage, numbering)
    return numbering.say("damage.note", origins=numbering.say.joined(origins)) if origins else ""


def _nothing_reported(document: EditionDocument, say: Phrases) -> str:
    told = {row.category.split(".")[0] for row in document.damage}
    missing = [say(f"nothing.{code}") for code in CORE if code not in told]
    measures = {total.measure for total in document.totals if total.quantifier is not None}
    if "DISPLACED" not in measures:
        missing.append(say("nothing.displaced"))
    return say("nothing.reported", what="; ".join(missing)) if missing else ""


def _caveats(numbering: Numbering) -> tuple[str, ...]:
    """The five of every edition; in a further language also that what the desk typed stands as it typed it."""
    say = numbering.say
    lines = tuple(say(f"caveat.{number}") for number in range(1, CAVEATS + 1))
    return (*lines, say("caveat.untranslated")) if numbering.translated else lines


def _address(document: EditionDocument) -> str:
    """The permalink as it is read aloud: no scheme, no slash at its end."""
    return document.permalink.partition("://")[2].rstrip("/")


def _footer(document: EditionDocument, texts: EditionTexts, say: Phrases) -> Footer:
    return Footer(
        cite=say(
            "footer.cite",
            desk=_desk(document, say),
            title=say.quoted(texts.title),
            version=_version(document, say),
            address=_address(document),
        ),
        licence=document.licence,
        disclaimer=say("footer.disclaimer"),
        digest=document.sha256,
        short_link=_address(document),
        running_head=texts.heading,
    )
