"""The PDF of an edition: whole, tagged, with its data inside, the same bytes every time."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from sitreps.documents.layout import Layout
from sitreps.errors import RenderFailed
from sitreps.renderers import pdf
from sitreps.renderers.pdf import Pdf
from tests.unit.renderers import stress
from tests.unit.renderers.pdf_reading import (
    ATTACHMENT,
    IDENTIFIER,
    claims,
    drawn,
    headings,
    printed_texts,
    stands_in,
    structure,
    unspaced,
    words,
)
from tests.unit.renderers.sample import SEED_DAY
from tests.unit.renderers.sample_words import said

ROOT = Path(__file__).resolve().parents[3]
A4 = (595, 842)


@pytest.fixture(scope="module")
def seed() -> Pdf:
    return drawn(SEED_DAY)


def missing(layout: Layout, document: Pdf) -> set[str]:
    """Texts of the layout that cannot be read in the document."""
    found = words(document.content)
    return {text for text in printed_texts(layout) if not stands_in(text, found)}


def test_it_claims_pdf_ua_and_pdf_a_in_its_metadata(seed: Pdf) -> None:
    said_of_itself = claims(seed.content)
    assert (said_of_itself.ua_part, said_of_itself.a_part, said_of_itself.a_conformance) == ("1", "3", "A")


def test_it_is_tagged_and_says_language_title_author_and_date(seed: Pdf) -> None:
    said_of_itself = claims(seed.content)
    assert said_of_itself.tagged
    assert said_of_itself.shows_title
    assert said_of_itself.language == "en"
    assert said_of_itself.author == "Situation report desk"
    assert said_of_itself.title == (
        "Ukraine: Daily Situation Report No. 1 (as of 24 June 2025, 18:00 EEST / 15:00 UTC)"
    )
    assert said_of_itself.created.startswith("2025-06-24T15:10:00")


def test_the_edition_is_attached_byte_for_byte(seed: Pdf) -> None:
    with pikepdf.open(io.BytesIO(seed.content)) as document:
        assert list(document.attachments) == [f"{IDENTIFIER}.json"]
        spec = document.attachments[f"{IDENTIFIER}.json"]
        file = spec.get_file()
        assert file.read_bytes() == ATTACHMENT
        assert file.mime_type == "application/json"
        assert spec.relationship == pikepdf.Name.Source
        assert spec.description


def test_every_text_of_the_layout_can_be_read_in_it(seed: Pdf) -> None:
    assert missing(SEED_DAY, seed) == set()


def test_the_numbers_of_the_tiles_stand_on_page_one_with_their_qualifiers(seed: Pdf) -> None:
    with pypdfium2.PdfDocument(seed.content) as document:
        page = unspaced(document[0].get_textpage().get_text_bounded())
    for tile in (
        "Ukraine at least 16",
        "Russian Federation at least 1",
        "Ukraine more than 100",
        "Russian Federation at least 2",
    ):
        assert unspaced(tile) in page
    assert "28" not in page


def test_the_opening_fits_page_one_and_pages_are_a4(seed: Pdf) -> None:
    with pypdfium2.PdfDocument(seed.content) as document:
        assert len(document) == seed.pages == 5
        assert {(round(width), round(height)) for width, height in (page.get_size() for page in document)} == {A4}
        second = unspaced(document[1].get_textpage().get_text_bounded())
    assert unspaced("Incidents of the period") in second[:120]


def test_headings_are_real_and_the_annex_is_a_part_of_its_own(seed: Pdf) -> None:
    outline = headings(seed.content)
    top = [title for depth, title in outline if depth == 1]
    assert top == [
        "Highlights",
        "How sure is this?",
        "What changed",
        "Key figures",
        "Situation overview",
        "Incidents of the period",
        "Damage to civilian objects",
        "Caveats",
        "Annex",
    ]
    annex = outline[outline.index((1, "Annex")) :]
    assert [title for depth, title in annex if depth == 2] == [
        "Incident by incident",
        "How the figures were reached",
        "Data notes",
        "Methodology",
        "Sources",
        "About this edition",
    ]
    assert (3, "2 Overnight drone strikes in Sumska oblast") in annex


def test_tables_are_real_tables_with_heads_and_drawings_are_no_content(seed: Pdf) -> None:
    tags = structure(seed.content)
    assert tags["/Table"] == 5  # incidents, damage, three figures with more than one claim
    assert tags["/TH"] > 25
    assert tags["/Title"] == 1
    assert "/Figure" not in tags


def test_every_page_has_its_number_digest_and_link_and_all_but_the_first_a_head(seed: Pdf) -> None:
    with pypdfium2.PdfDocument(seed.content) as document:
        pages = [unspaced(page.get_textpage().get_text_bounded()) for page in document]
    for number, page in enumerate(pages, start=1):
        assert unspaced(f"Page {number} of 5") in page
        assert unspaced("UKR-DAILY No. 1, version 1 · SHA-256 c54fb26544af… · sitreps.example.org/UKR-DAILY/1") in page
    assert all(unspaced(f"Report No. 1 as of {SEED_DAY.masthead.as_of}") in page for page in pages[1:])


def test_a_number_in_the_text_leads_to_its_reckoning(seed: Pdf) -> None:
    with pikepdf.open(io.BytesIO(seed.content)) as document:
        links = [note for page in document.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
        addresses = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert len(links) > 10
    assert addresses == {"mailto:desk@example.org", SEED_DAY.masthead.permalink, SEED_DAY.reached[0].page}


def test_a_figure_names_its_own_page_at_the_foot_for_readers_on_paper(seed: Pdf) -> None:
    assert "sitreps.example.org/incidents/ukr-2025-0001/killed/" in words(seed.content)
    assert structure(seed.content)["/Note"] == 1


def test_only_web_addresses_become_links() -> None:
    source = replace(SEED_DAY.sources[0], url="javascript:alert(1)")
    document = drawn(replace(SEED_DAY, sources=(source,)))
    assert b"javascript:" not in document.content
    assert "javascript:alert(1)" in words(document.content)


def test_texts_are_never_read_as_markup() -> None:
    hostile = '#read("/etc/passwd") *bold* = heading @label $x$ <b> [link] // note \\ "quoted"'
    layout = replace(SEED_DAY, overview=(said(hostile),))
    assert missing(layout, drawn(layout)) == set()


def test_line_breaks_inside_a_text_are_one_space() -> None:
    layout = replace(SEED_DAY, nothing_reported="Nothing reported:\r\n\tdisplacement.")
    assert unspaced("Nothing reported: displacement.") in words(drawn(layout).content)


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"}, "/"),
        ({"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"}, str(ROOT)),
    ],
)
def test_the_same_edition_gives_the_same_bytes_anywhere(seed: Pdf, variables: dict[str, str], folder: str) -> None:
    code = (
        "import hashlib; from tests.unit.renderers.pdf_reading import drawn;"
        "from tests.unit.renderers.sample import SEED_DAY;"
        "print(hashlib.sha256(drawn(SEED_DAY).content).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == sha256(seed.content).hexdigest()


@pytest.mark.parametrize(
    ("layout", "most_pages"),
    [
        pytest.param(stress.forty_incidents(), 32, id="forty incidents"),
        pytest.param(stress.quiet_day(), 2, id="a quiet day"),
        pytest.param(stress.many_countries(1), 5, id="one country"),
        pytest.param(stress.many_countries(3), 5, id="three countries"),
        pytest.param(stress.many_countries(6), 6, id="six countries"),
    ],
)
def test_days_of_every_size_lose_no_text(layout: Layout, most_pages: int) -> None:
    document = drawn(layout)
    assert missing(layout, document) == set()
    assert document.pages <= most_pages


def test_texts_longer_than_a_page_and_words_longer_than_a_line_stay_inside_the_margins() -> None:
    layout = stress.long_texts()
    document = drawn(layout)
    assert missing(layout, document) == set()
    with pypdfium2.PdfDocument(document.content) as opened:
        for page in opened:
            text = page.get_textpage()
            boxes = [text.get_rect(index) for index in range(text.count_rects())]
            assert max(right for _, _, right, _ in boxes) < A4[0] - 40
            assert min(bottom for _, bottom, _, _ in boxes) > 20


def test_a_draft_says_so_on_page_one() -> None:
    layout = replace(SEED_DAY, masthead=replace(SEED_DAY.masthead, is_draft=True, version="draft", issued=""))
    layout = replace(layout, footer=replace(layout.footer, digest=""))
    found = words(drawn(layout).content)
    assert unspaced("Draft. Not issued:") in found
    assert unspaced("SHA-256 of") not in found


def test_a_control_character_is_refused_with_its_text_and_its_place() -> None:
    card = replace(SEED_DAY.cards[1], title="Bell\x07 in the night")
    with pytest.raises(RenderFailed) as refusal:
        drawn(replace(SEED_DAY, cards=(SEED_DAY.cards[0], card)))
    assert "cards[1].title" in str(refusal.value)
    assert "Bell" in str(refusal.value)
    assert "U+0007 control character" in str(refusal.value)


def test_a_glyph_that_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(RenderFailed, match=r"overview\[0\]\[0\]\.text: “at . once”.*U\+2192 RIGHTWARDS ARROW"):
        drawn(replace(SEED_DAY, overview=(said("at → once"),)))


def test_more_text_than_the_limit_is_refused_before_anything_starts() -> None:
    endless = said("word " * (pdf.MOST_CHARACTERS // 5 + 1))
    with pytest.raises(RenderFailed, match=r"overview.*more than 800,000 characters"):
        drawn(replace(SEED_DAY, overview=(endless,)))


def test_the_colours_are_the_light_palette_of_the_product() -> None:
    tokens = (ROOT / "sitreps/static/site/tokens.css").read_text().partition("@media")[0]
    look = (ROOT / "templates/edition/typst/look.typ").read_text()
    names = ("ink", "muted", "hairline", "wash", "accent", "killed", "injured", "warn", "warn-wash")
    for here, there in {**dict.fromkeys(names, ""), "range-line": "range"}.items():
        colour = tokens.partition(f"--{there or here}: ")[2].partition(";")[0]
        assert f'#let {here} = rgb("{colour}")' in look
