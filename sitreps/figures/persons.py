"""Whether two passages may speak of one person and give different ages (reconciliation.md B9, PERSON_MISMATCH)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from sitreps.codelists import AgeGroup, ClaimStatus, PersonOutcome, Quantifier, Sex
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.intervals import Interval

AGE_WORDS = MappingProxyType(
    {
        "newborn": Interval(0, 0),
        "infant": Interval(0, 0),
        "baby": Interval(0, 1),
        "toddler": Interval(1, 3),
        "teenager": Interval(13, 19),
        "pensioner": Interval(60, None),
        "elderly": Interval(60, None),
    }
)
"""The years that a word for an age allows."""

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_YEARS = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})[\s-]*year")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValue:
    """A mention of one person, without the name; restricted, and never merged with another by the system."""

    key: str
    outcome: PersonOutcome = PersonOutcome.UNKNOWN
    age_group: AgeGroup | None = None
    age_years: int | None = None
    sex: Sex | None = None


def age_mismatches(
    claims: Iterable[ClaimValue], persons: Iterable[PersonValue]
) -> list[tuple[ClaimValue, PersonValue]]:
    """The pairs of one incident that may be one person but give ages that do not meet. Cost: O(claims * persons)."""
    people = sorted(persons, key=lambda person: person.key)
    return [
        (claim, person)
        for claim in sorted(claims, key=lambda claim: claim.key)
        for person in people
        if _may_be(claim, person) and _differ(claim, person)
    ]


def _may_be(claim: ClaimValue, person: PersonValue) -> bool:
    """Whether an active claim about one person of some kind may speak of this person."""
    subset = claim.subset
    if subset is None or claim.status is not ClaimStatus.ACTIVE:
        return False
    of_one = claim.value == 1 and claim.quantifier in {Quantifier.EXACT, Quantifier.AT_LEAST}
    same_fate = person.outcome in {PersonOutcome.UNKNOWN, claim.measure}
    return of_one and same_fate and _fits(subset.age_group, person.age_group) and _fits(subset.sex, person.sex)


def _fits(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _differ(claim: ClaimValue, person: PersonValue) -> bool:
    said = _years(claim.subset) if claim.subset else None
    return said is not None and person.age_years is not None and not said.meets(_point(person.age_years))


def _years(subset: Subset) -> Interval | None:
    """The years that a claim's age allows; None where it says no more than an age group."""
    if subset.age_years is not None:
        return _point(subset.age_years)
    text = (subset.age_text or "").casefold()
    stated = _YEARS.search(text)
    if stated:
        number = stated.group(1)
        return _point(int(number) if number.isdigit() else _NUMBERS.index(number) + 1)
    return next((years for word, years in AGE_WORDS.items() if re.search(rf"\b{word}\b", text)), None)


def _point(years: int) -> Interval:
    return Interval(years, years)
