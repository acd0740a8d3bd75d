"""A partner that keeps a copy of the record by following `changes/`, and may be killed at any moment.

Run as a process: `python -m tests.services.mirror FOLDER`. What it holds stands in FOLDER/state.json, written whole
after each page; it ends when FOLDER/stop exists and nothing new comes.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402 - the settings have to stand first

_STREAM = "/api/v1/changes/"


class Mirror:
    """`met`: the number of every event that was dealt with, in order; `record`: the newest payload by ref."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "state.json"
        self._client = Client(headers={"host": "127.0.0.1"})
        state = json.loads(self._file.read_text()) if self._file.exists() else {"met": [], "record": {}}
        self.met: list[int] = state["met"]
        self.record: dict[str, Any] = state["record"]

    def follow(self) -> int:
        """Ask for what came after the last event that was dealt with, and keep it; how much it was."""
        since = self.met[-1] if self.met else 0
        query: dict[str, str | int] = {"since": since, "limit": random.randint(1, 60), "include": "payload"}
        response = self._client.get(_STREAM, query)
        assert response.status_code == 200, response.content
        events = response.json()["data"]
        for event in events:
            self.met.append(event["seq"])
            self.record[event["ref"]] = event["payload"]
        self._keep()
        return len(events)

    def _keep(self) -> None:
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps({"met": self.met, "record": self.record}))
        written.replace(self._file)


def main(folder: Path) -> None:
    """Follow until told to stop."""
    mirror = Mirror(folder)
    while True:
        told = (folder / "stop").exists()
        if not mirror.follow():
            if told:
                return
            time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
