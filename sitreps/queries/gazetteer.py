"""A place as the public JSON needs it: its administrative units with their codes, its public point."""

from collections.abc import Mapping

import pycountry

from sitreps.documents.inputs import AdminUnit, PlaceInput
from sitreps.models.places import Place

POINTS = {"COUNTRY": "CENTROID_COUNTRY", "ADM1": "CENTROID_ADM1", "ADM2": "CENTROID_ADM2", "SETTLEMENT": "SETTLEMENT"}


def place_input(place: Place, *, geo_precision: int | None) -> PlaceInput:
    """The place with its codes. `geo_precision` of the incident goes before the place's own.

    Costs one query a level above the place (four at most); callers that read many places select parents with them.
    """
    chain = _upwards(place)
    first = _first_level(chain)
    return PlaceInput(
        key=place.key,
        name=place.name,
        level=place.level,
        country=next((step.iso3166_1 for step in chain if step.iso3166_1), None),
        country_name=country_name(chain),
        adm1=_unit(first, fallback_pcode=place.adm1_pcode) if first or place.adm1_pcode else None,
        adm2=_second_level(chain, first, place.adm2_pcode),
        lat=place.lat,
        lon=place.lon,
        point_is=POINTS.get(place.level, "CENTROID_AREA") if place.lat is not None else None,
        geo_precision=geo_precision or place.geo_precision,
        pcode=place.pcode or place.adm2_pcode or place.adm1_pcode or None,
    )


def countries() -> dict[int, str | None]:
    """The country of every place, its own or that of the nearest place above it, by id. One query."""
    rows = {pk: (above, country) for pk, above, country in Place.objects.values_list("pk", "parent", "iso3166_1")}
    return {pk: _country_above(pk, rows) for pk in rows}


def country_name(chain: list[Place]) -> str | None:
    """The country's name as the gazetteer has it, else its ISO short name; None for a place in no one country."""
    for step in chain:
        if step.level == "COUNTRY":
            return step.name
    code = next((step.iso3166_1 for step in chain if step.iso3166_1), None)
    country = pycountry.countries.get(alpha_3=code) if code else None
    return getattr(country, "common_name", country.name) if country else None


def _country_above(pk: int, rows: Mapping[int, tuple[int | None, str]]) -> str | None:
    seen = {pk}
    above, country = rows[pk]
    while not country and above is not None and above not in seen:
        seen.add(above)
        above, country = rows[above]
    return country or None


def _upwards(place: Place) -> list[Place]:
    chain, step = [place], place.parent
    while step is not None and step not in chain:
        chain.append(step)
        step = step.parent
    return chain


def _first_level(chain: list[Place]) -> Place | None:
    """The unit just below the country. Schemes differ: an ISO 3166-2 unit of Russia is adm2 in the P-code scheme."""
    units = [step for step in chain if step.level in {"ADM1", "ADM2"}]
    adm1 = [step for step in units if step.level == "ADM1"]
    return adm1[-1] if adm1 else next((step for step in reversed(units) if step.iso3166_2), None)


def _unit(place: Place | None, *, fallback_pcode: str) -> AdminUnit:
    if place is None:
        return AdminUnit(None, fallback_pcode, "ADM1", None)
    return AdminUnit(place.name, place.pcode or None, place.level, place.iso3166_2 or None)


def _second_level(chain: list[Place], first: Place | None, pcode: str) -> AdminUnit | None:
    adm2 = next((step for step in chain if step.level == "ADM2" and step != first), None)
    if adm2:
        return AdminUnit(adm2.name, adm2.pcode or None, "ADM2", None)
    return AdminUnit(None, pcode, "ADM2", None) if pcode else None
