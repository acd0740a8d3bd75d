"""When a claim was true and when it was said: the points that claims are ordered by (reconciliation.md B2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sitreps.figures.claims import ClaimValue

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Stands for a moment that nobody gave: before every other."""


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first and the last instant of a whole day of the zone, in UTC; days of 23 and 25 hours included."""
    first = datetime.combine(day, time.min, zone).astimezone(UTC)
    following = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return first, following - timedelta(microseconds=1)


def published_moment(claim: ClaimValue, zone: tzinfo) -> datetime | None:
    """When its source item was published: the moment, else the end of the day, else None."""
    if claim.published_at is not None:
        return claim.published_at.astimezone(UTC)
    if claim.published_on is not None:
        return day_bounds(claim.published_on, zone)[1]
    return None


def point_of(claim: ClaimValue, zone: tzinfo) -> datetime:
    """The one instant, in UTC, as of which a claim speaks.

    An instant is itself. Within a whole day, the publication tells, else the recording, else the day's end.
    Without an as-of, the publication, else the recording, else EARLIEST.
    """
    recorded = claim.recorded_at.astimezone(UTC) if claim.recorded_at else None
    hints = [moment for moment in (published_moment(claim, zone), recorded) if moment is not None]
    if claim.as_of is None:
        return next(iter(hints), EARLIEST)
    if isinstance(claim.as_of, datetime):
        return claim.as_of.astimezone(UTC)
    first, last = day_bounds(claim.as_of, zone)
    return next((moment for moment in hints if first <= moment <= last), last)


def order_of(claim: ClaimValue, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    """What makes one claim of an origin later said than another: (point, published, recorded)."""
    recorded = claim.recorded_at.astimezone(UTC) if claim.recorded_at else EARLIEST
    return point_of(claim, zone), published_moment(claim, zone) or EARLIEST, recorded
