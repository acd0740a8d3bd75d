"""One value at a time: texts, codes, zones, days, moments, places on earth, addresses.

Every function gives the faults that it finds, none for a good value. An empty optional value is a good one.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import pycountry

from sitreps.codelists import vocabulary
from sitreps.documents.periods import FIRST_ZONE
from sitreps.documents.printable import unprintable
from sitreps.errors import InvalidValue

EARLIEST = date(1900, 1, 1)
"""No event of this desk is older; an earlier date is a slip of the keyboard."""

FEW = 8
_SHOWN = 80
_JSON_NAMES = {None: "null", True: "true", False: "false"}
_LANGUAGE = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,8})*")
_USER_ASSIGNED_COUNTRY = re.compile(r"X[A-Z]{2}")
_HIDING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_GLIDE = re.compile(r"[A-Z]{2}-\d{4}-\d{6}-[A-Z]{3}")

V = TypeVar("V")


def values_of(shape: type[V], mapping: Any) -> V:
    """A dataclass of this package from a mapping that has more: a form's cleaned data, the columns of a row."""
    names = (field.name for field in fields(shape))  # type: ignore[arg-type]
    return shape(**{name: mapping[name] for name in names if name in mapping})


def shown(value: object) -> str:
    """A value as a message quotes it: escaped, as JSON names it, and no longer than a line."""
    text = _JSON_NAMES[value] if value is None or isinstance(value, bool) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def hint(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or all of them where they are few; empty where neither helps."""
    choices = list(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6) or [
        choice for choice in choices if choice.casefold() == word.casefold()
    ]
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; choose {' or '.join(choices)}" if choices and len(choices) <= FEW else ""


# ---- Texts


def text_faults(field: str, text: str, *, required: bool = False) -> Iterator[InvalidValue]:
    """A text that is printed: every character stands in the documents' fonts, and none changes what readers see."""
    yield from _empty_faults(field, text, required=required)
    yield from _odd_faults(field, unprintable(text), "cannot be printed; delete it, or write it with other letters")


def note_faults(field: str, text: str, *, required: bool = False) -> Iterator[InvalidValue]:
    """A text that stays in the desk: any script, but nothing that hides or turns the line in which it stands."""
    yield from _empty_faults(field, text, required=required)
    hiding = unprintable("".join(_HIDING.findall(text)))
    yield from _odd_faults(field, hiding, "hides or turns what is written; delete it")


def evidence_faults(field: str, text: str) -> Iterator[InvalidValue]:
    """A text kept as it was captured: only what no database can store is refused."""
    unstorable = unprintable("".join(_UNSTORABLE.findall(text)))
    yield from _odd_faults(field, unstorable, "cannot be stored; capture the text anew")


def _empty_faults(field: str, text: str, *, required: bool) -> Iterator[InvalidValue]:
    if required and not text.strip():
        yield InvalidValue(field, "is empty; write it")


def _odd_faults(field: str, characters: list[str], why: str) -> Iterator[InvalidValue]:
    if characters:
        yield InvalidValue(field, f"holds {', '.join(characters)}, which {why}")


# ---- Codes


def code_faults(field: str, code: str, codes: type[StrEnum], *, required: bool = False) -> Iterator[InvalidValue]:
    """A code of an enumeration."""
    yield from _member_faults(field, code, _values(codes), required=required)


def term_faults(field: str, code: str, name: str, *, required: bool = False) -> Iterator[InvalidValue]:
    """A code of a vocabulary that a deployment may extend (codelists/vocabularies.py)."""
    yield from _member_faults(field, code, vocabulary(name).terms, required=required, of=f" in the vocabulary '{name}'")


def _member_faults(
    field: str, code: str, known: Iterable[str], *, required: bool, of: str = ""
) -> Iterator[InvalidValue]:
    if not code:
        if required:
            yield InvalidValue(field, f"is empty{hint('', known) or '; choose one'}")
        return
    if not isinstance(known, Container) or code not in known:
        yield InvalidValue(field, f"{shown(code)} is not known{of}{hint(code, known)}")


@cache
def _values(codes: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in codes)


def country_faults(field: str, code: str) -> Iterator[InvalidValue]:
    """A country by its ISO 3166-1 alpha-3 code, or one of the codes that ISO leaves to its users (XKX)."""
    if code and code not in _countries() and not _USER_ASSIGNED_COUNTRY.fullmatch(code):
        near = hint(code.upper(), sorted(_countries()))
        yield InvalidValue(field, f"{shown(code)} is no country of ISO 3166-1 (three capital letters){near}")


@cache
def _countries() -> frozenset[str]:
    return frozenset(country.alpha_3 for country in pycountry.countries)


def language_faults(field: str, code: str) -> Iterator[InvalidValue]:
    """A language as `en`, `uk` or `pt-BR`."""
    if not code:
        return
    match = _LANGUAGE.fullmatch(code)
    if not match or not _is_language(match[1]):
        yield InvalidValue(field, f"{shown(code)} is no language code; write it as 'en', 'uk' or 'pt-BR'")


@cache
def _is_language(code: str) -> bool:
    scheme = "alpha_2" if len(code) == 2 else "alpha_3"  # noqa: PLR2004 ISO 639-1 has two letters, ISO 639-3 three
    return pycountry.languages.get(**{scheme: code}) is not None


def names_faults(field: str, names: Mapping[str, str], *, longest: int = 200) -> Iterator[InvalidValue]:
    """Names by language: each can be printed and fits where the name that it translates fits."""
    for language, name in names.items():
        if not language:
            yield InvalidValue(field, "names no language; write it first, as 'uk'")
        yield from language_faults(field, language)
        yield from text_faults(field, name, required=True)
        if len(name) > longest:
            yield InvalidValue(field, f"has {len(name)} characters in '{language}'; {longest} at most, so shorten it")


def glide_faults(field: str, number: str) -> Iterator[InvalidValue]:
    """A GLIDE number of a disaster."""
    if number and not _GLIDE.fullmatch(number):
        yield InvalidValue(field, f"{shown(number)} is no GLIDE number; write it as 'CE-2022-000198-UKR'")


# ---- Days, moments, zones


def zone_faults(field: str, name: str) -> Iterator[InvalidValue]:
    """A zone of the IANA database."""
    if name and name not in _zones():
        near = hint(name, sorted(_zones())) or "; write it as the IANA database does: 'Europe/Kyiv'"
        yield InvalidValue(field, f"{shown(name)} is no time zone{near}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def day_faults(field: str, day: date | None, *, now: datetime, zone: tzinfo | None = None) -> Iterator[InvalidValue]:
    """A day that has begun: in `zone`, or anywhere on earth where the zone is not known."""
    if day is None:
        return
    today = now.astimezone(zone or FIRST_ZONE).date()
    if day > today:
        yield InvalidValue(field, f"{day} lies in the future (it is {today}); give the day on which it happened")
    if day < EARLIEST:
        yield InvalidValue(field, f"{day} is before {EARLIEST.year}; check the year")


def moment_faults(field: str, moment: datetime | None, *, now: datetime) -> Iterator[InvalidValue]:
    """A moment with a zone that has passed."""
    if moment is None:
        return
    if moment.tzinfo is None:
        yield InvalidValue(field, f"{moment.isoformat()} has no zone; add Z for UTC, or an offset such as +03:00")
        return
    if moment > now:
        yield InvalidValue(field, f"{moment.isoformat()} lies in the future (it is {stamp(now)}); correct it")
    if moment.date() < EARLIEST:
        yield InvalidValue(field, f"{moment.isoformat()} is before {EARLIEST.year}; check the year")


def span_faults(begins: tuple[str, Any], ends: tuple[str, Any]) -> Iterator[InvalidValue]:
    """Two (field, value) pairs, days or moments, of which the second must not be the earlier one."""
    (first_field, first), (field, last) = begins, ends
    if first is not None and last is not None and last < first:
        yield InvalidValue(
            field, f"{last.isoformat()} is before {first_field} {first.isoformat()}; exchange or correct them"
        )


def stamp(moment: datetime) -> str:
    """A moment as messages and logs show it: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# ---- Addresses and points


def url_faults(field: str, url: str) -> Iterator[InvalidValue]:
    """The address of a page on the web, without a login in it."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # an unfinished [IPv6] host
        good = False
    if not good or any(char.isspace() for char in url) or _HIDING.search(url):
        yield InvalidValue(field, f"{shown(url)} is no web address; write it as 'https://example.org/page'")


def point_faults(lat: float | None, lon: float | None) -> Iterator[InvalidValue]:
    """A point on earth in degrees (WGS 84): both or none."""
    if (lat is None) != (lon is None):
        missing = "lat" if lat is None else "lon"
        yield InvalidValue(missing, "is missing; a point has lat and lon, or leave out both")
    for field, degrees, most in (("lat", lat, 90), ("lon", lon, 180)):
        if degrees is not None and not -most <= degrees <= most:
            yield InvalidValue(field, f"{degrees} is not between -{most} and {most} degrees")
