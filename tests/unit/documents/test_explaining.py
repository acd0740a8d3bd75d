"""How a figure was reached is told from public documents alone, and says neither more nor less than the figure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.documents.explaining import explain
from sitreps.documents.explanation import FigureExplanation, RollUp
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.wording import LANGUAGES, phrases
from tests.unit.documents import making
from tests.unit.documents.making import MORNING, claim, cluster, document, incident, origin, source

WHOLE, FIRST, SECOND = "UKR-2025-0001/C01", "UKR-2025-0002/C01", "UKR-2025-0003/C01"
CITY = origin("the city", reliability="B")
REPORT = origin("a media report", type="NEWS_MEDIA", narrative_of="DOC", reliability="D")
HOSPITAL = origin("a hospital", type="HEALTH_FACILITY", reliability="B")
OUTLET = origin("an outlet", type="NEWS_MEDIA", reliability="D")


OTHER_SIDE = "weighed: another side comes first (the more direct, else the later, else the lower)"


def explained(inputs: IncidentInput, children: Sequence[IncidentInput] = (), measure: str = "KILLED") -> Any:
    whole = document(inputs, children)
    return explain(whole, measure, children=[document(child) for child in children], revisions=[whole])


def outcomes(found: FigureExplanation) -> dict[str, tuple[str, str]]:
    return {one.claim.id: (one.outcome.rule, one.outcome.text) for one in found.claims}


def steps(found: FigureExplanation) -> dict[str, str]:
    return {step.title: step.text for step in found.steps}


# ---- One incident


def test_one_claim_is_the_figure() -> None:
    found = explained(incident(1, claim(WHOLE, 7, "AT_LEAST")))
    assert found.figure.text == "at least 7"
    assert outcomes(found) == {WHOLE: ("B5", "used")}
    assert found.agreement.code == "SINGLE_ORIGIN"
    assert found.roll_up is None
    assert [step.rule for step in found.steps] == ["B2", "B5", "B5"]
    assert steps(found)["Which claims count"] == (
        "1 claim in the record. 1 source stands behind the figure; of each only the newest word is weighed."
    )
    assert steps(found)["How far it may be off"] == (
        "Lowest count 7; highest stated 7, and nobody says that there are no more. True for every claim: 7 or more."
    )


def test_every_claim_says_what_became_of_it_and_by_which_rule() -> None:
    later = MORNING + timedelta(hours=5)
    one = incident(
        1,
        claim("UKR-2025-0001/C01", 7),
        claim("UKR-2025-0001/C02", 9, as_of_at=later),
        claim("UKR-2025-0001/C03", 12, origin=OUTLET),
        claim("UKR-2025-0001/C04", 40, origin=origin("a channel", reliability="E")),
        claim("UKR-2025-0001/C05", None, "UNQUANTIFIED", origin=CITY),
        claim("UKR-2025-0001/C06", 2, kind="SUBSET", age_group="CHILD"),
        claim("UKR-2025-0001/C07", 8, origin=CITY, status="WITHDRAWN"),
        claim("UKR-2025-0001/C08", 2, origin=CITY, count_basis="INCREMENT"),
        claim("UKR-2025-0001/C09", 5, origin=CITY, measure="INJURED"),
    )
    found = explained(one)
    assert outcomes(found) == {
        "UKR-2025-0001/C02": ("B5", "used"),
        "UKR-2025-0001/C01": ("B2", "weighed: older word of the same source"),
        "UKR-2025-0001/C03": ("B5", OTHER_SIDE),
        "UKR-2025-0001/C04": ("B2", "not counted: could not be relied on for this figure"),
        "UKR-2025-0001/C05": ("B2", "not counted: gives no number"),
        "UKR-2025-0001/C06": ("B9", "not counted: part of the total"),
        "UKR-2025-0001/C07": ("B2", "not counted: withdrawn or replaced"),
        "UKR-2025-0001/C08": ("B2", "not counted: counts something else"),
    }
    assert [one.claim.id[-3:] for one in found.claims] == ["C02", "C01", "C03", "C04", "C05", "C06", "C07", "C08"]
    assert steps(found)["Which claims count"] == (
        "8 claims in the record. Not counted: 1 could not be relied on for this figure; 1 gives no number; 1 part of"
        " the total; 1 withdrawn or replaced; 1 counts something else. 2 sources stand behind the figure; of each only"
        " the newest word is weighed."
    )
    assert "cannot all be true" in steps(found)["Which number is used"]


def test_who_contradicts_nobody_is_said_to_be_no_side() -> None:
    """Two bodies contradict each other; a hospital's floor denies neither and does not become the number."""
    one = incident(
        1,
        claim("UKR-2025-0001/C01", 17),
        claim("UKR-2025-0001/C02", 20, "BETWEEN", value2=22, origin=CITY),
        claim("UKR-2025-0001/C03", 9, "AT_LEAST", origin=HOSPITAL, covers="PART", part="ONE_FACILITY"),
    )
    found = explained(one)
    assert found.figure.text == "17 (police); 20–22 (the city)"
    assert outcomes(found) == {
        "UKR-2025-0001/C01": ("B5", "used"),
        "UKR-2025-0001/C02": ("B5", OTHER_SIDE),
        "UKR-2025-0001/C03": ("B5", "weighed: contradicts none of the sides and does not decide between them"),
    }
    assert {one.claim.id[-3:]: one.says for one in found.claims} == {
        "C01": "17",
        "C02": "20–22",
        "C03": "at least 9 (in one facility only)",
    }
    codes = {one.claim.id: one.claim.not_used_because for one in found.claims}
    assert codes["UKR-2025-0001/C03"] == "OTHER_CLAIM_USED"
    assert "A number that contradicts no other is no side." in steps(found)["Which number is used"]
    assert "Lowest count 9; highest stated 22." in steps(found)["How far it may be off"]


