"""The published record: what was said in public, now or at any past moment. All that API, site and compiler read."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any

import msgspec
from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Substr

from sitreps.codelists import EditionStatus, PublicStatus
from sitreps.documents import publication
from sitreps.models.changes import Change
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.series import Series
from sitreps.queries import standing
from sitreps.queries.compiled import Compiled, compiled
from sitreps.queries.slices import slices

API = "/api/v1"


def known_seq(moment: datetime) -> int:
    """The newest sequence number of the record at a moment; 0 before anything was published."""
    return Change.objects.filter(at__lte=moment).aggregate(newest=Max("seq"))["newest"] or 0


def head() -> int:
    """The newest sequence number of the record."""
    return Change.objects.aggregate(newest=Max("seq"))["newest"] or 0


def as_known_at(seq: int | Subquery) -> QuerySet[IncidentRevision]:
    """The newest revision of each incident among those up to `seq`: the record as it was known then, for ever.

    Without what was withdrawn or merged by then, and without what may not be seen now (standing.py). One query; with
    `known_seq(moment)` it answers for any past moment. `seq` may be looked up inside it. Order is the caller's.
    """
    return standing.shown(seq=seq)


@dataclass(frozen=True, slots=True)
class Stored:
    """A revision by its number in the record, with its public JSON as it is answered; `status` stands in it too."""

    seq: int
    payload: str
    status: PublicStatus


def stored(ref: str, *, moment: datetime | None = None) -> Stored | None:
    """An incident's newest revision, now or as known at a moment; None where nothing was published by then.

    Raises Gone (withdrawn, hidden, redacted) and Merged. One statement, unless something was once taken down of it.
    """
    if moment is None:
        return _stored(_lookup(_Way.NEWEST).run(ref))
    then = connection.ops.adapt_datetimefield_value(moment)
    return _stored(_lookup(_Way.MOMENT).run(ref, then), moment=moment)


def revision(ref: str, number: int) -> Stored | None:
    """One revision by its number: it answers, marked, also when the incident was withdrawn or merged later.

    Raises Gone where it is hidden or redacted. One statement, as `stored`.
    """
    return _stored(_lookup(_Way.NUMBER).run(ref, number), by_number=True)


class _Way(Enum):
    """How a revision is looked up, as conditions whose values are filled in: in the order in which they stand here."""

    NEWEST = (Q(incident__ref=""),)
    MOMENT = (Q(incident__ref=""), Q(published_at__lte=datetime(2000, 1, 1, tzinfo=UTC)))
    NUMBER = (Q(ref=""), Q(number=0))


@cache
def _lookup(way: _Way) -> Compiled:
    rows = IncidentRevision.objects.annotate(touched=standing.touched()).filter(*way.value).order_by("-seq")
    return compiled(rows.values_list("pk", "seq", "content__payload", "touched")[:1], last=len(way.value))


def _stored(found: list[tuple[Any, ...]], *, moment: datetime | None = None, by_number: bool = False) -> Stored | None:
    if not found:
        return None
    [(pk, seq, payload, touched)] = found
    status = PublicStatus.PUBLISHED
    if touched:
        revision = IncidentRevision.objects.get(pk=pk)
        status = standing.check_revision(revision, moment=moment, by_number=by_number)
    return Stored(seq, publication.marked(payload, status), status)


def history(ref: str, *, seq: int | None = None) -> list[Stored]:
    """The revisions of an incident that have their content, of all or of those up to `seq`, newest first.

    Empty where nothing was published by then; raises Gone and Merged. One statement, as `stored`.
    """
    rows = IncidentRevision.objects.filter(ref=ref).select_related("content").annotate(touched=standing.touched())
    found: list[Any] = list((rows if seq is None else rows.filter(seq__lte=seq)).order_by("-seq"))
    status = PublicStatus.PUBLISHED
    if found and found[0].touched:
        status = standing.check_revision(found[0], seq=seq)
    return [
        Stored(revision.seq, publication.marked(revision.content.payload, status), status)
        for revision in found
        if revision.content.payload
    ]


def contents(revision_ids: Iterable[int]) -> Mapping[int, RevisionContent]:
    """The frozen JSONs of some revisions, by revision id."""
    return RevisionContent.objects.in_bulk(list(revision_ids))


def revisions_by_name(names: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], IncidentRevision]:
    """Revisions by (ref, number), in one query, by slices."""
    wanted = set(names)
    rows = IncidentRevision.objects.filter(number__in={one for _, one in wanted})
    found = (one for some in slices({ref for ref, _ in wanted}) for one in rows.filter(ref__in=some))
    return {
        (revision.ref, revision.number): revision for revision in found if (revision.ref, revision.number) in wanted
    }


# ---- Editions


def issued(*, moment: datetime | None = None) -> QuerySet[EditionIssue]:
    """Every issue, or every one that was issued by a moment, whatever became of it later."""
    return EditionIssue.objects.filter(issued_at__lte=moment) if moment else EditionIssue.objects.all()


def issues(series: str | None = None, *, moment: datetime | None = None) -> QuerySet[EditionIssue]:
    """The newest issue of each edition, now or as known at a moment; newest period first.

    An edition whose newest issue was withdrawn by then, or may not be seen now, is not among them.
    """
    newer = issued(moment=moment).filter(
        series=OuterRef("series"), number=OuterRef("number"), issue__gt=OuterRef("issue")
    )
    found = issued(moment=moment).filter(~Exists(newer), standing.shown_issue(moment))
    found = found.select_related("series").order_by("-period_to", "-issue")
    return found.filter(series__code=series) if series else found


LANGUAGES = '"languages":'
"""Where the content of an edition names its languages: once, and before any text of the record."""
BEGINS = 4000
"""Within so many characters: of what stands before, only the address, the series' code and its title are free."""


