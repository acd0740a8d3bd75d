"""An edition from the record as it was known at its cut: which incidents, which totals, which texts. Pure.

The same record, cut and texts give the same bytes, however often it is compiled (reconciliation.md B7, B8).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sitreps.codelists import vocabularies
from sitreps.documents import damage as damages
from sitreps.documents import edition_changes, edition_texts, edition_totals, markdown, wording
from sitreps.documents.canonical import frozen_digest
from sitreps.documents.carrying import History, Root
from sitreps.documents.edition import (
    Country,
    Damage,
    DataNote,
    Day,
    EditionDocument,
    Included,
    Period,
    Revised,
    Text,
)
from sitreps.documents.incident import IncidentDocument

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What an edition prints of its series."""

    code: str
    title: str
    timezone: str
    languages: tuple[str, ...]
    issued_by: str
    contact: str
    glide: str | None
    countries: tuple[Country, ...]
    publish_attribution: str
    licence: str


@dataclass(frozen=True, slots=True)
class Frame:
    """An edition's place in its series and its cut. `since` is the first day that the running totals cover."""

    number: int
    date: Day
    period_from: datetime
    period_to: datetime
    as_known_at: datetime
    known_seq: int
    next_issue_on: Day | None
    covers_days: int
    first: bool
    since: Day
    permalink: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What editors wrote in place of the compiled texts (empty: as compiled), and what they decided."""

    highlights: str = ""
    overview: str = ""
    notes: tuple[DataNote, ...] = ()
    method_notes: tuple[str, ...] = ()


def build(
    series: SeriesFacts, frame: Frame, roots: Sequence[Root], history: History, wishes: Wishes
) -> EditionDocument:
    """The edition as a draft: `issue` and `issued_at` are null until `issued` fills them.

    InvalidValue where an editor's text has a token that no figure backs.
    """
    roots = sorted(roots, key=_order(series))
    begins = wording.local_date(frame.period_from, series.timezone)
    changes = edition_changes.compare(roots, history, begins, series.countries)
    fresh_roots = (*changes.new, *changes.late)
    documents = tuple(
        document for root in (*fresh_roots, *changes.revised) for document in (root.document, *root.child_documents)
    )
    figures = {(one.ref, figure.measure): figure.text for one in documents for figure in one.figures}
    damage = _damage(fresh_roots, frame)
    fresh = [root.document for root in fresh_roots]
    since_start = edition_totals.totals(roots, series.countries, stocks=False)
    document = replace(
        _blank(series, frame),
        totals=edition_totals.totals(fresh_roots, series.countries),
        since_start=since_start,
        highlights=_resolved(
            markdown.bullets(wishes.highlights)
            or edition_texts.highlights(fresh, damage, series.countries, _revised_roots(changes)),
            figures,
        ),
        overview=_overview(wishes.overview, fresh, series.countries, figures),
        new=_included(changes.new),
        late=_included(changes.late),
        revised=changes.rows,
        dropped=changes.dropped,
        incidents=documents,
        damage=damage,
        data_notes=wishes.notes,
        method_notes=wishes.method_notes,
        compared_with=history.number,
        running=edition_totals.running(changes, history, series.countries, since_start),
    )
    return replace(document, sha256=frozen_digest(document))


def _blank(series: SeriesFacts, frame: Frame) -> EditionDocument:
    """The edition's masthead, without content."""
    return EditionDocument(
        href=f"{API}/editions/{series.code}/{frame.number}/",
        permalink=frame.permalink,
        series=series.code,
        number=frame.number,
        title=f"{series.title} No. {frame.number} (as of {_as_of(series, frame)})",
        heading=f"{series.title} No. {frame.number}",
        date=frame.date,
        period=Period(from_=frame.period_from.astimezone(UTC), to=frame.period_to.astimezone(UTC)),
        timezone=series.timezone,
        as_known_at=frame.as_known_at.astimezone(UTC),
        known_seq=frame.known_seq,
        next_issue_on=frame.next_issue_on,
        languages=series.languages,
        issued_by=series.issued_by,
        contact=series.contact,
        glide=series.glide,
        countries=series.countries,
        publish_attribution=series.publish_attribution,
        licence=series.licence,
        covers_days=frame.covers_days,
        first=frame.first,
        since=frame.since,
        vocabulary_version=str(vocabularies().version),
    )


def with_notes(draft: EditionDocument, *, notes: Sequence[DataNote], method_notes: Sequence[str]) -> EditionDocument:
    """The draft with other notes, and its digest."""
    noted = replace(draft, data_notes=tuple(notes), method_notes=tuple(method_notes), sha256="")
    return replace(noted, sha256=frozen_digest(noted))


def issued(draft: EditionDocument, *, issue: int, issued_at: datetime) -> EditionDocument:
    """The draft as an issue, with its own digest."""
    final = replace(draft, issue=issue, issued_at=issued_at.astimezone(UTC), status="ISSUED", sha256="")
    return replace(final, sha256=frozen_digest(final))


def _damage(roots: Iterable[Root], frame: Frame) -> tuple[Damage, ...]:
    """Damage of roots and their children, each place's own rows."""
    return tuple(
        row
        for root in roots
        for inputs in (root.inputs, *root.children)
        for row in damages.edition_damage(inputs, published_at=frame.as_known_at)
    )


def _resolved(lines: Sequence[str], figures: markdown.Figures) -> tuple[Text, ...]:
    return tuple(markdown.resolve(line, figures, field="highlights") for line in lines)


def _revised_roots(changes: edition_changes.Changes) -> list[tuple[IncidentDocument, Revised]]:
    """What is told of roots that were carried; their places are told in them."""
    roots = {root.document.ref: root.document for root in changes.revised}
    return [(roots[row.ref], row) for row in changes.rows if row.ref in roots]


def _overview(
    wish: str,
    roots: Sequence[IncidentDocument],
    countries: Sequence[Country],
    figures: markdown.Figures,
) -> Text:
    text = wish.strip() or edition_texts.overview(roots, countries)
    return markdown.resolve(text, figures, field="overview")


def _included(roots: Iterable[Root]) -> tuple[Included, ...]:
    return tuple(Included(root.document.ref, root.document.revision) for root in roots)


def _as_of(series: SeriesFacts, frame: Frame) -> str:
    return wording.day_and_clock(frame.period_to, ZoneInfo(series.timezone))


def _order(series: SeriesFacts) -> Callable[[Root], tuple[str, str, str]]:
    """By country in alphabetical order, then first-level unit, then ref: the order of the incidents' table (C2)."""
    names = {country.code: country.name for country in series.countries}

    def key(root: Root) -> tuple[str, str, str]:
        adm1 = root.document.place.adm1
        country = names.get(root.document.place.country or "", "")
        return (country, (adm1.name if adm1 else None) or "", root.document.ref)

    return key
