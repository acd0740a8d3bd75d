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
from sitreps.codelists import ChangeCode
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


@dataclass(frozen=True, slots=True)
class Ask:
    """One verb: its route, its words on the page, who may, its form, and what it does with a thing."""

    name: str
    question: str
    consequence: str
    verb: str
    done: str
    check: Check
    form: type[AskForm]
    act: Callable[[Any, Any, HttpRequest], object]


def _by(request: HttpRequest) -> Typed:
    return {"by": person(request), "now": now()}


def _document(one: Rendition) -> Typed:
    return {"issue": one.issue, "language": one.language, "format_": one.format}


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


INCIDENT = (
    Ask(
        "hide",
        "Hide",
        "At once readers get nothing of it, at no moment, only that it is under review; nor of any edition that tells"
        " of it. You can go on mending it. A chief editor who is somebody else restores it, or erases it for good.",
        "Hide it now",
        "Hidden",
        lambda _, user: permissions.check_take_down(user),
        NoteForm,
        lambda one, form, request: hiding.hide(incident=one, note=form.cleaned_data["note"], **_by(request)),
    ),
    Ask(
        "restore",
        "Restore",
        "Readers get it again, with the editions that were hidden with it.",
        "Restore it",
        "Restored",
        _may_restore,
        NoteForm,
        lambda one, form, request: hiding.restore(incident=one, note=form.cleaned_data["note"], **_by(request)),
    ),
    Ask(
        "take_back",
        "Withdraw",
        "From now on readers get your reason in its place, and lists and totals are without it. What was said before"
        " still answers, marked as withdrawn. The places of a cluster go with it.",
        "Withdraw it",
        "Withdrawn",
        lambda _, user: permissions.check_take_down(user),
        WithdrawalForm,
        lambda one, form, request: withdrawals.withdraw(
            incident=one,
            expected_version=form.cleaned_data["version"],
            reason=ChangeCode(form.cleaned_data["reason"]),
            text=form.cleaned_data["text"],
            **_by(request),
        ),
    ),
    Ask(
        "reopen",
        "Take up again",
        "It can be edited, and goes through review by another person before readers get it again.",
        "Take it up again",
        "Taken up again",
        lambda _, user: permissions.check_review(user),
        AskForm,
        lambda one, form, request: withdrawals.reopen(
            incident=one, expected_version=form.cleaned_data["version"], **_by(request)
        ),
    ),
    Ask(
        "redact",
        "Redact",
        "Every revision, the working copy's texts, remarks, and every edition, draft and document that tells of it are"
        " erased for good. Nothing brings them back; only digests, codes and numbers stay.",
        "Erase it for good",
        "Redacted",
        _may_redact,
        RedactionForm,
        lambda one, form, request: redaction.redact(
            incident=one, text=form.cleaned_data["text"], also=form.chosen(), **_by(request)
        ),
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
        lambda one, form, request: redaction.redact(
            incident=one,
            text=form.cleaned_data["text"],
            revisions=form.numbers(),
            also=form.chosen(),
            **_by(request),
        ),
    ),
)
ISSUE = (
    Ask(
        "hide",
        "Hide",
        "At once readers get nothing of it and of its documents, only that it is under review.",
        "Hide it now",
        "Hidden",
        lambda _, user: permissions.check_take_down(user),
        NoteForm,
        lambda one, form, request: hiding.hide_edition(issue=one, note=form.cleaned_data["note"], **_by(request)),
    ),
    Ask(
        "restore",
        "Restore",
        "Readers get it again, with its documents.",
        "Restore it",
        "Restored",
        _may_restore,
        NoteForm,
        lambda one, form, request: hiding.restore_edition(issue=one, note=form.cleaned_data["note"], **_by(request)),
    ),
    Ask(
        "take_back",
        "Withdraw",
        "From now on readers get your reason in its place; asked for by its version it answers, marked as withdrawn.",
        "Withdraw it",
        "Withdrawn",
        lambda _, user: permissions.check_withdraw_edition(user),
        WithdrawalForm,
        lambda one, form, request: withdrawals.withdraw_edition(
            issue=one,
            reason=ChangeCode(form.cleaned_data["reason"]),
            text=form.cleaned_data["text"],
            **_by(request),
        ),
    ),
    Ask(
        "redact",
        "Redact",
        "Its content, its draft and its documents are erased for good; the incidents that it carried stay.",
        "Erase it for good",
        "Redacted",
        _may_redact,
        PublicForm,
        lambda one, form, request: redaction.redact_edition(issue=one, text=form.cleaned_data["text"], **_by(request)),
    ),
)
DOCUMENT = (
    Ask(
        "hide_document",
        "Hide",
        "At once readers get nothing of this document, only that it is under review. The edition's page, its data and"
        " its other documents stay: where the edition's words do harm, hide the edition.",
        "Hide it now",
        "Hidden",
        lambda _, user: permissions.check_take_down(user),
        NoteForm,
        lambda one, form, request: hiding.hide_edition(
            **_document(one), note=form.cleaned_data["note"], **_by(request)
        ),
    ),
    Ask(
        "restore_document",
        "Restore",
        "Readers get the document again.",
        "Restore it",
        "Restored",
        _may_restore,
        NoteForm,
        lambda one, form, request: hiding.restore_edition(
            **_document(one), note=form.cleaned_data["note"], **_by(request)
        ),
    ),
    Ask(
        "redact_document",
        "Redact",
        "This document is erased for good and is not drawn again. The edition's page, its data and its other documents"
        " stay: where the edition's words do harm, redact the edition.",
        "Erase it for good",
        "Redacted",
        _may_redact,
        PublicForm,
        lambda one, form, request: redaction.redact_document(
            document=one, text=form.cleaned_data["text"], **_by(request)
        ),
    ),
)
