"""What a revision was made from: plain values, frozen beside the public JSON as the revision's `inputs`.

They carry what the public JSON leaves out (letters, voices, protected names), so they never leave the desk. A parent
is recomputed and an edition compiled from these alone: after publication nobody opens a claim again (house.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sitreps.codelists import Grade


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """An administrative unit with its codes side by side; `pcode_level` is the P-code scheme's own level."""

    name: str | None
    pcode: str | None
    pcode_level: str | None
    iso3166_2: str | None

    @property
    def key(self) -> str | None:
        """What tells one unit from another: its P-code, else its ISO code, else its name."""
        return self.pcode or self.iso3166_2 or self.name


@dataclass(frozen=True, slots=True)
class PlaceInput:
    """A place with its public point; `point_is` says what the point stands for, `country` is alpha-3 or null."""

    key: str
    name: str
    level: str
    country: str | None
    country_name: str | None
    adm1: AdminUnit | None
    adm2: AdminUnit | None
    lat: float | None
    lon: float | None
    point_is: str | None
    geo_precision: int | None
    pcode: str | None
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language, where the gazetteer has it in others than `name` is in."""


@dataclass(frozen=True, slots=True)
class OriginInput:
    """Who says it. `key`, `type`, `voice` and `reliability` of a protected origin stay in the desk."""

    key: str
    label: str
    type: str
    voice: str | None
    reliability: str
    protected: bool
    narrative_of: str | None
    party: str | None
    labels: Mapping[str, str] = field(default_factory=dict)
    """The label by language, where the desk gave it in others than `label` is in."""


@dataclass(frozen=True, slots=True)
class SourceInput:
    """Where the desk read it."""

    key: str
    type: str
    title: str
    publisher: str | None
    url: str | None
    published_on: date | None
    published_at: datetime | None
    reliability: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that a claim names in its own words, as the gazetteer knows it; the units by P-code, else by name."""

    name: str
    country: str | None
    adm1: str | None
    adm2: str | None


@dataclass(frozen=True, slots=True)
class ClaimInput:
    """One claim, whole. `as_of` is a moment, a day in the desk's zone, or null."""

    id: str
    measure: str
    quantifier: str
    value: int | None
    value2: int | None
    vague_word: str | None
    wording: str
    covers: str
    part: str | None
    kind: str
    sex: str | None
    age_group: str | None
    age_years: int | None
    age_text: str | None
    population_status: str | None
    people_role: str | None
    vulnerability: str | None
    origin: OriginInput
    relays: tuple[OriginInput, ...]
    source: SourceInput
    attribution_mode: str
    attribution_text: str
    reliability: str | None
    credibility: int
    as_of_on: date | None
    as_of_at: datetime | None
    as_of_basis: str
    count_basis: str
    scope_certainty: str
    status: str
    supersedes: str | None
    recommended: bool
    excluded: bool
    requote_confirmed: bool
    recorded_at: datetime
    place_text: str = ""
    said_place: NamedPlace | None = None
    """Where it says that it happened; None where it says nothing, or nothing that the gazetteer has."""
    adds: str | None = None
    adds_to: str | None = None
    """Of a claim of the desk's own: the increment that it adds, and the claim whose number it continues (B2)."""
    continues: OriginInput | None = None
    """The origin of that increment."""
    verified: bool = False
    disputed: bool = False
    """As a chief editor decided, on evidence (B11)."""


@dataclass(frozen=True, slots=True)
class FacilityInput:
    """One row of damage, without the facility's restricted name."""

    id: str
    category: str
    quantifier: str
    value: int | None
    value2: int | None
    vague_word: str | None
    severity: str
    service_impact: str
    public_name: str
    origin: OriginInput
    source: SourceInput
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A mention of one person without the name: what tells whether two passages speak of one person."""

    id: str
    outcome: str
    age_group: str | None
    age_years: int | None
    sex: str | None


@dataclass(frozen=True, slots=True)
class PartyInput:
    """A party as it is named in public."""

    key: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language, where the desk gave it in others than `name` is in."""


@dataclass(frozen=True, slots=True)
class IncidentInput:
    """An incident with its own claims and damage; children are separate inputs. `zone` is the desk's zone (IANA)."""

    v: int
    ref: str
    kind: str
    parent: str | None
    breakdown_complete: str
    title: str
    summary: str
    occurred_on: date
    occurred_from: datetime | None
    occurred_to: datetime | None
    date_precision: str
    date_basis: str
    zone: str
    place: PlaceInput
    place_text: str
    event_type: str
    sub_event_type: str
    weapon: str | None
    perpetrator: PartyInput | None
    perpetrator_basis: str
    sensitivity: str
    claims: tuple[ClaimInput, ...]
    facilities: tuple[FacilityInput, ...]
    persons: tuple[PersonInput, ...]
    formerly_current: tuple[str, ...] = ()
    """Claims that were their origins' current ones in the revision before (B2, REVERTED_TO_OLDER)."""
    ruling: str | None = None
    """CONFIRMED or DISCOUNTED, as a chief editor decided (B11)."""

    @property
    def is_counted(self) -> bool:
        """Whether totals and a cluster above may count it: not where a chief editor discounted it."""
        return self.ruling != Grade.DISCOUNTED
