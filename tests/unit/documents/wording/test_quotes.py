"""A figure's ready sentence, in every language: whatever its sources say, no more than they support."""

import re

import pytest

from sitreps.documents import quotes, tellings, wording
from sitreps.documents.incident import PublicFigure
from sitreps.documents.wording import LANGUAGES, Phrases, phrases
from tests.unit.documents.wording import quoted
from tests.unit.documents.wording.quoted import Shown
from tests.unit.documents.wording.reading import digits, read

EVERY = pytest.mark.parametrize("say", [phrases(language) for language in LANGUAGES], ids=lambda say: say.language)
SHOWN = {one.name: one for one in quoted.shown()}
FIGURES = pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN.keys())
WITHOUT_NUMBER = {"no figure", "one origin, a plural", "sum with a word", "sum of words"}
AS_OF = re.compile(r"[;,(] ?(?:as of|станом на) [^)]*\)?")


def numbers_of(figure: PublicFigure) -> set[int]:
    """Every number that its sentence may name: the printed ones, those of its sides, and how many stand behind it."""
    printed = {figure.printed, figure.printed_upper, figure.low, figure.high, figure.origins}
    for side in figure.sides:
        printed |= {side.printed, side.printed_upper, len({key.partition("/")[0] for key in side.basis})}
    return {number for number in printed if number is not None}


@EVERY
@FIGURES
def test_the_sentence_names_no_number_that_the_figure_does_not_have(shown: Shown, say: Phrases) -> None:
    figure = shown.figure
    sentence = AS_OF.sub("", figure.quotes[say.language])
    places = {2, 7, 11} if figure.taken_from == "BREAKDOWN" else set()  # the parts, each in its own words
    assert set(digits(sentence)) <= numbers_of(figure) | places


@EVERY
@FIGURES
def test_an_open_figure_never_has_an_upper_end(shown: Shown, say: Phrases) -> None:
    figure = shown.figure
    text = quotes.figure_text(tellings.of_public(figure, shown.document), say)
    claimed = read(text, say.language)
    if figure.open and not figure.sides and claimed is not None:
        assert claimed.upper is None


@EVERY
def test_a_conflict_prints_its_sides_in_their_own_words_the_best_first(say: Phrases) -> None:
    sentence = SHOWN["conflict"].figure.quotes[say.language]
    assert digits(AS_OF.sub("", sentence)) == [17, 19]
    assert "17–19" not in sentence
    of_words = SHOWN["conflict of a word and a number"].figure.quotes[say.language]
    assert digits(AS_OF.sub("", of_words)) == [2]


def test_a_conflict_names_who_is_on_each_side() -> None:
    figure = SHOWN["conflict"].figure
    assert figure.text == "17 (the regional administration); 19 (the city)"
    assert [side.basis for side in figure.sides] == [("UKR-2025-0001/C02",), ("UKR-2025-0001/C01",)]
    assert "17 (обласна адміністрація); 19 (міська рада)" in figure.quotes["uk"]


def test_a_sum_against_a_headline_says_that_it_is_one() -> None:
    assert SHOWN["headline and sum contradict"].figure.text == "11 (police); at least 13 (police, sum of 2 places)"


def test_agreement_within_one_voice_says_so() -> None:
    assert "2 sources agree" in SHOWN["two origins agree"].figure.quote
    assert "2 sources that speak for one body agree" in SHOWN["two origins of one voice agree"].figure.quote


def test_what_a_part_is_told_of_is_said_with_it() -> None:
    assert SHOWN["a part"].figure.quote.startswith("At least 11 people were reported killed (identified so far),")
    assert "враховано лише тих, чиї особи встановлено" in SHOWN["a part"].figure.quotes["uk"]


@EVERY
@FIGURES
def test_the_published_record_alone_gives_the_sentence_again(shown: Shown, say: Phrases) -> None:
    """An edition tells its figures in a language from the documents that it froze."""
    telling = tellings.of_public(shown.figure, shown.document, shown.children)
    assert quotes.quote(telling, say) == shown.figure.quotes[say.language]
    assert quotes.figure_text(telling) == shown.figure.text


@EVERY
@FIGURES
def test_a_token_takes_the_place_of_the_number_and_of_nothing_else(shown: Shown, say: Phrases) -> None:
    telling = tellings.of_public(shown.figure, shown.document, shown.children)
    plain = quotes.quote(telling, say, dated=False)
    tokened = quotes.quote(telling, say, number="{TOKEN}", dated=False)
    words = wording.number_words(shown.figure, say).text
    number = quotes.figure_text(telling, say) if telling.sides else words
    assert tokened.replace("{TOKEN}", number).lower() == plain.lower()
    assert ("{TOKEN}" in tokened) != (shown.name in WITHOUT_NUMBER)


@EVERY
@FIGURES
def test_the_half_line_on_which_a_number_rests_is_part_of_its_sentence(shown: Shown, say: Phrases) -> None:
    telling = tellings.of_public(shown.figure, shown.document, shown.children)
    if shown.figure.quantifier and not shown.figure.sides:
        assert quotes.basis(telling, say) in shown.figure.quotes[say.language]
