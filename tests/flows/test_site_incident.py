"""The page of one incident: its newest public words, how each figure was reached, everything that was said before."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import withdrawals
from sitreps.codelists import ChangeCode
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from tests import factories

pytestmark = pytest.mark.django_db


def read(client: Client, ref: str) -> str:
    """The page as text, tags and all."""
    response = client.get(f"/incidents/{ref}/")
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def strike() -> Incident:
    """A strike on Dnipro: police say at least 7, an anonymous post says 12."""
    made = factories.incident(title="Missile strike on Dnipro", place=factories.places()["Dnipro"])
    factories.claim(made, value=7, wording="at least seven killed")
    factories.claim(
        made,
        value=12,
        quantifier="EXACT",
        wording="twelve dead",
        origin=factories.origin(public_label="a social media post", reliability="F"),
    )
    factories.published(made)
    return made


@pytest.fixture
def cluster() -> tuple[Incident, Incident]:
    """A cluster of the oblast with one location in Dnipro, both published."""
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", title="Strikes on the oblast", place=places["Dnipropetrovska oblast"])
    child = factories.incident(title="Strike on Dnipro", place=places["Dnipro"], parent=parent)
    factories.claim(child, value=3, quantifier="EXACT", wording="three killed")
    factories.published(parent)
    factories.published(child)
    return parent, child


def test_it_says_the_number_who_says_it_and_what_was_not_used(client: Client, strike: Incident) -> None:
    shown = words(read(client, strike.ref))
    assert "Missile strike on Dnipro" in shown
    assert "“at least seven killed”" in shown
    assert "“twelve dead”" in shown
    assert re.search(r"social media post .*“twelve dead” .*latest, most direct source used instead 12", shown)
    assert "Revision 1. New." in shown


def test_each_measure_is_an_anchor(client: Client, strike: Incident) -> None:
    page = read(client, strike.ref)
    assert 'id="KILLED"' in page
    assert 'id="INJURED"' in page
    assert "No source gives a number; silence is not zero." in page


def test_a_later_revision_stands_above_the_earlier_with_its_reason(client: Client, strike: Incident) -> None:
    factories.claim(strike, value=9, wording="at least nine killed", as_of_on=strike.occurred_on + timedelta(days=1))
    factories.published(strike, now=factories.NOON + timedelta(hours=30), note="The police raised their number.")
    shown = words(read(client, strike.ref))
    assert "revision 2" in shown
    history = shown[shown.index("Every revision") :]
    assert re.search(
        r"25 June 2025.* Revision 2\. .*The police raised their number\. .*at least 9"
        r".* Revision 1\. New\. .*at least 7",
        history,
    )


def test_a_cluster_leads_to_its_locations_and_back(client: Client, cluster: tuple[Incident, Incident]) -> None:
    parent, child = cluster
    above, below = read(client, parent.ref), read(client, child.ref)
    assert f'<a href="/incidents/{child.ref}/">Strike on Dnipro</a>' in above
    assert f'part of <a href="/incidents/{parent.ref}/">Strikes on the oblast</a>' in below
    assert "“three killed”" in words(above)


def test_a_place_s_number_gave_way_to_that_of_the_whole(client: Client) -> None:
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", title="Strikes on the oblast", place=places["Dnipropetrovska oblast"])
    child = factories.incident(title="Strike on Dnipro", place=places["Dnipro"], parent=parent)
    factories.claim(parent, value=22, quantifier="EXACT", wording="twenty-two killed")
    factories.claim(child, value=3, quantifier="EXACT", wording="three killed")
    factories.published(parent)
    factories.published(child)
    assert "weighed: the overall number used instead" in words(read(client, parent.ref))
    assert "the overall number used instead" not in words(read(client, child.ref))


def test_a_working_copy_never_shows(client: Client, strike: Incident) -> None:
    Incident.objects.filter(pk=strike.pk).update(title="Not for the public")
    factories.claim(strike, value=99, wording="ninety-nine, says nobody")
    page = read(client, strike.ref)
    assert "Not for the public" not in page
    assert "ninety-nine" not in page


@pytest.mark.parametrize("state", ["DRAFT", "IN_REVIEW"])
def test_what_is_unpublished_looks_like_what_is_missing(client: Client, state: str) -> None:
    waiting = factories.incident(state=state)
    assert client.get(f"/incidents/{waiting.ref}/").status_code == 404


def test_what_is_withdrawn_is_gone_and_says_why(client: Client, strike: Incident) -> None:
    withdrawn(strike, "It did not happen.")
    response = client.get(f"/incidents/{strike.ref}/")
    assert response.status_code == 410
    assert "It did not happen." in response.content.decode()
    assert "at least 7" not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def withdrawn(of: Incident, reason: str) -> None:
    """It is taken back, with a reason for readers."""
    withdrawals.withdraw(
        incident=of,
        expected_version=of.version,
        reason=ChangeCode.OUR_ERROR,
        text=reason,
        by=factories.user(Role.EDITOR),
        now=factories.NOON,
    )


def test_hostile_words_stay_words(client: Client) -> None:
    made = factories.incident(title='<script>alert(1)</script>"', summary="<img src=x onerror=alert(2)>")
    factories.claim(made, wording="</p><script>alert(3)</script>")
    factories.published(made)
    page = read(client, made.ref)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_takes_a_fixed_number_of_statements(
    client: Client, strike: Incident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hours in (1, 2, 3):
        factories.published(strike, now=factories.NOON + timedelta(hours=hours))
    with django_assert_num_queries(1):
        read(client, strike.ref)
