"""Codes of a series, its editions and what they carry beside figures (edition.md C1, vocabulary.md A1)."""

from __future__ import annotations

from sitreps.codelists.base import Code


class Cadence(Code):
    DAILY = "DAILY", "daily"
    WEEKDAYS = "WEEKDAYS", "on weekdays"
    WEEKLY = "WEEKLY", "weekly"


class EditionStatus(Code):
    """What the public sees of an issue; SUPERSEDED is derived, never stored."""

    ISSUED = "ISSUED", "issued"
    SUPERSEDED = "SUPERSEDED", "superseded"
    WITHDRAWN = "WITHDRAWN", "withdrawn"


class PublishAttribution(Code):
    """Whether a series publishes who was reported responsible."""

    WITH_BASIS = "with_basis", "with its basis"
    NONE = "none", "not at all"


class RevisedWhat(Code):
    """What of an incident reads otherwise than an earlier edition said (reconciliation.md B8)."""

    FIGURE = "FIGURE", "figure"
    PLACE = "PLACE", "place"
    PARENT = "PARENT", "cluster that it belongs to"
    STATUS = "STATUS", "whether it counts"


class PartyClaimStatus(Code):
    CLAIMED_UNVERIFIED = "CLAIMED_UNVERIFIED", "claimed, not verified"
    CORROBORATED = "CORROBORATED", "corroborated"
    CONTESTED = "CONTESTED", "contested"
    REFUTED = "REFUTED", "refuted"


class CorrectionKind(Code):
    """Why an issue was corrected; new information goes to the next edition instead."""

    ERROR = "ERROR", "error of the desk"
    SOURCE_RETRACTION = "SOURCE_RETRACTION", "the source retracted"
    REDACTION = "REDACTION", "redaction"
