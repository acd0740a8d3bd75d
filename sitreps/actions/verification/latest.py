"""The projection of the newest revisions: as it is, and as the record has it."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from sitreps.actions.verification.differences import Difference, in_order, unlike
from sitreps.models.incidents import Incident
from sitreps.models.revisions import FILTER_COLUMNS, IncidentRevision, Latest
from sitreps.queries import standing


def pages() -> Iterator[list[int]]:
    """The ids of all incidents, some hundred at a time."""
    return ([incident.pk for incident in page] for page in in_order(Incident.objects.only("pk"), "pk"))


def differences(incidents: Collection[int], wrong: Collection[int]) -> Iterator[tuple[Incident, Difference]]:
    """What is wrong in the projection of some incidents. Two queries.

    `wrong` has the ids of revisions whose own columns are (contents.py): nothing is told by them.
    """
    newest = standing.shown().filter(incident=OuterRef("pk"))
    rows = Incident.objects.filter(pk__in=incidents).select_related("latest").order_by("pk")
    found: list[Any] = list(rows.annotate(newest=Subquery(newest.values("pk")[:1])))
    revisions = IncidentRevision.objects.in_bulk([one.newest for one in found if one.newest])
    for incident in found:
        how = _how(getattr(incident, "latest", None), revisions.get(incident.newest))
        if how and incident.newest not in wrong:
            yield incident, Difference(f"latest of {incident.ref}", how)


def _how(is_now: Latest | None, newest: IncidentRevision | None) -> str:
    if newest is None:
        return "nothing of the incident is shown" if is_now else ""
    if is_now is None:
        return "missing"
    return unlike({"revision": is_now.revision_id, **_columns(is_now)}, {"revision": newest.pk, **_columns(newest)})


def _columns(row: IncidentRevision | Latest) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FILTER_COLUMNS}
