"""From frozen inputs to the public document of one revision. Pure: the same inputs give the same bytes, for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sitreps.codelists import PUBLIC_FLAGS, Grade
from sitreps.documents import disclosure, quotes, tellings, wording
from sitreps.documents.canonical import frozen_digest
from sitreps.documents.damage import public_facilities
from sitreps.documents.incident import (
    VERSION,
    IncidentDocument,
    PreviousFigure,
    PublicChange,
    PublicClaim,
    PublicEvent,
    PublicFigure,
    PublicFlag,
    PublicSide,
    Responsible,
)
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.public_kinds import PublicKinds, public_kinds
from sitreps.documents.reckoning import Reckoning, claim_value, reckon, that_count
from sitreps.figures.counts import read_count
from sitreps.figures.figure import Figure, Standing
from sitreps.figures.grade import Grading, grade_incident
from sitreps.figures.parameters import house_parameters

API = "/api/v1"
PUBLISHED = "PUBLISHED"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known of a revision beside its inputs: its place in the record and why it exists."""

    revision: int
    seq: int
    published_at: datetime
    code: str
    note: str


def build(
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    *,
    occasion: Occasion,
    previous: Mapping[str, Any] | None,
) -> IncidentDocument:
    """The public document of a revision. `previous`: the public JSON of the revision before."""
    return document_of(incident, children, reckon(incident, children), occasion=occasion, previous=previous)


def document_of(
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    reckoning: Reckoning,
    *,
    occasion: Occasion,
    previous: Mapping[str, Any] | None = None,
) -> IncidentDocument:
    """The same where the figures are reckoned already."""
    grading = grade(incident, children, reckoning)
    href = f"{API}/incidents/{incident.ref}/"
    document = IncidentDocument(
        v=VERSION,
        ref=incident.ref,
        href=href,
        revision=occasion.revision,
        seq=occasion.seq,
        status=PUBLISHED,
        kind=incident.kind,
        counts_in_totals=incident.parent is None and grading.grade is not Grade.DISCOUNTED,
        title=incident.title,
        summary=incident.summary,
        parent=incident.parent,
        children=tuple(sorted(child.ref for child in children)),
        occurred=disclosure.occurred(incident, published_at=occasion.published_at),
        place=disclosure.place(incident.place),
        event=PublicEvent(incident.event_type, incident.sub_event_type, incident.weapon),
        reported_responsible=_responsible(incident),
        grade=grading.grade,
        grade_text=wording.grade_text(grading.grade, attributed=grading.attributed),
        figures=_figures(incident, children, reckoning, href=href, occasion=occasion, previous=previous),
        claims=_claims(incident, reckoning, grading),
        facilities=public_facilities(incident, published_at=occasion.published_at),
        published_at=occasion.published_at.astimezone(UTC),
        change=PublicChange(occasion.code, occasion.note),
        sha256="",
    )
    return replace(document, sha256=frozen_digest(document))


def marked(payload: str, status: str) -> str:
    """A stored public JSON with the status of now: it stands outside the digest, before every text of an editor."""
    return payload if status == PUBLISHED else payload.replace(f'"status":"{PUBLISHED}"', f'"status":"{status}"', 1)


def grade(incident: IncidentInput, children: Sequence[IncidentInput], reckoning: Reckoning) -> Grading:
    """The incident's grade and the standing of each claim (B11); a cluster is graded over its children's claims too."""
    claims = [claim_value(claim) for one in (incident, *that_count(children)) for claim in one.claims]
    return grade_incident(
        claims,
        reckoning.figures.values(),
        contested=incident.perpetrator_basis == "CONTESTED",
        accepted=incident.perpetrator_basis == "ACCEPTED_BY_PARTY",
        ruling=Grade(incident.ruling) if incident.ruling else None,
    )


def _responsible(incident: IncidentInput) -> Responsible | None:
    if incident.perpetrator is None:
        return None
    party = incident.perpetrator
    return Responsible(party.key, party.name, incident.perpetrator_basis, party.names)


def _figures(
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    reckoning: Reckoning,
    *,
    href: str,
    occasion: Occasion,
    previous: Mapping[str, Any] | None,
) -> tuple[PublicFigure, ...]:
    before = {figure["measure"]: figure for figure in previous["figures"]} if previous else {}
    number = previous["revision"] if previous else 0
    built = []
    for measure, figure in reckoning.figures.items():
        parts = {ref: figures[measure] for ref, figures in reckoning.children.items()}
        public = _figure(figure, incident, children, parts, href)
        built.append(_with_previous(public, before.get(measure), number, occasion.code))
    return tuple(built)


