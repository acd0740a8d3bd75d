"""Under which names a merge or a split made claims known before: for those who redact, and for those who correct.

A frozen revision keeps the claims that it was made from, whoever they were dealt to since: what a part of a split says
still stands in the earlier revisions of the whole.
"""

from collections.abc import Collection, Iterator, Mapping
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


def names_ever(claims: Collection[int]) -> frozenset[str]:
    """Every name (`UKR-2025-0001/C01`) under which claims of these ids were ever published, whoever they were dealt to.

    One query for the names of now, and two for each generation of merges and splits before.
    """
    if not claims:
        return frozenset()
    rows = Claim.objects.filter(pk__in=claims).values_list("incident__ref", "key")
    found = newest = frozenset(f"{ref}/{key}" for ref, key in rows)
    while newest:
        newest = frozenset(_names_before(newest)) - found
        found |= newest
    return found


def _names_before(names: Collection[str]) -> Iterator[str]:
    """What claims of these names were called in the incidents that gave or got them back; undone deals included."""
    refs = {name.partition("/")[0] for name in names}
    merges = Takedown.objects.filter(
        Q(incident__ref__in=refs) | Q(survivor__ref__in=refs), act=TakedownAct.MERGE
    ).values_list("incident__ref", "survivor__ref", "dealt")
    splits = Incident.objects.filter(Q(ref__in=refs) | Q(split_from__ref__in=refs), split_from__isnull=False)
    deals = [
        *merges,
        *((whole, part, dealt) for part, whole, dealt in splits.values_list("ref", "split_from__ref", "dealt")),
    ]
    for giver, taker, dealt in deals:
        for old, new in dealt.items():
            pair = f"{giver}/{old}", f"{taker}/{new}"
            if set(pair) & set(names):
                yield from pair
