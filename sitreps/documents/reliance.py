"""How the desk treats what parties say: letters, what was excluded, what was used (reconciliation.md B11). Pure.

The same rules hold for every party; counted up, anyone can see whether they were applied so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sitreps.codelists import ClaimStatus, DisaggregationKind, NotUsedBecause, Reliability
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.reckoning import reckon
from sitreps.figures.figure import Figure

NO_PARTY = ""
TOLD = frozenset({ClaimStatus.ACTIVE, ClaimStatus.REJECTED})


@dataclass(slots=True)
class Tally:
    """Claims of origins of one party. `letters` counts them by reliability; `excluded` were refuted, or could not be
    relied on (E, credibility 5, an editor's exclusion); `used` are the numbers that were printed."""

    letters: dict[Reliability, int] = field(default_factory=lambda: dict.fromkeys(Reliability, 0))
    claims: int = 0
    excluded: int = 0
    used: int = 0

    @property
    def excluded_share(self) -> int | None:
        """Percent of the claims; None where there are none."""
        return _percent(self.excluded, self.claims)

    @property
    def used_share(self) -> int | None:
        """Percent of the claims; None where there are none."""
        return _percent(self.used, self.claims)


def tally(trees: Iterable[tuple[IncidentInput, Sequence[IncidentInput]]]) -> Mapping[str, Tally]:
    """What became of the claims of each party, by its key (NO_PARTY for origins of none).

    Claims of a TOTAL that are active or refuted; each in its own incident's figure, that of a cluster's own claims
    rolled up. Cost: the figures of the incidents.
    """
    found: dict[str, Tally] = {}
    for root, places in trees:
        reckoning = reckon(root, places)
        _count(found, root, reckoning.figures.values())
        for place in places:
            _count(found, place, reckoning.children[place.ref].values())
    return found


def _count(found: dict[str, Tally], incident: IncidentInput, figures: Iterable[Figure]) -> None:
    standings = {one.key: one for figure in figures for one in figure.standings}
    for claim in incident.claims:
        if claim.status not in TOLD or claim.kind != DisaggregationKind.TOTAL:
            continue
        standing = standings.get(claim.id)
        of = found.setdefault(claim.origin.party or NO_PARTY, Tally())
        of.claims += 1
        of.letters[_letter(claim)] += 1
        unreliable = standing is not None and standing.not_used_because == NotUsedBecause.NOT_RELIED_ON
        of.excluded += claim.status == ClaimStatus.REJECTED or unreliable
        of.used += standing is not None and standing.used


def _letter(claim: ClaimInput) -> Reliability:
    return Reliability(claim.reliability or claim.origin.reliability)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
