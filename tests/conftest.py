"""What every test may rely on: a database of its own, a shut network, and servers that are real.

Fixtures for tests that need more than the database stand in tests/services/fixtures.py.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker

from tests.services import browser, environment, reference
from tests.services.postgres import Postgres

pytest_plugins = ["tests.services.fixtures"]

hypothesis.register_profile("unhurried", deadline=None)  # a law holds however busy the machine is
hypothesis.load_profile("unhurried")

_USES_DATABASE = {"db", "transactional_db", "live_server"}
_LOCAL = {None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1", b"localhost"}
_server = pytest.StashKey[Postgres]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="only tests that use the database, and no browser: a second run"
    )
    parser.addoption("--require-all", action="store_true", help="a skipped test or a missing browser is a failure")


def pytest_configure(config: pytest.Config) -> None:
    if _is_controller(config) and _needs_own_server():
        server = Postgres(environment.server_folder(os.environ))
        server.start()
        config.stash[_server] = server
    if config.getoption("--require-all") and browser.executable() is None:
        raise pytest.UsageError("--require-all: there is no Chromium for the browser tests.")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_controller(config):
        return
    server = config.stash.get(_server, None)
    if server is not None:
        server.stop()
    environment.forget_run_folder(os.environ)


def pytest_report_header(config: pytest.Config) -> list[str]:
    lines = [f"database: {environment.database(os.environ)}"]
    if config.getoption("--only-database"):
        lines.append("only tests that use the database: the others do not depend on which one it is")
    elif browser.executable() is None:
        lines.append("browser tests are left out: no Chromium found (Debian: apt-get install chromium)")
    return lines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if _is_left_out(item, config)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--require-all") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def _needs_own_server() -> bool:
    return environment.database(os.environ) == environment.POSTGRES and "SITREPS_TEST_POSTGRES_URL" not in os.environ


def _is_left_out(item: pytest.Item, config: pytest.Config) -> bool:
    in_browser = item.get_closest_marker("browser") is not None
    if config.getoption("--only-database"):
        fixtures = set(getattr(item, "fixturenames", ()))
        uses = item.get_closest_marker("django_db") is not None or bool(_USES_DATABASE & fixtures)
        return in_browser or not uses
    return in_browser and browser.executable() is None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """pytest-django's own, and then a memory of the rows that the migrations brought along."""
    with django_db_blocker.unblock():
        for alias in connections:
            reference.remember(alias)


@pytest.fixture(scope="session", autouse=True)
def _no_name_is_looked_up() -> Iterator[None]:
    """The network is shut but for loopback: pytest-socket refuses connections, and this any question for a name."""
    look_up = socket.getaddrinfo

    def local_only(host: Any, *arguments: Any, **options: Any) -> Any:
        if host not in _LOCAL:
            raise RuntimeError(f"A test asked for the address of {host!r}: the network is shut.")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", local_only)
        yield


@pytest.fixture(autouse=True)
def _empty_files() -> Iterator[None]:
    """No test sees the files of another."""
    yield
    shutil.rmtree(settings.SITREPS_FILES, ignore_errors=True)
