"""An edition before it is issued: opened, compiled, edited, cancelled. One open draft a series (edition.md C1)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q

from sitreps import faults, permissions
from sitreps.actions import audit, decisions, draft_texts, jobs
from sitreps.actions.compiling import calendar, compile_document
from sitreps.documents import canonical, edition_build, token_words, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.edition_languages import Typed
from sitreps.errors import NotDue, StaleVersion
from sitreps.models.accounts import User
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.jobs import Job, JobKind
from sitreps.models.series import MissedDays, Series
from sitreps.queries import published
from sitreps.workflow import OPEN_DRAFT, DraftMove, DraftState, check_draft_move

WARNED_AFTER = timedelta(minutes=30)
BY_COMMAND = wording.ENGLISH("method.by_command")
NO_FURTHER: Mapping[str, Typed] = {}
DESK_OF_ONE = wording.ENGLISH("method.desk_of_one")


@transaction.atomic
def open_draft(*, series: Series, day: date, by: User, now: datetime) -> EditionDraft:
    """The draft of a day: the open one of the series, moved forward if its day has passed, or a new one.

    NotDue for a day outside the series or inside another edition's period, before the day's cut-off, and where that
    lies before the last period's end, which a change of the series' zone or cut-off can bring about.
    """
    permissions.check_compile(by)
    Series.objects.select_for_update().get(pk=series.pk)
    when = calendar(series)
    _check_day(series, day, now=now)
    period_to = when.cut_off_on(day)
    last = EditionIssue.objects.filter(series=series).order_by("-period_to").first()
    if last and day <= last.date:
        raise NotDue(f"{day} lies inside {last}: {_span(last)}.")
    period_from = last.period_to if last else when.opening(day)
    if period_to <= period_from:
        raise NotDue(f"The cut-off of {day} ({period_to:%Y-%m-%d %H:%M} UTC) is not after the end of the last period.")
    draft = EditionDraft.objects.filter(series=series, state__in=OPEN_DRAFT).first()
    if draft:
        if day < draft.date:
            raise NotDue(f"{day} lies inside the open draft of {draft}.")
        return _moved_forward(draft, day, period_to) if day > draft.date else draft
    draft = EditionDraft.objects.create(
        series=series, number=_next_number(series), date=day, period_from=period_from, period_to=period_to
    )
    audit.record(action="edition.open", object_type="edition", object_ref=_ref(draft), by=by, now=now)
    return draft


@transaction.atomic
def ask_to_compile(
    *, draft: EditionDraft, by: User, now: datetime, as_known_at: datetime | None = None, wake: bool = True
) -> Job:
    """Queue the compilation of a draft. The cut is fixed here, so that a second attempt compiles the same.

    Asked for again while one is under way, the newer cut counts.
    """
    permissions.check_compile(by)
    cut = as_known_at or now
    _lock(draft)
    check_draft_move(DraftState(draft.state), DraftMove.COMPILE)
    EditionDraft.objects.filter(pk=draft.pk).update(
        state=DraftState.COMPILING, error="", touched_by=_touched(draft, by), version=F("version") + 1
    )
    draft.refresh_from_db()
    detail = {
        "draft": draft.pk,
        "day": draft.date.isoformat(),
        "as_known_at": cut.isoformat(),
        "known_seq": published.known_seq(cut),
    }
    return jobs.ask_for(
        kind=JobKind.COMPILE, key=f"{draft.series.code}/{draft.pk}", by=by, now=now, detail=detail, wake=wake
    )


def run_compile(*, job: Job, now: datetime) -> EditionDraft:
    """Do a compilation that this process has claimed. Raises what the build raises: the caller gives the job back."""
    draft = EditionDraft.objects.select_related("series").get(pk=job.detail["draft"])
    as_known_at = datetime.fromisoformat(job.detail["as_known_at"])
    compiled = compile_document(draft, as_known_at=as_known_at, known_seq=job.detail["known_seq"])
    found = decisions.discrepancies(compiled.document, compiled.roots, compiled.beside())
    document = edition_build.with_notes(
        compiled.document, notes=decisions.data_notes(compiled.document, found), method_notes=method_notes()
    )
    with transaction.atomic():
        lock_draft_of(job)
        _store(job, document, found, now=now)
    faults.point("after-snapshot")
    draft.refresh_from_db()
    return draft


def _store(job: Job, document: EditionDocument, found: Sequence[decisions.Discrepancy], *, now: datetime) -> None:
    with jobs.holding(job):
        EditionDraft.objects.filter(pk=job.detail["draft"], state=DraftState.COMPILING).update(
            state=DraftState.DRAFT,
            snapshot=canonical.encode(document),
            discrepancies=[one.as_json() for one in found],
            as_known_at=document.as_known_at,
            known_seq=document.known_seq,
            compiled_at=now,
            error="",
            version=F("version") + 1,
        )
        jobs.finish(job=job, now=now)


def lock_draft_of(job: Job) -> None:
    """Take the row of the draft that a compilation is about, before its job's (jobs.py); of other jobs nothing."""
    if job.kind == JobKind.COMPILE:
        EditionDraft.objects.select_for_update().filter(pk=job.detail["draft"]).first()


