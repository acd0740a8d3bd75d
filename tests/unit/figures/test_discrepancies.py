"""What the desk must be told, and what blocks an edition (B13)."""

from __future__ import annotations

from typing import Any

import pytest

from sitreps.codelists import (
    AgeGroup,
    DateBasis,
    DiscrepancyCode,
    GeoPrecision,
    PerpetratorBasis,
    PersonOutcome,
    Quantifier,
    ScopeCertainty,
    Severity,
    Sex,
    vocabulary,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.discrepancies import SEVERITIES, Discrepancy, IncidentFacts, discrepancies, severity_of
from sitreps.figures.figure import Flag, Gap
from sitreps.figures.persons import PersonValue, age_mismatches
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import claim, figure_of

REF = "UKR-2025-0007"
TREE = vocabulary("facility")
Q = Quantifier


def told(*incidents: IncidentFacts) -> list[Discrepancy]:
    return list(discrepancies(incidents, TREE))


def facts(*claims: ClaimValue, **known: Any) -> IncidentFacts:
    measures = dict.fromkeys(one.measure for one in claims)
    figures = {measure: figure_of(*claims, measure=measure) for measure in measures}
    return IncidentFacts(ref=REF, figures=figures, claims=claims, **known)


@pytest.mark.parametrize(
    ("gap", "severity"),
    [
        (Gap(17, 19), Severity.WARN),
        (Gap(17, 20), Severity.WARN),
        (Gap(15, 18), Severity.BLOCK),
        (Gap(5, 7), Severity.WARN),
        (Gap(5, 8), Severity.BLOCK),
        (Gap(100, 119), Severity.WARN),
        (Gap(100, 120), Severity.BLOCK),
        (Gap(0, 1), Severity.BLOCK),
        (None, Severity.INFO),
    ],
    ids=str,
)
@pytest.mark.parametrize("code", ["CONFLICT", "BREAKDOWN_EXCEEDS_TOTAL", "TOTAL_EXCEEDS_BREAKDOWN"])
def test_a_contradiction_blocks_by_its_gap(code: str, gap: Gap | None, severity: Severity) -> None:
    assert severity_of(Flag(DiscrepancyCode(code), gap=gap)) is severity


def test_every_code_has_a_severity() -> None:
    assert SEVERITIES.keys() == set(DiscrepancyCode)


def test_a_conflict_is_told_with_its_sides() -> None:
    (one,) = told(facts(claim("a", value=5), claim("b", value=9)))
    assert one.line == f"BLOCK CONFLICT:{REF}.KILLED claims conflict (5 against 9)"


def test_a_roll_up_tells_its_contradiction_with_its_amount() -> None:
    own, child = claim("o", value=11), claim("c", value=16)
    figure = roll_up("KILLED", figure_of(own), {"UKR-2025-0008": figure_of(child)})
    (one,) = told(IncidentFacts(ref=REF, figures={"KILLED": figure}, claims=(own,), child_claims=(child,)))
    assert (one.severity, one.code) == (Severity.BLOCK, "BREAKDOWN_EXCEEDS_TOTAL")
    assert one.rests_on == ("c=EXACT:16:ALL:ACTIVE:HEADLINE_USED", "o=EXACT:11:ALL:ACTIVE:used")


def test_one_code_is_told_once_with_all_that_makes_it_fire() -> None:
    figure = roll_up(
        "KILLED",
        figure_of(claim("o", Q.AT_LEAST, 11)),
        {"first": figure_of(claim("a", value=11)), "second": figure_of(claim("b", value=11))},
    )
    suspects = [one for one in told(IncidentFacts(ref=REF, figures={"KILLED": figure})) if "SCOPE" in one.code]
    assert [one.text for one in suspects] == [
        "the headline equals one location's number (first); the headline equals one location's number (second)"
    ]


def test_a_decision_holds_until_a_claim_changes() -> None:
    (before,) = told(facts(claim("a", value=5), claim("b", value=9)))
    (same,) = told(facts(claim("b", value=9), claim("a", value=5)))
    (after,) = told(facts(claim("a", value=5), claim("b", value=10)))
    assert before.fingerprint == same.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"date_basis": DateBasis.INFERRED}, "DATE_INFERRED"),
        ({"date_basis": DateBasis.UNKNOWN}, "DATE_INFERRED"),
        ({"geo_precision": GeoPrecision.REGION}, "PLACE_IMPRECISE"),
        ({"unidentified_sources": ("DOC",)}, "SOURCE_UNIDENTIFIED"),
        (
            {"has_perpetrator": True, "perpetrator_basis": PerpetratorBasis.ALLEGED_BY_ADVERSARY},
            "PERPETRATOR_UNSTATED",
        ),
    ],
)
def test_what_the_record_leaves_open_is_told(known: dict[str, Any], code: str) -> None:
    assert [(one.code, one.ref) for one in told(facts(claim("a"), **known))] == [(code, REF)]


