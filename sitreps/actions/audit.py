"""Writing down who did what: one append-only row, chained to the one before by its hash (reliability.md 19)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sitreps.documents.canonical import digest, encode_sorted
from sitreps.models.accounts import User
from sitreps.models.audit import AuditEvent
from sitreps.models.sequence import AUDIT, advance_by

GENESIS = "0" * 64
AT_ONCE = 500


def record(
    *, action: str, object_type: str, object_ref: str, by: User, now: datetime, detail: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Add one row, inside the caller's transaction.

    `detail` is plain JSON: codes, numbers and keys, no words about an event: nothing is ever erased from here.
    """
    [event] = record_all(action=action, object_type=object_type, told=[(object_ref, detail or {})], by=by, now=now)
    return event


def record_all(
    *, action: str, object_type: str, told: Sequence[tuple[str, Mapping[str, Any]]], by: User, now: datetime
) -> list[AuditEvent]:
    """The same of several things at one moment, by ref and detail, in that order: a row each."""
    first, _ = advance_by(AUDIT, len(told), now=now)
    previous = AuditEvent.objects.filter(seq=first - 1).values_list("hash", flat=True).first() or GENESIS
    events = []
    for seq, (ref, detail) in enumerate(told, start=first):
        event = AuditEvent(
            seq=seq,
            at=now,
            actor=by.username,
            action=action,
            object_type=object_type,
            object_ref=ref,
            detail=dict(detail),
            previous_hash=previous,
        )
        event.hash = previous = event_hash(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    return events


def event_hash(event: AuditEvent) -> str:
    """sha256 over the previous hash and the row's other columns, in canonical JSON.

    Members are sorted: PostgreSQL keeps those of `detail` in an order of its own.
    """
    content = {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "action": event.action,
        "object_type": event.object_type,
        "object_ref": event.object_ref,
        "detail": event.detail,
    }
    return digest(event.previous_hash + encode_sorted(content))
