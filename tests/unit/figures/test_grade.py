"""The standing of claims and the grade of incidents (B11), alike for every party."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sitreps.codelists import ClaimStatus, Grade, Quantifier, Reliability, Verification
from sitreps.figures.claims import ClaimValue
from sitreps.figures.grade import Grading, grade_incident, verify
from tests.unit.figures.making import at, claim, figure_of


def graded(*claims: ClaimValue, **known: Any) -> Grading:
    return grade_incident(claims, [figure_of(*claims)], **known)


POLICE = claim("p", origin="police", voice="UKRAINE")
GOVERNOR = claim("g", origin="governor", voice="UKRAINE")
HOSPITAL = claim("h", origin="hospital", reliability=Reliability.C)
CHANNEL = claim("c", origin="channel", reliability=Reliability.D)
REPORT = claim("n", origin="narrative", attributed=False, reliability=Reliability.F)


@pytest.mark.parametrize(
    ("claims", "grade", "attributed"),
    [
        ([POLICE, HOSPITAL], Grade.FAIR, True),
        ([POLICE, GOVERNOR], Grade.WEAK, True),
        ([POLICE, CHANNEL], Grade.WEAK, True),
        ([POLICE, REPORT], Grade.WEAK, True),
        ([POLICE], Grade.WEAK, True),
        ([REPORT], Grade.WEAK, False),
        ([replace(POLICE, quantifier=Quantifier.NONE_REPORTED, value=None)], Grade.UNGRADED, False),
        ([], Grade.UNGRADED, False),
    ],
)
def test_the_grade_follows_the_voices(claims: list[ClaimValue], grade: Grade, attributed: bool) -> None:
    grading = graded(*claims)
    assert (grading.grade, grading.attributed) == (grade, attributed)


def test_a_soft_word_beside_a_number_without_a_source_names_none() -> None:
    """ "People from different families", said an official; "three killed", said nobody in particular."""
    soft = claim("s", Quantifier.AT_MOST, 20, origin="official")
    assert not graded(REPORT, soft).attributed


@pytest.mark.parametrize(
    ("known", "grade"),
    [
        ({"ruling": Grade.DISCOUNTED, "accepted": True}, Grade.DISCOUNTED),
        ({"ruling": Grade.CONFIRMED, "contested": True}, Grade.CONFIRMED),
        ({"accepted": True, "contested": True}, Grade.CONFIRMED),
        ({"contested": True}, Grade.CONTESTED),
        ({}, Grade.FAIR),
    ],
)
def test_what_a_person_decided_comes_first(known: dict[str, Any], grade: Grade) -> None:
    assert graded(POLICE, HOSPITAL, **known).grade is grade


def test_a_verified_claim_confirms_its_incident() -> None:
    assert graded(replace(POLICE, verified=True)).grade is Grade.CONFIRMED


@pytest.mark.parametrize(
    ("fields", "verification"),
    [
        ({"status": ClaimStatus.REJECTED, "verified": True}, Verification.REJECTED),
        ({"verified": True, "disputed": True}, Verification.VERIFIED),
        ({"disputed": True, "party_claim": True}, Verification.DISPUTED),
        ({"party_claim": True}, Verification.CLAIMED),
        ({}, Verification.CORROBORATED),
        ({"attributed": False}, Verification.UNATTRIBUTED),
    ],
)
def test_the_strongest_word_that_applies_stands(fields: dict[str, Any], verification: Verification) -> None:
    one = replace(POLICE, **fields)
    assert verify(one, figure_of(one, HOSPITAL)) is verification


def test_a_number_that_another_voice_contradicts_is_only_reported() -> None:
    other = replace(HOSPITAL, value=9)
    assert verify(POLICE, figure_of(POLICE, other)) is Verification.REPORTED


def test_authorities_of_one_voice_do_not_corroborate_each_other() -> None:
    assert verify(POLICE, figure_of(POLICE, GOVERNOR)) is Verification.REPORTED


def test_what_an_origin_said_before_is_not_corroborated_by_what_is_agreed_now() -> None:
    before = replace(POLICE, key="before", value=3, as_of=at(1))
    figure = figure_of(before, POLICE, HOSPITAL)
    assert verify(before, figure) is Verification.REPORTED
    assert verify(POLICE, figure) is Verification.CORROBORATED


def test_the_parties_are_graded_alike() -> None:
    swapped = {"UKRAINE": "RUSSIA"}
    for claims in ([POLICE, GOVERNOR], [POLICE, HOSPITAL], [POLICE, replace(GOVERNOR, value=9)]):
        other = [replace(one, voice=swapped.get(one.voice or "")) for one in claims]
        assert graded(*claims) == graded(*other)
