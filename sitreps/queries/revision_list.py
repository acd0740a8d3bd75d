"""The revisions of one incident as stored JSON, newest first: one statement for a page."""

from dataclasses import dataclass
from datetime import datetime

from sitreps.models.revisions import IncidentRevision


@dataclass(frozen=True, slots=True)
class Page:
    """Stored public JSONs, newest first; `before` is that of the revision before the last of them, if there is one."""

    payloads: tuple[str, ...]
    before: str | None
    has_more: bool


def page(ref: str, *, before: int | None, limit: int, moment: datetime | None = None) -> Page:
    """At most `limit` revisions of an incident whose number lies below `before`, of all or of those by a moment."""
    rows = IncidentRevision.objects.filter(ref=ref)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if moment is not None:
        rows = rows.filter(published_at__lte=moment)
    found = tuple(rows.order_by("-seq").values_list("content__payload", flat=True)[: limit + 1])
    beyond = found[limit] if len(found) > limit else None
    return Page(found[:limit], beyond, has_more=beyond is not None)


def one(ref: str, number: int) -> tuple[int, str] | None:
    """The number in the record and the stored public JSON of one revision."""
    return IncidentRevision.objects.filter(ref=ref, number=number).values_list("seq", "content__payload").first()
