"""Codes are what they are for ever; labels are for people."""

from __future__ import annotations

import pytest

from sitreps import codelists
from sitreps.codelists import PUBLIC_FLAGS, Code, CountBasis, DiscrepancyCode, Quantifier, Sex, count_basis_of

LISTS = [
    item for item in vars(codelists).values() if isinstance(item, type) and issubclass(item, Code) and item is not Code
]
LOWER_CASE = {"Sex", "VagueWord", "BreakdownComplete", "PublishAttribution"}


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_every_code_has_a_label_and_is_found_by_its_value(codes: type[Code]) -> None:
    for code in codes:
        assert codes(code.value) is code
        assert code.label
        assert f"{code}" == code.value
        assert code.isascii()
        assert code.islower() if codes.__name__ in LOWER_CASE else code.isupper()
    assert codes.choices() == [(code.value, code.label) for code in codes]


def test_a_code_is_its_text_in_json_and_in_comparisons() -> None:
    assert Quantifier.AT_LEAST == "AT_LEAST"
    assert Sex("f") is Sex.FEMALE


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="ROUGHLY"):
        Quantifier("ROUGHLY")


def test_a_state_is_counted_at_its_moment_and_a_toll_so_far() -> None:
    assert count_basis_of("MISSING") is CountBasis.STOCK
    assert count_basis_of("KILLED") is CountBasis.CUMULATIVE


def test_the_public_flags_leave_out_what_stays_in_the_desk() -> None:
    assert DiscrepancyCode.CONFLICT in PUBLIC_FLAGS
    assert not PUBLIC_FLAGS & {DiscrepancyCode.SENSITIVE_CONTENT, DiscrepancyCode.PERSON_MISMATCH}
