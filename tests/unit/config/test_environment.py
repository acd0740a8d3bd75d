"""What the settings accept from outside, and how they say no."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


def test_sqlite_under_the_home_is_the_default(tmp_path: Path) -> None:
    database = environment.database(None, tmp_path, "web")

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "sitreps.sqlite3")
    assert database["OPTIONS"] == {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
        " PRAGMA secure_delete=ON;",
    }


def test_a_sqlite_url_names_a_file_and_keeps_the_options(tmp_path: Path) -> None:
    database = environment.database(f"sqlite:///{tmp_path}/other.sqlite3", tmp_path, "web")

    assert database["NAME"] == f"{tmp_path}/other.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(("process", "milliseconds"), [("web", 10_000), ("worker", 120_000)])
def test_postgresql_limits_statements_locks_and_idle_transactions(process: str, milliseconds: int) -> None:
    database = environment.database("postgresql://desk:p%40ss@db.example:5433/record", Path("/"), process)

    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        *("desk", "p@ss", "db.example", 5433, "record"),
    )
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["CONN_MAX_AGE"] is None
    assert database["OPTIONS"]["options"] == (
        f"-c statement_timeout={milliseconds} -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
    )


def test_options_of_the_url_come_on_top() -> None:
    database = environment.database("postgresql://desk@db.example/record?sslmode=require", Path("/"), "web")

    assert database["OPTIONS"]["sslmode"] == "require"
    assert "lock_timeout=3000" in database["OPTIONS"]["options"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://desk@db.example/record", "the scheme 'mysql' is not supported"),
        ("record", "the scheme '' is not supported"),
        ("postgresql://desk@db.example", "the name of the database is missing"),
        ("sqlite://:memory:", "name a file"),
    ],
)
def test_a_database_that_cannot_be_is_refused(url: str, message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        environment.database(url, Path("/"), "web")


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    keeper = tmp_path / "secret-key"
    first = environment.secret_key(None, keeper)

    assert len(first) >= environment.SECRET_KEY_CHARACTERS
    assert environment.secret_key(None, keeper) == first
    assert stat.S_IMODE(keeper.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_of_two_processes_that_make_a_key_the_first_wins(tmp_path: Path) -> None:
    keeper = tmp_path / "secret-key"
    environment._write_once(keeper, "first")
    environment._write_once(keeper, "second")

    assert keeper.read_text() == "first\n"


def test_a_given_key_is_taken_and_a_short_one_refused(tmp_path: Path) -> None:
    assert environment.secret_key("k" * 50, tmp_path / "secret-key") == "k" * 50
    with pytest.raises(ImproperlyConfigured, match="at least 50 characters"):
        environment.secret_key("k" * 49, tmp_path / "secret-key")
    assert list(tmp_path.iterdir()) == []


def test_a_relative_home_starts_at_the_checkout(tmp_path: Path) -> None:
    assert environment.home("var", tmp_path) == tmp_path / "var"
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="SITREPS_HOME: cannot make the folder"):
        environment.home("file/var", tmp_path)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "redis+socket:///home/valkey.sock"),
        ("redis://broker:6379/1", "redis://broker:6379/1"),
        ("rediss://broker:6379/1", "rediss://broker:6379/1"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
    ],
)
def test_the_broker_is_ours_or_the_given_one(given: str | None, expected: str) -> None:
    assert environment.broker_url(given, Path("/home/valkey.sock")) == expected


def test_another_broker_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL: the scheme 'amqp' is not supported"):
        environment.broker_url("amqp://broker", Path("/home/valkey.sock"))


def test_the_socket_stands_in_the_home_unless_its_path_is_too_long() -> None:
    short, long = Path("/srv/sitreps"), Path("/srv") / ("s" * 100)

    assert environment.broker_socket(short) == short / "valkey" / "valkey.sock"
    elsewhere = environment.broker_socket(long)
    assert not elsewhere.is_relative_to(long)
    assert len(str(elsewhere)) <= environment.SOCKET_PATH_BYTES
    assert elsewhere == environment.broker_socket(long)
    assert elsewhere != environment.broker_socket(long / "other")


def test_the_public_address_loses_its_closing_slash() -> None:
    assert environment.public_url("https://reports.example.org/") == "https://reports.example.org"


@pytest.mark.parametrize(
    "given", ["reports.example.org", "ftp://reports.example.org", "https://", "https://x.org/?a=1"]
)
def test_a_public_address_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITREPS_PUBLIC_URL"):
        environment.public_url(given)


def test_names_of_processes_are_those_of_the_limits() -> None:
    limits: dict[str, Any] = environment.STATEMENT_TIMEOUTS
    assert set(limits) == {"web", "worker"}
