"""A place as the public JSON needs it: its administrative units with their codes, its public point."""

import json
from collections.abc import Collection, Iterable, Mapping

import pycountry
from babel import Locale
from django.db.models import Q

from sitreps.documents.inputs import AdminUnit, NamedPlace, PlaceInput
from sitreps.documents.wording import ENGLISH, LANGUAGES
from sitreps.models.places import Place

Named = Mapping[str, list[PlaceInput]]
"""The places that go by a name, by the name without case."""

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
        names=names(place),
    )


def places_named(texts: Collection[str]) -> Named:
    """The places that sources may mean by their words, by name or alias. One query, none where there is no text.

    "Samar, Dnipropetrovsk region" is looked up as a whole and by what stands before its comma.
    """
    names = {name for text in texts for name in _names(text)}
    if not names:
        return {}
    wanted = Q()
    for name in names:
        wanted |= Q(name__iexact=name) | _has_alias(name)
    found: dict[str, list[PlaceInput]] = {}
    for place in Place.objects.filter(wanted).select_related("parent__parent__parent__parent"):
        known = place_input(place, geo_precision=None)
        for name in {place.name.casefold(), *(str(alias.get("name", "")).casefold() for alias in place.aliases)}:
            found.setdefault(name, []).append(known)
    return found


def named_place(text: str, near: PlaceInput, named: Named) -> NamedPlace | None:
    """The place that a claim's words mean, for an event that the desk has filed at `near`; None where that is unclear.

    A name that several places bear means the one nearest to the event in the tree of units: its unit, its country.
    """
    candidates = next((named[name.casefold()] for name in _names(text) if name.casefold() in named), [])
    at_home = [one for one in candidates if one.country == near.country] or candidates
    beside = [one for one in at_home if near.adm1 and one.adm1 == near.adm1] or at_home
    firsts = {(one.country, one.adm1.key if one.adm1 else None) for one in beside}
    seconds = {one.adm2.key if one.adm2 else None for one in beside}
    if len(firsts) != 1:
        return None
    country, adm1 = firsts.pop()
    return NamedPlace(beside[0].name, country, adm1, seconds.pop() if len(seconds) == 1 else None)


def _names(text: str) -> Iterable[str]:
    whole = " ".join(text.split())
    return [name for name in dict.fromkeys((whole, whole.partition(",")[0].strip())) if name]


def _has_alias(name: str) -> Q:
    """The aliases are JSON: SQLite keeps other scripts escaped in it, PostgreSQL as they are."""
    forms = {json.dumps(name), json.dumps(name, ensure_ascii=False)}
    found = Q()
    for form in forms:
        found |= Q(aliases__icontains=form)
    return found


def countries() -> dict[int, str | None]:
    """The country of every place, its own or that of the nearest place above it, by id. One query."""
    rows = {pk: (above, country) for pk, above, country in Place.objects.values_list("pk", "parent", "iso3166_1")}
    return {pk: _country_above(pk, rows) for pk in rows}


def country_names(code: str) -> dict[str, str]:
    """What CLDR calls a country (ISO 3166-1 alpha-3) in the languages that have tables, but for English."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return {}
    locales = {language: Locale.parse(language) for language in LANGUAGES if language != ENGLISH.language}
    told = {language: locale.territories.get(country.alpha_2) for language, locale in locales.items()}
    return {language: name for language, name in told.items() if name}


def names(place: Place) -> dict[str, str]:
    """The place's name by language, from the aliases that hold still; English only where its own name is not.

    A country without an alias in a language goes by what CLDR calls it.
    """
    found: dict[str, str] = {}
    for alias in place.aliases:
        language = alias.get("language")
        if language and not alias.get("valid_to") and not (language == "en" and place.name.isascii()):
            found.setdefault(language, alias["name"])
    if place.level == "COUNTRY":
        found = {**country_names(place.iso3166_1), **found}
    return dict(sorted(found.items()))


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
