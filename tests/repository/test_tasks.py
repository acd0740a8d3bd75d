"""Names that travel as messages: each one is registered, and stays what it is."""

from celery import Task
from django.conf import settings

from config.celery import app
from sitreps import enqueue, tasks


def test_every_task_that_is_sent_is_registered() -> None:
    assert set(enqueue.TASKS) <= set(app.tasks)


def test_every_task_that_beat_sends_is_registered() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_every_name_in_the_only_door_to_celery_is_listed() -> None:
    named = {value for name, value in vars(enqueue).items() if name.isupper() and isinstance(value, str)}

    assert named == set(enqueue.TASKS)


def test_every_task_of_ours_bears_our_name() -> None:
    ours = {task.name for task in vars(tasks).values() if isinstance(task, Task)}

    assert ours
    assert all(name.startswith("sitreps.") for name in ours)
