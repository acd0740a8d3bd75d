"""What else of the record tells of an incident: for those who redact it, and for the act itself.

The clusters that it was ever part of are read word by word, every revision of them. Of all other incidents those are
found that the index of words leads to: by its number or by its title. The name of a place alone is looked for in its
clusters only: elsewhere it is the gazetteer's. What it exchanged claims with tells of it by those claims, too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q

from sitreps.codelists import TakedownAct
from sitreps.documents import mentions, search
from sitreps.documents.mentions import Mention, Names
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, RevisionText
from sitreps.models.takedowns import Takedown
from sitreps.models.word_index import Holds
from sitreps.queries import gazetteer, standing
from sitreps.queries.dealt import Dealt, dealt
from sitreps.workflow import IncidentState

AT_ONCE = 200
MOST_FOUND = 500
"""Revisions that the index of words leads to, newest first: a title may be as common as its words."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A revision of another incident that tells of the one. `is_newest`: nothing was published of it since.

    `is_sure`: it goes unless somebody says otherwise. A title alone may be that of another event elsewhere.
    `in_own_words`: an editor wrote what tells, or a claim of it tells, so that computing it anew does not take it out.
    """

    revision: IncidentRevision
    by: frozenset[Mention]
    is_newest: bool
    is_sure: bool
    in_own_words: bool


def names_of(incident: Incident, revisions: Sequence[IncidentRevision]) -> Names:
    """By what an incident is known in these revisions of it, with their `content`, and in nothing that stays of it.

    With all that have their content, by its working copy too: nothing of it stays. Three statements.
    """
    ids = [revision.pk for revision in revisions]
    staying = standing.unredacted().filter(incident=incident).exclude(pk__in=ids)
    going, kept = _named(revisions), _named(staying.select_related("content"))
    if not kept.titles:
        own = {incident.place.name, *gazetteer.names(incident.place).values(), incident.place_text}
        return Names(incident.ref, going.titles | {incident.title}, going.places | (own - {""}))
    return Names("", going.titles - kept.titles, going.places - kept.places)


def _named(revisions: Iterable[IncidentRevision]) -> Names:
    contents = [text for one in revisions for text in (one.content.payload, one.content.inputs)]
    titles = {title for text in contents for title in mentions.titles_in(text)}
    places = {place for text in contents for place in mentions.places_in(text)}
    return Names("", frozenset(titles - {""}), frozenset(places - {""}))


def elsewhere(incident: Incident, names: Names, *, since: int = 0) -> list[Telling]:
    """The revisions of others that tell of an incident, by ref and number; `since`: those after that number of the
    record alone. Reads every revision of its clusters and of what it was merged or split with."""
    above = clusters_of(incident)
    near = _related(incident) - above
    found = []
    claims = dealt(incident)
    for ref in sorted(above):
        particular = names.without_places(places_beside(ref, incident))
        rows = _readable(Q(ref=ref), incident, since)
        found += [_telling(one, particular, claims, is_sure=True) for one in rows]
    nameless = Names(names.ref, names.titles)
    others = [*_readable(Q(ref__in=near), incident, since), *_led_to(nameless, incident, since, above | near)]
    merged = {one.ref for one in merged_into(incident)}
    one_event = merged | _part_of(incident)
    for one in others:
        known_by = Mention.MERGED if one.ref in one_event else None
        found.append(_telling(one, nameless, claims, is_sure=one.ref in merged, known_by=known_by))
    return sorted((one for one in found if one.by), key=lambda one: (one.revision.ref, one.revision.number))


def merged_into(incident: Incident) -> list[Incident]:
    """The incidents that are part of one by merges that stand, one after the other: what was said of them before
    answers still. A query a generation."""
    found: dict[str, Incident] = {}
    asked = [incident]
    while asked:
        merged = Incident.objects.filter(takedowns__survivor__in=asked, state=IncidentState.MERGED)
        asked = [one for one in merged.distinct() if one.ref not in found]
        found |= {one.ref: one for one in asked}
    return [found[ref] for ref in sorted(found)]


def _part_of(incident: Incident) -> set[str]:
    """The ref of the incident that it is part of itself by a merge that stands."""
    if incident.state != IncidentState.MERGED:
        return set()
    newest = Takedown.objects.filter(incident=incident, act=TakedownAct.MERGE).order_by("-seq")
    return set(newest.values_list("survivor__ref", flat=True)[:1])


def clusters_of(incident: Incident) -> set[str]:
    """The refs of the clusters that an incident belongs to, or belonged to in any revision."""
    published = IncidentRevision.objects.filter(incident=incident).exclude(parent_ref="")
    return {*published.values_list("parent_ref", flat=True), *([incident.parent.ref] if incident.parent else [])}


def places_beside(ref: str, incident: Incident) -> set[str]:
    """What a cluster and its other places that stand call the places where they are: naming those tells of them."""
    beside = standing.standing().filter(Q(parent_ref=ref) | Q(ref=ref)).exclude(incident=incident)
    contents = beside.values_list("content__payload", flat=True)
    return {place for text in contents for place in mentions.places_in(text)}


def _related(incident: Incident) -> set[str]:
    """The refs of its own places, of what it was merged with, and of the other sides of a split."""
    merges = Takedown.objects.filter(Q(incident=incident) | Q(survivor=incident), act=TakedownAct.MERGE)
    pairs = merges.values_list("incident__ref", "survivor__ref")
    split = Incident.objects.filter(Q(split_from=incident) | Q(parts=incident))
    below = IncidentRevision.objects.filter(parent_ref=incident.ref)
    found = {ref for pair in pairs for ref in pair} | {one.ref for one in merged_into(incident)}
    found |= {*split.values_list("ref", flat=True), *below.values_list("ref", flat=True)}
    return found - {incident.ref}


def _led_to(names: Names, incident: Incident, since: int, known: Collection[str]) -> Iterable[Any]:
    """What the index of words has for the number and for each title beside what is known."""
    asked = [search.wanted(text) for text in (names.ref, *sorted(names.titles)) if text]
    ids = {
        key
        for words in asked
        if words
        for key in RevisionText.objects.filter(Holds(words), revision__seq__gt=since)
        .exclude(Q(revision__incident=incident) | Q(revision__ref__in=known))
        .order_by("-revision__seq")
        .values_list("revision_id", flat=True)[:MOST_FOUND]
    }
    return _readable(Q(pk__in=ids), incident, since)


def _readable(which: Q, incident: Incident, since: int) -> Iterable[Any]:
    newer = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__gt=OuterRef("seq"))
    rows = standing.unredacted().filter(which, seq__gt=since).exclude(incident=incident)
    return (
        rows.annotate(is_newest=~Exists(newer))
        .select_related("content", "incident")
        .order_by("ref", "number")
        .iterator(AT_ONCE)
    )


def _telling(revision: Any, names: Names, claims: Dealt, *, is_sure: bool, known_by: Mention | None = None) -> Telling:
    by = mentions.told_in((revision.content.payload, revision.content.inputs), names)
    by |= {known_by} if known_by else set()
    by |= {Mention.CLAIMS} if claims.tell(revision) else set()
    return Telling(
        revision,
        by,
        is_newest=revision.is_newest,
        is_sure=is_sure or bool({Mention.REF, Mention.CLAIMS} & by),
        in_own_words=bool(claims.carried_in(revision) or mentions.told_in((revision.content.inputs,), names)),
    )


# ---- Editions


def issues_in_words(names: Names, known: Collection[int]) -> list[EditionIssue]:
    """The issues whose texts have a title of it, beside those that are known to tell of it."""
    found = EditionIssue.objects.filter(_has_a_title("snapshot", names)).exclude(pk__in=known)
    return [one for one in found.select_related("series").order_by("seq") if one.snapshot]


def drafts_in_words(names: Names) -> list[EditionDraft]:
    """The drafts whose texts, an editor's or compiled ones, or whose failure tell of it by number or title."""
    texts = _has_a_title("snapshot", names)
    for column in ("highlights", "overview", "error"):
        texts |= _has_a_title(column, names)
        if names.ref:
            texts |= Q(**{f"{column}__contains": names.ref})
    found = set(EditionDraft.objects.filter(texts).values_list("pk", flat=True))
    nameless = Names(names.ref, names.titles)
    for pk, further in EditionDraft.objects.exclude(texts={}).values_list("pk", "texts"):
        typed = [text for of_language in further.values() for text in of_language.values()]
        if any(mentions.is_told_in_words(text, nameless) for text in typed):
            found.add(pk)
    return list(EditionDraft.objects.filter(pk__in=found).select_related("series").order_by("pk"))


def _has_a_title(column: str, names: Names) -> Q:
    """Its titles as a JSON or a paragraph has them."""
    found = Q(pk__in=())
    for title in names.titles:
        if len(title) >= mentions.SHORTEST:
            quoted = msgspec.json.encode(title).decode()[1:-1]
            found |= Q(**{f"{column}__icontains": title}) | Q(**{f"{column}__icontains": quoted})
    return found


def by_ref(found: Iterable[Telling]) -> Mapping[str, list[Telling]]:
    """The same by the ref of the incident that tells."""
    groups: dict[str, list[Telling]] = {}
    for one in found:
        groups.setdefault(one.revision.ref, []).append(one)
    return groups
