"""What the other tests rely on: a shut network, a record that is empty again, a worker that fails loudly."""

import os
import signal
import socket
import time

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from sitreps.models import triggers
from sitreps.models.sequence import Sequence
from tests.services.worker import Worker, WorkerDied


def test_no_connection_leaves_this_machine() -> None:
    blocked = pytest.raises(SocketConnectBlockedError)
    with socket.socket() as outward, pytest.warns(UserWarning, match="192.0.2.1"), blocked:
        outward.connect(("192.0.2.1", 80))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(RuntimeError, match="the network is shut"):
        socket.create_connection(("reports.example.org", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_transactional_test_finds_the_guards_and_what_migrations_brought(turn: str) -> None:
    assert triggers.missing(connection) == []
    assert Group.objects.exists()
    assert not Sequence.objects.filter(name="left behind").exists()

    Sequence.objects.create(name="left behind")


@pytest.mark.services
def test_a_killed_worker_can_be_started_again(worker: Worker) -> None:
    worker.kill()
    worker.start()

    worker.check()


@pytest.mark.services
def test_a_worker_that_died_on_its_own_is_a_failure(stopped_worker: Worker) -> None:
    stopped_worker.start()
    os.killpg(stopped_worker.pid, signal.SIGKILL)

    with pytest.raises(WorkerDied, match="the worker ended with -9"):
        check_for_ten_seconds(stopped_worker)
    stopped_worker.kill()


def check_for_ten_seconds(worker: Worker) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        worker.check()
