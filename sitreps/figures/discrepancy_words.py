"""What each discrepancy says and what to do about it, for an editor without statistics (reconciliation.md B13).

The sentences are the desk's own; what readers are told stands in documents/wording.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sitreps.codelists import (
    AgeGroup,
    DiscrepancyCode,
    PopulationStatus,
    Quantifier,
    Sex,
    VagueWord,
    vocabulary,
)
from sitreps.figures.claims import ClaimValue
from sitreps.figures.disaggregation import Excess, Kind
from sitreps.figures.figure import Figure, Flag, Side
from sitreps.figures.places import PlaceConflict
from sitreps.figures.waiting import Resolved

Names = Mapping[str, str]
"""How origins and incidents are called, by key and ref, and whose word a claim is, by its key."""

WHAT_TO_DO: Mapping[DiscrepancyCode, str] = MappingProxyType(
    {
        DiscrepancyCode.CONFLICT: "Ask which of them is newer or counts more people; then pin one with a reason,"
        " exclude one, or accept it with a note that readers will see.",
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL: "Look for a newer overall number, or for people counted in two"
        " places; or accept it with a note.",
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN: "Look for a place that is missing, or for an overall number that"
        " covers more than this cluster; or accept it with a note.",
        DiscrepancyCode.DISAGG_EXCEEDS_TOTAL: "Check who is counted in the part and whether the total is newer; correct"
        " or supersede the claim that is wrong, or accept it with a note.",
        DiscrepancyCode.PLACE_CONFLICT: "Find out where it happened and correct the place, or file the claims under"
        " incidents of their own; or accept it with a note.",
        DiscrepancyCode.SENSITIVE_CONTENT: "Take it out of the text. Accept it only where an authority has published it"
        " and a second person agrees; this note is never printed.",
        DiscrepancyCode.HEADLINE_BELOW_BREAKDOWN: "Check whether the overall number is older or means one place only;"
        " the sum is printed meanwhile.",
        DiscrepancyCode.HEADLINE_ABOVE_BREAKDOWN: "Look for a better source of the overall number; the sum is printed"
        " meanwhile.",
        DiscrepancyCode.SCOPE_CONFUSION_SUSPECT: "Ask the source whether it means everybody or that place; file the"
        " claim there if so.",
        DiscrepancyCode.DOUBLE_COUNT_SUSPECT: "Ask whether the same people are in both numbers; both are added"
        " meanwhile.",
        DiscrepancyCode.MEASURE_MISMATCH: "Check which number is older, and whether “casualties” meant the injured"
        " alone.",
        DiscrepancyCode.SCOPE_AMBIGUOUS: "Ask the source what the number covers, then mark the claim as clear or move"
        " it to its place.",
        DiscrepancyCode.SAME_ORIGIN_INCONSISTENT: "Look both up in the sources; correct or withdraw the one that is"
        " wrong. The lower is used meanwhile.",
        DiscrepancyCode.STALE_REQUOTE_SUSPECT: "Ask whether the origin itself revised downward; if so confirm it on"
        " the claim, else leave it: the higher number stays.",
        DiscrepancyCode.DOWNWARD_REVISION: "Make sure that the origin means it, and tell readers why the number fell.",
        DiscrepancyCode.REVERTED_TO_OLDER: "Check that the older number is still what its origin says.",
        DiscrepancyCode.PERSON_MISMATCH: "Find out whether it is one person or two; never merge them on a guess.",
        DiscrepancyCode.FACILITY_COUNT_MISMATCH: "Ask how many there were; what both passages support is printed.",
        DiscrepancyCode.UNATTRIBUTED_FIGURE: "Look for whoever counted them, and log that as a claim.",
        DiscrepancyCode.PERPETRATOR_UNSTATED: "Say on what it rests wherever it is named; look for a third party that"
        " established it.",
        DiscrepancyCode.STALE: "Check the waiting number: call its source, raise or lower its grade, or set it aside"
        " with a reason.",
        DiscrepancyCode.LARGE_CHANGE: "Make sure that the change is real, and say in the edition why it is so large.",
        DiscrepancyCode.DUPLICATE_SUSPECT: "Compare the two; merge them if they are one event, else acknowledge this.",
        DiscrepancyCode.EMOTIVE_LANGUAGE: "Say it in plain words, or quote it from whoever said it.",
        DiscrepancyCode.PARTY_CLAIM_AS_FACT: "Write “claimed” and say who claims it.",
        DiscrepancyCode.PROGRESSION: "Nothing: the latest number is printed, with the range it came through.",
        DiscrepancyCode.BREAKDOWN_INCOMPLETE: "Nothing, unless you know where the others were: then log the place.",
        DiscrepancyCode.CHILD_WITHOUT_FIGURE: "Ask for the number of that place, if there is somebody to ask.",
        DiscrepancyCode.MISSING_RESOLVED: "Check that those who were found are no longer counted as missing.",
        DiscrepancyCode.DATE_INFERRED: "Look for a source that states the date.",
        DiscrepancyCode.PLACE_IMPRECISE: "Look for a source that names the settlement.",
        DiscrepancyCode.SOURCE_UNIDENTIFIED: "Find out who published the document.",
    }
)

PLAIN: Mapping[DiscrepancyCode, str] = MappingProxyType(
    {
        DiscrepancyCode.SCOPE_AMBIGUOUS: "It is unclear whether the number covers everybody here.",
        DiscrepancyCode.UNATTRIBUTED_FIGURE: "The number that is printed has no named source.",
        DiscrepancyCode.FACILITY_COUNT_MISMATCH: "Passages about the same facilities count them differently.",
        DiscrepancyCode.PERPETRATOR_UNSTATED: "A party is named as responsible, and neither it nor a third party says"
        " so.",
        DiscrepancyCode.DATE_INFERRED: "No source states the date.",
        DiscrepancyCode.PLACE_IMPRECISE: "The place is no more than a region.",
        DiscrepancyCode.SOURCE_UNIDENTIFIED: "Who published the document is not known.",
    }
)
"""The sentences that need no number."""

_FLAGS: Mapping[DiscrepancyCode, tuple[str, str]] = MappingProxyType(
    {
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL: (
            "The places add up to {amount} more than the overall number allows.",
            "The places add up to more than the overall number allows.",
        ),
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN: (
            "The overall number is {amount} higher than what the places allow.",
            "The overall number is higher than what the places allow.",
        ),
        DiscrepancyCode.BREAKDOWN_INCOMPLETE: (
            "{amount} of the overall number are in none of the places.",
            "Some of the overall number are in none of the places.",
        ),
        DiscrepancyCode.HEADLINE_ABOVE_BREAKDOWN: (
            "A weaker overall number is {amount} higher than the sum of the places.",
            "A weaker overall number is higher than the sum of the places.",
        ),
        DiscrepancyCode.HEADLINE_BELOW_BREAKDOWN: (
            "The overall number is {amount} lower than the sum of the places.",
            "The overall number is lower than the sum of the places.",
        ),
        DiscrepancyCode.CHILD_WITHOUT_FIGURE: ("{amount} of the places: no number.", "Some places have no number."),
        DiscrepancyCode.DOUBLE_COUNT_SUSPECT: (
            "{amount} people may be counted in {about} and in another place as well.",
            "People may be counted in {about} and in another place as well.",
        ),
    }
)
"""A flag's sentence with its amount, and without."""

