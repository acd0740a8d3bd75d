"""A source is retracted, corrected, gone, or live again (vocabulary.md, SourceItem; reconciliation.md B0).

A retraction withdraws the active claims that rest on the document and sends the published incidents to review:
somebody else publishes them, under SOURCE_RETRACTED. Claims that rest on what was not taken back may be kept, for a
reason that is noted beside each. Where somebody else has a change open nothing is touched. For issued editions, which
never change, the corrections are drafted. The other statuses move no figure.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit, incidents
from sitreps.actions.annotating import note
from sitreps.actions.validation.sources import NoticeValues, notice_faults
from sitreps.actions.validation.values import note_faults
from sitreps.codelists import CorrectionKind, SourceItemStatus, WithdrawalReason
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents.wording import joined
from sitreps.errors import InvalidValue, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.comments import Comment
from sitreps.models.editions import CorrectionDraft
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem, SourceNotice
from sitreps.queries import carried_claims, resting
from sitreps.queries.resting import WRITTEN, Affected, Handling, Resting, RestingClaim
from sitreps.workflow import IncidentMove, IncidentState, can_move, check_move

LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is known of a document now: on which day it happened, where that is said, what stands in its place."""

    happened_on: date
    url: str = ""
    replacement: SourceItem | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which claims fall, as `UKR-2025-0001/C01` (None: all that were not kept before), and why the others stay."""

    falls: Collection[str] | None = None
    why_kept: str = ""


ALL = Choice()


@transaction.atomic
def retract(
    *,
    source_item: SourceItem,
    notice: Notice,
    sentence: str,
    seen: str,
    by: User,
    now: datetime,
    choice: Choice = ALL,
) -> SourceNotice:
    """Retract a document. `sentence` is what readers get as the reason; `seen` the fingerprint of what the person was
    shown (queries/resting.py), which names what falls, too.

    Withdraws the claims, submits published incidents, drafts the corrections; in one transaction, or nothing. May be
    done again for what was left to do by hand. Raises NotAllowed, InvalidValue by field, WrongState where it is
    retracted and nothing falls, StaleVersion where that is not what was shown.
    """
    permissions.check_retract(by)
    _check(source_item, SourceItemStatus.RETRACTED, notice, sentence, by=by, now=now)
    item = SourceItem.objects.select_for_update().get(pk=source_item.pk)
    touched = set(resting.active(resting.links(item)).values_list("incident", flat=True))
    # Every working copy before the first audit row, in the order of publishing.py: nobody waits in a circle.
    list(Incident.objects.select_for_update().filter(pk__in=touched).order_by("ref").values_list("pk"))
    found = resting.resting(item, by=by, falls=choice.falls)
    if found.fingerprint != seen:
        raise StaleVersion("What rests on this source changed since the page was opened. Read it again, then confirm.")
    _check_choice(item, found, choice.why_kept)
    made = _record(item, SourceItemStatus.RETRACTED, notice, sentence=sentence, by=by, now=now)
    for one in found.of(*WRITTEN):
        _withdraw(one, item, notice.note, by=by, now=now)
    for kept in _newly(found.kept):
        note(kept.claim, AnnotationKind.KEPT, choice.why_kept, was={"source": item.key}, by=by, now=now)
    drafted = _draft_corrections(item, {one.claim.pk for one in found.kept}, by=by, now=now)
    _audit(item, SourceItemStatus.RETRACTED, found, drafted, by=by, now=now)
    return made


@transaction.atomic
def set_status(
    *, source_item: SourceItem, status: SourceItemStatus, notice: Notice, by: User, now: datetime
) -> SourceNotice:
    """Note that a document was corrected, is gone, or is live again: no figure changes. Claims that a correction
    touches are mended or withdrawn one by one, on their incidents' pages.

    NotAllowed, InvalidValue by field (RETRACTED is `retract`), WrongState where that is its status already.
    """
    permissions.check_retract(by)
    if status is SourceItemStatus.RETRACTED:
        raise InvalidValue("status", "A retraction withdraws claims: use Retract, which shows them first.")
    _check(source_item, status, notice, "", by=by, now=now)
    item = SourceItem.objects.select_for_update().get(pk=source_item.pk)
    if item.status == status:
        raise WrongState(f"{item.key} is {status.label} already.")
    made = _record(item, status, notice, sentence="", by=by, now=now)
    _audit(item, status, None, (), by=by, now=now)
    return made


def _record(
    item: SourceItem, status: SourceItemStatus, notice: Notice, *, sentence: str, by: User, now: datetime
) -> SourceNotice:
    item.status = status
    item.save(update_fields=["status"])
    made = SourceNotice(
        source_item=item,
        status=status,
        happened_on=notice.happened_on,
        notice_url=notice.url,
        replacement=notice.replacement,
        note=notice.note.strip(),
        sentence=sentence.strip(),
        by=by.username,
        at=now,
    )
    made.save()
    return made


def _withdraw(one: Affected, item: SourceItem, note: str, *, by: User, now: datetime) -> None:
    """Withdraw the claims of one incident; a published one then waits for somebody else."""
    version = one.incident.version
    for resting_claim in one.falling:
        taken = incidents.withdraw_claim(
            claim=resting_claim.claim,
            expected_version=version,
            reason=WithdrawalReason.SOURCE_RETRACTED,
            note=note,
            by=by,
            now=now,
        )
        version = taken.version
    if one.handling is Handling.REVIEW:
        _to_review(one.incident, item, by=by, now=now)


def _to_review(incident: Incident, item: SourceItem, *, by: User, now: datetime) -> None:
    """Submit it alone: `incidents.submit` would take along what somebody is changing in the places of a cluster."""
    fresh = Incident.objects.get(pk=incident.pk)
    before = IncidentState(fresh.state)
    if can_move(before, IncidentMove.SUBMIT):
        fresh.state = check_move(before, IncidentMove.SUBMIT)
        fresh.save(update_fields=["state"])
        detail = {"from": str(before), "to": str(fresh.state), "because": item.key}
        audit.record(
            action="incident.submit", object_type="incident", object_ref=fresh.ref, by=by, now=now, detail=detail
        )
    text = f"{item.key} was retracted: the claims that rest on it are withdrawn. Publish it under that reason."
    Comment.objects.create(incident=fresh, by=by, at=now, text=text)


def _draft_corrections(
    item: SourceItem, kept: Collection[int], *, by: User, now: datetime
) -> Sequence[CorrectionDraft]:
    """A correction for each figure of an issue that rests on what fell; what was drafted before stays as it is."""
    drafted = set(CorrectionDraft.objects.filter(source_item=item).values_list("issue", "ref", "measure"))
    made = [
        CorrectionDraft(
            issue=one.issue,
            source_item=item,
            ref=one.ref,
            measure=one.measure,
            section=one.section,
            was=one.was,
            now=one.now,
            kind=CorrectionKind.SOURCE_RETRACTION,
            noticed_at=now,
            by=by.username,
        )
        for one in carried_claims.corrections_wanted(item, kept=kept)
        if (one.issue.pk, one.ref, one.measure) not in drafted
    ]
    CorrectionDraft.objects.bulk_create(made, batch_size=500)
    return made


def _audit(
    item: SourceItem,
    status: SourceItemStatus,
    found: Resting | None,
    drafted: Collection[CorrectionDraft],
    *,
    by: User,
    now: datetime,
) -> None:
    detail: dict[str, object] = {"status": str(status)}
    if found is not None:
        done = found.of(*WRITTEN)
        detail |= {
            "incidents": [one.incident.ref for one in done],
            "claims": sum(len(one.falling) for one in done),
            "by_hand": [one.incident.ref for one in found.of(Handling.BY_HAND)],
            "corrections": len(drafted),
        }
        if found.kept:
            detail["kept"] = [one.name for one in found.kept]
    action = "source.retract" if status is SourceItemStatus.RETRACTED else "source.status"
    audit.record(action=action, object_type="source", object_ref=item.key, by=by, now=now, detail=detail)


def _check(
    item: SourceItem, status: SourceItemStatus, notice: Notice, sentence: str, *, by: User, now: datetime
) -> None:
    """What holds for every notice, as an import asks it too; and readers are told why figures change."""
    told = NoticeValues(
        source_item=item.key,
        status=status,
        happened_on=notice.happened_on,
        notice_url=notice.url,
        replacement=notice.replacement.key if notice.replacement else None,
        note=notice.note,
        sentence=sentence,
        by=by.username,
        at=now,
    )
    for fault in notice_faults(told, now=now):
        raise fault
    if status is SourceItemStatus.RETRACTED and not sentence.strip():
        raise InvalidValue("sentence", "Say in a sentence why figures change: readers of the record see it.")
    if len(sentence.strip()) > LONGEST_SENTENCE:
        raise InvalidValue("sentence", f"Use at most {LONGEST_SENTENCE} characters.")


def _newly(kept: Iterable[RestingClaim]) -> list[RestingClaim]:
    """Those that nobody had kept before."""
    return [one for one in kept if not one.reason]


def _check_choice(item: SourceItem, found: Resting, why: str) -> None:
    """A sum does not outlive a number that it is made of, and what is kept is kept for a reason."""
    if item.status == SourceItemStatus.RETRACTED and not found.falling:
        rest = "nothing is ticked" if found.claims else "no claim rests on it"
        raise WrongState(f"{item.key} is retracted already, and {rest}.")
    falling = {one.claim.pk: one.name for one in found.falling}
    for one in found.kept:
        parts = [falling[pk] for pk in (one.claim.adds_id, one.claim.adds_to_id) if pk in falling]
        if parts:
            raise InvalidValue("claims", f"{one.name} is the desk's sum of {joined(parts)}: tick it too.")
    if _newly(found.kept):
        if not why.strip():
            raise InvalidValue("why_kept", "Say why the others stay: it is noted beside each of them.")
        for fault in note_faults("why_kept", why):
            raise fault
