"""Colleagues are called by their names on every page, also where history holds their username alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sitreps.actions import annotating, distinguishing, hiding, issuing
from sitreps.errors import WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.incidents import Incident
from sitreps.queries.people import Names
from tests import factories
from tests.flows.pages import Page, opened, signed_in

pytestmark = pytest.mark.django_db

WHY = "Two alarms, two craters."


@pytest.fixture
def ines() -> User:
    return factories.user(Role.EDITOR, username="ines", first_name="Ines", last_name="Okafor")


@pytest.fixture
def page(ines: User) -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


@pytest.fixture
def incident() -> Incident:
    return factories.published_incident(killed=7, title="Strike on the river port")


def test_who_hid_an_incident_is_named_in_its_head_and_on_today(incident: Incident, ines: User, page: Page) -> None:
    hiding.hide(incident=incident, note=WHY, by=ines, now=timezone.now())
    assert "By Ines Okafor," in opened(page, incident).text
    assert "hidden by Ines Okafor," in page.get("/admin/").text


def test_who_pinned_a_claim_is_named_on_its_card_and_beside_the_explanation(
    incident: Incident, ines: User, page: Page
) -> None:
    claim, now = incident.claims.get(), factories.NOON
    annotating.pin(claim=claim, reason=WHY, expected_version=Incident.objects.get().version, by=ines, now=now)
    shown = opened(page, incident)
    assert "Pinned as the figure by Ines Okafor," in shown.text
    assert "Pinned as the figure by Ines Okafor," in shown.follow("Why this number?").text
    assert ", Ines Okafor: pinned" in page.get(f"/admin/sitreps/incident/{incident.pk}/claims/C01/unpin/").text


def test_who_left_a_claim_out_is_named_as_they_are_called_now(incident: Incident, ines: User, page: Page) -> None:
    claim, version = incident.claims.get(), Incident.objects.get().version
    annotating.exclude(claim=claim, reason=WHY, expected_version=version, by=ines, now=factories.NOON)
    assert "Left out of the figure by Ines Okafor" in opened(page, incident).text
    User.objects.filter(pk=ines.pk).update(last_name="Eze")
    assert "Left out of the figure by Ines Eze" in opened(page, incident).text
    with pytest.raises(WrongState, match="left out already, by Ines Eze"):
        annotating.exclude(claim=claim, reason=WHY, expected_version=version + 1, by=ines, now=factories.NOON)


def test_who_told_two_incidents_apart_is_named_wherever_it_is_said(incident: Incident, ines: User, page: Page) -> None:
    other = factories.published_incident(killed=7, title="Strike on the port", place=incident.place)
    pair = (incident, other)
    address = f"/admin/sitreps/incident/{incident.pk}/apart/?with={other.ref}"
    seen = page.get(address).value("seen")
    distinguishing.tell_apart(pair=pair, reason=WHY, seen=seen, by=ines, now=factories.NOON)
    assert "Ines Okafor: not the same." in page.get(address).text
    assert f"Ines Okafor, 24 June 2025: {WHY}" in opened(page, incident).text
    assert "Ines Okafor, 24 June 2025," in page.get("/admin/sitreps/incident/duplicates/").text
    boxes = opened(page, incident).form("incident_form").values
    typing = page.post(f"/admin/sitreps/incident/{incident.pk}/suspects/", boxes)
    assert f"Ines Okafor, 24 June 2025: {WHY}" in typing.text


def test_who_compiled_and_who_issued_an_edition_is_named(incident: Incident, ines: User, page: Page) -> None:
    daily = factories.series(code="UKR-DAILY", starts_on=factories.DAY)
    draft = factories.compiled_draft(daily)
    draft.touched_by = ["ines", "gone"]
    draft.save(update_fields=["touched_by"])
    shown = page.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/")
    assert "Compiled or edited by Ines Okafor, gone." in shown.text
    chief = factories.user(Role.CHIEF_EDITOR, username="chi", first_name="Chidi", last_name="Eze")
    now = factories.an_hour_after_cut_off(daily, factories.DAY) + timedelta(hours=1)
    issue = issuing.issue_edition(draft=draft, by=chief, now=now, wake=False)
    assert "by Chidi Eze" in page.get(f"/admin/sitreps/editionissue/{issue.pk}/change/").text


def test_names_are_read_once_and_only_where_one_is_asked_for(ines: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        names = Names()
    assert not captured.captured_queries
    with CaptureQueriesContext(connection) as captured:
        assert [names.called(one) for one in ("ines", "ines", "nobody")] == ["Ines Okafor", "Ines Okafor", "nobody"]
    assert len(captured.captured_queries) == 1
