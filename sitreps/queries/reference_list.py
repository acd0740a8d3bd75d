"""Reference data: the places and sources that the record names now, and the series that have issued anything.

What is said of a place or a source is taken from the newest revision that names it, as it was frozen: neither the
gazetteer nor the desk's sources are read. What was withdrawn, hidden or erased is in no newest revision.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

import msgspec
from django.db.models import Exists, Max, OuterRef

from sitreps.documents.incident import PublicPlace, PublicSource
from sitreps.documents.reference import API, PlaceRow, SeriesRow, SourceRow
from sitreps.models.revisions import Latest, RevisionContent
from sitreps.models.series import Series
from sitreps.queries import published

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in the order of their keys; `next` is the last key where more come after it."""

    rows: tuple[T, ...]
    next: str | None


class _Claim(msgspec.Struct):
    source: PublicSource


class _Named(msgspec.Struct):
    """The members of a payload that name places and sources."""

    place: PublicPlace
    claims: list[_Claim]


def places(*, after: str | None, limit: int) -> Page[PlaceRow]:
    """At most `limit` places whose keys come after one. Two statements."""
    return _page("revision__scene__place_key", _place_rows, after, limit)


def sources(*, after: str | None, limit: int) -> Page[SourceRow]:
    """At most `limit` documents whose keys come after one. Two statements."""
    return _page("revision__sources__key", _source_rows, after, limit)


def series() -> list[SeriesRow]:
    """Every series that has issued an edition that can be seen, by code. One statement."""
    found = Series.objects.filter(Exists(published.issues().order_by().filter(series=OuterRef("pk"))))
    return [_series_row(one) for one in found.order_by("code")]


def _page(column: str, rows_of: Callable[[_Named], Iterator[tuple[str, T]]], after: str | None, limit: int) -> Page[T]:
    found = Latest.objects.filter(**{f"{column}__gt": after or ""}).order_by(column)
    newest = dict(found.values_list(column).annotate(newest=Max("seq"))[: limit + 1])
    keys = list(newest)[:limit]
    told = _told(newest[key] for key in keys)
    by_seq = {seq: dict(rows_of(named)) for seq, named in told.items()}
    rows = tuple(by_seq[newest[key]][key] for key in keys)
    return Page(rows, keys[-1] if len(newest) > limit else None)


def _told(numbers: Iterable[int]) -> Mapping[int, _Named]:
    contents = RevisionContent.objects.filter(revision__seq__in=set(numbers))
    payloads = contents.values_list("revision__seq", "payload")
    return {seq: msgspec.json.decode(payload, type=_Named) for seq, payload in payloads}


def _place_rows(told: _Named) -> Iterator[tuple[str, PlaceRow]]:
    place = told.place
    row = PlaceRow(
        key=place.key,
        name=place.name,
        level=place.level,
        country=place.country,
        adm1=place.adm1,
        adm2=place.adm2,
        lat=place.lat,
        lon=place.lon,
        point_is=place.point_is,
        incidents=f"{API}/incidents/?place={quote(place.key)}",
    )
    yield place.key, row


def _source_rows(told: _Named) -> Iterator[tuple[str, SourceRow]]:
    for claim in told.claims:
        source = claim.source
        if source.key:
            yield source.key, SourceRow(source.key, source.title, source.publisher, source.published_on, source.url)


def _series_row(one: Series) -> SeriesRow:
    return SeriesRow(
        code=one.code,
        title=one.title,
        countries=tuple(one.countries),
        timezone=one.timezone,
        cut_off=f"{one.cut_off:%H:%M}",
        cadence=one.cadence,
        languages=tuple(one.languages),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        glide=one.glide or None,
        issued_by=one.issued_by,
        contact=one.contact,
        publish_attribution=one.publish_attribution,
        editions=f"{API}/editions/?series={one.code}",
        latest=f"{API}/editions/{one.code}/latest/",
    )
