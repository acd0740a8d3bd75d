"""What may leave the desk (api.md, "What never leaves the desk"). Everything public is built through these rules.

They are rules of omission: a claim, a facility, a window of time that may not be said is left out, not blurred.
"""

from datetime import UTC, datetime, timedelta

from sitreps.codelists import vocabulary
from sitreps.documents.incident import (
    Disaggregation,
    Occurred,
    PublicOrigin,
    PublicPlace,
    PublicSource,
)
from sitreps.documents.inputs import (
    ClaimInput,
    FacilityInput,
    IncidentInput,
    OriginInput,
    PlaceInput,
    SourceInput,
)
from sitreps.documents.wording import ENGLISH

QUIET_HOURS = timedelta(hours=24)
SENSITIVE_HOURS = timedelta(hours=72)
SENSITIVE_OBJECTS = ("ENE", "WAT", "TRA", "TEL", "GOV", "HUM", "RES.COLLECTIVE_SITE")
TWO_LEVELS = ("HEA", "HUM", "RES.COLLECTIVE_SITE")
AUTHORITIES = frozenset({"NATIONAL_AUTHORITY", "LOCAL_AUTHORITY", "POLICE", "FIRST_RESPONDER"})
SMALL_NUMBER = 2
TELLING_TRAITS = 2
COARSE_LEVELS = frozenset({"COUNTRY", "ADM1", "AREA", "SEA"})
KEPT_BY_THE_DESK = ENGLISH("source.kept")


def may_publish_claim(claim: ClaimInput, place: PlaceInput) -> bool:
    """Whether a claim and its wording may be said: no vulnerability, no few people by two traits in a small place."""
    if claim.kind != "SUBSET":
        return True
    if claim.vulnerability:
        return False
    traits = sum(
        1
        for trait in (claim.sex, claim.age_group or claim.age_years, claim.people_role, claim.population_status)
        if trait
    )
    number = max(claim.value or 0, claim.value2 or 0)
    return is_coarse(place) or traits < TELLING_TRAITS or number > SMALL_NUMBER


def is_coarse(place: PlaceInput | PublicPlace) -> bool:
    """A country, a first-level unit or a wider area: too large for a place to single anybody out."""
    return place.level in COARSE_LEVELS or (place.adm1 is not None and place.adm1.name == place.name)


def origin(said_by: OriginInput) -> PublicOrigin:
    """An origin as readers see it: a protected one is its label alone."""
    if said_by.protected:
        return PublicOrigin(key=None, label=said_by.label, type=None, narrative=False, labels=said_by.labels)
    return PublicOrigin(
        key=said_by.key,
        label=said_by.label,
        type=said_by.type,
        narrative=said_by.narrative_of is not None,
        labels=said_by.labels,
    )


def source(item: SourceInput) -> PublicSource:
    """A document as readers see it: one that is not public is only said to be kept by the desk."""
    if item.sensitivity != "PUBLIC":
        return PublicSource(key=None, title=KEPT_BY_THE_DESK, publisher=None, published_on=None, url=None)
    return PublicSource(
        key=item.key, title=item.title, publisher=item.publisher, published_on=item.published_on, url=item.url
    )


def disaggregation(claim: ClaimInput) -> Disaggregation:
    """Whom a claim counts, without what would single people out."""
    return Disaggregation(
        kind=claim.kind,
        sex=claim.sex,
        age_group=claim.age_group,
        population_status=claim.population_status,
        role=claim.people_role,
    )


def place(where: PlaceInput) -> PublicPlace:
    """A place with its public point; the gazetteer holds no exact site."""
    return PublicPlace(
        key=where.key,
        name=where.name,
        level=where.level,
        country=where.country,
        adm1=where.adm1,
        adm2=where.adm2,
        lat=where.lat,
        lon=where.lon,
        point_is=where.point_is,
        geo_precision=where.geo_precision,
        names=where.names,
    )


def occurred(incident: IncidentInput, *, published_at: datetime) -> Occurred:
    """When, without the exact window of a strike that ended less than a day ago (the night's window excepted)."""
    ended = incident.occurred_to or incident.occurred_from
    quiet = ended is not None and published_at < ended + QUIET_HOURS and incident.date_precision != "OVERNIGHT"
    return Occurred(
        on=incident.occurred_on,
        from_=None if quiet else _utc(incident.occurred_from),
        to=None if quiet else _utc(incident.occurred_to),
        precision=incident.date_precision,
        basis=incident.date_basis,
        tz=incident.zone,
    )


def may_place_facility(facility: FacilityInput, incident: IncidentInput, *, published_at: datetime) -> bool:
    """Whether damage may be told of this place: a sensitive object of a small place waits."""
    return is_coarse(incident.place) or not is_withheld(facility, incident, published_at=published_at)


def is_withheld(facility: FacilityInput, incident: IncidentInput, *, published_at: datetime) -> bool:
    """Whether place below adm1, severity and service impact of a sensitive object are still withheld.

    They are for 72 hours, unless a named authority has told of it itself.
    """
    if not _within(facility.category, SENSITIVE_OBJECTS):
        return False
    if facility.origin.type in AUTHORITIES and not facility.origin.protected:
        return False
    happened = incident.occurred_to or datetime(
        incident.occurred_on.year, incident.occurred_on.month, incident.occurred_on.day, tzinfo=UTC
    ) + timedelta(days=1)
    return published_at < happened + SENSITIVE_HOURS


def public_category(category: str) -> str:
    """A facility's category as deep as may be said: health, aid and shelters two levels at most."""
    return ".".join(category.split(".")[:2]) if _within(category, TWO_LEVELS) else category


def category_label(category: str) -> str:
    """The vocabulary's label of a category."""
    return vocabulary("facility").label(category)


def _within(category: str, roots: tuple[str, ...]) -> bool:
    return any(category == root or category.startswith(f"{root}.") for root in roots)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
