""" "Two more died": what the increments of an incident propose to an editor, in words (reconciliation.md B2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitreps.admin.panel import UNSAVED
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents import wording
from sitreps.documents.increments import proposals_of
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.figures.increments import Proposal
from sitreps.models.annotations import Annotation
from sitreps.queries.people import Names

Noted = Mapping[str, Sequence[Annotation]]
"""What was noted about each claim, by its key, oldest first."""
DECIDED = frozenset({AnnotationKind.INCREMENT_DISMISSED, AnnotationKind.INCREMENT_REOPENED})


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposal. `value` is what a button sends: increment, base and number as they were shown."""

    key: str
    measure: str
    text: str
    at_least: str
    value: str
    dismissed: str = ""
    """By whom and when it was set aside, if it was."""
    is_saved: bool = True


@dataclass(frozen=True, slots=True)
class Offers:
    """What the increments of an incident ask, and the keys of the desk's own claims that are out of date."""

    offers: tuple[Offer, ...] = ()
    outdated: frozenset[str] = frozenset()

    @property
    def waiting(self) -> frozenset[str]:
        """The increments that wait for an answer."""
        return frozenset(one.key for one in self.offers if not one.dismissed)


def offers(incident: IncidentInput, noted: Noted, names: Names) -> Offers:
    """The proposals of every measure that has an increment. No query, but that of the names where one was set aside."""
    claims = {claim.id: claim for claim in incident.claims}
    told, outdated = [], []
    for measure in sorted({one.measure for one in incident.claims if one.count_basis == "INCREMENT" or one.adds}):
        found = proposals_of(incident, measure)
        outdated += [_key(claim) for claim in found.outdated]
        told += [_offer(one, claims, noted.get(_key(one.increment), ()), names) for one in found.proposals]
    return Offers(tuple(told), frozenset(outdated))


def _offer(proposal: Proposal, claims: Mapping[str, ClaimInput], noted: Sequence[Annotation], names: Names) -> Offer:
    increment, base = claims[proposal.increment], claims[proposal.base]
    key, to, at_least = _key(proposal.increment), _key(proposal.base), proposal.at_least
    whose = "the same source" if proposal.own else f"the figure, from {base.origin.label}"
    text = f"{key}: {_says(increment)} more ({increment.origin.label}). It continues {to} of {whose}, {_says(base)}."
    if proposal.replaces:
        text += f" It would replace {_key(proposal.replaces)}, whose base has changed."
    last = next((one for one in reversed(noted) if one.kind in DECIDED), None)
    same = last is not None and last.was == {"base": to, "at_least": at_least}
    is_dismissed = last is not None and last.kind == AnnotationKind.INCREMENT_DISMISSED and same
    return Offer(
        key=key,
        measure=increment.measure,
        text=text,
        at_least=wording.digits(at_least),
        value=f"{key}:{to}:{at_least}",
        dismissed=f"{names.called(last.by)}, {last.at:%-d %B, %H:%M} UTC" if last and is_dismissed else "",
        is_saved=not key.startswith(UNSAVED) and not to.startswith(UNSAVED),
    )


def _says(claim: ClaimInput) -> str:
    return wording.claim_words(claim.quantifier, claim.value, claim.value2, claim.vague_word)


def _key(claim: str) -> str:
    return claim.partition("/")[2]