_ABOUT: Mapping[DiscrepancyCode, str] = MappingProxyType(
    {
        DiscrepancyCode.SCOPE_CONFUSION_SUSPECT: "The overall number is the same as that of {about} alone.",
        DiscrepancyCode.SAME_ORIGIN_INCONSISTENT: "One origin ({about}) gives different numbers for the same moment.",
        DiscrepancyCode.STALE_REQUOTE_SUSPECT: "A later report gives a lower number of {about} than it had stated.",
        DiscrepancyCode.DOWNWARD_REVISION: "{about} now gives a lower number than before.",
        DiscrepancyCode.REVERTED_TO_OLDER: "The newest number of {about} was withdrawn; an older one is back.",
        DiscrepancyCode.PROGRESSION: "Later numbers are higher than earlier ones.",
    }
)


def flag_text(flag: Flag, figure: Figure, names: Names) -> str:
    """A figure's flag in one sentence. Cost: O(sides of the figure)."""
    about = names.get(flag.about, flag.about) if flag.about else "a place"
    if flag.code is DiscrepancyCode.CONFLICT:
        return f"Sources contradict each other{_sides(figure.sides, names)}."
    if flag.code in _FLAGS:
        with_amount, without = _FLAGS[flag.code]
        return (without if flag.amount is None else with_amount).format(amount=flag.amount, about=about)
    text = _ABOUT[flag.code].format(about=about)
    return f"{text[:1].upper()}{text[1:]}"


def kind_flag_text(kind: Kind, flag: Flag, figure: Figure, names: Names) -> str:
    """A flag of the people of one kind: `Of children: …`."""
    return f"Of {kind_name(kind)}: {flag_text(flag, figure, names)}"


def excess_text(excess: Excess, measure: str) -> str:
    """A part that is larger than its whole, or parts that are so together."""
    parts = " and ".join(kind_name(kind) for kind in excess.kinds)
    together = " together" if excess.kinds[1:] else ""
    whole = f"people ({_label(measure)})" if excess.within == Kind() else kind_name(excess.within)
    return f"At least {excess.lower} {parts}{together} are reported, of {excess.upper} {whole} in all."


def mismatch_text(casualties: Figure, people: Sequence[Figure]) -> str:
    """Killed and injured exceed what "casualties" allows."""
    told = " and ".join(f"{figure.lower or 0} ({_label(figure.measure)})" for figure in people)
    return f"At least {told} are reported, and no more than {casualties.upper} killed or injured in all."


