"""Words are folded once, in one way, for what is written and for what is asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.documents.search import LONGEST_WORD, Wanted, wanted, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Strikes on Dnipro", ["strikes", "on", "dnipro"]),
        ("Удар по Дніпру", ["удар", "по", "дніпру"]),
        ("ЇЖАК, Ґанок; Єнакієве", ["їжак", "ґанок", "єнакієве"]),
        ("п'ять п’ять пʼять п`ять", ["пять"] * 4),
        ("Івано-Франківськ", ["івано", "франківськ"]),
        ("Івано‑Франківськ", ["івано", "франківськ"]),
        ("замо\u0301к", ["замок"]),
        ("Straße ﬁre Ⅻ", ["strasse", "fire", "xii"]),
        ("José", ["josé"]),
        ("Jose\u0301", ["josé"]),
        ("Kra\u00adma\u200btorsk", ["kramatorsk"]),
        ("1,250 people; 24/7; F-16", ["1", "250", "people", "24", "7", "f", "16"]),
        ("الفاشر", ["الفاشر"]),
        ("हिंदी", ["हिंदी"]),
        ("“…” — ***", []),
        ("a_b\x00c\nd", ["a", "b", "c", "d"]),
        ("x" * 200, ["x" * LONGEST_WORD]),
    ],
)
def test_a_text_is_its_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Дніпро  ракета", [Wanted("дніпро"), Wanted("ракета")]),
        ("Дніпр*", [Wanted("дніпр", beginning=True)]),
        ("Івано-Франк*", [Wanted("івано"), Wanted("франк", beginning=True)]),
        ("strike STRIKE Strike", [Wanted("strike")]),
        ("* ** - '", []),
        ('"port" OR port* NOT', [Wanted("port"), Wanted("or"), Wanted("port", beginning=True), Wanted("not")]),
    ],
)
def test_a_question_is_its_words_too(question: str, found: list[Wanted]) -> None:
    assert wanted(question) == found


@given(text=st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    folded = words(text)
    assert words(" ".join(folded)) == folded
    for word in folded:
        assert word
        assert {unicodedata.category(character)[0] for character in word} <= set("LNM")


@given(text=st.text(alphabet=st.characters(codec="utf-8")))
def test_case_makes_no_difference(text: str) -> None:
    assert words(text.casefold()) == words(text)
