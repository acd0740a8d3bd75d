"""The page on which a second person reads an incident before it goes out (desk.md, screen 4)."""

import pytest
from django.test import Client

from sitreps.models.accounts import Role
from tests import factories

pytestmark = pytest.mark.django_db


def review_page(client: Client, *values: int) -> str:
    incident = factories.incident(state="IN_REVIEW", by=factories.user(Role.REPORTER))
    for value in values:
        factories.claim(incident, value=value, origin=factories.origin(), wording=f"{value} people were killed")
    client.force_login(factories.user(Role.EDITOR))
    answer = client.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_publishes_sees_that_the_sources_contradict_each_other(client: Client) -> None:
    page = review_page(client, 17, 9)
    assert 'data-code="CONFLICT"' in page
    assert "Sources contradict each other" in page


def test_nothing_is_said_of_claims_that_agree(client: Client) -> None:
    assert 'data-code="CONFLICT"' not in review_page(client, 17, 17)
