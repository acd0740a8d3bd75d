"""The settings as a process reads them: in a process of its own, with the environment of a user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SHOW = "from django.conf import settings; print(*[getattr(settings, name) for name in {names!r}], sep='\\n')"


def read(home: Path, *names: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SITREPS_", "DATABASE_", "REDIS_"))
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(names=names)],
        cwd=settings.BASE_DIR,
        env={**kept, "SITREPS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_cookies_travel_over_https_only_when_the_public_address_does(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    plain = read(tmp_path, *names)
    secure = read(tmp_path, *names, SITREPS_PUBLIC_URL="https://reports.example.org")

    assert plain.stdout.split() == ["sessionid", "False", "False", "0"], plain.stderr
    assert secure.stdout.split() == ["__Host-sessionid", "True", "True", "31536000"], secure.stderr


def test_the_host_of_the_public_address_is_served(tmp_path: Path) -> None:
    shown = read(
        tmp_path, "ALLOWED_HOSTS", SITREPS_PUBLIC_URL="https://reports.example.org", SITREPS_ALLOWED_HOSTS="a.org"
    )

    assert shown.stdout.strip() == "['localhost', '127.0.0.1', '[::1]', 'reports.example.org', 'a.org']"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITREPS_FOUR_EYES", "sometimes"),
        ("SITREPS_FAULT_POINTS", "perhaps"),
        ("SITREPS_DEBUG", "2"),
        ("SITREPS_PROCESS", "beat"),
        ("SITREPS_LOG_FORMAT", "xml"),
        ("DATABASE_URL", "oracle://desk@db/record"),
        ("REDIS_URL", "memory://"),
        ("SITREPS_SECRET_KEY", "short"),
        ("SITREPS_PUBLIC_URL", "reports.example.org"),
    ],
)
def test_nonsense_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    refused = read(tmp_path, "DEBUG", **{name: value})

    assert refused.returncode != 0
    assert name in refused.stderr.splitlines()[-1]
