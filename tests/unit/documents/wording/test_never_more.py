"""A printed number never says more than the figure supports: every quantifier and agreement, in every language."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.codelists import Agreement, Quantifier, VagueWord
from sitreps.documents import wording
from sitreps.documents.wording import Phrases, phrases
from sitreps.figures.counts import read_count
from sitreps.figures.figure import Figure
from sitreps.figures.rollup import roll_up
from sitreps.figures.totals import Total, total
from tests.unit.documents.wording.reading import digits, read
from tests.unit.figures.making import LAW, Tree, claim_lists, figure_of, trees

NUMBERED = [q for q in Quantifier if q not in {Quantifier.VAGUE, Quantifier.NONE_REPORTED, Quantifier.UNQUANTIFIED}]
LANGUAGES = pytest.mark.parametrize(
    "say", [phrases(language) for language in wording.LANGUAGES], ids=lambda say: say.language
)


@dataclass(frozen=True)
class Printed:
    """A number as a figure prints it."""

    quantifier: Quantifier | None
    printed: int | None = None
    printed_upper: int | None = None
    vague_parts: tuple[VagueWord, ...] = ()


def assert_supported(value: Figure | Total, say: Phrases) -> None:
    """The words claim no more from below than the digits may say, and nothing from above that is open."""
    text = wording.number_words(value, say).text
    if value.quantifier in {None, Quantifier.VAGUE}:
        assert digits(text) == []
        return
    claimed = read(text, say.language)
    if claimed is None:
        assert value.numbered_lower == 0
        return
    assert digits(text)[0] == claimed.printed
    if claimed.quantifier not in {Quantifier.APPROX, Quantifier.ALMOST}:
        assert claimed.lower <= (value.numbered_lower or 0)
    if claimed.upper is not None:
        assert not value.open or (isinstance(value, Figure) and bool(value.sides))


@LANGUAGES
@pytest.mark.parametrize("quantifier", NUMBERED)
@LAW
@given(data=st.data())
def test_the_words_of_a_number_claim_just_its_bounds(quantifier: Quantifier, say: Phrases, data: st.DataObject) -> None:
    value = data.draw(st.integers(2, 10**7))
    upper = data.draw(st.integers(value + 1, 10**8)) if quantifier is Quantifier.BETWEEN else None
    reading = read_count(quantifier, value, value2=upper)
    assert reading is not None
    words = wording.number_words(Printed(quantifier, value, upper), say)
    claimed = read(words.text, say.language)
    assert claimed is not None
    assert (claimed.quantifier, claimed.printed) == (quantifier, value)
    assert (claimed.lower, claimed.upper) == (reading.interval.lower, reading.interval.upper)
    assert words.text == words.counted


@LANGUAGES
@pytest.mark.parametrize("quantifier", NUMBERED)
@given(value=st.integers(2, 10**6), measure=st.sampled_from(["KILLED", "INJURED", "MISSING", "HOUSING_DAMAGED", "OWN"]))
def test_a_sentence_has_the_number_of_the_figure_and_no_other(
    quantifier: Quantifier, say: Phrases, value: int, measure: str
) -> None:
    words = wording.number_words(Printed(quantifier, value, value + 5), say)
    sentence = wording.happened(measure, words, "Label", say)
    assert words.text in sentence
    assert digits(sentence) == digits(words.text)
    assert set(digits(sentence)) <= {value, value + 5}


@LANGUAGES
@pytest.mark.parametrize("word", VagueWord)
def test_a_word_stays_a_word(word: VagueWord, say: Phrases) -> None:
    words = wording.number_words(Printed(Quantifier.VAGUE, vague_parts=(word,)), say)
    for text in (
        words.text,
        wording.happened("KILLED", words, "", say),
        wording.claim_words("VAGUE", None, None, word, say),
    ):
        assert text
        assert digits(text) == []


@LANGUAGES
@LAW
@given(claims=claim_lists())
def test_a_figure_claims_no_more_than_it_supports(say: Phrases, claims: list[Any]) -> None:
    assert_supported(figure_of(*claims), say)


@LANGUAGES
@LAW
@given(tree=trees())
def test_a_roll_up_claims_no_more_than_it_supports(say: Phrases, tree: Tree) -> None:
    own, below, complete = tree
    children = {ref: figure_of(*claims) for ref, claims in below.items()}
    assert_supported(roll_up("KILLED", figure_of(*own), children, breakdown_complete=complete), say)


@LANGUAGES
@LAW
@given(groups=st.lists(claim_lists(), max_size=4))
def test_a_total_claims_no_more_than_it_supports(say: Phrases, groups: list[list[Any]]) -> None:
    assert_supported(total("KILLED", [figure_of(*claims) for claims in groups]), say)


@LANGUAGES
@pytest.mark.parametrize("agreement", Agreement)
@given(low=st.integers(0, 2000), width=st.integers(0, 2000), is_open=st.booleans())
def test_a_range_is_printed_only_for_a_conflict_or_a_progression_that_is_not_open(
    agreement: Agreement, say: Phrases, low: int, width: int, is_open: bool
) -> None:
    figure = replace(
        Figure(measure="KILLED", agreement=agreement, quantifier=Quantifier.EXACT, printed=low),
        low=low,
        highest_stated=low + width,
        open=is_open,
    )
    span = wording.range_words(figure, say)
    may = agreement in {Agreement.CONFLICTING, Agreement.PROGRESSION} and not is_open and width > 0
    assert digits(span) == ([low, low + width] if may else [])


@LANGUAGES
def test_no_figure_no_number_and_a_reported_zero_are_three_different_things(say: Phrases) -> None:
    said = [
        wording.number_words(None, say).text,
        wording.number_words(Printed(Quantifier.VAGUE, vague_parts=(VagueWord.PLURAL,)), say).text,
        wording.number_words(Printed(Quantifier.AT_LEAST, 0), say).text,
        wording.number_words(Printed(Quantifier.EXACT, 0), say).text,
        wording.claim_words("NONE_REPORTED", None, None, None, say),
        wording.claim_words("UNQUANTIFIED", None, None, None, say),
    ]
    assert len(set(said)) == len(said)
    assert [digits(text) for text in said] == [[], [], [], [0], [], []]


@LANGUAGES
def test_at_least_nothing_is_said_of_a_claim_and_never_of_a_figure(say: Phrases) -> None:
    assert digits(wording.claim_words("AT_LEAST", 0, None, None, say)) == [0]
    assert digits(wording.number_words(Printed(Quantifier.AT_LEAST, 0, None, (VagueWord.TENS,)), say).text) == []
