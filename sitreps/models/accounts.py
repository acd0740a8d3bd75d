"""People of the desk, and the two actors that are no people: the command line and the clock."""

from enum import StrEnum

from django.contrib.auth.models import AbstractUser, Group
from django.db import models

COMMAND = "command"
CLOCK = "clock"


class Role(StrEnum):
    """The roles of the desk, each a group of this name (desk.md). A person may have several."""

    REPORTER = "Reporter"
    EDITOR = "Editor"
    CHIEF_EDITOR = "Chief editor"
    PARTNER_MANAGER = "Partner manager"
    ADMINISTRATOR = "Administrator"
    AUDITOR = "Auditor"


class User(AbstractUser):
    """A colleague. Roles are groups (permissions.py); `is_superuser` gives no editorial right."""

    is_demo = models.BooleanField(
        "demo account", default=False, help_text="A demo account signs in from this machine only."
    )

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def roles(self) -> frozenset[str]:
        """Names of the person's groups, read once an object."""
        if "_roles" not in self.__dict__:
            self.__dict__["_roles"] = frozenset(self.groups.values_list("name", flat=True))
        return frozenset(self.__dict__["_roles"])

    @property
    def is_person(self) -> bool:
        """Four eyes binds people; a command is an operator's act and the clock is nobody's (api.md, Commands)."""
        return self.username not in {COMMAND, CLOCK}


def actor(name: str) -> User:
    """The account that stands for the command line or the clock: it has no password and cannot sign in."""
    labels = {COMMAND: "Command line", CLOCK: "The clock"}
    user, created = User.objects.get_or_create(
        username=name, defaults={"first_name": labels[name], "is_active": False, "is_staff": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def ensure_roles() -> None:
    """Make the groups that are missing; called after every migrate."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)
