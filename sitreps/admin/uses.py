"""What became of each claim of a working copy: whether the number rests on it, and why not in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sitreps.codelists import ChangeCode, CountBasis, NotUsedBecause, Quantifier, count_basis_of
from sitreps.documents import figure_words, publication, wording
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.publication import Occasion
from sitreps.documents.reckoning import Reckoning
from sitreps.figures.figure import Standing

PASSED = frozenset({NotUsedBecause.NOT_ACTIVE, NotUsedBecause.OLDER_SAME_ORIGIN})
"""Why a claim is not the newest word of its source, so that nothing follows it."""
COUNTS = {
    CountBasis.PERIOD: "counts one stretch of time",
    CountBasis.STOCK: "counts those at one moment",
    CountBasis.CUMULATIVE: "counts all so far",
}
"""What a claim counts that is not what its measure counts (B2)."""
COUNTED = {CountBasis.STOCK: "not those at one moment", CountBasis.CUMULATIVE: "not all so far"}
"""What the measure counts instead."""


@dataclass(frozen=True, slots=True)
class Use:
    """What became of a claim: `code` for its looks, `text` for everybody, `why` where it is not the number printed.

    `because`: the code of that reason. `leads`: it is what its origin says now and counts, so that a pin has effect.
    `follows`: its source may give a newer number, as actions/tolls.py asks; not of what only adds to another.
    """

    code: str
    text: str
    why: str = ""
    because: str = ""
    leads: bool = False
    follows: bool = False


def uses_of(
    incident: IncidentInput, children: Sequence[IncidentInput], reckoning: Reckoning, *, at: datetime | None
) -> Mapping[str, Use]:
    """What became of every claim, by its id. Cost: where another claim was used instead, that of a public document."""
    standings = {one.key: one for figure in reckoning.figures.values() for one in figure.standings}
    found = {claim.id: use_of(claim, standings.get(claim.id)) for claim in incident.claims}
    if any(one.because == NotUsedBecause.OTHER_CLAIM_USED for one in found.values()):
        for key, words in _as_readers_are_told(incident, children, reckoning, at=at):
            found[key] = replace(found[key], why=words)
    return found


def use_of(claim: ClaimInput, standing: Standing | None) -> Use:
    """What became of one claim, as far as it and its standing tell."""
    if claim.status != "ACTIVE":
        return Use("off", "Withdrawn" if claim.status == "WITHDRAWN" else claim.status.capitalize())
    because = (standing.not_used_because if standing else None) or ""
    follows = because not in PASSED and not claim.adds and claim.count_basis != CountBasis.INCREMENT
    if standing is None:
        return Use("counted", "Listed", follows=follows)
    if standing.used:
        return Use("used", "Used", leads=True, follows=follows)
    why = _why(claim, because)
    if standing.counted:
        looks = "vague" if claim.quantifier == Quantifier.VAGUE else "counted"
        return Use(looks, "Counted", why, because, leads=standing.is_current, follows=follows)
    return Use("off", "Not counted", why, because, follows=follows)


def _why(claim: ClaimInput, because: str) -> str:
    if claim.excluded:
        return "left out by an editor"
    if because == NotUsedBecause.NOT_ACTIVE:  # nobody withdrew it: another claim stands in its place
        return "replaced by another claim"
    if because == NotUsedBecause.COUNT_BASIS:
        return _counts(claim)
    return wording.not_used_text(because)


def _counts(claim: ClaimInput) -> str:
    if claim.count_basis == CountBasis.INCREMENT:
        return "tells how many more, not how many in all"
    return f"{COUNTS[CountBasis(claim.count_basis)]}, {COUNTED[count_basis_of(claim.measure)]}"


def _as_readers_are_told(
    incident: IncidentInput, children: Sequence[IncidentInput], reckoning: Reckoning, *, at: datetime | None
) -> Iterator[tuple[str, str]]:
    """How each claim stands to the other one that was used. A document needs a moment; the reasons do not."""
    moment = at or max(claim.recorded_at for claim in incident.claims)
    occasion = Occasion(revision=1, seq=0, published_at=moment, code=ChangeCode.NEW, note="")
    document = publication.document_of(incident, children, reckoning, occasion=occasion)
    for claim in document.claims:
        if claim.not_used_because == NotUsedBecause.OTHER_CLAIM_USED:
            yield claim.id, figure_words.not_used(claim, document, wording.ENGLISH)
