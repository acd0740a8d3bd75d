"""What is contradictory now, over working copies and open drafts, and how the desk decided about it (B13).

A fixed number of queries; the time goes with the claims of at most MOST root incidents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from sitreps.codelists import DiscrepancyCode, Severity
from sitreps.documents import canonical, facts
from sitreps.documents.inputs import IncidentInput
from sitreps.figures.discrepancy import Discrepancy
from sitreps.figures.discrepancy_words import WHAT_TO_DO
from sitreps.models.editions import DiscrepancyDecision, EditionDraft
from sitreps.models.incidents import Incident
from sitreps.queries import desk, protected, standing
from sitreps.workflow import EDITABLE, OPEN_DRAFT

MOST = 300
OF_AN_EDITION = frozenset(
    {
        DiscrepancyCode.LARGE_CHANGE,
        DiscrepancyCode.DUPLICATE_SUSPECT,
        DiscrepancyCode.SENSITIVE_CONTENT,
        DiscrepancyCode.EMOTIVE_LANGUAGE,
        DiscrepancyCode.PARTY_CLAIM_AS_FACT,
    }
)
"""What can follow from an edition's own texts, or from what stands beside it: an incident alone does not show it."""


class Standing(StrEnum):
    """Whether a decision holds (B13: until one of its claims changes)."""

    HOLDS = "HOLDS"
    LAPSED = "LAPSED"
    ISSUED = "ISSUED"


@dataclass(frozen=True, slots=True)
class Current:
    """One discrepancy, where it was found, and what was decided about it last, if that holds.

    `drafts` are the open drafts that have it; `in_record`: the working copies have it too, or only they.
    """

    severity: Severity
    code: DiscrepancyCode
    ref: str
    text: str
    claims: tuple[str, ...]
    fingerprint: str
    in_record: bool
    drafts: tuple[EditionDraft, ...]
    decision: DiscrepancyDecision | None

    @property
    def what_to_do(self) -> str:
        """One sentence for whoever has to settle it."""
        return WHAT_TO_DO[self.code]

    @property
    def incident(self) -> str:
        """The ref of the incident, or what stands in its place."""
        return self.ref.partition(".")[0]

    @property
    def is_open(self) -> bool:
        """Whether somebody must still look at it before an edition goes out."""
        return self.severity != Severity.INFO and self.decision is None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and whether it still holds."""

    decision: DiscrepancyDecision
    standing: Standing


@dataclass(frozen=True, slots=True)
class Now:
    """Everything that is odd now, worst first; over so many root incidents, `is_cut`: the desk has more."""

    rows: tuple[Current, ...]
    incidents: int
    is_cut: bool


def current(*, at: datetime) -> Now:
    """What is odd about the newest working copies and about every open draft."""
    ids = list(
        Incident.objects.filter(parent=None, state__in=EDITABLE)
        .order_by("-occurred_on", "ref")
        .values_list("pk", flat=True)[: MOST + 1]
    )
    counted = ids[:MOST]
    found = _of_trees(desk.trees(counted).values(), at=at)
    told: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in found:
        told[one.code, one.ref, one.fingerprint] = _columns(one)
    for draft in EditionDraft.objects.filter(state__in=OPEN_DRAFT).select_related("series").order_by("-period_to"):
        for said in draft.discrepancies:
            key = (said["code"], said["ref"], said["fingerprint"])
            row = told.setdefault(key, _as_columns(said))
            row["drafts"] = (*row["drafts"], draft)
    decided = _decisions(key[2] for key in told)
    rows = [Current(**row, decision=decided.get(row["fingerprint"])) for row in told.values()]
    return Now(tuple(sorted(rows, key=_order)), len(counted), is_cut=len(ids) > MOST)


def standings(decisions: Sequence[DiscrepancyDecision], *, at: datetime) -> list[Decided]:
    """Whether some decisions hold: their fingerprint is that of a discrepancy of the record as it stands, or of an open
    draft. One about an edition's own text or about the edition before is over once that edition is issued."""
    drafts = EditionDraft.objects.filter(state__in=OPEN_DRAFT).values_list("discrepancies", flat=True)
    live = {said["fingerprint"] for found in drafts for said in found}
    refs = {one.ref.partition(".")[0] for one in decisions}
    live |= {one.fingerprint for one in _of_trees(_published(refs), at=at)} if refs else set()
    return [Decided(one, _standing(one, live)) for one in decisions]


def _standing(decision: DiscrepancyDecision, live: Collection[str]) -> Standing:
    if decision.fingerprint in live:
        return Standing.HOLDS
    return Standing.ISSUED if decision.code in OF_AN_EDITION else Standing.LAPSED


def _of_trees(
    trees: Iterable[tuple[IncidentInput, Sequence[IncidentInput]]], *, at: datetime
) -> tuple[Discrepancy, ...]:
    trees = list(trees)
    refs = [one.ref for root, places in trees for one in (root, *places)]
    return facts.discrepancies_of(trees, at=at, secrets=protected.secrets_of(refs))


def _published(refs: Collection[str]) -> list[tuple[IncidentInput, list[IncidentInput]]]:
    """Some incidents as they stand in the record, each with its places, and the clusters that they belong to."""
    above = standing.standing().filter(ref__in=refs).exclude(parent_ref="").values("parent_ref")
    roots = Q(ref__in=refs) | Q(ref__in=above)
    below = Q(parent_ref__in=refs) | Q(parent_ref__in=above)
    rows = standing.standing().filter(roots | below).select_related("content").order_by("ref")
    inputs = [canonical.decode(row.content.inputs, IncidentInput) for row in rows]
    tops = [one for one in inputs if one.parent is None]
    return [(top, [one for one in inputs if one.parent == top.ref]) for top in tops]


def _decisions(fingerprints: Iterable[str]) -> Mapping[str, DiscrepancyDecision]:
    """The newest decision for each fingerprint that has one."""
    rows = DiscrepancyDecision.objects.filter(fingerprint__in=set(fingerprints)).order_by("at", "pk")
    return {row.fingerprint: row for row in rows}


def _columns(one: Discrepancy) -> dict[str, Any]:
    return {
        "severity": one.severity,
        "code": one.code,
        "ref": one.ref,
        "text": one.text,
        "claims": one.claims,
        "fingerprint": one.fingerprint,
        "in_record": True,
        "drafts": (),
    }


def _as_columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what a draft keeps as JSON."""
    return {
        "severity": Severity(said["severity"]),
        "code": DiscrepancyCode(said["code"]),
        "ref": said["ref"],
        "text": said["text"],
        "claims": tuple(said["claims"]),
        "fingerprint": said["fingerprint"],
        "in_record": False,
        "drafts": (),
    }


def _order(one: Current) -> tuple[int, bool, int, str]:
    """Worst first, what is open before what is decided, then in the order of B13."""
    return list(Severity).index(one.severity), not one.is_open, list(DiscrepancyCode).index(one.code), one.ref
