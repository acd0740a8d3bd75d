"""Damaged facilities in words: "schools (number not given)", never a digit that no source gives (B10)."""

from sitreps.codelists import vocabulary
from sitreps.documents.wording.numbers import Words
from sitreps.documents.wording.phrases import ENGLISH, Phrases


def facility_noun(category: str, say: Phrases = ENGLISH, form: str = "other") -> str:
    """A category in running text, in a grammatical form; a deployment's own category by its label."""
    key = f"facility.{category}"
    if key in say:
        return say.form(key, form)
    label = vocabulary("facility").label(category)
    one = label[:1].lower() + label[1:]
    return one if form == "one" else f"{one}s"


def facility_nouns(category: str, say: Phrases = ENGLISH) -> tuple[str, str]:
    """A category in running text, for one and for many: `school`, `schools`."""
    return facility_noun(category, say, "one"), plural_noun(category, say)


def plural_noun(category: str, say: Phrases = ENGLISH) -> str:
    """The name of several of them, without a number: `schools`."""
    return facility_noun(category, say, say.grammar["plural"])


def facility_count(category: str, words: Words, say: Phrases = ENGLISH) -> str:
    """`1 school`, `about 4 hospitals`, `schools (number not given)`: one row of damage."""
    if words.is_digits:
        return say("noun.counted", number=words.counted, noun=facility_noun(category, say, words.noun))
    return say("facility.in_words", nouns=plural_noun(category, say), number=words.text)


def damage_phrase(category: str, text: str, say: Phrases = ENGLISH) -> str:
    """`schools (number not given)`, `1 shop`, `hospitals (at least 1)`: a category of damage in running text."""
    if text.isdigit():
        return say("noun.counted", number=text, noun=facility_noun(category, say, say.category(int(text))))
    return say("facility.in_words", nouns=plural_noun(category, say), number=text.split(";", maxsplit=1)[0])
