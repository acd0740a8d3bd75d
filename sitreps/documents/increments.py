"""What the increments of an incident propose, from its inputs (reconciliation.md B2, INCREMENT)."""

from zoneinfo import ZoneInfo

from sitreps.documents.inputs import IncidentInput
from sitreps.documents.reckoning import claim_value
from sitreps.figures.increments import Increments, increments_of
from sitreps.figures.parameters import house_parameters


def proposals_of(incident: IncidentInput, measure: str) -> Increments:
    """The proposals of one measure, and the desk's own claims that are out of date. Cost: as increments_of."""
    claims = [claim_value(claim) for claim in incident.claims]
    return increments_of(measure, claims, zone=ZoneInfo(incident.zone), parameters=house_parameters())
