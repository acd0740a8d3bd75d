"""How sure we are: the standing of each claim and the grade of an incident (reconciliation.md B11).

The same rules for every party. A person alone gives VERIFIED, REJECTED, DISCOUNTED and CONFIRMED; a conflict of
numbers is agreement, never verification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitreps.codelists import Agreement, ClaimStatus, Grade, Verification
from sitreps.figures.claims import ClaimValue
from sitreps.figures.figure import UNATTRIBUTED, Figure

_BORNE_OUT = frozenset({Agreement.AGREED, Agreement.COMPATIBLE})
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Grading:
    """`attributed` tells the two public words of WEAK apart: "one source", else "no named source"."""

    grade: Grade
    attributed: bool
    verification: Mapping[str, Verification]


def grade_incident(
    claims: Iterable[ClaimValue],
    figures: Iterable[Figure],
    *,
    contested: bool = False,
    accepted: bool = False,
    ruling: Grade | None = None,
) -> Grading:
    """The grade of an incident, and the verification of each of its claims by key.

    `figures`: one a measure; of a cluster its roll-ups, which speak for its children too. `contested`:
    responsibility is disputed. `accepted`: the responsible party accepts this harm to civilians. `ruling`:
    DISCOUNTED or CONFIRMED as a person decided. An attributed claim counts here where its origin stands behind a
    figure; soft words beside a firm number do not make the number theirs. Cost: O(claims + figures).
    """
    by_measure = {figure.measure: figure for figure in figures}
    claims = list(claims)
    verification = {
        claim.key: verify(claim, by_measure.get(claim.measure, Figure(measure=claim.measure))) for claim in claims
    }
    confirmed = accepted or ruling is Grade.CONFIRMED or Verification.VERIFIED in verification.values()
    behind = frozenset[str]().union(*(figure.voice_ids for figure in by_measure.values()))
    reliable = frozenset[str]().union(*(figure.reliable_voice_ids for figure in by_measure.values()))
    if ruling is Grade.DISCOUNTED:
        grade = Grade.DISCOUNTED
    elif confirmed:
        grade = Grade.CONFIRMED
    elif contested:
        grade = Grade.CONTESTED
    elif len(reliable) >= _SEVERAL:
        grade = Grade.FAIR
    elif any(standing.counted for figure in by_measure.values() for standing in figure.standings):
        grade = Grade.WEAK
    else:
        grade = Grade.UNGRADED
    return Grading(grade, attributed=bool(behind - {UNATTRIBUTED}), verification=verification)


def verify(claim: ClaimValue, figure: Figure) -> Verification:
    """The standing of one claim, first match; `figure`: that of its incident and measure. Cost: O(claims)."""
    if claim.status is ClaimStatus.REJECTED:
        return Verification.REJECTED
    if claim.verified:
        return Verification.VERIFIED
    if claim.disputed:
        return Verification.DISPUTED
    if claim.party_claim:
        return Verification.CLAIMED
    if not claim.attributed:
        return Verification.UNATTRIBUTED
    return Verification.CORROBORATED if _is_borne_out(claim, figure) else Verification.REPORTED


def _is_borne_out(claim: ClaimValue, figure: Figure) -> bool:
    """Whether a voice other than its own stands behind the figure with it, and none contradicts."""
    voice = claim.voice or claim.origin
    others = figure.voice_ids - {voice, UNATTRIBUTED}
    is_current = any(standing.key == claim.key and standing.is_current for standing in figure.standings)
    return is_current and voice in figure.voice_ids and bool(others) and figure.agreement in _BORNE_OUT
