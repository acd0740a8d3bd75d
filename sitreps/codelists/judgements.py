"""What a person may decide about a claim or an incident, with evidence (reconciliation.md B11)."""

from __future__ import annotations

from sitreps.codelists.base import Code


class Ruling(Code):
    """A chief editor's decision; LIFTED takes the one before back."""

    VERIFIED = "VERIFIED", "verified by a named verifier"
    DISPUTED = "DISPUTED", "disputed by an origin with knowledge of its own"
    REJECTED = "REJECTED", "refuted"
    CONFIRMED = "CONFIRMED", "confirmed"
    DISCOUNTED = "DISCOUNTED", "not counted"
    LIFTED = "LIFTED", "decision taken back"


OF_CLAIMS = frozenset({Ruling.VERIFIED, Ruling.DISPUTED, Ruling.REJECTED, Ruling.LIFTED})
OF_INCIDENTS = frozenset({Ruling.CONFIRMED, Ruling.DISCOUNTED, Ruling.LIFTED})
GRADED = frozenset({Ruling.CONFIRMED, Ruling.DISCOUNTED})
"""What gives an incident a grade that no rule can give."""
