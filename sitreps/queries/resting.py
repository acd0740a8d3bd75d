"""What rests on a document, across incidents, with figures before and after: read before a source is retracted.

Nothing is written here. Working copies are read as the desk reads them everywhere, and figures come from what a
publication is made by (documents/retraction.py). A fixed number of queries for any number of claims and incidents.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from sitreps.codelists import ClaimStatus, SourceItemStatus, WithdrawalReason
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents import canonical, retraction
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.movement import Moved, moved
from sitreps.models.accounts import User
from sitreps.models.annotations import Annotation
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sources import SourceItem, SourceNotice
from sitreps.queries import desk, standing
from sitreps.queries.resting_rows import RestingRow, Rows, Said, rows_of, said_in
from sitreps.workflow import EDITABLE, UNPUBLISHED_CHANGE, IncidentState


class Handling(StrEnum):
    """What a retraction does with an incident. ALONG: no claim of its own rests on the document. KEPT: all that do
    stay, because an editor says so."""

    REVIEW = "REVIEW"
    DRAFT = "DRAFT"
    BY_HAND = "BY_HAND"
    CLOSED = "CLOSED"
    ALONG = "ALONG"
    KEPT = "KEPT"


WRITTEN = frozenset({Handling.REVIEW, Handling.DRAFT})


@dataclass(frozen=True, slots=True)
class RestingClaim:
    """A claim and why it is said to rest on the document. `is_kept`: it does not fall; `reason`: why it was kept."""

    claim: Claim
    how: str
    is_kept: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        """`UKR-2025-0001/C01`."""
        return str(self.claim)


@dataclass(frozen=True, slots=True)
class Affected:
    """One incident: the claims of its own that rest on the document, and what its figures come to without them.

    A cluster has none of its own where only its places' claims rest on it: it is computed anew with them. `is_left`:
    a claim counts that does not fall. `may_choose`: each of its claims may fall or be kept.
    """

    incident: Incident
    handling: Handling
    claims: tuple[RestingClaim, ...]
    moved: tuple[Moved, ...]
    damage: Sequence[RestingRow] = ()
    persons: Sequence[RestingRow] = ()
    is_left: bool = True
    may_choose: bool = False

    @property
    def falling(self) -> list[RestingClaim]:
        """The claims that are withdrawn."""
        return [one for one in self.claims if not one.is_kept]

    @property
    def kept(self) -> list[RestingClaim]:
        """The claims that stay."""
        return [one for one in self.claims if one.is_kept]


@dataclass(frozen=True, slots=True)
class Resting:
    """Everything that rests on one document. `state` names this state of it, `choice` which of the claims fall: whoever
    confirms has seen both."""

    affected: tuple[Affected, ...]
    said: tuple[Said, ...]
    state: str
    choice: str

    @property
    def fingerprint(self) -> str:
        """Both in one."""
        return f"{self.state}:{self.choice}"

    def of(self, *handlings: Handling) -> list[Affected]:
        """Those that are handled so."""
        return [one for one in self.affected if one.handling in handlings]

    @property
    def claims(self) -> int:
        """How many claims rest on it."""
        return sum(len(one.claims) for one in self.affected)

    @property
    def falling(self) -> list[RestingClaim]:
        """Those of them that fall."""
        return [claim for one in self.affected for claim in one.falling]

    @property
    def kept(self) -> list[RestingClaim]:
        """Those of them that stay."""
        return [claim for one in self.affected for claim in one.kept]


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


def resting(item: SourceItem, *, by: User, falls: Collection[str] | None = None) -> Resting:
    """What a retraction of the document by this person would touch, in the order of the refs.

    `falls`: the claims, as `UKR-2025-0001/C01`, that fall; None: all that no editor has kept before. Where an incident
    cannot be touched nobody chooses.
    """
    linked, beside = links(item), rows_of(item)
    found = _claims_of(linked)
    incidents = _incidents(found, beside)
    figures = _Figures(incidents.values())
    handling = {one.pk: _handling(one, by, is_published=one.ref in figures.published) for one in incidents.values()}
    choice = _Choice(item, linked, _kept_before(item), falls)
    claims = {pk: choice.of(found.get(pk, []), may_choose=handling[pk] in WRITTEN) for pk in incidents}
    falling = frozenset(one.name for of in claims.values() for one in of if not one.is_kept)
    affected = [
        Affected(
            incident=one,
            handling=_handled(handling[one.pk], claims[one.pk]),
            claims=claims[one.pk],
            moved=tuple(figures.moved(one, falling)),
            damage=beside.damage.get(one.pk, ()),
            persons=beside.persons.get(one.pk, ()),
            is_left=figures.is_left(one, falling),
            may_choose=handling[one.pk] in WRITTEN,
        )
        for one in sorted(incidents.values(), key=lambda one: one.ref)
    ]
    state = [[one.incident.ref, one.incident.version, [claim.name for claim in one.claims]] for one in affected]
    digests = [canonical.digest(canonical.encode(value)) for value in (state, sorted(falling))]
    return Resting(tuple(affected), tuple(said_in(item)), *digests)


def _claims_of(linked: Links) -> dict[int, list[Claim]]:
    rows = active(linked).select_related("incident__changed_by", "incident__parent__changed_by", "origin")
    found: dict[int, list[Claim]] = {}
    for claim in rows.order_by("incident__ref", "pk"):
        found.setdefault(claim.incident_id, []).append(claim)
    return found


def _incidents(found: Mapping[int, Sequence[Claim]], beside: Rows) -> dict[int, Incident]:
    """The incidents with something that rests on it, and the clusters of those with claims, by id."""
    incidents: dict[int, Incident] = {pk: claims[0].incident for pk, claims in found.items()}
    for one in list(incidents.values()):
        if one.parent:
            incidents.setdefault(one.parent.pk, one.parent)
    return {**beside.incidents, **incidents}


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which claims fall. `told`: why some were kept before, by their ids; `falls` as for `resting`."""

    item: SourceItem
    linked: Links
    told: Mapping[int, str]
    falls: Collection[str] | None

    def of(self, claims: Iterable[Claim], *, may_choose: bool) -> tuple[RestingClaim, ...]:
        """The claims of one incident."""
        falls = self.falls if may_choose else None
        return tuple(
            RestingClaim(
                claim=claim,
                how=_how(claim, self.item, self.linked),
                is_kept=claim.pk in self.told if falls is None else str(claim) not in falls,
                reason=self.told.get(claim.pk, ""),
            )
            for claim in claims
        )


