"""Servers and processes that tests ask for by name: `broker`, `worker`, `page`, `product_environment`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from config.celery import app as celery_app
from sitreps.management.supervision import valkey
from sitreps.management.supervision.children import Children
from tests.services import browser as chromium
from tests.services.worker import Worker, database_environment

LONGEST_START_SECONDS = 120


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Path]:
    """A real Valkey behind the socket where the product's own settings look for it; gives the socket's path."""
    children = Children(os.environ, settings.BASE_DIR)
    children.start(valkey.plan(settings.BROKER_SOCKET, settings.SITREPS_HOME / "valkey"))
    try:
        children.wait_until(lambda: valkey.answers(settings.BROKER_SOCKET), still=_still)
        yield settings.BROKER_SOCKET
    finally:
        children.stop()


def _still(seconds: int) -> None:
    """A server that never answers fails the test instead of keeping the suite."""
    if seconds >= LONGEST_START_SECONDS:
        pytest.fail(f"the server did not answer within {seconds} seconds")


@pytest.fixture
def broker(valkey_server: Path) -> Iterator["redis.Redis"]:
    """The running Valkey, empty at the start of each test; gives a client for looking into it."""
    client = redis.Redis(unix_socket_path=str(valkey_server), decode_responses=True)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def celery(broker: "redis.Redis") -> Celery:
    """The product's Celery application, with a broker that answers."""
    return celery_app


@pytest.fixture
def worker(celery: Celery, transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A real worker process on this test's database, already taking tasks. See `Worker` for what it can be told."""
    process = Worker(celery, tmp_path / "worker.log")
    process.start()
    yield process
    process.finish()


@pytest.fixture
def stopped_worker(celery: Celery, transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """The same, not yet started: for drills that start it with a fault point in its environment."""
    process = Worker(celery, tmp_path / "worker.log")
    yield process
    process.finish()


@pytest.fixture
def product_environment(transactional_db: None) -> Callable[[], dict[str, str]]:
    """The environment for running `manage.py` as a process on this test's database."""
    return lambda: {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **database_environment()}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run. Playwright keeps an event loop in this thread, which Django would take for async."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = chromium.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh browser profile on the live desk, 1280 pixels wide; relative addresses work."""
    fresh = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on an error in a script, a missing asset and a violation of the content policy."""
    opened = context.new_page()
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # The answer to a navigation may well be 403 or 409: that is the test's own matter.
        if message.type == "error" and message.location["url"] != opened.url:
            errors.append(f"{message.text} {message.location['url']}")

    opened.on("pageerror", lambda error: errors.append(f"script error: {error}"))
    opened.on("console", note)
    yield opened
    assert errors == []
