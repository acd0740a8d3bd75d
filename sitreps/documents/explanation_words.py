"""The words of an explanation: what became of a claim, how claims agree, what a roll-up took, and by which rule.

Rules go by their numbers in the method (docs/methodology.md). The sentences name no letter and no tier: a source is
the more direct or the newer one, or could not be relied on. They stand in the tables, in every language.
"""

from collections.abc import Sequence

from sitreps.documents import wording
from sitreps.documents.explanation import ExplainedClaim, Reason
from sitreps.documents.incident import PublicFigure
from sitreps.documents.wording import ENGLISH, Phrases

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
    "NO_SIDE": "B5",
    "AGREES": "B5",
    "PREFERRED": "B5",
    "OTHER_SIDE": "B5",
    "SUM_USED": "B6",
}

PUBLIC_CODES = dict.fromkeys(("NO_SIDE", "AGREES", "PREFERRED", "OTHER_SIDE", "SUM_USED"), "OTHER_CLAIM_USED")
"""The code of the record behind a reason that only an explanation tells apart."""

AGREEMENT_RULES = {
    "NONE": "B2",
    "SINGLE_ORIGIN": "B5",
    "AGREED": "B5",
    "COMPATIBLE": "B5",
    "PROGRESSION": "B5",
    "CONFLICTING": "B5",
    "DESK_TOTAL": "B6",
}


def outcome(
    *,
    used: bool,
    counted: bool,
    because: str | None,
    adds: bool,
    taken: str | None,
    preferred: bool = False,
    say: Phrases = ENGLISH,
) -> Reason:
    """What became of a claim: used or added; weighed and why it is not the number; or not counted and why not.

    `preferred`: editors chose it over what the rules would give.
    """
    if used:
        rule = "B5" if preferred or taken in (None, "CLAIM") else "B6"
        said = say("claim.added" if adds else "claim.used")
        return Reason("USED", rule, say("explain.chosen", said=said) if preferred else said)
    code = because or "OTHER_CLAIM_USED"
    status = say("claim.weighed" if counted else "claim.not_counted")
    return Reason(PUBLIC_CODES.get(code, code), NOT_USED_RULES[code], f"{status}: {wording.not_used_text(code, say)}")


def agreement(code: str, case: str | None, say: Phrases = ENGLISH) -> Reason:
    """How the claims stand to each other; `case` is that of the roll-up, if there is one."""
    if code == "AGREED" and case == "EQUAL":
        return Reason(code, "B6", say("explain.case.EQUAL"))
    return Reason(code, AGREEMENT_RULES[code], say(f"explain.agreement.{code}"))


def roll_up_case(code: str, taken: str | None, say: Phrases = ENGLISH) -> Reason:
    """What headline and sum are to each other, and which of them is used."""
    told = [say(f"explain.case.{code}")]
    if code in {"BREAKDOWN_EXCEEDS_TOTAL", "TOTAL_EXCEEDS_BREAKDOWN"}:
        told.append(say("explain.at_odds"))
    if taken and not code.startswith("ONLY"):
        told.append(say(f"explain.taken.{taken}"))
    return Reason(code, "B6", " ".join(told))


def which_count(claims: Sequence[ExplainedClaim], *, origins: int, withheld: int, say: Phrases = ENGLISH) -> str:
    """How many claims there are, how many count and for how many sources, and why the others do not."""
    every = len(claims) + withheld
    if not every:
        return say("explain.nobody")
    counting = [one.claim for one in claims if one.claim.counted]
    left_out = [one.outcome.text.partition(": ")[2] for one in claims if not one.claim.counted]
    sentences = [say.counted("explain.claims", every)]
    if left_out:
        sentences.append(say("explain.not_counted", reasons="; ".join(_tallied(left_out, say))))
    if counting:
        sentences.append(say.counted("explain.sources", origins))
    if any(claim.origin.narrative or claim.attribution_mode == "UNATTRIBUTED" for claim in counting):
        sentences.append(say("explain.unattributed"))
    if withheld:
        sentences.append(withheld_words(withheld, say))
    return " ".join(sentences)


def withheld_words(count: int, say: Phrases = ENGLISH) -> str:
    """That some claims are not shown, and nothing else of them."""
    return say.counted("explain.withheld", count)


def _tallied(reasons: Sequence[str], say: Phrases) -> list[str]:
    if len(reasons) == 1:
        return list(reasons)
    return [say("explain.tally", n=reasons.count(reason), reason=reason) for reason in dict.fromkeys(reasons)]


def range_text(figure: PublicFigure, *, of: str, say: Phrases = ENGLISH) -> str:
    """The lowest and the highest number that any source supports, and what is true `of` what (explain.true_for.*)."""
    text = say(
        "explain.range.open" if figure.open else "explain.range",
        low=say.digits(figure.low or 0),
        highest=say.digits(figure.highest_stated or 0),
    )
    if figure.consistent is None:
        return f"{text} {say(f'explain.none_for.{of}')}"
    lower, upper = figure.consistent
    span = say.digits(lower)
    if upper is None:
        span = say("explain.or_more", n=span)
    elif upper != lower:
        span = say("number.span", low=span, high=say.digits(upper))
    return f"{text} {say(f'explain.true_for.{of}', span=span)}"
