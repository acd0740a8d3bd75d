"""The API's own page in a real browser: read by everybody, at every width, and every part of it can be reached."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCS = "/api/v1/docs/"


@pytest.mark.parametrize("width", [390, 1280])
def test_every_operation_and_shape_is_on_the_page_without_barriers(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(DOCS)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    expect(page.get_by_text("The last number that the client has dealt with")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found: dict[str, Any] = Axe().run(page).response
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found["violations"]] == []


def test_links_between_shapes_lead_to_parts_of_the_page(page: Page) -> None:
    page.goto(DOCS)
    broken = page.evaluate(
        """[...document.querySelectorAll("main a[href^='#']")]
             .filter(link => !document.getElementById(link.hash.slice(1))).map(link => link.hash)"""
    )
    assert broken == []
