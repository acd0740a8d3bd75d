"""Why a source's number is another one now (reconciliation.md B0, B2)."""

from __future__ import annotations

from sitreps.codelists.base import Code
from sitreps.codelists.claims import WithdrawalReason


class TollChange(Code):
    """What a new number does to the claim before it: a newer one leaves it, a correction takes its place."""

    NEWER = "NEWER", "the source gives a newer number"
    SOURCE_CORRECTED = "SOURCE_CORRECTED", "the source corrects itself: its older number was wrong"
    DESK_ERROR = "DESK_ERROR", "we took the older number down wrongly"

    @property
    def replaces(self) -> WithdrawalReason | None:
        """The code under which the older claim is superseded; None where it stays as what the source once said."""
        return None if self is TollChange.NEWER else WithdrawalReason(self.value)
