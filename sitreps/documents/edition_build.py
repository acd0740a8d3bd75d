"""An edition from the record as it was known at its cut: which incidents, which totals, which texts. Pure.

The same record, cut and texts give the same bytes, however often it is compiled (reconciliation.md B7, B8).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sitreps.codelists import vocabularies
from sitreps.documents import damage as damages
from sitreps.documents import edition_changes, edition_languages, edition_totals, wording
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
)
from sitreps.documents.edition_languages import Changed, Typed
from sitreps.documents.edition_totals import Counted
from sitreps.documents.naming import Named
from sitreps.documents.reckoning import that_count
from sitreps.documents.wording import Phrases

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
    titles: Mapping[str, str] = field(default_factory=dict)
    """The title by further language."""
    issued_by_names: Mapping[str, str] = field(default_factory=dict)
    """Who issues it by further language."""


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
    further: Mapping[str, Typed] = field(default_factory=dict)
    """The same two texts by further language."""


def build(
    series: SeriesFacts,
    frame: Frame,
    roots: Sequence[Root],
    history: History,
    wishes: Wishes,
    *,
    counted: Sequence[Counted] | None = None,
) -> EditionDocument:
    """The edition as a draft: `issue` and `issued_at` are null until `issued` fills them.

    `roots`: all that the edition covers; or, with `counted` (what all of them come to, by country), those of which
    something may be told. InvalidValue where an editor's text has a token that no figure backs.
    """
    roots = sorted(roots, key=_order(series))
    begins = wording.local_date(frame.period_from, series.timezone)
    changes = edition_changes.compare(roots, history, begins, series.countries)
    fresh = (*changes.new, *changes.late)
    since_start = edition_totals.since_start(roots, counted, series.countries)

    def changed(say: Phrases) -> Changed:
        """What changed, told in a language."""
        told = edition_changes.compare(roots, history, begins, series.countries, say)
        running = edition_totals.running(told, history, series.countries, since_start, say)
        return Changed(told.rows, told.dropped, running)

    document = replace(
        _blank(series, frame),
        totals=edition_totals.totals(fresh, series.countries),
        since_start=since_start,
        new=_included(changes.new),
        late=_included(changes.late),
        incidents=tuple(one for root in (*fresh, *changes.revised) for one in (root.document, *root.child_documents)),
        damage=_damage(fresh, frame),
        data_notes=wishes.notes,
        method_notes=wishes.method_notes,
        compared_with=history.number,
    )
    typed = {**wishes.further, series.languages[0]: Typed(wishes.highlights, wishes.overview)}
    return edition_languages.with_words(document, Named(series.title, series.titles), typed, changed)


def _blank(series: SeriesFacts, frame: Frame) -> EditionDocument:
    """The edition's masthead, without content."""
    return EditionDocument(
        href=f"{API}/editions/{series.code}/{frame.number}/",
        permalink=frame.permalink,
        series=series.code,
        number=frame.number,
        title="",
        heading="",
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
        issued_by_names=series.issued_by_names,
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
        for inputs in (root.inputs, *that_count(root.children))
        for row in damages.edition_damage(inputs, published_at=frame.as_known_at)
    )


def _included(roots: Iterable[Root]) -> tuple[Included, ...]:
    return tuple(Included(root.document.ref, root.document.revision) for root in roots)


def _order(series: SeriesFacts) -> Callable[[Root], tuple[str, str, str]]:
    """By country in alphabetical order, then first-level unit, then ref: the order of the incidents' table (C2)."""
    names = {country.code: country.name for country in series.countries}

    def key(root: Root) -> tuple[str, str, str]:
        adm1 = root.document.place.adm1
        country = names.get(root.document.place.country or "", "")
        return (country, (adm1.name if adm1 else None) or "", root.document.ref)

    return key
