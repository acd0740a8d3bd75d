"""What stands on which page of the PDF: the first page whole, notes with their figures, numbers with their words."""

import re
from dataclasses import replace

import pypdfium2
import pytest

from sitreps.documents.layout import Layout, Number
from tests.unit.renderers import stress
from tests.unit.renderers.pdf_reading import drawn, unspaced
from tests.unit.renderers.sample import SEED_DAY
from tests.unit.renderers.sample_words import said

URL = re.compile(r"/incidents/[A-Z]{3}-2025-(\d{4})/([A-Z]+)/")
HEAD = re.compile(r"^(\d+)\s+[^\n]*?: (killed|injured)", re.MULTILINE)


def pages(layout: Layout) -> list[str]:
    """The text of each page, lines as they stand."""
    with pypdfium2.PdfDocument(drawn(layout).content) as document:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def test_the_note_of_a_figure_stands_on_the_page_of_the_figure() -> None:
    """A block that moves to the next page takes its note along."""
    found = pages(stress.forty_incidents())
    notes = [{(int(label), measure.lower()) for label, measure in URL.findall(page)} for page in found]
    heads = [{(int(label), measure) for label, measure in HEAD.findall(page)} for page in found]
    assert sum(map(len, heads)) == 80
    assert notes == heads


@pytest.mark.parametrize("lines", [0, 3, 7])
def test_sections_stand_closer_before_the_first_page_spills_over(lines: int) -> None:
    more = (said("Roads to the city are open."),) * lines
    second = pages(replace(SEED_DAY, overview=(*SEED_DAY.overview, *more)))[1]
    assert unspaced("Incidents of the period") in unspaced(second)[:120]


def test_a_long_qualifier_stands_on_the_line_of_its_number() -> None:
    country = SEED_DAY.incidents.countries[0]
    said_so = Number("щонайменше", "16", "щонайменше 16", "open", "", "")
    rows = tuple(replace(row, title="Ракетний удар") for row in country.rows)
    countries = (replace(country, killed=said_so, injured=said_so, rows=rows),)
    layout = replace(SEED_DAY, language="uk", incidents=replace(SEED_DAY.incidents, countries=countries))
    assert any("щонайменше 16" in line for line in pages(layout)[1].split("\n"))


def test_no_line_begins_with_a_dash_between_words() -> None:
    text = "Загинуло щонайменше — усього — " * 40
    layout = replace(SEED_DAY, language="uk", overview=(said(text),))
    assert not [line for page in pages(layout) for line in page.split("\n") if line.startswith("— ")]
