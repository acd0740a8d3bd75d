"""Characters that no document can show are named; everything people write in the desk's languages passes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitreps.documents.printable import font_files, unprintable


@pytest.mark.parametrize(
    "text",
    [
        "At least 13 people were reported killed – “over 100” injured; 2,482 bytes, § 5 · No. 1…",
        "Дніпропетровська область, Київ, Їжакевич, ґрунт",
        "Москва, Белгородская область, ё",
        "أوكرانيا: تقرير الحالة اليومي",
        "Zürich, Łódź, Čačak, São Tomé, Đà Nẵng, naïve, œuvre",
        "e\u0301 decomposed, no-break\u00a0space, soft\u00adhyphen",
        "line\r\nbreak and\ttab",
        "",
    ],
)
def test_what_people_write_passes(text: str) -> None:
    assert unprintable(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bell \x07", ["U+0007 control character"]),
        ("C1 \x85", ["U+0085 control character"]),
        ("null \x00", ["U+0000 control character"]),
        ("vertical tab \x0b", ["U+000B control character"]),
        ("turned \u202egnp.exe", ["U+202E RIGHT-TO-LEFT OVERRIDE"]),
        ("isolate \u2066x\u2069", ["U+2066 LEFT-TO-RIGHT ISOLATE", "U+2069 POP DIRECTIONAL ISOLATE"]),
        ("half \ud83d", ["U+D83D lone surrogate"]),
        ("private \ue000", ["U+E000 private-use character"]),
        ("nobody's \U000e0fff", ["U+E0FFF unassigned character"]),
        ("emoji 🙂", ["U+1F642 SLIGHTLY SMILING FACE"]),
        ("漢", ["U+6F22 CJK UNIFIED IDEOGRAPH-6F22"]),
        ("≥ 3 →", ["U+2265 GREATER-THAN OR EQUAL TO", "U+2192 RIGHTWARDS ARROW"]),
        ("line\u2028separator", ["U+2028 LINE SEPARATOR"]),
    ],
)
def test_what_no_document_can_show_is_named(text: str, names: list[str]) -> None:
    assert unprintable(text) == names


def test_each_character_is_named_once_in_the_order_of_the_text() -> None:
    assert unprintable("→ ≥ → ≥") == ["U+2192 RIGHTWARDS ARROW", "U+2265 GREATER-THAN OR EQUAL TO"]


@given(st.text())
def test_any_text_gets_an_answer_and_the_rest_of_it_is_printable(text: str) -> None:
    named = {int(name[2:].split()[0], base=16) for name in unprintable(text)}
    assert unprintable("".join(letter for letter in text if ord(letter) not in named)) == []


def test_fonts_are_upright_and_there() -> None:
    names = [path.name for path in font_files()]
    assert [name.partition("[")[0] for name in names] == ["NotoSans", "NotoSansArabic"]
    assert all(path.is_file() for path in font_files())


def test_it_is_quick_enough_for_every_field_of_a_form() -> None:
    unprintable("first use reads the fonts")
    text = "Київ and the oblast, “over 100”. " * 3000
    start = time.process_time()
    assert unprintable(text) == []
    assert time.process_time() - start < 0.1