def person_text(claim: ClaimValue) -> str:
    """Two passages, perhaps about one person."""
    said = claim.subset.age_text if claim.subset and claim.subset.age_text else "one age"
    return f"A passage says “{said}”, another gives an age that does not fit; it may be one person or two."


def place_text(conflict: PlaceConflict, names: Names) -> str:
    """Who places it where."""
    told = dict.fromkeys(f"{one.name} ({names.get(one.origin, one.origin)})" for one in conflict.places)
    return f"Sources place it differently: {'; '.join(told)}."


def stale_text(waiting: Sequence[ClaimValue], hours: int, names: Names) -> str:
    """Higher numbers that nobody has looked at."""
    told = "; ".join(f"{claim_words(claim)} ({names.get(claim.origin, claim.origin)})" for claim in waiting)
    return f"A newer, higher number has waited more than {hours} hours: {told}."


def resolved_text(found: Resolved, names: Names) -> str:
    """Fewer missing, more found."""
    who = names.get(found.missing.origin, found.missing.origin)
    before = f"{claim_words(found.before)} to " if found.before else ""
    text = (
        f"{who}: missing from {claim_words(found.missing_before)} to {claim_words(found.missing)},"
        f" {_label(found.found.measure)} {'from ' if before else ''}{before}{claim_words(found.found)}."
    )
    return f"{text[:1].upper()}{text[1:]}"


def claim_words(claim: ClaimValue) -> str:
    """`at least 11`, `17`, `“dozens”`: a claim's number as the desk reads it."""
    words = (claim.vague_word,) if claim.vague_word else ()
    return _count(claim.quantifier, claim.value, claim.value2, words)


def kind_name(kind: Kind) -> str:
    """`children`, `women`, `men stated to be combatants`: a kind of people in running text."""
    name = _PEOPLE.get((kind.sex, kind.age_group)) or _by_labels(kind)
    if kind.population_status is PopulationStatus.UNKNOWN:
        name = f"{name} whose civilian status is not known"
    elif kind.population_status:
        name = f"{name} stated to be {_STATUSES[kind.population_status]}"
    for table_name, code in (("role", kind.role), ("vulnerability", kind.vulnerability)):
        table = vocabulary(table_name)
        name = f"{name} ({table.label(code).lower() if code in table else code.lower()})" if code else name
    return name


_PEOPLE: Mapping[tuple[Sex | None, AgeGroup | None], str] = MappingProxyType(
    {
        (None, None): "people",
        (Sex.FEMALE, None): "women and girls",
        (Sex.MALE, None): "men and boys",
        (None, AgeGroup.INFANT): "infants",
        (None, AgeGroup.CHILD): "children",
        (None, AgeGroup.ADULT): "adults",
        (None, AgeGroup.OLDER): "older people",
        (None, AgeGroup.UNKNOWN): "people whose age is not known",
        (Sex.FEMALE, AgeGroup.CHILD): "girls",
        (Sex.MALE, AgeGroup.CHILD): "boys",
        (Sex.FEMALE, AgeGroup.ADULT): "women",
        (Sex.MALE, AgeGroup.ADULT): "men",
        (Sex.FEMALE, AgeGroup.OLDER): "older women",
        (Sex.MALE, AgeGroup.OLDER): "older men",
    }
)
_STATUSES: Mapping[PopulationStatus, str] = MappingProxyType(
    {
        PopulationStatus.CIVILIAN: "civilians",
        PopulationStatus.COMBATANT: "combatants",
        PopulationStatus.PROTECTED_OTHER: "otherwise protected",
    }
)


def _by_labels(kind: Kind) -> str:
    return f"people ({', '.join(trait.label for trait in (kind.sex, kind.age_group) if trait)})"


def _sides(sides: Iterable[Side], names: Names) -> str:
    told = []
    for side in sides:
        number = _count(side.quantifier, side.printed, side.printed_upper, side.vague_parts)
        who = ", ".join(dict.fromkeys(names[key] for key in side.basis if key in names))
        told.append(f"{number} ({who})" if who else number)
    return f": {' against '.join(told)}; the first is printed" if told else ""


def _count(quantifier: Quantifier, printed: int | None, upper: int | None, words: Sequence[VagueWord]) -> str:
    if quantifier is Quantifier.VAGUE:
        return " and ".join("a plural without a number" if w is VagueWord.PLURAL else f"“{w}”" for w in words)
    if quantifier is Quantifier.EXACT:
        return str(printed)
    if quantifier is Quantifier.BETWEEN:
        return f"{printed} to {upper}"
    return f"{quantifier.label} {printed}"


def _label(measure: str) -> str:
    table = vocabulary("measure")
    return table.label(measure).lower() if measure in table else measure.lower()
