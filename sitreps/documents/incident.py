"""The public shape of one incident revision: an allow-list. What is not a member here never leaves the desk (api.md).

Member order is the order of the JSON. Moments are UTC. Absent is null or an empty list, never missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from sitreps.codelists import Grade
from sitreps.documents.inputs import AdminUnit

VERSION = 1


class Occurred(msgspec.Struct, frozen=True, kw_only=True):
    """When it happened: a date, and where it may be said the window."""

    on: date
    from_: datetime | None = msgspec.field(name="from")
    to: datetime | None
    precision: str
    basis: str
    tz: str


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """Where, as exactly as may be said; `lat`/`lon` are a settlement's or a unit's point, in degrees."""

    key: str
    name: str
    level: str
    country: str | None
    adm1: AdminUnit | None
    adm2: AdminUnit | None
    lat: float | None
    lon: float | None
    point_is: str | None
    geo_precision: int | None
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language, where the gazetteer has it in others than `name` is in."""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """What happened, in codes of the vocabularies."""

    type: str
    sub_event_type: str
    weapon: str | None


@dataclass(frozen=True, slots=True)
class Responsible:
    """The party reported responsible, never without the basis."""

    party: str
    name: str
    basis: str
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language, where the desk gave it in others than `name` is in."""


@dataclass(frozen=True, slots=True)
class PublicFlag:
    """What the desk noticed about a figure; codes of reconciliation.md B2, B5 and B6 only."""

    code: str
    amount: int | None
    about: str | None
    text: str


@dataclass(frozen=True, slots=True)
class OfWhich:
    """People of one kind inside a figure ("of whom at least 1 child"); never added to it (B9)."""

    sex: str | None
    age_group: str | None
    quantifier: str
    lower: int
    text: str
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: tuple[str, ...] = ()
    upper: int | None = None
    population_status: str | None = None
    role: str | None = None

    @property
    def is_plain(self) -> bool:
        """Told by age and sex alone, as sentences name people."""
        return self.population_status is None and self.role is None


@dataclass(frozen=True, slots=True)
class PublicPart:
    """People of one part of a trait: children, women. `numbered_lower`: without what vague words stand for."""

    value: str
    lower: int
    upper: int | None
    numbered_lower: int
    text: str
    quantifier: str | None = None
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicSplit:
    """A figure by `age_group`, `sex` or `population_status`, with how many are in none of its parts (B9).

    The parts and the rest leave room for the whole: nobody is dropped because a source says nothing of them.
    """

    by: str
    parts: tuple[PublicPart, ...]
    not_stated_lower: int
    not_stated_upper: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Combatants:
    """The people of a figure or a total who are stated to be combatants; all others stay in (B7)."""

    quantifier: str
    printed: int | None
    lower: int
    upper: int | None
    text: str
    printed_upper: int | None = None
    vague_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicSide:
    """One side of a figure whose sources contradict each other, in its own words; `basis`: the claims on it."""

    quantifier: str
    printed: int | None
    printed_upper: int | None
    vague_parts: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviousFigure:
    """What the revision before said."""

    revision: int
    best: int | None
    printed: int | None
    quantifier: str | None
    text: str


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One figure with its bounds (reconciliation.md B5, B6) and its words.

    `text` and `quote` are English; `quotes` has the ready sentence by language. `sides` stand where sources contradict
    each other, best first; `one_voice`: its several origins speak for one body.
    """

    measure: str
    best: int | None
    printed: int | None
    printed_upper: int | None
    quantifier: str | None
    text: str
    quote: str
    lower: int | None
    low: int | None
    high: int | None
    highest_stated: int | None
    open: bool
    consistent: tuple[int, int | None] | None
    agreement: str
    as_of_from: str | None
    as_of_to: str | None
    claims: int
    origins: int
    taken_from: str | None
    unallocated: int | None
    vague_parts: tuple[str, ...]
    basis: tuple[str, ...]
    of_which: tuple[OfWhich, ...]
    href: str
    flags: tuple[PublicFlag, ...]
    previous: PreviousFigure | None
    why_changed: str | None
    quotes: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[PublicSide, ...] = ()
    one_voice: bool = False
    splits: tuple[PublicSplit, ...] = ()
    combatants: Combatants | None = None

    @property
    def people_named(self) -> tuple[OfWhich, ...]:
        """The kinds of people that a sentence about the figure names: by age and sex."""
        return tuple(kind for kind in self.of_which if kind.is_plain)

    @property
    def status_is_open(self) -> bool:
        """Whether the civilian status of some is not stated."""
        return any(split.by == "population_status" and split.not_stated_upper != 0 for split in self.splits)

    @property
    def names_everybody(self) -> bool:
        """Whether the kinds that are named leave nobody out."""
        told = {split.by: split for split in self.splits if split.by != "population_status"}
        if told:
            return any(split.not_stated_upper == 0 for split in told.values())
        return sum(kind.lower for kind in self.people_named) >= (self.lower or 0)


@dataclass(frozen=True, slots=True)
class PublicOrigin:
    """Who says it; a protected origin is its label alone."""

    key: str | None
    label: str
    type: str | None
    narrative: bool
    labels: Mapping[str, str] = field(default_factory=dict)
    """The label by language, where the desk gave it in others than `label` is in."""


@dataclass(frozen=True, slots=True)
class PublicSource:
    """Where it was read; a document that is not public is only said to be kept by the desk."""

    key: str | None
    title: str
    publisher: str | None
    published_on: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Disaggregation:
    """Whom a claim counts: everybody (TOTAL) or people of one kind (SUBSET)."""

    kind: str
    sex: str | None
    age_group: str | None
    population_status: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class PublicClaim:
    """One claim, with what became of it: counted or not, used or not, and why not."""

    id: str
    measure: str
    quantifier: str
    value: int | None
    value2: int | None
    vague_word: str | None
    covers: str
    part: str | None
    lower: int | None
    upper: int | None
    wording: str
    disaggregation: Disaggregation
    count_basis: str
    origin: PublicOrigin
    source: PublicSource
    attribution_mode: str
    as_of: str | None
    as_of_basis: str
    status: str
    verification: str
    used: bool
    counted: bool
    not_used_because: str | None
    preferred: bool = False
    """The desk's editors made it the figure, where the rules would have chosen another claim (B5)."""


@dataclass(frozen=True, slots=True)
class PublicFacility:
    """Damage to facilities of one category, as deep as may be said; `number` is null where none was given."""

    category: str
    quantifier: str
    number: int | None
    lower: int | None
    upper: int | None
    severity: str | None
    text: str


@dataclass(frozen=True, slots=True)
class PublicChange:
    """Why this revision exists: NEW, RECOMPUTED, EDITORIAL or a reason of B8, with its sentence."""

    code: str
    note: str


@dataclass(frozen=True, slots=True)
class IncidentDocument:
    """One revision as partners read it. `status` and `sha256` stand outside the digest."""

    v: int
    ref: str
    href: str
    revision: int
    seq: int
    status: str
    kind: str
    counts_in_totals: bool
    title: str
    summary: str
    parent: str | None
    children: tuple[str, ...]
    occurred: Occurred
    place: PublicPlace
    event: PublicEvent
    reported_responsible: Responsible | None
    grade: str
    grade_text: str
    figures: tuple[PublicFigure, ...]
    claims: tuple[PublicClaim, ...]
    facilities: tuple[PublicFacility, ...]
    published_at: datetime
    change: PublicChange
    sha256: str

    @property
    def is_counted(self) -> bool:
        """Whether totals and a cluster above count it: not where a chief editor discounted it (B11)."""
        return self.grade != Grade.DISCOUNTED
