"""Codes of an incident, its place, its facilities and its persons (vocabulary.md A1, A2)."""

from __future__ import annotations

from enum import IntEnum

from sitreps.codelists.base import Code


class IncidentKind(Code):
    """A CLUSTER has children and no parent, an EVENT has no children (reconciliation.md B6)."""

    EVENT = "EVENT", "event"
    CLUSTER = "CLUSTER", "cluster of events"


class BreakdownComplete(Code):
    """Whether the children of a cluster are all there is."""

    YES = "yes", "yes"
    NO = "no", "no"
    UNKNOWN = "unknown", "not known"


class DatePrecision(Code):
    EXACT_TIME = "EXACT_TIME", "exact time"
    HOUR = "HOUR", "hour"
    PART_OF_DAY = "PART_OF_DAY", "part of the day"
    OVERNIGHT = "OVERNIGHT", "overnight"
    DAY = "DAY", "day"
    RANGE = "RANGE", "range of days"
    WEEK = "WEEK", "week"
    MONTH = "MONTH", "month"
    UNKNOWN = "UNKNOWN", "not known"


class DateBasis(Code):
    STATED = "STATED", "stated by the source"
    INFERRED = "INFERRED", "inferred by the desk"
    UNKNOWN = "UNKNOWN", "not known"


class PerpetratorBasis(Code):
    """On what the reported responsibility rests."""

    ACCEPTED_BY_PARTY = "ACCEPTED_BY_PARTY", "accepted by the party"
    ESTABLISHED_BY_THIRD_PARTY = "ESTABLISHED_BY_THIRD_PARTY", "established by a third party"
    ALLEGED_BY_ADVERSARY = "ALLEGED_BY_ADVERSARY", "alleged by an adversary"
    ASSERTED_BY_PUBLISHER = "ASSERTED_BY_PUBLISHER", "asserted by the publisher"
    CONTESTED = "CONTESTED", "contested"
    NOT_STATED = "NOT_STATED", "not stated"


class Sensitivity(Code):
    """Who may see it; CONFIDENTIAL and above cannot be published (vocabulary.md A2)."""

    PUBLIC = "PUBLIC", "public"
    RESTRICTED = "RESTRICTED", "restricted: partners"
    CONFIDENTIAL = "CONFIDENTIAL", "confidential: desk"
    STRICTLY_CONFIDENTIAL = "STRICTLY_CONFIDENTIAL", "strictly confidential: named people"


class PlaceLevel(Code):
    """COD-AB levels and what has none."""

    COUNTRY = "COUNTRY", "country"
    ADM1 = "ADM1", "first administrative level"
    ADM2 = "ADM2", "second administrative level"
    ADM3 = "ADM3", "third administrative level"
    ADM4 = "ADM4", "fourth administrative level"
    SETTLEMENT = "SETTLEMENT", "settlement"
    SITE = "SITE", "site"
    AREA = "AREA", "area"
    SEA = "SEA", "sea"


class GeoPrecision(IntEnum):
    """ACLED's scale: a particular town; part of a region or near a town; a larger part of a region."""

    TOWN = 1
    NEAR = 2
    REGION = 3


class DamageSeverity(Code):
    """What happened to a facility; UNSPECIFIED is damage whose degree the wording does not settle."""

    AFFECTED = "AFFECTED", "affected (vicinity)"
    DAMAGED = "DAMAGED", "damaged"
    PARTIALLY_DESTROYED = "PARTIALLY_DESTROYED", "partially destroyed"
    DESTROYED = "DESTROYED", "destroyed"
    UNSPECIFIED = "UNSPECIFIED", "damaged, degree not specified"
    UNKNOWN = "UNKNOWN", "not known"


class PersonOutcome(Code):
    KILLED = "KILLED", "killed"
    INJURED = "INJURED", "injured"
    RESCUED = "RESCUED", "rescued"
    MISSING = "MISSING", "missing"
    UNKNOWN = "UNKNOWN", "not stated"
