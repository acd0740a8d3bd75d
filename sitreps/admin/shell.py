"""What stands around every page: the navigation of a person's roles, the clock, the next cut-off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from sitreps import permissions
from sitreps.actions.compiling import calendar
from sitreps.models.accounts import User
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.workflow import IncidentState

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the navigation."""

    name: str
    text: str
    icon: str
    href: str
    is_here: bool
    count: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines under a heading; the first has none."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CutOff:
    """The next cut-off of a series, in words and as a moment for the countdown."""

    series: str
    at: datetime
    zone: str
    words: str


@dataclass(frozen=True, slots=True)
class Around:
    """The head and the navigation of a page."""

    groups: tuple[Group, ...]
    may_log: bool
    zone: str
    now: datetime
    roles: str
    cut_off: CutOff | None


PLACES: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "",
        (
            ("today", "Today", "today", "admin:index"),
            ("incident", "Incidents", "incident", "admin:sitreps_incident_changelist"),
            ("editiondraft", "Editions", "edition", "admin:sitreps_editiondraft_changelist"),
        ),
    ),
    (
        "Reference",
        (
            ("sourceitem", "Sources", "source", "admin:sitreps_sourceitem_changelist"),
            ("origin", "Origins", "people", "admin:sitreps_origin_changelist"),
            ("place", "Places", "place", "admin:sitreps_place_changelist"),
            ("party", "Parties", "partner", "admin:sitreps_party_changelist"),
        ),
    ),
    (
        "Desk",
        (
            ("discrepancydecision", "Discrepancies", "warn", "admin:sitreps_discrepancydecision_changelist"),
            ("series", "Series", "clock", "admin:sitreps_series_changelist"),
            ("user", "Accounts", "key", "admin:sitreps_user_changelist"),
            ("auditevent", "Audit log", "audit", "admin:sitreps_auditevent_changelist"),
        ),
    ),
)
NEEDS = {
    "user": permissions.check_accounts,
    "auditevent": permissions.check_audit,
}


def around(user: User, path: str, *, now: datetime) -> Around:
    """Head and navigation for one request: three queries."""
    series = list(Series.objects.order_by("code"))
    waiting = 0
    if permissions.can(permissions.check_review, user):
        waiting = Incident.objects.filter(state=IncidentState.IN_REVIEW).exclude(changed_by=user).count()
    return Around(
        groups=tuple(_group(label, lines, user, path, waiting) for label, lines in PLACES),
        may_log=permissions.can(permissions.check_log, user),
        zone=series[0].timezone if series else "UTC",
        now=now,
        roles=", ".join(sorted(user.roles)),
        cut_off=next_cut_off(series, now=now),
    )


def next_cut_off(series: list[Series], *, now: datetime) -> CutOff | None:
    """The soonest cut-off of the series that still have one."""
    coming = [(at, one) for one in series if (at := cut_off_after(one, now)) is not None]
    if not coming:
        return None
    at, first = min(coming, key=lambda pair: pair[0])
    return CutOff(first.code, at, first.timezone, remaining(at - now))


def cut_off_after(series: Series, now: datetime) -> datetime | None:
    """The next cut-off of a series; None while it is paused, and after its last."""
    return None if series.paused else calendar(series).next_cut_off(now)


def remaining(time: timedelta) -> str:
    """A stretch of time as people say it: 22 min, 3 h 5 min, 4 days."""
    if time >= 2 * DAY:
        return f"{time // DAY} days"
    hours, minutes = time // HOUR, (time % HOUR) // timedelta(minutes=1)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _group(label: str, lines: tuple[tuple[str, str, str, str], ...], user: User, path: str, waiting: int) -> Group:
    shown = []
    for name, text, icon, view in lines:
        if name in NEEDS and not permissions.can(NEEDS[name], user):
            continue
        href = reverse(view)
        is_here = path == href if name == "today" else path.startswith(href)
        count, what = (waiting, "to review") if name == "incident" else (0, "")
        shown.append(Link(name, text, icon, href, is_here, count, what))
    return Group(label, tuple(shown))
