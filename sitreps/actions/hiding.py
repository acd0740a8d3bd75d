"""Hiding: under review for harm. Readers get 410 at once, everywhere and at every moment, until it is restored.

Any editor on duty hides, alone; restoring needs a chief editor who is somebody else (desk.md). The working copy stays
open all the while: what does harm can be mended before it is public again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import acts, projections
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import TakedownAct
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import HIDES_NOW, Takedown
from sitreps.queries import takedowns


@transaction.atomic
def hide(*, incident: Incident, note: str, by: User, now: datetime) -> list[Takedown]:
    """Hide an incident with all its revisions, and every issue whose content tells of it.

    `note` is for colleagues: readers only hear that it is under review. Figures of a cluster stay as they are: nobody
    says yet that they were wrong. Returns the acts, the incident's first. Raises NotAllowed, InvalidValue, WrongState.
    """
    permissions.check_take_down(by)
    _check_note(note)
    lock(RECORD)
    if not IncidentRevision.objects.filter(incident=incident).exists():
        raise WrongState(f"{incident.ref} was never published, so there is nothing to hide.")
    if takedowns.hiding(incident):
        raise WrongState(f"{incident.ref} is hidden already.")
    first = acts.on_incident(act=TakedownAct.HIDE, incident=incident, note=note, by=by, now=now)
    carried = [
        acts.on_issue(act=TakedownAct.HIDE, issue=issue, note=note, because=first, by=by, now=now)
        for issue in takedowns.issues_that_tell_of(incident.ref)
    ]
    projections.refresh_latest(incident)
    return [first, *carried]


@transaction.atomic
def restore(*, incident: Incident, note: str, by: User, now: datetime) -> list[Takedown]:
    """Put a hidden incident back, with the issues that were hidden for it. Returns the acts, the incident's first."""
    lock(RECORD)
    hiding = takedowns.hiding(incident)
    if hiding is None:
        raise WrongState(f"{incident.ref} is not hidden.")
    permissions.check_restore(by, hidden_by=hiding.by)
    _check_note(note)
    first = acts.on_incident(act=TakedownAct.RESTORE, incident=incident, lifts=hiding, note=note, by=by, now=now)
    along = hiding.brought_along.filter(HIDES_NOW).order_by("seq")
    back = [_lift(one, note=note, because=first, by=by, now=now) for one in along]
    projections.refresh_latest(incident)
    return [first, *back]


@transaction.atomic
def hide_edition(
    *, issue: EditionIssue, note: str, by: User, now: datetime, language: str = "", format_: str = ""
) -> Takedown:
    """Hide one issue of an edition, or with `language` and `format_` one of its documents."""
    permissions.check_take_down(by)
    _check_note(note)
    lock(RECORD)
    _check_document(issue, language, format_)
    if takedowns.hiding_issue(issue, language=language, format_=format_):
        raise WrongState(f"{_name(issue, language, format_)} is hidden already.")
    return acts.on_issue(
        act=TakedownAct.HIDE, issue=issue, language=language, format_=format_, note=note, by=by, now=now
    )


@transaction.atomic
def restore_edition(
    *, issue: EditionIssue, note: str, by: User, now: datetime, language: str = "", format_: str = ""
) -> Sequence[Takedown]:
    """Put an issue or one of its documents back.

    WrongState where it was hidden with an incident: whoever restores that restores both.
    """
    lock(RECORD)
    acting = Takedown.objects.filter(HIDES_NOW, issue=issue, language=language, format=format_)
    hidden = list(acting.select_related("because__incident").order_by("seq"))
    own = [one for one in hidden if one.because is None]
    if not own:
        carried = sorted({one.because.incident.ref for one in hidden if one.because and one.because.incident})
        told = f" It tells of {', '.join(carried)}: restore that first." if carried else ""
        raise WrongState(f"{_name(issue, language, format_)} is not hidden by itself.{told}")
    for one in own:
        permissions.check_restore(by, hidden_by=one.by)
    _check_note(note)
    return [_lift(one, note=note, because=None, by=by, now=now) for one in own]


def _lift(hiding: Takedown, *, note: str, because: Takedown | None, by: User, now: datetime) -> Takedown:
    """Restore an issue from one act that hides it."""
    issue = EditionIssue.objects.select_related("series").get(pk=hiding.issue_id)
    return acts.on_issue(
        act=TakedownAct.RESTORE,
        issue=issue,
        language=hiding.language,
        format_=hiding.format,
        lifts=hiding,
        because=because,
        note=note,
        by=by,
        now=now,
    )


def _check_document(issue: EditionIssue, language: str, format_: str) -> None:
    if bool(language) != bool(format_):
        raise InvalidValue("format", "A document is named by its language and its format.")
    if format_ and not Rendition.objects.filter(issue=issue, language=language, format=format_).exists():
        raise InvalidValue("format", f"{issue} has no document {language}.{format_}.")


def _check_note(note: str) -> None:
    if not note.strip():
        raise InvalidValue("note", "Say why, for the colleagues who decide what becomes of it: readers do not see it.")
    for fault in note_faults("note", note):
        raise fault


def _name(issue: EditionIssue, language: str, format_: str) -> str:
    return f"{issue}, {language}.{format_}" if format_ else str(issue)
