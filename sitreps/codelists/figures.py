"""Codes of a figure: how its claims agree, where its number comes from, what is odd about it.

reconciliation.md B5, B6, B8, B11, B13 and api.md.
"""

from __future__ import annotations

from sitreps.codelists.base import Code


class Agreement(Code):
    """How the claims behind a figure stand to each other (reconciliation.md B5, B6)."""

    NONE = "NONE", "no figure"
    SINGLE_ORIGIN = "SINGLE_ORIGIN", "one origin"
    AGREED = "AGREED", "the origins agree"
    COMPATIBLE = "COMPATIBLE", "the claims are compatible"
    PROGRESSION = "PROGRESSION", "later claims are higher"
    CONFLICTING = "CONFLICTING", "the claims conflict"
    DESK_TOTAL = "DESK_TOTAL", "sum by the desk"


class TakenFrom(Code):
    """What the printed number rests on."""

    CLAIM = "CLAIM", "one claim"
    OWN = "OWN", "the headline claim"
    BREAKDOWN = "BREAKDOWN", "the sum of the locations"


class NotUsedBecause(Code):
    """Why a listed claim is not the number that is printed (public; the words stand in documents)."""

    SUBSET = "SUBSET", "speaks of some of the people only"
    NOT_ACTIVE = "NOT_ACTIVE", "withdrawn or replaced"
    COUNT_BASIS = "COUNT_BASIS", "counts something else"
    NO_NUMBER = "NO_NUMBER", "gives no number for the whole"
    NOT_RELIED_ON = "NOT_RELIED_ON", "could not be relied on for this figure"
    OLDER_SAME_ORIGIN = "OLDER_SAME_ORIGIN", "older"
    STALE_REQUOTE = "STALE_REQUOTE", "repeats an older number of the same origin"
    OTHER_CLAIM_USED = "OTHER_CLAIM_USED", "another claim is more direct or more complete"
    BREAKDOWN_IS_HIGHER = "BREAKDOWN_IS_HIGHER", "the locations add up to as much or more"
    HEADLINE_USED = "HEADLINE_USED", "the headline number is used"


class Severity(Code):
    """BLOCK: an edition cannot be issued; WARN: acknowledged by the one who issues; INFO: shown."""

    BLOCK = "BLOCK", "blocks the edition"
    WARN = "WARN", "to be acknowledged"
    INFO = "INFO", "for information"


class DiscrepancyCode(Code):
    """Everything the desk is told of (reconciliation.md B13), in the order of its table."""

    CONFLICT = "CONFLICT", "claims conflict"
    BREAKDOWN_EXCEEDS_TOTAL = "BREAKDOWN_EXCEEDS_TOTAL", "the locations add up to more than the headline allows"
    TOTAL_EXCEEDS_BREAKDOWN = "TOTAL_EXCEEDS_BREAKDOWN", "the headline is above what the locations allow"
    DISAGG_EXCEEDS_TOTAL = "DISAGG_EXCEEDS_TOTAL", "a subset exceeds its total"
    PLACE_CONFLICT = "PLACE_CONFLICT", "sources name different places"
    SENSITIVE_CONTENT = "SENSITIVE_CONTENT", "protected content in outgoing text"
    HEADLINE_BELOW_BREAKDOWN = "HEADLINE_BELOW_BREAKDOWN", "the headline is below the sum of the locations"
    HEADLINE_ABOVE_BREAKDOWN = "HEADLINE_ABOVE_BREAKDOWN", "a weaker headline is above the sum of the locations"
    SCOPE_CONFUSION_SUSPECT = "SCOPE_CONFUSION_SUSPECT", "the headline equals one location's number"
    DOUBLE_COUNT_SUSPECT = "DOUBLE_COUNT_SUSPECT", "the same people may be counted twice"
    MEASURE_MISMATCH = "MEASURE_MISMATCH", "killed and injured exceed the casualties"
    SCOPE_AMBIGUOUS = "SCOPE_AMBIGUOUS", "unclear what a number covers"
    SAME_ORIGIN_INCONSISTENT = "SAME_ORIGIN_INCONSISTENT", "one origin, one moment, different numbers"
    STALE_REQUOTE_SUSPECT = "STALE_REQUOTE_SUSPECT", "an older number may have been repeated"
    DOWNWARD_REVISION = "DOWNWARD_REVISION", "an origin revised its number downward"
    REVERTED_TO_OLDER = "REVERTED_TO_OLDER", "an older number is back after a withdrawal"
    PERSON_MISMATCH = "PERSON_MISMATCH", "ages differ between passages"
    FACILITY_COUNT_MISMATCH = "FACILITY_COUNT_MISMATCH", "passages count facilities differently"
    UNATTRIBUTED_FIGURE = "UNATTRIBUTED_FIGURE", "the number has no named source"
    PERPETRATOR_UNSTATED = "PERPETRATOR_UNSTATED", "responsibility rests on an adversary or a publisher"
    STALE = "STALE", "a newer, higher claim is waiting"
    LARGE_CHANGE = "LARGE_CHANGE", "large change since the last edition"
    DUPLICATE_SUSPECT = "DUPLICATE_SUSPECT", "may be the same incident"
    EMOTIVE_LANGUAGE = "EMOTIVE_LANGUAGE", "emotive word in desk voice"
    PARTY_CLAIM_AS_FACT = "PARTY_CLAIM_AS_FACT", "a party's claim is told as fact"
    PROGRESSION = "PROGRESSION", "later claims are higher"
    BREAKDOWN_INCOMPLETE = "BREAKDOWN_INCOMPLETE", "part of the headline is not allocated to a location"
    CHILD_WITHOUT_FIGURE = "CHILD_WITHOUT_FIGURE", "a location has no figure"
    MISSING_RESOLVED = "MISSING_RESOLVED", "missing people were found"
    DATE_INFERRED = "DATE_INFERRED", "the date is inferred"
    PLACE_IMPRECISE = "PLACE_IMPRECISE", "the place is imprecise"
    SOURCE_UNIDENTIFIED = "SOURCE_UNIDENTIFIED", "the source is not identified"


