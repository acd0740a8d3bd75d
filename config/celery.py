"""The Celery application. Its values stand in the settings; the tasks in sitreps/tasks.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sitreps")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_for_work(**_: Any) -> None:
    """A worker that starts asks at once what is due: the hints of before may be lost (reliability.md 1)."""
    app.send_task("sitreps.reconcile", retry=False)
