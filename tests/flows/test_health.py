"""Whoever runs the desk can ask whether it lives and whether it can do its work."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from pytest_django import Settings

from sitreps.models.sequence import Sequence

NOT_READY = b'{"status": "not ready"}'


def test_a_process_that_answers_is_live_without_a_database(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.services
def test_a_desk_with_everything_is_ready(client: Client, db: None, broker: "redis.Redis") -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "broker": "ok"})


@pytest.mark.django_db
def test_without_a_broker_it_is_ready_still_and_says_so(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/valkey.sock"
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "broker": "degraded"})


@pytest.mark.django_db
def test_asking_leaves_nothing_behind(client: Client) -> None:
    client.get("/health/ready")
    assert not Sequence.objects.filter(name="health").exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_written_is_not_ready(client: Client) -> None:
    read_only, again = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(read_only)
    try:
        response = client.get("/health/ready")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(again)
    assert (response.status_code, response.content) == (503, NOT_READY)


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_it_is_ready_and_waits_for_nobody(client: Client) -> None:
    begin = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}[connection.vendor]
    other: Any = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(begin)
            cursor.execute("UPDATE sitreps_sequence SET value = value")
        response = client.get("/health/ready")
    finally:
        other.close()
    assert (response.status_code, response.json()["status"]) == (200, "ready")


@pytest.mark.django_db(transaction=True)
def test_asking_leaves_the_patience_of_other_questions_as_it_was(client: Client) -> None:
    how_long = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}[connection.vendor]

    def patience() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(how_long)
            return cursor.fetchone()

    before = patience()
    client.get("/health/ready")
    assert patience() == before


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sitreps' AND name = '0001_initial'")
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (503, NOT_READY)


@pytest.mark.django_db
def test_a_folder_that_takes_no_files_is_not_ready(client: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    settings.SITREPS_FILES = tmp_path / "files"
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (503, NOT_READY)


@pytest.mark.django_db
@pytest.mark.parametrize(("free", "status"), [(1024**3, 503), (1024**3 + 1, 200)])
def test_a_disk_that_is_nearly_full_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, free: int, status: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert client.get("/health/ready").status_code == status


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/health/live").status_code == 405
    assert client.post("/health/ready").status_code == 405
