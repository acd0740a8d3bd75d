"""Every text exists in every language, in every form that its grammar asks for, with the same places to fill."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

import pytest
from babel import Locale

from sitreps.codelists import (
    ChangeCode,
    Grade,
    NotUsedBecause,
    Part,
    Quantifier,
    Term,
    VagueWord,
    load_vocabularies,
    use_vocabularies,
    vocabularies,
    vocabulary,
)
from sitreps.documents.wording.phrases import ENGLISH, LANGUAGES, MESSAGES, Message, Phrases, phrases
from sitreps.errors import InvalidValue

LABELS = "label."
"""Labels of vocabularies: their English stands in the vocabularies themselves."""
UNSAID = {"text.fact.counted": {"noun"}, "text.fact.word": {"noun"}}
"""What another language may leave out: "killed: 13" needs no "people"."""
OTHERS = [language for language in LANGUAGES if language != "en"]


def forms(message: Message) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def plurals(language: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, message in phrases(language).messages.items():
        if not isinstance(message, str):
            yield key, dict(message)


def asked_for(say: Phrases, key: str) -> set[str]:
    """The forms that a message must have: CLDR's categories, and of a noun those that quantifiers put it in."""
    categories = set(Locale.parse(say.language).plural_form.tags) | {"other"}
    if not key.startswith(("noun.", "facility.")):
        return categories
    return categories | {form for table in say.grammar["noun"].values() for form in table.values()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_exists_in_every_language(language: str) -> None:
    translated = {key for key in phrases(language).messages if not key.startswith(LABELS)}
    assert translated == set(ENGLISH.messages)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", ["measure", "facility", "sub_event_type"])
def test_every_printed_vocabulary_has_its_labels_in_every_language(name: str, language: str) -> None:
    start = f"{LABELS}{name}."
    labels = {key.removeprefix(start) for key in phrases(language).messages if key.startswith(start)}
    assert labels == set(vocabulary(name).terms)


def test_a_term_that_a_deployment_added_goes_by_the_label_it_gave() -> None:
    added = replace(vocabulary("measure"), terms={"ORPHANED": Term("ORPHANED", "Orphaned")})
    with_it = replace(vocabularies(), by_name={**vocabularies().by_name, "measure": added})
    use_vocabularies(with_it)
    try:
        assert phrases("uk").label("measure", "ORPHANED") == "Orphaned"
    finally:
        use_vocabularies(load_vocabularies())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_forms_of_its_language_and_no_others(language: str) -> None:
    say = phrases(language)
    assert {key: asked_for(say, key) ^ set(message) for key, message in plurals(language)} == {
        key: set() for key, _ in plurals(language)
    }


@pytest.mark.parametrize("language", OTHERS)
def test_what_depends_on_a_number_depends_on_it_in_every_language(language: str) -> None:
    assert {key for key, _ in plurals("en")} == {key for key, _ in plurals(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_the_places_to_fill_that_the_english_message_has(language: str) -> None:
    for key, message in phrases(language).messages.items():
        if key.startswith(LABELS):
            continue
        expected = set().union(*map(places, forms(ENGLISH.messages[key])))
        expected = expected - UNSAID.get(key, set())
        found = [places(text) for text in forms(message)]
        assert set().union(*found) | UNSAID.get(key, set()) == expected | UNSAID.get(key, set()), key
        # "in one place" may say its number in letters; nothing else may be left out of a form
        assert all(expected - one <= {"n"} for one in found), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_number_may_go_unsaid_only_where_the_form_is_for_that_number_alone(language: str) -> None:
    """In Ukrainian `one` is 21 as well: "in one place" would be wrong."""
    for key, message in plurals(language):
        if any("n" in places(text) for text in message.values()):
            assert all("n" in places(text) for text in message.values()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_stands_in_two_tables(language: str) -> None:
    tables = [json.loads(path.read_text(encoding="utf-8")) for path in (MESSAGES / language).glob("*.json")]
    keys = [key for table in tables for key in table]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_was_left_in_english(language: str) -> None:
    latin = re.compile(r"[A-Za-z]{2,}")
    left = {
        key: text
        for key, message in phrases(language).messages.items()
        for text in forms(message)
        if latin.search(re.sub(r"\{\w*\}|UTC|PDF|JSON|SHA-256|CSV|HTML", "", text))
    }
    assert left == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_printed_has_its_words(language: str) -> None:
    say = phrases(language)
    numbered = set(Quantifier) - {
        Quantifier.BETWEEN,
        Quantifier.VAGUE,
        Quantifier.NONE_REPORTED,
        Quantifier.UNQUANTIFIED,
    }
    expected = [
        *(f"qualifier.{code}" for code in numbered),
        *(f"vague.{word}" for word in VagueWord if word != VagueWord.PLURAL),
        *(f"part.{code}" for code in Part),
        *(f"happened.{code}" for code in vocabulary("measure").terms),
        *(f"facility.{code}" for code in vocabulary("facility").terms),
        *(f"grade.{code}" for code in Grade),
        *(f"change.{code}" for code in ChangeCode),
        *(f"not_used.{code}" for code in NotUsedBecause),
    ]
    assert [key for key in expected if key not in say] == []


def test_a_language_without_tables_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="'fr'; choose of en, uk"):
        phrases("fr")


def test_a_key_that_no_table_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        ENGLISH("no.such.message")


def test_a_message_with_a_number_cannot_be_asked_for_without_it() -> None:
    with pytest.raises(KeyError, match="counted"):
        ENGLISH("vague.in_places", what="dozens")
