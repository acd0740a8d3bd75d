"""From a figure to what its sentence tells: out of the claims it rests on, or out of public documents alone.

The two readings differ in what they read from; what a figure and its claims tell is put together in one place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sitreps.codelists import Agreement
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.naming import Named
from sitreps.documents.public_kinds import PublicKinds
from sitreps.documents.quotes import Side, Telling, Voice
from sitreps.documents.reckoning import is_attributed
from sitreps.documents.wording import Printable
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
    said = {one.id: _said(one, attributed=is_attributed(one)) for of in (incident, *children) for one in of.claims}
    names = {child.ref: Named(child.place.name, child.place.names) for child in children}
    places = [(names[ref], parts[ref]) for ref in sorted(names) if ref in parts and parts[ref].has_number]
    return replace(
        _telling(figure, incident.ref, said, places),
        combatants=kinds.combatants,
        others_not_stated=kinds.others_not_stated,
        as_of_from=figure.as_of_from,
        as_of_to=figure.as_of_to,
        zone=incident.zone,
    )


def of_public(figure: PublicFigure, document: IncidentDocument, children: Iterable[IncidentDocument] = ()) -> Telling:
    """The telling of a figure as it was published; of a sum by the desk the children must be given."""
    below = sorted(children, key=lambda child: child.ref)
    said = {one.id: _said(one, attributed=is_named(one)) for of in (document, *below) for one in of.claims}
    places = [
        (Named(child.place.name, child.place.names), part)
        for child in below
        if child.is_counted
        for part in child.figures
        if part.measure == figure.measure and part.quantifier is not None
    ]
    return replace(
        _telling(figure, document.ref, said, places),
        combatants=figure.combatants,
        others_not_stated=figure.combatants is not None and figure.status_is_open,
        as_of_from=_moment(figure.as_of_from),
        as_of_to=_moment(figure.as_of_to),
        zone=document.occurred.tz,
    )


def is_named(claim: PublicClaim) -> bool:
    """Whether the source names who says so, as far as the public claim shows it (B4)."""
    return UNATTRIBUTED not in {claim.verification, claim.attribution_mode}


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim as a sentence needs it: who says it, and of which part where it does not speak of everybody."""

    voice: Voice
    part: str | None


def _said(claim: ClaimInput | PublicClaim, *, attributed: bool) -> _Said:
    label = Named(claim.origin.label, claim.origin.labels)
    voice = Voice(label, attributed, claims=claim.attribution_mode == "CLAIMED")
    return _Said(voice, claim.part if claim.covers == "PART" else None)


def _telling(
    figure: Figure | PublicFigure, ref: str, said: Mapping[str, _Said], places: Sequence[tuple[Named, Printable]]
) -> Telling:
    """What a figure of the incident `ref` and its claims, by key, tell; `places` stand only beside a sum of them."""
    summed = figure.taken_from == "BREAKDOWN"
    basis = [said[key] for key in figure.basis if key in said]
    return Telling(
        measure=figure.measure,
        figure=figure,
        sides=tuple(Side(side, _labels(side.basis, said), _places(side.basis, ref)) for side in figure.sides),
        places=tuple(places) if summed else (),
        voices=tuple(one.voice for one in basis),
        part=None if summed else next((one.part for one in basis if one.part), None),
        agreeing=figure.origins if figure.agreement == Agreement.AGREED else 0,
        one_voice=figure.one_voice,
    )


def _labels(keys: Sequence[str], said: Mapping[str, _Said]) -> tuple[Named, ...]:
    """Who says a side; nobody where that is not known of every claim of it: some would be given the others' number."""
    return tuple(said[key].voice.label for key in keys) if all(key in said for key in keys) else ()


def _places(keys: Iterable[str], ref: str) -> int:
    """In how many of the incident's places the claims of a side lie."""
    return len({key.partition("/")[0] for key in keys} - {ref})


def _moment(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
