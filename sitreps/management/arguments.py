"""What commands read from their command line: days, moments with a zone, people. Nonsense is a usage error (2)."""

from argparse import ArgumentTypeError
from datetime import date, datetime

from django.core.management.base import CommandError

from sitreps.models.accounts import COMMAND, User, actor

USAGE = 2


def day(text: str) -> date:
    """`2025-06-24`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"'{text}' is no date; write it as 2025-06-24.") from error


def moment(text: str) -> datetime:
    """`2025-06-24T15:00:00Z`: ISO 8601 with a zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"'{text}' is no moment; write it as 2025-06-24T15:00:00Z.") from error
    if read.tzinfo is None:
        raise ArgumentTypeError(f"'{text}' has no time zone; end it with Z, or with an offset such as +03:00.")
    return read


def actor_named(username: str | None) -> User:
    """The person of that name, or the command line itself; CommandError (usage) for a name that nobody has."""
    if username is None:
        return actor(COMMAND)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody on this desk is called {username}.", returncode=USAGE)
    return user
