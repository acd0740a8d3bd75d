"""The broker is down, or takes a connection and says nothing: work goes on, and what was asked for waits in its row
(reliability.md B3, B4)."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from sitreps.actions import drafts
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobState
from tests import factories
from tests.services.racers import Racers

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SECONDS = 3.0
LATER = factories.NOON + timedelta(hours=5)

Desk = Callable[[str], Racers]


@pytest.fixture
def desk_with_broker(transactional_db: None, tmp_path: Path) -> Iterator[Desk]:
    """A process of the desk whose broker has this address."""
    with ExitStack() as stack:

        def start(url: str) -> Racers:
            desk = Racers(1, tmp_path / "desk.log", env={"REDIS_URL": url})
            stack.callback(desk.close)
            return desk

        yield start


@pytest.fixture
def refusing() -> str:
    """The address of a port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a port that takes every connection and never answers."""
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(128)
        yield f"redis://127.0.0.1:{hole.getsockname()[1]}/0"


@pytest.mark.parametrize("broker", ["refusing", "silent"])
def test_an_edition_is_issued_at_once_and_its_documents_wait(
    desk_with_broker: Desk, request: pytest.FixtureRequest, broker: str
) -> None:
    factories.published_incident()
    draft = factories.compiled_draft(factories.series(starts_on=factories.DAY))
    chief = factories.user(Role.CHIEF_EDITOR)
    desk = desk_with_broker(request.getfixturevalue(broker))

    [seconds] = desk.together([("issue", {"draft": draft.pk, "by": chief.pk, "now": LATER.isoformat()})])
    assert seconds < SECONDS
    assert EditionIssue.objects.get().date == factories.DAY
    waiting = Job.objects.filter(kind="RENDER").values_list("state", "attempt")
    assert list(waiting) == [(JobState.QUEUED, 0), (JobState.QUEUED, 0)]


@pytest.mark.parametrize("broker", ["refusing", "silent"])
def test_many_jobs_that_are_due_wait_for_a_dead_broker_once(
    desk_with_broker: Desk, request: pytest.FixtureRequest, broker: str
) -> None:
    editor = factories.user(Role.EDITOR)
    for _ in range(20):
        draft = drafts.open_draft(
            series=factories.series(starts_on=factories.DAY), day=factories.DAY, by=editor, now=LATER
        )
        drafts.ask_to_compile(draft=draft, by=editor, now=LATER, wake=False)
    desk = desk_with_broker(request.getfixturevalue(broker))

    assert desk.together([("reconcile", {})])[0] < SECONDS
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.QUEUED}
    assert EditionDraft.objects.count() == 20
