"""Under which names in other incidents a merge or a split made the claims of one known: for those who redact it.

A frozen revision keeps the claims that it was made from, whoever they were dealt to since: what a part of a split says
still stands in the earlier revisions of the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from sitreps.codelists import TakedownAct
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown


@dataclass(frozen=True, slots=True)
class Dealt:
    """Claims by the ref of another incident: its name there -> its name here. `held`: those that are here now.

    Those that went for good are the other's: what it says of them tells of it alone.
    """

    elsewhere: Mapping[str, Mapping[str, str]]
    held: frozenset[str]

    def carried_in(self, revision: IncidentRevision) -> frozenset[str]:
        """The claims, by their names here, that a revision of another incident (with its content) was made from."""
        names, inputs = self.elsewhere.get(revision.ref, {}), revision.content.inputs
        return frozenset(here for there, here in names.items() if f'"id":"{revision.ref}/{there}"' in inputs)

    def tell(self, revision: IncidentRevision) -> bool:
        """Whether that revision carries a claim that is here now."""
        return bool(self.carried_in(revision) & self.held)


def dealt(incident: Incident) -> Dealt:
    """What was dealt from and to an incident, ever. Three queries."""
    found: dict[str, dict[str, str]] = {}
    for ref, there, here in _exchanged(incident):
        found.setdefault(ref, {})[there] = here
    return Dealt(found, frozenset(Claim.objects.filter(incident=incident).values_list("key", flat=True)))


def _exchanged(incident: Incident) -> Iterator[tuple[str, str, str]]:
    merges = Takedown.objects.filter(Q(incident=incident) | Q(survivor=incident), act=TakedownAct.MERGE)
    for loser, survivor, names in merges.values_list("incident__ref", "survivor__ref", "dealt"):
        for old, new in names.items():
            yield (survivor, new, old) if loser == incident.ref else (loser, old, new)
    for part, whole, names in Incident.objects.filter(
        Q(split_from=incident) | Q(pk=incident.pk, split_from__isnull=False)
    ).values_list("ref", "split_from__ref", "dealt"):
        for old, new in names.items():
            yield (part, new, old) if whole == incident.ref else (whole, old, new)