def test_a_claim_that_allows_the_number_and_says_no_more_is_said_to_agree_with_it() -> None:
    told = explained(
        incident(
            1,
            claim("UKR-2025-0001/C01", 13),
            claim("UKR-2025-0001/C02", 11, "AT_LEAST", origin=CITY, as_of_at=MORNING + timedelta(hours=1)),
            claim("UKR-2025-0001/C03", 30, "AT_MOST", origin=OUTLET),
        )
    )
    agrees = ("B5", "weighed: agrees with the number that is used")
    assert outcomes(told) == {
        "UKR-2025-0001/C01": ("B5", "used"),
        "UKR-2025-0001/C02": agrees,
        "UKR-2025-0001/C03": agrees,
    }


def test_a_less_direct_claim_that_says_more_is_not_said_to_agree() -> None:
    found = explained(
        incident(1, claim("UKR-2025-0001/C01", 7, "AT_LEAST"), claim("UKR-2025-0001/C02", 12, origin=OUTLET))
    )
    assert outcomes(found)["UKR-2025-0001/C02"] == ("B5", "weighed: latest, most direct source used instead")


def test_where_editors_chose_a_claim_the_others_are_said_to_have_given_way_to_that() -> None:
    found = explained(
        incident(
            1,
            claim("UKR-2025-0001/C01", 17),
            claim("UKR-2025-0001/C02", 19, origin=OUTLET, recommended=True),
            claim("UKR-2025-0001/C03", 15, "AT_LEAST", origin=CITY),
        )
    )
    assert outcomes(found) == {
        "UKR-2025-0001/C02": ("B5", "used: chosen by the desk's editors"),
        "UKR-2025-0001/C01": ("B5", "weighed: the desk's editors chose another claim"),
        "UKR-2025-0001/C03": ("B5", "weighed: contradicts none of the sides and does not decide between them"),
    }


def test_an_earlier_lower_number_gave_way_to_the_latest() -> None:
    later = claim("UKR-2025-0001/C02", 19, origin=CITY, as_of_at=MORNING + timedelta(hours=1))
    found = explained(incident(1, claim("UKR-2025-0001/C01", 17), later))
    assert found.agreement.code == "PROGRESSION"
    assert outcomes(found)["UKR-2025-0001/C01"] == ("B5", "weighed: latest, most direct source used instead")


def test_where_the_number_that_is_used_is_withheld_nothing_is_said_to_agree_with_it() -> None:
    whole = document(incident(1, claim(WHOLE, 13), claim("UKR-2025-0001/C02", 11, "AT_LEAST", origin=CITY)))
    found = explain(replace(whole, claims=tuple(one for one in whole.claims if one.id != WHOLE)), "KILLED")
    assert found is not None
    assert outcomes(found)["UKR-2025-0001/C02"] == ("B5", "weighed: latest, most direct source used instead")


