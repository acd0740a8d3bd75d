"""The stored HTML page: whole, safe, the same bytes every time, and asking nothing of anybody."""

import hashlib
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from sitreps.documents.layout import CountryCell, IncidentRow, IncidentTable, Layout, Lead, Number, RevisedRow, Run
from sitreps.renderers import html, markup, outline
from tests.unit.renderers.sample import SEED_DAY
from tests.unit.renderers.sample_words import at_least, exact

# What a page shows by shape alone: kinds of marks, codes behind links, addresses, and what only the PDF prints.
SHAPE = {
    "CardFigure.marker",
    "CardFigure.page",
    "Footer.running_head",
    "Footer.short_link",
    "Layout.language",
    "Layout.typed",
    "Layout.typed_in",
    "Run.language",
    "Masthead.language",
    "Masthead.permalink",
    "Number.mark",
    "Reached.marker",
    "Reached.measure",
    "Reached.page",
    "Reached.ref",
    "Run.ref",
    "SourceLine.url",
    "Tile.marker",
}
HOSTILE = "<script>alert(1)</script>\"'&<b>{{ 7 }}{% x %}"


class Page(HTMLParser):
    """What a browser would find: words, addresses, anchors, headings, elements."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.elements if attribute in attrs]


def displayed(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a layout with the member that holds it."""
    if isinstance(value, str):
        yield name, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from displayed(getattr(value, field.name), f"{type(value).__name__}.{field.name}")
    elif isinstance(value, tuple):
        for part in value:
            yield from displayed(part, name)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html.render(SEED_DAY))


def test_every_text_of_the_layout_is_on_the_page(page: Page) -> None:
    shown = replace(SEED_DAY, how_to_read=())
    texts = {" ".join(text.split()) for name, text in displayed(shown) if name not in SHAPE}
    texts |= {words for _, words in SEED_DAY.how_to_read}
    assert len(texts) > 200
    assert sorted(text for text in texts if text not in page.text) == []


def test_every_number_stands_beside_its_qualifier(page: Page) -> None:
    for tile in SEED_DAY.key_figures.tiles:
        for cell in tile.cells:
            assert f"{cell.country} {cell.value.text} {cell.value.mark_text} {cell.coverage}" in page.text
    for row in (row for country in SEED_DAY.incidents.countries for row in country.rows if row.ref):
        assert re.search(rf"{row.ref}.{{0,120}}{re.escape(row.killed.text)}", page.text)


def test_the_same_layout_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.utils import timezone, translation\n"
        "translation.activate('uk'); timezone.activate('Asia/Tokyo')\n"
        "from sitreps.renderers import html; from tests.unit.renderers.sample import SEED_DAY\n"
        "import sys; sys.stdout.buffer.write(html.render(SEED_DAY))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert elsewhere.stdout == html.render(SEED_DAY) == html.render(SEED_DAY)


def test_hostile_text_stays_text() -> None:
    meaning_shape = {"", "–", "no figure", "[1]", *(kind for kind, _ in SEED_DAY.how_to_read)}

    def spoil(value: Any) -> Any:
        if isinstance(value, str):
            return value if value in meaning_shape else value + HOSTILE
        if is_dataclass(value) and not isinstance(value, type):
            kept = {"mark", "marker", "ref", "measure", "language"}
            return replace(
                value, **{f.name: spoil(getattr(value, f.name)) for f in fields(value) if f.name not in kept}
            )
        return tuple(spoil(part) for part in value) if isinstance(value, tuple) else value

    spoilt = html.render(spoil(SEED_DAY))
    clean = html.render(SEED_DAY)
    assert b"<script" not in spoilt
    assert b"alert(1)" in spoilt
    assert [tag for tag, _ in Page(spoilt).elements] == [tag for tag, _ in Page(clean).elements]
    assert not [name for _, attrs in Page(spoilt).elements for name in attrs if name.startswith("on")]


