"""Desk logs and rows, member by column: the one place that knows how the two correspond."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sitreps.actions.desk_log.columns import NUMBER, Column, Table
from sitreps.actions.validation import shown
from sitreps.codelists import (
    AsOfBasis,
    BreakdownComplete,
    Cadence,
    ClaimRole,
    ClaimStatus,
    Covers,
    DateBasis,
    DisaggregationKind,
    PartyClaimStatus,
    PerpetratorBasis,
    PublishedBasis,
    ScopeCertainty,
    Sensitivity,
    SourceItemStatus,
    count_basis_of,
)
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.parties import Party
from sitreps.models.persons import PersonMention
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem, SourceNotice
from sitreps.models.statements import ContextNote, PartyClaim, Statement

OTHER_CLAIMS = ("supersedes", "adds", "adds_to")
"""The members of a claim that name other claims of its incident."""

# ---- Readers of single members


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    """RFC 3339 allows a leap second, and offsets that lead out of the calendar: ValueError, OverflowError."""
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def _day_of(text: str) -> date | None:
    return None if "T" in text.upper() else _day(text)


def _moment_of(text: str) -> datetime | None:
    return _moment(text) if "T" in text.upper() else None


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is no time of day") from error


def _fitting_basis(claim: Mapping[str, Any]) -> str:
    """What a number counts where the file is silent: the basis of its measure (reconciliation.md B2)."""
    return count_basis_of(claim["measure"])


def _as_of_basis(claim: Mapping[str, Any]) -> str:
    return AsOfBasis.STATED if claim.get("as_of") else AsOfBasis.UNKNOWN


# ---- Columns that several sections have


def _same(*names: str, absent: Any = "") -> tuple[Column, ...]:
    return tuple(Column(name, (name,), absent) for name in names)


def _moments(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, (name,), None, _moment) for name in names)


def _days(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, (name,), None, _day) for name in names)


def _reference(name: str, section: str) -> Column:
    return Column(name, (name,), None, refers_to=section)


def _empty_list(_: Mapping[str, Any]) -> list[Any]:
    return []


def _empty_object(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


RECORDED_AT = Column("recorded_at", ("recorded_at",), None, _moment, at_import=True)
COUNT = (
    *_same("quantifier"),
    *_same("value", "value2", absent=None),
    *_same("vague_word"),
)
AS_OF = (Column("as_of_on", ("as_of",), None, _day_of), Column("as_of_at", ("as_of",), None, _moment_of))
SAID = (
    *_same("key", "kind", "text", "language", "note"),
    _reference("series", "series"),
    _reference("source_item", "source_items"),
    *_days("made_on"),
    *_same("made_on_basis", absent=DateBasis.UNKNOWN.value),
    RECORDED_AT,
)


def _disaggregation(attribute: str, name: str | None = None, absent: Any = "") -> Column:
    return Column(attribute, ("disaggregation", name or attribute), absent)


def _role(attribute: str, role: ClaimRole) -> Column:
    """A claim has one role or none; its row has a column for each."""
    return Column(attribute, ("role",), absent=False, read=role.value.__eq__, write=lambda has: role if has else None)


SECTIONS: tuple[Table, ...] = (
    Table("series", "series", Series, (
        *_same("code", "title", "timezone", "contact", "glide"),
        *_same("countries", "languages"),
        *_same("titles", "issued_by_names", absent=_empty_object),
        Column("cut_off", ("cut_off",), None, _clock),
        *_same("first_number", absent=1),
        *_same("late_window_minutes", absent=0),
        *_same("cadence", absent=Cadence.DAILY.value),
        *_same("issued_by", absent="Situation report desk"),
        *_days("starts_on", "ends_on"),
    )),
    Table("parties", "party", Party, (
        *_same("key", "name"),
        *_same("type", absent="OTHER"),
        *_same("names", absent=_empty_object),
    )),
    Table("places", "place", Place, (
        *_same("key", "level", "name", "iso3166_1", "iso3166_2", "pcode", "adm1_pcode", "adm2_pcode"),
        *_same("aliases", absent=_empty_list),
        _reference("parent", "places"),
        *_same("lat", "lon", "geo_precision", "geonames_id", absent=None),
    )),
    Table("source_items", "source item", SourceItem, (
        *_same("key", "type", "publisher", "title", "author", "url", "archived_url", "language"),
        *_same("reliability", "reliability_note", "sha256", "media_type", "text"),
        *_days("published_on"),
        *_moments("published_at", "retrieved_at"),
        *_same("published_basis", absent=PublishedBasis.UNKNOWN.value),
        *_same("status", absent=SourceItemStatus.LIVE.value),
        *_same("sensitivity", absent=Sensitivity.PUBLIC.value),
        *_same("bytes", absent=None),
    )),
    Table("source_notices", "notice", SourceNotice, (
        Column("key", ("key",), lookup=NUMBER),
        _reference("source_item", "source_items"),
        *_same("status", "notice_url", "note", "sentence", "by"),
        *_days("happened_on"),
        _reference("replacement", "source_items"),
        Column("at", ("at",), None, _moment, at_import=True),
    ), owner="source_item", numbered=True),
    Table("origins", "origin", Origin, (
        *_same("key", "name", "public_label", "type", "voice", "reliability", "note"),
        *_same("labels", absent=_empty_object),
        *_same("protect_identity", absent=False),
        _reference("party", "parties"),
        _reference("narrative_of", "source_items"),
    )),
    Table("incidents", "incident", Incident, (
        *_same("ref", "kind", "title", "summary", "place_text", "tz", "sub_event_type", "weapon", "glide"),
        *_same("date_precision"),
        *_same("breakdown_complete", absent=BreakdownComplete.UNKNOWN.value),
        *_same("date_basis", absent=DateBasis.STATED.value),
        *_same("perpetrator_basis", absent=PerpetratorBasis.NOT_STATED.value),
        *_same("sensitivity", absent=Sensitivity.PUBLIC.value),
        *_same("sectors", absent=_empty_list),
        *_same("geo_precision", absent=None),
        *_days("occurred_on"),
        *_moments("occurred_from", "occurred_to", "publish_not_before"),
        _reference("parent", "incidents"),
        _reference("place", "places"),
        _reference("perpetrator", "parties"),
    )),
    Table("claims", "claim", Claim, (
        *_same("key", "measure"),
        *COUNT,
        *_same("wording", "part", "definition_note", "place_text"),
        *_same("attribution_mode", "attribution_text", "reliability"),
        Column("quote", ("quote",), _empty_object),
        *_same("covers", absent=Covers.ALL.value),
        _disaggregation("kind", absent=DisaggregationKind.TOTAL.value),
        *(_disaggregation(name) for name in ("sex", "age_group", "age_text", "population_status", "vulnerability")),
        _disaggregation("people_role", "role"),
        _disaggregation("age_years", absent=None),
        _reference("origin", "origins"),
        Column("relays", ("relays",), _empty_list, sorted, "origins", many=True),
        _reference("source_item", "source_items"),
        *_same("credibility", absent=6),
        *AS_OF,
        *_same("as_of_basis", absent=_as_of_basis),
        *_same("count_basis", absent=_fitting_basis),
        *_same("scope_certainty", absent=ScopeCertainty.CLEAR.value),
        *_same("status", absent=ClaimStatus.ACTIVE.value),
        *(Column(name, (name,), None, lookup=f"{name}__key") for name in OTHER_CLAIMS),
        *_same("supersedes_reason"),
        _role("recommended", ClaimRole.RECOMMENDED),
        _role("triangulation", ClaimRole.TRIANGULATION),
        *_same("role_reason", "excluded_reason", "excluded_by", "withdrawal_reason", "note"),
        *_same("requote_confirmed", absent=False),
        RECORDED_AT,
    ), owner="incident"),
    Table("facilities", "row of damage", FacilityDamage, (
        *_same("key", "category"),
        *COUNT,
        *_same("severity", "severity_wording", "service_impact", "name", "public_name", "note"),
        _reference("origin", "origins"),
        _reference("source_item", "source_items"),
        *_same("credibility", absent=6),
        *_same("overlaps", absent=_empty_list),
        *AS_OF,
        RECORDED_AT,
    ), owner="incident"),
    Table("persons", "person", PersonMention, (
        *_same("key", "outcome", "name", "age_group", "sex", "role", "vulnerability", "note"),
        *_same("age_years", absent=None),
        _reference("origin", "origins"),
        _reference("source_item", "source_items"),
    ), owner="incident"),
    Table("statements", "statement", Statement, (
        *SAID,
        _reference("speaker", "origins"),
        *_same("verbatim", absent=False),
    ), owner="series"),
    Table("party_claims", "party claim", PartyClaim, (
        *SAID,
        _reference("party_speaker", "origins"),
        *_same("status", absent=PartyClaimStatus.CLAIMED_UNVERIFIED.value),
    ), owner="series"),
    Table("context_notes", "context note", ContextNote, SAID, owner="series"),
)  # fmt: skip
"""Every section, in the order in which its rows can be written: what is referred to comes first."""

TABLES = {table.section: table for table in SECTIONS}
PARTS = ("claims", "facilities", "persons")
"""The sections that stand inside an incident."""
