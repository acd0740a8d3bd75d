"""What an edition prints, section by section, in words: the one view that the page and the PDF are both drawn from.

Nothing here holds a number as arithmetic: every value is display text, so two documents cannot disagree. Renderers
add shape only. `sections.py` and its neighbours fill these from an `EditionDocument`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `ref` names the incident (and measure) whose figure it is: REF or REF.MEASURE, else empty.

    `language` is that of the text where it is another than the document's and no script shows it.
    """

    text: str
    strong: bool = False
    ref: str = ""
    language: str = ""


Paragraph = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who reports, on what, as of when. Times are printed in the desk's zone and UTC."""

    desk: str
    series: str
    number: int
    version: str
    sensitivity: str
    title: str
    as_of: str
    known_at: str
    period: str
    issued: str
    next_report: str
    permalink: str
    contact: str
    language: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure: 0 to 3 filled dots and the words that always stand beside them (look-edition.md). None: words only."""

    dots: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a tile, table or card. `mark` is exact, open, low-open, range or none; `mark_text` its words."""

    qualifier: str
    number: str
    text: str
    mark: str
    mark_text: str
    note: str


@dataclass(frozen=True, slots=True)
class CountryCell:
    """One country's number in a tile; `coverage` says how many incidents have a figure."""

    country: str
    value: Number
    coverage: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A measure with one cell a country; `marker` is killed or injured, `letter` its footnote."""

    label: str
    marker: str
    letter: str
    cells: tuple[CountryCell, ...]
    sure: Sure


@dataclass(frozen=True, slots=True)
class SmallTile:
    """A lesser key figure."""

    label: str
    letter: str
    value: Number


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The strip of tiles; `line` is the one below with the totals since the series began; `notes` by letter."""

    tiles: tuple[Tile, ...]
    small: tuple[SmallTile, ...]
    line: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence that opens with two or three bold words."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A line of the incidents' table. `level` 1 is a sub-incident; `ref` is empty for "not allocated to a location"."""

    label: str
    title: str
    detail: str
    ref: str
    when: str
    when_note: str
    where: str
    where_code: str
    killed: Number
    injured: Number
    sure: Sure | None
    level: int


@dataclass(frozen=True, slots=True)
class CountryRows:
    """A country with its totals and its incidents."""

    name: str
    count: str
    killed: Number
    killed_coverage: str
    injured: Number
    injured_coverage: str
    rows: tuple[IncidentRow, ...]


@dataclass(frozen=True, slots=True)
class IncidentTable:
    """The incidents of the period; `times_in` names the zone of the "when" column."""

    times_in: str
    countries: tuple[CountryRows, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DamageRow:
    """Damage in words."""

    what: str
    sector: str
    number: str
    severity: str
    where: str
    incident: str


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A measure on an incident's card; `page` as in `Reached`."""

    label: str
    marker: str
    value: Number
    basis: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One root incident, told with attribution per sentence."""

    label: str
    title: str
    ref: str
    meta: tuple[str, ...]
    figures: tuple[CardFigure, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim behind a figure: who says it, in which words, and what became of it.

    `number` is the claim read as a number ("at least 11"); empty where `says` already tells it.
    """

    says: str
    who: str
    source: str
    where: str
    as_of: str
    used: str
    is_used: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How one figure was reached: the answer in a sentence, its claims, its bounds, what the desk noticed.

    `page` is the public address that tells it with every later revision; empty where there is none.
    """

    label: str
    title: str
    ref: str
    measure: str
    marker: str
    answer: str
    value: Number
    rows: tuple[ClaimRow, ...]
    facts: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class RevisedRow:
    """What an earlier edition printed otherwise; `measure` names the figure, or what else it is."""

    incident: str
    ref: str
    measure: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """An incident that an earlier edition counted and this one does not; `was` is what that edition said."""

    incident: str
    ref: str
    was: str
    why: str


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A total since the series began: what the edition before said, what came and went, what it is now."""

    country: str
    measure: str
    marker: str
    before: str
    new: str
    late: str
    revised: str
    dropped: str
    now: str


@dataclass(frozen=True, slots=True)
class RunningTable:
    """The running totals with the heading of what they are compared with; `since` is their first day."""

    before: str
    since: str
    rows: tuple[RunningRow, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A data note, with the label of the incident it is about."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One numbered source."""

    number: int
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Footer:
    """How to cite, and what stands at the foot of every page."""

    cite: str
    licence: str
    disclaimer: str
    digest: str
    short_link: str
    running_head: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One edition, whole. Empty tuples and empty strings mean that the section or line is not printed."""

    language: str
    """The one that it is drawn in: English where the edition's own has no tables."""
    masthead: Masthead
    highlights: tuple[Paragraph, ...]
    how_sure: tuple[Lead, ...]
    changed: tuple[str, ...]
    key_figures: KeyFigures
    overview: tuple[Paragraph, ...]
    how_to_read: tuple[tuple[str, str], ...]
    incidents: IncidentTable
    late: tuple[IncidentRow, ...]
    revised: tuple[RevisedRow, ...]
    dropped: tuple[DroppedRow, ...]
    damage: tuple[DamageRow, ...]
    damage_note: str
    nothing_reported: str
    caveats: tuple[str, ...]
    cards: tuple[Card, ...]
    reached: tuple[Reached, ...]
    running: RunningTable | None
    data_notes: tuple[Note, ...]
    methodology: tuple[Lead, ...]
    sources: tuple[SourceLine, ...]
    footer: Footer
    highlights_note: str = ""
    overview_note: str = ""
    """That the text stands as the desk typed it, in a language that it was not translated into."""
    typed_in: str = "en"
    """The first language of the edition: that of what the desk types."""
    typed: tuple[str, ...] = ()
    """The record's own words in `typed_in`, where no script tells them from the document's."""
