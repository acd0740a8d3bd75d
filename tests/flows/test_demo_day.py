"""The demo's day from the log to the documents: the written figures, totals and discrepancies, in HTML and in PDF."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.models.editions import EditionDraft, EditionIssue
from tests.unit.renderers import pdf_reading

pytestmark = pytest.mark.django_db

EXPECTED: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "seed-expected.json").read_text())
NOT_IN_PUBLIC = {"flags"}
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?![\w.-])")


class Visible(HTMLParser):
    """The text of a page as a reader sees it; what is drawn, styled or said for machines is left out."""

    hidden = frozenset({"style", "script", "svg", "head"})

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.hidden or ("hidden", "") in attrs:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


@pytest.fixture
def edition(demo_day: EditionIssue, client: Client) -> Any:
    """Edition No. 1 as partners read it."""
    return client.get("/api/v1/editions/UKR-DAILY/1/").json()


@pytest.fixture
def layout(demo_day: EditionIssue) -> Layout:
    return lay_out(canonical.decode(demo_day.snapshot, EditionDocument))


@pytest.fixture
def documents(edition: Any, client: Client) -> dict[str, bytes]:
    """The bytes of the stored documents in English, by format."""
    english = [one for one in edition["documents"] if one["language"] == "en"]
    return {one["format"]: client.get(one["href"]).getvalue() for one in english}


def read_html(content: bytes) -> str:
    page = Visible()
    page.feed(content.decode())
    return " ".join(page.texts)


def read_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def figure(answer: Any, measure: str) -> Any:
    return next(one for one in answer["figures"] if one["measure"] == measure)


@pytest.mark.parametrize(
    "row", EXPECTED["figures"], ids=[f"{one['ref']}.{one['measure']}" for one in EXPECTED["figures"]]
)
@pytest.mark.usefixtures("demo_day")
def test_every_figure_of_the_record_is_as_written(row: dict[str, Any], client: Client) -> None:
    told = figure(client.get(f"/api/v1/incidents/{row['ref']}/").json(), row["measure"])
    assert {name: told[name] for name in row.keys() - NOT_IN_PUBLIC - {"ref"}} == {
        name: value for name, value in row.items() if name not in NOT_IN_PUBLIC and name != "ref"
    }
    assert [(flag["code"], flag["amount"], flag["about"]) for flag in told["flags"]] == [
        (flag["code"], flag.get("amount"), flag.get("about")) for flag in row["flags"]
    ]


def test_every_total_of_the_edition_is_as_written(edition: Any) -> None:
    told = {(one["scope"], one["measure"]): one for one in edition["totals"]}
    for row in EXPECTED["totals"]:
        assert {name: told[row["scope"], row["measure"]][name] for name in row} == row
    assert EXPECTED["never_killed"] not in {one["printed"] for one in edition["totals"]}
    assert edition["since_start"] == edition["totals"]


@pytest.mark.usefixtures("demo_day")
def test_the_discrepancies_are_as_written_and_none_blocks() -> None:
    found = EditionDraft.objects.get().discrepancies
    told = [(one["severity"], one["code"], one["ref"]) for one in found]
    assert sorted(told) == sorted((one["severity"], one["code"], one["ref"]) for one in EXPECTED["discrepancies"])
    assert "BLOCK" not in {severity for severity, _, _ in told}


def test_it_is_edition_no_1_of_its_day(edition: Any) -> None:
    assert (edition["number"], edition["issue"], edition["status"], edition["date"]) == (1, 1, "ISSUED", "2025-06-24")
    assert edition["period"] == {"from": "2025-06-23T15:00:00Z", "to": "2025-06-24T15:00:00Z"}
    assert (edition["as_known_at"], edition["issued_at"]) == ("2025-06-24T15:00:00Z", "2025-06-24T15:10:00Z")
    assert [one["ref"] for one in edition["new"]] == [
        "RUS-2025-0001",
        "RUS-2025-0002",
        "UKR-2025-0001",
        "UKR-2025-0004",
    ]
    assert (edition["late"], edition["revised"], edition["previous"], edition["next"]) == ([], [], None, None)


@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_every_text_of_the_layout_can_be_read_in_each_document(
    layout: Layout, documents: dict[str, bytes], format_: str
) -> None:
    read = {"html": read_html, "pdf": read_pdf}[format_](documents[format_])
    found = pdf_reading.unspaced(read)
    assert {text for text in pdf_reading.printed_texts(layout) if not pdf_reading.stands_in(text, found)} == set()


def test_both_documents_show_the_same_numbers(documents: dict[str, bytes]) -> None:
    """Every number of one stands in the other; the PDF alone numbers its pages."""
    html, pdf = (set(NUMBER.findall(text)) for text in (read_html(documents["html"]), read_pdf(documents["pdf"])))
    assert html - pdf == set()
    assert pdf - html <= {str(page) for page in range(1, 10)}
    assert {"16", "100", "13", "11"} <= html
    assert str(EXPECTED["never_killed"]) not in html | pdf


def test_the_tiles_say_no_more_than_the_figures_support(documents: dict[str, bytes]) -> None:
    for text in (read_html(documents["html"]), read_pdf(documents["pdf"])):
        joined = " ".join(text.split())
        for tile in (
            "Ukraine at least 16",
            "Russian Federation at least 1",
            "Ukraine more than 100",
            "Russian Federation at least 2",
        ):
            assert tile in joined
