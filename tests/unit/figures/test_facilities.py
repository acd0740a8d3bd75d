"""Bounds of damaged facilities over the tree of categories (B10)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import DamageSeverity, Quantifier, VagueWord, vocabulary
from sitreps.errors import InvalidValue
from sitreps.figures.facilities import (
    SEVERITIES,
    FacilityCount,
    FacilityValue,
    add_facilities,
    facility_counts,
    roll_up_facilities,
)
from tests.unit.figures.making import LAW

Q, S = Quantifier, DamageSeverity
TREE = vocabulary("facility")


def row(key: str, category: str, quantifier: Quantifier, value: int | None = None, **fields: Any) -> FacilityValue:
    given: dict[str, Any] = {"origin": "police", "source_item": "DOC", "severity": S.DAMAGED}
    return FacilityValue(key=key, category=category, quantifier=quantifier, value=value, **given | fields)


def plural(key: str, category: str, **fields: Any) -> FacilityValue:
    return row(key, category, Q.VAGUE, vague_word=VagueWord.PLURAL, **fields)


def counts_of(*rows: FacilityValue) -> dict[str, FacilityCount]:
    return facility_counts(rows, TREE)


def printed(count: FacilityCount) -> tuple[str, int | None]:
    return count.quantifier, count.number


def test_a_number_is_printed_as_it_was_said() -> None:
    counts = counts_of(row("a", "EDU.SCHOOL", Q.MORE_THAN, 20))
    assert printed(counts["EDU.SCHOOL"]) == printed(counts["EDU"]) == (Q.MORE_THAN, 20)
    assert (counts["EDU"].lower, counts["EDU"].upper) == (21, None)


def test_a_range_keeps_both_ends() -> None:
    count = counts_of(row("a", "EDU.SCHOOL", Q.BETWEEN, 3, value2=5))["EDU.SCHOOL"]
    assert (count.number, count.number_upper, count.upper) == (3, 5, 5)


@pytest.mark.parametrize("quantifier", [Q.VAGUE, Q.UNQUANTIFIED])
def test_a_plural_never_becomes_digits(quantifier: Quantifier) -> None:
    word = VagueWord.PLURAL if quantifier is Q.VAGUE else None
    count = counts_of(row("a", "EDU.SCHOOL", quantifier, vague_word=word))["EDU.SCHOOL"]
    assert (printed(count), count.number_not_given, count.numbered_lower) == ((quantifier, None), True, 0)


def test_what_one_source_lists_is_added() -> None:
    counts = counts_of(row("a", "EDU.SCHOOL", Q.EXACT, 1), row("b", "EDU.SCHOOL", Q.EXACT, 2))
    assert printed(counts["EDU.SCHOOL"]) == (Q.EXACT, 3)


def test_what_several_sources_say_is_not_added() -> None:
    counts = counts_of(row("a", "EDU.SCHOOL", Q.EXACT, 3), row("b", "EDU.SCHOOL", Q.EXACT, 5, origin="mayor"))
    assert (printed(counts["EDU.SCHOOL"]), counts["EDU.SCHOOL"].upper) == ((Q.AT_LEAST, 5), None)
    later = counts_of(row("a", "EDU.SCHOOL", Q.EXACT, 3), row("b", "EDU.SCHOOL", Q.EXACT, 3, source_item="NEXT"))
    assert printed(later["EDU.SCHOOL"]) == (Q.EXACT, 3)


def test_sub_categories_are_added() -> None:
    counts = counts_of(row("a", "HEA.HOSPITAL", Q.EXACT, 2), row("b", "HEA.CLINIC", Q.AT_LEAST, 3))
    assert (printed(counts["HEA"]), counts["HEA"].upper) == ((Q.AT_LEAST, 5), None)


def test_a_category_is_at_least_its_sub_categories_together() -> None:
    counts = counts_of(row("a", "HEA.HOSPITAL", Q.AT_LEAST, 2), row("b", "HEA.HOSPITAL.CHILDREN", Q.EXACT, 3))
    assert counts["HEA.HOSPITAL"].lower == 3


def test_sub_categories_that_may_be_the_same_buildings_are_not_added() -> None:
    rows = [
        row("school", "EDU.SCHOOL", Q.EXACT, 4),
        row("nursery", "EDU.PRESCHOOL", Q.EXACT, 2),
        row("any", "EDU.UNSPECIFIED", Q.EXACT, 5, overlaps=frozenset({"school", "nursery"})),
    ]
    assert counts_of(*rows)["EDU"].lower == 6
    assert counts_of(*rows[1:])["EDU"].lower == 5


def test_hospitals_and_a_childrens_hospital_are_counted_differently() -> None:
    counts = counts_of(
        plural("all", "HEA.HOSPITAL"),
        row("one", "HEA.HOSPITAL.CHILDREN", Q.EXACT, 1, overlaps=frozenset({"all"})),
    )
    assert {code: count.mismatch for code, count in counts.items()} == {
        "HEA": True,
        "HEA.HOSPITAL": True,
        "HEA.HOSPITAL.CHILDREN": False,
    }
    assert (printed(counts["HEA.HOSPITAL"]), counts["HEA.HOSPITAL"].lower) == ((Q.AT_LEAST, 1), 2)


def test_more_of_a_kind_than_of_all_kinds_is_a_mismatch() -> None:
    counts = counts_of(row("a", "HEA.HOSPITAL", Q.EXACT, 1), row("b", "HEA.HOSPITAL.CHILDREN", Q.EXACT, 2))
    assert counts["HEA.HOSPITAL"].mismatch
    assert not counts_of(row("b", "HEA.HOSPITAL.CHILDREN", Q.EXACT, 2))["HEA.HOSPITAL"].mismatch


def test_the_severity_is_what_every_passage_supports() -> None:
    linked = counts_of(
        plural("schools", "EDU.SCHOOL", severity=S.UNSPECIFIED),
        plural("some", "EDU.UNSPECIFIED", severity=S.DAMAGED, overlaps=frozenset({"schools"})),
    )
    assert linked["EDU.SCHOOL"].severity is S.DAMAGED
    alone = counts_of(plural("schools", "EDU.SCHOOL", severity=S.DESTROYED))
    assert alone["EDU.SCHOOL"].severity is S.DESTROYED


def test_every_severity_has_its_place() -> None:
    assert sorted(SEVERITIES) == sorted(S)


def test_incidents_are_added_and_a_cluster_is_not_added_to_its_children() -> None:
    one, other = counts_of(row("a", "EDU.SCHOOL", Q.EXACT, 3)), counts_of(plural("b", "EDU.SCHOOL"))
    assert printed(add_facilities([one, other])["EDU.SCHOOL"]) == (Q.AT_LEAST, 3)
    headline = counts_of(row("c", "EDU.SCHOOL", Q.EXACT, 2), row("d", "WAT", Q.EXACT, 1))
    rolled = roll_up_facilities(headline, [one, one])
    assert (printed(rolled["EDU.SCHOOL"]), printed(rolled["WAT"])) == ((Q.EXACT, 6), (Q.EXACT, 1))


def test_an_unknown_category_and_a_double_row_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"EDU\.CASTLE is no category"):
        counts_of(row("a", "EDU.CASTLE", Q.EXACT, 1))
    with pytest.raises(InvalidValue, match="two rows are called a"):
        counts_of(row("a", "EDU", Q.EXACT, 1), row("a", "WAT", Q.EXACT, 1))


def test_a_row_that_cannot_be_read_cannot_be_made() -> None:
    with pytest.raises(InvalidValue, match="between 9 and 3"):
        row("a", "EDU", Q.BETWEEN, 9, value2=3)


_CATEGORIES = ["HEA", "HEA.HOSPITAL", "HEA.HOSPITAL.CHILDREN", "HEA.CLINIC", "EDU.SCHOOL", "EDU"]


@st.composite
def row_lists(draw: st.DrawFn) -> list[FacilityValue]:
    rows = []
    for number in range(draw(st.integers(0, 6))):
        quantifier = draw(st.sampled_from([Q.EXACT, Q.AT_LEAST, Q.AT_MOST, Q.VAGUE, Q.UNQUANTIFIED]))
        numbered = quantifier in {Q.EXACT, Q.AT_LEAST, Q.AT_MOST}
        rows.append(
            row(
                f"{number}",
                draw(st.sampled_from(_CATEGORIES)),
                quantifier,
                draw(st.integers(0, 9)) if numbered else None,
                vague_word=draw(st.sampled_from(VagueWord)) if quantifier is Q.VAGUE else None,
                origin=draw(st.sampled_from(["police", "mayor"])),
                severity=draw(st.sampled_from(S)),
                overlaps=frozenset(draw(st.sets(st.sampled_from("012345"), max_size=2))) - {f"{number}"},
            )
        )
    return rows


@LAW
@given(data=st.data())
def test_bounds_stand_in_order_whatever_the_rows_and_their_order(data: st.DataObject) -> None:
    rows = data.draw(row_lists())
    counts = facility_counts(rows, TREE)
    assert facility_counts(data.draw(st.permutations(rows)), TREE) == counts
    for code, count in counts.items():
        assert 0 <= count.numbered_lower <= count.lower
        assert count.number is None or count.quantifier is Q.AT_MOST or count.number <= max(count.numbered_lower, 0)
        below = [counts[term].lower for term in counts if TREE.terms[term].parent == code]
        assert count.lower >= max(below, default=0)
        assert count.severity in {item.severity for item in rows}
