"""The Celery application. Its values stand in the settings; the tasks in sitreps/tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sitreps")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
