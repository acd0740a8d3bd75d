"""The published record: what was said in public, now or at any past moment. All that API, site and compiler read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from sitreps.models.changes import Change
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.revisions import IncidentRevision, RevisionContent

API = "/api/v1"


def known_seq(moment: datetime) -> int:
    """The newest sequence number of the record at a moment; 0 before anything was published."""
    return Change.objects.filter(at__lte=moment).aggregate(newest=Max("seq"))["newest"] or 0


def head() -> int:
    """The newest sequence number of the record."""
    return Change.objects.aggregate(newest=Max("seq"))["newest"] or 0


def as_known_at(seq: int | Subquery) -> QuerySet[IncidentRevision]:
    """The newest revision of each incident among those up to `seq`: the record as it was known then, for ever.

    One query; with `known_seq(moment)` it answers for any past moment. `seq` may be looked up inside it. Order is the
    caller's.
    """
    newer = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__gt=OuterRef("seq"), seq__lte=seq)
    return IncidentRevision.objects.filter(~Exists(newer), seq__lte=seq)


def payload(ref: str) -> tuple[IncidentRevision, str] | None:
    """The newest revision of an incident with its stored public JSON; None where nothing was ever published."""
    revision = (
        IncidentRevision.objects.filter(ref=ref).select_related("content").order_by("-seq").first()
    )  # fmt: skip
    return (revision, revision.content.payload) if revision else None


def stored(ref: str, *, moment: datetime | None = None) -> tuple[int, str] | None:
    """The number in the record and the public JSON of an incident's newest revision, now or as known at a moment."""
    found = IncidentRevision.objects.filter(incident__ref=ref)
    if moment is not None:
        found = found.filter(published_at__lte=moment)
    return found.order_by("-seq").values_list("seq", "content__payload").first()


def revisions(ref: str) -> QuerySet[IncidentRevision]:
    """Every revision of an incident, newest first, with its content."""
    return IncidentRevision.objects.filter(ref=ref).select_related("content").order_by("-seq")


def contents(revision_ids: Iterable[int]) -> Mapping[int, RevisionContent]:
    """The frozen JSONs of some revisions, by revision id."""
    return RevisionContent.objects.in_bulk(list(revision_ids))


def revisions_by_name(names: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], IncidentRevision]:
    """Revisions by (ref, number), in one query."""
    wanted = set(names)
    found = IncidentRevision.objects.filter(ref__in={ref for ref, _ in wanted}, number__in={one for _, one in wanted})
    return {
        (revision.ref, revision.number): revision for revision in found if (revision.ref, revision.number) in wanted
    }


# ---- Editions


def issued(*, moment: datetime | None = None) -> QuerySet[EditionIssue]:
    """Every issue, or every one that was issued by a moment."""
    return EditionIssue.objects.filter(issued_at__lte=moment) if moment else EditionIssue.objects.all()


def issues(series: str | None = None, *, moment: datetime | None = None) -> QuerySet[EditionIssue]:
    """The newest issue of each edition, now or as known at a moment; newest period first."""
    newer = issued(moment=moment).filter(
        series=OuterRef("series"), number=OuterRef("number"), issue__gt=OuterRef("issue")
    )
    found = issued(moment=moment).filter(~Exists(newer)).select_related("series").order_by("-period_to", "-issue")
    return found.filter(series__code=series) if series else found


def latest_issues() -> list[EditionIssue]:
    """The newest edition of each series, newest first."""
    later = EditionIssue.objects.filter(series=OuterRef("series"), period_to__gt=OuterRef("period_to"))
    return list(issues().filter(~Exists(later)))


def issue(
    series: str, number: int, version: int | None = None, *, moment: datetime | None = None
) -> EditionIssue | None:
    """An edition by its number: the newest issue, or the one asked for, now or as known at a moment."""
    found = issued(moment=moment).filter(series__code=series, number=number).select_related("series")
    if version is not None:
        found = found.filter(issue=version)
    return found.order_by("-issue").first()


def renditions(of: EditionIssue) -> QuerySet[Rendition]:
    """The stored documents of an issue, in a fixed order."""
    return Rendition.objects.filter(issue=of).order_by("language", "format")


def rendition(series: str, number: int, language: str, format_: str, version: int | None = None) -> Rendition | None:
    """One stored document: of the newest issue or of the one asked for, never of another. One query."""
    of = EditionIssue.objects.filter(series__code=series, number=number)
    wanted = of.filter(issue=version) if version is not None else of.order_by("-issue")[:1]
    found = Rendition.objects.filter(issue__in=wanted.values("pk"), language=language, format=format_)
    return found.select_related("issue__series").first()


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
    """The editions of the series that stand beside this one."""
    others = issues().filter(series=of.series)
    return Neighbours(
        others.filter(number__lt=of.number).order_by("-number").first(),
        others.filter(number__gt=of.number).order_by("number").first(),
    )


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


def edition_json(of: EditionIssue) -> dict[str, Any]:
    """An issue as the API answers it: the frozen members, and those that are added at answer time."""
    beside = neighbours(of)
    return answered(
        of,
        superseded=is_superseded(of),
        stored=renditions(of),
        previous=beside.previous.number if beside.previous else None,
        following=beside.next.number if beside.next else None,
    )


def answered(
    of: EditionIssue,
    *,
    superseded: bool,
    stored: Iterable[Rendition],
    previous: int | None,
    following: int | None,
    by_issue: bool = False,
) -> dict[str, Any]:
    """The same from what was looked up already; `previous` and `following` are numbers of the series.

    With `by_issue` the documents' addresses name the issue, whether or not there is a newer one by now.
    """
    document: dict[str, Any] = msgspec.json.decode(of.snapshot)
    series = of.series.code
    document["status"] = "SUPERSEDED" if superseded else "ISSUED"
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
