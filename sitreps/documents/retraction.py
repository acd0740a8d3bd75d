"""What rests on a document, and what figures are without it (vocabulary.md, SourceItem; reconciliation.md B0). Pure.

A claim rests on the document in which it was read; also where the document itself is who says it, or passed it on,
and the desk read it elsewhere. Whether a relay had it from this document or from another of the same outlet nobody
wrote down: only an origin that is the document's own narrative tells.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sitreps.codelists import ChangeCode, ClaimStatus
from sitreps.documents import publication
from sitreps.documents.inputs import ClaimInput, IncidentInput

_ANY = publication.Occasion(1, 0, datetime(2000, 1, 1, tzinfo=UTC), ChangeCode.NEW, "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What readers are told: the words of each figure by measure, and those of the grade."""

    figures: Mapping[str, str]
    grade: str


def rests_on(claim: ClaimInput, key: str) -> bool:
    """Whether a claim that counts rests on the document of this key."""
    if claim.status != ClaimStatus.ACTIVE:
        return False
    speakers = (claim.origin, *claim.relays)
    return claim.source.key == key or any(one.narrative_of == key for one in speakers)


def without(
    incident: IncidentInput, key: str, derived: Collection[str] = (), *, kept: Collection[str] = ()
) -> IncidentInput:
    """The incident with the claims withdrawn that rest on the document, and those of these ids, which are sums that the
    desk made of such claims (B2, INCREMENT), but for those that are kept; the same incident where there is none."""
    resting = {one.id for one in incident.claims if one.id in derived or rests_on(one, key)}
    return less(incident, resting - set(kept))


def less(incident: IncidentInput, falling: Collection[str]) -> IncidentInput:
    """The incident with the claims of these ids withdrawn; the same incident where it has none of them."""
    if not any(one.id in falling for one in incident.claims):
        return incident
    return replace(incident, claims=tuple(_withdrawn(one) if one.id in falling else one for one in incident.claims))


def outcome(incident: IncidentInput, children: Sequence[IncidentInput] = ()) -> Outcome:
    """What a publication of these inputs would say; made by what makes it."""
    document = publication.build(incident, children, occasion=_ANY, previous=None)
    return Outcome({figure.measure: figure.text for figure in document.figures}, document.grade_text)


def _withdrawn(claim: ClaimInput) -> ClaimInput:
    return replace(claim, status=ClaimStatus.WITHDRAWN, recommended=False)
