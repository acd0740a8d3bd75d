"""`create_editor USERNAME --role ROLE`: a real colleague, so that a desk without the demo can start.

The password is made and printed once, or asked for with `--ask`. Exit 0 made, 1 refused, 2 usage.
"""

import secrets
from argparse import ArgumentParser, ArgumentTypeError
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitreps.actions.accounts import create_account
from sitreps.errors import SitrepsError
from sitreps.management.arguments import actor_named
from sitreps.models.accounts import Role

REFUSED = 1
BYTES_OF_A_PASSWORD = 15  # 20 characters


class Command(BaseCommand):
    help = "Make an account for a colleague; the password is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--role", action="append", required=True, type=_role, help=f"{_roles()}; may be given several times"
        )
        parser.add_argument("--ask", action="store_true", help="ask for the password instead of making one")

    def handle(self, *_: Any, **options: Any) -> None:
        password = _asked() if options["ask"] else secrets.token_urlsafe(BYTES_OF_A_PASSWORD)
        try:
            user = create_account(
                username=options["username"],
                password=password,
                roles=options["role"],
                by=actor_named(None),
                now=timezone.now(),
            )
        except SitrepsError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        roles = ", ".join(role.value for role in options["role"])
        self.stdout.write(f"Made the account {user.username} ({roles}).")
        if not options["ask"]:
            self.stdout.write(f"Its password, shown this once: {password}")


def _role(name: str) -> Role:
    for role in Role:
        if role.value.casefold() == name.casefold():
            return role
    raise ArgumentTypeError(f"'{name}' is no role; choose one of: {_roles()}.")


def _roles() -> str:
    return ", ".join(role.value for role in Role)


def _asked() -> str:
    password = getpass("Password: ")
    if password != getpass("Again: "):
        raise CommandError("The two passwords differ; nothing was made.", returncode=REFUSED)
    return password
