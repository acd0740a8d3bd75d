"""A partner that follows `changes/` ends with exactly the record, whoever publishes and whatever interrupts it (C9)."""

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sitreps.models.accounts import Role
from sitreps.models.changes import Change
from sitreps.models.incidents import Incident
from sitreps.workflow import IncidentState
from tests import factories
from tests.services.racers import Racers
from tests.services.worker import database_environment

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

EVENTS = 1000
PUBLISHERS, ROUNDS, EACH = 4, 10, 18  # every other publication recomputes the cluster: an event more
NOW = factories.NOON.isoformat()


class Follower:
    """The mirror's process, killed and started again every now and then until it may end by itself."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.killed = 0
        self._chance = random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> dict[str, Any]:
        """Let it read to the end; what it holds then."""
        self._over.set()
        self._thread.join()
        (self.folder / "stop").touch()
        process = self._process()
        _, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints.decode()
        held: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        return held

    def _run(self) -> None:
        while not self._over.is_set():
            process = self._process()
            self._over.wait(self._chance.uniform(3.0, 9.0))
            process.kill()
            process.communicate()
            self.killed += 1

    def _process(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.services.mirror", str(self.folder)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **database_environment()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


@pytest.fixture
def follower(tmp_path: Path) -> Iterator[Follower]:
    made = Follower(tmp_path, seed=17)
    yield made
    made._over.set()


def waiting(count: int, **fields: Any) -> list[Incident]:
    """Incidents that wait for an editor, each with one claim."""
    reporter, where = factories.user(), factories.place(iso3166_1="UKR")
    police, report = factories.origin(), factories.source_item()
    made = [factories.incident(by=reporter, place=where, **fields) for _ in range(count)]
    for number, one in enumerate(made):
        factories.claim(one, value=number + 1, quantifier="EXACT", origin=police, source_item=report)
    return made


def listed(client: Client) -> dict[str, Any]:
    """The record as lists show it, by ref."""
    found: dict[str, Any] = {}
    path = "/api/v1/incidents/?limit=1000"
    while path:
        page = client.get(path).json()
        found |= {row["ref"]: row for row in page["data"]}
        path = page["links"]["next"]
    return found


def test_a_client_that_is_killed_again_and_again_ends_with_exactly_the_record(
    racers: Racers, follower: Follower, client: Client
) -> None:
    cluster = factories.incident(kind="CLUSTER", state=IncidentState.IN_REVIEW)
    places = waiting(PUBLISHERS * 2, parent=cluster, state=IncidentState.IN_REVIEW)
    factories.published(cluster)
    alone, slow = waiting(PUBLISHERS * 2), waiting(1)[0]
    editors = [factories.user(Role.EDITOR) for _ in range(PUBLISHERS + 1)]

    follower.start()
    for number in range(ROUNDS):
        orders: list[tuple[str, dict[str, Any]]] = [
            (
                "publish_randomly",
                {
                    "incidents": [one.pk for one in (places + alone)[publisher::PUBLISHERS]],
                    "by": editors[publisher].pk,
                    "now": NOW,
                    "times": EACH,
                    "seed": number * PUBLISHERS + publisher,
                },
            )
            for publisher in range(PUBLISHERS)
        ]
        orders.append(("publish_slowly", {"incident": slow.pk, "by": editors[-1].pk, "now": NOW, "seconds": 0.3}))
        answers = racers.together(orders)
        assert all(isinstance(answer, list) for of_racer in answers for answer in of_racer)
    held = follower.finish()

    head = Change.objects.count()
    assert head >= EVENTS
    assert follower.killed > 1
    assert held["met"] == list(range(1, head + 1))
    assert held["record"] == listed(client)