def listed(series: str | None = None) -> QuerySet[Any]:
    """The same without their content, of which only the languages are read (`languages_of`): for titles and links."""
    return _without_content(issues(series))


def _without_content(issues: QuerySet[EditionIssue]) -> QuerySet[Any]:
    """A database reads the beginning of a long text without the rest of it; to look for a word in it, it reads all."""
    return issues.annotate(begins=Substr("snapshot", 1, BEGINS)).defer("snapshot")


def languages_of(listed: Any) -> tuple[str, ...]:
    """The languages in which an issue without its content was issued, its own first, whatever its series has today.

    Of one whose content was removed, those of its series.
    """
    if not listed.begins:
        return tuple(listed.series.languages)
    languages, _ = json.JSONDecoder().raw_decode(listed.begins.partition(LANGUAGES)[2])
    return tuple(languages)


def shelf(series: str | None = None) -> QuerySet[Any]:
    """The same with their documents: what lists are made from."""
    return listed(series).prefetch_related(their_renditions())


def latest_issues() -> list[EditionIssue]:
    """The newest edition of each series, newest first."""
    later = issues().filter(series=OuterRef("series"), period_to__gt=OuterRef("period_to")).order_by()
    return list(issues().filter(~Exists(later)))


def issue(
    series: str, number: int, version: int | None = None, *, moment: datetime | None = None
) -> EditionIssue | None:
    """An edition by its number: the newest issue, or the one asked for, now or as known at a moment.

    None where there is none; raises Gone where it is hidden, redacted, or withdrawn by then: a withdrawn one answers
    when it is asked for by its version (`is_withdrawn`). One statement, unless something was once taken down of it.
    """
    found = issued(moment=moment).filter(series__code=series, number=number).select_related("series")
    if version is not None:
        found = found.filter(issue=version)
    row: Any = found.annotate(touched=standing.touched_issue()).order_by("-issue").first()
    newest: EditionIssue | None = row
    if newest is not None and row.touched:
        standing.check_issue(newest, moment=moment, by_number=version is not None)
    return newest


def is_withdrawn(of: EditionIssue) -> bool:
    """Whether an issue was withdrawn: what answers of it says so."""
    return EditionIssue.objects.filter(standing.withdrawn_issue(), pk=of.pk).exists()


def renditions(of: EditionIssue) -> QuerySet[Rendition]:
    """The stored documents of an issue that may be seen, in a fixed order."""
    return Rendition.objects.filter(standing.shown_document(), issue=of).order_by("language", "format")


def every_rendition_of(issues: Collection[EditionIssue]) -> QuerySet[Rendition]:
    """All stored documents of several issues, in a fixed order, each with `may_be_seen`: for the desk, which lists what
    it has taken down too. One statement."""
    seen = ExpressionWrapper(standing.shown_document(), BooleanField())
    found: QuerySet[Rendition] = Rendition.objects.filter(issue__in=issues).annotate(may_be_seen=seen)
    return found.order_by("language", "format")


def their_renditions() -> "Prefetch[Any]":
    """The same as `renditions` of each issue, for `prefetch_related`: without those that are hidden or redacted."""
    return Prefetch("renditions", Rendition.objects.filter(standing.shown_document()))


def rendition(series: str, number: int, language: str, format_: str, version: int | None = None) -> Rendition | None:
    """One stored document: of the newest issue or of the one asked for, never of another.

    Bytes cannot be marked: of a withdrawn issue none answer. Raises Gone. One statement, as `issue`.
    """
    of = EditionIssue.objects.filter(series__code=series, number=number)
    wanted = of.filter(issue=version) if version is not None else of.order_by("-issue")[:1]
    found = Rendition.objects.filter(issue__in=wanted.values("pk"), language=language, format=format_)
    row: Any = found.select_related("issue__series").annotate(touched=standing.touched_issue("issue")).first()
    document: Rendition | None = row
    if document is not None and row.touched:
        standing.check_issue(document.issue)
        standing.check_document(document)
    return document


