"""The rules of validation, applied to the entries of a log: each fault by the path of its member."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sitreps.actions import validation
from sitreps.actions.desk_log.columns import DIGITS
from sitreps.actions.desk_log.entries import Entries, Entry, Name
from sitreps.actions.desk_log.paths import Finding
from sitreps.actions.desk_log.references import columns_by_key, keys_wanted
from sitreps.actions.desk_log.sections import SECTIONS, TABLES
from sitreps.actions.validation import Member, values_of
from sitreps.errors import InvalidValue
from sitreps.workflow import IncidentState

Faults = Iterator[InvalidValue]
Siblings = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which an import happens: its moment, whether it publishes, whether its actor may give the letter E."""

    moment: datetime
    publish: bool
    may_exclude: bool


@dataclass(frozen=True, slots=True)
class OriginFacts:
    """What a claim's rules ask of who says it."""

    reliability: str
    type: str
    has_party: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry is judged with: the rest of the file, and the desk."""

    terms: Terms
    origins: Mapping[str, OriginFacts]
    members: Mapping[str, Member]
    stored: Mapping[str, tuple[str, bool]]  # parents in the desk: state, published
    claims: Mapping[str, Siblings]
    faulty_claims: frozenset[Name]
    damage: Mapping[str, frozenset[str]]
    parents: Mapping[str, str]
    notices: Mapping[str, str]  # by document the number of its newest notice, if none is missing
    statuses: Mapping[str, str]  # of documents with new notices


def rule_findings(new: Mapping[str, list[Entry]], entries: Entries, terms: Terms) -> Iterator[Finding]:
    """Everything the rules say of the new entries. Costs a question for each section that they refer to."""
    around = _surroundings(new, entries, terms)
    for table in SECTIONS:
        for entry in new[table.section]:
            for fault in _RULES[table.section](entry, around):
                yield Finding(entry.path_to(fault.field), fault.message)


# ---- One section after the other


def _series(entry: Entry, _: Surroundings) -> Faults:
    yield from validation.series_faults(values_of(validation.SeriesValues, entry.values))


def _party(entry: Entry, _: Surroundings) -> Faults:
    yield from validation.party_faults(entry.values["name"], entry.values["type"], entry.values["names"])


def _place(entry: Entry, around: Surroundings) -> Faults:
    yield from validation.place_faults(values_of(validation.PlaceValues, entry.values))
    yield from validation.circle_faults(entry.key, around.parents)


def _source_item(entry: Entry, around: Surroundings) -> Faults:
    item = values_of(validation.SourceItemValues, entry.values)
    yield from validation.source_item_faults(item, now=around.terms.moment)


def _source_notice(entry: Entry, around: Surroundings) -> Faults:
    values, newest = entry.values, around.notices[entry.owner]
    yield from validation.notice_faults(values_of(validation.NoticeValues, values), now=around.terms.moment)
    if entry.key > newest:
        yield InvalidValue("key", f"the notices of {entry.owner} are numbered from N0001 without a gap, up to {newest}")
    status = around.statuses.get(entry.owner)
    if entry.key == newest and status is not None and status != values["status"]:
        yield InvalidValue("status", f"the newest notice of {entry.owner} gives it its status, which is {status} here")


def _origin(entry: Entry, around: Surroundings) -> Faults:
    origin = values_of(validation.OriginValues, entry.values)
    yield from validation.origin_faults(origin)
    yield from validation.exclusion_faults(
        "reliability",
        origin.reliability,
        origin_type=origin.type,
        has_party=entry.values["party"] is not None,
        may_exclude=around.terms.may_exclude,
    )


def _incident(entry: Entry, around: Surroundings) -> Faults:
    values, terms = entry.values, around.terms
    yield from validation.incident_faults(values_of(validation.IncidentValues, values), now=terms.moment)
    if terms.publish:
        yield from validation.publication_faults(
            values["sensitivity"], publish_not_before=values["publish_not_before"], now=terms.moment
        )
    parent = around.members.get(values["parent"])
    if parent is not None:
        yield from validation.tree_faults(around.members[entry.key], parent)
    state, is_published = around.stored.get(values["parent"], ("", True))
    if state == IncidentState.DISCARDED:
        yield InvalidValue("parent", f"{values['parent']} was discarded in the desk; name another cluster, or none")
    elif terms.publish and not is_published:
        why = f"{values['parent']} is in the desk and not published"
        yield InvalidValue("parent", f"{why}: publish it there first, or import without --publish")


def _claim(entry: Entry, around: Surroundings) -> Faults:
    values = entry.values
    origin = around.origins.get(values["origin"])
    letter = origin.reliability if origin else ""
    claim = values_of(validation.ClaimValues, {**values, "origin_reliability": letter})
    yield from validation.claim_faults(claim, now=around.terms.moment)
    yield from validation.relay_faults(values["origin"], values["relays"])
    if values["supersedes"] and (entry.owner, values["supersedes"]) not in around.faulty_claims:
        yield from validation.supersession_faults(
            entry.key, values["measure"], values["supersedes"], around.claims[entry.owner]
        )
    named = {name: values[name] for name in ("adds", "adds_to")}
    sound = {name: key for name, key in named.items() if (entry.owner, key) not in around.faulty_claims}
    yield from validation.derivation_faults(entry.key, values["measure"], sound, around.claims[entry.owner])
    if origin is not None:
        yield from validation.exclusion_faults(
            "reliability",
            values["reliability"],
            origin_type=origin.type,
            has_party=origin.has_party,
            may_exclude=around.terms.may_exclude,
        )


def _facility(entry: Entry, around: Surroundings) -> Faults:
    damage = values_of(validation.FacilityValues, entry.values)
    yield from validation.facility_faults(damage, now=around.terms.moment)
    yield from validation.overlap_faults(entry.key, entry.values["overlaps"], around.damage[entry.owner])


def _person(entry: Entry, _: Surroundings) -> Faults:
    yield from validation.person_faults(values_of(validation.PersonValues, entry.values))


def _said(kinds: str) -> Callable[[Entry, Surroundings], Faults]:
    def rule(entry: Entry, around: Surroundings) -> Faults:
        said = values_of(validation.SaidValues, entry.values)
        yield from validation.said_faults(said, kinds=kinds, now=around.terms.moment)

    return rule


_RULES: dict[str, Callable[[Entry, Surroundings], Faults]] = {
    "series": _series,
    "parties": _party,
    "places": _place,
    "source_items": _source_item,
    "source_notices": _source_notice,
    "origins": _origin,
    "incidents": _incident,
    "claims": _claim,
    "facilities": _facility,
    "persons": _person,
    "statements": _said("statement_kind"),
    "party_claims": _said("party_claim_kind"),
    "context_notes": _said("context_kind"),
}


# ---- What they are judged with


def _surroundings(new: Mapping[str, list[Entry]], entries: Entries, terms: Terms) -> Surroundings:
    wanted = keys_wanted(entry for found in new.values() for entry in found)
    members, stored = _incidents(entries, wanted.get("incidents", set()))
    damage: dict[str, set[str]] = defaultdict(set)
    for owner, key in entries.named["facilities"]:
        damage[owner].add(key)
    return Surroundings(
        terms=terms,
        origins=_origins(entries, wanted.get("origins", set())),
        members=members,
        stored=stored,
        claims=_siblings(entries),
        faulty_claims=frozenset(set(entries.named["claims"]) - {entry.name for entry in entries.sound["claims"]}),
        damage={owner: frozenset(keys) for owner, keys in damage.items()},
        parents={entry.key: entry.values["parent"] for entry in new["places"] if entry.values["parent"]},
        notices=_newest_notices(entries),
        statuses=_statuses(entries, {entry.owner for entry in new["source_notices"]}),
    )


def _newest_notices(entries: Entries) -> dict[str, str]:
    counts = Counter(owner for owner, _ in entries.named["source_notices"])
    return {owner: f"N{count:0{DIGITS}}" for owner, count in counts.items()}


def _statuses(entries: Entries, documents: set[str]) -> dict[str, str]:
    """What documents are said to be, in the file or else in the desk."""
    here = {entry.key: entry.values["status"] for entry in entries.sound["source_items"] if entry.key in documents}
    rows = columns_by_key(TABLES["source_items"], documents - set(here), ("status",))
    return {key: status for key, (status,) in rows.items()} | here


def _origins(entries: Entries, wanted: set[str]) -> dict[str, OriginFacts]:
    here = {entry.key: entry.values for entry in entries.sound["origins"]}
    rows = columns_by_key(TABLES["origins"], wanted - set(here), ("reliability", "type", "party__key"))
    stored = {
        key: OriginFacts(reliability, kind, party is not None) for key, (reliability, kind, party) in rows.items()
    }
    return stored | {
        key: OriginFacts(values["reliability"], values["type"], values["party"] is not None)
        for key, values in here.items()
    }


def _incidents(entries: Entries, parents: set[str]) -> tuple[dict[str, Member], dict[str, tuple[str, bool]]]:
    """Every incident that can be a child or a parent here, and of those in the desk the state and whether published."""
    columns = ("kind", "sensitivity", "parent__ref", "state", "latest__pk")
    rows = columns_by_key(TABLES["incidents"], parents, columns)
    members = {
        ref: Member(ref=ref, kind=kind, sensitivity=sensitivity, parent=parent)
        for ref, (kind, sensitivity, parent, _, _) in rows.items()
    }
    for entry in entries.sound["incidents"]:
        values = entry.values
        members[entry.key] = Member(
            ref=entry.key,
            kind=values["kind"],
            sensitivity=values["sensitivity"],
            parent=values["parent"],
            has_children=entry.key in parents,
        )
    return members, {ref: (state, latest is not None) for ref, (_, _, _, state, latest) in rows.items()}


def _siblings(entries: Entries) -> dict[str, Siblings]:
    """Every claim of every incident: key -> (measure, superseded key)."""
    claims: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for entry in entries.sound["claims"]:
        claims[entry.owner][entry.key] = (entry.values["measure"], entry.values["supersedes"] or "")
    return dict(claims)
