"""The committed description as a page for people: operations by topic, their parameters and answers, every shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sitreps.api.openapi.components import PREFIX

Schema = Mapping[str, Any]

TOPICS = {
    "incidents": "Incidents",
    "figures": "Figures",
    "editions": "Editions",
    "changes": "Changes",
    "reference": "Reference data",
    "about": "About the API",
}
EXAMPLES = {
    "ref": "UKR-2025-0001",
    "series": "UKR-DAILY",
    "number": "1",
    "measure": "KILLED",
    "language": "en",
    "extension": "pdf",
    "name": "weapon",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter or a member: its name, its form in words, what it is, and its codes if it is one of a few."""

    name: str
    form: str
    text: str
    codes: tuple[tuple[str, str], ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status means here."""

    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. `example` is its address with names as a desk has them; `opens` where it has no varying part."""

    id: str
    path: str
    example: str
    opens: bool
    summary: str
    text: str
    parameters: tuple[Part, ...]
    answers: tuple[Answer, ...]
    rows: str
    """The shape of the answer, or of the rows of a list."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The operations about one thing."""

    id: str
    title: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape with its members."""

    name: str
    text: str
    members: tuple[Part, ...]


def topics(description: Schema) -> list[Topic]:
    """Every operation, by what it is about."""
    calls: dict[str, list[Call]] = {name: [] for name in TOPICS}
    for path, methods in description["paths"].items():
        calls[methods["get"]["tags"][0]].append(_call(path, methods["get"]))
    return [Topic(name, TOPICS[name], tuple(found)) for name, found in calls.items() if found]


def shapes(description: Schema) -> list[Shape]:
    """Every named shape; those of `fields` are the same with fewer members and are left out."""
    found = description["components"]["schemas"]
    return [
        Shape(name, shape.get("description", ""), tuple(_members(shape)))
        for name, shape in found.items()
        if not name.endswith("Picked")
    ]


def _call(path: str, operation: Schema) -> Call:
    parameters = [
        _part(one["name"], one["schema"], one["description"], required=one.get("required", False))
        for one in operation.get("parameters", ())
    ]
    return Call(
        id=operation["operationId"],
        path=path,
        example=_example(path),
        opens="{" not in path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        parameters=tuple(parameters),
        answers=tuple(Answer(status, answer["description"]) for status, answer in operation["responses"].items()),
        rows=_rows(operation["responses"]["200"]["content"]),
    )


def _example(path: str) -> str:
    """An address with names in it."""
    for name, value in EXAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def _rows(content: Schema) -> str:
    schema = content.get("application/json", {}).get("schema", {})
    if "data" in schema.get("properties", {}):
        schema = schema["properties"]["data"]["items"]
    return _shape_of(schema)


def _members(shape: Schema) -> Iterator[Part]:
    always = shape.get("required", ())
    for name, member in shape.get("properties", {}).items():
        yield _part(name, member, "" if name in always else "Only in newer answers.", required=False)


def _part(name: str, schema: Schema, text: str, *, required: bool) -> Part:
    labels = next(_labels(schema), {})
    form = _form(schema)
    return Part(
        name=name,
        form=f"{form}, required" if required else form,
        text=text,
        codes=tuple(labels.items()),
        shape=_shape_of(schema),
    )


def _labels(schema: Schema) -> Iterator[Mapping[str, str]]:
    """The codes that a value may be, with their labels."""
    if "x-labels" in schema:
        yield schema["x-labels"]
    elif "enum" in schema:
        yield {str(value): "" for value in schema["enum"]}
    for part in _inside(schema):
        yield from _labels(part)


def _shape_of(schema: Schema) -> str:
    """The named shape that a value has, or has in it."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(PREFIX)
    return next((name for part in _inside(schema) if (name := _shape_of(part))), "")


def _inside(schema: Schema) -> list[Schema]:
    parts = [*schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    return [*parts, schema["items"]] if isinstance(schema.get("items"), dict) else parts


def _form(schema: Schema) -> str:
    """The form of a value in words: `text or null`, `list of Claim`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(PREFIX)
    if "anyOf" in schema:
        forms = [_form(part) for part in schema["anyOf"]]
        return " or ".join(dict.fromkeys(form.removesuffix("Picked") for form in forms))
    if schema.get("type") == "array":
        return f"list of {_form(schema['items'])}" if isinstance(schema.get("items"), dict) else "pair"
    if isinstance(schema.get("type"), list):
        return " or ".join(_form({"type": one}) for one in schema["type"])
    plain = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    formats = {"date-time": "moment", "date": "day", "binary": "bytes"}
    if schema.get("enum") or "x-labels" in schema:
        return "code"
    kind = str(schema.get("type", "anything"))
    return formats.get(str(schema.get("format")), plain.get(kind, kind))
