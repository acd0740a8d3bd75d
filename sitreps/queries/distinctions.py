"""What editors said of suspected duplicates: which two are not the same, by whom, when and why (B12)."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from sitreps.codelists.distinctions import DistinctionState
from sitreps.models.distinctions import Distinction
from sitreps.models.incidents import Incident


def standing() -> Mapping[str, Distinction]:
    """The decisions that two are not the same, by fingerprint. It holds where the two have that fingerprint still.

    One query.
    """
    return {row.fingerprint: row for row in _standing()}


def is_decided(incident: Incident) -> Exists:
    """Whether anything was ever said of the outer incident and this one, which may be typed and not saved yet."""
    pk, outer = incident.pk or 0, OuterRef("pk")
    return Exists(Distinction.objects.filter(Q(one=pk, other=outer) | Q(one=outer, other=pk)))


def standing_of(incident: Incident) -> Mapping[str, Distinction]:
    """The decisions with one saved incident that two are not the same, by fingerprint. One query."""
    return {row.fingerprint: row for row in _standing().filter(Q(one=incident) | Q(other=incident))}


def history_of(one: Incident, other: Incident) -> Sequence[Distinction]:
    """Everything that was said of a pair, the oldest first. One query."""
    return list(Distinction.objects.filter(Q(one=one, other=other) | Q(one=other, other=one)))


def _standing() -> QuerySet[Distinction]:
    later = Distinction.objects.filter(one=OuterRef("one"), other=OuterRef("other"), pk__gt=OuterRef("pk"))
    return Distinction.objects.filter(~Exists(later), state=DistinctionState.NOT_THE_SAME)