@pytest.mark.parametrize(
    "known",
    [
        {"date_basis": DateBasis.STATED, "geo_precision": GeoPrecision.NEAR},
        {"has_perpetrator": True, "perpetrator_basis": PerpetratorBasis.ACCEPTED_BY_PARTY},
        {"has_perpetrator": True, "perpetrator_basis": PerpetratorBasis.ESTABLISHED_BY_THIRD_PARTY},
        {"has_perpetrator": False, "perpetrator_basis": PerpetratorBasis.NOT_STATED},
    ],
)
def test_a_record_that_leaves_nothing_open_is_silent(known: dict[str, Any]) -> None:
    assert told(facts(claim("a"), **known)) == []


def test_an_ambiguous_scope_is_told_where_the_claim_counts() -> None:
    ambiguous = claim("a", scope_certainty=ScopeCertainty.AMBIGUOUS)
    assert [one.code for one in told(facts(ambiguous))] == ["SCOPE_AMBIGUOUS"]
    assert told(facts(claim("a", scope_certainty=ScopeCertainty.AMBIGUOUS, excluded=True))) == []


def test_casualties_below_the_killed_and_injured_do_not_fit() -> None:
    few = claim("c", value=8, measure="CASUALTIES")
    split = [claim("k", value=5), claim("i", Q.AT_LEAST, 4, measure="INJURED")]
    assert [(one.code, one.ref) for one in told(facts(few, *split))] == [("MEASURE_MISMATCH", f"{REF}.CASUALTIES")]
    assert told(facts(claim("c", Q.AT_LEAST, 8, measure="CASUALTIES"), *split)) == []
    assert told(facts(claim("c", value=9, measure="CASUALTIES"), *split)) == []


def test_the_worst_comes_first() -> None:
    found = told(facts(claim("a", value=5), claim("b", value=9, attributed=False), date_basis=DateBasis.INFERRED))
    assert [one.severity for one in found] == sorted((one.severity for one in found), key=list(Severity).index)


# --- ages ------------------------------------------------------------------------------------------------------------

BOY = PersonValue(key="p", age_group=AgeGroup.CHILD, age_years=5, sex=Sex.MALE)


def one_of(**subset: Any) -> ClaimValue:
    return claim("s", Q.AT_LEAST, 1, subset=Subset(**{"age_group": AgeGroup.CHILD} | subset))


@pytest.mark.parametrize(
    ("subset", "differs"),
    [
        ({"age_text": "toddler"}, True),
        ({"age_text": "a toddler of the family"}, True),
        ({"age_text": "five-year-old"}, False),
        ({"age_text": "4-year-old"}, True),
        ({"age_text": "Four years old"}, True),
        ({"age_text": "5 years"}, False),
        ({"age_years": 4}, True),
        ({"age_years": 5}, False),
        ({"age_text": "child"}, False),
        ({}, False),
        ({"age_text": "toddler", "sex": Sex.FEMALE}, False),
        ({"age_text": "toddler", "age_group": AgeGroup.ADULT}, False),
    ],
)
def test_ages_that_do_not_meet_are_told(subset: dict[str, Any], differs: bool) -> None:
    assert bool(age_mismatches([one_of(**subset)], [BOY])) is differs


def test_a_person_of_another_fate_is_another_person() -> None:
    rescued = PersonValue(key="p", age_group=AgeGroup.CHILD, age_years=5, outcome=PersonOutcome.RESCUED)
    assert age_mismatches([one_of(age_text="toddler")], [rescued]) == []


def test_a_claim_about_several_people_is_not_about_this_one() -> None:
    several = claim("s", value=3, subset=Subset(age_group=AgeGroup.CHILD, age_text="toddler"))
    assert age_mismatches([several], [BOY]) == []
