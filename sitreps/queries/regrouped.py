"""Which merge or split an incident came out of last: what can be undone, and what the desk shows of it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from sitreps.codelists import ENDS, ChangeCode, TakedownAct
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState


def merge_of(loser: Incident) -> tuple[Takedown, Incident] | None:
    """The act by which an incident became part of another, and that, if it is what ended it last. One query."""
    ends = Takedown.objects.filter(incident=loser, act__in=ENDS).select_related("survivor__changed_by")
    act: Takedown | None = ends.order_by("-seq").first()
    return (act, act.survivor) if act and act.survivor else None


def merged_into(survivor: Incident) -> Sequence[Takedown]:
    """The merges into an incident that nothing was published on top of, newest first. One query."""
    on_top = IncidentRevision.objects.filter(incident=survivor, seq__gt=OuterRef("seq"))
    back = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__gt=OuterRef("seq"))
    acts = Takedown.objects.filter(~Exists(on_top), ~Exists(back), act=TakedownAct.MERGE, survivor=survivor)
    return list(acts.select_related("incident").order_by("-seq"))


def parts_of_last_split(incident: Incident) -> Sequence[Incident]:
    """The parts of a split that nobody published yet, else of the one that the newest revision published; by ref.

    Empty where the newest revision is of something else. Three queries at most.
    """
    rows = incident.parts.select_related("changed_by", "parent", "place").order_by("ref")
    open_parts = list(rows.filter(revisions__isnull=True).exclude(state=IncidentState.DISCARDED))
    if open_parts:
        return open_parts
    newest = list(incident.revisions.order_by("-number")[:2])
    if not newest or newest[0].change_code != ChangeCode.SPLIT:
        return []
    after = newest[1].seq if len(newest) > 1 else 0
    first = IncidentRevision.objects.filter(incident=OuterRef("pk"), number=1, seq__gt=after, seq__lt=newest[0].seq)
    return list(rows.filter(Exists(first)))
