"""The demo: one real day of the desk, loaded into an empty database only."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sitreps.models.accounts import CLOCK, COMMAND, User
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin

LOG = settings.BASE_DIR / "sitreps" / "data" / "demo-log.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the load: what it does, for the person who waits, and its arguments for manage.py."""

    what: str
    command: tuple[str, ...]


STEPS = (
    Step("making the demo accounts", ("create_demo_accounts",)),
    Step("importing the demo log", ("import_desk_log", str(LOG), "--publish", "--at", "2025-06-24T14:45:00Z")),
    Step(
        "compiling and issuing the demo edition",
        (
            *("compile_edition", "UKR-DAILY", "--for", "2025-06-24", "--as-known-at", "2025-06-24T15:00:00Z"),
            *("--issue", "--at", "2025-06-24T15:10:00Z"),
        ),
    ),
)


def is_due() -> bool:
    """Whether nobody has used this database yet, or an earlier load was interrupted."""
    if _unfinished().exists():
        return True
    return not (has_people() or Incident.objects.exists() or Origin.objects.exists())


def begin() -> None:
    """Remember that the load has begun, so that an interrupted one is taken up again; its steps may be repeated."""
    _unfinished().touch()


def finish() -> None:
    """The load is whole."""
    _unfinished().unlink()


def has_people() -> bool:
    """Whether there is any account but those of the command line and the clock."""
    return User.objects.exclude(username__in=(COMMAND, CLOCK)).exists()


def _unfinished() -> Path:
    return Path(settings.SITREPS_HOME) / "demo.unfinished"
