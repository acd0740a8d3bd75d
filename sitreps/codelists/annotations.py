"""What editors note about a claim without changing what it says (reconciliation.md B0, B2, B5)."""

from __future__ import annotations

from sitreps.codelists.base import Code


class AnnotationKind(Code):
    """One judgement about a claim; every one that can be taken back has its counterpart."""

    PINNED = "PINNED", "pinned as the figure"
    UNPINNED = "UNPINNED", "pin taken off"
    EXCLUDED = "EXCLUDED", "left out of the figure"
    COUNTED = "COUNTED", "counted again"
    REQUOTE_CONFIRMED = "REQUOTE_CONFIRMED", "revised downward by the origin itself"
    REQUOTE_DOUBTED = "REQUOTE_DOUBTED", "confirmation taken back"
    REGRADED = "REGRADED", "graded anew"
    REDATED = "REDATED", "dated anew"
    INCREMENT_DISMISSED = "INCREMENT_DISMISSED", "not added to any number"
    INCREMENT_REOPENED = "INCREMENT_REOPENED", "proposed again"
    KEPT = "KEPT", "kept when its source was retracted"
