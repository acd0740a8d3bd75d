"""Claims dealt from one incident to another, on frozen values: what a merge or a split would give (B12).

Pure, and the same values that a publication is made from, so that what is shown beforehand is what comes out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.reckoning import claim_value
from sitreps.figures.counts import read_count
from sitreps.figures.parameters import house_parameters


def key_of(claim: ClaimInput) -> str:
    """A claim's own name, such as C02; its id has the incident's ref before it."""
    return claim.id.partition("/")[2]


def doubles(kept: IncidentInput, other: IncidentInput) -> Mapping[str, str]:
    """The active claims of `other` that `kept` has already, by key: equal origin, measure, interval and date (B12).

    Of people of one kind only, too. Cost: linear in the claims of both.
    """
    known = {_same(claim, kept.zone): key_of(claim) for claim in reversed(kept.claims) if claim.status == "ACTIVE"}
    found = {key_of(claim): known.get(_same(claim, kept.zone)) for claim in other.claims if claim.status == "ACTIVE"}
    return {key: double for key, double in found.items() if double}


def given(kept: IncidentInput, other: IncidentInput, names: Mapping[str, str]) -> IncidentInput:
    """An incident with claims of another under their new names (`names`: old key to new key)."""
    claims = (*kept.claims, *renamed(other, kept.ref, names))
    return replace(kept, claims=tuple(sorted(claims, key=lambda claim: claim.id)))


def without(incident: IncidentInput, keys: Collection[str]) -> IncidentInput:
    """An incident without these claims."""
    return replace(incident, claims=tuple(claim for claim in incident.claims if key_of(claim) not in keys))


def renamed(incident: IncidentInput, ref: str, names: Mapping[str, str]) -> Sequence[ClaimInput]:
    """The claims that `names` names, as they are called in the incident `ref`; one that replaces another still does."""
    found = []
    for claim in incident.claims:
        if key_of(claim) in names:
            old = claim.supersedes.partition("/")[2] if claim.supersedes else ""
            replaced = f"{ref}/{names[old]}" if old in names else claim.supersedes
            found.append(replace(claim, id=f"{ref}/{names[key_of(claim)]}", supersedes=replaced))
    return found


def _same(claim: ClaimInput, zone: str) -> tuple[object, ...]:
    """What two claims have in common that are one."""
    value = claim_value(claim)
    reading = read_count(
        value.quantifier,
        value.value,
        value2=value.value2,
        vague_word=value.vague_word,
        covers=value.covers,
        parameters=house_parameters(),
    )
    says = (reading.interval.lower, reading.interval.upper) if reading else (claim.quantifier, claim.wording)
    return (claim.origin.key, claim.measure, claim.kind, value.subset, *says, _day(claim, zone))


def _day(claim: ClaimInput, zone: str) -> date | None:
    moment: datetime | None = claim.as_of_at
    return moment.astimezone(ZoneInfo(zone)).date() if moment else claim.as_of_on
