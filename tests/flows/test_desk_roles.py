"""What each role may do to an incident in each state, by HTTP: exactly the table below, whatever a page shows.

The tables are written out here a second time, on purpose: a change of a rule has to be said twice.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.pages import signed_in

pytestmark = pytest.mark.django_db

LOGGERS = {Role.REPORTER, Role.EDITOR, Role.CHIEF_EDITOR}
REVIEWERS = {Role.EDITOR, Role.CHIEF_EDITOR}
DRAFT, IN_REVIEW, RETURNED = IncidentState.DRAFT, IncidentState.IN_REVIEW, IncidentState.RETURNED
PUBLISHED, CHANGED, DISCARDED = IncidentState.PUBLISHED, IncidentState.CHANGED, IncidentState.DISCARDED
WRITABLE = {DRAFT, IN_REVIEW, RETURNED, PUBLISHED, CHANGED}

ACTS: Mapping[str, tuple[set[Role], set[IncidentState]]] = {
    "edit": (LOGGERS, WRITABLE),
    "submit": (LOGGERS, {DRAFT, RETURNED, CHANGED}),
    "return": (REVIEWERS, {IN_REVIEW}),
    "publish": (REVIEWERS, {IN_REVIEW}),
    "discard": (LOGGERS, {DRAFT, RETURNED}),
    "withdraw": (LOGGERS, WRITABLE),
    "comment": (LOGGERS, set(IncidentState)),
}
AFTER: Mapping[str, Mapping[IncidentState, IncidentState]] = {
    "edit": {state: CHANGED if state == PUBLISHED else state for state in WRITABLE},
    "submit": dict.fromkeys((DRAFT, RETURNED, CHANGED), IN_REVIEW),
    "return": {IN_REVIEW: RETURNED},
    "publish": {IN_REVIEW: PUBLISHED},
    "discard": dict.fromkeys((DRAFT, RETURNED), DISCARDED),
    "withdraw": {state: CHANGED if state == PUBLISHED else state for state in WRITABLE},
    "comment": {state: state for state in IncidentState},
}


@pytest.fixture
def people() -> dict[Role, User]:
    return {role: factories.user(role) for role in Role}


@pytest.fixture
def incident() -> Incident:
    """Published, and then whatever a cell makes of it; the last change was somebody else's."""
    made = factories.incident(place=factories.places()["Dnipro"])
    factories.claim(made)
    return made


def in_state(incident: Incident, state: IncidentState) -> Incident:
    if state in {PUBLISHED, CHANGED}:
        factories.published(incident)
    Incident.objects.filter(pk=incident.pk).update(state=state)
    incident.refresh_from_db()
    return incident


def boxes(incident: Incident) -> dict[str, Any]:
    """The form as an editor's page fills it in; of a discarded one, as it was before."""
    state = incident.state
    Incident.objects.filter(pk=incident.pk).update(state=DRAFT)
    page = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
    Incident.objects.filter(pk=incident.pk).update(state=state)
    return dict(page.form("incident_form").values)


def do(act: str, client: Client, incident: Incident, typed: Mapping[str, Any]) -> int:
    """Do it past every page, as somebody would who has only the address; gives the status of the answer."""
    address = f"/admin/sitreps/incident/{incident.pk}"
    version = {"version": incident.version}
    if act in {"edit", "submit"}:
        change = {"title": "Another title"} if act == "edit" else {"_submit": "on"}
        return client.post(f"{address}/change/", {**typed, **change}).status_code
    said: dict[str, dict[str, Any]] = {
        "return": {"reason": "Where was it?"},
        "publish": {"code": "EDITORIAL", "note": "Better words."},
        "discard": {},
        "comment": {"text": "Look at the place."},
    }
    if act == "withdraw":
        said["withdraw"], address = {"reason": "DESK_ERROR", "note": ""}, f"{address}/claims/C01"
    return client.post(f"{address}/{act}/", {**version, **said[act]}).status_code


def everything(incident: Incident) -> list[Any]:
    """All that a refused act must leave as it was."""
    return [
        Incident.objects.filter(pk=incident.pk).values().get(),
        list(Claim.objects.order_by("pk").values()),
        Comment.objects.count(),
        IncidentRevision.objects.count(),
        AuditEvent.objects.count(),
    ]


@pytest.mark.parametrize("state", IncidentState)
def test_each_role_does_in_each_state_what_it_may_and_nothing_else(
    incident: Incident, people: dict[Role, User], state: IncidentState
) -> None:
    in_state(incident, state)
    typed = boxes(incident)
    before = everything(incident)
    wrong = []
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        for act, (roles, states) in ACTS.items():
            with transaction.atomic():
                status = do(act, client, incident, typed)
                if role not in roles:
                    right = status == 403 and everything(incident) == before
                elif state not in states:
                    right = status == 409 and everything(incident) == before
                else:
                    right = status == 302 and Incident.objects.get(pk=incident.pk).state == AFTER[act][state]
                if not right:
                    wrong.append(f"{role} {act} {state}: {status}")
                transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("state", IncidentState)