def fail_compile(*, job: Job, error: str) -> None:
    """Say on the draft why its compilation stopped for good: a failed edition is never silent."""
    if job.kind != JobKind.COMPILE:
        return
    EditionDraft.objects.filter(pk=job.detail["draft"], state=DraftState.COMPILING).update(
        state=DraftState.FAILED, error=error
    )


@transaction.atomic
def edit_texts(
    *,
    draft: EditionDraft,
    highlights: str,
    overview: str,
    further: Mapping[str, Typed] = NO_FURTHER,
    version: int,
    by: User,
    now: datetime,
) -> EditionDraft:
    """Put the editors' texts into the draft and compile it again at the same cut, at once; a draft whose compilation
    failed goes to a worker, with what is known now. `further`: the texts by further language; one left out stays.

    Empty texts are as compiled. InvalidValue by field for a token that no figure backs and for what no font can print;
    StaleVersion if somebody else saved or compiled meanwhile. Nothing is lost: the caller still has the typed texts.
    """
    permissions.check_compile(by)
    check_draft_move(DraftState(draft.state), DraftMove.EDIT)
    first = draft_texts.languages(draft)[0]
    typed = {first: Typed(highlights, overview), **further}
    draft_texts.check(typed, first)
    changed = draft_texts.put(draft, typed)
    failed = draft.state == DraftState.FAILED
    fresh = {} if failed else _compiled_again(draft)
    saved = EditionDraft.objects.filter(pk=draft.pk, version=version, state=draft.state).update(
        highlights=draft.highlights,
        overview=draft.overview,
        texts=draft.texts,
        **fresh,
        touched_by=_touched(draft, by),
        version=F("version") + 1,
    )
    if not saved:
        raise StaleVersion("Somebody else saved or compiled this edition meanwhile. Your text is kept below.")
    if failed:
        ask_to_compile(draft=draft, by=by, now=now)
    audit.record(action="edition.edit", object_type="edition", object_ref=_ref(draft), by=by, now=now, detail=changed)
    draft.refresh_from_db()
    return draft


def _compiled_again(draft: EditionDraft) -> dict[str, Any]:
    """The columns of a draft with its texts of now, at the cut it was compiled for: what is odd about it, and what the
    figures of the texts read."""
    frozen = canonical.decode(draft.snapshot, EditionDocument)
    compiled = compile_document(
        draft,
        as_known_at=frozen.as_known_at,
        known_seq=frozen.known_seq,
        notes=frozen.data_notes,
        method_notes=frozen.method_notes,
    )
    document = compiled.document
    found = decisions.discrepancies(document, compiled.roots, compiled.beside())
    own = [text for told in draft_texts.stored(draft).values() for text in (told.highlights, told.overview)]
    return {
        "snapshot": canonical.encode(document),
        "discrepancies": [one.as_json() for one in found],
        "figures_read": token_words.named(own, document),
    }


@transaction.atomic
def cancel(*, draft: EditionDraft, by: User, now: datetime) -> None:
    """Give a draft up; its number is free again."""
    permissions.check_compile(by)
    _lock(draft)
    check_draft_move(DraftState(draft.state), DraftMove.CANCEL)
    EditionDraft.objects.filter(pk=draft.pk).update(state=DraftState.CANCELLED, version=F("version") + 1)
    audit.record(action="edition.cancel", object_type="edition", object_ref=_ref(draft), by=by, now=now)


@transaction.atomic
def open_due(*, series: Series, by: User, now: datetime) -> list[EditionDraft]:
    """Open and queue what is due in a series. Of two clocks one finds nothing left: the series' row is locked first."""
    Series.objects.select_for_update().get(pk=series.pk)
    drafts = [open_draft(series=series, day=day, by=by, now=now) for day in due_days(series, now=now)]
    for draft in drafts:
        ask_to_compile(draft=draft, by=by, now=now)
    return drafts


