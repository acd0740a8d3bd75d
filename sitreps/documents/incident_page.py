"""One incident by itself, in words: what is known now, how each figure was reached, and every revision before.

The public page of an incident is drawn from this, as an edition is from its `Layout`: from frozen documents alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sitreps.documents import damage, figure_words, wording
from sitreps.documents.edition import Included
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.layout import Number, Reached, SourceLine, Sure
from sitreps.documents.numbering import Numbering, place_name, title_in, what
from sitreps.documents.numbers import number, sure
from sitreps.documents.revisions import revision_change
from sitreps.documents.sections_annex import reach, source_numbers, sources
from sitreps.documents.sections_incidents import place_code, responsible_text, when
from sitreps.documents.wording import ENGLISH, Phrases


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another incident of the same tree: the cluster above, or a location below, with its figures."""

    ref: str
    title: str
    where: str
    killed: Number
    injured: Number
    sure: Sure


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One publication: when, why, and the figures it gave."""

    label: str
    when: str
    why: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Everything the page prints; every value is display text."""

    ref: str
    href: str
    title: str
    revision: str
    published: str
    facts: tuple[tuple[str, str], ...]
    sure: Sure
    responsible: str
    summary: str
    parent: Neighbour | None
    children: tuple[Neighbour, ...]
    figures: tuple[Reached, ...]
    damage: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    history: tuple[RevisionLine, ...]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The incident and its places, as something that can be numbered."""

    incidents: tuple[IncidentDocument, ...]
    new: tuple[Included, ...] = ()
    late: tuple[Included, ...] = ()


class _Unnumbered(Numbering):
    """Outside an edition incidents have no numbers: they go by their places."""

    def label(self, ref: str) -> str:  # noqa: ARG002 - the same question, another answer
        return ""


def lay_out_incident(
    document: IncidentDocument,
    *,
    parent: IncidentDocument | None,
    children: Sequence[IncidentDocument],
    revisions: Sequence[IncidentDocument],
    say: Phrases = ENGLISH,
) -> IncidentPage:
    """The page of the newest revision, told in a language; what the desk typed or quoted stands as it is.

    `children` are the newest of the places below; `revisions` newest first.
    """
    tree = _Tree((document, *children))
    numbering, numbers = _Unnumbered(tree, say), source_numbers(tree)
    zone, responsible = ZoneInfo(document.occurred.tz), document.reported_responsible
    return IncidentPage(
        ref=document.ref,
        href=document.href,
        title=title_in(document, say),
        revision=say("figure.revision", number=document.revision),
        published=wording.day_and_clock(document.published_at, zone, say),
        facts=_facts(document, say),
        sure=_sure(document, say),
        responsible=responsible_text(responsible, say) if responsible else "",
        summary=document.summary,
        parent=_neighbour(parent, say) if parent else None,
        children=tuple(_neighbour(child, say) for child in children),
        figures=tuple(_figure(reach(document, one, numbering, numbers), say) for one in document.figures),
        damage=tuple(wording.opened(damage.facility_text(one, say)) for one in document.facilities),
        sources=sources(tree, say),
        history=tuple(_revision(one, zone, numbering) for one in revisions),
    )


def _facts(document: IncidentDocument, say: Phrases) -> tuple[tuple[str, str], ...]:
    days, hours = when(document, say)
    happened = document.occurred
    on = days if happened.precision == "UNKNOWN" else say("incident.in_year", days=days, year=happened.on.year)
    told = say("incident.when", days=on, hours=hours)
    inferred = f" ({say('card.date_inferred')})" if happened.basis == "INFERRED" else ""
    place, code = place_name(document, say), place_code(document)
    return (
        (say("incident.fact.when"), f"{told}{inferred}"),
        (say("incident.fact.where"), f"{place} ({code})" if code else place),
        (say("incident.fact.what"), what(document, say)),
    )


def _sure(document: IncidentDocument, say: Phrases) -> Sure:
    return sure(document.grade_text, figure_words.grade_words(document, say))


def _figure(part: Reached, say: Phrases) -> Reached:
    rows = tuple(replace(row, where=row.where.strip()) for row in part.rows)
    title = say.label("measure", part.measure)
    return replace(part, title=title, rows=rows, answer=part.answer if rows else say("incident.silent"))


def _neighbour(document: IncidentDocument, say: Phrases) -> Neighbour:
    return Neighbour(
        ref=document.ref,
        title=title_in(document, say),
        where=place_name(document, say),
        killed=_number(document, "KILLED", say),
        injured=_number(document, "INJURED", say),
        sure=_sure(document, say),
    )


def _number(document: IncidentDocument, measure: str, say: Phrases) -> Number:
    figure: PublicFigure | None = next((one for one in document.figures if one.measure == measure), None)
    return number(figure, say)


def _revision(document: IncidentDocument, zone: ZoneInfo, numbering: Numbering) -> RevisionLine:
    say, change = numbering.say, revision_change(document, numbering.say)
    why = say("figure.why", change=change.text, note=change.note) if change.note else change.text
    return RevisionLine(
        label=wording.opened(say("figure.revision", number=document.revision)),
        when=wording.day_and_clock(document.published_at, zone, say),
        why=wording.sentence(why),
        figures=tuple(
            (say.label("measure", one.measure), figure_words.text(document, one, numbering)) for one in document.figures
        ),
    )
