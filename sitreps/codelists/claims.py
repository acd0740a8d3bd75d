"""Codes of a claim: how a number was worded, what it covers, who stands behind it (reconciliation.md B0-B3)."""

from __future__ import annotations

from enum import IntEnum

from sitreps.codelists.base import Code


class Quantifier(Code):
    """How the source qualified its number (reconciliation.md B1)."""

    EXACT = "EXACT", "exactly"
    AT_LEAST = "AT_LEAST", "at least"
    MORE_THAN = "MORE_THAN", "more than"
    AT_MOST = "AT_MOST", "up to"
    LESS_THAN = "LESS_THAN", "fewer than"
    BETWEEN = "BETWEEN", "between"
    APPROX = "APPROX", "about"
    ALMOST = "ALMOST", "nearly"
    VAGUE = "VAGUE", "in words only (dozens, several)"
    UNQUANTIFIED = "UNQUANTIFIED", "no number"
    NONE_REPORTED = "NONE_REPORTED", "none reported"


class VagueWord(Code):
    """The words that stand for a number; their lower ends are a table of reconciliation.md B1."""

    PLURAL = "plural", "plural (more than one)"
    SOME = "some", "some"
    SEVERAL = "several", "several"
    TENS = "tens", "tens"
    DOZENS = "dozens", "dozens"
    SCORES = "scores", "scores"
    HUNDREDS = "hundreds", "hundreds"
    THOUSANDS = "thousands", "thousands"


class Covers(Code):
    """Whether the origin spoke of everybody or only of those it had seen itself."""

    ALL = "ALL", "everybody"
    PART = "PART", "only a part"


class Part(Code):
    """Which part a PART claim covers."""

    OWN_STAFF = "OWN_STAFF", "own staff"
    ONE_FACILITY = "ONE_FACILITY", "one facility"
    IDENTIFIED_ONLY = "IDENTIFIED_ONLY", "identified only"
    BODIES_RECEIVED = "BODIES_RECEIVED", "bodies received"
    ONE_SITE = "ONE_SITE", "one site"
    OTHER = "OTHER", "another part"


class CountBasis(Code):
    """What the number counts: everything so far, only what was added, a stretch of time, or the state at a moment."""

    CUMULATIVE = "CUMULATIVE", "total so far"
    INCREMENT = "INCREMENT", "added since the last count"
    PERIOD = "PERIOD", "in a period"
    STOCK = "STOCK", "at that moment"


class DisaggregationKind(Code):
    TOTAL = "TOTAL", "all people"
    SUBSET = "SUBSET", "of whom"


class Sex(Code):
    FEMALE = "f", "female"
    MALE = "m", "male"
    NON_BINARY = "x", "non-binary"
    UNSPECIFIED = "u", "not specified"
    OTHER = "o", "other"
    ALL = "all", "all"


class AgeGroup(Code):
    """INFANT lies inside CHILD and OLDER inside ADULT; sums use CHILD, ADULT and UNKNOWN (reconciliation.md B9)."""

    INFANT = "INFANT", "infant (under 1)"
    CHILD = "CHILD", "child (0-17)"
    ADULT = "ADULT", "adult (18 and over)"
    OLDER = "OLDER", "older person (60 and over)"
    UNKNOWN = "UNKNOWN", "age not known"


class PopulationStatus(Code):
    CIVILIAN = "CIVILIAN", "civilian"
    COMBATANT = "COMBATANT", "combatant"
    PROTECTED_OTHER = "PROTECTED_OTHER", "otherwise protected (hors de combat)"
    UNKNOWN = "UNKNOWN", "not known"


class AttributionMode(Code):
    """How the source item ties the number to its origin."""

    ACCORDING_TO = "ACCORDING_TO", "according to"
    QUOTED = "QUOTED", "quoted"
    STATED = "STATED", "stated"
    CLAIMED = "CLAIMED", "claimed by a party about military acts"
    DENIED = "DENIED", "denied"
    ALLEGED = "ALLEGED", "alleged"
    ANONYMOUS = "ANONYMOUS", "an anonymous source"
    OBSERVED = "OBSERVED", "observed by the desk or a partner"
    UNATTRIBUTED = "UNATTRIBUTED", "not attributed"


class AsOfBasis(Code):
    STATED = "STATED", "stated by the source"
    INFERRED = "INFERRED", "inferred by the desk"
    UNKNOWN = "UNKNOWN", "not known"


class ScopeCertainty(Code):
    CLEAR = "CLEAR", "clear"
    AMBIGUOUS = "AMBIGUOUS", "unclear what the number covers"


class ClaimStatus(Code):
    ACTIVE = "ACTIVE", "active"
    WITHDRAWN = "WITHDRAWN", "withdrawn"
    REJECTED = "REJECTED", "rejected"
    MERGED = "MERGED", "merged into another claim"


class ClaimRole(Code):
    RECOMMENDED = "RECOMMENDED", "pinned as the figure"
    TRIANGULATION = "TRIANGULATION", "for comparison"


class WithdrawalReason(Code):
    SOURCE_RETRACTED = "SOURCE_RETRACTED", "the source retracted it"
    SOURCE_CORRECTED = "SOURCE_CORRECTED", "the source corrected it"
    DESK_ERROR = "DESK_ERROR", "error of the desk"
    DUPLICATE = "DUPLICATE", "duplicate"
    REDACTED = "REDACTED", "redacted"


class Reliability(Code):
    """How far an origin or a source item can be relied on; never leaves the desk."""

    A = "A", "A: completely reliable"
    B = "B", "B: usually reliable"
    C = "C", "C: fairly reliable"
    D = "D", "D: not usually reliable"
    E = "E", "E: unreliable"
    F = "F", "F: cannot be judged"


class Credibility(IntEnum):
    """How far one number can be believed; never leaves the desk. 1 is set by the system, 4 and 5 need a reason."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    NOT_JUDGED = 6


class Verification(Code):
    """The standing of one claim (reconciliation.md B11), strongest first; VERIFIED and REJECTED only by a person."""

    REJECTED = "REJECTED", "rejected"
    VERIFIED = "VERIFIED", "verified"
    DISPUTED = "DISPUTED", "disputed"
    CLAIMED = "CLAIMED", "claimed by a party"
    CORROBORATED = "CORROBORATED", "several independent sources"
    REPORTED = "REPORTED", "reported by one source"
    UNATTRIBUTED = "UNATTRIBUTED", "no named source"