def due_days(series: Series, *, now: datetime) -> Sequence[date]:
    """Days whose edition the clock must open now: the newest passed cut-off that no edition covers, or each (C1).

    After downtime one edition covers what was missed, unless the series wants one each: then the next day waits until
    the draft before it is issued or cancelled. Nothing is due before the late window has passed, outside the series'
    dates, or while it is paused.
    """
    if series.paused or series.starts_on is None:
        return []
    when = calendar(series)
    newest = when.newest_passed(now - timedelta(minutes=series.late_window_minutes))
    if newest is None:
        return []
    covered = _covered_until(series)
    if covered and newest <= covered:
        return []
    if series.missed_days == MissedDays.COVER:
        return [newest]
    if EditionDraft.objects.filter(series=series, state__in=OPEN_DRAFT).exists():
        return []
    before_first = series.starts_on - timedelta(days=1)
    first = when.after(max(covered, before_first) if covered else before_first)
    return [first] if first else []


def missing_since(series: Series, *, now: datetime, known: date | None = None) -> datetime | None:
    """The cut-off whose edition has no draft 30 minutes after it, or after its late window; None where all is well.

    A day is never silently without an edition (desk.md): the desk is warned until a draft of it, or of a later day, was
    compiled. What an editor cancelled is not missed. `known`: a day up to which a compiled draft or an issue was seen
    already. One query, none where that is enough.
    """
    if series.paused or series.starts_on is None:
        return None
    when = calendar(series)
    day = when.newest_passed(now - timedelta(minutes=series.late_window_minutes) - WARNED_AFTER)
    if day is None or (known and day <= known):
        return None
    cut_off = when.cut_off_on(day)
    compiled = Q(state__in=(DraftState.DRAFT, DraftState.ISSUED, DraftState.CANCELLED)) | Q(compiled_at__gte=cut_off)
    return None if EditionDraft.objects.filter(compiled, series=series, date__gte=day).exists() else cut_off


def method_notes() -> tuple[str, ...]:
    """What the methodology must own up to: a desk of one (desk.md, four eyes)."""
    return (DESK_OF_ONE,) if settings.SITREPS_FOUR_EYES == "off" else ()


def _lock(draft: EditionDraft) -> None:
    """Take the draft's row and read it as it is now: whoever looked at it earlier may have been overtaken."""
    now = EditionDraft.objects.select_for_update().get(pk=draft.pk)
    draft.state, draft.touched_by = now.state, now.touched_by


def _covered_until(series: Series) -> date | None:
    """The newest day that has an edition or had a draft: what an editor cancelled, the clock does not open again."""
    issued = EditionIssue.objects.filter(series=series).aggregate(last=Max("date"))["last"]
    drafted = EditionDraft.objects.filter(series=series).aggregate(last=Max("date"))["last"]
    return max((day for day in (issued, drafted) if day), default=None)


def _check_day(series: Series, day: date, *, now: datetime) -> None:
    when = calendar(series)
    if not when.has_edition(day):
        dates = f"from {series.starts_on or 'its start'} to {series.ends_on or 'further notice'}"
        raise NotDue(f"{series.code} has no edition on {day}: it is {series.cadence.lower()}, {dates}.")
    if when.cut_off_on(day) > now:
        raise NotDue(f"The cut-off of {day} ({when.cut_off_on(day):%Y-%m-%d %H:%M} UTC) has not passed yet.")


def _next_number(series: Series) -> int:
    issued = EditionIssue.objects.filter(series=series).aggregate(last=Max("number"))["last"]
    return issued + 1 if issued else series.first_number


def _touched(draft: EditionDraft, by: User) -> list[str]:
    people = {*draft.touched_by, *([by.username] if by.is_person else [])}
    return sorted(people)


def _moved_forward(draft: EditionDraft, day: date, period_to: datetime) -> EditionDraft:
    """The open draft for a later day. It is due anew: what was compiled is of another period and must not be issued."""
    EditionDraft.objects.filter(pk=draft.pk).update(
        date=day, period_to=period_to, state=DraftState.DUE, version=F("version") + 1
    )
    draft.refresh_from_db()
    return draft


def _span(issue: EditionIssue) -> str:
    return f"its period is {issue.period_from:%Y-%m-%d %H:%M} to {issue.period_to:%Y-%m-%d %H:%M} UTC"


def _ref(draft: EditionDraft) -> str:
    return f"{draft.series.code}/{draft.number}"
