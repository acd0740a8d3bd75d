"""Kinds of people inside a figure, and how many are not stated, in words (reconciliation.md B7, B9)."""

from collections.abc import Sequence

from sitreps.documents.wording.numbers import (
    DASH,
    SUBSETS,
    Printable,
    Words,
    counted_noun,
    number_words,
    people,
)
from sitreps.documents.wording.phrases import ENGLISH, Phrases

PARTS = {
    ("age_group", "CHILD"): "child",
    ("age_group", "ADULT"): "adult",
    ("age_group", "UNKNOWN"): "age_unknown",
    ("sex", "f"): "female",
    ("sex", "m"): "male",
    ("sex", "x"): "non_binary",
    ("sex", "o"): "sex_other",
    ("sex", "u"): "sex_unspecified",
    ("population_status", "CIVILIAN"): "civilian",
    ("population_status", "COMBATANT"): "combatant",
    ("population_status", "PROTECTED_OTHER"): "protected_other",
    ("population_status", "UNKNOWN"): "status_unknown",
}
"""The noun of each part of a trait."""


def part_words(by: str, value: str, words: Words, say: Phrases = ENGLISH) -> str:
    """`at least 1 child`, `2 combatants`; of a part without a number the noun with "number not given"."""
    noun = f"noun.{PARTS[by, value]}"
    if words.number == DASH:
        return say("number.part", number=say.form(noun, say.grammar["plural"]), part=words.text)
    return counted_noun(words, noun, say)


def kind_words(
    words: Words,
    *,
    sex: str | None,
    age_group: str | None,
    population_status: str | None,
    role: str | None,
    role_label: str = "",
    say: Phrases = ENGLISH,
) -> str:
    """`2 women`, `1 health worker`, `3 men, stated to be combatants`; empty where no number can be said.

    `role_label`: the vocabulary's own, for a role that has no noun here.
    """
    if words.number == DASH:
        return ""
    noun = SUBSETS.get((sex, age_group)) or PARTS.get(("age_group", age_group or "")) or PARTS.get(("sex", sex or ""))
    role_noun = f"noun.role.{role}"
    if role and role_noun in say and noun is None:
        text = counted_noun(words, role_noun, say)
    else:
        text = counted_noun(words, f"noun.{noun}", say) if noun else people(words, say)
        if role:
            named = say.form(role_noun, say.grammar["plural"]) if role_noun in say else role_label
            text = say("kinds.in_role", people=text, role=named)
    if population_status is None:
        return text
    status_noun = f"noun.{PARTS['population_status', population_status]}"
    if noun is None and not role:
        return counted_noun(words, status_noun, say)
    return say("kinds.stated", people=text, status=say.form(status_noun, say.grammar["plural"]))


def rest_words(lower: int, upper: int | None, say: Phrases = ENGLISH) -> str:
    """How many are in none of the stated parts: `none`, `2`, `up to 2`, `2 to 4`, `at least 2`."""
    if upper is None:
        return say("kinds.rest.at_least", n=say.digits(lower)) if lower else say("number.not_established")
    if lower == upper:
        return say.digits(lower) if lower else say("number.none_left")
    if lower == 0:
        return say("kinds.rest.at_most", n=say.digits(upper))
    return say("kinds.rest.between", low=say.digits(lower), high=say.digits(upper))


def split_words(parts: Sequence[str], lower: int, upper: int | None, say: Phrases = ENGLISH) -> str:
    """`at least 1 child; not stated: up to 2`: the parts of one trait and the rest."""
    return say("kinds.parts_and_rest", parts=", ".join(parts), rest=rest_words(lower, upper, say))


def split_label(by: str, say: Phrases = ENGLISH) -> str:
    """`By age`."""
    return say(f"kinds.by.{by}")


def combatants_words(combatants: Printable, say: Phrases = ENGLISH) -> str:
    """`of whom 1 stated to be a combatant`, for the line in which a figure or a total stands (B7)."""
    words = number_words(combatants, say)
    if words.number == DASH:
        return say("kinds.combatants_unknown_number")
    return say.form("kinds.combatants", words.noun, number=words.text)
