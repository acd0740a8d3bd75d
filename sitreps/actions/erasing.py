"""What a redaction erases, table by table: the record's texts through the door of its triggers, the desk's own texts,
and the files that were drawn from them (desk.md: "reaches revisions, issues, renditions …").

What stays is the tombstone: numbers of the record, digests, codes, and the numbers that running totals take back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from sitreps import files
from sitreps.actions import drafts, incidents, jobs
from sitreps.codelists import TakedownAct
from sitreps.errors import NotErased
from sitreps.models import word_index
from sitreps.models.accounts import User
from sitreps.models.annotations import Annotation
from sitreps.models.base import erase
from sitreps.models.changes import ONCE, Change
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.distinctions import Distinction
from sitreps.models.editions import CorrectionDraft, DiscrepancyDecision, EditionDraft, EditionIssue, Rendition
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind
from sitreps.models.judgements import Judgement
from sitreps.models.persons import PersonMention
from sitreps.models.revisions import IncidentRevision, RevisionContent, RevisionText
from sitreps.models.sources import SourceItem
from sitreps.models.takedowns import Takedown
from sitreps.queries import takedowns
from sitreps.workflow import OPEN_DRAFT, DraftState, IncidentMove, IncidentState, check_move

TITLE = "Redacted"
CLAIM_TEXTS: Mapping[str, Any] = {
    "wording": "",
    "quote": {},
    "definition_note": "",
    "age_text": "",
    "attribution_text": "",
    "place_text": "",
    "role_reason": "",
    "excluded_reason": "",
    "excluded_by": "",
    "note": "",
}
FACILITY_TEXTS = {"severity_wording": "", "service_impact": "", "name": "", "public_name": "", "note": ""}


def revisions(found: Sequence[IncidentRevision]) -> None:
    """Empty the frozen content of redacted revisions, what is searched of it, and why it was said that they exist."""
    ids = [revision.pk for revision in found]
    erase(RevisionContent.objects.filter(revision__in=ids), "payload", "inputs")
    erase(RevisionText.objects.filter(revision__in=ids).exclude(search_text=""), "search_text")
    erase(IncidentRevision.objects.filter(pk__in=ids).exclude(change_note=""), "change_note")
    ref, numbers = found[0].ref, [revision.number for revision in found]
    told = Change.objects.filter(object="incident", ref=ref, revision__in=numbers, event__in=ONCE)
    erase(told.exclude(why_text=""), "why_text")


def close(incident: Incident) -> None:
    """Let nobody edit what is erased; whatever state it was in, there is nothing to go back to."""
    taken = incidents.take(incident, Incident.objects.values_list("version", flat=True).get(pk=incident.pk))
    taken.state = check_move(IncidentState(taken.state), IncidentMove.REDACT)
    taken.save(update_fields=["state"])


def working_copy(incident: Incident) -> None:
    """Empty every text of the desk about an incident, and what was noted when it was hidden or withdrawn.

    Remarks and mentions of persons go altogether.
    """
    Incident.objects.filter(pk=incident.pk).update(title=TITLE, summary="", place_text="", glide="")
    Claim.objects.filter(incident=incident).update(**CLAIM_TEXTS)
    FacilityDamage.objects.filter(incident=incident).update(**FACILITY_TEXTS)
    Comment.objects.filter(incident=incident).delete()
    PersonMention.objects.filter(incident=incident).delete()
    notes_of(incident)
    acts = Change.objects.filter(object="incident", ref=incident.ref).exclude(event="incident.redacted")
    erase(acts.exclude(why_text=""), "why_text")
    CorrectionDraft.objects.filter(ref=incident.ref).delete()


def notes_of(incident: Incident, *, where: Callable[[str], bool] = lambda _: True) -> None:
    """Empty what was noted about an incident: when it was hidden, withdrawn or merged, judged, decided about, told
    apart from another.

    A claim that a merge or a split dealt to it brought its notes along, and what was merged into it told why: both go.
    With `where` only those rows of which it says so of a text. A redaction of the incident is on record.
    """
    about = Q(ref=incident.ref) | Q(ref__startswith=f"{incident.ref}.")
    judged = Q(incident=incident) | Q(claim__incident=incident)
    taken_down = Takedown.objects.filter(Q(incident=incident) | Q(survivor=incident) | Q(because__incident=incident))
    tables: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
        (taken_down.exclude(act=TakedownAct.REDACT), ("note", "text"), ("note_salt", "text_salt")),
        (Judgement.objects.filter(judged), ("verifier", "evidence"), ()),
        (Annotation.objects.filter(claim__incident=incident), ("reason",), ()),
        (DiscrepancyDecision.objects.filter(about), ("note",), ()),
        (Distinction.objects.filter(Q(one=incident) | Q(other=incident)), ("reason",), ()),
    )
    for rows, columns, salts in tables:
        texts = rows.values_list("pk", *columns)
        told = [pk for pk, *found in texts if any(text and where(text) for text in found)]
        erase(rows.filter(pk__in=told), *columns, *salts)
        if rows.model is Takedown:
            erase(Change.objects.filter(seq__in=told).exclude(why_text=""), "why_text")


def issue(of: EditionIssue, *, act: Takedown, by: User, now: datetime) -> None:
    """Empty an issue and the draft that it came from; have its documents erased, and none drawn any more."""
    erase(EditionIssue.objects.filter(pk=of.pk), "snapshot")
    CorrectionDraft.objects.filter(issue=of).delete()
    notes = Takedown.objects.filter(issue=of).exclude(act=TakedownAct.REDACT)
    erase(notes.exclude(note=""), "note", "note_salt")
    drafted = EditionDraft.objects.filter(series=of.series, number=of.number).exclude(state__in=OPEN_DRAFT)
    _empty(drafted)
    jobs.give_up(kind=JobKind.RENDER, key_prefix=f"{of.series.code}/{of.number}/{of.issue}/", now=now)
    remains([one.sha256 for one in Rendition.objects.filter(issue=of)], act=act, by=by, now=now)


def document(drawn: Rendition, *, act: Takedown, by: User, now: datetime) -> None:
    """Have one document erased, and not drawn again."""
    of = drawn.issue
    key = f"{of.series.code}/{of.number}/{of.issue}/{drawn.language}.{drawn.format}"
    jobs.give_up(kind=JobKind.RENDER, key_prefix=key, now=now)
    remains([drawn.sha256], act=act, by=by, now=now)


def remains(digests: Collection[str], *, act: Takedown, by: User, now: datetime) -> Job:
    """Have stored files erased as soon as the transaction is in, and what the database still holds of old rows."""
    detail = {"files": sorted(digests)}
    return jobs.ask_for(kind=JobKind.ERASE, key=f"redaction/{act.seq}", by=by, now=now, detail=detail)


def drafts_of(telling: Collection[EditionDraft], *, by: User, now: datetime) -> None:
    """Empty the drafts that tell of an incident; those that are open lose the editors' texts and are compiled anew.

    One that is being compiled may have read what is erased now: it begins again.
    """
    told = {draft.pk for draft in telling}
    running = set(EditionDraft.objects.filter(state=DraftState.COMPILING).values_list("pk", flat=True))
    found = EditionDraft.objects.filter(pk__in=told | running)
    _empty(found.filter(pk__in=told))
    for draft in found.filter(state__in=OPEN_DRAFT - {DraftState.DUE}).select_related("series"):
        drafts.ask_to_compile(draft=draft, by=by, now=now)


def _empty(found: Any) -> None:
    emptied = {"snapshot": "", "discrepancies": [], "highlights": "", "overview": "", "texts": {}, "error": ""}
    found.update(**emptied, figures_read={}, version=F("version") + 1)


def run_erase(*, job: Job, now: datetime) -> None:
    """Erase the files that a redaction names, and the remains of old rows; NotErased where it must be tried again.

    A file that something else is made of, to the byte, stays: another document names it.
    """
    for sha256 in job.detail["files"]:
        if not is_kept(sha256):
            files.remove(sha256)
    _overwrite()
    with jobs.holding(job):
        jobs.finish(job=job, now=now)


def is_kept(sha256: str) -> bool:
    """Whether a file is still to be kept: a source item's, or a document's that was not redacted."""
    if SourceItem.objects.filter(sha256=sha256).exists():
        return True
    named = Rendition.objects.filter(sha256=sha256)
    return any(not takedowns.is_redacted(one.issue, language=one.language, format_=one.format) for one in named)


def _overwrite() -> None:
    """Let nothing of what was emptied stand in the database's files.

    SQLite overwrites with zeros as it goes (secure_delete), but its index of words keeps what was taken out of it until
    it is filled anew, and its write-ahead log older pages until it is cut off; a reader may hold that up. PostgreSQL's
    old rows go with its vacuum, and are in no dump.
    """
    if connection.vendor != "sqlite":
        return
    with transaction.atomic():
        word_index.rebuild(connection)
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    if busy:
        raise NotErased("The write-ahead log could not be cut off while others read; it is tried again.")