def test_a_stale_requote_is_said_to_be_one() -> None:
    stated = claim(WHOLE, 17, as_of_at=MORNING)
    requote = claim(
        "UKR-2025-0001/C02", 11, origin=origin(), as_of_at=MORNING + timedelta(days=1), as_of_basis="INFERRED"
    )
    found = explained(incident(1, stated, requote))
    assert found.figure.text == "17"
    assert outcomes(found)["UKR-2025-0001/C02"] == ("B2", "weighed: repeats an older number")
    assert [flag.code for flag in found.figure.flags] == ["STALE_REQUOTE_SUSPECT"]


def test_no_figure_is_explained_too() -> None:
    found = explained(incident(1), measure="INJURED")
    assert (found.figure.text, found.agreement.code, found.claims) == ("no figure", "NONE", ())
    assert steps(found) == {"Which claims count": "No source says how many."}


def test_a_measure_without_a_figure_has_no_explanation() -> None:
    assert explained(incident(1, claim(WHOLE, 7)), measure="MISSING") is None


def test_a_report_without_a_source_is_said_to_add_none() -> None:
    echo = claim("UKR-2025-0001/C02", 10, "AT_LEAST", origin=REPORT, attribution_mode="UNATTRIBUTED")
    found = explained(incident(1, claim(WHOLE, 11), echo))
    assert "1 source stands behind the figure" in steps(found)["Which claims count"]
    assert "none where they repeat a number" in steps(found)["Which claims count"]


# ---- A cluster: the cases of B6

