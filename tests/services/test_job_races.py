"""Many workers, clocks and people want the same thing at once: it is done once (reliability.md 2, A3, B6, B9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sitreps.actions import drafts, jobs
from sitreps.models.accounts import CLOCK, Role, actor
from sitreps.models.editions import EditionDraft, EditionIssue, Rendition
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.workflow import DraftState
from tests import factories
from tests.services.conftest import EIGHT
from tests.services.racers import Racers

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
AFTER_CUT_OFF = factories.NOON + timedelta(hours=4)


def test_of_eight_workers_one_gets_the_job_and_again_one_when_its_lease_ran_out(racers: Racers) -> None:
    clock = factories.user(Role.EDITOR)
    for number in range(ROUNDS):
        job = jobs.ask_for(kind=JobKind.RENDER, key=f"race/{number}", by=clock, now=factories.NOON, wake=False)
        for fence, moment in ((1, factories.NOON), (2, factories.NOON + timedelta(hours=1))):
            order = ("claim", {"job": job.pk, "now": moment.isoformat()})
            assert sorted(racers.together([order] * EIGHT)) == [0] * (EIGHT - 1) + [fence]
        job.refresh_from_db()
        assert (job.state, job.attempt, job.fence) == (JobState.RUNNING, 2, 2)


def test_a_message_delivered_eight_times_compiles_once(racers: Racers) -> None:
    factories.published_incident()
    editor = factories.user(Role.EDITOR)
    for _ in range(ROUNDS // 4):
        series = factories.series(starts_on=factories.DAY)
        draft = drafts.open_draft(series=series, day=factories.DAY, by=editor, now=AFTER_CUT_OFF)
        job = drafts.ask_to_compile(draft=draft, by=editor, now=AFTER_CUT_OFF, wake=False)
        version = EditionDraft.objects.get(pk=draft.pk).version
        answers = racers.together([("run_job", {"job": job.pk})] * EIGHT)
        assert sorted(str(answer) for answer in answers) == ["DONE"] + ["None"] * (EIGHT - 1)
        draft.refresh_from_db()
        job.refresh_from_db()
        assert (draft.state, draft.version, job.attempt) == (DraftState.DRAFT, version + 1, 1)


def test_two_clocks_and_the_desk_open_one_draft_of_a_day(racers: Racers) -> None:
    editor, now = factories.user(Role.EDITOR), AFTER_CUT_OFF.isoformat()
    actor(CLOCK)
    for _ in range(ROUNDS // 4):
        series = factories.series(starts_on=factories.DAY, ends_on=factories.DAY)
        order = {"series": series.pk, "day": factories.DAY.isoformat(), "by": editor.pk, "now": now}
        answers = racers.together([("tick", {"now": now})] * 4 + [("open_draft", order)] * 4)
        [draft] = EditionDraft.objects.filter(series=series)
        assert answers[4:] == [draft.pk] * 4
        assert sum(answers[:4]) in {0, 1}  # 0 where a person was first
        assert draft.number == 1


def test_commands_that_issue_the_same_day_at_once_end_well_with_one_edition(racers: Racers) -> None:
    factories.published_incident()
    series = factories.series(starts_on=factories.DAY)
    arguments = [series.code, "--for", factories.DAY.isoformat(), "--issue"]
    answers: list[Any] = racers.together([("compile_edition", {"arguments": arguments})] * 4)
    assert [code for code, _ in answers] == [0] * 4, answers
    issue = EditionIssue.objects.get()
    assert all(issue.sha256 in printed for _, printed in answers)
    assert sorted(Rendition.objects.values_list("format", flat=True)) == ["html", "pdf"]
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert issue.issued_at <= timezone.now()
