"""What must hold for the rows that incidents and editions stand on: series, places, origins, documents, statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sitreps.actions.validation import values
from sitreps.codelists import Cadence, DateBasis, PlaceLevel, PublishedBasis, Reliability, Sensitivity, SourceItemStatus
from sitreps.errors import InvalidValue

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesValues:
    """The columns of a series that rules read."""

    title: str
    countries: Sequence[str]
    timezone: str
    languages: Sequence[str]
    cadence: str = Cadence.DAILY
    late_window_minutes: int = 0
    first_number: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    issued_by: str = ""
    contact: str = ""
    glide: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    issued_by_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceValues:
    """The columns of a place that rules read."""

    name: str
    level: str
    aliases: Sequence[Mapping[str, Any]] = ()
    iso3166_1: str = ""
    iso3166_2: str = ""
    pcode: str = ""
    adm1_pcode: str = ""
    adm2_pcode: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginValues:
    """The columns of an origin that rules read."""

    name: str
    public_label: str
    type: str
    reliability: str
    note: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItemValues:
    """The columns of a captured document that rules read."""

    type: str
    title: str
    publisher: str = ""
    author: str = ""
    url: str = ""
    archived_url: str = ""
    language: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    published_basis: str = PublishedBasis.UNKNOWN
    status: str = SourceItemStatus.LIVE
    retrieved_at: datetime | None = None
    reliability: str = Reliability.F
    reliability_note: str = ""
    sensitivity: str = Sensitivity.PUBLIC
    bytes: int | None = None
    media_type: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidValues:
    """The columns that statements, party claims and context notes share."""

    text: str
    kind: str = ""
    language: str = ""
    made_on: date | None = None
    made_on_basis: str = DateBasis.UNKNOWN
    note: str = ""
    recorded_at: datetime | None = None


def series_faults(series: SeriesValues) -> Iterator[InvalidValue]:
    """Everything that is wrong with a series."""
    yield from values.text_faults("title", series.title, required=True)
    yield from values.names_faults("titles", series.titles)
    yield from values.names_faults("issued_by_names", series.issued_by_names)
    yield from values.text_faults("issued_by", series.issued_by)
    yield from values.text_faults("contact", series.contact)
    yield from values.zone_faults("timezone", series.timezone)
    yield from values.code_faults("cadence", series.cadence, Cadence, required=True)
    yield from values.glide_faults("glide", series.glide)
    for column, codes in (("countries", series.countries), ("languages", series.languages)):
        if not codes:
            yield InvalidValue(column, "is empty; name at least one")
        if len(set(codes)) < len(codes):
            yield InvalidValue(column, "names one twice; name each once")
    for country in series.countries:
        yield from values.country_faults("countries", country)
    for language in series.languages:
        yield from values.language_faults("languages", language)
    if series.first_number < 1:
        yield InvalidValue("first_number", f"{series.first_number} is no number of an edition; they count from 1")
    if not 0 <= series.late_window_minutes <= MINUTES_OF_A_DAY:
        yield InvalidValue(
            "late_window_minutes", f"{series.late_window_minutes} is not within a day (0 to 1440 minutes)"
        )
    yield from values.span_faults(("starts_on", series.starts_on), ("ends_on", series.ends_on))


def place_faults(place: PlaceValues) -> Iterator[InvalidValue]:
    """Everything that is wrong with a place by itself."""
    yield from values.text_faults("name", place.name, required=True)
    yield from values.code_faults("level", place.level, PlaceLevel, required=True)
    yield from values.country_faults("iso3166_1", place.iso3166_1)
    for column in ("iso3166_2", "pcode", "adm1_pcode", "adm2_pcode"):
        yield from values.text_faults(column, getattr(place, column))
    yield from values.point_faults(place.lat, place.lon)
    for alias in place.aliases:
        yield from values.note_faults("aliases", alias.get("name", ""), required=True)
        yield from values.language_faults("aliases", alias.get("language", ""))
        yield from values.span_faults(("valid_from", _day(alias, "valid_from")), ("aliases", _day(alias, "valid_to")))


def origin_faults(origin: OriginValues) -> Iterator[InvalidValue]:
    """Everything that is wrong with an origin."""
    yield from values.note_faults("name", origin.name, required=True)
    yield from values.text_faults("public_label", origin.public_label, required=True)
    yield from values.names_faults("labels", origin.labels)
    yield from values.note_faults("note", origin.note)
    yield from values.term_faults("type", origin.type, "source_type", required=True)
    yield from values.code_faults("reliability", origin.reliability, Reliability, required=True)


def party_faults(name: str, kind: str, names: Mapping[str, str]) -> Iterator[InvalidValue]:
    """Everything that is wrong with a party."""
    yield from values.text_faults("name", name, required=True)
    yield from values.names_faults("names", names)
    yield from values.term_faults("type", kind, "party_type", required=True)


def source_item_faults(item: SourceItemValues, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with a captured document."""
    yield from values.text_faults("title", item.title, required=True)
    yield from values.text_faults("publisher", item.publisher)
    for column in ("author", "reliability_note", "media_type"):
        yield from values.note_faults(column, getattr(item, column))
    yield from values.evidence_faults("text", item.text)
    yield from values.term_faults("type", item.type, "source_type", required=True)
    yield from values.code_faults("published_basis", item.published_basis, PublishedBasis, required=True)
    yield from values.code_faults("status", item.status, SourceItemStatus, required=True)
    yield from values.code_faults("reliability", item.reliability, Reliability, required=True)
    yield from values.code_faults("sensitivity", item.sensitivity, Sensitivity, required=True)
    yield from values.url_faults("url", item.url)
    yield from values.url_faults("archived_url", item.archived_url)
    yield from values.language_faults("language", item.language)
    yield from values.day_faults("published_on", item.published_on, now=now)
    yield from values.moment_faults("published_at", item.published_at, now=now)
    yield from values.moment_faults("retrieved_at", item.retrieved_at, now=now)
    if item.bytes is not None and item.bytes < 0:
        yield InvalidValue("bytes", f"{item.bytes} is below zero; a file has 0 bytes or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeValues:
    """What became known of a document; keys for other documents."""

    source_item: str
    status: str
    happened_on: date | None
    notice_url: str
    replacement: str | None
    note: str
    sentence: str
    by: str
    at: datetime | None


def notice_faults(notice: NoticeValues, *, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with a notice about a document."""
    yield from values.code_faults("status", notice.status, SourceItemStatus, required=True)
    yield from values.day_faults("happened_on", notice.happened_on, now=now)
    yield from values.url_faults("notice_url", notice.notice_url)
    for column in ("note", "by"):
        yield from values.note_faults(column, getattr(notice, column))
    yield from values.text_faults("sentence", notice.sentence)
    yield from values.moment_faults("at", notice.at, now=now)
    if notice.replacement is not None and notice.replacement == notice.source_item:
        yield InvalidValue(
            "replacement", f"{notice.source_item} does not replace itself; log the new version as another document"
        )


def said_faults(said: SaidValues, *, kinds: str, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with a statement, a party claim or a context note; `kinds` names its vocabulary."""
    yield from values.text_faults("text", said.text, required=True)
    yield from values.note_faults("note", said.note)
    yield from values.term_faults("kind", said.kind, kinds)
    yield from values.language_faults("language", said.language)
    yield from values.code_faults("made_on_basis", said.made_on_basis, DateBasis, required=True)
    yield from values.day_faults("made_on", said.made_on, now=now)
    yield from values.moment_faults("recorded_at", said.recorded_at, now=now)


def circle_faults(key: str, parents: Mapping[str, str]) -> Iterator[InvalidValue]:
    """A place that lies inside itself. `parents` has key -> key of the place above. Cost: the depth of the tree."""
    seen, step = {key}, parents.get(key)
    while step and step not in seen:
        seen.add(step)
        step = parents.get(step)
    if step == key:
        yield InvalidValue("parent", f"{key} lies inside itself by way of its parents; mend one of them")


def _day(alias: Mapping[str, Any], name: str) -> date | None:
    text = alias.get(name)
    return date.fromisoformat(text) if text else None
