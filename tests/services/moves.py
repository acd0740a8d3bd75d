"""What a racer can be told to do (racers.py): one function a move, plain JSON in and out.

A refusal of the house is an answer, its name; any other error ends the racer, with its traceback in the log.
"""

import io
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402 - models exist from here on
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from sitreps.actions import drafts, incidents, issuing, jobs, work  # noqa: E402
from sitreps.actions.incident_rows import Changes  # noqa: E402
from sitreps.actions.publishing import publish_tree  # noqa: E402
from sitreps.codelists import ChangeCode  # noqa: E402
from sitreps.errors import SitrepsError  # noqa: E402
from sitreps.models.accounts import User  # noqa: E402
from sitreps.models.changes import Change  # noqa: E402
from sitreps.models.claims import Claim  # noqa: E402
from sitreps.models.editions import EditionDraft  # noqa: E402
from sitreps.models.incidents import Incident  # noqa: E402
from sitreps.models.series import Series  # noqa: E402
from sitreps.workflow import IncidentState  # noqa: E402

T = TypeVar("T")
Published = list[tuple[str, int, int]]


def ready() -> bool:
    """Everything is imported."""
    return True


def publish(*, incident: int, by: int, now: str, version: int | None = None, note: str = "") -> Published | str:
    """Publish an incident as somebody does who saw it at `version`."""
    seen = Incident.objects.get(pk=incident)
    if version is not None:
        seen.version = version
    code = ChangeCode.EDITORIAL if note else ChangeCode.NEW
    return _told(lambda: _names(publish_tree(incident=seen, by=_user(by), now=_moment(now), code=code, note=note)))


def publish_each(*, incidents: list[int], by: int, now: str) -> list[Published | str]:
    """Publish one incident after another."""
    return [publish(incident=one, by=by, now=now) for one in incidents]


def revise_each(*, incident: int, values: list[int], by: int, now: str) -> list[Published | str]:
    """Give an incident's first claim one value after another, and publish each."""
    answers = []
    for value in values:
        Claim.objects.filter(incident=incident, key="C01").update(value=value)
        Incident.objects.filter(pk=incident).update(state=IncidentState.IN_REVIEW)
        answers.append(publish(incident=incident, by=by, now=now, note="A newer figure."))
    return answers


def publish_randomly(*, incidents: list[int], by: int, now: str, times: int, seed: int) -> list[Published | str]:
    """Give one incident after another, chosen at random, another number, and publish it."""
    chance = random.Random(seed)
    answers = []
    for step in range(times):
        one = chance.choice(incidents)
        Claim.objects.filter(incident=one, key="C01").update(value=chance.randint(1, 50))
        Incident.objects.filter(pk=one).update(state=IncidentState.IN_REVIEW)
        answers.append(publish(incident=one, by=by, now=now, note=f"Number {step} of {seed}."))
        time.sleep(chance.choice((0.0, 0.0, 0.002)))
    return answers


def publish_slowly(*, incident: int, by: int, now: str, seconds: float) -> list[Published | str]:
    """Hold a transaction open before and after publishing in it: begun before the others, committed after them."""
    with transaction.atomic():
        Incident.objects.filter(pk=incident).update(state=IncidentState.IN_REVIEW)
        time.sleep(seconds)
        answer = publish(incident=incident, by=by, now=now, note="After a long while.")
        time.sleep(seconds)
    return [answer]


def publish_again(*, incident: int, by: int, now: str, times: int) -> list[Published | str]:
    """Send an incident to review and publish it, over and over."""
    answers = []
    for _ in range(times):
        Incident.objects.filter(pk=incident).update(state=IncidentState.IN_REVIEW)
        answers.append(publish(incident=incident, by=by, now=now, note="Read again."))
    return answers


def edit(*, incident: int, by: int, now: str, times: int) -> list[bool | str]:
    """Save another title, over and over."""
    answers: list[bool | str] = []
    for count in range(times):
        seen = Incident.objects.get(pk=incident)
        changes = Changes(fields={"title": f"Missile strike, told {count} times by {by}"})
        answers.append(
            _told(
                lambda seen=seen, changes=changes: bool(  # type: ignore[misc]
                    incidents.record_edit(
                        incident=seen, expected_version=seen.version, changes=changes, by=_user(by), now=_moment(now)
                    )
                )
            )
        )
    return answers


def follow(*, until: int, seconds: float) -> list[int]:
    """The record's numbers as a reader meets them who asks again and again for what came after the last one."""
    met: list[int] = []
    deadline = time.monotonic() + seconds
    while len(met) < until and time.monotonic() < deadline:
        after = met[-1] if met else 0
        met += Change.objects.filter(seq__gt=after).order_by("seq").values_list("seq", flat=True)
        time.sleep(0.002)
    return met


def claim(*, job: int, now: str) -> int:
    """Claim a job; the fence under which it was given, or 0."""
    claimed = jobs.claim(job_id=job, now=_moment(now))
    return claimed.fence if claimed else 0


def run_job(*, job: int) -> str | None:
    """Do a job, if it is still to be done."""
    return work.run_job(job_id=job, clock=timezone.now)


def tick(*, now: str) -> int:
    """What the clock does; the number of editions that it opened."""
    return work.tick(now=_moment(now))


def ask_to_compile(*, draft: int, by: int, now: str) -> int | str:
    """Press the button: compile this draft. The job's id."""
    seen = EditionDraft.objects.select_related("series").get(pk=draft)
    return _told(lambda: drafts.ask_to_compile(draft=seen, by=_user(by), now=_moment(now), wake=False).pk)


def open_draft(*, series: int, day: str, by: int, now: str) -> int | str:
    """Open the draft of a day; its id."""
    of = Series.objects.get(pk=series)
    on = datetime.fromisoformat(day).date()
    return _told(lambda: drafts.open_draft(series=of, day=on, by=_user(by), now=_moment(now)).pk)


def issue(*, draft: int, by: int, now: str) -> float | str:
    """Issue a compiled draft as the desk does, documents asked for; the seconds it took."""
    seen = EditionDraft.objects.select_related("series").get(pk=draft)
    return _told(
        lambda: _seconds(lambda: issuing.issue_edition(draft=seen, by=_user(by), now=_moment(now), at=_moment(now)))
    )


def reconcile() -> float:
    """Send again what is due; the seconds it took."""
    return _seconds(lambda: work.reconcile(now=timezone.now()))


def compile_edition(*, arguments: list[str]) -> tuple[int, str]:
    """The command, with its exit code and all that it printed."""
    printed = io.StringIO()
    try:
        call_command("compile_edition", *arguments, stdout=printed, stderr=printed)
    except CommandError as error:
        return error.returncode, f"{printed.getvalue()}{error}"
    return 0, printed.getvalue()


MOVES: dict[str, Callable[..., Any]] = {
    move.__name__: move
    for move in (
        ask_to_compile, claim, compile_edition, edit, follow, issue, open_draft, publish, publish_again, publish_each,
        publish_randomly, publish_slowly, ready, reconcile, revise_each, run_job, tick,
    )
}  # fmt: skip


def _told(act: Callable[[], T]) -> T | str:
    try:
        return act()
    except SitrepsError as refusal:
        return type(refusal).__name__


def _seconds(act: Callable[[], object]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


def _names(revisions: list[Any]) -> Published:
    return [(revision.ref, revision.number, revision.seq) for revision in revisions]


def _user(pk: int) -> User:
    return User.objects.get(pk=pk)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def main() -> None:
    """One order a line, one answer a line, until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        answer = MOVES[order["move"]](**order["with"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
