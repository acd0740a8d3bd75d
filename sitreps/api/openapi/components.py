"""The shapes of the answers as JSON Schema, from the dataclasses that the answers are made of.

What Python's types do not say is added here: moments, the codes that a text may be, which members are always there.
Shapes may grow (api.md), so none refuses members that it does not know. A request with `fields` is answered with some
of the members: a shape of its own, `…Picked`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_type_hints

import msgspec

from sitreps.api import changes, editions, index, pages, problems
from sitreps.api.openapi import codes
from sitreps.documents.changes import ChangeDocument
from sitreps.documents.edition import EditionDocument
from sitreps.documents.explanation import FigureExplanation
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.reference import PlaceRow, SeriesRow, SourceRow, VocabularyDocument, VocabularyRow
from sitreps.documents.revisions import RevisionDocument
from sitreps.documents.totals import GroupTotal

Schema = dict[str, Any]

PREFIX = "#/components/schemas/"
NAMES: Mapping[type, str] = {
    IncidentDocument: "Incident",
    EditionDocument: "Edition",
    RevisionDocument: "Revision",
    ChangeDocument: "Change",
    GroupTotal: "Total",
    FigureExplanation: "Explanation",
    PlaceRow: "Place",
    SourceRow: "Source",
    SeriesRow: "Series",
    VocabularyRow: "VocabularyRow",
    VocabularyDocument: "Vocabulary",
    changes.ChangeMeta: "ChangeMeta",
    pages.Meta: "Meta",
    pages.CountedMeta: "CountedMeta",
    problems.Problem: "Problem",
    problems.GoneProblem: "Gone",
    index.Index: "Index",
}
PICKED = (
    "Edition",
    "EditionRow",
    "Explanation",
    "Incident",
    "Place",
    "Revision",
    "Series",
    "Source",
    "Total",
    "Vocabulary",
    "VocabularyRow",
)
"""Shapes of which `fields` may ask for some members only."""


def reference(name: str) -> Schema:
    """The shape of this name, wherever it is used."""
    return {"$ref": f"{PREFIX}{name}"}


def picked(name: str) -> Schema:
    """A shape whole, or with the members that `fields` asked for."""
    return {"anyOf": [reference(name), reference(f"{name}Picked")]} if name in PICKED else reference(name)


def page_of(row: Schema, meta: str = "Meta", *, counted: bool = False) -> Schema:
    """One page of a list; `counted`: count=1 may ask for how many rows there are on all pages."""
    links = {"self": {"type": "string"}, "next": {"type": ["string", "null"]}}
    members = {"data": {"type": "array", "items": row}, "links": _whole(links), "meta": reference(meta)}
    if counted:
        members["meta"] = {"anyOf": [reference(meta), reference("CountedMeta")]}
    return _whole(members)


def schemas() -> dict[str, Schema]:
    """Every shape by name, in alphabetical order."""
    shapes = {_name(kind): _shape(kind) for kind in _kinds(tuple(NAMES))}
    shapes["EditionRow"] = _edition_row(shapes["Edition"])
    shapes["Change"]["properties"]["payload"] = {
        "anyOf": [reference("Incident"), reference("EditionRow"), {"type": "null"}]
    }
    shapes |= {f"{name}Picked": _picked(name, shapes[name]) for name in PICKED}
    return dict(sorted(shapes.items()))


def _kinds(roots: tuple[type, ...]) -> Iterator[type]:
    """The classes that the answers consist of, each once."""
    seen: dict[type, None] = dict.fromkeys(roots)
    waiting = list(roots)
    while waiting:
        for found in _members(waiting.pop()):
            if found not in seen:
                seen[found] = None
                waiting.append(found)
    yield from seen


def _members(kind: type) -> Iterator[type]:
    for hint in get_type_hints(kind).values():
        yield from (part for part in _parts(hint) if _is_shape(part))


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in getattr(hint, "__args__", ()):
        yield from _parts(part)


def _is_shape(part: Any) -> bool:
    return isinstance(part, type) and (hasattr(part, "__dataclass_fields__") or issubclass(part, msgspec.Struct))


def _name(kind: type) -> str:
    return NAMES.get(kind, kind.__name__)


def _shape(kind: type) -> Schema:
    _, found = msgspec.json.schema_components([kind], ref_template=PREFIX + "{name}")
    shape: Schema = _renamed(found[kind.__name__])
    shape.pop("title", None)
    properties = shape.get("properties", {})
    for member, column in _columns(kind).items():
        properties[member] = _refined(_name(kind), member, properties[member], get_type_hints(kind)[column])
    # An edition's defaults are those of a draft: what is issued has every member.
    return {**shape, "required": list(properties)} if kind is EditionDocument else shape


def _columns(kind: type) -> dict[str, str]:
    """The names of the members, and those of the attributes that they come from."""
    if issubclass(kind, msgspec.Struct):
        return {field.encode_name: field.name for field in msgspec.structs.fields(kind)}
    return {name: name for name in get_type_hints(kind)}


def _renamed(shape: Any) -> Any:
    """References to documents by their names in the API."""
    if isinstance(shape, list):
        return [_renamed(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    classes = {kind.__name__: name for kind, name in NAMES.items()}
    return {
        key: PREFIX + classes.get(name := value.removeprefix(PREFIX), name) if key == "$ref" else _renamed(value)
        for key, value in shape.items()
    }


def _refined(shape: str, member: str, schema: Schema, hint: Any) -> Schema:
    """A member with its format, where it is a moment, or its codes; defaults say nothing about answers."""
    said = {key: value for key, value in schema.items() if key != "default"}
    allowed = codes.of(shape, member)
    if allowed is None and datetime in _parts(hint):
        return _with_text(said, {"type": "string", "format": "date-time"})
    return said if allowed is None else _with_text(said, allowed)


def _with_text(schema: Schema, text: Schema) -> Schema:
    """A schema whose plain texts are told more exactly."""
    if schema.get("type") == "string":
        return text
    told = dict(schema)
    for key in ("anyOf", "prefixItems"):
        if key in schema:
            told[key] = [_with_text(part, text) for part in schema[key]]
    if isinstance(schema.get("items"), dict):
        told["items"] = _with_text(schema["items"], text)
    return told


def _edition_row(edition: Schema) -> Schema:
    properties = {name: edition["properties"][name] for name in editions.LISTED}
    return {
        "description": "One issue in a list: without `incidents`, which stand in the edition's own answer.",
        **_whole(properties),
    }


def _picked(name: str, shape: Schema) -> Schema:
    return {
        "description": f"{name} with the members that `fields` asked for.",
        "type": "object",
        "properties": shape["properties"],
        "minProperties": 1,
    }


def _whole(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
