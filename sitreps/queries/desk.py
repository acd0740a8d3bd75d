"""Working copies as plain values: the only way from a claim's row to a figure (house.md, The flow)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from sitreps.codelists import vocabulary
from sitreps.codelists.judgements import GRADED, Ruling
from sitreps.documents import canonical
from sitreps.documents.inputs import (
    ClaimInput,
    FacilityInput,
    IncidentInput,
    OriginInput,
    PartyInput,
    PersonInput,
    PlaceInput,
    SourceInput,
)
from sitreps.documents.reckoning import currently
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.judgements import Judgement
from sitreps.models.parties import Party
from sitreps.models.persons import PersonMention
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem
from sitreps.queries.gazetteer import Named, named_place, place_input, places_named
from sitreps.workflow import GONE

UTC = "UTC"
NOWHERE = PlaceInput("", "", "", None, None, None, None, None, None, None, None, None)
Tree = tuple[IncidentInput, list[IncidentInput]]


def with_everything(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Incidents with all that `incident_input` reads: a fixed number of queries for any number of incidents."""
    judged = Claim.objects.annotate(ruling=_latest_ruling(claim=OuterRef("pk")))
    incidents = incidents.annotate(ruling=_latest_ruling(incident=OuterRef("pk"), claim=None))
    claims = judged.select_related("origin__narrative_of", "origin__party", "source_item", "supersedes")
    claims = claims.select_related("adds_to", "adds__origin__narrative_of", "adds__origin__party")
    facilities = FacilityDamage.objects.select_related("origin__narrative_of", "origin__party", "source_item")
    return incidents.select_related("place__parent__parent__parent__parent", "perpetrator", "parent").prefetch_related(
        Prefetch("claims", claims.prefetch_related("relays__narrative_of", "relays__party")),
        Prefetch("facilities", facilities),
        "persons",
    )


def trees(incident_ids: Collection[int]) -> dict[int, Tree]:
    """The working copies of some incidents, each with its places that stand or may come to, by id.

    The desk's own view counts every place, published or not (reconciliation.md B6). A fixed number of queries.
    """
    rows = list(with_everything(Incident.objects.filter(Q(pk__in=incident_ids) | Q(parent__in=incident_ids))))
    zones, named = desk_zones(), places_said(rows)
    inputs = {row.pk: (row, incident_input(row, zones=zones, named=named)) for row in rows}
    found: dict[int, Tree] = {pk: (inputs[pk][1], []) for pk in incident_ids if pk in inputs}
    for row, child in inputs.values():
        if row.parent_id in found and row.state not in GONE:
            found[row.parent_id][1].append(child)
    return found


def incident_input(
    incident: Incident, *, zones: Mapping[str, str] | None = None, named: Named | None = None
) -> IncidentInput:
    """One working copy as the frozen values that figures, documents and revisions are made from.

    `zones` is what `desk_zones` answers, `named` what `places_said` does, for callers that read many.
    """
    zones = desk_zones() if zones is None else zones
    named = places_said([incident]) if named is None else named
    place = place_input(incident.place, geo_precision=incident.geo_precision)
    return IncidentInput(
        **_event(incident, place, zones),
        claims=tuple(_claim(row, incident.ref, place, named) for row in _by_key(incident.claims.all())),
        facilities=tuple(_facility(row, incident.ref) for row in _by_key(incident.facilities.all())),
        persons=tuple(_person(person, incident.ref) for person in _by_key(incident.persons.all())),
        ruling=ruling if (ruling := getattr(incident, "ruling", None)) in GRADED else None,
    )


def begun_input(incident: Incident, claims: Iterable[ClaimInput]) -> IncidentInput:
    """An incident that is typed and not saved, with claims that are; what is not typed yet is empty.

    Its figures hold; of what hangs on its place and kind of event, only what was typed does.
    """
    place = place_input(incident.place, geo_precision=incident.geo_precision) if incident.place_id else NOWHERE
    event = _event(incident, place, desk_zones())
    return IncidentInput(**event, claims=tuple(claims), facilities=(), persons=())


def _event(incident: Incident, place: PlaceInput, zones: Mapping[str, str]) -> dict[str, Any]:
    """What is told of an incident but its rows."""
    known = vocabulary("sub_event_type").terms.get(incident.sub_event_type)
    return {
        "v": 1,
        "ref": incident.ref,
        "kind": incident.kind,
        "parent": incident.parent.ref if incident.parent else None,
        "breakdown_complete": incident.breakdown_complete,
        "title": incident.title,
        "summary": incident.summary,
        "occurred_on": incident.occurred_on,
        "occurred_from": incident.occurred_from,
        "occurred_to": incident.occurred_to,
        "date_precision": incident.date_precision,
        "date_basis": incident.date_basis,
        "zone": incident.tz or zones.get(place.country or "", UTC),
        "place": place,
        "place_text": incident.place_text,
        "event_type": (known.parent if known else None) or incident.sub_event_type,
        "sub_event_type": incident.sub_event_type,
        "weapon": incident.weapon or None,
        "perpetrator": _party(incident.perpetrator),
        "perpetrator_basis": incident.perpetrator_basis,
        "sensitivity": incident.sensitivity,
    }


def formerly_current(incident: Incident) -> tuple[str, ...]:
    """The claims that the newest revision rested on as its origins' newest word (B2, REVERTED_TO_OLDER); one query."""
    latest = incident.revisions.select_related("content").order_by("-number").first()
    told = latest.content.inputs if latest else ""  # empty, too, where it was redacted
    return currently(canonical.decode(told, IncidentInput)) if told else ()


