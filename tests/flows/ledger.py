"""A ledger of what the record holds, in plain Python: what editions of a random history are compared with (B8)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sitreps.documents.edition import EditionDocument
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident

OUTSIDE = "BLR"
"""A country that the series does not cover."""


@dataclass(slots=True)
class Line:
    """What the ledger knows of one incident. `claims` are its own, by measure; a cluster has those of its places.

    `country` is empty where a cluster lies across borders: its places have theirs.
    """

    incident: Incident
    on: date
    country: str
    claims: dict[str, list[tuple[date, int]]] = field(default_factory=dict)
    parent: str | None = None
    places: set[str] = field(default_factory=set)
    is_withdrawn: bool = False
    is_hidden: bool = False
    is_cluster: bool = False
    is_discounted: bool = False
    merged_into: str | None = None

    def take(self, claim: Claim) -> None:
        """A claim that was dealt to this incident."""
        self.claims.setdefault(claim.measure, []).append((claim.as_of_on or self.on, claim.value or 0))

    def best(self) -> dict[str, int]:
        """Of claims that contradict each other the newest day, of that the lowest that is not nothing (B5)."""
        found = {}
        for measure, claims in self.claims.items():
            newest = max(on for on, _ in claims)
            numbers = [number for on, number in claims if on == newest]
            found[measure] = min((number for number in numbers if number), default=0)
        return found


class Ledger:
    """Every incident by ref, and the reasons given for each since the edition before (`told`)."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.told: dict[str, list[str]] = defaultdict(list)

    def tell(self, line: Line, code: str) -> None:
        """Something happened to an incident, and so to the cluster that it is a place of."""
        for ref in (line.incident.ref, line.parent):
            if ref:
                self.told[ref].append(code)

    def enter(self, line: Line, cluster: Line | None) -> None:
        """A place of that cluster from now on, or of none."""
        if line.parent:
            self.lines[line.parent].places.discard(line.incident.ref)
        line.parent = cluster.incident.ref if cluster else None
        if cluster:
            cluster.places.add(line.incident.ref)

    def covered(self, on: date) -> dict[str, Line]:
        """The roots that an edition of a day covers, those among them that are not counted."""
        roots = {ref: line for ref, line in self.lines.items() if line.parent is None and line.on <= on}
        return {ref: line for ref, line in roots.items() if self._stands(line) and self._is_inside(line)}

    def counted(self, on: date) -> dict[str, Line]:
        """Of these the ones that it counts."""
        return {ref: line for ref, line in self.covered(on).items() if not line.is_discounted}

    def sums(self, on: date) -> dict[tuple[str, str], int]:
        """The direct sum over those roots, by scope and measure."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for line in self.counted(on).values():
            for measure, number in self.figures(line).items():
                sums["ALL", measure] += number
            for one in [line] if line.country else self._places(line):
                for measure, number in self.figures(one).items():
                    sums[one.country, measure] += number
        return sums

    def figures(self, line: Line) -> dict[str, int]:
        """The best numbers of an incident, of a cluster those of its places added up."""
        added: dict[str, int] = defaultdict(int)
        for one in self._places(line) if line.is_cluster else [line]:
            for measure, number in one.best().items():
                added[measure] += number
        return dict(added)

    def _places(self, line: Line) -> list[Line]:
        """The places of a cluster that count in it."""
        places = [self.lines[ref] for ref in line.places if not self.lines[ref].is_withdrawn]
        return [place for place in places if not place.is_discounted]

    def _is_inside(self, line: Line) -> bool:
        """Whether it lies where the series looks, or reaches into it."""
        if line.country:
            return line.country != OUTSIDE
        standing = [self.lines[ref] for ref in line.places if not self.lines[ref].is_withdrawn]
        return any(place.country != OUTSIDE for place in standing)

    def _stands(self, line: Line) -> bool:
        return not (line.is_withdrawn or line.is_hidden or line.merged_into)


def check_discounted(
    document: EditionDocument, ledger: Ledger, before: dict[str, dict[str, int]], ever: set[str]
) -> set[str]:
    """What was counted and is discounted is told with what it takes away, and what counts again with what it brings.

    Gives which of the two were found.
    """
    found = set()
    covered, counted = ledger.covered(document.date), ledger.counted(document.date)
    told: dict[str, dict[str, int]] = {}
    for one in document.revised:
        if one.what == "STATUS" and one.delta:
            told.setdefault(one.ref, {})[one.measure] = one.delta
    for ref in before.keys() & covered.keys() - counted.keys():
        assert told.pop(ref, {}) == {measure: -best for measure, best in before[ref].items() if best}
        found.add("not counted")
    for ref, amounts in told.items():
        assert ref in counted
        assert ref in ever - before.keys()
        assert amounts == {measure: best for measure, best in ledger.figures(counted[ref]).items() if best}
        found.add("counted again")
    return found
