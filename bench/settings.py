"""The product's settings with the peers beside it, and a database for each size of the record."""

import json
import os

from config import environment
from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, SITREPS_HOME, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "bench.peers.apps.PeersConfig"]
# Nothing gathers the static files here; their addresses stand in every page of the desk.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "bench.urls"
DATABASES = {
    alias: environment.database(url, SITREPS_HOME, "worker")
    for alias, url in json.loads(os.environ["SITREPS_BENCH_DATABASES"]).items()
}
