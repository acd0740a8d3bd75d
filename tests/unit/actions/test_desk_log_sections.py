"""The table of correspondence is whole: every member of the schema has a column, every column a member."""

from typing import Any

import pytest
from django.db.models import Field
from jsonschema import Draft202012Validator

from sitreps.actions.desk_log.columns import NUMBER, Column, Table
from sitreps.actions.desk_log.paths import Finding, as_faults, render
from sitreps.actions.desk_log.schema import FORMATS, FORMS, schema, schema_findings
from sitreps.actions.desk_log.sections import PARTS, SECTIONS, TABLES
from sitreps.errors import Fault


def items(table: Table) -> dict[str, Any]:
    properties: dict[str, Any] = schema()["properties"]
    if table.section in PARTS:
        properties = properties["incidents"]["items"]["properties"]
    found: dict[str, Any] = properties[table.section]["items"]
    return found


def members(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = items(table)["properties"]
    return found


def required(table: Table) -> list[str]:
    found: list[str] = items(table)["required"]
    return found


def stored(table: Table) -> list[Column]:
    """The columns of its rows: not the number of a row that the log alone numbers."""
    return [column for column in table.columns if not (table.numbered and column.lookup == NUMBER)]


@pytest.mark.parametrize("table", SECTIONS, ids=lambda table: table.section)
def test_every_member_has_a_column_and_every_column_a_member(table: Table) -> None:
    assert {column.path[0] for column in table.columns} == set(members(table)) - set(PARTS)


def test_only_rows_without_a_key_of_their_own_are_numbered_by_the_log() -> None:
    numbered = [table.section for table in SECTIONS if len(stored(table)) < len(table.columns)]
    assert numbered == [table.section for table in SECTIONS if table.numbered] == ["source_notices"]


def test_every_member_of_a_disaggregation_has_a_column() -> None:
    inner = {column.path[1] for column in TABLES["claims"].columns if len(column.path) > 1}
    assert inner == set(members(TABLES["claims"])["disaggregation"]["properties"])


@pytest.mark.parametrize("table", SECTIONS, ids=lambda table: table.section)
def test_every_column_is_one_of_its_model(table: Table) -> None:
    fields = {field.name for field in table.model._meta.get_fields()}
    assert {column.attribute for column in stored(table)} <= fields


@pytest.mark.parametrize("table", SECTIONS, ids=lambda table: table.section)
def test_where_the_file_is_silent_the_row_holds_what_a_form_starts_with(table: Table) -> None:
    follow_from_others = {"as_of_basis", "count_basis"}
    for column in stored(table):
        field = table.model._meta.get_field(column.attribute)
        if column.attribute in follow_from_others or column.path[-1] in required(table) or callable(column.absent):
            continue
        if isinstance(field, Field) and field.has_default():
            assert column.absent == field.get_default(), column.attribute


def test_every_form_and_format_of_the_schema_has_its_words() -> None:
    patterns, formats = set(), set()

    def look(node: Any) -> None:
        if isinstance(node, dict):
            patterns.update([node["pattern"]] if isinstance(node.get("pattern"), str) else [])
            formats.update([node["format"]] if isinstance(node.get("format"), str) else [])
            for child in node.values():
                look(child)
        elif isinstance(node, list):
            for child in node:
                look(child)

    look(schema()["properties"])
    assert patterns <= set(FORMS)
    assert formats <= set(FORMATS)


def test_the_shipped_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_days_and_moments_are_really_checked() -> None:
    assert set(Draft202012Validator.FORMAT_CHECKER.checkers) >= {"date", "date-time"}
    log = {"format": "sitreps/desk-log/1", "places": [], "origins": [], "source_items": [], "incidents": [],
           "series": [{"code": "UKR-DAILY", "title": "", "countries": ["UKR"], "timezone": "UTC", "cut_off": "18:00",
                       "languages": ["en"], "starts_on": "2025-02-30"}]}  # fmt: skip
    assert [render(finding.path) for finding in schema_findings(log)] == ["series[0].starts_on"]


def test_faults_stand_in_the_order_of_the_file_and_each_once() -> None:
    findings = [
        Finding(("b", 10), "x"),
        Finding(("b", 2, "c"), "x"),
        Finding(("a", 0), "x"),
        Finding(("b", 2, "c"), "x"),
        Finding((), "x"),
    ]
    assert as_faults(findings, ["a", "b"]) == [
        Fault("file", "x"), Fault("a[0]", "x"), Fault("b[2].c", "x"), Fault("b[10]", "x")
    ]  # fmt: skip
