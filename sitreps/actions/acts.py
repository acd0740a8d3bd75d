"""One act that takes something down or puts it back: its row, its change, its outbox row, its audit row.

The caller holds the record's sequence (models/sequence.py) and everything that the act depends on.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sitreps.actions import audit
from sitreps.codelists import ChangeCode, TakedownAct
from sitreps.documents import canonical
from sitreps.models.accounts import User
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.deliveries import Outbox
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, advance
from sitreps.models.takedowns import Takedown

SALT = 16
"""Bytes of a salt: more than anybody guesses, so that a digest tells nothing of a note that was erased."""

UNDER_REVIEW, RESTORED, DOCUMENT = "UNDER_REVIEW", "RESTORED", "DOCUMENT_"
_EVENTS = {
    TakedownAct.WITHDRAW: "withdrawn",
    TakedownAct.MERGE: "merged",
    TakedownAct.HIDE: "hidden",
    TakedownAct.RESTORE: "restored",
    TakedownAct.REDACT: "redacted",
}
_WHY = {TakedownAct.HIDE: UNDER_REVIEW, TakedownAct.RESTORE: RESTORED}


def on_incident(
    *,
    act: TakedownAct,
    incident: Incident,
    by: User,
    now: datetime,
    reason: ChangeCode | None = None,
    text: str = "",
    note: str = "",
    revision: IncidentRevision | None = None,
    survivor: Incident | None = None,
    dealt: Mapping[str, str] | None = None,
    lifts: Takedown | None = None,
    because: Takedown | None = None,
) -> Takedown:
    """Something that happens to an incident, or to one revision of it. `note` stays in the desk, and out of the audit
    log, which nothing can be erased from."""
    row = Takedown(
        act=act,
        by=by.username,
        reason=reason or "",
        text=text.strip(),
        note=note.strip(),
        incident=incident,
        revision=revision,
        survivor=survivor,
        dealt=dict(dealt or {}),
        lifts=lifts,
        because=because,
    )
    about = revision or IncidentRevision.objects.filter(incident=incident).order_by("-number")[0]
    return _record(row, "incident", incident.ref, about.number, by=by, now=now)


def on_issue(
    *,
    act: TakedownAct,
    issue: EditionIssue,
    by: User,
    now: datetime,
    language: str = "",
    format_: str = "",
    reason: ChangeCode | None = None,
    text: str = "",
    note: str = "",
    lifts: Takedown | None = None,
    because: Takedown | None = None,
) -> Takedown:
    """Something that happens to an issue, or to one document of it."""
    row = Takedown(
        act=act,
        by=by.username,
        reason=reason or "",
        text=text.strip(),
        note=note.strip(),
        issue=issue,
        language=language,
        format=format_,
        lifts=lifts,
        because=because,
    )
    return _record(row, "edition", f"{issue.series.code}/{issue.number}", issue.issue, by=by, now=now)


def change_of(row: Takedown, kind: str, ref: str, number: int) -> Change:
    """What the stream tells of an act, not saved; `number` is of the revision or the issue that it is about."""
    act = TakedownAct(row.act)
    return Change(
        seq=row.seq,
        at=row.at,
        event=ChangeEventKind(f"{kind}.{_EVENTS[act]}"),
        object=kind,
        ref=ref,
        revision=number,
        why_code=(DOCUMENT if row.format else "") + _WHY.get(act, str(row.reason)),
        why_text=row.text or (f"{row.language}.{row.format}" if row.format else ""),
    )


def detail_of(row: Takedown, number: int) -> dict[str, Any]:
    """What the audit log tells of it: of its words nothing but salted digests, for they may have to be erased."""
    detail: dict[str, Any] = {"seq": row.seq, "number": number, "reason": str(row.reason)}
    detail["at"] = row.at.astimezone(UTC).isoformat()
    detail["text_sha256"] = canonical.digest(row.text_salt + row.text) if row.text_salt else None
    detail["note_sha256"] = canonical.digest(row.note_salt + row.note) if row.note_salt else None
    if row.format:
        detail["document"] = f"{row.language}.{row.format}"
    if row.survivor:
        detail["survivor"] = row.survivor.ref
    if row.because_id:
        detail["because"] = row.because_id
    return detail


def _record(row: Takedown, kind: str, ref: str, number: int, *, by: User, now: datetime) -> Takedown:
    row.seq, row.at = advance(RECORD, now=now)
    row.text_salt = secrets.token_hex(SALT) if row.text else ""
    row.note_salt = secrets.token_hex(SALT) if row.note else ""
    row.save()
    change = change_of(row, kind, ref, number)
    change.save()
    Outbox.objects.create(change=change, queued_at=row.at)
    audit.record(
        action=f"{kind}.{row.act.lower()}",
        object_type=kind,
        object_ref=ref,
        by=by,
        now=now,
        detail=detail_of(row, number),
    )
    return row
