"""Damage to civilian objects, in public: rows of an incident, and what an edition prints a category (B10).

"Schools" without a number stay "schools (number not given)": a plural is never turned into digits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sitreps.codelists import DamageSeverity, Quantifier, VagueWord, vocabulary
from sitreps.documents import disclosure, wording
from sitreps.documents.edition import Damage
from sitreps.documents.incident import PublicFacility
from sitreps.documents.inputs import FacilityInput, IncidentInput
from sitreps.documents.quotes import Count
from sitreps.documents.reckoning import facility_value
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.figures.counts import VAGUE_FLOORS, read_count
from sitreps.figures.facilities import FacilityCount, facility_counts

UNSAID = frozenset({DamageSeverity.UNKNOWN, DamageSeverity.UNSPECIFIED})
_WORDS: Mapping[int | None, VagueWord] = {floor: word for word, floor in VAGUE_FLOORS.items()}
"""A source's word by the least that it supports: a public row keeps the bound, and its word in English alone."""


def public_facilities(incident: IncidentInput, *, published_at: datetime) -> tuple[PublicFacility, ...]:
    """The rows of damage that may be said, each in words; the deepest categories and withheld details left out."""
    return tuple(
        _row(facility, withheld=disclosure.is_withheld(facility, incident, published_at=published_at))
        for facility in incident.facilities
        if disclosure.may_place_facility(facility, incident, published_at=published_at)
    )


def counts(incident: IncidentInput, *, published_at: datetime) -> Mapping[str, FacilityCount]:
    """The incident's facilities over the tree of public categories (B10)."""
    rows = [
        replace(facility_value(facility), category=disclosure.public_category(facility.category))
        for facility in incident.facilities
        if disclosure.may_place_facility(facility, incident, published_at=published_at)
    ]
    return facility_counts(rows, vocabulary("facility"))


def edition_damage(incident: IncidentInput, *, published_at: datetime) -> tuple[Damage, ...]:
    """What an edition prints of an incident's damage: a line for each public category that a passage names.

    A line whose rows only repeat other lines ("educational facilities" beside schools and kindergartens) is dropped.
    """
    counted = counts(incident, published_at=published_at)
    by_category: dict[str, list[FacilityInput]] = {}
    for facility in incident.facilities:
        if disclosure.may_place_facility(facility, incident, published_at=published_at):
            by_category.setdefault(disclosure.public_category(facility.category), []).append(facility)
    withheld = {
        category
        for category, rows in by_category.items()
        if any(disclosure.is_withheld(row, incident, published_at=published_at) for row in rows)
    }
    return tuple(
        _damage(incident.ref, counted[category], by_category[category], withheld=category in withheld)
        for category in counted
        if category in by_category and not _only_repeats(by_category[category], by_category)
    )


def count_words(count: FacilityCount) -> str:
    """`1`, `at least 1; number not given`, `number not given`: how many, never more than a passage says."""
    return _count_words(count.quantifier, count.number, count.number_upper, count.number_not_given, ENGLISH)


def words_of(row: Damage, say: Phrases = ENGLISH) -> str:
    """How many, in a language; in English as it was frozen."""
    if say is ENGLISH:
        return row.text
    return _count_words(row.quantifier, row.number, row.number_upper, row.number_not_given, say)


def facility_text(row: PublicFacility, say: Phrases = ENGLISH) -> str:
    """A row of an incident's damage in a language; in English as it was frozen."""
    if say is ENGLISH:
        return row.text
    word = _WORDS.get(row.lower) if row.quantifier == Quantifier.VAGUE else None
    upper = row.upper if row.quantifier == Quantifier.BETWEEN else None
    return wording.facility_count(row.category, _said(row.quantifier, row.number, upper, word, say), say)


def _count_words(quantifier: str, number: int | None, upper: int | None, not_given: bool, say: Phrases) -> str:
    if number is None:
        return say("number.not_given")
    words = wording.claim_words(quantifier, number, upper, None, say)
    return say("number.and_not_given", number=words) if not_given and quantifier != "EXACT" else words


def _row(facility: FacilityInput, *, withheld: bool) -> PublicFacility:
    category = disclosure.public_category(facility.category)
    word = VagueWord(facility.vague_word) if facility.vague_word else None
    reading = read_count(Quantifier(facility.quantifier), facility.value, value2=facility.value2, vague_word=word)
    return PublicFacility(
        category=category,
        quantifier=facility.quantifier,
        number=facility.value,
        lower=reading.interval.lower if reading else None,
        upper=reading.interval.upper if reading else None,
        severity=None if withheld else facility.severity,
        text=wording.facility_count(category, _said(facility.quantifier, facility.value, facility.value2, word)),
    )


def _said(
    quantifier: str, number: int | None, upper: int | None, word: VagueWord | None, say: Phrases = ENGLISH
) -> wording.Words:
    """What a row says, as a number is printed."""
    if number is None and word is None:
        return wording.not_given(say)
    return wording.number_words(Count(quantifier, number, upper, (word,) if word else ()), say)


def _damage(ref: str, count: FacilityCount, rows: Sequence[FacilityInput], *, withheld: bool) -> Damage:
    severity = None if withheld or count.severity in UNSAID else count.severity
    return Damage(
        ref=ref,
        category=count.category,
        lower=count.numbered_lower or None,
        number_given=count.number is not None,
        text=count_words(count),
        severity=severity,
        origins=tuple(dict.fromkeys(row.origin.label for row in rows)),
        quantifier=count.quantifier,
        number=count.number,
        number_upper=count.number_upper,
        number_not_given=count.number_not_given,
    )


def _only_repeats(rows: Sequence[FacilityInput], by_category: Mapping[str, Sequence[FacilityInput]]) -> bool:
    """Whether every row gives no number and may speak of the same buildings as rows of other categories."""
    elsewhere = {other.id for others in by_category.values() for other in others if other not in rows}
    return all(row.value is None and row.overlaps and set(row.overlaps) <= elsewhere for row in rows)