def state() -> tuple[int, int]:
    """What an answer about editions depends on: the newest number of the record, and how many documents are stored."""
    stored = Rendition.objects.order_by().values(every=Value(1)).annotate(count=Count("pk")).values("count")
    row = Change.objects.order_by("-seq").values_list("seq", Coalesce(Subquery(stored), 0)).first()
    return row or (0, 0)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The editions before and after, by number."""

    previous: EditionIssue | None
    next: EditionIssue | None


def neighbours(of: EditionIssue) -> Neighbours:
    """The editions of the series that stand beside this one, as `listed`. One statement."""
    numbers = issues(of.series.code).values("number")
    before = numbers.filter(number__lt=of.number).order_by("-number")[:1]
    after = numbers.filter(number__gt=of.number).order_by("number")[:1]
    beside = listed(of.series.code).filter(Q(number=Subquery(before)) | Q(number=Subquery(after)))
    found = {one.number < of.number: one for one in beside}
    return Neighbours(previous=found.get(True), next=found.get(False))


def earlier(of: EditionIssue) -> QuerySet[Any]:
    """The issues of the same number before this one, newest first, without those that were withdrawn or taken down.

    As `listed`.
    """
    found = issued().filter(standing.shown_issue(), series=of.series, number=of.number, issue__lt=of.issue)
    return _without_content(found.select_related("series").order_by("-issue"))


def replaced_by(of: EditionIssue) -> EditionIssue | None:
    """The newest issue of the same number, whatever became of it, where it is a later one. As `listed`."""
    later = EditionIssue.objects.filter(series=of.series, number=of.number, issue__gt=of.issue)
    found: EditionIssue | None = _without_content(later.select_related("series")).order_by("-issue").first()
    return found


def check_not_withdrawn(of: EditionIssue) -> None:
    """`Gone` where an issue was withdrawn, also when it was asked for by its version: for what cannot say so of it."""
    standing.check_issue(of)


def issued_series(code: str) -> Series | None:
    """A series of which anything was ever issued, whatever became of it."""
    return Series.objects.filter(Exists(EditionIssue.objects.filter(series=OuterRef("pk"))), code=code).first()


def is_superseded(of: EditionIssue) -> bool:
    """Whether a later issue of the same number exists."""
    return EditionIssue.objects.filter(series=of.series, number=of.number, issue__gt=of.issue).exists()


def change_href(kind: str, ref: str) -> str:
    """The path of what an event of the stream is about: `incident` UKR-2025-0001, `edition` UKR-DAILY/1."""
    return f"{API}/{kind}s/{ref}/"


def edition_href(series: str, number: int) -> str:
    """The path of an edition in the API."""
    return f"{API}/editions/{series}/{number}/"


def document_href(of: EditionIssue, language: str, format_: str) -> str:
    """The path of a stored document; an older issue is asked for by `?issue=`."""
    return _document_href(of, language, format_, superseded=is_superseded(of))


def _document_href(of: EditionIssue, language: str, format_: str, *, superseded: bool) -> str:
    query = f"?issue={of.issue}" if superseded else ""
    return f"{edition_href(of.series.code, of.number)}documents/{language}.{format_}{query}"


def document_name(of: EditionIssue, language: str, format_: str) -> str:
    """The file name of a download: `UKR-DAILY_No001_2025-06-24_en.pdf`."""
    return f"{of.series.code}_No{of.number:03}_{of.date.isoformat()}_{language}.{format_}"


def answered(
    of: EditionIssue,
    *,
    superseded: bool,
    withdrawn: bool,
    stored: Iterable[Rendition],
    previous: int | None,
    following: int | None,
    by_issue: bool = False,
) -> dict[str, Any]:
    """An issue as the API answers it: the frozen members, and those that are added at answer time.

    `previous` and `following` are numbers of the series.
    With `by_issue` the documents' addresses name the issue, whether or not there is a newer one by now.
    """
    document: dict[str, Any] = msgspec.json.decode(of.snapshot)
    series = of.series.code
    document["status"] = _status(superseded=superseded, withdrawn=withdrawn)
    document["documents"] = [
        {
            "language": rendition.language,
            "format": rendition.format,
            "href": _document_href(of, rendition.language, rendition.format, superseded=superseded or by_issue),
            "bytes": rendition.bytes,
            "sha256": rendition.sha256,
        }
        for rendition in stored
    ]
    document["previous"] = edition_href(series, previous) if previous else None
    document["next"] = edition_href(series, following) if following else None
    return document


def _status(*, superseded: bool, withdrawn: bool) -> EditionStatus:
    if withdrawn:
        return EditionStatus.WITHDRAWN
    return EditionStatus.SUPERSEDED if superseded else EditionStatus.ISSUED
