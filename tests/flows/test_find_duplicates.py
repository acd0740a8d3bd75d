"""`find_duplicates` as an editor types it: what it prints, what it leaves out, how it refuses (B12)."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from sitreps.queries import duplicates
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("find_duplicates", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def towns() -> dict[str, Any]:
    return factories.places()


def test_two_of_a_kind_are_told_with_their_score_and_reasons(towns: dict[str, Any]) -> None:
    first, second = (factories.incident(place=towns["Dnipro"]) for _ in range(2))
    for one in (first, second):
        factories.claim(one, value=5)
    assert run() == [
        f"100 {first.ref} {second.ref} same place, same day, same kind of event, same weapon, same number killed",
        "1 suspected pairs among 2 incidents.",
    ]


def test_what_is_far_apart_discarded_or_of_one_tree_is_not_told(towns: dict[str, Any]) -> None:
    parent = factories.incident(place=towns["Dnipro"], kind="CLUSTER")
    factories.incident(place=towns["Dnipro"], parent=parent)
    factories.incident(place=towns["Dnipro"], state="DISCARDED")
    factories.incident(place=towns["Dnipro"], occurred_on=date(2025, 6, 20))
    assert run() == ["0 suspected pairs among 3 incidents."]


def test_it_looks_at_the_days_and_scores_that_are_asked_for(towns: dict[str, Any]) -> None:
    for on in (date(2025, 6, 20), date(2025, 6, 20), date(2025, 6, 24), date(2025, 6, 24)):
        factories.incident(place=towns["Dnipro"], occurred_on=on)
    assert run("--since", "2025-06-24")[-1] == "1 suspected pairs among 2 incidents."
    assert run("--until", "2025-06-20", "--at-least", "100")[-1] == "0 suspected pairs among 2 incidents."
    assert run("--most", "1")[-1] == "2 suspected pairs among 4 incidents; 1 more are not shown."


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--at-least", "0"), "a score is 1 to 100"),
        (("--at-least", "101"), "a score is 1 to 100"),
        (("--most", "0"), "at least one pair"),
        (("--since", "2025-06-24", "--until", "2025-06-20"), "lies before"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why) as refused:
        run(*arguments)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("number", [1, 5])
def test_the_sweep_reads_in_three_queries(
    towns: dict[str, Any], number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        factories.incident(place=towns["Dnipro"])
    with django_assert_num_queries(3):
        assert len(duplicates.sightings()) == number
