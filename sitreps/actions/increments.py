""" "Two more died": accepting what an increment proposes, or setting it aside (reconciliation.md B2, INCREMENT).

Never added silently: an editor accepts, and the claim that follows is the desk's own and says whose number it
continues.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sitreps import permissions
from sitreps.actions import annotating, audit, incident_rows, incidents
from sitreps.codelists import (
    AsOfBasis,
    AttributionMode,
    CountBasis,
    Covers,
    Credibility,
    DisaggregationKind,
    Quantifier,
    WithdrawalReason,
)
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents import wording
from sitreps.documents.increments import proposals_of
from sitreps.documents.reckoning import is_attributed
from sitreps.errors import WrongState
from sitreps.figures.increments import Proposal
from sitreps.models.accounts import User
from sitreps.models.annotations import Annotation
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin
from sitreps.queries import desk

DESK = "DESK"
"""The key of the origin of what the desk adds up itself."""

LABELS = {"uk": "власна сума редакції"}
"""Its label in the other languages of editions."""

WORST_FIRST = "EFDCBA"
"""Letters of reliability: a sum is as good as the worse of its parts."""


@transaction.atomic
def accept(*, claim: Claim, base: str, at_least: int, expected_version: int, by: User, now: datetime) -> Claim:
    """Add what an increment proposes as a claim of the desk's own: AT_LEAST, as of the increment.

    `base` and `at_least` are what the person saw; WrongState where the proposal is another by now, or none.
    NotAllowed for those who do not review; StaleVersion where the incident was saved meanwhile.
    """
    permissions.check_review(by)
    taken = incidents.take(claim.incident, expected_version)
    proposal = _checked(_proposal(taken, claim), claim, base=base, at_least=at_least)
    incidents.mark_changed(taken, by=by, now=now)
    rows = {row.key: row for row in taken.claims.select_related("origin__narrative_of", "source_item")}
    made = _derived(taken, proposal, rows, by=by, now=now)
    annotating.record(
        "claim.add_increment",
        made,
        by=by,
        now=now,
        detail={"adds": claim.key, "adds_to": base, "at_least": at_least},
    )
    return made


@transaction.atomic
def dismiss(*, claim: Claim, base: str, at_least: int, by: User, now: datetime) -> Annotation:
    """Set a proposal aside. It comes back by itself when the number that it continues changes."""
    permissions.check_review(by)
    _checked(_proposal(claim.incident, claim), claim, base=base, at_least=at_least)
    was = {"base": base, "at_least": at_least}
    return annotating.note(claim, AnnotationKind.INCREMENT_DISMISSED, "", was=was, by=by, now=now)


@transaction.atomic
def reopen(*, claim: Claim, by: User, now: datetime) -> Annotation:
    """Take a dismissal back."""
    permissions.check_review(by)
    last = claim.annotations.filter(kind__in=DECIDED).last()
    if last is None or last.kind != AnnotationKind.INCREMENT_DISMISSED:
        raise WrongState(f"What {claim.key} proposes was not set aside.")
    return annotating.note(claim, AnnotationKind.INCREMENT_REOPENED, "", by=by, now=now)


DECIDED = (AnnotationKind.INCREMENT_DISMISSED, AnnotationKind.INCREMENT_REOPENED)


def _proposal(incident: Incident, claim: Claim) -> Proposal | None:
    """What the working copy as it stands proposes for an increment."""
    fresh = desk.with_everything(Incident.objects.filter(pk=incident.pk)).get()
    found = proposals_of(desk.incident_input(fresh), claim.measure).proposals
    return next((one for one in found if one.increment == f"{fresh.ref}/{claim.key}"), None)


def _checked(proposal: Proposal | None, claim: Claim, *, base: str, at_least: int) -> Proposal:
    if proposal is None:
        raise WrongState(
            f"{claim.key} proposes nothing now: it was added already, or there is no number that it could be added to."
        )
    key = proposal.base.partition("/")[2]
    if (key, proposal.at_least) != (base, at_least):
        raise WrongState(
            f"What {claim.key} is added to has changed: it is now at least {proposal.at_least}, from {key}."
            " Look at it again."
        )
    return proposal


def _derived(incident: Incident, proposal: Proposal, rows: Mapping[str, Claim], *, by: User, now: datetime) -> Claim:
    increment, base = (rows[key.partition("/")[2]] for key in (proposal.increment, proposal.base))
    old = rows[proposal.replaces.partition("/")[2]] if proposal.replaces else None
    attributed = is_attributed(desk.claim_input(increment, incident.ref))
    values: dict[str, Any] = {
        "measure": increment.measure,
        "quantifier": Quantifier.AT_LEAST,
        "value": proposal.at_least,
        "wording": sentence(proposal.at_least, base, increment),
        "covers": Covers.ALL,
        "kind": DisaggregationKind.TOTAL,
        "origin": desk_origin(by=by, now=now),
        "source_item": increment.source_item,
        "relays": [],
        "attribution_mode": AttributionMode.STATED if attributed else AttributionMode.UNATTRIBUTED,
        "reliability": min(_letter(increment), _letter(base), key=WORST_FIRST.index),
        "credibility": _credibility(increment, base),
        "note": increment.note or base.note,
        "as_of_on": increment.as_of_on,
        "as_of_at": increment.as_of_at,
        "as_of_basis": AsOfBasis.INFERRED,
        "count_basis": CountBasis.CUMULATIVE,
        "scope_certainty": max(increment.scope_certainty, base.scope_certainty, key="CLEAR AMBIGUOUS".index),
        "supersedes": old,
        "supersedes_reason": WithdrawalReason.SOURCE_CORRECTED if old else "",
        "adds": increment,
        "adds_to": base,
    }
    return incident_rows.add_claim(incident, values, by=by, now=now)


def sentence(at_least: int, base: Claim, increment: Claim) -> str:
    """Whose number it continues, in words that may be printed: labels, never the name of a protected origin."""
    said = wording.claim_words(base.quantifier, base.value, base.value2, base.vague_word or None)
    more = wording.claim_words(increment.quantifier, increment.value, increment.value2, increment.vague_word or None)
    who, then = base.origin.public_label[:90], increment.origin.public_label[:90]
    return f"At least {wording.digits(at_least)}: {said} ({who}), and {more} more ({then}); added up by the desk"


def desk_origin(*, by: User, now: datetime) -> Origin:
    """Who says what the desk adds up; made when it is first needed."""
    told = {
        "name": "This desk",
        "public_label": "the desk's own sum",
        "labels": LABELS,
        "type": "OTHER",
        "reliability": "C",
    }
    found, is_new = Origin.objects.get_or_create(key=DESK, defaults=told)
    if is_new:
        audit.record(
            action="origin.add", object_type="origin", object_ref=DESK, by=by, now=now, detail={"fields": sorted(told)}
        )
    return found


def _letter(claim: Claim) -> str:
    return claim.reliability or claim.origin.reliability


def _credibility(*claims: Claim) -> int:
    """Doubtful if one of them is; that others agree with one of them says nothing of the sum."""
    doubtful = any(claim.credibility == Credibility.DOUBTFUL for claim in claims)
    return int(Credibility.DOUBTFUL if doubtful else Credibility.NOT_JUDGED)
