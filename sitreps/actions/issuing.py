"""Issuing: a draft becomes an issue that never changes, and its documents are asked for (edition.md C1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sitreps import permissions
from sitreps.actions import audit, decisions, drafts, renditions
from sitreps.documents import canonical, edition_build
from sitreps.documents.edition import EditionDocument
from sitreps.errors import Blocked, InvalidValue, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.deliveries import Outbox
from sitreps.models.editions import EditionDraft, EditionEntry, EditionIssue, EntryRole
from sitreps.models.sequence import RECORD, advance, lock
from sitreps.queries import published, takedowns
from sitreps.workflow import DraftMove, DraftState, check_draft_move


@transaction.atomic
def issue_edition(
    *,
    draft: EditionDraft,
    by: User,
    now: datetime,
    at: datetime | None = None,
    accept: Mapping[str, str] | None = None,
    wake: bool = True,
) -> EditionIssue:
    """Freeze the draft as issue 1 of its number and queue HTML and PDF.

    `accept` maps `CODE:REF` of a block to the note that will be printed with it. Raises Blocked with its lines while a
    block is neither resolved nor accepted; NotAllowed (role, four eyes); WrongState; StaleVersion. `at` is the moment
    of a backfill: InvalidValue where the record holds a newer one, or the edition knows of a later one.
    """
    newest = lock(RECORD).last_at
    if at and newest and at < newest:
        raise InvalidValue("at", f"The record already holds a publication of {newest:%Y-%m-%d %H:%M:%S} UTC.")
    permissions.check_issue(by, touched_by=draft.touched_by)
    check_draft_move(DraftState(draft.state), DraftMove.ISSUE)
    # The draft's row before the first audit row, as those who edit it do: nobody waits in a circle.
    EditionDraft.objects.select_for_update().filter(pk=draft.pk).first()
    document = _with_decisions(draft, accept or {}, by=by, now=now)
    _check_seen(document)
    if at and at < document.as_known_at:
        raise InvalidValue("at", f"The edition is compiled as known at {document.as_known_at:%Y-%m-%d %H:%M:%S} UTC.")
    seq, moment = advance(RECORD, now=at or now)
    final = edition_build.issued(document, issue=1, issued_at=moment)
    taken = EditionDraft.objects.filter(pk=draft.pk, version=draft.version, state=DraftState.DRAFT).update(
        state=DraftState.ISSUED, version=F("version") + 1
    )
    if not taken:
        raise StaleVersion("Somebody else edited, compiled or issued this edition meanwhile. Read it again.")
    issue = _record(draft, final, seq=seq, moment=moment, by=by, now=now)
    renditions.ask_for_missing(issue=issue, by=by, now=now, wake=wake)
    return issue


def _with_decisions(draft: EditionDraft, accept: Mapping[str, str], *, by: User, now: datetime) -> EditionDocument:
    """The draft's document with the notes of what was accepted; Blocked if something was not."""
    found = [decisions.Discrepancy.from_json(one) for one in draft.discrepancies]
    decisions.accept(found, accept, by=by, now=now)
    open_blocks = decisions.open_blocks(found)
    if open_blocks:
        raise Blocked([one.line for one in open_blocks])
    decisions.acknowledge(found, by=by, now=now)
    document = canonical.decode(draft.snapshot, EditionDocument)
    notes = decisions.data_notes(document, found)
    method = (*document.method_notes, *(() if by.is_person else (drafts.BY_COMMAND,)))
    return edition_build.with_notes(document, notes=notes, method_notes=method)


def _check_seen(document: EditionDocument) -> None:
    """Refuse a draft that was compiled before something of it was hidden: an issue would make it public again."""
    unseen = takedowns.unseen({(one.ref, one.revision) for one in document.incidents})
    if unseen:
        are = "is" if len(unseen) == 1 else "are"
        raise WrongState(f"{', '.join(unseen)} {are} hidden since this was compiled. Compile it anew.")


def _record(
    draft: EditionDraft, final: EditionDocument, *, seq: int, moment: datetime, by: User, now: datetime
) -> EditionIssue:
    issue = EditionIssue(
        series=draft.series,
        number=draft.number,
        issue=final.issue or 1,
        date=draft.date,
        period_from=draft.period_from,
        period_to=draft.period_to,
        as_known_at=final.as_known_at,
        known_seq=final.known_seq,
        seq=seq,
        issued_at=moment,
        issued_by=by.username,
        title=final.title,
        snapshot=canonical.encode(final),
        sha256=final.sha256,
    )
    issue.save()
    EditionEntry.objects.bulk_create(entries(issue, final))
    _announce(issue, by=by, now=now)
    return issue


def _announce(issue: EditionIssue, *, by: User, now: datetime) -> None:
    """Tell it: the change in the record, the outbox, the audit log."""
    ref = f"{issue.series.code}/{issue.number}"
    change = Change(
        seq=issue.seq,
        at=issue.issued_at,
        event=ChangeEventKind.EDITION_ISSUED,
        object="edition",
        ref=ref,
        revision=issue.issue,
        why_code="NEW",
    )
    change.save()
    Outbox.objects.create(change=change, queued_at=issue.issued_at)
    audit.record(
        action="edition.issue",
        object_type="edition",
        object_ref=ref,
        by=by,
        now=now,
        detail={"issue": issue.issue, "seq": issue.seq, "sha256": issue.sha256},
    )


def entries(issue: EditionIssue, final: EditionDocument) -> Sequence[EditionEntry]:
    """What an issue tells of, each incident at its revision: what later editions compare with (B8). Not saved."""
    told = {one.ref: (one.revision, EntryRole.DROPPED) for one in final.dropped}
    roles = {one.ref: EntryRole.NEW for one in final.new} | {one.ref: EntryRole.LATE for one in final.late}
    for one in final.incidents:
        told[one.ref] = (one.revision, roles.get(one.ref, EntryRole.PLACE if one.parent else EntryRole.REVISED))
    revisions = published.revisions_by_name({(ref, number) for ref, (number, _) in told.items()})
    return [
        EditionEntry(issue=issue, ref=ref, revision=revisions[ref, number], role=role)
        for ref, (number, role) in told.items()
    ]
