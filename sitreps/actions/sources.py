"""Evidence: captured files with their chain of custody, and identities that are shown to few (vocabulary.md A1).

A captured file is kept as it came, under its own digest, and is never replaced: another version is another document.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sitreps import files, permissions
from sitreps.actions import audit
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import CustodyAction
from sitreps.errors import Conflict, InvalidValue
from sitreps.models.accounts import User
from sitreps.models.sources import CustodyEntry, Origin, SourceItem

LARGEST_CAPTURE = 20 * 1024 * 1024

SIGNATURES: Mapping[str, tuple[tuple[int, bytes], ...]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/webp": ((0, b"RIFF"), (8, b"WEBP")),
    "application/pdf": ((0, b"%PDF-"),),
}
"""Kinds that begin with known bytes: (offset, bytes), all of which must stand."""

TEXTS: Mapping[str, str] = {"txt": "text/plain", "csv": "text/csv", "html": "text/html", "htm": "text/html"}
"""Kinds of text, by the end of the file's name; their bytes must be UTF-8."""

ALLOWED = "a JPEG, PNG or WebP picture, a PDF, or text in UTF-8 (.txt, .csv, .html)"


@transaction.atomic
def capture(*, source_item: SourceItem, content: bytes, name: str, by: User, now: datetime) -> SourceItem:
    """Keep the bytes of a document and begin its custody log. What it is, its bytes say, not its sender.

    A digest that an imported log told may get its file later. InvalidValue("file") for what is empty, too large or of
    no allowed kind; Conflict where another file is kept.
    """
    permissions.check_log(by)
    if not content:
        raise InvalidValue("file", f"{name} is empty. Choose {ALLOWED}.")
    if len(content) > LARGEST_CAPTURE:
        raise InvalidValue("file", f"{name} has {len(content):,} bytes; {LARGEST_CAPTURE:,} are the most that is kept.")
    media_type = media_type_of(content, name)
    fresh = SourceItem.objects.select_for_update().get(pk=source_item.pk)
    if is_kept(fresh) and is_its_file(fresh, content):
        return fresh
    if not is_its_file(fresh, content):
        raise Conflict(f"{fresh.key} keeps another file already. Log the new version as a document of its own.")
    fresh.sha256, fresh.bytes, fresh.media_type = files.store(content), len(content), media_type
    fresh.retrieved_at = fresh.retrieved_at or now
    fresh.save(update_fields=["sha256", "bytes", "media_type", "retrieved_at"])
    _keep(fresh, CustodyAction.CAPTURED, by=by, now=now, note=f"captured as {name}")
    return fresh


@transaction.atomic
def verify_capture(*, source_item: SourceItem, by: User, now: datetime) -> None:
    """Compute the digest of the kept bytes again. Conflict if they are gone or are not what was captured."""
    permissions.check_read(by)
    _check_whole(source_item)
    _keep(source_item, CustodyAction.HASH_VERIFIED, by=by, now=now)


@transaction.atomic
def read_capture(*, source_item: SourceItem, by: User, now: datetime) -> bytes:
    """The kept bytes; who looked stands in the custody log."""
    permissions.check_read(by)
    _check_whole(source_item)
    _keep(source_item, CustodyAction.ACCESSED, by=by, now=now)
    return files.read(source_item.sha256)


@transaction.atomic
def reveal_origin(*, origin: Origin, reason: str, by: User, now: datetime) -> str:
    """Who a protected origin is. The look and its reason stand in the audit log before the name is given out."""
    permissions.check_protected(by)
    if not reason.strip():
        raise InvalidValue("reason", "Say why you need the name: the audit log keeps it.")
    for fault in note_faults("reason", reason):
        raise fault
    audit.record(
        action="origin.reveal",
        object_type="origin",
        object_ref=origin.key,
        by=by,
        now=now,
        detail={"reason": reason.strip()},
    )
    return origin.name


def media_type_of(content: bytes, name: str) -> str:
    """What the bytes are. A text is told apart by the end of its name alone, since nothing acts on it."""
    for media_type, parts in SIGNATURES.items():
        if all(content[offset : offset + len(part)] == part for offset, part in parts):
            return media_type
    ending = name.rpartition(".")[2].lower()
    if ending in TEXTS and _is_text(content):
        return TEXTS[ending]
    raise InvalidValue("file", f"{name} is not of a kind that the desk keeps. Choose {ALLOWED}.")


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_kept(source_item: SourceItem) -> bool:
    """Whether the file itself is here, not only its digest."""
    return bool(source_item.sha256) and files.path_of(source_item.sha256).exists()


def is_its_file(source_item: SourceItem, content: bytes) -> bool:
    """Whether these bytes may be the document's file: nothing is known of it yet, or it has their digest."""
    return source_item.sha256 in {"", hashlib.sha256(content).hexdigest()}


def _check_whole(source_item: SourceItem) -> None:
    if not source_item.sha256:
        raise Conflict(f"No file of {source_item.key} was captured.")
    if not is_kept(source_item):
        raise Conflict(f"The file of {source_item.key} is not here, only its digest. Choose the file on its page.")
    if not files.is_whole(source_item.sha256):
        raise Conflict(f"The file of {source_item.key} is not the one that was captured. Restore it from a backup.")


def _keep(source_item: SourceItem, action: CustodyAction, *, by: User, now: datetime, note: str = "") -> None:
    CustodyEntry(
        source_item=source_item, at=now, by=by.username, action=action, sha256=source_item.sha256, note=note
    ).save()
    audit.record(
        action=f"source.{action.lower()}",
        object_type="source",
        object_ref=source_item.key,
        by=by,
        now=now,
        detail={"sha256": source_item.sha256},
    )
