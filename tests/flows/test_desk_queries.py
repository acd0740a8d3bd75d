"""How many queries the desk's pages take: as many for a long list as for a short one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.admin import today
from sitreps.models.accounts import Role, User
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

More = Callable[[], object]


@pytest.fixture
def chief() -> Page:
    factories.series(code="UKR-DAILY", starts_on=factories.DAY)
    return signed_in(factories.user(Role.CHIEF_EDITOR, Role.ADMINISTRATOR))


def queries(page: Page, address: str) -> int:
    page.client.get(address)  # what Django remembers from one request to the next
    with CaptureQueriesContext(connection) as captured:
        assert page.client.get(address).status_code == 200
    return len(captured)


def cluster() -> Incident:
    """A cluster in review with two places, each with claims, relays, damage, a person and a comment of its own."""
    oblast = factories.incident(kind="CLUSTER", state="IN_REVIEW")
    for member in (oblast, *(factories.incident(parent=oblast, state="IN_REVIEW") for _ in range(2))):
        add_rows(member)
    return oblast


def add_rows(member: Incident) -> None:
    claim = factories.claim(member)
    claim.relays.add(factories.origin())
    factories.claim(member, measure="INJURED", supersedes=None)
    damage = factories.facility(member)
    number = member.persons.count() + 1
    member.persons.create(key=f"P{number}", outcome="KILLED", origin=damage.origin, source_item=damage.source_item)
    member.comments.create(by=factories.user(), at=factories.NOON, text="Look again.")


LISTS: dict[str, More] = {
    "/admin/": cluster,
    "/admin/sitreps/incident/": cluster,
    "/admin/sitreps/incident/?q=Missile": cluster,
    "/admin/sitreps/incident/?state=IN_REVIEW&mine=review": cluster,
    "/admin/sitreps/incident/duplicates/": cluster,
    "/admin/sitreps/sourceitem/": cluster,
    "/admin/sitreps/origin/": cluster,
    "/admin/sitreps/place/": lambda: factories.place(parent=factories.place()),
    "/admin/sitreps/party/": cluster,
    "/admin/sitreps/user/": lambda: factories.user(Role.EDITOR, Role.REPORTER),
    "/admin/sitreps/auditevent/": lambda: factories.published(factories.incident()),
    "/admin/lookup/places/?q=Place": lambda: factories.place(parent=factories.place()),
    "/admin/lookup/origins/?q=police": factories.origin,
}


@pytest.mark.parametrize("address", LISTS)
def test_a_long_list_takes_as_many_queries_as_a_short_one(chief: Page, address: str) -> None:
    more = LISTS[address]
    more()
    few = queries(chief, address)
    for _ in range(4):
        more()
    assert queries(chief, address) == few <= 20


def test_an_incident_takes_as_many_queries_however_many_rows_it_has(chief: Page) -> None:
    incident = cluster()
    address = f"/admin/sitreps/incident/{incident.pk}/change/"
    few = queries(chief, address)
    for member in (incident, *incident.children.all()):
        for _ in range(4):
            add_rows(member)
    assert queries(chief, address) == few <= 46


def test_a_review_takes_as_many_queries_however_many_claims_it_has(chief: Page) -> None:
    incident = cluster()
    address = f"/admin/sitreps/incident/{incident.pk}/publish/"
    few = queries(chief, address)
    for _ in range(4):
        add_rows(incident)
    assert queries(chief, address) == few


def test_the_list_of_editions_takes_as_many_queries_for_many(chief: Page) -> None:
    first = factories.issued_edition(factories.series(starts_on=factories.DAY))
    few = queries(chief, "/admin/sitreps/editiondraft/")
    for _ in range(3):
        first = factories.next_issue(first, now=first.issued_at)
    assert queries(chief, "/admin/sitreps/editiondraft/") == few <= 12


def test_today_reads_no_whole_edition_to_count_what_is_in_it(chief: Page) -> None:
    daily = Series.objects.get(code="UKR-DAILY")
    factories.published(cluster())
    first = factories.issued_edition(daily)
    factories.compiled_draft(daily, first.date + timedelta(days=1))
    with CaptureQueriesContext(connection) as captured:
        shown = today.page(User.objects.get(pk=chief.client.session["_auth_user_id"]), now=first.issued_at)
    (standing,) = shown.standings
    assert standing.issue
    assert standing.draft
    assert {"snapshot"} == standing.issue.get_deferred_fields() == standing.draft.get_deferred_fields()
    assert not [one for one in captured.captured_queries if '"sitreps_editiondraft"."snapshot"' in one["sql"]]


def test_a_form_carries_no_more_than_a_few_hundred_suggestions(chief: Page) -> None:
    for _ in range(250):
        factories.origin()
    page = chief.get("/admin/sitreps/incident/add/")
    assert [len(one.find("option")) for one in page.root.find("datalist")] == [200, 0, 0, 0]
