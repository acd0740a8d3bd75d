"""The only door to Celery from below: run task NAME after commit. A message is a hint; the job's row is the truth."""

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

log = structlog.get_logger(__name__)


def job_after_commit(job_id: int) -> None:
    """Wake a worker for a job once the transaction is in. A broker that is down costs time, never the job."""
    transaction.on_commit(lambda: send(RUN_JOB, job_id), robust=True)


def send(name: str, *arguments: int) -> None:
    """Send one hint now. Unknown names are refused; an unreachable broker is logged: reconcile sends again."""
    try:
        current_app.tasks[name].apply_async(args=arguments, retry=False)
    except OperationalError as error:
        log.warning("broker_unreachable", task=name, error=str(error))


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
