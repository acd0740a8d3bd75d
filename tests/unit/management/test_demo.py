"""The demo is loaded into an empty database only, and an interrupted load is taken up again."""

import pytest
from django.utils import timezone

from sitreps.actions.accounts import DEMO_ACCOUNTS, demo_accounts, ensure_demo_accounts
from sitreps.management.supervision import demo
from sitreps.models.accounts import CLOCK, COMMAND, User, actor

pytestmark = pytest.mark.django_db


def test_an_empty_database_gets_the_demo() -> None:
    assert demo.is_due()


def test_the_command_line_and_the_clock_are_nobody() -> None:
    actor(COMMAND)
    actor(CLOCK)

    assert not demo.has_people()
    assert demo.is_due()


def test_a_desk_with_a_colleague_gets_no_demo() -> None:
    User.objects.create_user("olena")

    assert demo.has_people()
    assert not demo.is_due()


def test_an_interrupted_load_is_taken_up_again() -> None:
    demo.begin()
    try:
        ensure_demo_accounts(by=actor(COMMAND), now=timezone.now())
        assert demo.is_due()
    finally:
        demo.finish()
    assert not demo.is_due()


def test_only_demo_accounts_that_can_sign_in_are_shown() -> None:
    assert demo_accounts() == []

    ensure_demo_accounts(by=actor(COMMAND), now=timezone.now())
    assert demo_accounts() == list(DEMO_ACCOUNTS)

    User.objects.filter(username="chief").update(is_active=False)
    assert [account.username for account in demo_accounts()] == ["reporter", "editor", "admin"]


def test_the_log_of_the_demo_is_part_of_the_product() -> None:
    assert demo.LOG.is_file()
