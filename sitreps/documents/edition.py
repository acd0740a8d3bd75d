"""The public shape of one issue: everything its documents print, frozen (api.md, Edition; edition.md C2).

A rendition is made from this alone. Member order is the order of the JSON; moments are UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from sitreps.codelists import RevisedWhat
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.total_members import TotalMembers

VERSION = 1
Day = date  # members are called `date` too
TEMPLATE_VERSION = "19"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Half-open: from the cut-off before, up to and without this one."""

    from_: datetime = msgspec.field(name="from")
    to: datetime


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the series with the short name that is printed."""

    code: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language, where the desk knows it in others than `name` is in."""


@dataclass(frozen=True)
class _OfScope:
    scope: str


@dataclass(frozen=True, slots=True)
class PublicTotal(TotalMembers, _OfScope):
    """A sum over roots (reconciliation.md B7). `scope` is a country, or ALL: that one for machines, never page one."""


@dataclass(frozen=True, slots=True)
class Text:
    """What editors wrote or the desk compiled: restricted Markdown with its figure tokens resolved, and plain.

    `language` is the one that an editor wrote it in, null as compiled.
    """

    markdown: str
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Included:
    """A revision that the edition rests on."""

    ref: str
    revision: int


@dataclass(frozen=True, slots=True)
class Revised:
    """What an earlier edition printed otherwise, with the reason (B8). `measure` is empty for a PLACE or a PARENT, and
    for a STATUS of an incident without a number.

    `was` is empty where it must not be said again (REDACTED). `delta` is what it changes in the running totals: null
    for a state at a moment, and for a place, whose cluster is counted.
    """

    ref: str
    measure: str
    was: str
    now: str
    reason: str
    text: str
    what: str = RevisedWhat.FIGURE
    delta: int | None = None


@dataclass(frozen=True, slots=True)
class DroppedFigure:
    """What a dropped incident had added to the running totals, in the words of the edition that carried it."""

    measure: str
    was: str
    delta: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """An incident that an earlier edition carried and that no longer counts: withdrawn, merged or moved out (B8).

    `into` is the incident it was merged into; `figures` is empty where they must not be said again (REDACTED), and for
    a place, whose cluster is counted. `revision` is the one that was carried.
    """

    ref: str
    title: str
    revision: int
    reason: str
    text: str
    into: str | None
    figures: tuple[DroppedFigure, ...]


@dataclass(frozen=True, slots=True)
class ReasonAmount:
    """By how much the running total changed for one reason of B8."""

    reason: str
    amount: int


@dataclass(frozen=True, slots=True)
class Running:
    """A running total and how it came from the edition before: now = before + new + late + revised + dropped (B8).

    Numbers are best ones, a missing figure counts 0; the words beside them are what may be printed. `reasons` add up
    to revised + dropped. Where `in_digits` is false a source's vague word stands for a number in one of the changes.
    """

    scope: str
    measure: str
    before: int
    before_text: str
    new: int
    new_text: str
    late: int
    late_text: str
    revised: int
    dropped: int
    now: int
    now_text: str
    reasons: tuple[ReasonAmount, ...]
    in_digits: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """Damage to one category of facility in one incident, in words: number or "number not given" (B10)."""

    ref: str
    category: str
    lower: int | None
    number_given: bool
    text: str
    severity: str | None
    origins: tuple[str, ...]
    quantifier: str = "UNQUANTIFIED"
    number: int | None = None
    number_upper: int | None = None
    number_not_given: bool = False


@dataclass(frozen=True, slots=True)
class DataNote:
    """What a reader must know about a number: the incident it is about, one sentence, the desk's own note.

    `code` is set for the codes of reconciliation.md B2, B5 and B6 only; the others stay in the desk (B13).
    """

    code: str | None
    ref: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A stored document of the issue."""

    language: str
    format: str
    href: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EditionTexts:
    """An edition's words in a further language: its texts, and what changed since the edition before.

    `typed`: of highlights and overview what stands as editors typed it, in the language they typed it in.
    """

    title: str
    heading: str
    highlights: tuple[Text, ...]
    overview: Text
    revised: tuple[Revised, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    running: tuple[Running, ...] = ()
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDocument:
    """One issue. `status`, `documents`, `previous`, `next` and `sha256` stand outside the digest.

    `issue` and `issued_at` are null while it is a draft. `title` is whole, `heading` is it without the as-of.
    `compared_with` is the number of the edition before, `running` is empty for a first one. Title, highlights and
    overview are in the first of the `languages`, all other words are English; `texts` has them by further language.
    """

    v: int = VERSION
    href: str
    permalink: str
    series: str
    number: int
    issue: int | None = None
    status: str = "DRAFT"
    title: str
    heading: str
    date: Day
    period: Period
    timezone: str
    as_known_at: datetime
    known_seq: int
    issued_at: datetime | None = None
    next_issue_on: Day | None
    languages: tuple[str, ...]
    issued_by: str
    contact: str
    glide: str | None
    sensitivity: str = "PUBLIC"
    countries: tuple[Country, ...]
    publish_attribution: str
    licence: str
    covers_days: int
    first: bool
    since: Day
    totals: tuple[PublicTotal, ...] = ()
    since_start: tuple[PublicTotal, ...] = ()
    highlights: tuple[Text, ...] = ()
    overview: Text = Text("", "")
    new: tuple[Included, ...] = ()
    late: tuple[Included, ...] = ()
    revised: tuple[Revised, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    incidents: tuple[IncidentDocument, ...] = ()
    damage: tuple[Damage, ...] = ()
    statements: tuple[str, ...] = ()
    party_claims: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    data_notes: tuple[DataNote, ...] = ()
    correction: str | None = None
    method_notes: tuple[str, ...] = ()
    compared_with: int | None = None
    running: tuple[Running, ...] = ()
    template_version: str = TEMPLATE_VERSION
    vocabulary_version: str
    texts: Mapping[str, EditionTexts] = field(default_factory=dict)
    issued_by_names: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[DocumentLink, ...] = ()
    previous: str | None = None
    next: str | None = None
    sha256: str = ""
