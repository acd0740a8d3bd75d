"""Desk logs for tests: the demo's day to be changed, and logs of any length."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

Log = dict[str, Any]

FILE = Path(__file__).parent.parent / "sitreps" / "data" / "demo-log.json"
SMALL: Log = {
    "format": "sitreps/desk-log/1",
    "places": [{"key": "DNIPRO", "level": "SETTLEMENT", "name": "Dnipro", "iso3166_1": "UKR"}],
    "source_items": [{"key": "DOC", "type": "NEWS_MEDIA", "title": "A report", "reliability": "C"}],
    "origins": [
        {"key": "POLICE", "name": "Police", "public_label": "police", "type": "POLICE", "reliability": "B"},
        {"key": "AGENCY", "name": "Agency", "public_label": "an agency", "type": "NEWS_AGENCY", "reliability": "C"},
    ],
    "incidents": [],
}


def day() -> Log:
    """The demo's day, to be changed at will."""
    log: Log = json.loads(FILE.read_text(encoding="utf-8"))
    return log


def small(*incidents: Log) -> Log:
    """A log with one place, one document, two origins and these incidents."""
    return {**deepcopy(SMALL), "incidents": list(incidents)}


def incident(number: int, *claims: Log, **members: Any) -> Log:
    """An event of 24 June 2025 in Dnipro; UKR-2025-0001 is number 1."""
    return {
        "ref": f"UKR-2025-{number:04d}",
        "kind": "EVENT",
        "title": f"Strike number {number}",
        "place": "DNIPRO",
        "occurred_on": "2025-06-24",
        "date_precision": "DAY",
        "sub_event_type": "AIR_DRONE_STRIKE",
        "claims": list(claims),
        **members,
    }


def claim(key: str = "C1", **members: Any) -> Log:
    """Police say that two were killed."""
    said = {"measure": "KILLED", "quantifier": "EXACT", "value": 2, "origin": "POLICE", "source_item": "DOC"}
    return {"key": key, "attribution_mode": "ACCORDING_TO", **said, **members}


def encoded(log: Any) -> bytes:
    """The log as the bytes of a file."""
    return json.dumps(log, ensure_ascii=False).encode()
