"""The desk log's schema, which ships with the product, and its verdict in words that name the mend."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path as File
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from sitreps.actions.desk_log.paths import Finding, Path
from sitreps.actions.validation import hint, shown

SCHEMA = File(__file__).parent.parent.parent / "data" / "desk-log.schema.json"

FORMS = {
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": "use up to 64 letters, digits, dots, underscores or hyphens: 'UKR-POLICE'",
    "^[A-Z]{3}-[0-9]{4}-[0-9]{4,6}$": "write country, year and number: 'UKR-2025-0001'",
    "^[A-Z]{3}$": "write the three capital letters of ISO 3166-1: 'UKR'",
    "^[A-Z0-9][A-Z0-9-]{1,30}$": "use 2 to 31 capital letters, digits or hyphens: 'UKR-DAILY'",
    "^[A-Z0-9-]{2,40}$": "use 2 to 40 capital letters, digits or hyphens: 'UKR-STATE'",
    "^[0-2][0-9]:[0-5][0-9]$": "write hours and minutes: '18:00'",
    "^N[0-9]{4}$": "number the notices of a document in their order: 'N0001'",
    "^[0-9a-f]{64}$": "write the 64 hexadecimal digits in lower case",
}
FORMATS = {
    "date": "write a day of the calendar: '2025-06-24'",
    "date-time": "write a moment with its zone: '2025-06-24T14:30:00Z'",
    "uri": "write a web address: 'https://example.org/page'",
}
TYPES = {
    "object": "an object {…}",
    "array": "a list […]",
    "string": "a text in quotation marks",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def schema_findings(log: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything in which the log differs from the schema, but for what the rules say better (`_validator`)."""
    for error in _validator().iter_errors(log):
        yield from _findings(error)


@cache
def schema() -> dict[str, Any]:
    """The shipped schema (JSON Schema 2020-12)."""
    document: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return document


@cache
def _validator() -> Draft202012Validator:
    """The schema without its conditions on a claim's numbers.

    Whether a number fits its quantifier and a part its coverage is said by the validation of claims, once and by its
    field; the conditions would say it a second time, without the mend, and cost a third of the time.
    """
    reduced: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    del reduced["properties"]["incidents"]["items"]["properties"]["claims"]["items"]["allOf"]
    return Draft202012Validator(reduced, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _findings(error: ValidationError) -> Iterator[Finding]:
    path: Path = tuple(error.absolute_path)
    instance: Any = error.instance
    wanted: Any = error.validator_value
    if error.validator == "required":
        yield from (Finding((*path, name), "is missing; add it") for name in wanted if name not in instance)
    elif error.validator == "additionalProperties":
        schema_here: Any = error.schema
        known = schema_here["properties"]
        for name in instance:
            if name not in known:
                yield Finding(path, f"{shown(name)} is not a member of this{hint(name, known)}")
    else:
        yield Finding(path, _sentence(error))


def _sentence(error: ValidationError) -> str:
    instance: Any = error.instance
    if error.validator == "anyOf":
        return _of_none(error)
    return _SENTENCES[str(error.validator)](instance, error.validator_value)


def _of_none(error: ValidationError) -> str:
    """A value with several forms: what to mend in the form that it is nearest to, the one of its own type."""
    near = [cause for cause in error.context or () if cause.validator != "type"]
    if near:
        return " or ".join(_sentence(cause) for cause in near)
    forms: Any = error.validator_value
    return _of_type(error.instance, list(dict.fromkeys(form["type"] for form in forms)))


def _of_type(instance: Any, wanted: Any) -> str:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return f"{shown(instance)} is of another kind; write {' or '.join(TYPES[kind] for kind in kinds)}"


_SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "type": _of_type,
    "enum": lambda instance, known: f"{shown(instance)} is not known{hint(str(instance), known)}",
    "const": lambda instance, wanted: f"{shown(instance)} is another format; this desk reads '{wanted}'",
    "pattern": lambda instance, pattern: f"{shown(instance)} is not of that form; {FORMS[pattern]}",
    "format": lambda instance, name: f"{shown(instance)} is not of that form; {FORMATS[name]}",
    "minimum": lambda instance, least: f"{shown(instance)} is below {least}; correct it",
    "maximum": lambda instance, most: f"{shown(instance)} is more than {most}; check the digits",
    "minItems": lambda instance, least: f"has {len(instance)} entries; name at least {least}",
    "maxLength": lambda instance, most: f"has {len(instance)} characters; {most} at most, so shorten it",
}
"""One sentence for every keyword that the schema uses: what was read, and what to write instead."""
