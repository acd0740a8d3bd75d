"""Guesses of passwords meet a brake: who waits, who does not, behind proxies too, and how somebody is let in."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from pytest_django import Settings

from sitreps import authentication
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT = "correct horse battery"
HERE, THERE = "203.0.113.7", "198.51.100.9"
HELD = 429


def log_in(password: str, *, name: str = "ines", address: str = HERE, **headers: str) -> Page:
    client = Client(REMOTE_ADDR=address, **headers)  # type: ignore[arg-type]
    response: Any = client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, follow=True)
    return Page(client, response)


def guess(times: int, **how: Any) -> list[int]:
    return [log_in(f"guess {number}", **how).status for number in range(times)]


def test_after_five_failed_tries_a_name_waits_even_with_the_right_password(ines: User) -> None:
    assert guess(5) == [200, 200, 200, 200, HELD]
    page = log_in(RIGHT)
    assert (page.status, page.heading) == (HELD, "Wait before you log in")
    assert "For 15 minutes" in page.text
    assert page.response.headers["Retry-After"] == "900"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "style=" not in page.html
    assert "script-src 'self'" in page.response.headers["Content-Security-Policy"]
    assert page.get("/admin/").address == LOGIN  # nobody was let in beside the page


def test_nobody_is_kept_out_by_a_guesser_elsewhere(ines: User) -> None:
    guess(6, address=THERE)
    assert log_in(RIGHT).heading == "Today"


def test_a_few_mistakes_are_forgotten_with_the_right_password(ines: User) -> None:
    guess(4)
    assert log_in(RIGHT).heading == "Today"
    assert not AccessAttempt.objects.exists()
    assert guess(4) == [200] * 4


def test_what_is_tried_while_it_is_held_is_neither_counted_nor_kept(ines: User) -> None:
    guess(9)
    assert [one.failures_since_start for one in AccessAttempt.objects.all()] == [5]


def test_the_pause_ends(ines: User, settings: Settings) -> None:
    guess(5)
    AccessAttempt.objects.update(attempt_time=factories.NOON)
    assert log_in(RIGHT).heading == "Today"


def test_the_page_does_not_tell_whether_a_name_exists(ines: User) -> None:
    guess(5)
    guess(5, name="nobody")
    assert log_in(RIGHT).text == log_in(RIGHT, name="nobody").text


def test_no_password_is_kept_with_a_failed_try(ines: User) -> None:
    log_in("a secret that was mistyped")
    kept = str(list(AccessAttempt.objects.values()))
    assert "mistyped" not in kept
    assert "csrfmiddlewaretoken=ey" not in kept


def test_another_browser_at_the_same_address_begins_no_new_count(ines: User) -> None:
    for number in range(5):
        log_in("guess", HTTP_USER_AGENT=f"browser {number}")
    assert log_in(RIGHT, HTTP_USER_AGENT="browser 9").status == HELD


def test_many_guessers_of_one_name_are_braked_everywhere(ines: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "MOST_OF_A_NAME", 8)
    for number in range(2):
        guess(4, address=f"198.51.100.{number}")
    assert log_in(RIGHT).status == HELD


def test_one_guesser_of_many_names_is_braked(ines: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "MOST_OF_AN_ADDRESS", 8)
    for name in ("anna", "boris"):
        guess(4, name=name)
    assert log_in(RIGHT).status == HELD
    assert log_in(RIGHT, address=THERE).heading == "Today"


# ---- Behind proxies


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, HERE, None, HERE),
        (0, "::ffff:203.0.113.7", None, HERE),
        (0, "2001:db8:1:2:aaaa::1", None, "2001:db8:1:2::"),
        (0, "::1", None, "::1"),
        (0, "", None, None),
        (0, "unix:", None, None),
        (0, "10.0.0.1", HERE, None),  # a proxy that nobody counted, or a liar
        (1, "10.0.0.1", HERE, HERE),
        (1, "10.0.0.1", f"1.1.1.1, {HERE}", HERE),  # what stands left of it, anybody may write
        (2, "10.0.0.1", f"1.1.1.1, {HERE}, 10.0.0.2", HERE),
        (2, "10.0.0.1", HERE, "10.0.0.1"),  # fewer than were counted
        (1, HERE, None, HERE),  # past the proxy
        (1, "10.0.0.1", "<script>", None),
    ],
)
def test_an_address_is_believed_as_far_as_its_proxies_are_counted(
    settings: Settings, proxies: int, remote: str, forwarded: str | None, address: str | None
) -> None:
    settings.SITREPS_PROXIES = proxies
    headers: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    request = RequestFactory().get(LOGIN, REMOTE_ADDR=remote, **headers)
    assert authentication.address_of(request) == address


def test_a_forged_header_opens_no_new_count(ines: User, settings: Settings) -> None:
    settings.SITREPS_PROXIES = 1
    for number in range(5):
        log_in("guess", address="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {THERE}")
    assert log_in(RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.99, {THERE}").status == HELD
    assert log_in(RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR=HERE).heading == "Today"


def test_behind_a_proxy_that_nobody_counted_a_name_is_held_for_all_of_them(ines: User) -> None:
    for number in range(5):
        log_in("guess", address="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert log_in(RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.200").status == HELD
    assert log_in(RIGHT).heading == "Today"


def test_without_a_request_there_is_nobody_to_brake(ines: User) -> None:
    assert authenticate(None, username="ines", password=RIGHT) == ines


# ---- Letting somebody in


def test_an_administrator_lets_a_colleague_in_at_once(ines: User) -> None:
    guess(5)
    admin = signed_in(factories.user(Role.ADMINISTRATOR, username="adam"))
    page = admin.get(f"/admin/sitreps/user/{ines.pk}/change/")
    assert "5 failed tries to log in" in page.text
    page = page.form("let-in").send()
    assert page.messages == ["ines need not wait any more."]
    assert not page.has_form("let-in")
    assert log_in(RIGHT).heading == "Today"
    event = AuditEvent.objects.get(action="account.let_in")
    assert (event.actor, event.object_ref, event.detail) == ("adam", "ines", {"tries": 5})


def test_nobody_else_does_and_nothing_is_done_where_nobody_waits(ines: User) -> None:
    guess(5)
    address = f"/admin/sitreps/user/{ines.pk}/let-in/"
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    assert chief.post(address, {}).status == 403
    admin = signed_in(factories.user(Role.ADMINISTRATOR))
    assert admin.client.get(address).status_code == 405
    admin.post(address, {})
    again = admin.post(address, {})
    assert (again.status, "is not held" in again.text) == (409, True)
