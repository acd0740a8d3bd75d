"""The product's settings in a home of the test run's own; what is changed is changed for speed only."""

import os

from tests.services import environment

environment.prepare(os.environ)

from config.settings import *  # noqa: E402, F403 - the environment has to stand first
from config.settings import DATABASES, INSTALLED_APPS, SITREPS_HOME, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.services"]  # its `flush` opens the append-only tables for a moment

# A file, not memory: the worker process must see the same database.
DATABASES["default"]["TEST"] = (
    {"NAME": str(SITREPS_HOME / "test.sqlite3")} if "sqlite3" in DATABASES["default"]["ENGINE"] else {}
)

# Argon2 takes its time on purpose, and collected files exist only after collectstatic.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
