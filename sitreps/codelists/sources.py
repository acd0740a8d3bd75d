"""Codes of a captured source item and of its custody (vocabulary.md A1)."""

from __future__ import annotations

from sitreps.codelists.base import Code

COUNTS_ITS_OWN = frozenset({"HEALTH_FACILITY", "FIRST_RESPONDER", "CASUALTY_RECORDER"})
"""Source types that often count only the people whom they treated, found or can name: health facilities, first
responders, and those who keep lists of names (reconciliation.md B1, covers)."""


class SourceItemStatus(Code):
    LIVE = "LIVE", "live"
    CORRECTED = "CORRECTED", "corrected by its publisher"
    RETRACTED = "RETRACTED", "retracted by its publisher"
    GONE = "GONE", "no longer online"


class PublishedBasis(Code):
    STATED = "STATED", "stated"
    INFERRED = "INFERRED", "inferred by the desk"
    UNKNOWN = "UNKNOWN", "not known"


class CustodyAction(Code):
    """What was done with the evidence; the custody log is append-only."""

    CAPTURED = "CAPTURED", "captured"
    HASH_VERIFIED = "HASH_VERIFIED", "hash verified"
    COPIED = "COPIED", "copied"
    REDACTED = "REDACTED", "redacted"
    ACCESSED = "ACCESSED", "accessed"
    TRANSFERRED = "TRANSFERRED", "transferred"
