"""The committed description of the API is the one that the code gives, whole and of valid form."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.urls import get_resolver

from sitreps.api.index import Nothing
from sitreps.api.openapi import codes, components, views
from sitreps.api.openapi.operations import operations
from sitreps.api.openapi.parameters import QUERY
from sitreps.api.urls import version_1

COMMITTED: dict[str, Any] = json.loads(views.FILE.read_text(encoding="utf-8"))


def test_the_committed_file_is_current() -> None:
    generated = description()
    assert json.loads(json.dumps(generated)) == COMMITTED, "Run `make schema` and read the difference."


def test_it_is_valid_openapi_3_1() -> None:
    validation: Any = import_module("drf_spectacular.validation")
    validation.validate_schema(COMMITTED)
    assert COMMITTED["openapi"] == "3.1.0"


def test_every_address_of_version_1_is_described() -> None:
    kinds = {pattern.callback.cls for pattern in version_1 if hasattr(pattern.callback, "cls")}
    assert kinds == set(operations())
    assert Nothing not in kinds
    page: Any = get_resolver().resolve("/api/v1/docs/").func
    assert page.view_class is views.Docs


def test_operations_have_names_of_their_own() -> None:
    names = [operation.id for operation in operations().values()]
    assert len(set(names)) == len(names)


def test_every_described_parameter_is_used_and_every_used_one_is_described() -> None:
    assert {name for operation in operations().values() for name in operation.query} == set(QUERY)


@pytest.mark.parametrize("name", sorted({*codes.ENUMS, *codes.TABLES}))
def test_a_list_of_codes_belongs_to_a_member_that_exists(name: str) -> None:
    shape, member = name.split(".")
    assert member in components.schemas()[shape]["properties"]


def test_references_lead_somewhere() -> None:
    names = set(COMMITTED["components"]["schemas"])
    assert references(COMMITTED) <= {f"{components.PREFIX}{name}" for name in names}


def test_moments_are_told_from_other_texts() -> None:
    incident = COMMITTED["components"]["schemas"]["Incident"]["properties"]
    assert incident["published_at"] == {"type": "string", "format": "date-time"}
    assert incident["kind"]["enum"] == ["EVENT", "CLUSTER"]


def description() -> dict[str, Any]:
    """As `make schema` would write it."""
    generators: Any = import_module("drf_spectacular.generators")
    made: dict[str, Any] = generators.SchemaGenerator().get_schema(request=None, public=True)
    return made


def references(part: Any) -> set[str]:
    """Every `$ref` in a description."""
    if isinstance(part, list):
        return {found for item in part for found in references(item)}
    if not isinstance(part, dict):
        return set()
    here = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
    return here | {found for value in part.values() for found in references(value)}
