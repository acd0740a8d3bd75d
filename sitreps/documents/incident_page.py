"""One incident by itself, in words: what is known now, how each figure was reached, and every revision before.

The public page of an incident is drawn from this, as an edition is from its `Layout`: from frozen documents alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sitreps.codelists import vocabulary
from sitreps.documents import wording
from sitreps.documents.edition import Included
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.layout import Number, Reached, SourceLine, Sure
from sitreps.documents.numbering import Numbering, what
from sitreps.documents.numbers import NO_NUMBER, number, sure
from sitreps.documents.sections_annex import reach, sources
from sitreps.documents.sections_incidents import responsible_text, when

SILENT = "No source gives a number; silence is not zero."


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
) -> IncidentPage:
    """The page of the newest revision. `children` are the newest of the places below; `revisions` newest first."""
    tree = _Tree((document, *children))
    numbering, listed = _Unnumbered(tree), sources(tree)
    numbers = {line.title: line.number for line in listed}
    zone, responsible = ZoneInfo(document.occurred.tz), document.reported_responsible
    return IncidentPage(
        ref=document.ref,
        href=document.href,
        title=document.title,
        revision=f"revision {document.revision}",
        published=wording.day_and_clock(document.published_at, zone),
        facts=_facts(document),
        sure=sure(document.grade_text),
        responsible=responsible_text(responsible) if responsible else "",
        summary=document.summary,
        parent=_neighbour(parent) if parent else None,
        children=tuple(_neighbour(child) for child in children),
        figures=tuple(_figure(reach(document, one, numbering, numbers)) for one in document.figures),
        damage=tuple(facility.text[:1].upper() + facility.text[1:] for facility in document.facilities),
        sources=listed,
        history=tuple(_revision(one, zone) for one in revisions),
    )


def _facts(document: IncidentDocument) -> tuple[tuple[str, str], ...]:
    days, hours = when(document)
    happened, place = document.occurred, document.place
    year = f" {happened.on.year}" if happened.precision != "UNKNOWN" else ""
    inferred = " (date inferred)" if happened.basis == "INFERRED" else ""
    code = (place.adm2 if place.adm2 and place.level not in {"ADM1", "COUNTRY"} else place.adm1) or None
    return (
        ("When", f"{days}{year}, {hours}{inferred}"),
        ("Where", f"{place.name} ({code.pcode})" if code and code.pcode else place.name),
        ("What", what(document)),
    )


def _figure(part: Reached) -> Reached:
    rows = tuple(replace(row, where=row.where.strip()) for row in part.rows)
    title = vocabulary("measure").label(part.measure)
    return replace(part, title=title, rows=rows, answer=part.answer if rows else SILENT)


def _neighbour(document: IncidentDocument) -> Neighbour:
    return Neighbour(
        ref=document.ref,
        title=document.title,
        where=document.place.name,
        killed=_number(document, "KILLED"),
        injured=_number(document, "INJURED"),
        sure=sure(document.grade_text),
    )


def _number(document: IncidentDocument, measure: str) -> Number:
    figure: PublicFigure | None = next((one for one in document.figures if one.measure == measure), None)
    return number(figure) if figure else NO_NUMBER


def _revision(document: IncidentDocument, zone: ZoneInfo) -> RevisionLine:
    published: datetime = document.published_at
    change = document.change
    why = wording.CHANGE_TEXTS.get(change.code, change.code.replace("_", " ").lower())
    return RevisionLine(
        label=f"Revision {document.revision}",
        when=wording.day_and_clock(published, zone),
        why=wording.sentence(f"{why}: {change.note}" if change.note else why),
        figures=tuple((vocabulary("measure").label(one.measure), one.text) for one in document.figures),
    )
