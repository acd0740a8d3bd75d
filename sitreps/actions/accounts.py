"""People of the desk: made by a command, with their roles. Everything else about people is the admin's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from sitreps import permissions
from sitreps.actions import audit
from sitreps.errors import Conflict, InvalidValue, WrongState
from sitreps.models.accounts import CLOCK, COMMAND, Role, User


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of the demo's people. The password is no secret: the account signs in from its own machine only."""

    username: str
    name: str
    role: Role

    @property
    def password(self) -> str:
        """`demo-editor`."""
        return f"demo-{self.username}"


DEMO_ACCOUNTS = (
    DemoAccount("reporter", "Rosa Reporter", Role.REPORTER),
    DemoAccount("editor", "Emil Editor", Role.EDITOR),
    DemoAccount("chief", "Clara Chief", Role.CHIEF_EDITOR),
    DemoAccount("admin", "Anders Admin", Role.ADMINISTRATOR),
)


def demo_accounts() -> list[DemoAccount]:
    """The demo accounts that can sign in. One query."""
    names = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    return [account for account in DEMO_ACCOUNTS if account.username in names]


@transaction.atomic
def create_account(*, username: str, password: str, roles: Sequence[Role], by: User, now: datetime) -> User:
    """A new colleague who can sign in to the desk. Raises InvalidValue by field, Conflict if the name is taken."""
    if username in {COMMAND, CLOCK}:
        raise InvalidValue("username", f"'{username}' is an actor of the desk itself; choose another name")
    if not roles:
        raise InvalidValue("role", f"is missing; choose one or more of {', '.join(role.value for role in Role)}")
    if User.objects.filter(username=username).exists():
        raise Conflict(f"'{username}' has an account already; choose another name, or change it in the desk.")
    user = User(username=username, is_staff=True)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise InvalidValue("username", f"'{username}': {' '.join(error.messages)}") from error
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue("password", " ".join(error.messages)) from error
    return _save(user, password, roles, by=by, now=now)


@transaction.atomic
def ensure_demo_accounts(*, by: User, now: datetime) -> list[DemoAccount]:
    """The demo's people, with the passwords that are printed; returns those that were made now.

    An account that exists keeps its history and gets the printed password back. Raises Conflict where a real person
    has one of the names; then nothing was changed.
    """
    made = []
    for account in DEMO_ACCOUNTS:
        user = User.objects.filter(username=account.username).first()
        if user is None:
            first_name, last_name = account.name.split()
            user = User(
                username=account.username, first_name=first_name, last_name=last_name, is_staff=True, is_demo=True
            )
            _save(user, account.password, [account.role], by=by, now=now)
            made.append(account)
        elif not user.is_demo:
            raise Conflict(f"'{account.username}' is a real account. Rename it first, or do without the demo's people.")
        elif not user.check_password(account.password):
            user.set_password(account.password)
            user.save(update_fields=["password"])
            audit.record(action="account.reset", object_type="user", object_ref=user.username, by=by, now=now)
    return made


def _save(user: User, password: str, roles: Sequence[Role], *, by: User, now: datetime) -> User:
    user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    audit.record(
        action="account.create",
        object_type="user",
        object_ref=user.username,
        by=by,
        now=now,
        detail={"roles": sorted(role.value for role in roles), "is_demo": user.is_demo},
    )
    return user


def failed_tries(user: User, *, now: datetime) -> int:
    """How many failed tries of this name still count: neither a success nor the pause has ended them."""
    recent = AccessAttempt.objects.filter(username=user.username, attempt_time__gte=now - settings.AXES_COOLOFF_TIME)
    return recent.aggregate(all=Sum("failures_since_start"))["all"] or 0


@transaction.atomic
def let_in(*, user: User, by: User, now: datetime) -> int:
    """Forget the failed tries of a name, so that its owner need not wait. Returns how many; WrongState for none."""
    permissions.check_accounts(by)
    tries = failed_tries(user, now=now)
    if not tries:
        raise WrongState(f"'{user.username}' is not held: no failed try counts.")
    AccessAttempt.objects.filter(username=user.username).delete()
    detail = {"tries": tries}
    audit.record(action="account.let_in", object_type="user", object_ref=user.username, by=by, now=now, detail=detail)
    return tries


@transaction.atomic
def change_password(*, password: str, by: User, now: datetime) -> None:
    """One's own password, already checked (validate_password). Every other session of the person ends with it."""
    by.set_password(password)
    by.save(update_fields=["password"])
    audit.record(action="user.password", object_type="user", object_ref=by.username, by=by, now=now)
