"""Partners read one incident, by its ref."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.documents import canonical
from sitreps.models.revisions import RevisionContent
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_incident_is_answered_as_it_was_stored(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = factories.published_incident()
    stored = RevisionContent.objects.get(revision__incident=one).payload

    with django_assert_num_queries(1):
        response = client.get(f"/api/v1/incidents/{one.ref}/")

    assert response.status_code == 200
    assert response.content.decode() == stored
    assert response.json()["href"] == f"/api/v1/incidents/{one.ref}/"


def test_its_sha256_can_be_computed_by_anybody(client: Client) -> None:
    answer = client.get(f"/api/v1/incidents/{factories.published_incident().ref}/").json()
    assert answer["sha256"] == canonical.frozen_digest(answer)


def test_the_newest_revision_is_answered_and_an_older_one_at_its_time(client: Client) -> None:
    one = factories.published_incident(title="First words")
    one.title = "Better words"
    one.save()
    factories.published(one, now=factories.NOON + timedelta(hours=2))
    address = f"/api/v1/incidents/{one.ref}/"

    assert client.get(address).json()["title"] == "Better words"
    assert client.get(f"{address}?as_known_at=2025-06-24T13:59:59Z").json()["title"] == "First words"
    assert client.get(f"{address}?as_known_at=2025-06-24T14:00:00Z").json()["title"] == "Better words"


def test_before_its_publication_it_is_not_there(client: Client) -> None:
    one = factories.published_incident()
    assert client.get(f"/api/v1/incidents/{one.ref}/?as_known_at=2025-06-24T11:59:59Z").status_code == 404


def test_fields_picks_members(client: Client) -> None:
    one = factories.published_incident()
    assert client.get(f"/api/v1/incidents/{one.ref}/?fields=kind,ref").json() == {"ref": one.ref, "kind": "EVENT"}


def test_what_is_unpublished_looks_like_what_is_missing(client: Client) -> None:
    draft, waiting = factories.incident(), factories.incident(state="IN_REVIEW")
    answers = [client.get(f"/api/v1/incidents/{ref}/") for ref in (draft.ref, waiting.ref, "UKR-1999-0001")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    # The directives of the content policy come in any order.
    headers = [{**answer.headers, "Content-Security-Policy": ""} for answer in answers]
    assert all(one == headers[0] for one in headers)
