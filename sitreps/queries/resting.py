"""What rests on a document, across incidents, with figures before and after: read before a source is retracted.

Nothing is written here. Working copies are read as the desk reads them everywhere, and figures come from what a
publication is made by (documents/retraction.py). A fixed number of queries for any number of claims and incidents.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from sitreps.codelists import ClaimStatus, SourceItemStatus, WithdrawalReason
from sitreps.documents import canonical, retraction
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.movement import Moved, moved
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sources import SourceItem, SourceNotice
from sitreps.queries import desk, standing
from sitreps.workflow import EDITABLE, UNPUBLISHED_CHANGE, IncidentState


class Handling(StrEnum):
    """What a retraction does with an incident. ALONG: no claim of its own rests on the document."""

    REVIEW = "REVIEW"
    DRAFT = "DRAFT"
    BY_HAND = "BY_HAND"
    CLOSED = "CLOSED"
    ALONG = "ALONG"


WRITTEN = frozenset({Handling.REVIEW, Handling.DRAFT})


@dataclass(frozen=True, slots=True)
class RestingClaim:
    """A claim and why it is said to rest on the document."""

    claim: Claim
    how: str


@dataclass(frozen=True, slots=True)
class Affected:
    """One incident: the claims of its own that rest on the document, and what its figures come to without them.

    A cluster has none of its own where only its places' claims rest on it: it is computed anew with them. `is_left`:
    a claim counts that does not rest on the document.
    """

    incident: Incident
    handling: Handling
    claims: tuple[RestingClaim, ...]
    moved: tuple[Moved, ...]
    damage: int = 0
    is_left: bool = True


@dataclass(frozen=True, slots=True)
class Resting:
    """Everything that rests on one document. `fingerprint` names this state of it: whoever confirms has seen it."""

    affected: tuple[Affected, ...]
    fingerprint: str

    def of(self, *handlings: Handling) -> list[Affected]:
        """Those that are handled so."""
        return [one for one in self.affected if one.handling in handlings]

    @property
    def claims(self) -> int:
        """How many claims rest on it."""
        return sum(len(one.claims) for one in self.affected)


@dataclass(frozen=True, slots=True)
class Links:
    """The ids of all claims, of whatever standing, that rest on a document, and of those among them that the desk made
    of others: a sum falls with its parts."""

    claims: frozenset[int]
    derived: frozenset[int]


def links(item: SourceItem) -> Links:
    """Claims read in a document, said by it or passed on by it (the same rule in SQL as documents/retraction.py has for
    frozen values), and what continues one of them. Two queries, and one for each further link of a chain of sums."""
    relayed = Claim.relays.through.objects.filter(claim=OuterRef("pk"), origin__narrative_of=item)
    rests = Q(source_item=item) | Q(origin__narrative_of=item) | Exists(relayed)
    first = frozenset(Claim.objects.filter(rests).values_list("pk", flat=True))
    found, newest = first, first
    while newest:
        made_of = Claim.objects.filter(Q(adds__in=newest) | Q(adds_to__in=newest))
        newest = frozenset(made_of.values_list("pk", flat=True)) - found
        found |= newest
    return Links(found, found - first)


def active(linked: Links) -> QuerySet[Claim]:
    """Those of them that still count."""
    return Claim.objects.filter(pk__in=linked.claims, status=ClaimStatus.ACTIVE)


def resting(item: SourceItem, *, by: User) -> Resting:
    """What a retraction of the document by this person would touch, in the order of the refs."""
    linked = links(item)
    rows = active(linked).select_related("incident__changed_by", "incident__parent__changed_by", "origin")
    found: dict[int, list[Claim]] = {}
    sums: set[str] = set()
    incidents: dict[int, Incident] = {}
    for claim in rows.order_by("incident__ref", "pk"):
        found.setdefault(claim.incident_id, []).append(claim)
        incidents[claim.incident_id] = claim.incident
        if claim.pk in linked.derived:
            sums.add(f"{claim.incident.ref}/{claim.key}")
        if claim.incident.parent:
            incidents.setdefault(claim.incident.parent.pk, claim.incident.parent)
    damage = _damage(item)
    for row in damage.values():
        incidents.setdefault(row[0].pk, row[0])
    figures = _Figures(item, incidents.values(), frozenset(sums))
    affected = [
        Affected(
            incident=one,
            handling=_handling(one, by, is_published=one.ref in figures.published)
            if one.pk in found
            else Handling.ALONG,
            claims=tuple(RestingClaim(claim, _how(claim, item, linked)) for claim in found.get(one.pk, [])),
            moved=tuple(figures.moved(one)),
            damage=len(damage.get(one.pk, ())),
            is_left=figures.is_left(one),
        )
        for one in sorted(incidents.values(), key=lambda one: one.ref)
    ]
    state = [[one.incident.ref, one.incident.version, [claim.claim.key for claim in one.claims]] for one in affected]
    return Resting(tuple(affected), canonical.digest(canonical.encode(state)))


def _handling(incident: Incident, by: User, *, is_published: bool) -> Handling:
    state = IncidentState(incident.state)
    if state not in EDITABLE:
        return Handling.CLOSED
    if not is_published:
        return Handling.DRAFT
    if state in UNPUBLISHED_CHANGE and incident.changed_by_id != by.pk:
        return Handling.BY_HAND
    return Handling.REVIEW


def _how(claim: Claim, item: SourceItem, linked: Links) -> str:
    if claim.pk in linked.derived:
        return "the desk's sum of numbers that rest on it"
    if claim.source_item_id == item.pk:
        return "read in it"
    return "said by it, read elsewhere" if claim.origin.narrative_of_id == item.pk else "passed on by it"


def _damage(item: SourceItem) -> Mapping[int, list[Incident]]:
    """The incidents of the rows of damage that were read in the document, once a row; nobody withdraws a row."""
    found: dict[int, list[Incident]] = {}
    rows = FacilityDamage.objects.filter(Q(source_item=item) | Q(origin__narrative_of=item))
    for row in rows.select_related("incident__changed_by"):
        found.setdefault(row.incident_id, []).append(row.incident)
    return found


class _Figures:
    """The words of some incidents before and after, from their trees."""

    def __init__(self, item: SourceItem, incidents: Iterable[Incident], sums: frozenset[str]) -> None:
        self._key, self._sums = item.key, sums
        incidents = list(incidents)
        self._trees = desk.trees([one.pk for one in incidents])
        refs = {member.ref for tree, places in self._trees.values() for member in (tree, *places)}
        self.published = frozenset(IncidentRevision.objects.filter(ref__in=refs).values_list("ref", flat=True))
        self._stands = frozenset(standing.standing().filter(ref__in=refs).values_list("ref", flat=True))

    def moved(self, incident: Incident) -> Iterator[Moved]:
        """Every figure that a claim speaks of, and the grade where it is another."""
        tree, places = self._trees[incident.pk]
        counted = self._counted(tree, places)
        after_places = [retraction.without(place, self._key, self._sums) for place in counted]
        before = retraction.outcome(tree, counted)
        after = retraction.outcome(retraction.without(tree, self._key, self._sums), after_places)
        spoken = {claim.measure for one in (tree, *counted) for claim in one.claims}
        for measure, words in before.figures.items():
            if measure in spoken:
                yield moved(measure, words, after.figures[measure])
        if before.grade != after.grade:
            yield Moved("", "Grade", before.grade, after.grade)

    def is_left(self, incident: Incident) -> bool:
        """Whether a claim is active that does not rest on the document, of the incident or of a place of it."""
        tree, places = self._trees[incident.pk]
        return any(
            claim.status == ClaimStatus.ACTIVE
            and claim.id not in self._sums
            and not retraction.rests_on(claim, self._key)
            for one in (tree, *places)
            for claim in one.claims
        )

    def _counted(self, tree: IncidentInput, places: Collection[IncidentInput]) -> list[IncidentInput]:
        """The places that its publication counts; of one that was never published, all (B6)."""
        if tree.ref not in self.published:
            return list(places)
        return [place for place in places if place.ref in self._stands]


def sentence_for(withdrawn: Collection[tuple[int, str]]) -> str:
    """The sentence for readers of the newest retraction that claims rest on which were withdrawn for it, each by its
    incident's id and its key; empty where there is none. One query."""
    named = Q()
    for incident, key in withdrawn:
        named |= Q(incident=incident, key=key)
    claims = Claim.objects.filter(named, withdrawal_reason=WithdrawalReason.SOURCE_RETRACTED)
    if not withdrawn:
        return ""
    about = Q(source_item__claims__in=claims)
    about |= Q(source_item__narratives__claims__in=claims) | Q(source_item__narratives__relayed_claims__in=claims)
    notices = SourceNotice.objects.filter(about, status=SourceItemStatus.RETRACTED)
    return notices.order_by("-pk").values_list("sentence", flat=True).first() or ""
