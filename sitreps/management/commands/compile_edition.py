"""`compile_edition SERIES --for DAY`: compile, and with `--issue` issue and render, here and now (api.md, Commands).

The same actions as the desk's, in this process and without a broker. Exit 0 done, or already issued; 1 failed;
2 usage; 3 blocked: a line for each block, the draft stays and a second call compiles it anew.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitreps.actions import drafts, issuing, renditions, work
from sitreps.errors import Blocked, NotDue, SitrepsError, StaleVersion, WrongState
from sitreps.management.arguments import actor_named, day, moment
from sitreps.models.accounts import User
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState

FAILED, USAGE, BLOCKED = 1, 2, 3
TRIES = 3
PATIENCE = 150.0  # seconds: as long as a worker may take


class Command(BaseCommand):
    help = "Compile the edition of a day, and with --issue issue it and store its documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series", help="the series' code, such as UKR-DAILY")
        parser.add_argument("--for", dest="day", required=True, type=day, metavar="YYYY-MM-DD")
        parser.add_argument("--as-known-at", type=moment, metavar="TIMESTAMP", help="the knowledge cut; default: now")
        parser.add_argument("--issue", action="store_true", help="issue the edition and render its documents")
        parser.add_argument("--at", type=moment, metavar="TIMESTAMP", help="the moment of issue; default: now")
        parser.add_argument("--by", metavar="USER", help="the person who does it; default: the command line itself")
        parser.add_argument(
            "--accept", action="append", default=[], metavar="CODE:REF=note", help="accept a block, with its note"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        series = Series.objects.filter(code=options["series"]).first()
        if series is None:
            raise CommandError(f"No series is called {options['series']}.", returncode=USAGE)
        accepted = _accepted(options["accept"])
        if (options["at"] or accepted) and not options["issue"]:
            raise CommandError("--at and --accept go with --issue.", returncode=USAGE)
        by, now = actor_named(options["by"]), timezone.now()
        try:
            _check_moments(options, now=now)
            self._compile(series, options["day"], options, accepted, by=by, now=now)
        except Blocked as blocked:
            for line in blocked.lines:
                self.stdout.write(line)
            sys.exit(BLOCKED)
        except SitrepsError as refusal:
            raise CommandError(str(refusal), returncode=FAILED) from refusal

    def _compile(
        self,
        series: Series,
        on: date,
        options: Mapping[str, Any],
        accepted: Mapping[str, str],
        *,
        by: User,
        now: datetime,
    ) -> None:
        for attempt in range(1, TRIES + 1):
            issued = EditionIssue.objects.filter(series=series, date=on).order_by("-issue").first()
            if issued:
                self._render(issued, by=by, now=now)
                self.stdout.write(f"{issued} of {on} is already issued (sha256 {issued.sha256}).")
                return
            try:
                self._compile_once(series, on, options, accepted, by=by, now=now)
            except (StaleVersion, WrongState):
                # Somebody compiled or issued the same edition at this moment: what they made of it counts.
                if attempt == TRIES:
                    raise
            else:
                return

    def _compile_once(
        self,
        series: Series,
        on: date,
        options: Mapping[str, Any],
        accepted: Mapping[str, str],
        *,
        by: User,
        now: datetime,
    ) -> None:
        draft = drafts.open_draft(series=series, day=on, by=by, now=now)
        job = drafts.ask_to_compile(draft=draft, by=by, now=now, as_known_at=options["as_known_at"], wake=False)
        self._finish(job)
        draft.refresh_from_db()
        self.stdout.write(f"{draft} is compiled: {len(draft.discrepancies)} discrepancies, {_blocks(draft)} blocking.")
        if not options["issue"]:
            return
        issue = issuing.issue_edition(draft=draft, by=by, now=now, at=options["at"], accept=accepted, wake=False)
        self.stdout.write(f"{issue} is issued (sha256 {issue.sha256}).")
        self._render(issue, by=by, now=now)

    def _render(self, issue: EditionIssue, *, by: User, now: datetime) -> None:
        """Store every document that is still missing; returns when they are on disk."""
        stored = {(one.language, one.format) for one in issue.renditions.all()}
        for job in renditions.ask_for_missing(issue=issue, by=by, now=now, wake=False):
            self._finish(job)
        for one in issue.renditions.order_by("language", "format"):
            if (one.language, one.format) not in stored:
                self.stdout.write(f"stored {one.language}.{one.format}: {one.bytes} bytes, sha256 {one.sha256}")

    def _finish(self, job: Job) -> None:
        """Do the job here, or wait for the worker that took it first; CommandError if it did not end well."""
        deadline = time.monotonic() + PATIENCE
        while work.run_job(job_id=job.pk, clock=timezone.now) is None and time.monotonic() < deadline:
            job.refresh_from_db()
            if job.state in {JobState.DONE, JobState.PARKED}:
                break
            time.sleep(0.2)
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise CommandError(f"{job.key}: {job.error or 'another worker holds it'}", returncode=FAILED)


def _accepted(pairs: Sequence[str]) -> dict[str, str]:
    accepted = {}
    for pair in pairs:
        key, separator, note = pair.partition("=")
        if not separator or ":" not in key or not note.strip():
            raise CommandError(f"--accept {pair}: write CODE:REF=note, the note in words.", returncode=USAGE)
        accepted[key.strip()] = note.strip()
    return accepted


def _check_moments(options: Mapping[str, Any], *, now: datetime) -> None:
    for name in ("as_known_at", "at"):
        if options[name] and options[name] > now:
            raise NotDue(f"--{name.replace('_', '-')} lies in the future.")


def _blocks(draft: EditionDraft) -> int:
    return sum(1 for one in draft.discrepancies if one["severity"] == "BLOCK") if draft.state == DraftState.DRAFT else 0
