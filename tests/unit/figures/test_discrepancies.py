"""What the desk must be told, and what blocks an edition (B13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from sitreps.codelists import (
    AgeGroup,
    CountBasis,
    DateBasis,
    DiscrepancyCode,
    GeoPrecision,
    PerpetratorBasis,
    PersonOutcome,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Severity,
    Sex,
    vocabulary,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.disaggregation import disaggregate, reconcile_kinds, roll_up_kinds
from sitreps.figures.discrepancies import SEVERITIES, Discrepancy, IncidentFacts, discrepancies, severity_of
from sitreps.figures.discrepancy_words import WHAT_TO_DO
from sitreps.figures.figure import Flag, Gap
from sitreps.figures.persons import PersonValue, age_mismatches
from sitreps.figures.places import SaidPlace
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import at, claim, figure_of

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
    assert one.line == (
        f"BLOCK CONFLICT:{REF}.KILLED Sources contradict each other: 5 against 9; the first is printed."
    )


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
        "The overall number is the same as that of first alone. The overall number is the same as that of second alone."
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


# --- kinds of people, waiting numbers, places ------------------------------------------------------------------------


def with_kinds(*claims: ClaimValue, **known: Any) -> IncidentFacts:
    plain = facts(*claims, **known)
    kinds = {
        measure: disaggregate(figure, reconcile_kinds(measure, claims, zone=UTC))
        for measure, figure in plain.figures.items()
    }
    return replace(plain, kinds=kinds)


def test_more_children_than_dead_blocks() -> None:
    few = claim("c", value=8, subset=Subset(age_group=AgeGroup.CHILD))
    (one,) = told(with_kinds(claim("t", value=7), few))
    assert (one.severity, one.code, one.ref) == (Severity.BLOCK, "DISAGG_EXCEEDS_TOTAL", f"{REF}.KILLED")
    assert one.text == "At least 8 children are reported, of 7 people (killed) in all."
    assert one.claims == ("c", "t")


def test_a_decision_about_a_part_lapses_with_the_part_and_with_the_whole() -> None:
    def print_of(part: int, whole: int) -> str:
        part_claim = claim("c", value=part, subset=Subset(age_group=AgeGroup.CHILD))
        (one,) = told(with_kinds(claim("t", value=whole), part_claim))
        return one.fingerprint

    assert print_of(8, 7) == print_of(8, 7)
    assert len({print_of(8, 7), print_of(9, 7), print_of(8, 6)}) == 3


def test_a_conflict_inside_a_kind_is_told_as_any_other() -> None:
    children = [claim(key, value=n, subset=Subset(age_group=AgeGroup.CHILD)) for key, n in (("a", 1), ("b", 5))]
    found = told(with_kinds(claim("t", value=7), *children))
    assert [(one.severity, one.code) for one in found] == [(Severity.BLOCK, "CONFLICT")]
    assert found[0].text.startswith("Of children: Sources contradict each other")


def test_a_kind_of_which_a_place_says_nothing_is_no_finding() -> None:
    children = [claim("a", value=1, subset=Subset(age_group=AgeGroup.CHILD))]
    kinds = roll_up_kinds("KILLED", {}, {"1": reconcile_kinds("KILLED", children, zone=UTC), "2": {}})
    whole = figure_of(claim("t", value=7))
    known = IncidentFacts(ref=REF, figures={"KILLED": whole}, kinds={"KILLED": disaggregate(whole, kinds)})
    assert told(known) == []


def test_a_number_that_waits_is_told_where_somebody_asks_for_the_time() -> None:
    waiting = facts(
        claim("a", value=17, as_of=at(8), recorded_at=at(9)),
        claim("b", value=18, reliability=Reliability.C, as_of=at(10), recorded_at=at(11), origin="tv"),
        names={"tv": "a television channel"},
    )
    assert "STALE" not in [one.code for one in told(waiting)]
    (stale,) = [one for one in discrepancies([waiting], TREE, at=at(12, day=25)) if one.code == "STALE"]
    assert stale.line == (
        f"WARN STALE:{REF}.KILLED A newer, higher number has waited more than 12 hours: 18 (a television channel)."
    )


def test_missing_people_who_were_found_are_told() -> None:
    bulletins = [
        claim("m1", value=12, measure="MISSING", count_basis=CountBasis.STOCK, origin="rescuers", as_of=at(8)),
        claim("m2", value=3, measure="MISSING", count_basis=CountBasis.STOCK, origin="rescuers", as_of=at(12)),
        claim("k1", value=5, origin="rescuers", as_of=at(8)),
        claim("k2", value=9, origin="rescuers", as_of=at(12)),
    ]
    (one,) = told(facts(*bulletins))
    assert (one.severity, one.code, one.ref) == (Severity.INFO, "MISSING_RESOLVED", f"{REF}.MISSING")
    assert one.text == "Rescuers: missing from 12 to 3, killed from 5 to 9."


def test_places_that_do_not_fit_are_told_with_who_says_what() -> None:
    places = (
        SaidPlace("a", "police", "Dnipro", "UKR/UA12", "UA1202"),
        SaidPlace("b", "tv", "Sumy", "UKR/UA59", None),
    )
    (one,) = told(facts(claim("a"), places=places, names={"tv": "a television channel"}))
    assert one.line == (
        f"BLOCK PLACE_CONFLICT:{REF} Sources place it differently: Dnipro (police); Sumy (a television channel)."
    )


@pytest.mark.parametrize("code", list(DiscrepancyCode))
def test_every_code_says_what_to_do(code: DiscrepancyCode) -> None:
    advice = WHAT_TO_DO[code]
    assert advice.endswith(".")
    assert len(advice.split()) >= 5
