"""Which members are codes, and of which list: enumerations with their labels (`x-labels`).

Vocabularies that are tables may be given more terms by a deployment, so a code beyond the list is no error there: they
are listed under `examples`, closed lists under `enum`.
"""

from collections.abc import Mapping
from typing import Any

from sitreps import codelists
from sitreps.codelists import Code, vocabularies, vocabulary

ENUMS: Mapping[str, type[Code]] = {
    "Incident.kind": codelists.IncidentKind,
    "Incident.status": codelists.PublicStatus,
    "Incident.grade": codelists.Grade,
    "Occurred.precision": codelists.DatePrecision,
    "Occurred.basis": codelists.DateBasis,
    "PublicPlace.level": codelists.PlaceLevel,
    "Responsible.basis": codelists.PerpetratorBasis,
    "PublicFlag.code": codelists.DiscrepancyCode,
    "OfWhich.sex": codelists.Sex,
    "OfWhich.age_group": codelists.AgeGroup,
    "OfWhich.quantifier": codelists.Quantifier,
    "PreviousFigure.quantifier": codelists.Quantifier,
    "PublicFigure.quantifier": codelists.Quantifier,
    "PublicFigure.agreement": codelists.Agreement,
    "PublicFigure.taken_from": codelists.TakenFrom,
    "PublicFigure.vague_parts": codelists.VagueWord,
    "PublicFigure.why_changed": codelists.ChangeCode,
    "PublicTotal.quantifier": codelists.Quantifier,
    "PublicTotal.vague_parts": codelists.VagueWord,
    "Total.quantifier": codelists.Quantifier,
    "Total.vague_parts": codelists.VagueWord,
    "Disaggregation.kind": codelists.DisaggregationKind,
    "Disaggregation.sex": codelists.Sex,
    "Disaggregation.age_group": codelists.AgeGroup,
    "Disaggregation.population_status": codelists.PopulationStatus,
    "PublicClaim.quantifier": codelists.Quantifier,
    "PublicClaim.vague_word": codelists.VagueWord,
    "PublicClaim.covers": codelists.Covers,
    "PublicClaim.part": codelists.Part,
    "PublicClaim.count_basis": codelists.CountBasis,
    "PublicClaim.attribution_mode": codelists.AttributionMode,
    "PublicClaim.as_of_basis": codelists.AsOfBasis,
    "PublicClaim.status": codelists.ClaimStatus,
    "PublicClaim.verification": codelists.Verification,
    "PublicClaim.not_used_because": codelists.NotUsedBecause,
    "PublicFacility.quantifier": codelists.Quantifier,
    "PublicFacility.severity": codelists.DamageSeverity,
    "Damage.severity": codelists.DamageSeverity,
    "Edition.status": codelists.EditionStatus,
    "Explanation.status": codelists.PublicStatus,
    "Explanation.grade": codelists.Grade,
    "Gone.code": codelists.GoneCode,
    "HistoryLine.quantifier": codelists.Quantifier,
    "Place.level": codelists.PlaceLevel,
    "Series.cadence": codelists.Cadence,
    "Series.publish_attribution": codelists.PublishAttribution,
    "PlaceFigure.quantifier": codelists.Quantifier,
    "RollUp.taken": codelists.TakenFrom,
    "PublicChange.code": codelists.ChangeCode,
    "Revision.status": codelists.RevisionStatus,
    "RevisionChange.code": codelists.ChangeCode,
    "RevisionFigure.quantifier": codelists.Quantifier,
    "RevisionFigure.why_changed": codelists.ChangeCode,
    "Revised.what": codelists.RevisedWhat,
    "Revised.reason": codelists.ChangeCode,
    "Dropped.reason": codelists.ChangeCode,
    "ReasonAmount.reason": codelists.ChangeCode,
}
TABLES: Mapping[str, str] = {
    "PublicEvent.type": "event_type",
    "PublicEvent.sub_event_type": "sub_event_type",
    "PublicEvent.weapon": "weapon",
    "PublicFigure.measure": "measure",
    "PublicTotal.measure": "measure",
    "PublicClaim.measure": "measure",
    "RevisionFigure.measure": "measure",
    "PublicOrigin.type": "source_type",
    "Disaggregation.role": "role",
    "PublicFacility.category": "facility",
    "Damage.category": "facility",
    "Explanation.measure": "measure",
    "DroppedFigure.measure": "measure",
    "Running.measure": "measure",
}


def of(shape: str, member: str) -> dict[str, Any] | None:
    """The schema of a member that is a code; None where it is none."""
    name = f"{shape}.{member}"
    if name in ENUMS:
        return enum(ENUMS[name])
    return table(TABLES[name]) if name in TABLES else None


def enum(codes: type[Code]) -> dict[str, Any]:
    """One code of a closed list."""
    return {"type": "string", "enum": [code.value for code in codes], "x-labels": dict(codes.choices())}


def table(name: str) -> dict[str, Any]:
    """One code of a vocabulary, which a deployment may extend."""
    terms = vocabulary(name).choices()
    return {"type": "string", "examples": [code for code, _ in terms], "x-labels": dict(terms), "x-vocabulary": name}


def version() -> str:
    """The version of the vocabularies in use."""
    return vocabularies().version
