"""May this person do it? Roles are groups; `is_superuser` gives no editorial right (desk.md, Roles).

Whether the *thing* may is workflow.py's question. `check_…` raises `NotAllowed` with the way out, `can_…` asks by
calling it. The command line is an operator's act: it may, and four eyes does not bind it (api.md, Commands).
"""

from collections.abc import Callable, Collection
from typing import Concatenate, ParamSpec

from django.conf import settings

from sitreps.errors import NotAllowed
from sitreps.models.accounts import Role, User

P = ParamSpec("P")

LOGGERS = frozenset({Role.REPORTER, Role.EDITOR, Role.CHIEF_EDITOR})
REVIEWERS = frozenset({Role.EDITOR, Role.CHIEF_EDITOR})
ISSUERS = frozenset({Role.CHIEF_EDITOR})
READERS = frozenset(Role)


def can(check: Callable[Concatenate[User, P], None], user: User, *args: P.args, **kwargs: P.kwargs) -> bool:
    """The asking voice of any check: `can(check_publish, user, …)`."""
    try:
        check(user, *args, **kwargs)
    except NotAllowed:
        return False
    return True


def check_read(user: User) -> None:
    """Read the desk: every role."""
    _need(user, READERS, "read the desk")


def check_log(user: User) -> None:
    """Log and edit incidents, claims and sources, and submit them."""
    _need(user, LOGGERS, "log incidents")


def check_review(user: User) -> None:
    """Return or publish others' incidents."""
    _need(user, REVIEWERS, "review incidents")


def check_places(user: User) -> None:
    """Add and change places and parties."""
    _need(user, REVIEWERS, "change places and parties")


def check_origins(user: User) -> None:
    """Change an origin that is there: its letter, voice and party count in every figure that rests on it."""
    _need(user, REVIEWERS, "change an origin")


def check_retract(user: User) -> None:
    """Say that a source was retracted, corrected or is gone: it may change every figure that rests on it."""
    _need(user, REVIEWERS, "retract a source")


def check_publish(user: User, *, changed_by: User, published_before: bool) -> None:
    """Publish an incident: a reviewer, and not the one who was the last to change it (four eyes)."""
    check_review(user)
    if not user.is_person or settings.SITREPS_FOUR_EYES == "off" or changed_by != user:
        return
    if settings.SITREPS_FOUR_EYES == "after" and published_before:
        return
    raise NotAllowed("You made the last change, so another editor publishes.")


def check_take_down(user: User) -> None:
    """Hide or withdraw what is public: any editor on duty, alone (desk.md, "taking down needs one pair of eyes")."""
    _need(user, REVIEWERS, "take down what is public")


def check_withdraw_edition(user: User) -> None:
    """Withdraw an edition."""
    _need(user, ISSUERS, "withdraw editions")


def check_restore(user: User, *, hidden_by: str) -> None:
    """Put back what was hidden: a chief editor, and not the one who hid it."""
    _need(user, ISSUERS, "restore what is hidden")
    _second(user, hidden_by, "You hid this, so another chief editor restores it.")


def check_redact(user: User, *, hidden_by: str) -> None:
    """Erase content for good: a chief editor, and not the one who hid it: that is the first of the two persons."""
    _need(user, ISSUERS, "redact")
    _second(user, hidden_by, "You hid this, so another chief editor erases it.")


def check_merge(user: User, *, changed_by: Collection[str]) -> None:
    """Merge incidents, or split one: a chief editor who was not the last to change any of them (four eyes)."""
    _need(user, ISSUERS, "merge and split incidents")
    for name in changed_by:
        _second(user, name, "You made the last change in one of them, so another chief editor does this.")


def check_compile(user: User) -> None:
    """Compile an edition or edit its texts."""
    _need(user, REVIEWERS, "compile editions")


def check_issue(user: User, *, touched_by: Collection[str]) -> None:
    """Issue an edition: a chief editor, and not one who alone compiled and edited it (four eyes)."""
    _need(user, ISSUERS, "issue editions")
    if user.is_person and settings.SITREPS_FOUR_EYES != "off" and set(touched_by) == {user.username}:
        raise NotAllowed("You alone compiled and edited this edition, so another chief editor issues it.")


def check_protected(user: User) -> None:
    """See who a protected origin is."""
    _need(user, ISSUERS, "see protected identities")


def check_exclude(user: User) -> None:
    """Give an official body of a party the letter E, which takes its word out of every figure (B3)."""
    _need(user, ISSUERS, "exclude an official body")


def check_judge(user: User) -> None:
    """Say that a claim is verified, disputed or refuted, an incident confirmed or not counted: chief editors (B11)."""
    _need(user, ISSUERS, "verify or reject")


def check_settings(user: User) -> None:
    """Manage people, series and vocabularies."""
    _need(user, frozenset({Role.ADMINISTRATOR, Role.CHIEF_EDITOR}), "change settings")


def check_accounts(user: User) -> None:
    """Manage accounts and their roles."""
    _need(user, frozenset({Role.ADMINISTRATOR}), "manage accounts")


def check_audit(user: User) -> None:
    """Read the audit log."""
    _need(user, frozenset({Role.AUDITOR, Role.CHIEF_EDITOR, Role.ADMINISTRATOR}), "read the audit log")


def _second(user: User, first: str, refusal: str) -> None:
    """Refuse whoever was the first of two persons."""
    if user.is_person and settings.SITREPS_FOUR_EYES != "off" and user.username == first:
        raise NotAllowed(refusal)


def _need(user: User, roles: frozenset[Role], what: str) -> None:
    if not user.is_person:
        return
    if not user.is_active or not user.roles & roles:
        names = " or ".join(sorted(role.value.lower() for role in roles))
        raise NotAllowed(f"Your role does not let you {what}: that needs {names}.")
