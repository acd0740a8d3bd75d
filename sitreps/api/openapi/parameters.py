"""Every parameter of the API, said once: its form and its meaning. Operations name them; a test asks the views."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sitreps import codelists
from sitreps.api import editions, incident_filters, pages
from sitreps.api.openapi import codes
from sitreps.api.parameters import LARGEST_WHOLE, LONGEST
from sitreps.documents.totals import GroupBy
from sitreps.documents.wording import LANGUAGES
from sitreps.models.base import KEY_PATTERN
from sitreps.models.incidents import REF_PATTERN
from sitreps.queries.incident_list import Sort

Schema = dict[str, Any]

MOMENT = "A moment with its zone, such as 2025-06-24T18:00:00Z."
DAY_OR_MOMENT = "A day, or a moment with its zone."
_UNIT = "a P-code (UA12) or an ISO 3166-2 code (UA-12)"


def _text(**more: Any) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": LONGEST, **more}


def _whole(lowest: int, highest: int, **more: Any) -> Schema:
    return {"type": "integer", "minimum": lowest, "maximum": highest, **more}


def _listed(**more: Any) -> Schema:
    return {"type": "array", "items": _text(**more), "minItems": 1}


FLAG: Schema = {"type": "string", "enum": ["0", "1"]}

# name -> (its form, what it asks for)
QUERY: Mapping[str, tuple[Schema, str]] = {
    "adm1": (_text(), f"Incidents of a first-level unit: {_UNIT}."),
    "adm2": (_text(), "Incidents of a second-level unit: a P-code (UA1202)."),
    "as_known_at": (_text(format="date-time"), f"The record as it was known then. {MOMENT} Not in the future."),
    "at_least": (
        _whole(0, incident_filters.LARGEST_VALUE),
        "With `measure`: at least so many people, by the figure's `lower`.",
    ),
    "bbox": (
        _text(pattern=incident_filters.BOX_PATTERN),
        "Incidents whose point lies in a box: west,south,east,north in degrees (west is larger across 180 degrees).",
    ),
    "count": (FLAG, "1: `meta.total` says how many rows all pages have; beyond 10,000 `total_at_least` does."),
    "country": (_text(pattern="^[A-Z]{3}$"), "Incidents of a country: ISO 3166-1 alpha-3, such as UKR."),
    "cursor": (_text(), "Where the page before ended: take it from `links.next`. Bound to the query."),
    "event_type": (codes.table("event_type"), "Incidents of an event type."),
    "facility": (codes.table("facility"), "Incidents with damage to facilities of a category or of one below it."),
    "fields": (_listed(), "Only these top-level members, listed with commas."),
    "format": ({"type": "string", "enum": list(pages.FORMATS)}, "The format of the answer."),
    "grade": (codes.enum(codelists.Grade), "Incidents of a grade."),
    "group_by": (
        {"type": "array", "items": {"type": "string", "enum": [part.value for part in GroupBy]}, "minItems": 1},
        "Break the totals down, listed with commas.",
    ),
    "include": ({"type": "string", "enum": ["payload"]}, "payload: what was published stands in each event."),
    "issue": (_whole(1, editions.LARGEST_ISSUE), "An older issue of the number; the newest where it is not given."),
    "kind": (codes.enum(codelists.IncidentKind), "Single events, or clusters."),
    "language": ({"type": "string", "enum": list(LANGUAGES)}, "The language of labels, names and sentences; English."),
    "limit": (_whole(1, pages.LARGEST_LIMIT, default=pages.DEFAULT_LIMIT), "The most rows of a page."),
    "measure": (codes.table("measure"), "What is counted."),
    "occurred_from": (_text(format="date"), "Incidents of this day and later."),
    "occurred_to": (_text(format="date"), "Incidents before this day."),
    "parent": (_text(pattern=REF_PATTERN), "The locations of a cluster."),
    "perpetrator": (
        _text(pattern=KEY_PATTERN),
        "Incidents for which a party is reported responsible, by its key. For partners with a key.",
    ),
    "place": (_text(), "Incidents at a place and below it, by its key in `places/`."),
    "published_from": (_text(), f"Revisions published at this moment and later. {DAY_OR_MOMENT}"),
    "published_to": (_text(), f"Revisions published before this moment. {DAY_OR_MOMENT}"),
    "q": (
        _text(),
        "Incidents whose public text has all these words, in any case and script; `dnipr*` is any word that begins so.",
    ),
    "ref": (_listed(pattern=REF_PATTERN), "These incidents, listed with commas."),
    "roots": (FLAG, "1: without the locations of clusters: every incident that totals count, once."),
    "series": (_text(), "Editions of a series, such as UKR-DAILY."),
    "since": (_whole(0, LARGEST_WHOLE, default=0), "The last number that the client has dealt with; 0 to begin."),
    "sort": ({"type": "string", "enum": [sort.value for sort in Sort]}, "The order of the rows; ties break on ref."),
    "sub_event_type": (codes.table("sub_event_type"), "Incidents of a sub-event type."),
    "weapon": (codes.table("weapon"), "Incidents with a weapon."),
}

PATH: Mapping[str, tuple[Schema, str]] = {
    "ref": ({"type": "string", "pattern": REF_PATTERN}, "An incident, such as UKR-2025-0001."),
    "series": ({"type": "string", "pattern": "^[A-Z0-9][A-Z0-9-]{1,30}$"}, "A series, such as UKR-DAILY."),
    "number": ({"type": "integer", "minimum": 1, "maximum": 999_999_999}, "Its number."),
    "measure": (codes.table("measure"), "What is counted."),
    "name": ({"type": "string"}, "A vocabulary."),
    "language": ({"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}, "The language of the document."),
    "extension": ({"type": "string", "enum": ["html", "pdf", "json"]}, "The format of the document."),
}


def query(names: Iterable[str], several: Collection[str] = ()) -> list[Schema]:
    """The query parameters of an operation, in alphabetical order; of those in `several` it takes more than one."""
    return [_in_query(name, *QUERY[name], several=name in several) for name in sorted(names)]


def path(names: Iterable[str]) -> list[Schema]:
    """The parts of an address that vary, in the order of the address."""
    return [
        {"name": name, "in": "path", "required": True, "description": PATH[name][1], "schema": PATH[name][0]}
        for name in names
    ]


def _in_query(name: str, schema: Schema, description: str, *, several: bool) -> Schema:
    if several:
        schema = {"type": "array", "items": schema, "minItems": 1}
    said: Schema = {"name": name, "in": "query", "description": description, "schema": schema}
    return said | {"style": "form", "explode": False} if schema.get("type") == "array" else said
