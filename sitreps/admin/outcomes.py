"""What merging, splitting or undoing either would do to figures: before and after, and nothing is written (B12).

Each side is made into the document that its publication would give, by the code that makes it, from the working copies
that would be published; clusters from what is in the record, as their recomputation reads it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sitreps.actions import dealing as hands
from sitreps.actions.regrouping import Part
from sitreps.codelists import ChangeCode, IncidentKind, vocabulary
from sitreps.documents import canonical, dealing, publication, wording
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.movement import Moved, moved
from sitreps.documents.publication import Occasion
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import desk, standing
from sitreps.queries.gazetteer import place_input

Texts = Mapping[str, str]
_NO_MATTER = Occasion(revision=1, seq=0, published_at=datetime(2000, 1, 1, tzinfo=UTC), code=ChangeCode.NEW, note="")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One incident: its figures for readers before and after. `note`: what else becomes of it."""

    ref: str
    title: str
    figures: tuple[Moved, ...]
    note: str = ""


def inputs_of(incidents: Sequence[Incident]) -> dict[str, IncidentInput]:
    """The working copies as the values of a publication, by ref; a fixed number of queries."""
    rows = list(desk.with_everything(Incident.objects.filter(pk__in=[one.pk for one in incidents])))
    zones, named = desk.desk_zones(), desk.places_said(rows)
    return {row.ref: desk.incident_input(row, zones=zones, named=named) for row in rows}


def of_merge(
    survivor: Incident, loser: Incident, inputs: Mapping[str, IncidentInput], going: Sequence[str]
) -> list[Outcome]:
    """Both incidents, and the clusters that they are in. `going`: the claims of the loser that the survivor gets."""
    names = hands.new_names(going, survivor)
    kept = dealing.given(inputs[survivor.ref], inputs[loser.ref], names)
    note = f"Its readers are led to {survivor.ref}."
    return [
        _outcome(inputs[survivor.ref], _published(survivor), _texts(kept)),
        _outcome(inputs[loser.ref], _published(loser), {}, note),
        *_clusters({kept.ref: kept, loser.ref: None}, (survivor, loser)),
    ]


def of_merge_undone(
    survivor: Incident, loser: Incident, inputs: Mapping[str, IncidentInput], dealt: Mapping[str, str]
) -> list[Outcome]:
    """The same the other way; `dealt` as the merge left it: old names to those in the survivor."""
    names = {new: old for old, new in dealt.items()}
    kept = dealing.without(inputs[survivor.ref], names)
    back = dealing.given(inputs[loser.ref], inputs[survivor.ref], names)
    return [
        _outcome(kept, _published(survivor), _texts(kept)),
        _outcome(back, {}, _texts(back), "It stands again under its own ref."),
        *_clusters({kept.ref: kept, back.ref: back}, (survivor, loser)),
    ]


def of_split(incident: Incident, whole: IncidentInput, parts: Sequence[Part], *, as_cluster: bool) -> list[Outcome]:
    """The incident and its parts, and the cluster that it is in. Parts without a place yet stand where it does."""
    made = [_part(whole, part, number, as_cluster=as_cluster) for number, part in enumerate(parts, start=1)]
    going = {key for part in parts for key in part.claims}
    left = dealing.without(replace(whole, kind=IncidentKind.CLUSTER if as_cluster else whole.kind), going)
    changed: dict[str, IncidentInput | None] = {
        left.ref: left,
        **({} if as_cluster else {one.ref: one for one in made}),
    }
    return [
        _outcome(left, _published(incident), _texts(left, made if as_cluster else ())),
        *(_outcome(one, {}, _texts(one)) for one in made),
        *_clusters(changed, (incident,)),
    ]


def of_split_undone(
    incident: Incident, parts: Sequence[Incident], inputs: Mapping[str, IncidentInput]
) -> list[Outcome]:
    """The incident with every claim of its parts again."""
    whole = replace(inputs[incident.ref], kind=IncidentKind.EVENT)
    for part in parts:
        names = {new: old for old, new in part.dealt.items()}
        since = [key for one in inputs[part.ref].claims if (key := dealing.key_of(one)) not in names]
        names |= hands.new_names(since, incident, beside=names.values())
        whole = dealing.given(whole, inputs[part.ref], names)
    gone = {part.ref: None for part in parts}
    note = f"It is part of {incident.ref} again."
    return [
        _outcome(whole, _published(incident), _texts(whole)),
        *(_outcome(inputs[part.ref], _published(part), {}, note) for part in parts),
        *_clusters({whole.ref: whole, **gone}, (incident,)),
    ]


def _part(whole: IncidentInput, part: Part, number: int, *, as_cluster: bool) -> IncidentInput:
    place: Place | None = part.fields.get("place")
    ref = f"Part {number}"
    names = {key: f"C{count:02}" for count, key in enumerate(part.claims, start=1)}
    alone = replace(
        whole,
        ref=ref,
        parent=whole.ref if as_cluster else whole.parent,
        title=str(part.fields.get("title") or ""),
        place=place_input(place, geo_precision=None) if place else whole.place,
        claims=(),
        facilities=(),
        persons=(),
        ruling=None,
    )
    return dealing.given(alone, whole, names)


def _texts(inputs: IncidentInput, children: Sequence[IncidentInput] = ()) -> Texts:
    """The figures of a document as readers get them, by measure."""
    document = publication.build(inputs, children, occasion=_NO_MATTER, previous=None)
    return {figure.measure: figure.text for figure in document.figures}


def _published(incident: Incident) -> Texts:
    """What readers are told now; nothing where the incident does not stand."""
    newest = standing.standing().filter(incident=incident).select_related("content").first()
    return _told(newest) if newest else {}


def _told(revision: IncidentRevision) -> Texts:
    if not revision.content.payload:
        return {}
    document = canonical.decode(revision.content.payload, IncidentDocument)
    return {figure.measure: figure.text for figure in document.figures}


def _outcome(inputs: IncidentInput, before: Texts, after: Texts, note: str = "") -> Outcome:
    return Outcome(inputs.ref, inputs.title, tuple(_changes(inputs.place.name, before, after)), note)


def _changes(place: str, before: Texts, after: Texts) -> Iterator[Moved]:
    for measure in (one for one in vocabulary("measure").terms if one in before or one in after):
        yield moved(measure, before.get(measure, wording.DASH), after.get(measure, wording.DASH), place=place)


def _clusters(changed: Mapping[str, IncidentInput | None], members: Sequence[Incident]) -> Iterator[Outcome]:
    """The clusters above, as their recomputation would give them; `changed`: what their places will say, None: gone."""
    refs = {one.parent.ref for one in members if one.parent} - changed.keys()
    for cluster in standing.standing().filter(ref__in=refs).select_related("content").order_by("ref"):
        rows: Any = standing.standing().filter(parent_ref=cluster.ref).select_related("content")
        below = {row.ref: canonical.decode(row.content.inputs, IncidentInput) for row in rows}
        below |= {ref: one for ref, one in changed.items() if one and one.parent == cluster.ref}
        children = [one for ref, one in sorted(below.items()) if changed.get(ref, one)]
        own = canonical.decode(cluster.content.inputs, IncidentInput)
        yield _outcome(own, _told(cluster), _texts(own, children), "The cluster that it is a place of.")
