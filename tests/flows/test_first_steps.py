"""The demo's first minutes: Today leads each role to what it can try; no desk of anybody else sees that."""

import pytest
from django.test import Client

from sitreps.models.accounts import Role, User
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

LED = {
    Role.REPORTER: ["Read the edition of 24 June 2025", "Follow a number back", "Let a toll rise", "Log an incident"],
    Role.EDITOR: [
        "Read the edition of 24 June 2025",
        "Follow a number back",
        "Look at what contradicts itself",
        "Let a toll rise",
        "Log an incident",
        "Review what a colleague sent",
    ],
    Role.CHIEF_EDITOR: [
        "Read the edition of 24 June 2025",
        "Follow a number back",
        "Look at what contradicts itself",
        "Let a toll rise",
        "Log an incident",
        "Review what a colleague sent",
        "Let UKR-DAILY go on",
    ],
    Role.ADMINISTRATOR: [
        "Read the edition of 24 June 2025",
        "Follow a number back",
        "Let UKR-DAILY go on",
        "Make an account of your own",
    ],
}


@pytest.fixture
def day() -> None:
    """A series of one day, issued, with one published incident."""
    factories.published_incident(killed=3)
    factories.ended_series()


def demo(role: Role) -> User:
    user = factories.user(role)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    user.refresh_from_db()
    return user


def steps(page: Page) -> list[str]:
    return [
        step.find("a")[0].attrs["href"] for box in page.root.find("ol", class_="steps-list") for step in box.find("li")
    ]


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("role", LED)
def test_each_step_of_a_role_leads_to_a_page_that_it_may_open(role: Role) -> None:
    page = signed_in(demo(role))
    told = [step.text for box in page.root.find("ol", class_="steps-list") for step in box.find("a")]
    assert [text[: len(led)] for text, led in zip(told, LED[role], strict=True)] == LED[role]
    assert [(href, page.get(href).status) for href in steps(page) if page.get(href).status != 200] == []


@pytest.mark.usefixtures("day")
def test_nobody_but_a_demo_account_is_shown_them() -> None:
    assert steps(signed_in(factories.user(Role.CHIEF_EDITOR))) == []


def test_a_demo_account_on_an_empty_desk_is_not_led_to_what_is_not_there() -> None:
    page = signed_in(demo(Role.EDITOR))
    assert steps(page) == []
    assert "No series yet." in page.text


def test_the_login_names_the_demo_accounts_on_this_machine_and_nowhere_else(client: Client) -> None:
    for name in ("reporter", "editor"):
        factories.user(Role.REPORTER, username=name)
    User.objects.filter(username="reporter").update(is_demo=True)
    words = "This is a demo, open to this machine only. Log in as reporter (reporter)."
    assert words in Page(client, client.get("/admin/login/")).text
    for elsewhere in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        assert "demo" not in Page(client, client.get("/admin/login/", **elsewhere)).text  # type: ignore[arg-type]
    User.objects.update(is_active=False)
    assert "demo" not in Page(client, client.get("/admin/login/")).text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.REPORTER, "What you begin stands here until you send it"),
        (Role.EDITOR, "What colleagues send to review stands here"),
        (Role.AUDITOR, "Your role reads the desk"),
    ],
)
def test_an_empty_queue_says_what_would_stand_in_it_for_this_role(role: Role, words: str) -> None:
    assert f"Nothing waits for you. {words}" in signed_in(factories.user(role)).text
