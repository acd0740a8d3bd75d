"""The day of the demo log gives exactly the figures and totals that are written down for it."""

from __future__ import annotations

from typing import Any

import pytest

from sitreps.codelists import Grade, Severity, Verification, vocabulary
from sitreps.figures.discrepancies import discrepancies
from sitreps.figures.facilities import facility_counts
from sitreps.figures.grade import grade_incident
from sitreps.figures.totals import total
from tests.unit.figures.logs import DeskLog, load
from tests.unit.figures.test_worked_examples import shown

EXPECTED = load("seed-expected.json")
DAY = DeskLog(load("seed-log.json"))
SCOPES = {"ALL": None, "UKR": "UKR", "RUS": "RUS"}


def written_flags(flags: list[dict[str, Any]]) -> list[list[Any]]:
    return [[flag["code"], *(flag[key] for key in ("amount", "about") if key in flag)] for flag in flags]


@pytest.mark.parametrize(
    "row", EXPECTED["figures"], ids=[f"{row['ref']}.{row['measure']}" for row in EXPECTED["figures"]]
)
def test_the_figure_is_as_written(row: dict[str, Any]) -> None:
    figure = DAY.figure(row["ref"], row["measure"])
    keys = row.keys() - {"ref", "flags"}
    assert {key: shown(figure, key) for key in keys} == {key: row[key] for key in keys}
    assert shown(figure, "flags") == written_flags(row["flags"])


@pytest.mark.parametrize(
    "row", EXPECTED["totals"], ids=[f"{row['scope']}.{row['measure']}" for row in EXPECTED["totals"]]
)
def test_the_total_is_as_written(row: dict[str, Any]) -> None:
    roots = DAY.roots(SCOPES[row["scope"]])
    added = total(row["measure"], [DAY.figure(ref, row["measure"]) for ref in roots])
    keys = row.keys() - {"scope"}
    assert {key: shown(added, key) for key in keys} == {key: row[key] for key in keys}


def test_headline_and_breakdown_are_never_added() -> None:
    numbers = {
        number
        for scope in SCOPES.values()
        for added in [total("KILLED", [DAY.figure(ref, "KILLED") for ref in DAY.roots(scope)])]
        for number in (added.best, added.printed, added.lower, added.low, added.highest_stated)
    }
    assert EXPECTED["never_killed"] not in numbers


def test_the_cluster_rests_on_its_childrens_claims_and_says_so() -> None:
    figure = DAY.figure("UKR-2025-0001", "KILLED")
    assert figure.basis == ("UKR-2025-0002/C03", "UKR-2025-0003/C04")
    assert [(s.key, s.counted, s.used, s.not_used_because) for s in figure.standings] == [
        ("UKR-2025-0001/C01", True, False, "BREAKDOWN_IS_HIGHER"),
        ("UKR-2025-0002/C03", True, True, None),
        ("UKR-2025-0003/C04", True, True, None),
    ]


def test_subsets_are_listed_and_never_counted() -> None:
    figure = DAY.figure("UKR-2025-0004", "KILLED")
    assert [(s.key, s.counted, s.not_used_because) for s in figure.standings] == [
        ("UKR-2025-0004/C06", True, None),
        ("UKR-2025-0004/C07", False, "SUBSET"),
        ("UKR-2025-0004/C08", True, "OTHER_CLAIM_USED"),
    ]


def test_the_discrepancies_are_as_written() -> None:
    found = discrepancies([DAY.facts(ref) for ref in DAY.incidents], vocabulary("facility"))
    written = {(row["severity"], row["code"], row["ref"]) for row in EXPECTED["discrepancies"]}
    assert {(one.severity, one.code, one.ref) for one in found} == written
    assert len(found) == len(EXPECTED["discrepancies"]) == 28


def test_nothing_of_the_day_blocks_its_edition() -> None:
    found = discrepancies([DAY.facts(ref) for ref in DAY.incidents], vocabulary("facility"))
    assert Severity.BLOCK not in {one.severity for one in found}


def test_at_least_one_hospital_was_damaged_and_no_school_is_a_number() -> None:
    counts = facility_counts(DAY.facilities("UKR-2025-0001"), vocabulary("facility"))
    printed = {code: (count.quantifier, count.number, count.lower, count.severity) for code, count in counts.items()}
    assert printed == {
        "HEA": ("AT_LEAST", 1, 2, "DAMAGED"),
        "HEA.HOSPITAL": ("AT_LEAST", 1, 2, "DAMAGED"),
        "HEA.HOSPITAL.CHILDREN": ("EXACT", 1, 1, "DAMAGED"),
        "EDU": ("UNQUANTIFIED", None, 4, "DAMAGED"),
        "EDU.SCHOOL": ("VAGUE", None, 2, "DAMAGED"),
        "EDU.PRESCHOOL": ("VAGUE", None, 2, "DAMAGED"),
        "EDU.UNSPECIFIED": ("VAGUE", None, 2, "DAMAGED"),
        "GOV": ("EXACT", 1, 1, "DAMAGED"),
        "GOV.ADMIN": ("EXACT", 1, 1, "DAMAGED"),
        "COM": ("VAGUE", None, 2, "DAMAGED"),
        "COM.SHOP": ("VAGUE", None, 2, "DAMAGED"),
    }


@pytest.mark.parametrize(
    ("ref", "grade", "attributed"),
    [
        ("UKR-2025-0001", Grade.WEAK, True),
        ("UKR-2025-0002", Grade.WEAK, True),
        ("UKR-2025-0003", Grade.WEAK, True),
        ("UKR-2025-0004", Grade.WEAK, False),
        ("RUS-2025-0001", Grade.WEAK, False),
        ("RUS-2025-0002", Grade.WEAK, False),
    ],
)
def test_the_grade_says_one_source_only_where_one_is_named(ref: str, grade: Grade, attributed: bool) -> None:
    figures = [DAY.figure(ref, measure) for measure in ("KILLED", "INJURED")]
    grading = grade_incident(DAY.claims(ref), figures)
    assert (grading.grade, grading.attributed) == (grade, attributed)


def test_the_claims_of_the_day_stand_as_reported_or_unattributed() -> None:
    figures = [DAY.figure("UKR-2025-0001", measure) for measure in ("KILLED", "INJURED")]
    assert grade_incident(DAY.claims("UKR-2025-0001"), figures).verification == {
        "UKR-2025-0001/C01": Verification.UNATTRIBUTED,
        "UKR-2025-0001/C02": Verification.UNATTRIBUTED,
        "UKR-2025-0001/C05": Verification.REPORTED,
    }
