"""`manage.py desk`: broker, web server, worker and beat under one command (docs/adr/0003)."""

import os
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from config.environment import ALLOCATOR
from sitreps.actions.accounts import demo_accounts
from sitreps.management.supervision import address, database, demo, lock, static, valkey
from sitreps.management.supervision.children import ChildEnded, Children, Plan, StopRequested

_AFTER_LAST_LIMIT = 10


class Command(BaseCommand):
    help = "Serve the desk: web, worker and beat, with a broker of its own unless REDIS_URL is set. Ctrl-C stops all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to serve at (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to serve at (default: 8000)")
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo day into an empty database")

    def handle(self, *, host: str, port: int, no_demo: bool, **_: Any) -> None:
        self._host, self._port, self._with_demo = host, port, not no_demo
        environment = self._environment()
        try:
            with lock.hold(settings.SITREPS_HOME):
                self._check_address()
                self._children = Children(environment, settings.BASE_DIR)
                self._children.listen()
                self._serve()
        except (lock.HomeInUse, valkey.NoValkey) as error:
            raise CommandError(str(error)) from error

    def _serve(self) -> None:
        try:
            self._start()
            self._children.watch()
        except StopRequested:
            self._say("Stopping; a running task may finish. Ctrl-C again ends it at once.")
        except ChildEnded as ended:
            raise CommandError(f"{ended}. The desk has been stopped.", returncode=1) from ended
        finally:
            self._children.stop()
        self._say("The desk has been stopped.")

    def _start(self) -> None:
        if settings.BROKER_EMBEDDED:
            self._children.start(valkey.plan(settings.BROKER_SOCKET, settings.SITREPS_HOME / "valkey"))
        if not database.is_current():
            self._run("bringing the database up to date", "migrate", "--verbosity=0", "--no-input")
        self.check(tags=[Tags.database], databases=["default"])
        if not static.are_collected():
            self._run("collecting static files", "collectstatic", "--verbosity=0", "--no-input", "--clear")
            static.remember_collected()
        self._load_demo()
        accounts = self._accounts()
        if settings.BROKER_EMBEDDED:
            self._wait_for("valkey", lambda: valkey.answers(settings.BROKER_SOCKET))
        for plan in self._plans():
            self._children.start(plan)
        self._wait_for("web", lambda: address.answers(self._host, self._port, "/health/live"))
        self._announce(accounts)

    def _wait_for(self, name: str, answers: Callable[[], bool]) -> None:
        def still(seconds: int) -> None:
            told = f"{name} runs, but does not answer yet after {seconds} s. Still waiting; Ctrl-C stops."
            self.stderr.write(told, self.style.WARNING)
            self.stderr.flush()

        self._children.wait_until(answers, still=still)

    def _plans(self) -> list[Plan]:
        celery = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self._host, "--port", str(self._port)]
        # One blocking thread a process: requests are short, and a connection to the database belongs to a thread.
        web += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
        return [
            Plan("web", [*web, "config.wsgi:application"]),
            Plan(
                "worker",
                [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
                grace=settings.CELERY_TASK_TIME_LIMIT + _AFTER_LAST_LIMIT,
            ),
            Plan("beat", [*celery, "beat"]),
        ]

    def _environment(self) -> dict[str, str]:
        """The children's environment: ours, and what is not set there of the allocator and of the address served."""
        environment = {**ALLOCATOR, **os.environ}
        if "SITREPS_PUBLIC_URL" not in environment:
            if address.is_wildcard(self._host):
                raise CommandError("Set SITREPS_PUBLIC_URL to the address that readers will use.")
            environment["SITREPS_PUBLIC_URL"] = address.url(self._host, self._port)
        return environment

    def _check_address(self) -> None:
        problem = address.problem(self._host, self._port)
        if problem is not None:
            raise CommandError(
                f"Cannot serve at {address.url(self._host, self._port)}: {problem}. "
                "Stop what runs there, or choose another port: manage.py desk --port 8001"
            )

    def _run(self, what: str, *command: str) -> None:
        self._say(f"{what[0].upper()}{what[1:]} …")
        self._children.run(Plan(what, [sys.executable, "manage.py", *command]))

    def _load_demo(self) -> None:
        if not (self._with_demo and demo.is_due()):
            return
        if not address.is_loopback(self._host):
            raise CommandError(
                "The database is empty, and the demo's accounts must not be reached from other machines. "
                "Start with --no-demo, or without --host."
            )
        demo.begin()
        for step in demo.STEPS:
            self._run(step.what, *step.command)
        demo.finish()

    def _accounts(self) -> list[str]:
        """Lines that say how to sign in; refuses to show demo accounts to other machines."""
        demos, has_people = demo_accounts(), demo.has_people()
        connections.close_all()  # this process only watches from here on
        if demos and not address.is_loopback(self._host):
            names = ", ".join(account.username for account in demos)
            raise CommandError(
                f"This desk has demo accounts ({names}), which must not be reached from other machines. "
                "Deactivate them in the desk first, or start without --host."
            )
        if demos:
            lines = [f"    {account.username:<12} {account.password:<16} {account.role.value}" for account in demos]
            return ["  Demo accounts, for this machine only (name, password, role):", *lines]
        if not has_people:
            return ["  Nobody can sign in yet: manage.py create_editor --help"]
        return []

    def _announce(self, accounts: list[str]) -> None:
        place = address.url(self._host, self._port)
        lines = [
            "",
            "The desk is ready.",
            f"  Public pages   {place}/",
            f"  The desk       {place}/admin/",
            f"  API            {place}/api/v1/incidents/",
            f"  State in       {settings.SITREPS_HOME}",
            *accounts,
            "Ctrl-C stops it.",
            "",
        ]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
