"""Secrets never reach a log, by their name or by their looks."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config import logs


@pytest.mark.parametrize(
    "name", ["password", "new_password", "SECRET_KEY", "csrftoken", "Authorization", "sessionid", "api_key"]
)
def test_a_value_is_struck_out_by_its_name(name: str) -> None:
    assert logs.scrub({name: "canary", "user": "editor"}) == {name: logs.STRUCK, "user": "editor"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key srk_a1b2_c3D4-e5 used", "key [struck out] used"),
        ("postgresql://desk:canary@db/record", "postgresql://[struck out]@db/record"),
        ("Bearer abc.def", "Bearer [struck out]"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "[struck out]"),
        ("12 killed, 3 injured", "12 killed, 3 injured"),
    ],
)
def test_a_text_loses_what_looks_like_a_secret(text: str, expected: str) -> None:
    assert logs.scrub(text) == expected


def test_nested_values_are_searched() -> None:
    assert logs.scrub([{"headers": {"Cookie": "canary"}}, ("Bearer x",)]) == [
        {"headers": {"Cookie": logs.STRUCK}},
        ["Bearer [struck out]"],
    ]


LOGGED = """
import logging, django, structlog
django.setup()
structlog.get_logger("sitreps.publishing").info("published", ref="UKR-2025-0001", token="canary")
try:
    raise RuntimeError("cannot reach redis://:canary@broker")
except RuntimeError:
    logging.getLogger("kombu").exception("lost %s", "redis://:canary@broker")
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a process of the product writes with JSON logs: an event of ours, and a traceback of a library."""
    env = {**os.environ, "SITREPS_HOME": str(tmp_path_factory.mktemp("logs")), "SITREPS_LOG_FORMAT": "json"}
    env |= {"SITREPS_LOG_LEVEL": "INFO", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOGGED], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    return done.stderr


def test_a_line_is_json_with_time_level_and_name(written: str) -> None:
    line = json.loads(written.splitlines()[0])

    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "published",
        "level": "info",
        "logger": "sitreps.publishing",
        "ref": "UKR-2025-0001",
        "token": logs.STRUCK,
    }


def test_libraries_are_scrubbed_too_and_so_are_tracebacks(written: str) -> None:
    line = json.loads(written.splitlines()[1])

    assert line["event"] == "lost redis://[struck out]@broker"
    assert "RuntimeError: cannot reach redis://[struck out]@broker" in line["exception"]
    assert "canary" not in written
