"""What an edition says of an incident that a chief editor discounted (reconciliation.md B8, B11)."""

import pytest

from sitreps.actions import judging, withdrawals
from sitreps.codelists import ChangeCode
from sitreps.codelists.judgements import Ruling
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories
from tests.flows.test_edition_changes import edition, incident, noon, on, revised, rows, running, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily() -> Series:
    """A series of Ukraine from 24 June on."""
    return factories.series(code="UKR-DAILY", starts_on=on(0))


def judged(one: Incident, ruling: Ruling, day: int, code: ChangeCode = ChangeCode.OUR_ERROR) -> None:
    """A chief editor's decision of a day, published by an editor."""
    one.refresh_from_db()
    judging.judge_incident(
        incident=one,
        ruling=ruling,
        verifier="A field team",
        evidence="It went there.",
        expected_version=one.version,
        by=factories.user(Role.CHIEF_EDITOR),
        now=noon(day),
    )
    factories.republished(one, code=code, note=f"Decided on day {day}.", now=noon(day))


def test_what_is_discounted_is_told_with_its_reason_and_told_again_when_it_counts(daily: Series) -> None:
    one, _ = incident(killed=7), incident(killed=2)
    edition(daily, 0)
    judged(one, Ruling.DISCOUNTED, 1)
    after = edition(daily, 1)
    assert rows(after) == [("STATUS", "KILLED", "at least 7", "not counted", "OUR_ERROR", -7)]
    assert [row.text for row in after.revised] == ["Decided on day 1."]
    assert running(after, "UKR") == (9, 0, 0, -7, 0, 2)
    assert total(after, "UKR") == "at least 2"
    assert [one.grade_text for one in after.incidents] == ["not counted"]
    assert rows(edition(daily, 2)) == []
    judged(one, Ruling.LIFTED, 3, ChangeCode.NEW_FIGURE)
    back = edition(daily, 3)
    assert rows(back) == [("STATUS", "KILLED", "not counted", "at least 7", "NEW_FIGURE", 7)]
    assert running(back, "UKR") == (2, 0, 0, 7, 0, 9)


def test_the_reason_is_that_of_the_decision_whatever_was_told_later(daily: Series) -> None:
    one = incident(killed=7)
    edition(daily, 0)
    revised(one, 1, ChangeCode.NEW_FIGURE, killed=9)
    judged(one, Ruling.DISCOUNTED, 1, ChangeCode.EDITORIAL)
    revised(one, 1, ChangeCode.SOURCE_RETRACTED, killed=4)
    after = edition(daily, 1)
    assert rows(after) == [("STATUS", "KILLED", "at least 7", "not counted", "METHOD", -7)]


def test_what_was_never_counted_is_not_told_until_it_counts(daily: Series) -> None:
    one = incident(killed=7)
    judged(one, Ruling.DISCOUNTED, 0)
    first = edition(daily, 0)
    assert (first.new, first.incidents, total(first, "UKR")) == ((), (), "no figure")
    judged(one, Ruling.LIFTED, 1)
    assert [(two.ref, two.revision) for two in edition(daily, 1).new] == [(one.ref, 3)]


def test_an_incident_without_a_number_is_told_as_not_counted_too(daily: Series) -> None:
    one = incident(killed=None)
    edition(daily, 0)
    judged(one, Ruling.DISCOUNTED, 1)
    after = edition(daily, 1)
    assert rows(after) == [("STATUS", "", "no figure", "not counted", "OUR_ERROR", None)]
    laid = lay_out(after)
    assert [(row.measure, row.now) for row in laid.revised] == [("Status", "not counted")]


def test_a_discounted_place_is_told_and_its_cluster_counts_less(daily: Series) -> None:
    cluster = factories.incident(kind="CLUSTER", breakdown_complete="yes")
    places = [factories.incident(parent=cluster, state="IN_REVIEW") for _ in range(2)]
    for place, killed in zip(places, (5, 3), strict=True):
        factories.claim(place, quantifier="EXACT", value=killed)
    factories.published(cluster)
    edition(daily, 0)
    judged(places[0], Ruling.DISCOUNTED, 1)
    after = edition(daily, 1)
    told = {row.ref: (row.what, row.was, row.now, row.reason, row.delta) for row in after.revised}
    assert told == {
        cluster.ref: ("FIGURE", "8", "3", "OUR_ERROR", -5),
        places[0].ref: ("STATUS", "5", "not counted", "OUR_ERROR", None),
    }
    assert running(after, "UKR") == (8, 0, 0, -5, 0, 3)


def test_the_table_of_what_was_revised_says_that_it_is_not_counted(daily: Series) -> None:
    one = incident(killed=7)
    edition(daily, 0)
    judged(one, Ruling.DISCOUNTED, 1)
    laid = lay_out(edition(daily, 1))
    assert [(row.measure, row.was, row.now) for row in laid.revised] == [("Killed", "at least 7", "not counted")]
    assert "not counted" in " ".join(laid.changed)


def test_what_is_discounted_and_then_withdrawn_is_not_told_twice(daily: Series) -> None:
    one = incident(killed=7)
    edition(daily, 0)
    judged(one, Ruling.DISCOUNTED, 1)
    edition(daily, 1)
    one.refresh_from_db()
    withdrawals.withdraw(
        incident=one,
        expected_version=one.version,
        reason=ChangeCode.WITHDRAWN,
        text="It did not happen.",
        by=factories.user(Role.EDITOR),
        now=noon(2),
    )
    after = edition(daily, 2)
    assert (after.dropped, rows(after), running(after, "UKR")) == ((), [], (0, 0, 0, 0, 0, 0))
