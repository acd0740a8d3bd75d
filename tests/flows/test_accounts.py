"""People to begin with: the demo's, who come from this machine only, and a first real colleague."""

import io

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from sitreps.actions.accounts import DEMO_ACCOUNTS, DemoAccount
from sitreps.authentication import is_loopback
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": "2001:db8::7"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "unix:"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 192.0.2.7"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "unknown"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.7"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=_hidden"},
]
HERE = [
    {"REMOTE_ADDR": "127.0.0.1"},
    {"REMOTE_ADDR": "127.8.9.10"},
    {"REMOTE_ADDR": "::1"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
]


def printed(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def refusal(command: str, *arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(command, *arguments, stdout=io.StringIO())
    return str(refused.value)


@pytest.fixture
def demo() -> None:
    printed("create_demo_accounts")


# ---- Where a demo account comes from


@pytest.mark.parametrize("headers", HERE)
def test_this_machine_is_known(headers: dict[str, str]) -> None:
    assert is_loopback(RequestFactory().get("/", **headers))  # type: ignore[arg-type]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_elsewhere_is_known_too(headers: dict[str, str]) -> None:
    assert not is_loopback(RequestFactory().get("/", **headers))  # type: ignore[arg-type]


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.username)
def test_a_demo_account_signs_in_from_here(demo: None, account: DemoAccount) -> None:
    user = User.objects.get(username=account.username)
    request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1")
    assert authenticate(request, username=user.username, password=account.password) == user
    assert user.roles == {account.role}
    assert (user.is_demo, user.is_staff, user.is_superuser) == (True, True, False)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_demo_account_does_not_sign_in_from_elsewhere(demo: None, headers: dict[str, str]) -> None:
    request = RequestFactory().post("/", **headers)  # type: ignore[arg-type]
    assert authenticate(request, username="editor", password="demo-editor") is None
    assert authenticate(None, username="editor", password="demo-editor") is None


def test_a_real_account_signs_in_from_anywhere() -> None:
    user = factories.user(Role.EDITOR)
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    assert authenticate(request, username=user.username, password="correct horse battery") == user
    assert authenticate(request, username=user.username, password="wrong") is None


def test_a_demo_session_ends_when_it_is_used_from_elsewhere(demo: None, client: Client) -> None:
    client.force_login(User.objects.get(username="editor"))
    assert client.get("/health/live").status_code == 200
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert client.session.keys() >= {"_auth_user_id"}
    client.get("/health/live", REMOTE_ADDR="192.0.2.7")
    assert "_auth_user_id" not in client.session


def test_a_real_session_goes_on_from_elsewhere(client: Client) -> None:
    client.force_login(factories.user(Role.EDITOR))
    client.get("/health/live", REMOTE_ADDR="192.0.2.7")
    assert "_auth_user_id" in client.session


# ---- The commands


def test_the_demo_accounts_are_printed_and_made_once() -> None:
    first, second = printed("create_demo_accounts"), printed("create_demo_accounts")
    assert first.splitlines()[1:] == second.splitlines()[1:]
    assert "  editor     demo-editor     Editor" in first
    assert User.objects.filter(is_demo=True).count() == 4
    assert AuditEvent.objects.filter(action="account.create").count() == 4


def test_the_printed_password_holds_again_after_somebody_changed_it(demo: None) -> None:
    user = User.objects.get(username="chief")
    user.set_password("something else entirely")
    user.save()
    printed("create_demo_accounts")
    user.refresh_from_db()
    assert user.check_password("demo-chief")


def test_a_real_account_of_that_name_is_left_alone() -> None:
    real = factories.user(Role.EDITOR, username="chief")
    assert "'chief' is a real account" in refusal("create_demo_accounts")
    assert not User.objects.filter(is_demo=True).exists()
    real.refresh_from_db()
    assert real.check_password("correct horse battery")


def test_a_first_colleague_gets_a_password_that_is_shown_once() -> None:
    out = printed("create_editor", "anna", "--role", "chief editor", "--role", "Reporter")
    password = out.strip().rpartition(" ")[2]
    user = User.objects.get(username="anna")
    assert user.check_password(password)
    assert len(password) == 20
    assert user.roles == {Role.CHIEF_EDITOR, Role.REPORTER}
    assert (user.is_demo, user.is_staff, user.is_superuser) == (False, True, False)
    event = AuditEvent.objects.get(action="account.create")
    assert event.detail == {"roles": ["Chief editor", "Reporter"], "is_demo": False}


def test_a_typed_password_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(
        ["short", "short", "a long and good one", "a long and good on", "a long and good one", "a long and good one"]
    )
    monkeypatch.setattr("sitreps.management.commands.create_editor.getpass", lambda _: next(typed))
    assert "too short" in refusal("create_editor", "anna", "--role", "Editor", "--ask")
    assert "differ" in refusal("create_editor", "anna", "--role", "Editor", "--ask")
    assert "password" not in printed("create_editor", "anna", "--role", "Editor", "--ask")
    assert User.objects.get(username="anna").check_password("a long and good one")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("anna", "--role", "boss"), "'boss' is no role; choose one of: Reporter, Editor"),
        (("anna",), "the following arguments are required: --role"),
        (("an na", "--role", "Editor"), "username: 'an na': Enter a valid username."),
        (("clock", "--role", "Editor"), "username: 'clock' is an actor of the desk itself"),
        (("taken", "--role", "Editor"), "'taken' has an account already"),
    ],
)
def test_a_colleague_who_cannot_be_made_is_refused(arguments: tuple[str, ...], words: str) -> None:
    factories.user(username="taken")
    assert words in refusal("create_editor", *arguments)
    assert not User.objects.filter(username__in=["anna", "an na", "clock"]).exists()
