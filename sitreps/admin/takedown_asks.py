"""What can be asked of something public: hide, restore, withdraw, redact; who may, in which words, by which action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from sitreps import permissions
from sitreps.actions import hiding, redaction, withdrawals
from sitreps.admin.base import now, person
from sitreps.admin.takedown_forms import (
    AskForm,
    NoteForm,
    PublicForm,
    RedactionForm,
    RevisionsForm,
    WithdrawalForm,
)
from sitreps.errors import WrongState
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.models.takedowns import Takedown
from sitreps.queries import takedowns

HIDE_FIRST = "It is not hidden. Hide it first: that works at once, and erasing takes a second person."

Typed = dict[str, Any]
Thing = Incident | EditionIssue | Rendition
Check = Callable[[Any, User], None]
Names = Callable[[Any, AskForm], Typed]


@dataclass(frozen=True, slots=True)
class Ask:
    """One verb: its route, its words on the page, who may, its form, and the action, told `of` what thing."""

    name: str
    question: str
    consequence: str
    verb: str
    done: str
    check: Check
    form: type[AskForm]
    action: Callable[..., object]
    of: Names

    def act(self, thing: Any, form: AskForm, request: HttpRequest) -> None:
        """Do it, as the form says."""
        self.action(**self.of(thing, form), **form.told(), by=person(request), now=now())


def _incident(one: Incident, _: AskForm) -> Typed:
    return {"incident": one}


def _seen_incident(one: Incident, form: AskForm) -> Typed:
    return {"incident": one, "expected_version": form.cleaned_data["version"]}


def _issue(one: EditionIssue, _: AskForm) -> Typed:
    return {"issue": one}


def _place_of_document(one: Rendition, _: AskForm) -> Typed:
    return {"issue": one.issue, "language": one.language, "format_": one.format}


def _document(one: Rendition, _: AskForm) -> Typed:
    return {"document": one}


# ---- Who may


def _hiding(thing: Thing, *, at_all: bool) -> Takedown | None:
    """The act that hides a thing; with `at_all` also that which hides the issue of a document."""
    if isinstance(thing, Incident):
        return takedowns.hiding(thing)
    if isinstance(thing, EditionIssue):
        return takedowns.hiding_issue(thing)
    alone = takedowns.hiding_issue(thing.issue, language=thing.language, format_=thing.format)
    return alone or (takedowns.hiding_issue(thing.issue) if at_all else None)


def _may_restore(thing: Thing, user: User) -> None:
    act = _hiding(thing, at_all=False)
    permissions.check_restore(user, hidden_by=act.by if act else "")
    if act is None:
        raise WrongState("It is not hidden, so there is nothing to restore.")


def _may_redact(thing: Thing, user: User) -> None:
    act = _hiding(thing, at_all=True)
    permissions.check_redact(user, hidden_by=act.by if act else "")
    if act is None:
        raise WrongState(HIDE_FIRST)


# ---- What is asked


def _may_take_down(_: Thing, user: User) -> None:
    permissions.check_take_down(user)


def _hide(name: str, consequence: str, action: Callable[..., object], of: Names) -> Ask:
    return Ask(name, "Hide", consequence, "Hide it now", "Hidden", _may_take_down, NoteForm, action, of)


def _restore(name: str, consequence: str, action: Callable[..., object], of: Names) -> Ask:
    return Ask(name, "Restore", consequence, "Restore it", "Restored", _may_restore, NoteForm, action, of)


def _withdraw(consequence: str, check: Check, action: Callable[..., object], of: Names) -> Ask:
    return Ask("take_back", "Withdraw", consequence, "Withdraw it", "Withdrawn", check, WithdrawalForm, action, of)


def _redact(name: str, consequence: str, form: type[AskForm], action: Callable[..., object], of: Names) -> Ask:
    return Ask(name, "Redact", consequence, "Erase it for good", "Redacted", _may_redact, form, action, of)


INCIDENT = (
    _hide(
        "hide",
        "At once readers get nothing of it, at no moment, only that it is under review; nor of any edition that tells"
        " of it. You can go on mending it. A chief editor who is somebody else restores it, or erases it for good.",
        hiding.hide,
        _incident,
    ),
    _restore("restore", "Readers get it again, with the editions that were hidden with it.", hiding.restore, _incident),
    _withdraw(
        "From now on readers get your reason in its place, and lists and totals are without it. What was said before"
        " still answers, marked as withdrawn. The places of a cluster go with it.",
        _may_take_down,
        withdrawals.withdraw,
        _seen_incident,
    ),
    Ask(
        "reopen",
        "Take up again",
        "It can be edited, and goes through review by another person before readers get it again.",
        "Take it up again",
        "Taken up again",
        lambda _, user: permissions.check_review(user),
        AskForm,
        withdrawals.reopen,
        _seen_incident,
    ),
    _redact(
        "redact",
        "Every revision, the working copy's texts, remarks, and every edition, draft and document that tells of it are"
        " erased for good. Nothing brings them back; only digests, codes and numbers stay.",
        RedactionForm,
        redaction.redact,
        _incident,
    ),
    Ask(
        "redact_revisions",
        "Redact single revisions",
        "The revisions that you tick, and every edition that carries one of them, are erased for good. The working copy"
        " and all other revisions stay: mend and publish it before it is restored.",
        "Erase them for good",
        "Redacted in part",
        _may_redact,
        RevisionsForm,
        redaction.redact,
        _incident,
    ),
)
ISSUE = (
    _hide(
        "hide",
        "At once readers get nothing of it and of its documents, only that it is under review.",
        hiding.hide_edition,
        _issue,
    ),
    _restore("restore", "Readers get it again, with its documents.", hiding.restore_edition, _issue),
    _withdraw(
        "From now on readers get your reason in its place; asked for by its version it answers, marked as withdrawn.",
        lambda _, user: permissions.check_withdraw_edition(user),
        withdrawals.withdraw_edition,
        _issue,
    ),
    _redact(
        "redact",
        "Its content, its draft and its documents are erased for good; the incidents that it carried stay.",
        PublicForm,
        redaction.redact_edition,
        _issue,
    ),
)
DOCUMENT = (
    _hide(
        "hide_document",
        "At once readers get nothing of this document, only that it is under review. The edition's page, its data and"
        " its other documents stay: where the edition's words do harm, hide the edition.",
        hiding.hide_edition,
        _place_of_document,
    ),
    _restore("restore_document", "Readers get the document again.", hiding.restore_edition, _place_of_document),
    _redact(
        "redact_document",
        "This document is erased for good and is not drawn again. The edition's page, its data and its other documents"
        " stay: where the edition's words do harm, redact the edition.",
        PublicForm,
        redaction.redact_document,
        _document,
    ),
)
