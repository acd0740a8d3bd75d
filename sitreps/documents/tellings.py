"""From a figure to what its sentence tells: out of the claims it rests on, or out of public documents alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sitreps.codelists import Agreement
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.naming import Named
from sitreps.documents.public_kinds import PublicKinds
from sitreps.documents.quotes import Count, Side, Telling, Voice
from sitreps.documents.reckoning import is_attributed
from sitreps.figures.figure import Figure

UNATTRIBUTED = "UNATTRIBUTED"
NO_PARTS: Mapping[str, Figure] = {}
NO_KINDS = PublicKinds()


def of_figure(
    figure: Figure,
    incident: IncidentInput,
    children: Sequence[IncidentInput] = (),
    parts: Mapping[str, Figure] = NO_PARTS,
    kinds: PublicKinds = NO_KINDS,
) -> Telling:
    """The telling of a figure. `parts` are the children's figures by ref, which a sum by the desk names."""
    claims = {claim.id: claim for one in (incident, *children) for claim in one.claims}
    names = {child.ref: Named(child.place.name, child.place.names) for child in children}
    summed = figure.taken_from == "BREAKDOWN"
    return Telling(
        measure=figure.measure,
        figure=figure,
        sides=tuple(
            Side(
                Count(side.quantifier, side.printed, side.printed_upper, side.vague_words),
                tuple(_label(claims[key]) for key in side.keys if key in claims),
                _places(side.keys, incident.ref),
            )
            for side in figure.sides
        ),
        places=tuple(
            (names[ref], parts[ref]) for ref in sorted(names) if summed and ref in parts and parts[ref].has_number
        ),
        voices=tuple(
            Voice(_label(claims[key]), is_attributed(claims[key]), _is_claimed(claims[key]))
            for key in figure.basis
            if key in claims
        ),
        part=None if summed else _part(claims[key] for key in figure.basis if key in claims),
        agreeing=figure.origins if figure.agreement == Agreement.AGREED else 0,
        one_voice=figure.one_voice,
        combatants=kinds.combatants,
        others_not_stated=kinds.others_not_stated,
        as_of_from=figure.as_of_from,
        as_of_to=figure.as_of_to,
        zone=incident.zone,
    )


def of_public(figure: PublicFigure, document: IncidentDocument, children: Iterable[IncidentDocument] = ()) -> Telling:
    """The telling of a figure as it was published; of a sum by the desk the children must be given."""
    below = [child for child in children if child.is_counted]
    claims = {claim.id: claim for one in (document, *below) for claim in one.claims}
    summed = figure.taken_from == "BREAKDOWN"
    return Telling(
        measure=figure.measure,
        figure=figure,
        sides=tuple(
            Side(
                Count(side.quantifier, side.printed, side.printed_upper, side.vague_parts),
                tuple(_public_label(claims[key]) for key in side.basis if key in claims),
                _places(side.basis, document.ref),
            )
            for side in figure.sides
        ),
        places=tuple(
            (Named(child.place.name, child.place.names), part)
            for child in sorted(below, key=lambda child: child.ref)
            for part in child.figures
            if summed and part.measure == figure.measure and part.quantifier is not None
        ),
        voices=tuple(
            Voice(_public_label(claims[key]), is_named(claims[key]), _is_claimed(claims[key]))
            for key in figure.basis
            if key in claims
        ),
        part=None if summed else _part(claims[key] for key in figure.basis if key in claims),
        agreeing=figure.origins if figure.agreement == Agreement.AGREED else 0,
        one_voice=figure.one_voice,
        combatants=figure.combatants,
        others_not_stated=figure.combatants is not None and figure.status_is_open,
        as_of_from=_moment(figure.as_of_from),
        as_of_to=_moment(figure.as_of_to),
        zone=document.occurred.tz,
    )


def is_named(claim: PublicClaim) -> bool:
    """Whether the source names who says so, as far as the public claim shows it (B4)."""
    return UNATTRIBUTED not in {claim.verification, claim.attribution_mode}


def _label(claim: ClaimInput) -> Named:
    return Named(claim.origin.label, claim.origin.labels)


def _public_label(claim: PublicClaim) -> Named:
    return Named(claim.origin.label, claim.origin.labels)


def _is_claimed(claim: ClaimInput | PublicClaim) -> bool:
    return claim.attribution_mode == "CLAIMED"


def _places(keys: Iterable[str], ref: str) -> int:
    """In how many of the incident's places the claims of a side lie."""
    return len({key.partition("/")[0] for key in keys} - {ref})


def _part(claims: Iterable[ClaimInput | PublicClaim]) -> str | None:
    return next((claim.part for claim in claims if claim.covers == "PART"), None)


def _moment(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
