"""What stands in a text in another language is found by its script; codes and addresses are in none."""

import sys
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.documents.naming import Stretch, Typed, language_name, script_of, stretches


def told(text: str, language: str = "uk", typed_in: str = "en") -> list[tuple[str, str]]:
    """The stretches that say a language."""
    return [(one.text, one.language) for one in stretches(text, language, typed_in) if one.language]


def seconds(work: Callable[[], object]) -> float:
    """The least of three runs, of this process alone: what else the machine does, and when, is not in it."""
    found = []
    for _ in range(3):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those of Python itself among them: the same on every machine."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Повідомлення ЗМІ: «at least 11» (загинуло)", ["at least"]),
        ("Missiles hit the city. Schools, at least one.", ["Missiles hit the city. Schools, at least one"]),
        ("Дніпро’s", []),
        ("Ukraine", ["Ukraine"]),
        ("станом на 18:00 EEST / 15:00 UTC, версія 1", []),
        ("Ліцензія: CC BY 4.0; SHA-256 36a34050a8df; UKR-2025-0001", []),
        ("desk@example.org, http://sitreps.example.org/editions/1/", []),
    ],
)
def test_latin_words_in_a_ukrainian_text_are_in_the_language_that_the_desk_types_in(
    text: str, found: list[str]
) -> None:
    assert told(text) == [(words, "en") for words in found]


def test_latin_words_are_in_no_known_language_where_the_desk_types_in_another_script() -> None:
    assert told("Слова «at least»", typed_in="uk") == [("at least", "und")]


@pytest.mark.parametrize(
    ("words", "language"), [("загинув її син", "uk"), ("мы были там", "ru"), ("дети", "und"), ("їм был", "und")]
)
def test_cyrillic_words_are_in_the_language_that_their_letters_tell(words: str, language: str) -> None:
    assert told(f"“{words}”, the police said", "en") == [(words, language)]


def test_a_document_in_a_language_whose_script_is_not_known_is_left_as_it_is() -> None:
    assert stretches("Ukraine та Київ", "ar", "en") == (Stretch("Ukraine та Київ"),)


@given(st.text(alphabet="abcABCабвіїыé «»1.,:/@-’ "), st.sampled_from(["en", "uk", "ar"]))
def test_the_stretches_are_the_text_and_no_two_neighbours_are_in_the_same_language(text: str, language: str) -> None:
    parts = stretches(text, language, "en")
    assert "".join(part.text for part in parts) == text
    assert all(part.language != language for part in parts)


@pytest.mark.parametrize(
    ("begins", "unit", "ends"),
    [("", "a", ""), ("", "ab1", ""), ("", "«", "b"), ("", "aб", ""), ("", "a-", ""), ("a", "«", "")],
)
def test_a_text_ten_times_as_long_takes_no_hundred_times_as_long(begins: str, unit: str, ends: str) -> None:
    """The steps are those of regular expressions, which no one can count: they are compared by what they cost here."""
    short, long = (
        seconds(partial(stretches, f"{begins}{unit * times}{ends}", "uk", "en")) for times in (20_000, 200_000)
    )
    assert long < 40 * short


# ---- Where the script tells nothing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Frappe sur Dnipro: killed", ["Frappe sur Dnipro"]),
        ("7 people were killed, according to police ukrainienne.", ["police ukrainienne"]),
        ("Police ukrainienne says “au moins dix” (killed)", ["Police ukrainienne", "au moins dix"]),
        ("Frappe sur Dnipropetrovska", ["Frappe"]),
        ("The police of Dnipro", []),
        ("Frappe sur Dnipro, au moins dix", ["Frappe sur Dnipro", "au moins dix"]),
        ("7 people", []),
        ("", []),
    ],
)
def test_the_record_s_own_words_are_found_again_in_a_sentence_of_another_language(text: str, found: list[str]) -> None:
    typed = Typed(["Frappe sur Dnipro", "Frappe", "police ukrainienne", "«au moins dix»", "7", "UKR"])
    told = [one.text for one in stretches(text, "en", "fr", typed) if one.language == "fr"]
    assert told == found


@given(st.text(alphabet="abAB éİßı «»1.,-’ "), st.lists(st.text(alphabet="abAB éİßı-’ ", max_size=6), max_size=5))
def test_the_marked_text_is_the_text(text: str, typed: list[str]) -> None:
    assert "".join(part.text for part in stretches(text, "en", "fr", Typed(typed))) == text


def test_ten_times_as_many_texts_of_a_record_are_ten_times_the_work() -> None:
    text = "frappe sur la ville numéro 9, puis. " * 20
    few, many = (
        Typed([f"frappe sur la ville numéro {number}" for number in range(count)]) for count in (2_000, 20_000)
    )
    assert [sum(one.language == "fr" for one in typed.stretches(text, "fr")) for typed in (few, many)] == [20, 20]
    assert calls(lambda: many.stretches(text, "fr")) <= 10 * calls(lambda: few.stretches(text, "fr"))


@pytest.mark.parametrize(
    ("language", "script"), [("en", "LATIN"), ("fr", "LATIN"), ("pt-BR", "LATIN"), ("ru", "CYRILLIC"), ("ar", "")]
)
def test_the_script_of_a_language(language: str, script: str) -> None:
    assert script_of(language) == script


def test_a_language_goes_by_its_name_and_one_without_a_name_by_its_code() -> None:
    assert [language_name("fr", inside) for inside in ("en", "uk", "fr")] == ["French", "французька", "français"]
    assert [language_name("pt-BR", "en"), language_name("aaa", "en"), language_name("aaa", "aaa")] == [
        "Brazilian Portuguese",
        "aaa",
        "aaa",
    ]
