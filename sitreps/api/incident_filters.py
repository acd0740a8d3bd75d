"""The filters that lists of incidents and totals share, read and checked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sitreps.api import pages
from sitreps.api.parameters import Reader
from sitreps.codelists import Grade, IncidentKind, vocabulary
from sitreps.documents import disclosure, search
from sitreps.documents.search import Wanted
from sitreps.errors import KeyNeeded
from sitreps.models.base import KEY_PATTERN
from sitreps.models.incidents import REF_PATTERN
from sitreps.queries.incident_filters import Box
from sitreps.queries.incident_list import IncidentQuery

FILTERS = tuple(field.name for field in fields(IncidentQuery))
LARGEST_VALUE = 100_000_000
MOST_REFS = 200
MOST_WORDS = 16
SHORTEST_BEGINNING = 2

_REF = re.compile(REF_PATTERN, re.ASCII)
_KEY = re.compile(KEY_PATTERN, re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_UNIT = re.compile(r"[A-Z]{2,3}-?[A-Z0-9]{1,16}", re.ASCII)
_DEGREES = r"-?[0-9]{1,3}(?:\.[0-9]{1,12})?"
BOX_PATTERN = rf"^{_DEGREES}(?:,{_DEGREES}){{3}}$"
_BOX = re.compile(BOX_PATTERN, re.ASCII)
_EDGES = (("west", 180), ("south", 90), ("east", 180), ("north", 90))


def read_filters(reader: Reader, now: datetime, **read: Any) -> IncidentQuery:
    """The filters, and what the caller has read itself: measure and sort. Questions that no incident can answer are
    refused."""
    asked = {name: of(reader) for name, of in _READERS.items() if reader.has(name)}
    query = IncidentQuery(**asked, **read, as_known_at=pages.read_as_known_at(reader, now))
    _refuse_contradictions(reader, query)
    return query


def read_at_least(reader: Reader) -> int | None:
    """The least number of people that an incident's figure must have."""
    return reader.whole("at_least", 0, LARGEST_VALUE)


def check_key(query: IncidentQuery) -> None:
    """Raise `KeyNeeded` where a filter is for partners with a key: nobody has one yet."""
    if query.perpetrator is not None:
        raise KeyNeeded("The filter perpetrator")


def _read_box(reader: Reader) -> Box | None:
    value = reader.matching("bbox", _BOX, "22.1,44.3,40.3,52.4 (west, south, east, north in degrees)")
    if value is None:
        return None
    west, south, east, north = degrees = [float(part) for part in value.split(",")]
    for (edge, most), number in zip(_EDGES, degrees, strict=True):
        if abs(number) > most:
            reader.fault("bbox", f"Its {edge} edge, {number:g}, lies beyond {most} degrees.")
            return None
    if south > north:
        reader.fault("bbox", "Its south edge lies north of its north edge; the order is west, south, east, north.")
        return None
    return Box(west, south, east, north)


def _read_facility(reader: Reader) -> str | None:
    """A category as deep as public ones go: a question about a deeper one would be answered by its silence."""
    category = reader.code("facility", vocabulary("facility").terms)
    public = disclosure.public_category(category) if category else None
    if category != public:
        reader.fault("facility", f"Incidents tell of {public} and no more exactly; ask for that.")
        return None
    return category


def _read_words(reader: Reader) -> tuple[Wanted, ...]:
    text = reader.prose("q")
    if text is None:
        return ()
    found = search.wanted(text)
    if not found:
        reader.fault("q", "Holds no letter and no digit to look for.")
    elif len(found) > MOST_WORDS:
        reader.fault("q", f"No more than {MOST_WORDS} words at once.")
    elif any(one.beginning and len(one.word) < SHORTEST_BEGINNING for one in found):
        reader.fault("q", f"Give at least {SHORTEST_BEGINNING} letters before an asterisk.")
    return tuple(found)


_READERS: Mapping[str, Callable[[Reader], Any]] = {
    "ref": lambda reader: reader.several("ref", _REF, "UKR-2025-0001", most=MOST_REFS),
    "country": lambda reader: reader.matching("country", _COUNTRY, "UKR (ISO 3166-1 alpha-3)"),
    "adm1": lambda reader: reader.matching("adm1", _UNIT, "UA12 (P-code) or UA-12 (ISO 3166-2)"),
    "adm2": lambda reader: reader.matching("adm2", _UNIT, "UA1202 (P-code)"),
    "place": lambda reader: reader.matching("place", _KEY, "UKR-DNIPRO (a key of places/)"),
    "bbox": _read_box,
    "roots": lambda reader: reader.flag("roots"),
    "parent": lambda reader: reader.matching("parent", _REF, "UKR-2025-0001"),
    "kind": lambda reader: reader.code("kind", tuple(IncidentKind)),
    "occurred_from": lambda reader: reader.day("occurred_from"),
    "occurred_to": lambda reader: reader.day("occurred_to"),
    "published_from": lambda reader: reader.day_or_moment("published_from"),
    "published_to": lambda reader: reader.day_or_moment("published_to"),
    "event_type": lambda reader: reader.code("event_type", vocabulary("event_type").terms),
    "sub_event_type": lambda reader: reader.code("sub_event_type", vocabulary("sub_event_type").terms),
    "weapon": lambda reader: reader.code("weapon", vocabulary("weapon").terms),
    "grade": lambda reader: reader.code("grade", tuple(Grade)),
    "facility": _read_facility,
    "perpetrator": lambda reader: reader.matching("perpetrator", _KEY, "RUS-FORCES (the key of a party)"),
    "q": _read_words,
}
"""How each filter is read; those that a request does not name cost it nothing."""


def _refuse_contradictions(reader: Reader, query: IncidentQuery) -> None:
    """They are mistakes, and are said to be."""
    if query.roots and query.parent:
        reader.fault("roots", "A root has no parent: give roots or parent.")
    if query.kind == IncidentKind.CLUSTER and query.parent:
        reader.fault("kind", "A cluster has no parent: give kind=EVENT, or leave parent out.")
    _refuse_empty_interval(reader, "occurred", query.occurred_from, query.occurred_to)
    _refuse_empty_interval(reader, "published", query.published_from, query.published_to)
    if query.as_known_at and query.published_from and query.published_from > query.as_known_at:
        reader.fault("published_from", "Lies after as_known_at: nothing that was published then was known yet.")
    if query.event_type and query.sub_event_type:
        parent = vocabulary("sub_event_type").terms[query.sub_event_type].parent
        if parent != query.event_type:
            reader.fault("sub_event_type", f"Belongs to {parent}, not to {query.event_type}.")


def _refuse_empty_interval(
    reader: Reader, name: str, start: date | datetime | None, end: date | datetime | None
) -> None:
    if start is not None and end is not None and start >= end:
        reader.fault(f"{name}_to", f"Must lie after {name}_from; it is not itself part of the interval.")
