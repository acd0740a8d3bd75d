"""The public pages in a real browser: for everybody, at every width, by keyboard, on paper, without a script."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from sitreps.actions.imports import import_log
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import CountryCell, Number
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionIssue
from sitreps.models.series import Series
from sitreps.renderers import html
from tests import desk_logs, factories
from tests.unit.renderers.sample import SEED_DAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDITION = "/editions/UKR-DAILY/1/"
FIGURE = "/incidents/UKR-2025-0001/KILLED/"
PAGES = (
    "/",
    "/editions/",
    "/editions/UKR-DAILY/",
    EDITION,
    "/incidents/UKR-2025-0001/",
    FIGURE,
    "/methodology/",
    "/nothing/",
    "/?lang=uk",
    "/editions/UKR-DAILY/?lang=uk",
    "/incidents/UKR-2025-0001/?lang=uk",
    "/nothing/?lang=uk",
)
WIDTHS = (320, 390, 600, 768, 1024, 1152, 1280, 1920)
PUBLISHED = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)
DARK_PHONE, LIGHT_DESKTOP = ("dark", 390), ("light", 1280)


@pytest.fixture
def issue(live_server: LiveServer) -> EditionIssue:
    """The demo's day, issued, with its page stored and a stand-in for the PDF."""
    chief = factories.user(Role.CHIEF_EDITOR, Role.EDITOR)
    now = datetime(2025, 6, 24, 16, 0, tzinfo=UTC)
    import_log(content=desk_logs.FILE.read_bytes(), by=chief, now=now, publish=True, at=PUBLISHED)
    issued = factories.issued_edition(Series.objects.get(code="UKR-DAILY"), date(2025, 6, 24))
    factories.stored_document(issued, "pdf", b"%PDF" * 30_000)
    factories.stored_document(issued, "html", stored_page(issued))
    return issued


def stored_page(issue: EditionIssue) -> bytes:
    """The HTML document of an issue."""
    return html.render(lay_out(canonical.decode(issue.snapshot, EditionDocument)))


