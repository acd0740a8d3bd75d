"""The demo's first minutes: what each role can try, in an order in which one step leads to the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sitreps import permissions
from sitreps.actions import continuing
from sitreps.codelists import IncidentKind
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.queries import published
from sitreps.workflow import IncidentState


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try. `href` leads to it."""

    text: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What this desk was filled with, and what to try as this person."""

    about: str
    steps: tuple[Step, ...]


def first_steps(user: User, *, now: datetime) -> FirstSteps | None:
    """For demo accounts on a desk that has an edition; None for everybody else. A few queries, none for them."""
    if not user.is_demo:
        return None
    first = published.issues().defer("snapshot").order_by("period_to", "-issue").first()
    if first is None:
        return None
    about = (
        f"This desk was filled with one real day, {first.date:%-d %B %Y}, as a news report told it. What you do here"
        " stays on this machine. Most steps have another side, which takes another person: log in as a colleague to"
        " review, publish or issue what you made."
    )
    return FirstSteps(about, (*_reading(first), *_doing(user, now=now)))


def _reading(issue: EditionIssue) -> Iterator[Step]:
    """What came of the day, for everybody: the edition, and one number back to its claims."""
    page = reverse("site:edition", args=[issue.series.code, issue.number])
    yield Step(f"Read the edition of {issue.date:%-d %B %Y}", "What readers got; the PDF is beside it.", page)
    shown = Incident.objects.filter(state=IncidentState.PUBLISHED).order_by("ref")
    incident = shown.filter(kind=IncidentKind.CLUSTER).first() or shown.first()
    if incident is not None:
        why = reverse("admin:sitreps_incident_why", args=[incident.pk, "KILLED"])
        told = f"Killed, in “{incident.title}”: each claim in its source's words, and why it is used or not."
        yield Step("Follow a number back to its claims", told, why)


def _going_on(series: Series) -> Step:
    words = "The next edition is compiled from what is published by then; a chief editor issues it."
    return Step(f"Let {series.code} go on", words, reverse("admin:sitreps_series_go_on", args=[series.pk]))


def _doing(user: User, *, now: datetime) -> Iterator[Step]:
    """What this person's roles can do with it."""
    if permissions.can(permissions.check_review, user):
        yield Step(
            "Look at what contradicts itself",
            "Every discrepancy of the day in plain words, with what to do about it.",
            reverse("admin:sitreps_discrepancydecision_changelist"),
        )
    if permissions.can(permissions.check_log, user):
        yield Step(
            "Let a toll rise",
            "The police give a newer number: type it, and see the figures before and after.",
            reverse("admin:sitreps_incident_tolls"),
        )
        yield Step(
            "Log an incident",
            "The figures follow while you type; what is logged already is pointed out.",
            reverse("admin:sitreps_incident_add"),
        )
    if permissions.can(permissions.check_review, user):
        yield Step(
            "Review what a colleague sent",
            "The difference to what readers have, and the figures before and after. Nobody publishes their own change.",
            f"{reverse('admin:sitreps_incident_changelist')}?state=IN_REVIEW&mine=review",
        )
    if permissions.can(permissions.check_settings, user):
        yield from (_going_on(one) for one in Series.objects.order_by("code") if continuing.can_go_on(one, now=now))
    if permissions.can(permissions.check_accounts, user):
        yield Step(
            "Make an account of your own",
            "With one role or several. An administrator runs the desk and publishes nothing by that right.",
            reverse("admin:sitreps_user_add"),
        )