def test_the_page_runs_nothing_fetches_nothing_and_carries_no_style_attribute(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert page.all("src") == page.all("style") == page.all("srcset") == []
    sheet = html.render(SEED_DAY).decode().split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import|expression|</", sheet)


def test_the_policy_can_allow_exactly_its_styles() -> None:
    text = html.render(SEED_DAY).decode()
    assert text.count("<style>") == 1
    styles = text.split("<style>")[1].split("</style>")[0]
    assert html.style_hash() == f"'sha256-{b64encode(hashlib.sha256(styles.encode()).digest()).decode()}'"


def test_every_link_within_the_page_leads_somewhere_and_every_anchor_is_unique(page: Page) -> None:
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    inside = [address.removeprefix("#") for address in page.all("href") if address.startswith("#")]
    assert "UKR-2025-0001.KILLED" in inside
    assert set(inside) <= set(ids)
    assert set(page.all("aria-labelledby")) <= set(ids)


def test_a_figure_leads_nowhere_where_nothing_tells_how_it_was_reached() -> None:
    page = Page(html.render(replace(SEED_DAY, reached=(), cards=())))
    assert not [address for address in page.all("href") if "2025-0" in address]


def test_a_caller_may_lead_figures_elsewhere() -> None:
    page = Page(html.render(SEED_DAY, figure_href=lambda ref: f"/incidents/{ref.replace('.', '/#')}"))
    assert "/incidents/UKR-2025-0001/#KILLED" in page.all("href")


def test_headings_step_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_keep_their_roles_when_rows_become_blocks(page: Page) -> None:
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    assert [attrs for tag, attrs in page.elements if tag in roles and attrs.get("role") != roles[tag]] == []
    assert {attrs.get("role") for tag, attrs in page.elements if tag == "th"} == {"columnheader", "rowheader"}


def test_a_missing_figure_a_missing_number_and_none_are_three_different_words() -> None:
    silent, unsaid = (
        SEED_DAY.incidents.countries[0].rows[1].injured,
        Number("number not given", "–", "number not given", "none", "", ""),
    )
    page = Page(html.render(with_row(replace(first_row(), killed=silent, injured=unsaid))))
    assert "–no figure number not given" in page.text


def test_words_beyond_the_number_are_printed_with_it() -> None:
    value = Number("at least", "7", "at least 7, and “dozens” in one place", "open", "may be higher", "")
    assert markup.beyond(value) == "and “dozens” in one place"
    assert (
        "at least 7 and “dozens” in one place" in Page(html.render(with_row(replace(first_row(), killed=value)))).text
    )
    assert markup.beyond(exact("7")) == ""


@pytest.mark.parametrize(
    ("number", "mark", "is_beside"),
    [
        ("20", "range", True),
        ("13", "low-open", True),
        ("17–19", "range", False),
        ("17 (police); 19 (city)", "range", False),
        ("13", "open", False),
    ],
)
def test_a_table_says_the_bounds_of_a_number_that_does_not_name_them(number: str, mark: str, is_beside: bool) -> None:
    value = Number("about", number, f"about {number}", mark, "17 to 23", "")
    assert ("17 to 23" in Page(html.render(with_row(replace(first_row(), killed=value)))).text) is is_beside


@pytest.mark.parametrize(
    ("number", "size"),
    [
        ("16", "num-full"),
        ("1,250", "num-full"),
        ("12,500", "num-long"),
        ("1,250–1,300", "num-words"),
        ("“dozens”", "num-words"),
        ("17 (regional administration); 19 (city)", "num-words"),
    ],
)
def test_a_number_is_set_as_large_as_its_place_allows(number: str, size: str) -> None:
    assert markup.size_class(at_least(number)) == size


def test_sections_without_content_are_not_there() -> None:
    bare = replace(
        SEED_DAY, late=(), revised=(), damage=(), cards=(), reached=(), data_notes=(), sources=(), how_to_read=()
    )
    page = Page(html.render(bare))
    assert not {"late", "revised", "damage", "cards", "reached", "notes", "sources"} & set(page.all("id"))
    assert "How to read" not in page.text
    assert [section.anchor for section in outline.of(bare).annex] == ["methodology", "record"]


def test_a_quiet_day_says_so() -> None:
    page = Page(
        html.render(replace(SEED_DAY, incidents=IncidentTable("EEST", (), ""), cards=(), reached=(), damage=()))
    )
    assert "No new incident was published for this period." in page.text


def test_late_and_revised_incidents_have_their_own_tables() -> None:
    revised = RevisedRow(
        "2 Sumska oblast", "UKR-2025-0004", "killed", "3", "4", "the administration gave a newer number"
    )
    page = Page(html.render(replace(SEED_DAY, late=(first_row(),), revised=(revised,))))
    assert {"late", "revised"} <= set(page.all("id"))
    assert "2 Sumska oblast UKR-2025-0004 killed was 3 the administration gave a newer number now 4" in page.text


def test_a_draft_says_so_first() -> None:
    page = Page(html.render(replace(SEED_DAY, masthead=replace(SEED_DAY.masthead, is_draft=True, issued=""))))
    assert "Not issued: numbers and words may still change." in page.text
    assert "PUBLIC" not in page.text
    assert "Issued 24" not in page.text


def test_three_countries_share_a_tile() -> None:
    tile = SEED_DAY.key_figures.tiles[0]
    more = replace(tile, cells=(*tile.cells, CountryCell("Moldova", exact("0"), "1 of 1 incidents with a figure")))
    page = Page(html.render(replace(SEED_DAY, key_figures=replace(SEED_DAY.key_figures, tiles=(more,)))))
    assert "Moldova 0 1 of 1 incidents with a figure" in page.text


def test_runs_are_set_without_stray_spaces() -> None:
    sentence = (Run("killed ("), Run("3", ref="UKR-2025-0004.KILLED"), Run(").", strong=True))
    assert "killed (3)." in Page(html.render(replace(SEED_DAY, highlights=(sentence,)))).text


def test_a_data_block_cannot_end_its_own_element() -> None:
    text = html.render(SEED_DAY, json_ld={"name": "</script><script>alert(1)</script> & co"}).decode()
    assert text.count("<script") == 1
    assert '<script type="application/ld+json">{"name":"\\u003C/script' in text
    assert unescape(text).count("alert(1)") == 1


def test_only_web_addresses_become_links() -> None:
    source = replace(SEED_DAY.sources[0], url="javascript:alert(1)")
    page = Page(
        html.render(replace(SEED_DAY, sources=(source, replace(source, number=2, url="https://example.org/a"))))
    )
    assert "https://example.org/a" in page.all("href")
    assert not [address for address in page.all("href") if address.startswith("javascript")]


def test_a_method_note_added_later_is_printed_too() -> None:
    note = Lead("Four eyes.", "One person ran this desk.")
    assert f"{note.lead} {note.text}" in Page(html.render(replace(SEED_DAY, methodology=(note,)))).text


def first_row() -> IncidentRow:
    return SEED_DAY.incidents.countries[0].rows[0]


def with_row(row: IncidentRow) -> Layout:
    country = replace(SEED_DAY.incidents.countries[0], rows=(row,))
    return replace(SEED_DAY, incidents=replace(SEED_DAY.incidents, countries=(country,)))
