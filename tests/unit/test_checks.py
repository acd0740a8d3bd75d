"""Each system check has a way to fail, and says what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.checks import CheckMessage, run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from config.celery import app
from sitreps import checks
from sitreps.models import triggers


def ids(found: list[CheckMessage]) -> list[str]:
    return [str(message.id) for message in found]


def test_a_desk_as_it_is_delivered_passes() -> None:
    assert run_checks() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", False),
        ("task_reject_on_worker_lost", True),
        ("result_backend", "redis://"),
        ("worker_prefetch_multiplier", 4),
        ("task_publish_retry", True),
        ("accept_content", ["json", "pickle"]),
    ],
)
def test_another_value_of_celery_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    monkeypatch.setitem(app.conf, name, value)
    found = checks.celery_values()

    assert ids(found) == ["sitreps.E001"]
    assert name in found[0].msg


def test_another_option_of_the_transport_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {**app.conf.broker_transport_options, "visibility_timeout": 60}
    monkeypatch.setitem(app.conf, "broker_transport_options", options)

    assert ids(checks.celery_values()) == ["sitreps.E001"]


def test_another_kombu_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "version", lambda _: "5.6.2")

    assert ids(checks.kombu_version()) == ["sitreps.E002"]


def test_a_rule_of_four_eyes_that_has_no_meaning_is_refused(settings: Settings) -> None:
    settings.SITREPS_FOUR_EYES = "sometimes"

    assert ids(checks.four_eyes()) == ["sitreps.E003"]


def test_a_home_that_cannot_be_written_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.SITREPS_HOME = tmp_path / "gone"

    assert ids(checks.writable_home()) == ["sitreps.E004"]


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FONTS", ("noto-sans", "noto-sans-klingon"))
    found = checks.fonts()

    assert ids(found) == ["sitreps.E005"]
    assert "noto-sans-klingon" in found[0].msg


@pytest.mark.parametrize(
    "database",
    [
        {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 20}},
        {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}},
        {"ENGINE": "django.db.backends.mysql"},
    ],
)
def test_a_database_without_its_options_is_refused(monkeypatch: pytest.MonkeyPatch, database: dict[str, Any]) -> None:
    monkeypatch.setitem(project.DATABASES, "default", database)

    assert ids(checks.database_options()) == ["sitreps.E006"]


@pytest.mark.django_db
def test_a_missing_trigger_is_named() -> None:
    assert checks.append_only(databases=["default"]) == []

    triggers.drop(connection)
    found = checks.append_only(databases=["default"])
    assert set(ids(found)) == {"sitreps.E007"}
    assert len(found) == len(triggers.missing(connection))


@pytest.mark.django_db
def test_a_trigger_of_the_release_before_keeps_nobody_from_upgrading() -> None:
    """Before a migration that is still to come it says what it said then; after the last one that is a fault."""
    name, table = "guard_sitreps_change_update", "sitreps_change"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'older'); END")
        else:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
            cursor.execute(
                "CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'older'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION older()")
    assert ids(checks.append_only(databases=["default"])) == ["sitreps.E007"]
    recorder = MigrationRecorder(connection)
    newest = max(name for app, name in recorder.applied_migrations() if app == "sitreps")
    recorder.record_unapplied("sitreps", newest)
    assert checks.append_only(databases=["default"]) == []
    triggers.drop(connection)
    assert set(ids(checks.append_only(databases=["default"]))) == {"sitreps.E007"}


def test_triggers_are_looked_for_only_where_a_database_is_asked_for() -> None:
    assert checks.append_only() == []


def test_debug_pages_are_pointed_out(settings: Settings) -> None:
    settings.DEBUG = True

    assert ids(checks.debug_pages()) == ["sitreps.W001"]


def test_every_check_is_documented() -> None:
    written: list[Callable[..., Any]] = [
        *(checks.celery_values, checks.kombu_version, checks.four_eyes, checks.writable_home),
        *(checks.fonts, checks.database_options, checks.append_only, checks.debug_pages),
    ]
    for check in written:
        identity = f"sitreps.{(check.__doc__ or '').split(':')[0]}"
        assert f"| {identity} |" in (checks.__doc__ or "")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AXES_ENABLED", False, "AXES_ENABLED is off."),
        ("AUTHENTICATION_BACKENDS", project.AUTHENTICATION_BACKENDS[::-1], "is not the first"),
        ("MIDDLEWARE", project.MIDDLEWARE[:-1], "is not the last"),
        ("AXES_COOLOFF_TIME", None, "for ever"),
    ],
)
def test_guesses_without_a_brake_are_refused(settings: Settings, name: str, value: Any, says: str) -> None:
    setattr(settings, name, value)
    found = checks.brake()

    assert ids(found) == ["sitreps.E009"]
    assert says in found[0].msg


def test_a_proxy_that_nobody_counted_is_told(settings: Settings) -> None:
    settings.SITREPS_PUBLIC_URL = "https://desk.example"

    assert ids(checks.proxies()) == ["sitreps.W002"]

    settings.SITREPS_PROXIES = 1

    assert checks.proxies() == []