def test_every_role_reads_every_incident(incident: Incident, people: dict[Role, User], state: IncidentState) -> None:
    in_state(incident, state)
    for user in people.values():
        page = signed_in(user).get(f"/admin/sitreps/incident/{incident.pk}/change/")
        assert page.status == 200
        assert page.heading == "Missile strike"
        assert page.has_form("incident_form") == (bool(user.roles & LOGGERS) and state in WRITABLE)


@pytest.mark.parametrize("role", Role)
def test_logging_takes_a_role_that_logs(people: dict[Role, User], role: Role) -> None:
    page = signed_in(people[role]).get("/admin/sitreps/incident/add/")
    assert page.status == (200 if role in LOGGERS else 403)
    if role not in LOGGERS:
        assert page.heading == "Not done"
        assert "that needs chief editor or editor or reporter" in page.text


PAGES: Mapping[str, set[Role]] = {
    "incident/": set(Role),
    "editiondraft/": set(Role),
    "sourceitem/": set(Role),
    "sourceitem/add/": LOGGERS,
    "origin/": set(Role),
    "origin/add/": LOGGERS,
    "place/": set(Role),
    "place/add/": REVIEWERS,
    "party/": set(Role),
    "party/add/": REVIEWERS,
    "series/": set(Role),
    "series/add/": {Role.ADMINISTRATOR, Role.CHIEF_EDITOR},
    "user/": {Role.ADMINISTRATOR},
    "user/add/": {Role.ADMINISTRATOR},
    "auditevent/": {Role.AUDITOR, Role.CHIEF_EDITOR, Role.ADMINISTRATOR},
    "auditevent/add/": set(),
    "editiondraft/add/": set(),
    "editionissue/add/": set(),
}

NOWHERE = (
    "nonsense/",
    "sitreps/incident/99/change/",
    "sitreps/incident/x/change/",
    "sitreps/incident/99/publish/",
    "sitreps/origin/99/change/",
    "sitreps/editiondraft/99/change/",
    "sitreps/editiondraft/x/change/",
    "sitreps/editionissue/99/change/",
    "sitreps/editionissue/x/change/",
)


def test_each_page_opens_for_its_roles_only_and_says_so(people: dict[Role, User]) -> None:
    wrong = []
    for role, user in people.items():
        today = signed_in(user)
        for address, roles in PAGES.items():
            page = today.get(f"/admin/sitreps/{address}")
            if page.status != (200 if role in roles else 403) or (page.status == 403) != (page.heading == "Not done"):
                wrong.append((role, address, page.status))
    assert wrong == []


def test_the_navigation_offers_only_what_opens(people: dict[Role, User]) -> None:
    for user in people.values():
        today = signed_in(user)
        links = [link for nav in today.root.find(id="desk-nav") for link in nav.find("a")]
        assert len(links) >= 7
        assert {today.get(link.attrs["href"]).status for link in links} == {200}


def test_being_a_superuser_gives_no_right_at_all() -> None:
    user = factories.user(is_superuser=True)
    user.groups.clear()
    client = Client()
    client.force_login(user)
    assert client.get("/admin/sitreps/incident/").status_code == 302, "to the login"


def test_an_account_without_a_role_is_told_whom_to_ask(client: Client) -> None:
    user = factories.user(username="nora", password="correct horse battery")
    user.groups.clear()
    answer = client.post("/admin/login/", {"username": "nora", "password": "correct horse battery"})
    assert "This account has no role on the desk. An administrator gives it one." in answer.content.decode()


def test_a_stranger_is_asked_to_log_in_and_then_led_on(client: Client) -> None:
    answer = client.get("/admin/sitreps/incident/7/publish/")
    assert answer.headers["Location"] == "/admin/login/?next=/admin/sitreps/incident/7/publish/"


def test_an_address_without_anything_says_so_in_the_desk(people: dict[Role, User]) -> None:
    today = signed_in(people[Role.EDITOR])
    for address in NOWHERE:
        page = today.get(f"/admin/{address}")
        assert (page.status, page.heading) == (404, "There is nothing at this address"), address


def test_a_page_from_before_one_logged_in_is_refused_in_words(people: dict[Role, User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[Role.EDITOR])
    for address in ("/admin/logout/", "/"):
        answer = client.post(address, {"csrfmiddlewaretoken": "of another time"})
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Nothing was sent: the page was too old" in page
        assert "CSRF" not in page
        assert "?lang=" not in page, "a screen of the desk answers in no other language"
        assert "<style" not in page, "the content policy would keep it from being shown"


def test_what_cannot_be_read_is_refused_in_words(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "The request cannot be read" in answer.content.decode()
    assert "elsewhere" not in answer.content.decode()
