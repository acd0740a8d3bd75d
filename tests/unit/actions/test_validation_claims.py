"""What must fit together in a claim, a row of damage and a person: a table of bad input, each by its field."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sitreps.actions.validation import (
    ClaimValues,
    FacilityValues,
    PersonValues,
    claim_faults,
    exclusion_faults,
    facility_faults,
    overlap_faults,
    person_faults,
    relay_faults,
    supersession_faults,
)

NOW = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def claim(**fields: Any) -> list[str]:
    good: dict[str, Any] = {"measure": "KILLED", "quantifier": "EXACT", "value": 11}
    return [str(fault) for fault in claim_faults(ClaimValues(**{**good, **fields}), now=NOW)]


def test_an_ordinary_claim_is_good() -> None:
    assert claim(wording="11 residents", as_of_on=date(2025, 6, 24), as_of_basis="INFERRED") == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"value": None}, "value: EXACT needs a number; where the source gives none"),
        ({"quantifier": "BETWEEN", "value": 9, "value2": 3}, "value2: between 9 and 3: the second number must be"),
        ({"quantifier": "BETWEEN", "value": 9}, "value2: BETWEEN needs the upper end of the range"),
        ({"quantifier": "LESS_THAN", "value": 1}, "value: fewer than 1 says nothing"),
        ({"quantifier": "ALMOST", "value": 1}, "value: nearly 1 says nothing"),
        ({"value": -1}, "value: -1 is below zero; a count starts at 0"),
        ({"value": 10**12}, "value: 1000000000000 is more than 100000000; check the digits"),
        ({"quantifier": "VAGUE"}, "value: VAGUE takes no value"),
        ({"quantifier": "VAGUE", "value": None}, "vague_word: VAGUE needs the source's word"),
        (
            {"quantifier": "VAGUE", "value": None, "vague_word": "dozen"},
            "vague_word: 'dozen' is not known; did you mean",
        ),
        ({"quantifier": "NONE_REPORTED"}, "value: NONE_REPORTED takes no value"),
        ({"quantifier": "EXAKT"}, "quantifier: 'EXAKT' is not known; did you mean 'EXACT'?"),
        ({"measure": "DEAD"}, "measure: 'DEAD' is not known in the vocabulary 'measure'"),
        ({"covers": "PART"}, "part: is missing: PART needs to say which; choose OWN_STAFF or"),
        ({"part": "OWN_STAFF"}, "part: OWN_STAFF goes with PART only"),
        ({"measure": "MISSING"}, "count_basis: MISSING is the state at a moment: choose STOCK"),
        ({"count_basis": "STOCK"}, "count_basis: KILLED is counted over time, not at a moment: choose CUMULATIVE"),
        ({"kind": "SUBSET"}, "kind: SUBSET says of whom"),
        ({"kind": "SUBSET", "sex": "all"}, "sex: 'all' is no part of the people"),
        ({"sex": "f"}, "sex: TOTAL counts everybody; choose SUBSET"),
        ({"kind": "SUBSET", "age_group": "CHILD", "age_years": 44}, "age_years: 44 does not fit the age group CHILD"),
        ({"kind": "SUBSET", "age_years": 131}, "age_years: 131 is no age in years"),
        ({"as_of_on": date(2099, 1, 1)}, "as_of_on: 2099-01-01 lies in the future"),
        ({"as_of_at": datetime(2025, 6, 24, 15, tzinfo=UTC)}, "as_of_at: 2025-06-24T15:00:00+00:00 lies in the future"),
        ({"recorded_at": datetime(2025, 6, 24, 15, tzinfo=UTC)}, "recorded_at: 2025-06-24T15:00:00+00:00 lies in"),
        (
            {"as_of_on": date(2025, 6, 24), "as_of_at": datetime(2025, 6, 24, 9, tzinfo=UTC)},
            "as_of_at: give the day or the moment, not both",
        ),
        ({"as_of_basis": "STATED"}, "as_of_basis: STATED needs the day or moment that the source states"),
        ({"credibility": 7}, "credibility: 7 is not on the scale of 1 to 6"),
        ({"credibility": 4}, "note: is missing: credibility 4 needs a reason"),
        ({"status": "WITHDRAWN"}, "withdrawal_reason: is missing: a withdrawn claim says why; choose SOURCE_RETRACTED"),
        ({"withdrawal_reason": "DUPLICATE"}, "withdrawal_reason: goes with WITHDRAWN only; this claim is ACTIVE"),
        ({"excluded_reason": "older quote"}, "excluded_by: is missing: name who left this claim out"),
        ({"excluded_by": "anna"}, "excluded_reason: is missing: say why this claim is left out"),
        ({"recommended": True}, "role_reason: is missing: pinning a claim needs a reason"),
        (
            {"recommended": True, "role_reason": "direct", "triangulation": True},
            "triangulation: a claim is the pinned one or for comparison, not both",
        ),
        (
            {"recommended": True, "role_reason": "direct", "origin_reliability": "E"},
            "recommended: this claim cannot be the figure: it is excluded, improbable or of reliability E",
        ),
        (
            {"recommended": True, "role_reason": "direct", "quantifier": "UNQUANTIFIED", "value": None},
            "recommended: this claim cannot be the figure: it gives no number",
        ),
        ({"wording": "at least\x07 11"}, "wording: holds U+0007 control character"),
        ({"quote": {"text": "eleven", "start": 9, "end": 3}}, "quote: ends at 3, before it starts at 9"),
        ({"quote": {"text": "eleven", "page": 0}}, "quote: page 0 does not exist"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused_by_its_field(fields: dict[str, Any], fault: str) -> None:
    (said,) = claim(**fields)
    assert said.startswith(fault)


def test_every_fault_is_told_at_once() -> None:
    assert [fault.split(":")[0] for fault in claim(value=-1, covers="PART", credibility=5, sex="q")] == [
        "value", "part", "sex", "sex", "note"
    ]  # fmt: skip


def test_a_stock_measure_may_tell_what_was_added_or_a_period() -> None:
    for basis in ("STOCK", "INCREMENT", "PERIOD"):
        assert claim(measure="MISSING", count_basis=basis) == []


def test_the_letter_of_a_claim_goes_before_its_origins() -> None:
    assert claim(recommended=True, role_reason="direct", origin_reliability="E", reliability="B") == []


SIBLINGS = {
    "C1": ("KILLED", ""),
    "C2": ("KILLED", "C1"),
    "C3": ("INJURED", ""),
    "C4": ("KILLED", "C5"),
    "C5": ("KILLED", "C4"),
}


@pytest.mark.parametrize(
    ("key", "target", "fault"),
    [
        ("C1", "C1", "a claim cannot supersede itself"),
        ("C2", "C9", "there is no claim 'C9' in this incident; choose C1 or C3"),
        ("C2", "C3", "C3 counts INJURED, not KILLED; name a claim of the same measure"),
        ("C1", "C2", "C2 leads back to C1: that is a circle"),
        ("C4", "C5", "C5 leads back to C4: that is a circle"),
    ],
)
def test_a_claim_supersedes_an_earlier_one_of_its_measure(key: str, target: str, fault: str) -> None:
    (found,) = supersession_faults(key, "KILLED", target, SIBLINGS)
    assert found.field == "supersedes"
    assert found.message.startswith(fault)


def test_a_chain_of_supersessions_is_good_and_a_circle_elsewhere_is_not_ours() -> None:
    assert list(supersession_faults("C9", "KILLED", "C2", SIBLINGS)) == []
    assert list(supersession_faults("C9", "KILLED", "C4", SIBLINGS)) == []


def test_relays_are_others_and_each_named_once() -> None:
    assert list(relay_faults("POLICE", ["AGENCY"])) == []
    assert [fault.message for fault in relay_faults("POLICE", ["POLICE", "AGENCY", "AGENCY"])] == [
        "POLICE is who says it; name only those through whom it came",
        "names somebody twice; name each once",
    ]


@pytest.mark.parametrize(
    ("letter", "kind", "party", "allowed", "refused"),
    [
        ("E", "POLICE", False, False, True),
        ("E", "NEWS_MEDIA", True, False, True),
        ("E", "POLICE", False, True, False),
        ("E", "NEWS_MEDIA", False, False, False),
        ("D", "POLICE", True, False, False),
    ],
)
def test_only_a_chief_editor_excludes_an_official_body(
    letter: str, kind: str, party: bool, allowed: bool, refused: bool
) -> None:
    faults = list(exclusion_faults("reliability", letter, origin_type=kind, has_party=party, may_exclude=allowed))
    assert bool(faults) is refused


def facility(**fields: Any) -> list[str]:
    good: dict[str, Any] = {"category": "EDU.SCHOOL", "quantifier": "EXACT", "value": 1}
    return [str(fault) for fault in facility_faults(FacilityValues(**{**good, **fields}), now=NOW)]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"category": "EDU.SCHOL"}, "category: 'EDU.SCHOL' is not known in the vocabulary 'facility'; did you mean"),
        ({"severity": "RUINED"}, "severity: 'RUINED' is not known"),
        ({"quantifier": "NONE_REPORTED", "value": None}, "quantifier: NONE_REPORTED is no damage; leave the row out"),
        ({"value": None}, "value: EXACT needs a number"),
        ({"credibility": 5}, "note: is missing: credibility 5 needs a reason"),
        ({"as_of_on": date(2099, 1, 1)}, "as_of_on: 2099-01-01 lies in the future"),
        ({"public_name": "School\x00"}, "public_name: holds U+0000 control character"),
    ],
)
def test_a_row_of_damage_is_refused_by_its_field(fields: dict[str, Any], fault: str) -> None:
    assert facility() == []
    (said,) = facility(**fields)
    assert said.startswith(fault)


def test_damage_overlaps_with_other_rows_of_the_incident() -> None:
    assert list(overlap_faults("F1", ["F2"], {"F1", "F2"})) == []
    assert [fault.message for fault in overlap_faults("F1", ["F1", "F9"], {"F1", "F2"})] == [
        "F1 names itself; name the other rows",
        "there is no row of damage 'F9' in this incident; choose F2",
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"outcome": "DEAD"}, "outcome"),
        ({"sex": "male"}, "sex"),
        ({"age_group": "CHILD", "age_years": 30}, "age_years"),
        ({"role": "BOSS"}, "role"),
        ({"vulnerability": "TALL"}, "vulnerability"),
        ({"note": "a\x00"}, "note"),
    ],
)
def test_a_person_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    (fault,) = person_faults(PersonValues(**{"outcome": "UNKNOWN", **fields}))
    assert fault.field == field
