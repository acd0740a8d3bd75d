"""Redacting: content that does harm is erased for good, everywhere and at every moment; a tombstone stays (desk.md).

It takes two: whoever hid the thing, at once and alone, and a chief editor who erases it. Nothing brings it back.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import acts, elsewhere, erasing, projections, publishing
from sitreps.actions.elsewhere import Also, Other
from sitreps.actions.validation.values import text_faults
from sitreps.actions.withdrawals import LONGEST_REASON
from sitreps.codelists import ChangeCode, TakedownAct
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, lock
from sitreps.models.takedowns import Takedown
from sitreps.queries import standing, takedowns, telling


@transaction.atomic
def redact(
    *,
    incident: Incident,
    text: str,
    by: User,
    now: datetime,
    revisions: Collection[int] | None = None,
    also: Also = elsewhere.NOTHING,
) -> list[Takedown]:
    """Erase an incident: its revisions, its working copy's texts, and every issue and draft that tells of it.

    With `revisions` only those of these numbers, and the issues that carry them: the working copy, which was mended
    before, stays. `text` is the sentence that readers get, in general words. Figures and codes stay in the desk, so
    that running totals can take them back. `also`: what others say of it, chosen by a person (queries/telling.py);
    an incident whose newest revision goes so is published anew without it, if its own words do not tell of it.

    Returns the acts, one a revision and one an issue. Raises NotAllowed, InvalidValue, WrongState, StaleVersion.
    """
    lock(RECORD)
    _check_second(takedowns.hiding(incident), incident.ref, by)
    _check_text(text)
    going = _revisions(incident, revisions)
    names = telling.names_of(incident, going)
    others = elsewhere.chosen(also, incident=incident, names=names)
    above = {revision.parent_ref for revision in standing.newest().filter(incident=incident)} - {""}
    if revisions is None:
        erasing.close(incident)
    known = takedowns.issues_that_tell_of(incident.ref, revisions=revisions or ())
    issues = elsewhere.issues(also, others, known=known)
    done = [_redact_revision(revision, text=text, by=by, now=now) for revision in going]
    done += elsewhere.record(others, text=text, because=done[0], by=by, now=now)
    done += [_redact_issue(issue, text=text, because=done[0], by=by, now=now) for issue in issues]
    erasing.revisions(going)
    elsewhere.erase(others)
    erasing.drafts_of(elsewhere.drafts(incident.ref, others, names), by=by, now=now)
    if revisions is None:
        erasing.working_copy(incident)
    erasing.remains([], act=done[0], by=by, now=now)
    _compute_anew(incident, above, others, by=by, now=now)
    return done


@transaction.atomic
def redact_edition(*, issue: EditionIssue, text: str, by: User, now: datetime) -> Takedown:
    """Erase one issue of an edition and all its documents. The incidents that it carried stay as they are."""
    lock(RECORD)
    _check_second(takedowns.hiding_issue(issue), str(issue), by)
    _check_text(text)
    if takedowns.is_redacted(issue):
        raise WrongState(f"{issue} is redacted already.")
    return _redact_issue(issue, text=text, because=None, by=by, now=now)


@transaction.atomic
def redact_document(*, document: Rendition, text: str, by: User, now: datetime) -> Takedown:
    """Erase one stored document of an issue; the issue and its other documents stay, and it is not drawn again."""
    lock(RECORD)
    issue, language, format_ = document.issue, document.language, document.format
    name = f"{issue}, {language}.{format_}"
    hiding = takedowns.hiding_issue(issue, language=language, format_=format_) or takedowns.hiding_issue(issue)
    _check_second(hiding, name, by)
    _check_text(text)
    if takedowns.is_redacted(issue, language=language, format_=format_):
        raise WrongState(f"{name} is redacted already.")
    act = acts.on_issue(
        act=TakedownAct.REDACT,
        issue=issue,
        language=language,
        format_=format_,
        reason=ChangeCode.REDACTED,
        text=text,
        by=by,
        now=now,
    )
    erasing.document(document, act=act, by=by, now=now)
    return act


def _redact_revision(revision: IncidentRevision, *, text: str, by: User, now: datetime) -> Takedown:
    return acts.on_incident(
        act=TakedownAct.REDACT,
        incident=revision.incident,
        revision=revision,
        reason=ChangeCode.REDACTED,
        text=text,
        by=by,
        now=now,
    )


def _redact_issue(issue: EditionIssue, *, text: str, because: Takedown | None, by: User, now: datetime) -> Takedown:
    act = acts.on_issue(
        act=TakedownAct.REDACT, issue=issue, reason=ChangeCode.REDACTED, text=text, because=because, by=by, now=now
    )
    erasing.issue(issue, act=act, by=by, now=now)
    return act


def _compute_anew(
    incident: Incident, above: Collection[str], others: Sequence[Other], *, by: User, now: datetime
) -> None:
    """What stands without it: the list of the newest, others whose newest revision went, and the clusters above."""
    because = f"{incident.ref} redacted"
    projections.refresh_latest(incident)
    again = elsewhere.publish_again(others, because=because, by=by, now=now)
    for ref in sorted({*above, *again}):
        publishing.recompute_above(ref, because=because, by=by, now=now)


def _revisions(incident: Incident, numbers: Collection[int] | None) -> Sequence[IncidentRevision]:
    """The revisions that are erased now, oldest first: all that are not yet, or those that were named."""
    rows = standing.unredacted().filter(incident=incident).select_related("incident", "content").order_by("number")
    if numbers is None:
        found = list(rows)
        if not found:
            raise WrongState(f"{incident.ref} is redacted already.")
        return found
    found = list(rows.filter(number__in=numbers))
    missing = sorted(set(numbers) - {revision.number for revision in found})
    if missing or not found:
        told = ", ".join(map(str, missing)) or "none"
        raise InvalidValue("revisions", f"{incident.ref} has no such revision to redact: {told}.")
    return found


def _check_second(hiding: Takedown | None, what: str, by: User) -> None:
    """The first of the two persons is the one who hid it."""
    if hiding is None:
        raise WrongState(f"{what} is not hidden. Hide it first: that works at once, and erasing takes a second person.")
    permissions.check_redact(by, hidden_by=hiding.by)


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidValue("text", "Say in general words why content was removed: readers get this sentence.")
    if len(text.strip()) > LONGEST_REASON:
        raise InvalidValue("text", f"Use at most {LONGEST_REASON} characters.")
    for fault in text_faults("text", text):
        raise fault
