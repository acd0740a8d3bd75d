"""The revisions of one incident as stored JSON, newest first: one statement for a page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists

from sitreps.codelists import GoneCode
from sitreps.documents import publication
from sitreps.errors import Gone
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import standing


@dataclass(frozen=True, slots=True)
class Row:
    """One revision; `payload` is None where its content was redacted: what is left of it is said by the others."""

    ref: str
    number: int
    seq: int
    published_at: datetime
    sha256: str
    payload: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `before` is the public JSON of the revision before the last of them, where there is one to read."""

    rows: tuple[Row, ...]
    before: str | None
    has_more: bool


def page(ref: str, *, before: int | None, limit: int, moment: datetime | None = None) -> Page:
    """At most `limit` revisions of an incident whose number lies below `before`, of all or of those by a moment.

    They answer, marked, also when it was withdrawn or merged. Gone while it is hidden.
    """
    rows = IncidentRevision.objects.filter(ref=ref)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if moment is not None:
        rows = rows.filter(published_at__lte=moment)
    asked = rows.annotate(hidden=standing.hidden(), redacted=Exists(standing.redaction()), status=standing.status_now())
    columns = ("number", "seq", "published_at", "sha256", "content__payload", "hidden", "redacted", "status")
    found = list(asked.order_by("-seq").values_list(*columns)[: limit + 1])
    if any(row[5] for row in found):
        raise Gone(ref, GoneCode.UNDER_REVIEW, standing.UNDER_REVIEW)
    read = [
        Row(ref, number, seq, at, sha256, None if redacted else publication.marked(payload, status))
        for number, seq, at, sha256, payload, _, redacted, status in found
    ]
    beyond = read[limit].payload if len(read) > limit else None
    return Page(tuple(read[:limit]), beyond, has_more=len(read) > limit)
