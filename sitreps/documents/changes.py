"""The public shape of one event of the record's stream (api.md, Change)."""

from dataclasses import dataclass
from datetime import datetime

import msgspec


@dataclass(frozen=True, slots=True)
class Why:
    """Why it happened: a code and a sentence, which is empty where the code says all."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeDocument:
    """One event. `payload` is JSON that exists already: what was published by it, where that was asked for and stands.

    `revision` is the number of the incident's revision or of the edition's issue.
    """

    seq: int
    at: datetime
    event: str
    object: str
    ref: str
    revision: int
    href: str
    why: Why
    payload: msgspec.Raw | None
