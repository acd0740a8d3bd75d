"""Codes of what happens to the record after publication: taken down, put back, regrouped (api.md, Conventions)."""

from __future__ import annotations

from sitreps.codelists.base import Code
from sitreps.codelists.figures import ChangeCode


class TakedownAct(Code):
    """What a row of the takedowns does. WITHDRAW and MERGE end a publication, HIDE lasts until its RESTORE."""

    WITHDRAW = "WITHDRAW", "withdrawn"
    MERGE = "MERGE", "merged into another"
    HIDE = "HIDE", "hidden"
    RESTORE = "RESTORE", "restored"
    REDACT = "REDACT", "redacted"


ENDS = (TakedownAct.WITHDRAW, TakedownAct.MERGE)


class PublicStatus(Code):
    """`status` of an incident's JSON as it is answered: what stood once and does not any more is marked."""

    PUBLISHED = "PUBLISHED", "published"
    WITHDRAWN = "WITHDRAWN", "withdrawn"
    MERGED = "MERGED", "merged into another incident"


class RevisionStatus(Code):
    """`status` of a line of an incident's history: the incident's own, or that nothing but the line is left."""

    PUBLISHED = "PUBLISHED", "published"
    WITHDRAWN = "WITHDRAWN", "withdrawn"
    MERGED = "MERGED", "merged into another incident"
    REDACTED = "REDACTED", "redacted"


class GoneCode(Code):
    """Why an address answers 410."""

    WITHDRAWN = "WITHDRAWN", "withdrawn"
    UNDER_REVIEW = "UNDER_REVIEW", "under review"
    REDACTED = "REDACTED", "redacted"


WITHDRAWAL_CODES = (ChangeCode.WITHDRAWN, ChangeCode.OUR_ERROR, ChangeCode.SOURCE_RETRACTED)
"""What a person may say an incident or an edition is withdrawn for."""