def _figure(
    figure: Figure,
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    parts: Mapping[str, Figure],
    href: str,
) -> PublicFigure:
    kinds = public_kinds(figure, incident, children)
    telling = tellings.of_figure(figure, incident, children, parts, kinds)
    return PublicFigure(
        measure=figure.measure,
        best=figure.best,
        printed=figure.printed,
        printed_upper=figure.printed_upper,
        quantifier=figure.quantifier,
        lower=figure.lower,
        low=figure.low,
        high=figure.high,
        highest_stated=figure.highest_stated,
        open=figure.open,
        consistent=(figure.consistent.lower, figure.consistent.upper) if figure.consistent else None,
        agreement=figure.agreement,
        as_of_from=quotes.as_of_text(figure.as_of_from),
        as_of_to=quotes.as_of_text(figure.as_of_to),
        claims=figure.claims,
        origins=figure.origins,
        taken_from=figure.taken_from if figure.has_number else None,
        unallocated=figure.unallocated if figure.has_number else None,
        vague_parts=tuple(figure.vague_parts),
        basis=tuple(figure.basis),
        href=f"{href}figures/{figure.measure}/",
        flags=_flags(figure, (incident, *children)),
        previous=None,
        why_changed=None,
        sides=_sides(figure),
        one_voice=figure.one_voice,
        **_in_words(telling),
        **_of_whom(kinds),
    )


def _in_words(telling: quotes.Telling) -> dict[str, Any]:
    """The members of a public figure that are sentences."""
    return {
        "text": quotes.figure_text(telling),
        "quote": quotes.quote(telling),
        "quotes": quotes.in_every_language(telling),
    }


def _of_whom(kinds: PublicKinds) -> dict[str, Any]:
    """The members of a public figure that tell of the people in it."""
    return {"of_which": kinds.of_which, "splits": kinds.splits, "combatants": kinds.combatants}


def _sides(figure: Figure) -> tuple[PublicSide, ...]:
    return tuple(
        PublicSide(side.quantifier, side.printed, side.printed_upper, tuple(side.vague_parts), side.basis)
        for side in figure.sides
    )


def _with_previous(figure: PublicFigure, before: Mapping[str, Any] | None, number: int, code: str) -> PublicFigure:
    """The figure with what the revision before said, where that was another number."""
    if before is None or before["text"] == figure.text:
        return figure
    was = PreviousFigure(
        revision=number,
        best=before["best"],
        printed=before["printed"],
        quantifier=before["quantifier"],
        text=before["text"],
    )
    return replace(figure, previous=was, why_changed=code)


def _flags(figure: Figure, tree: Sequence[IncidentInput]) -> tuple[PublicFlag, ...]:
    """The flags of B2, B5 and B6. A flag about a protected origin names its label, never its key."""
    by_origin = {claim.origin.key: claim.origin for one in tree for claim in one.claims}
    flags = []
    for flag in figure.flags:
        if flag.code not in PUBLIC_FLAGS:
            continue
        named = by_origin.get(flag.about or "")
        about = named.label if named and named.protected else flag.about
        flags.append(PublicFlag(flag.code, flag.amount, about, wording.flag_text(flag.code, flag.amount, about)))
    return tuple(flags)


def _claims(incident: IncidentInput, reckoning: Reckoning, grading: Grading) -> tuple[PublicClaim, ...]:
    standings = {standing.key: standing for figure in reckoning.figures.values() for standing in figure.standings}
    preferred = deciding_pins(incident, reckoning)
    return tuple(
        replace(_claim(claim, standings.get(claim.id), grading.verification[claim.id]), preferred=claim.id in preferred)
        for claim in incident.claims
        if disclosure.may_publish_claim(claim, incident.place)
    )


def deciding_pins(incident: IncidentInput, reckoning: Reckoning) -> frozenset[str]:
    """The pinned claims that are the figure because editors chose them: without the pin it would be another.

    Cost: where a claim is pinned, the figures once more.
    """
    pinned = {claim.id for claim in incident.claims if claim.recommended}
    used = {one.key for figure in reckoning.figures.values() for one in figure.standings if one.used}
    if not pinned & used:
        return frozenset()
    rules = reckon(replace(incident, claims=tuple(replace(claim, recommended=False) for claim in incident.claims)))
    return frozenset(pinned & used - {figure.chosen for figure in rules.figures.values() if figure.chosen})


def _claim(claim: ClaimInput, standing: Standing | None, verification: str) -> PublicClaim:
    value = claim_value(claim)
    reading = read_count(
        value.quantifier,
        value.value,
        value2=value.value2,
        vague_word=value.vague_word,
        covers=value.covers,
        parameters=house_parameters(),
    )
    because = standing.not_used_because if standing else None
    return PublicClaim(
        id=claim.id,
        measure=claim.measure,
        quantifier=claim.quantifier,
        value=claim.value,
        value2=claim.value2,
        vague_word=claim.vague_word,
        covers=claim.covers,
        part=claim.part,
        lower=reading.interval.lower if reading else None,
        upper=reading.interval.upper if reading else None,
        wording=claim.wording,
        disaggregation=disclosure.disaggregation(claim),
        count_basis=claim.count_basis,
        origin=disclosure.origin(claim.origin),
        source=disclosure.source(claim.source),
        attribution_mode=claim.attribution_mode,
        as_of=quotes.as_of_text(claim.as_of_at or claim.as_of_on),
        as_of_basis=claim.as_of_basis,
        status=claim.status,
        verification=verification,
        used=standing.used if standing else False,
        counted=standing.counted if standing else False,
        not_used_because=because,
    )