def desk_zones() -> dict[str, str]:
    """The zone in which the desk reads whole days of a country: that of its first series there; others in UTC."""
    zones: dict[str, str] = {}
    for series in Series.objects.order_by("code"):
        for country in series.countries:
            zones.setdefault(country, series.timezone)
    return zones


def places_said(incidents: Iterable[Incident]) -> Named:
    """The places that the claims of some incidents name in their own words; one query, none where none does."""
    return places_named({claim.place_text for one in incidents for claim in one.claims.all() if claim.place_text})


def _claim(row: Claim, ref: str, filed_at: PlaceInput, named: Named) -> ClaimInput:
    """A saved claim with what a chief editor decided about it last (a rejected one says so by its status, B11), and the
    place that it names in its own words, as far as the gazetteer knows it."""
    ruling = getattr(row, "ruling", None)
    claim = replace(claim_input(row, ref), verified=ruling == Ruling.VERIFIED, disputed=ruling == Ruling.DISPUTED)
    text = row.place_text
    return replace(claim, place_text=text, said_place=named_place(text, filed_at, named)) if text else claim


def _latest_ruling(**of: Any) -> Subquery:
    return Subquery(Judgement.objects.filter(**of).order_by("-pk").values("ruling")[:1])


def claim_input(claim: Claim, ref: str) -> ClaimInput:
    """One claim as a frozen value. One that is typed and not saved yet has no relays."""
    return ClaimInput(
        id=f"{ref}/{claim.key}",
        measure=claim.measure,
        quantifier=claim.quantifier,
        value=claim.value,
        value2=claim.value2,
        vague_word=claim.vague_word or None,
        wording=claim.wording,
        covers=claim.covers,
        part=claim.part or None,
        kind=claim.kind,
        sex=claim.sex or None,
        age_group=claim.age_group or None,
        age_years=claim.age_years,
        age_text=claim.age_text or None,
        population_status=claim.population_status or None,
        people_role=claim.people_role or None,
        vulnerability=claim.vulnerability or None,
        origin=_origin(claim.origin),
        relays=_relays(claim) if claim.pk else (),
        source=_source(claim.source_item),
        attribution_mode=claim.attribution_mode,
        attribution_text=claim.attribution_text,
        reliability=claim.reliability or None,
        credibility=claim.credibility,
        as_of_on=claim.as_of_on,
        as_of_at=claim.as_of_at,
        as_of_basis=claim.as_of_basis,
        count_basis=claim.count_basis,
        scope_certainty=claim.scope_certainty,
        status=claim.status,
        **_rests_on(claim, ref),
        recommended=claim.recommended,
        excluded=bool(claim.excluded_reason),
        requote_confirmed=claim.requote_confirmed,
        recorded_at=claim.recorded_at,
    )


def with_relays_of(claim: ClaimInput, row: Claim) -> ClaimInput:
    """The same claim, told through whom a saved one was."""
    return replace(claim, relays=_relays(row))


def _relays(row: Claim) -> tuple[OriginInput, ...]:
    """By key; sorted here, so that relays which were read along are not read again."""
    return tuple(_origin(relay) for relay in _by_key(row.relays.all()))


def _rests_on(claim: Claim, ref: str) -> dict[str, Any]:
    """The members of a claim that name other claims of its incident, by their ids."""
    others = {"supersedes": claim.supersedes, "adds": claim.adds, "adds_to": claim.adds_to}
    named = {name: f"{ref}/{other.key}" if other else None for name, other in others.items()}
    return {**named, "continues": _origin(claim.adds.origin) if claim.adds else None}


class _Keyed(Protocol):
    key: str


Row = TypeVar("Row", bound=_Keyed)


def _by_key(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.key)


def _facility(row: FacilityDamage, ref: str) -> FacilityInput:
    return FacilityInput(
        id=f"{ref}/{row.key}",
        category=row.category,
        quantifier=row.quantifier,
        value=row.value,
        value2=row.value2,
        vague_word=row.vague_word or None,
        severity=row.severity,
        service_impact=row.service_impact,
        public_name=row.public_name,
        origin=_origin(row.origin),
        source=_source(row.source_item),
        overlaps=tuple(f"{ref}/{key}" for key in row.overlaps),
    )


def _person(person: PersonMention, ref: str) -> PersonInput:
    return PersonInput(
        id=f"{ref}/{person.key}",
        outcome=person.outcome,
        age_group=person.age_group or None,
        age_years=person.age_years,
        sex=person.sex or None,
    )


def _origin(origin: Origin) -> OriginInput:
    return OriginInput(
        key=origin.key,
        label=origin.public_label,
        type=origin.type,
        voice=origin.voice or None,
        reliability=origin.reliability,
        protected=origin.protect_identity,
        narrative_of=origin.narrative_of.key if origin.narrative_of else None,
        party=origin.party.key if origin.party else None,
        labels=dict(sorted(origin.labels.items())),
    )


def _source(item: SourceItem) -> SourceInput:
    return SourceInput(
        key=item.key,
        type=item.type,
        title=item.title,
        publisher=item.publisher or None,
        url=item.url or None,
        published_on=item.published_on,
        published_at=item.published_at,
        reliability=item.reliability,
        sensitivity=item.sensitivity,
    )


def _party(party: Party | None) -> PartyInput | None:
    return PartyInput(party.key, party.name, dict(sorted(party.names.items()))) if party else None
