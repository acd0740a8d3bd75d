"""A ledger of what the record holds, in plain Python: what editions of a random history are compared with (B8)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident


@dataclass(slots=True)
class Line:
    """What the ledger knows of one incident. `claims` are its own, by measure; a cluster has those of its places."""

    incident: Incident
    on: date
    country: str
    claims: dict[str, list[tuple[date, int]]] = field(default_factory=dict)
    parent: str | None = None
    places: set[str] = field(default_factory=set)
    is_withdrawn: bool = False
    is_hidden: bool = False
    is_cluster: bool = False
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

    def counted(self, on: date) -> dict[str, Line]:
        """The roots that an edition of a day covers."""
        return {
            ref: line
            for ref, line in self.lines.items()
            if line.parent is None and self._stands(line) and line.on <= on and line.country != "BLR"
        }

    def sums(self, on: date) -> dict[tuple[str, str], int]:
        """The direct sum over those roots, by scope and measure."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for line in self.counted(on).values():
            for measure, number in self.figures(line).items():
                for scope in (line.country, "ALL"):
                    sums[scope, measure] += number
        return sums

    def figures(self, line: Line) -> dict[str, int]:
        """The best numbers of an incident, of a cluster those of its places added up."""
        added: dict[str, int] = defaultdict(int)
        places = [self.lines[ref] for ref in line.places if not self.lines[ref].is_withdrawn]
        for one in places if line.is_cluster else [line]:
            for measure, number in one.best().items():
                added[measure] += number
        return dict(added)

    def _stands(self, line: Line) -> bool:
        return not (line.is_withdrawn or line.is_hidden or line.merged_into)
