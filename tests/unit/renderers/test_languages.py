"""A document is in its language: no word of ours stands in it in another, whatever an edition holds."""

import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from sitreps.documents.layout import DroppedRow, Layout, RevisedRow, Run, RunningRow, RunningTable
from sitreps.documents.wording import LANGUAGES, phrases
from sitreps.renderers import html, outline
from tests.unit.renderers import pdf_reading
from tests.unit.renderers.sample import SEED_DAY

FURTHER = [language for language in LANGUAGES if language != "en"]
TEMPLATES = Path(__file__).parents[3] / "templates" / "edition"
NO_WORDS = {"PDF", "JSON"}
SPOKEN = {"aria-label", "alt", "data-label", "title", "content"}
KEPT = (pdf_reading.SHAPE - {"Number.text", "Reached.page"}) | {"Tile.letter", "SmallTile.letter", "Layout.typed_in"}
"""What a layout holds for its shape: codes, addresses, letters of notes. No words."""
RUNNING = RunningTable(
    "In No. 11", "24 June", (RunningRow("Ukraine", "Killed", "killed", "11", "2", "0", "0", "0", "13"),)
)
EVERY_SECTION = replace(
    SEED_DAY,
    late=SEED_DAY.incidents.countries[0].rows,
    revised=(RevisedRow("2 Sumy", "UKR-2025-0002", "Killed", "2", "3", "a newer figure"),),
    dropped=(DroppedRow("3 Samar", "UKR-2025-0003", "killed: 2", "withdrawn"),),
    running=RUNNING,
)
LABEL = re.compile(r"""\{% label ["']([^"']+)["'] %\}|\bsay\("([^"]+)"\)""")
NO_TEXT = re.compile(r"[A-Z]{3}-\d{4}-\d{4}|SHA-256")
WORD = re.compile(r"[A-Za-z]{2,}")


def foreign(value: Any, name: str = "") -> Any:
    """The same layout with every text of the record and of the desk in letters of another script."""
    if isinstance(value, str):
        return value if name in KEPT else re.sub("[A-Za-z]", "ж", value)
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        changed = {field.name: foreign(getattr(value, field.name), f"{kind}.{field.name}") for field in fields(value)}
        return replace(value, **changed)
    if name in {"Layout.how_to_read", "KeyFigures.notes"}:
        return tuple((sign, foreign(text)) for sign, text in value)
    return tuple(foreign(part, name) for part in value) if isinstance(value, tuple) else value


def whole(language: str, *, is_draft: bool) -> Layout:
    """A sample that has every section, in a language, all its texts in no Latin letter."""
    masthead = replace(SEED_DAY.masthead, language=language, is_draft=is_draft, permalink="", contact="")
    layout: Layout = foreign(replace(EVERY_SECTION, language=language, masthead=masthead))
    footer = replace(layout.footer, short_link="", digest="")
    sources = tuple(replace(one, url="") for one in layout.sources)
    return replace(layout, footer=footer, sources=sources)


class Said(HTMLParser):
    """What a page says to eyes and ears: its texts, its title, and the attributes that are read out."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"style", "script"}
        is_technical = ("name", "viewport") in attrs
        self.words += [value or "" for name, value in attrs if name in SPOKEN and not is_technical]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def latin(text: str) -> set[str]:
    return set(WORD.findall(NO_TEXT.sub(" ", text))) - NO_WORDS


def test_the_sample_has_every_section_that_there_is() -> None:
    told = {section.anchor for section in outline.of(EVERY_SECTION).entries}
    assert told == {path.stem for path in (TEMPLATES / "sections").glob("*.html")}


@pytest.mark.parametrize("language", FURTHER)
@pytest.mark.parametrize("is_draft", [False, True])
def test_the_page_has_no_word_of_ours_in_another_language(language: str, *, is_draft: bool) -> None:
    page = Said(html.render(whole(language, is_draft=is_draft)))
    assert latin(" ".join(page.words)) == set()


@pytest.mark.parametrize("language", FURTHER)
@pytest.mark.parametrize("is_draft", [False, True])
def test_the_pdf_has_no_word_of_ours_in_another_language(language: str, *, is_draft: bool) -> None:
    with pypdfium2.PdfDocument(pdf_reading.drawn(whole(language, is_draft=is_draft)).content) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert latin(text) == set()


@pytest.mark.parametrize("language", FURTHER)
def test_every_heading_that_is_asked_for_is_in_the_tables_and_no_other(language: str) -> None:
    """Headings go by their English words: one that was changed in a template alone would be printed in English."""
    folders = [TEMPLATES, TEMPLATES.parent / "site", TEMPLATES.parent / "figure"]
    sources = [path.read_text(encoding="utf-8") for one in folders for path in one.rglob("*") if path.is_file()]
    asked = {"".join(found) for text in sources for found in LABEL.findall(text)}
    asked |= {text for one in outline.of(EVERY_SECTION).entries for text in (one.title, one.about) if text}
    assert asked == set(phrases(language).headings())


def test_what_stands_in_another_language_says_so_to_who_has_it_read_aloud() -> None:
    """WCAG 2.2, 3.1.2: an attribute in the page, a mark in the PDF; the document's own words have none."""
    layout = whole("uk", is_draft=False)
    quoting = replace(layout, highlights=((Run("Удар, джерело каже: «at least eleven»"),),))
    assert '<span lang="' not in html.render(layout).decode()
    assert 'каже: «<span lang="en">at least eleven</span>»' in html.render(quoting).decode()
    assert pdf_reading.languages(pdf_reading.drawn(layout).content) <= {"uk"}
    assert "en" in pdf_reading.languages(pdf_reading.drawn(quoting).content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_nobody_translated_says_so_above_itself(language: str) -> None:
    note = phrases(language)("untranslated")
    layout = replace(SEED_DAY, language=language, highlights_note=note, overview_note=note)
    assert html.render(layout).decode().count(note) == 2
    assert pdf_reading.words(pdf_reading.drawn(layout).content).count(pdf_reading.unspaced(note)) == 2
