""" "The toll rose from 17 to 19, says the same source": a claim that follows another of the same origin (B0, B2).

Most of a desk's work. What the source said before stays on record: a newer number leaves it as the older one of its
origin, a correction supersedes it by its code.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sitreps import permissions
from sitreps.actions import audit, incident_rows, incidents
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.codelists import ClaimStatus, CountBasis, Credibility
from sitreps.codelists.tolls import TollChange
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.workflow import IncidentMove, IncidentState, can_move

CARRIED = (
    "measure", "origin", "relays", "covers", "part", "kind", "sex", "age_group", "age_years", "age_text",
    "population_status", "people_role", "vulnerability", "attribution_mode", "attribution_text", "reliability",
    "count_basis", "scope_certainty", "place_text", "definition_note",
)  # fmt: skip
"""What the new claim has from the one it follows: who says it, of whom, and how far that source can be relied on. The
number, its words, its document and its time are typed; that the older number was believed says nothing of the new."""


def check_follow(claim: Claim) -> None:
    """Whether a newer number can follow this claim. WrongState says why not, and what to do instead."""
    if claim.status != ClaimStatus.ACTIVE:
        raise WrongState(f"{claim.key} is {claim.status.lower()}: add a claim to the incident instead.")
    if claim.adds_id is not None:
        raise WrongState(f"{claim.key} is the desk's own sum: give the newer number to a source that it adds up.")
    if claim.count_basis == CountBasis.INCREMENT:
        raise WrongState(f"{claim.key} says how many were added: add another claim for those that came since.")
    newer = claim.superseded_by.filter(status=ClaimStatus.ACTIVE).first()
    if newer is not None:
        raise WrongState(f"{claim.key} is replaced by {newer.key} already: go on from that.")


def values_of(claim: Claim, change: TollChange, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the new claim: `typed` over what it has from the one it follows. A correction without a time of
    its own is as of what it corrects. One query of the relays, and none where they were read along."""
    carried = {name: getattr(claim, name) for name in CARRIED} | {"relays": list(claim.relays.all())}
    values = carried | {"credibility": Credibility.NOT_JUDGED} | dict(typed)
    if change.replaces is None:
        return values
    if values.get("as_of_on") is None and values.get("as_of_at") is None:
        values |= {name: getattr(claim, name) for name in ("as_of_on", "as_of_at", "as_of_basis")}
    return values | {"supersedes": claim, "supersedes_reason": change.replaces}


@transaction.atomic
def follow(
    *,
    claim: Claim,
    change: TollChange,
    typed: Mapping[str, Any],
    expected_version: int,
    by: User,
    now: datetime,
    submits: bool = False,
) -> Claim:
    """A new claim of the same origin and measure, as `typed`: number, words, document, as of. Returns it.

    The incident becomes CHANGED if it is published; nothing goes out. `submits`: it goes to review in the same step,
    unless it is there. InvalidValue by field; WrongState for a claim that no number follows; StaleVersion where the
    incident was saved meanwhile.
    """
    permissions.check_log(by)
    check_follow(claim)
    values = values_of(claim, change, typed)
    check_time(change, values.get("as_of_at") or values.get("as_of_on"))
    taken = incidents.take(claim.incident, expected_version)
    incidents.mark_changed(taken, by=by, now=now)
    incident_rows.apply(taken, Changes(claims=(RowChange(values=values),)), by=by, now=now)
    made = Claim.objects.filter(incident=taken).latest("pk")
    detail = {"claim": claim.key, "by": made.key, "change": str(change)}
    audit.record(action="claim.follow", object_type="incident", object_ref=taken.ref, by=by, now=now, detail=detail)
    if submits and can_move(IncidentState(taken.state), IncidentMove.SUBMIT):
        incidents.submit(incident=taken, expected_version=taken.version, by=by, now=now)
    return made


def check_time(change: TollChange, as_of: datetime | date | None) -> None:
    """A newer number says as of when: of a source, the latest said counts (B2)."""
    if change == TollChange.NEWER and as_of is None:
        raise InvalidValue("as_of", "say as of when: the latest number of a source counts, and only time tells which")