FEW = ("UKR-2025-0002", "UKR-2025-0003")
REPEATED = claim(WHOLE, 11, "AT_LEAST", origin=REPORT, attribution_mode="UNATTRIBUTED")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the whole says, what the two places say, and what is to be told of it."""

    own: ClaimInput | None = None
    numbers: tuple[int | None, int | None] = (11, 2)
    complete: str = "unknown"
    code: str
    taken: str | None
    headline: str | None = None
    total: str | None = None


CASES = {
    "only the whole": Case(
        own=claim(WHOLE, 11), numbers=(None, None), code="ONLY_HEADLINE", taken="OWN", headline="11"
    ),
    "only the places": Case(complete="yes", code="ONLY_BREAKDOWN", taken="BREAKDOWN", total="13"),
    "only some places": Case(
        numbers=(11, None), complete="yes", code="ONLY_BREAKDOWN", taken="BREAKDOWN", total="at least 11"
    ),
    "equal": Case(own=claim(WHOLE, 13), complete="yes", code="EQUAL", taken="OWN", headline="13", total="13"),
    "the sum exceeds the whole": Case(
        own=claim(WHOLE, 12), code="BREAKDOWN_EXCEEDS_TOTAL", taken="OWN", headline="12", total="at least 13"
    ),
    "the whole exceeds the sum": Case(
        own=claim(WHOLE, 20, as_of_at=MORNING - timedelta(hours=1)),
        complete="yes",
        code="TOTAL_EXCEEDS_BREAKDOWN",
        taken="BREAKDOWN",
        headline="20",
        total="13",
    ),
    "part of it is allocated nowhere": Case(
        own=claim(WHOLE, 22), code="BREAKDOWN_INCOMPLETE", taken="OWN", headline="22", total="at least 13"
    ),
    "a weak headline": Case(
        own=claim(WHOLE, 30, "AT_LEAST", origin=OUTLET),
        code="HEADLINE_ABOVE_BREAKDOWN",
        taken="BREAKDOWN",
        headline="at least 30",
        total="at least 13",
    ),
    "the whole allows the sum": Case(
        own=REPEATED, code="WITHIN", taken="BREAKDOWN", headline="at least 11", total="at least 13"
    ),
    "nothing at all": Case(numbers=(None, None), code="NO_FIGURE", taken=None),
}


@pytest.mark.parametrize(
    ("name", "told"),
    {
        "only the whole": "True for every claim: 11.",
        "only the places": "The sum of the places: 13.",
        "equal": "True for the whole and for the sum of the places: 13.",
        "the sum exceeds the whole": "No number is true for both the whole and the sum of the places.",
        "the whole exceeds the sum": "No number is true for both the whole and the sum of the places.",
        "the whole allows the sum": "True for the whole and for the sum of the places: 13 or more.",
    }.items(),
)
def test_what_a_cluster_s_figure_allows_is_told_of_the_whole_and_the_sum_not_of_single_claims(
    name: str, told: str
) -> None:
    case = CASES[name]
    own = [case.own] if case.own else []
    found = explained(cluster(*own, complete=case.complete), places(case.numbers))
    assert steps(found)["How far it may be off"].endswith(told)


def places(numbers: Sequence[int | None]) -> list[IncidentInput]:
    return [
        incident(number, *([claim(f"{ref}/C01", killed)] if killed is not None else []), parent="UKR-2025-0001")
        for number, ref, killed in zip((2, 3), FEW, numbers, strict=True)
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_roll_up_says_which_of_the_two_was_taken(case: Case) -> None:
    own = [case.own] if case.own else []
    found = explained(cluster(*own, complete=case.complete), places(case.numbers))
    roll_up: RollUp = found.roll_up
    said = roll_up.headline.text.rpartition(" (")[0] if roll_up.headline else None
    assert (roll_up.case.code, roll_up.taken) == (case.code, case.taken)
    assert (said, roll_up.breakdown.text) == (case.headline, case.total)
    assert roll_up.case.rule == "B6"
    assert roll_up.unallocated == found.figure.unallocated
    assert [place.ref for place in roll_up.breakdown.places] == list(FEW)
    assert roll_up.breakdown.without_figure == case.numbers.count(None)
    assert {one.claim.id for one in found.claims if one.claim.used} == set(found.figure.basis)


def test_the_sum_is_told_place_by_place() -> None:
    found = explained(cluster(claim(WHOLE, 11, "AT_LEAST", origin=REPORT)), places([11, 2]))
    assert steps(found)["The places added up"] == "11 in Town 2 and 2 in Town 3: at least 13."
    assert steps(found)["The number for the whole"] == "At least 11 (a media report)."
    assert outcomes(found) == {
        FIRST: ("B6", "added"),
        SECOND: ("B6", "added"),
        WHOLE: ("B6", "weighed: the places add up to as much or more"),
    }


def test_the_places_claims_are_weighed_where_the_whole_is_taken() -> None:
    found = explained(cluster(claim(WHOLE, 22)), places([11, 2]))
    assert outcomes(found) == {
        WHOLE: ("B6", "used"),
        FIRST: ("B6", "weighed: the overall number used instead"),
        SECOND: ("B6", "weighed: the overall number used instead"),
    }
    assert found.roll_up.unallocated == 9


def test_a_weak_headline_gave_way_to_the_sum() -> None:
    found = explained(cluster(claim(WHOLE, 30, "AT_LEAST", origin=OUTLET)), places([11, 2]))
    assert outcomes(found)[WHOLE] == ("B6", "weighed: the sum of the places used instead")
    assert "The sum of the places: 13 or more." in steps(found)["How far it may be off"]


def test_a_cluster_s_own_claims_are_told_apart_as_those_of_one_place_are() -> None:
    own = (
        claim(WHOLE, 22),
        claim("UKR-2025-0001/C02", 20, "AT_LEAST", origin=CITY),
        claim("UKR-2025-0001/C03", 30, origin=OUTLET, as_of_at=MORNING - timedelta(hours=1)),
    )
    found = explained(cluster(*own), places([11, 2]))
    assert found.figure.text == "22 (police); 30 (an outlet)"
    assert {key: told for key, (_, told) in outcomes(found).items() if key.startswith("UKR-2025-0001")} == {
        WHOLE: "used",
        "UKR-2025-0001/C02": "weighed: contradicts none of the sides and does not decide between them",
        "UKR-2025-0001/C03": OTHER_SIDE,
    }


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param(
            claim("UKR-2025-0001/C02", 20, "AT_LEAST", origin=CITY),
            "weighed: agrees with the number that is used",
            id="it denies the sum alone",
        ),
        pytest.param(
            claim("UKR-2025-0001/C02", 15, origin=CITY, as_of_at=MORNING - timedelta(hours=1)),
            "weighed: latest, most direct source used instead",
            id="it came before",
        ),
    ],
)
def test_a_sum_that_contradicts_the_whole_makes_no_side_of_another_claim(other: ClaimInput, told: str) -> None:
    vague = claim(FIRST, None, "VAGUE", vague_word="dozens")
    below = [incident(2, vague, parent="UKR-2025-0001"), incident(3, claim(SECOND, 16), parent="UKR-2025-0001")]
    found = explained(cluster(claim(WHOLE, 22), other), below)
    assert found.figure.text == "22 (police); at least 16, and “dozens” in one place (police, sum of 2 places)"
    assert outcomes(found)["UKR-2025-0001/C02"] == ("B5", told)


def test_headlines_that_the_record_does_not_tell_apart_are_both_told() -> None:
    two = (claim(WHOLE, 30, origin=OUTLET), claim("UKR-2025-0001/C02", 30, "AT_LEAST", origin=REPORT))
    found = explained(cluster(*two), places([11, 2]))
    assert found.roll_up.headline.text == "30 (an outlet); at least 30 (a media report)"


def test_equal_headline_and_sum_are_not_called_several_sources() -> None:
    found = explained(cluster(claim(WHOLE, 13), complete="yes"), places([11, 2]))
    assert found.agreement.text == "The number for the whole and the sum of the places are the same."


# ---- What may not be shown


def test_withheld_claims_are_counted_and_nothing_is_said_of_them() -> None:
    whole = document(incident(1, claim(WHOLE, 7), claim("UKR-2025-0001/C02", 8, "AT_LEAST", origin=CITY)))
    erased = replace(whole, claims=tuple(one for one in whole.claims if one.id.endswith("C01")))
    found = explain(erased, "KILLED")
    assert found is not None
    assert found.withheld == 1
    assert [one.claim.id for one in found.claims] == [WHOLE]
    assert "1 claim is withheld." in steps(found)["Which claims count"]


def test_where_a_withheld_number_for_the_whole_contradicts_the_sum_no_number_is_said_to_be_true_for_both() -> None:
    below = places([11, 2])
    whole = document(cluster(claim(WHOLE, 22), complete="yes"), below)
    found = explain(replace(whole, claims=()), "KILLED", children=[document(child) for child in below])
    assert found is not None
    told = "No number is true for both the whole and the sum of the places."
    assert steps(found)["How far it may be off"].endswith(told)


def test_a_place_that_is_gone_leaves_its_claims_withheld() -> None:
    whole, below = cluster(), places([11, 2])
    found = explain(document(whole, below), "KILLED", children=[document(below[0])])
    assert found is not None
    assert found.withheld == 1
    assert found.roll_up is not None
    assert [place.ref for place in found.roll_up.breakdown.places] == ["UKR-2025-0002"]


# ---- Over time


def test_the_figure_moves_and_every_step_stays() -> None:
    """7 -> 9 -> 17 -> 19 -> 21, and one revision in which only the title changed."""
    told: list[ClaimInput] = []
    revisions: list[Any] = []
    for step, number in enumerate((7, 9, 17, 19, 19, 21)):
        moment = MORNING + timedelta(hours=step)
        told.append(claim(f"UKR-2025-0001/C{step:02}", number, as_of_at=moment))
        revisions.insert(
            0,
            document(
                incident(1, *told),
                before=revisions[0] if revisions else None,
                code="NEW_FIGURE" if revisions else "NEW",
                note=f"The police said {number}.",
                published_at=making.NOON + timedelta(hours=step),
            ),
        )
    found = explain(revisions[0], "KILLED", revisions=revisions)
    assert found is not None
    assert [line.text for line in found.history] == ["21", "19", "19", "17", "9", "7"]
    assert [line.is_new for line in found.history] == [True, False, True, True, True, True]
    newest = found.history[0]
    assert newest.href == "/api/v1/incidents/UKR-2025-0001/revisions/6/"
    assert (newest.change.code, newest.change.text, newest.change.note) == (
        "NEW_FIGURE",
        "a newer figure",
        "The police said 21.",
    )


def two_places() -> list[IncidentInput]:
    """11 by the police, and 2 by a hospital."""
    first, second = places([11, 2])
    return [first, replace(second, claims=(claim(SECOND, 2, origin=HOSPITAL),))]


def moved(*, now: Sequence[IncidentInput]) -> FigureExplanation:
    """A cluster whose own number contradicted the sum of two places, and then did not; told in Ukrainian.

    `now`: the places as they are known today.
    """
    below = two_places()
    first = document(cluster(claim(WHOLE, 20, origin=CITY), complete="yes"), below)
    second = document(cluster(claim(WHOLE, 13, origin=CITY), complete="yes"), below, before=first)
    found = explain(
        second, "KILLED", children=[document(child) for child in now], revisions=[second, first], say=phrases("uk")
    )
    assert found is not None
    return found


def test_an_earlier_sum_is_told_with_who_gave_its_parts() -> None:
    *_, earlier = moved(now=two_places()).history
    assert earlier.text == "13 (police та a hospital, сума за 2 місцями); 20 (the city)"


@pytest.mark.parametrize("left", [0, 1])
def test_a_side_that_the_documents_do_not_name_whole_any_more_is_a_number_alone(left: int) -> None:
    *_, earlier = moved(now=two_places()[:left]).history
    assert earlier.text == "13; 20 (the city)"


# ---- For any claims

QUANTIFIERS = ("EXACT", "AT_LEAST", "MORE_THAN", "AT_MOST", "APPROX", "UNQUANTIFIED")
ORIGINS = (origin(), CITY, OUTLET, origin("a channel", reliability="E"), REPORT)


@st.composite
def claims_of(draw: st.DrawFn, ref: str) -> list[ClaimInput]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        quantifier = draw(st.sampled_from(QUANTIFIERS))
        value = None if quantifier == "UNQUANTIFIED" else draw(st.integers(2, 40))
        said_by = draw(st.sampled_from(ORIGINS))
        made.append(
            claim(
                f"{ref}/C{number:02}",
                value,
                quantifier,
                origin=said_by,
                attribution_mode="UNATTRIBUTED" if said_by is REPORT else "ACCORDING_TO",
                as_of_at=MORNING + timedelta(hours=draw(st.integers(0, 3))),
                source=source(draw(st.sampled_from(("DOC", "OTHER")))),
                status=draw(st.sampled_from(("ACTIVE", "ACTIVE", "ACTIVE", "WITHDRAWN"))),
            )
        )
    return made


@given(st.data(), st.sampled_from(("yes", "unknown")))
def test_any_cluster_can_be_explained_and_the_explanation_is_the_figure(data: st.DataObject, complete: str) -> None:
    own = data.draw(claims_of("UKR-2025-0001"))
    below = [
        incident(number, *data.draw(claims_of(ref)), parent="UKR-2025-0001")
        for number, ref in zip((2, 3), FEW, strict=True)
    ]
    found = explained(cluster(*own, complete=complete), below)
    roll_up: RollUp = found.roll_up
    assert {one.claim.id for one in found.claims if one.claim.used} == set(found.figure.basis)
    assert all(one.claim.used == (one.claim.not_used_because is None) for one in found.claims)
    assert found.withheld == 0
    assert len(found.claims) == len(own) + sum(len(place.claims) for place in below)
    if roll_up.taken == "BREAKDOWN":
        assert roll_up.breakdown.lower == found.figure.lower
    if roll_up.taken == "OWN":
        assert roll_up.headline is not None
        assert set(roll_up.headline.claims) == set(found.figure.basis)
    if roll_up.breakdown.lower is not None:
        assert roll_up.breakdown.lower == sum(place.lower or 0 for place in roll_up.breakdown.places)
    assert all(step.text.endswith(".") for step in found.steps)


@given(st.data(), st.sampled_from(("yes", "unknown")), st.sampled_from(LANGUAGES))
def test_any_cluster_can_be_explained_whatever_of_it_is_withheld(
    data: st.DataObject, complete: str, language: str
) -> None:
    below = [
        incident(number, *data.draw(claims_of(ref)), parent="UKR-2025-0001")
        for number, ref in zip((2, 3), FEW, strict=True)
    ]
    whole = document(cluster(*data.draw(claims_of("UKR-2025-0001")), complete=complete), below)
    shown = replace(whole, claims=tuple(one for one in whole.claims if data.draw(st.booleans())))
    left = [document(child) for child in below if data.draw(st.booleans())]
    found = explain(shown, "KILLED", children=left, revisions=[shown], say=phrases(language))
    assert found is not None
    assert {one.claim.id for one in found.claims} == {one.id for of in (shown, *left) for one in of.claims}
    assert found.withheld >= len(set(found.figure.basis) - {one.claim.id for one in found.claims})
    assert all(step.text.endswith(".") for step in found.steps)