def opened(page: Page, address: str) -> Page:
    """The page at an address with all its folds open."""
    page.goto(address, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    return page


def violations(page: Page) -> list[str]:
    """What axe finds, of any weight, as `rule: first element`."""
    found: dict[str, Any] = Axe().run(page).response
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def box(found: Locator) -> FloatRect:
    """Where an element stands on the page."""
    place = found.bounding_box()
    assert place is not None
    return place


@pytest.mark.parametrize(("scheme", "width"), [LIGHT_DESKTOP, DARK_PHONE])
def test_no_page_has_a_barrier(page: Page, issue: EditionIssue, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    assert {address: violations(opened(page, address)) for address in PAGES} == {address: [] for address in PAGES}


def test_no_page_scrolls_sideways_at_any_width(page: Page, issue: EditionIssue) -> None:
    wider = []
    for address in PAGES:
        opened(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wider.append(f"{address} needs {needed} of {width}")
    assert wider == []


def test_a_reader_by_keyboard_skips_to_the_content_and_sees_where_they_are(page: Page, issue: EditionIssue) -> None:
    page.goto(EDITION, wait_until="load")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert "solid" in skip.evaluate("link => getComputedStyle(link).outlineStyle")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_be_visible()


def test_a_number_in_the_highlights_leads_to_how_it_was_reached(page: Page, issue: EditionIssue) -> None:
    page.goto(EDITION, wait_until="load")
    part = page.locator("[id='UKR-2025-0001.KILLED']")
    expect(part).to_be_hidden()
    page.locator("#highlights a[href='#UKR-2025-0001.KILLED']").first.click()
    expect(part).to_be_in_viewport()
    expect(part.get_by_text("“11 residents”")).to_be_visible()


def test_a_fold_opens_from_the_contents_with_its_heading_in_sight(page: Page, issue: EditionIssue) -> None:
    page.goto(EDITION, wait_until="load")
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Methodology").click()
    expect(page.locator("#methodology")).to_be_in_viewport()
    expect(page.locator("summary", has_text="Methodology")).to_be_in_viewport()


def test_on_a_phone_the_key_figures_come_before_how_sure(page: Page, issue: EditionIssue) -> None:
    page.goto(EDITION, wait_until="load")
    sure, figures, highlights = (page.locator(f"#{name}") for name in ("sure", "figures", "highlights"))
    assert box(sure)["y"] == pytest.approx(box(highlights)["y"], abs=2)
    assert box(sure)["x"] > box(highlights)["x"]
    page.set_viewport_size({"width": 390, "height": 900})
    assert box(highlights)["y"] < box(figures)["y"] < box(sure)["y"]
    expect(page.get_by_role("navigation", name="Contents")).to_be_hidden()
    expect(page.locator("summary", has_text="In this edition")).to_be_visible()


def test_numbers_of_a_row_stand_on_one_line(page: Page, issue: EditionIssue) -> None:
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(EDITION, wait_until="load")
        for tile in page.locator(".tiles-pairs .tile").all():
            lines = {round(box(number)["y"]) for number in tile.locator(".num b").all()}
            assert len(lines) == 1, f"{lines} at {width}"


def test_everything_works_without_scripts(browser: Browser, live_server: LiveServer, issue: EditionIssue) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Read the report").click()
    expect(page).to_have_title(
        "Ukraine: Daily Situation Report No. 1 (as of 24 June 2025, 18:00 EEST / 15:00 UTC) | Situation report desk"
    )
    page.locator("summary", has_text="How the figures were reached").click()
    expect(page.get_by_text("“11 residents”").first).to_be_visible()
    with page.expect_download() as download:
        page.locator(".actions a", has_text="PDF").click()
    assert download.value.suggested_filename == "UKR-DAILY_No001_2025-06-24_en.pdf"
    assert {url for url in asked if not url.startswith(live_server.url)} == set()
    context.close()


def test_from_an_incident_to_how_its_number_was_reached_and_on_to_a_place(page: Page, issue: EditionIssue) -> None:
    page.goto("/incidents/UKR-2025-0001/", wait_until="load")
    page.get_by_role("link", name="How was this number reached? Killed").click()
    expect(page).to_have_url(re.compile(f"{FIGURE}$"))
    expect(page.get_by_role("row", name="Ukrainian police").first).to_contain_text("Added")
    page.get_by_role("link", name="Samar").click()
    expect(page).to_have_url(re.compile("/incidents/UKR-2025-0003/KILLED/$"))
    page.get_by_role("link", name="Part of a cluster’s figure").click()
    expect(page).to_have_url(re.compile(f"{FIGURE}$"))


def test_a_reader_by_keyboard_changes_the_language_and_keeps_it_from_page_to_page(
    page: Page, issue: EditionIssue
) -> None:
    factories.stored_document(issue, "html", b"<", language="uk")
    page.goto("/", wait_until="load")
    page.get_by_role("link", name="Українська").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?lang=uk$"))
    page.get_by_role("link", name="Ракетний удар, Дніпропетровська область").click()
    page.get_by_role("link", name="Архів").click()
    page.get_by_role("link", name="Усі випуски UKR-DAILY").click()
    page.get_by_role("link", name="Україна: щоденний ситуаційний звіт № 1").first.click()
    expect(page).to_have_url(re.compile(rf"{EDITION}\?lang=uk$"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(f"{EDITION}$"))


def test_the_stored_page_stands_alone(browser: Browser, tmp_path: Path, issue: EditionIssue) -> None:
    """Opened from a disk years later: no request, no barrier, nothing wider than the screen."""
    file = tmp_path / "edition.html"
    file.write_bytes(stored_page(issue))
    context = browser.new_context(viewport={"width": 390, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    opened(page, file.as_uri())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert asked == [file.as_uri()]
    context.close()


def test_the_widest_figures_never_widen_the_page(browser: Browser, tmp_path: Path) -> None:
    """Sources that contradict each other, ranges of thousands, words for numbers, three countries."""
    said = "17 (regional administration); 19 (city)"
    conflict = Number("", said, said, "range", "17 to 19", "")
    span = Number("", "1,250–1,300", "1,250–1,300", "range", "1,250 to 1,300", "")
    vague = Number("number not established", "–", "number not established (“dozens” in 2 places)", "none", "", "")
    key, table = SEED_DAY.key_figures, SEED_DAY.incidents
    cells = tuple(CountryCell("Bosnia and Herzegovina", value, "1 of 2 incidents") for value in (conflict, span, vague))
    rows = tuple(
        replace(row, killed=killed, injured=span)
        for row, killed in zip(table.countries[0].rows, (conflict, span, vague, conflict, vague), strict=True)
    )
    layout = replace(
        SEED_DAY,
        key_figures=replace(
            key,
            tiles=tuple(replace(tile, cells=cells) for tile in key.tiles),
            small=tuple(replace(tile, value=conflict) for tile in key.small),
        ),
        incidents=replace(table, countries=(replace(table.countries[0], rows=rows),)),
        late=rows,
    )
    file = tmp_path / "edition.html"
    file.write_bytes(html.render(layout))
    page = opened(browser.new_page(), file.as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_on_paper_every_fold_is_open_and_the_page_is_white(page: Page, issue: EditionIssue) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(EDITION, wait_until="load")
    expect(page.get_by_text("“11 residents”").first).to_be_visible()
    expect(page.get_by_role("banner").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
