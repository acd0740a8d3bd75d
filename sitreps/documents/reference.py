"""The public shapes of reference data: places, sources, series and vocabularies (api.md, Resources).

Places and sources say what the newest revisions say of them, member by member, and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sitreps.codelists import (
    PUBLIC_FLAGS,
    AgeGroup,
    Agreement,
    AsOfBasis,
    AttributionMode,
    Cadence,
    ChangeCode,
    ClaimStatus,
    Code,
    CountBasis,
    Covers,
    DamageSeverity,
    DateBasis,
    DatePrecision,
    DisaggregationKind,
    DiscrepancyCode,
    EditionStatus,
    Grade,
    IncidentKind,
    NotUsedBecause,
    Part,
    PerpetratorBasis,
    PlaceLevel,
    PopulationStatus,
    PublishAttribution,
    Quantifier,
    Sex,
    TakenFrom,
    VagueWord,
    Verification,
    vocabularies,
)
from sitreps.documents.inputs import AdminUnit

API = "/api/v1"

_CODES: Mapping[str, Sequence[Code]] = {
    "age_group": list(AgeGroup),
    "agreement": list(Agreement),
    "as_of_basis": list(AsOfBasis),
    "attribution_mode": list(AttributionMode),
    "cadence": list(Cadence),
    "change_code": list(ChangeCode),
    "claim_status": list(ClaimStatus),
    "count_basis": list(CountBasis),
    "covers": list(Covers),
    "damage_severity": list(DamageSeverity),
    "date_basis": list(DateBasis),
    "date_precision": list(DatePrecision),
    "disaggregation_kind": list(DisaggregationKind),
    "edition_status": list(EditionStatus),
    "flag": [code for code in DiscrepancyCode if code in PUBLIC_FLAGS],
    "grade": list(Grade),
    "kind": list(IncidentKind),
    "not_used_because": list(NotUsedBecause),
    "part": list(Part),
    "perpetrator_basis": list(PerpetratorBasis),
    "place_level": list(PlaceLevel),
    "population_status": list(PopulationStatus),
    "publish_attribution": list(PublishAttribution),
    "quantifier": list(Quantifier),
    "sex": list(Sex),
    "taken_from": list(TakenFrom),
    "vague_word": list(VagueWord),
    "verification": list(Verification),
}
"""The code lists whose codes public JSON carries; letters and grades of sources are not among them."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that the record names; `incidents` is where those there and below it are listed."""

    key: str
    name: str
    level: str
    country: str | None
    adm1: AdminUnit | None
    adm2: AdminUnit | None
    lat: float | None
    lon: float | None
    point_is: str | None
    incidents: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A public document that the record cites."""

    key: str
    title: str
    publisher: str | None
    published_on: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with at least one edition; `cut_off` is the local time at which a period ends."""

    code: str
    title: str
    countries: tuple[str, ...]
    timezone: str
    cut_off: str
    cadence: str
    languages: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    glide: str | None
    issued_by: str
    contact: str
    publish_attribution: str
    editions: str
    latest: str


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """A code that never changes, and its English label; `parent` stands in the vocabulary named by `parents_in`."""

    code: str
    label: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class VocabularyRow:
    """A vocabulary in the list of all."""

    name: str
    version: str
    terms: int
    href: str


@dataclass(frozen=True, slots=True)
class VocabularyDocument:
    """A vocabulary whole, in the order in which people are shown it; `parents_in` is its own name in a tree."""

    v: int
    name: str
    version: str
    parents_in: str | None
    terms: tuple[VocabularyTerm, ...]


def vocabulary_rows() -> list[VocabularyRow]:
    """Every vocabulary that partners meet in answers or may ask with, by name."""
    documents = [vocabulary_document(name) for name in sorted({*_CODES, *vocabularies().by_name})]
    return [
        VocabularyRow(one.name, one.version, len(one.terms), f"{API}/vocabularies/{one.name}/")
        for one in documents
        if one is not None
    ]


def vocabulary_document(name: str) -> VocabularyDocument | None:
    """One of them by its name; None for any other."""
    known = vocabularies()
    if name in _CODES:
        terms = tuple(VocabularyTerm(code.value, code.label, None) for code in _CODES[name])
        return VocabularyDocument(1, name, known.version, None, terms)
    if name not in known.by_name:
        return None
    table = known[name]
    terms = tuple(VocabularyTerm(term.code, term.label, term.parent) for term in table.terms.values())
    is_tree = any(term.parent for term in terms)
    return VocabularyDocument(1, name, known.version, table.parents_in or (name if is_tree else None), terms)
