"""What an editor says of two incidents that look like one (reconciliation.md B12)."""

from __future__ import annotations

from sitreps.codelists.base import Code


class DistinctionState(Code):
    """Not the same, or that taken back."""

    NOT_THE_SAME = "NOT_THE_SAME", "not the same"
    TAKEN_BACK = "TAKEN_BACK", "taken back"