PUBLIC_FLAGS = frozenset(
    {
        DiscrepancyCode.SAME_ORIGIN_INCONSISTENT,
        DiscrepancyCode.STALE_REQUOTE_SUSPECT,
        DiscrepancyCode.DOWNWARD_REVISION,
        DiscrepancyCode.REVERTED_TO_OLDER,
        DiscrepancyCode.CONFLICT,
        DiscrepancyCode.PROGRESSION,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN,
        DiscrepancyCode.BREAKDOWN_INCOMPLETE,
        DiscrepancyCode.HEADLINE_BELOW_BREAKDOWN,
        DiscrepancyCode.HEADLINE_ABOVE_BREAKDOWN,
        DiscrepancyCode.SCOPE_CONFUSION_SUSPECT,
        DiscrepancyCode.CHILD_WITHOUT_FIGURE,
        DiscrepancyCode.DOUBLE_COUNT_SUSPECT,
    }
)
"""The codes of B2, B5 and B6: the only ones that public JSON carries (reconciliation.md B13)."""


class Grade(Code):
    """The standing of an incident (reconciliation.md B11), strongest first.

    DISCOUNTED and CONFIRMED are given by a person only.
    """

    DISCOUNTED = "DISCOUNTED", "not counted"
    CONFIRMED = "CONFIRMED", "verified"
    CONTESTED = "CONTESTED", "responsibility disputed"
    FAIR = "FAIR", "several independent sources"
    WEAK = "WEAK", "one source"
    UNGRADED = "UNGRADED", "not graded"


class ChangeCode(Code):
    """Why a revision was published: new, computed anew, edited, or a delta reason of reconciliation.md B8."""

    NEW = "NEW", "new"
    RECOMPUTED = "RECOMPUTED", "computed anew"
    EDITORIAL = "EDITORIAL", "edited"
    NEW_FIGURE = "NEW_FIGURE", "newer figure"
    OUR_ERROR = "OUR_ERROR", "error of the desk"
    SOURCE_RETRACTED = "SOURCE_RETRACTED", "the source retracted"
    MERGED = "MERGED", "merged"
    SPLIT = "SPLIT", "split"
    MOVED = "MOVED", "moved"
    REGROUPED = "REGROUPED", "regrouped"
    WITHDRAWN = "WITHDRAWN", "withdrawn"
    REDACTED = "REDACTED", "redacted"
    METHOD = "METHOD", "change of method"
