"""Every table of an edition, with nothing in it, with one row, and over many pages: in the PDF and on the page."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pypdfium2
import pytest

from sitreps.documents.layout import CountryRows, IncidentTable, KeyFigures, Layout
from sitreps.documents.wording import phrases
from sitreps.renderers import html
from tests.unit.renderers.pdf_reading import drawn, printed_texts, stands_in, structure, unspaced, words
from tests.unit.renderers.test_languages import EVERY_SECTION, RUNNING

UKRAINE = EVERY_SECTION.incidents.countries[0]
NO_TILES = KeyFigures((), (), "", ())
QUIET = f"{phrases('en')('text.quiet')} {phrases('en')('text.silence')}"


def with_countries(*countries: CountryRows) -> Layout:
    return replace(EVERY_SECTION, incidents=replace(EVERY_SECTION.incidents, countries=countries))


ALONE: dict[str, Any] = {
    "highlights": (),
    "overview": (),
    "late": (),
    "revised": (),
    "dropped": (),
    "cards": (),
    "reached": (),
    "data_notes": (),
    "methodology": (),
    "sources": (),
}
"""Parts that are one field of a layout, with nothing in it."""
assert all(getattr(EVERY_SECTION, name) for name in ALONE), "a part that is empty anyway tells nothing"
EMPTY = {
    **{name: replace(EVERY_SECTION, **{name: nothing}) for name, nothing in ALONE.items()},
    "incidents": with_countries(),
    "a country": with_countries(replace(UKRAINE, rows=())),
    "a country between others": with_countries(UKRAINE, replace(UKRAINE, name="Moldova", rows=()), UKRAINE),
    "damage": replace(EVERY_SECTION, damage=(), damage_note=""),
    "running": replace(EVERY_SECTION, running=replace(RUNNING, rows=())),
    "claims": replace(EVERY_SECTION, reached=tuple(replace(one, rows=()) for one in EVERY_SECTION.reached)),
    "facts": replace(EVERY_SECTION, reached=tuple(replace(one, facts=()) for one in EVERY_SECTION.reached)),
    "figures of cards": replace(EVERY_SECTION, cards=tuple(replace(one, figures=()) for one in EVERY_SECTION.cards)),
    "texts of cards": replace(EVERY_SECTION, cards=tuple(replace(one, paragraphs=()) for one in EVERY_SECTION.cards)),
    "tiles": replace(EVERY_SECTION, key_figures=replace(EVERY_SECTION.key_figures, tiles=())),
    "cells of tiles": replace(
        EVERY_SECTION,
        key_figures=replace(
            EVERY_SECTION.key_figures,
            tiles=tuple(replace(tile, cells=()) for tile in EVERY_SECTION.key_figures.tiles),
        ),
    ),
    "small tiles": replace(EVERY_SECTION, key_figures=replace(EVERY_SECTION.key_figures, small=())),
    "how sure": replace(EVERY_SECTION, how_sure=(), changed=()),
    "caveats": replace(EVERY_SECTION, caveats=(), nothing_reported=""),
}
NOTHING = replace(
    EVERY_SECTION,
    **ALONE,
    how_sure=(),
    changed=(),
    key_figures=NO_TILES,
    how_to_read=(),
    incidents=IncidentTable("EEST", (), ""),
    damage=(),
    damage_note="",
    nothing_reported="",
    caveats=(),
    running=None,
)


def lost(layout: Layout) -> set[str]:
    """The texts of a layout that its PDF does not print."""
    found = words(drawn(layout).content)
    return {text for text in printed_texts(layout) if not stands_in(text, found)}


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_an_edition_is_drawn_with_any_one_of_its_parts_empty(name: str) -> None:
    layout = EMPTY[name]
    gone = printed_texts(RUNNING) if name == "running" else set()
    assert lost(layout) <= gone
    assert '<tbody role="rowgroup"></tbody>' not in re.sub(r">\s+<", "><", html.render(layout).decode())


def test_an_edition_with_nothing_in_it_is_drawn_and_says_that_nothing_was_reported() -> None:
    document = drawn(NOTHING)
    assert "/Table" not in structure(document.content)
    assert unspaced(QUIET) in words(document.content)
    page = unescape(html.render(NOTHING).decode())
    assert "<table" not in page
    assert QUIET in page


def one_row() -> Layout:
    """Each table with a single row."""
    return replace(
        with_countries(replace(UKRAINE, rows=UKRAINE.rows[:1])),
        late=EVERY_SECTION.late[:1],
        damage=EVERY_SECTION.damage[:1],
        cards=EVERY_SECTION.cards[:1],
        reached=EVERY_SECTION.reached[:1],
        data_notes=EVERY_SECTION.data_notes[:1],
        sources=EVERY_SECTION.sources[:1],
    )


def many_rows() -> Layout:
    """Each table over several pages."""
    return replace(
        with_countries(replace(UKRAINE, rows=UKRAINE.rows * 25), replace(UKRAINE, name="Moldova", rows=())),
        late=EVERY_SECTION.late * 25,
        revised=EVERY_SECTION.revised * 70,
        dropped=EVERY_SECTION.dropped * 70,
        damage=EVERY_SECTION.damage * 25,
        running=replace(RUNNING, rows=RUNNING.rows * 70),
        reached=(replace(EVERY_SECTION.reached[0], rows=EVERY_SECTION.reached[0].rows * 30),),
    )


def test_a_table_of_one_row_is_drawn_whole() -> None:
    assert lost(one_row()) == set()


def test_a_table_over_several_pages_repeats_its_head_and_loses_no_row() -> None:
    layout = many_rows()
    document = drawn(layout)
    with pypdfium2.PdfDocument(document.content) as opened:
        pages = [unspaced(page.get_textpage().get_text_bounded()) for page in opened]
    found = "".join(pages)
    assert {text for text in printed_texts(layout) if not stands_in(text, found)} == set()
    assert found.count("anewerfigure") == found.count("withdrawn") == 70
    dropped = [page for page in pages if "withdrawn" in page]
    assert len(dropped) > 1
    assert all(unspaced("Incident Was Why") in page for page in dropped)
    revised = [page for page in pages if "anewerfigure" in page]
    assert len(revised) > 1
    assert all(unspaced("Incident Measure Was Now Why") in page for page in revised)
