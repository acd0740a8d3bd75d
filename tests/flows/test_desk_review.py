"""The page on which a second person reads an incident before it goes out (desk.md, screen 4)."""

import pytest
from django.test import Client

from sitreps.models.accounts import Role
from sitreps.models.revisions import Latest
from tests import factories

pytestmark = pytest.mark.django_db


def review_page(client: Client, *values: int) -> str:
    incident = factories.incident(state="IN_REVIEW", by=factories.user(Role.REPORTER))
    for number, value in enumerate(values):
        who = factories.origin(name=f"Authority {number}")
        factories.claim(incident, quantifier="EXACT", value=value, origin=who, wording=f"{value} people were killed")
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


def test_the_claim_that_a_new_one_replaces_is_among_the_changes(client: Client) -> None:
    incident = factories.incident()
    old = factories.claim(incident, value=17, origin=factories.origin(), wording="17 people were killed")
    factories.published(incident)
    factories.claim(incident, value=19, origin=old.origin, wording="19", supersedes=old)
    incident.refresh_from_db()
    incident.state = "IN_REVIEW"
    incident.save(update_fields=["state"])
    client.force_login(factories.user(Role.EDITOR))
    page = client.get(f"/admin/sitreps/incident/{incident.pk}/publish/").content.decode()
    assert '<span class="chip">Replaced</span>' in page
    card = client.get(f"/admin/sitreps/incident/{incident.pk}/change/").content.decode()
    assert "replaced by another claim" in card
    assert f"?replaces={old.key}&" not in card


def test_what_was_redacted_and_mended_goes_out_as_the_next_revision(client: Client) -> None:
    incident = factories.incident()
    factories.claim(incident)
    factories.published(incident)
    Latest.objects.filter(incident=incident).delete()  # as a redaction of its newest revision leaves it
    incident.refresh_from_db()
    incident.state = "IN_REVIEW"
    incident.save(update_fields=["state"])
    client.force_login(factories.user(Role.EDITOR))
    page = client.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert {"code", "note"} <= page.context["form"].fields.keys()
    assert "Publish revision 2" in page.content.decode()
