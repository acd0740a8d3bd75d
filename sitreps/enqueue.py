"""The only door to Celery from below: run task NAME after commit. A message is a hint; the job's row is the truth."""

import time
from dataclasses import dataclass

import redis
import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

RUN_JOB = "sitreps.run_job"
TASKS = (RUN_JOB,)
QUIET_SECONDS = 5.0

log = structlog.get_logger(__name__)


@dataclass
class _Door:
    """Shut for a while after the broker did not answer: one request waits for it once, however many hints it has."""

    shut_until: float = 0.0


_door = _Door()


def job_after_commit(job_id: int) -> None:
    """Wake a worker for a job once the transaction is in. A broker that is down costs a second, never the job."""
    transaction.on_commit(lambda: send(RUN_JOB, job_id), robust=True)


def send(name: str, *arguments: int) -> None:
    """Send one hint now, by name: whoever sends need not know the task. Unknown names are refused.

    An unreachable broker is logged and left alone for some seconds; reconcile sends again. It is asked first, because
    Celery's own connection tries for six seconds whatever its options say.
    """
    if name not in TASKS:
        raise LookupError(f"No task is called {name}.")
    if time.monotonic() < _door.shut_until:
        return
    try:
        if broker_answers():
            current_app.send_task(name, args=arguments, retry=False)
            return
        reason = "no answer"
    except OperationalError as error:
        reason = str(error)
    _door.shut_until = time.monotonic() + QUIET_SECONDS
    log.warning("broker_unreachable", task=name, error=reason)


def broker_answers() -> bool:
    """Whether the broker answers within a second. Asked past Celery, whose own connection tries for several."""
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    client = redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
