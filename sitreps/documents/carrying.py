"""What an edition is made from: the roots of the record at its cut, and what earlier editions carried (B8). Plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sitreps.documents.edition import PublicTotal
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.projections import combatants, summands
from sitreps.figures.running import NOTHING, Node, Share, share


@dataclass(frozen=True, slots=True)
class Root:
    """A root incident of the record at the cut, with its children, and as an earlier edition carried it, if any did
    and its content still stands."""

    inputs: IncidentInput
    children: tuple[IncidentInput, ...]
    document: IncidentDocument
    child_documents: tuple[IncidentDocument, ...]
    carried: IncidentDocument | None

    @property
    def node(self) -> Node:
        return node(self.document)

    @property
    def places(self) -> tuple[Node, ...]:
        return tuple(node(child) for child in self.child_documents)

    @property
    def share(self) -> Share:
        """What it adds to the running totals."""
        return share(self.node, self.places)


def node(document: IncidentDocument) -> Node:
    """An incident as totals see it."""
    return Node(
        document.ref,
        document.place.country,
        summands(document),
        combatants(document),
        is_counted=document.is_counted,
    )


class Carriage(StrEnum):
    """As what the newest edition before told of an incident."""

    ROOT = "ROOT"
    PLACE = "PLACE"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class Carried:
    """An incident as the newest edition before told of it. `document` is None where its content was erased since.

    `parent` is the cluster that a PLACE belonged to; `share` is what a ROOT added to the running totals: nothing where
    it was discounted (`is_counted`).
    """

    ref: str
    revision: int
    carriage: Carriage
    parent: str | None
    document: IncidentDocument | None
    share: Share = field(default_factory=lambda: NOTHING)
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """Why an incident is not among those that the edition covers: a delta reason of B8 with the public sentence.

    `into` is the incident that it was merged into.
    """

    reason: str
    text: str = ""
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A revision since: its code and sentence, the measures of which it said something else (None: not known), and
    whether the incident counted from then on."""

    code: str
    note: str
    measures: frozenset[str] | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What came before an edition, all of it empty for a first one.

    `number`: the edition before. `carried`: by ref. `ended`: those carried incidents that are no more in the record,
    or not where the series looks. `steps`: the revisions since an incident was carried, newest first. `totals`: those
    since the start of the edition before, by scope and measure; None where they were erased.
    """

    number: int | None = None
    carried: Mapping[str, Carried] = field(default_factory=dict)
    ended: Mapping[str, Ended] = field(default_factory=dict)
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    totals: Mapping[tuple[str, str], PublicTotal] | None = field(default_factory=dict)
