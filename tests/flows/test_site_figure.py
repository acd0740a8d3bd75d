"""The page of one figure: how its number was reached, in words, for everybody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.test_site_incident import withdrawn, words

pytestmark = pytest.mark.django_db


def read(client: Client, ref: str, measure: str = "KILLED") -> str:
    response = client.get(f"/incidents/{ref}/{measure}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def cluster() -> Incident:
    """A cluster of which a report says at least 11, with Dnipro (11) and Samar (2)."""
    places = factories.places()
    parent = factories.incident(kind="CLUSTER", title="Strikes on the oblast", place=places["Dnipropetrovska oblast"])
    report = factories.origin(public_label="a media report", reliability="D", type="NEWS_MEDIA")
    factories.claim(parent, value=11, wording="at least 11", origin=report)
    for name, killed in (("Dnipro", 11), ("Samar", 2)):
        child = factories.incident(title=f"Strike on {name}", place=places[name], parent=parent, state="IN_REVIEW")
        factories.claim(child, value=killed, quantifier="EXACT", wording=f"{killed} residents")
    factories.published(parent)
    return parent


def test_it_tells_the_claims_the_sum_and_what_was_noticed(client: Client, cluster: Incident) -> None:
    shown = words(read(client, cluster.ref))
    assert "How was this number reached?" in shown
    assert re.search(r"at least 13", shown)
    assert re.search(r"Police Report \d+ \S+/C01 “11 residents” Dnipro , as of .* Added , rule B6 11", shown)
    assert re.search(r"A media report .* “at least 11” .* Weighed: the places add up to", shown)
    assert "11 in Dnipro and 2 in Samar: at least 13." in shown
    assert "The overall number equals that of Dnipro; it may mean that place alone." in shown
    assert re.search(
        r"Not allocated to a location none Dnipropetrovska oblast \S+ at least 13 added by the desk", shown
    )


def test_places_lead_to_their_own_figures_and_back(client: Client, cluster: Incident) -> None:
    child = Incident.objects.get(title="Strike on Samar")
    assert f'href="/incidents/{child.ref}/KILLED/">Samar</a>' in read(client, cluster.ref)
    assert f'href="/incidents/{cluster.ref}/KILLED/"' in read(client, child.ref)
    assert f'href="/incidents/{cluster.ref}/KILLED/"' in client.get(f"/incidents/{cluster.ref}/").content.decode()


def test_a_figure_that_moved_shows_every_step_and_counts_what_left_it_alone(client: Client) -> None:
    made = factories.incident()
    police = factories.origin()
    for hour, number in enumerate((7, 9, 17, 19, 21)):
        at = factories.MORNING + timedelta(hours=hour)
        factories.claim(made, value=number, quantifier="EXACT", origin=police, as_of_on=None, as_of_at=at)
        factories.published(made, now=factories.NOON + timedelta(hours=hour), note=f"The police said {number}.")
    factories.published(made, now=factories.NOON + timedelta(hours=9), note="A better title.")
    shown = words(read(client, made.ref))
    history = shown[shown.index("History of this figure") :]
    assert re.search(
        r"21 Revision 5 \. .*The police said 21\. .* 19 Revision 4 .* 17 Revision 3 .* 9 Revision 2 .* 7 Revision 1",
        history,
    )
    assert "1 further revision left this figure as it was." in history


def test_the_editions_that_print_it_are_named(client: Client) -> None:
    one = factories.published_incident(place=factories.places()["Dnipro"])
    assert "Printed in" not in read(client, one.ref)
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    assert f'<a href="/editions/UKR-DAILY/1/">{issue.title}</a>' in read(client, one.ref)


def test_no_figure_is_told_as_such(client: Client, cluster: Incident) -> None:
    shown = words(read(client, cluster.ref, "INJURED"))
    assert "Injured: no source gives a number." in shown
    assert "No source says how many." in shown
    assert "one source" not in shown, "how sure the incident is says nothing of a number that nobody gives"


def test_the_example_of_a_past_moment_is_answered(client: Client) -> None:
    now = factories.NOON + timedelta(microseconds=1)
    made = factories.incident(place=factories.places()["Dnipro"])
    factories.claim(made, value=7)
    factories.published(made, now=now)
    page = read(client, made.ref)
    (query,) = re.findall(r"<code>(\?as_known_at=[^<]+)</code>", page)
    answer = client.get(f"/api/v1/incidents/{made.ref}/figures/KILLED/{query}")
    assert (answer.status_code, answer.json()["figure"]["text"]) == (200, "at least 7")


def test_what_is_not_there_is_not_found(client: Client, cluster: Incident) -> None:
    waiting = factories.incident(state="IN_REVIEW")
    factories.claim(waiting)
    for path in (f"{cluster.ref}/MISSING", f"{cluster.ref}/killed", f"{waiting.ref}/KILLED", "UKR-1999-0001/KILLED"):
        assert client.get(f"/incidents/{path}/").status_code == 404, path


def test_what_is_withdrawn_is_gone_and_says_why(client: Client) -> None:
    one = factories.published_incident()
    withdrawn(one, "It did not happen.")
    response = client.get(f"/incidents/{one.ref}/KILLED/")
    assert response.status_code == 410
    assert "It did not happen." in response.content.decode()
    assert "at least 1" not in response.content.decode()


def test_a_page_takes_a_fixed_number_of_statements(
    client: Client, cluster: Incident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        read(client, cluster.ref)


def test_hostile_words_stay_words(client: Client) -> None:
    made = factories.incident(title='<script>alert(1)</script>"')
    factories.claim(made, wording="</td><script>alert(2)</script>")
    factories.published(made)
    page = read(client, made.ref)
    assert "<script" not in page
    assert "&lt;script&gt;alert(2)" in page
