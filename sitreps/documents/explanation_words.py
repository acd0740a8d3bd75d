"""The words of an explanation: what became of a claim, how claims agree, what a roll-up took, and by which rule.

Rules go by their numbers in the method (docs/methodology.md). The sentences name no letter and no tier: a source is
the more direct or the newer one, or could not be relied on.
"""

from collections.abc import Sequence

from sitreps.documents import wording
from sitreps.documents.explanation import ExplainedClaim, Reason
from sitreps.documents.incident import PublicFigure

NOT_USED_RULES = {
    "SUBSET": "B9",
    "NOT_ACTIVE": "B2",
    "COUNT_BASIS": "B2",
    "NO_NUMBER": "B2",
    "NOT_RELIED_ON": "B2",
    "OLDER_SAME_ORIGIN": "B2",
    "STALE_REQUOTE": "B2",
    "OTHER_CLAIM_USED": "B5",
    "BREAKDOWN_IS_HIGHER": "B6",
    "HEADLINE_USED": "B6",
}

DISCOUNTED = (
    "The desk decided, on evidence, not to count this incident. What its sources say stands below; no total takes it."
)
PLACES_LEFT_OUT = "The desk decided, on evidence, not to count, and leaves out of the sum:"

SUM_USED = "the sum of the places used instead"

AGREEMENTS = {
    "NONE": ("B2", "No source gives a number that counts. Silence is not zero."),
    "SINGLE_ORIGIN": ("B5", "One source stands behind the number."),
    "AGREED": ("B5", "Several sources give the same number."),
    "COMPATIBLE": ("B5", "The sources do not contradict each other: one number can be true for all of them."),
    "PROGRESSION": ("B5", "Earlier numbers contradict the latest one, as they do when a number changes over time."),
    "CONFLICTING": ("B5", "Sources contradict each other. Every side is printed in its own words."),
    "DESK_TOTAL": ("B6", "No source gives a number for the whole: the desk added up the places."),
}

ROLL_UPS = {
    "NO_FIGURE": "No source gives a number, neither for the whole nor for a place.",
    "ONLY_HEADLINE": "No place has a figure of its own, so the number for the whole is used.",
    "ONLY_BREAKDOWN": "No source gives a number for the whole, so the places are added up.",
    "EQUAL": "The number for the whole and the sum of the places are the same.",
    "BREAKDOWN_EXCEEDS_TOTAL": "The places add up to more than the number for the whole allows.",
    "TOTAL_EXCEEDS_BREAKDOWN": "The number for the whole is above what the places can add up to.",
    "BREAKDOWN_INCOMPLETE": "The number for the whole is above the sum of the places, so the rest of it is allocated"
    " to no place.",
    "HEADLINE_ABOVE_BREAKDOWN": "The number for the whole is above the sum of the places, but comes from a less direct"
    " source.",
    "WITHIN": "The number for the whole allows what the places add up to.",
}

TAKEN = {
    "OWN": "The number for the whole is used.",
    "BREAKDOWN": "The sum of the places is used.",
}

AT_ODDS = "Where the two cannot both be true, the more direct is used, else the newer, else the lower."

CHOICE_AGREE = (
    "The most direct sources come first. The numbers allow each other, so the best informed of them is used: the"
    " highest lower end."
)
CHOICE_DIFFER = (
    "The most direct sources come first. The numbers cannot all be true, so the latest of the most direct is used, and"
    " the lower of two that are equally late."
)
UNATTRIBUTED = (
    "Reports that name no source are one source together, and none where they repeat a number that the same report"
    " attributes."
)
CHOICE_ALONE = "One number counts, and it is the figure."
PINNED = "Editors may prefer another claim, with a reason."
PREFERRED = "The desk's editors chose this number; the rules alone would have given another."


def outcome(
    *, used: bool, counted: bool, because: str | None, adds: bool, taken: str | None, preferred: bool = False
) -> Reason:
    """What became of a claim: used or added; weighed and why it is not the number; or not counted and why not.

    `preferred`: editors chose it over what the rules would give.
    """
    if used:
        rule = "B5" if preferred or taken in (None, "CLAIM") else "B6"
        said = "added" if adds else "used"
        return Reason("USED", rule, f"{said}: chosen by the desk's editors" if preferred else said)
    code = because or "OTHER_CLAIM_USED"
    status = "weighed" if counted else "not counted"
    if code == "SUM_USED":
        return Reason("OTHER_CLAIM_USED", "B6", f"{status}: {SUM_USED}")
    return Reason(code, NOT_USED_RULES[code], f"{status}: {wording.NOT_USED_TEXTS[code]}")


def agreement(code: str, case: str | None) -> Reason:
    """How the claims stand to each other; `case` is that of the roll-up, if there is one."""
    rule, text = AGREEMENTS[code]
    if code == "AGREED" and case == "EQUAL":
        return Reason(code, "B6", ROLL_UPS["EQUAL"])
    return Reason(code, rule, text)


def roll_up_case(code: str, taken: str | None) -> Reason:
    """What headline and sum are to each other, and which of them is used."""
    text = ROLL_UPS[code]
    if code in {"BREAKDOWN_EXCEEDS_TOTAL", "TOTAL_EXCEEDS_BREAKDOWN"}:
        text = f"{text} {AT_ODDS}"
    if taken and not code.startswith("ONLY"):
        text = f"{text} {TAKEN[taken]}"
    return Reason(code, "B6", text)


def which_count(claims: Sequence[ExplainedClaim], *, origins: int, withheld: int) -> str:
    """How many claims there are, how many count and for how many sources, and why the others do not."""
    every = len(claims) + withheld
    if not every:
        return "No source says how many."
    counting = [one.claim for one in claims if one.claim.counted]
    left_out = [one.outcome.text.partition(": ")[2] for one in claims if not one.claim.counted]
    sentences = [f"{wording.counted(every, 'claim', 'claims')} in the record."]
    if left_out:
        sentences.append(f"Not counted: {'; '.join(_tallied(left_out))}.")
    if counting:
        stand = "source stands" if origins == 1 else "sources stand"
        sentences.append(
            f"{wording.digits(origins)} {stand} behind the figure; of each only the newest word is weighed."
        )
    if any(claim.origin.narrative or claim.attribution_mode == "UNATTRIBUTED" for claim in counting):
        sentences.append(UNATTRIBUTED)
    if withheld:
        sentences.append(withheld_words(withheld))
    return " ".join(sentences)


def withheld_words(count: int) -> str:
    """That some claims are not shown, and nothing else of them."""
    return f"{wording.counted(count, 'claim is', 'claims are')} withheld."


def _tallied(reasons: Sequence[str]) -> list[str]:
    return [f"{reasons.count(reason)} {reason}" if len(reasons) > 1 else reason for reason in dict.fromkeys(reasons)]


def range_text(figure: PublicFigure, *, of: str) -> str:
    """The lowest and the highest number that any source supports, and what is true for every `of` (claim, place)."""
    highest = wording.digits(figure.highest_stated or 0)
    more = ", and nobody says that there are no more" if figure.open else ""
    text = f"Lowest count {wording.digits(figure.low or 0)}; highest stated {highest}{more}."
    if figure.consistent is None:
        return f"{text} No number is true for every {of}."
    lower, upper = figure.consistent
    span = wording.digits(lower)
    if upper != lower:
        span += " or more" if upper is None else f" to {wording.digits(upper)}"
    return f"{text} True for every {of}: {span}."