def _kept_before(item: SourceItem) -> dict[int, str]:
    """Why claims were kept when the document was retracted, by their ids. One query."""
    rows = Annotation.objects.filter(kind=AnnotationKind.KEPT, was__source=item.key).order_by("pk")
    return dict(rows.values_list("claim_id", "reason"))


def _handled(handling: Handling, claims: Collection[RestingClaim]) -> Handling:
    if not claims:
        return Handling.ALONG
    is_kept = all(one.is_kept for one in claims) and handling is not Handling.CLOSED
    return Handling.KEPT if is_kept else handling


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


class _Figures:
    """The words of some incidents before and after, from their trees."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self._trees = desk.trees([one.pk for one in incidents])
        refs = {member.ref for tree, places in self._trees.values() for member in (tree, *places)}
        self.published = frozenset(IncidentRevision.objects.filter(ref__in=refs).values_list("ref", flat=True))
        self._stands = frozenset(standing.standing().filter(ref__in=refs).values_list("ref", flat=True))

    def moved(self, incident: Incident, falling: Collection[str]) -> Iterator[Moved]:
        """Every figure that a claim speaks of, and the grade where it is another."""
        tree, places = self._trees[incident.pk]
        counted = self._counted(tree, places)
        after_places = [retraction.less(place, falling) for place in counted]
        before = retraction.outcome(tree, counted)
        after = retraction.outcome(retraction.less(tree, falling), after_places)
        spoken = {claim.measure for one in (tree, *counted) for claim in one.claims}
        for measure, words in before.figures.items():
            if measure in spoken:
                yield moved(measure, words, after.figures[measure])
        if before.grade != after.grade:
            yield Moved("", "Grade", before.grade, after.grade)

    def is_left(self, incident: Incident, falling: Collection[str]) -> bool:
        """Whether a claim is active that does not fall, of the incident or of a place of it."""
        tree, places = self._trees[incident.pk]
        return any(
            claim.status == ClaimStatus.ACTIVE and claim.id not in falling
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
