"""The desk in a real browser: without barriers, at every width, by keyboard, and without scripts where that is said.

The `page` fixture fails each test on a script error, a missing asset and a violation of the content policy.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from sitreps.actions.imports import import_log
from sitreps.models.accounts import Role, User
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem
from tests import desk_logs, factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLISHED = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)
DARK_PHONE, LIGHT_DESKTOP = ("dark", 390), ("light", 1280)
WIDTHS = (320, 390, 768, 1024, 1280, 1920)

SignIn = Callable[..., User]


@pytest.fixture
def issue(live_server: LiveServer) -> EditionIssue:
    """The demo's day, issued; a second day that is a draft; an incident in review with everything on it."""
    chief = factories.user(Role.CHIEF_EDITOR, username="clara", first_name="Clara", last_name="Chief")
    import_log(content=desk_logs.FILE.read_bytes(), by=chief, now=PUBLISHED, publish=True, at=PUBLISHED)
    series = Series.objects.get(code="UKR-DAILY")
    issued = factories.issued_edition(series, date(2025, 6, 24))
    factories.stored_document(issued, "pdf", b"%PDF" * 30_000)
    Series.objects.update(ends_on=None)
    factories.compiled_draft(Series.objects.get(), date(2025, 6, 25))
    review = factories.incident(title="Missile strike on Dnipro", state="IN_REVIEW", by=factories.user(Role.REPORTER))
    long = factories.origin(name="The head of the regional military administration of Dnipropetrovska oblast")
    for quantifier, value, who in (("EXACT", 17, factories.origin()), ("AT_LEAST", 15, long)):
        factories.claim(review, quantifier=quantifier, value=value, origin=who, wording=f"{value} people were killed")
    factories.claim(review, measure="INJURED", quantifier="MORE_THAN", value=100, origin=long)
    factories.facility(review, origin=long)
    review.comments.create(by=chief, at=factories.NOON, text="Which district?", is_return=True)
    factories.origin(name="Sealed", public_label="a hospital official", protect_identity=True)
    return issued


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> SignIn:
    """Gives the browser the session of a colleague with these roles."""

    def signed(*roles: Role, into: BrowserContext = context) -> User:
        user = factories.user(*roles, first_name="Ines", last_name="Okafor")
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        into.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return user

    return signed


def address(noun: str, row: Any, page: str = "change") -> str:
    return f"/admin/sitreps/{noun}/{row.pk}/{page}/"


def every_page() -> list[str]:
    """One page of each kind."""
    review = Incident.objects.get(state="IN_REVIEW")
    cluster = Incident.objects.get(ref="UKR-2025-0001")
    draft, issue = EditionDraft.objects.get(state="DRAFT"), EditionIssue.objects.get()
    one, other = Incident.objects.filter(state="PUBLISHED", kind="EVENT").order_by("ref")[:2]
    document = SourceItem.objects.first()
    lists = ("incident", "editiondraft", "sourceitem", "origin", "place", "party", "series", "user", "auditevent")
    return [
        "/admin/",
        *(f"/admin/sitreps/{noun}/" for noun in lists),
        "/admin/sitreps/incident/add/?claim=1&facilitydamage=1&personmention=1",
        address("incident", review),
        address("incident", review, "publish"),
        address("incident", review, "return"),
        address("incident", cluster),
        address("incident", cluster, "claims/C01/withdraw"),
        "/admin/sitreps/incident/toll/",
        address("incident", cluster, "toll"),
        address("incident", cluster, "claims/C01/newer"),
        "/admin/sitreps/incident/duplicates/",
        address("incident", one, "merge"),
        f"{address('incident', one, 'merge')}?with={other.ref}",
        f"{address('incident', one, 'apart')}?with={other.ref}",
        address("incident", one, "merge/undo"),
        address("incident", one, "split"),
        address("editiondraft", draft),
        address("editiondraft", draft, "issue"),
        address("editionissue", issue),
        *(address("sourceitem", document, page) for page in ("change", "retract", "retracted", "status")),
        "/admin/sitreps/sourceitem/add/",
        address("origin", Origin.objects.get(name="Sealed")),
        address("origin", Origin.objects.get(name="Sealed"), "reveal"),
        address("series", Series.objects.get()),
        address("series", factories.series(code="OVER", ends_on=factories.DAY), "go-on"),
        "/admin/sitreps/place/add/",
        "/admin/sitreps/user/add/",
        "/admin/password_change/",
        "/admin/password_change/done/",
        "/admin/nothing/",
    ]


def violations(page: Page) -> list[str]:
    """What axe finds, of any weight, as `rule: first element`; the edition in its frame is held by its own tests."""
    found: dict[str, Any] = Axe().run(page, context={"exclude": ["iframe"]}).response
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def opened(page: Page, where: str) -> Page:
    """The page at an address with all its folds but the menus open."""
    page.goto(where, wait_until="load")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    return page


@pytest.mark.parametrize(("scheme", "width"), [LIGHT_DESKTOP, DARK_PHONE])
def test_no_page_has_a_barrier(page: Page, issue: EditionIssue, sign_in: SignIn, scheme: Any, width: int) -> None:
    sign_in(Role.CHIEF_EDITOR, Role.ADMINISTRATOR)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {where: violations(opened(page, where)) for where in every_page()}
    assert {where: what for where, what in found.items() if what} == {}


def test_the_login_and_a_form_with_errors_have_no_barrier(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    page.goto("/admin/login/")
    assert violations(page) == []
    sign_in(Role.REPORTER)
    page.goto("/admin/sitreps/incident/add/?claim=1")
    page.fill("#id_claims-0-value", "-1")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.locator("#problem")).to_be_focused()
    assert violations(page) == []


def test_no_page_scrolls_sideways_at_any_width(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.CHIEF_EDITOR, Role.ADMINISTRATOR)
    wider = []
    for where in every_page():
        opened(page, where)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wider.append(f"{where} needs {needed} of {width}")
    assert wider == []


def test_an_incident_is_logged_by_keyboard_alone(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.REPORTER)
    page.goto("/admin/sitreps/incident/add/")
    for box, typed in (("title", "Shelling of Samar"), ("place", "Samar"), ("occurred_on", "24 June 2025")):
        page.locator(f"#id_{box}").focus()
        page.keyboard.type(typed)
    page.locator("#id_sub_event_type").focus()
    page.keyboard.type("Attack")
    page.keyboard.press("Alt+n")
    expect(page.locator("#id_claims-0-measure")).to_be_focused()
    page.keyboard.type("Killed")
    for typed in ("exactly", "2"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.locator("#id_claims-0-origin").focus()
    page.keyboard.type("Ukrainian police")
    page.keyboard.press("Tab")
    page.keyboard.type("DOC-SEED")
    page.keyboard.press("Alt+c")
    expect(page.locator("#id_claims-1-value")).to_be_focused()
    expect(page.locator("#id_claims-1-origin")).to_have_value("Ukrainian police")
    expect(page.locator("#id_claims-1-value")).to_have_value("")
    page.keyboard.type("3")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_role("status").first).to_contain_text("Shelling of Samar")
    assert Incident.objects.get(title="Shelling of Samar").claims.count() == 2


def test_the_skip_link_comes_first_and_focus_is_never_behind_the_bar(
    page: Page, issue: EditionIssue, sign_in: SignIn
) -> None:
    sign_in(Role.EDITOR)
    page.goto(address("incident", Incident.objects.get(state="IN_REVIEW")), wait_until="load")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    hidden = page.evaluate("""async () => {
        const bar = document.querySelector(".bar").getBoundingClientRect().top;
        const boxes = [...document.querySelectorAll("main form input:not([type=hidden]), main form select")];
        const seen = boxes.filter(box => box.checkVisibility() && !box.closest(".bar, details:not([open])"));
        const behind = [];
        for (const box of seen) {
            box.focus();
            await new Promise(requestAnimationFrame);
            if (box.getBoundingClientRect().bottom > bar + 1) behind.push(box.id);
        }
        return behind;
    }""")
    assert hidden == []


def test_the_figures_follow_what_is_typed(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.EDITOR)
    page.goto(address("incident", Incident.objects.get(state="IN_REVIEW")), wait_until="load")
    page.locator("#claims details.card > summary").first.click()
    page.fill("#id_claims-0-value", "21")
    panel = page.locator("#figures")
    expect(panel).to_contain_text("With what you typed; not saved yet.")
    expect(panel.locator(".best").first).to_contain_text("21")
    page.fill("#id_claims-0-value", "many")
    expect(panel).to_contain_text("One claim cannot be read yet and is not counted.")


def test_the_figures_of_a_new_incident_follow_its_first_claim(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.REPORTER)
    page.goto("/admin/sitreps/incident/add/", wait_until="load")
    panel = page.locator("#figures")
    expect(panel).to_contain_text("while you type the first one")
    page.keyboard.press("Alt+n")
    page.select_option("#id_claims-0-measure", "KILLED")
    page.select_option("#id_claims-0-quantifier", "AT_LEAST")
    page.fill("#id_claims-0-value", "7")
    page.fill("#id_claims-0-origin", "Ukrainian police")
    page.fill("#id_claims-0-source_item", "DOC-SEED")
    expect(panel.locator(".best").first).to_have_text("at least 7", use_inner_text=True)
    expect(panel).to_contain_text("With what you typed; not saved yet.")


def test_a_toll_rises_by_keyboard_and_the_figures_follow(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.REPORTER)
    dnipro = Incident.objects.get(ref="UKR-2025-0002")
    page.goto("/admin/", wait_until="load")
    with page.expect_navigation():
        page.keyboard.press("Alt+t")
    page.fill("#id_incident", "UKR-2025-0001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which number is new?")
    page.goto(address("incident", dnipro), wait_until="load")
    page.locator("#figures").get_by_role("link", name="Newer number… C03").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#id_value")).to_be_focused()
    page.keyboard.type("13")
    figures = page.locator("[data-panel]")
    expect(figures).to_contain_text("cannot be read as a claim yet")
    page.locator("#id_as_of").focus()
    page.keyboard.type("2025-06-25 09:00")
    expect(figures).to_contain_text("With the number that you typed; not saved yet.")
    expect(figures.locator("td b")).to_have_text("13")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_role("status").first).to_contain_text("after C03, in UKR-2025-0002")
    assert dnipro.claims.latest("pk").value == 13


def test_what_is_logged_already_is_told_while_it_is_typed(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.REPORTER)
    known = Incident.objects.get(ref="UKR-2025-0001").children.order_by("ref")[0]
    page.goto("/admin/sitreps/incident/add/", wait_until="load")
    page.fill("#id_title", "The same strike")
    page.fill("#id_place", known.place.key)
    page.fill("#id_occurred_on", known.occurred_on.isoformat())
    expect(page.locator("#event [data-fresh]")).not_to_contain_text("May be logged already")
    page.select_option("#id_sub_event_type", known.sub_event_type)
    expect(page.locator("#event [data-fresh]")).to_contain_text("May be logged already")
    expect(page.get_by_role("link", name=known.ref)).to_be_visible()
    page.fill("#id_occurred_on", "2025-01-01")
    expect(page.locator("#event [data-fresh]")).not_to_contain_text("May be logged already")


def test_two_incidents_are_merged_by_keyboard_and_the_figures_follow(
    page: Page, issue: EditionIssue, sign_in: SignIn
) -> None:
    sign_in(Role.CHIEF_EDITOR)
    place = factories.place(iso3166_1="UKR")
    one, other = (factories.published_incident(place=place, killed=killed) for killed in (3, 5))
    page.goto(f"{address('incident', one, 'merge')}?with={other.ref}", wait_until="load")
    figures = page.locator("[data-fresh]")
    expect(figures).to_contain_text("at least 5")
    page.locator(f"[name=deal-{other.ref}-C01][value=goes]").focus()
    page.keyboard.press("ArrowRight")
    expect(figures.locator("ins", has_text="at least 5")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(figures.locator("ins", has_text="at least 5")).to_have_count(1)
    page.get_by_label("Why they are one").focus()
    page.keyboard.type("Both reports are of one strike.")
    page.get_by_role("button", name=f"Merge {other.ref} into {one.ref}").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"Merged: {other.ref} into {one.ref}")


def test_leaving_with_unsaved_words_asks_and_saving_does_not(page: Page, issue: EditionIssue, sign_in: SignIn) -> None:
    sign_in(Role.EDITOR)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    review = address("incident", Incident.objects.get(state="IN_REVIEW"))
    page.goto(review, wait_until="load")
    page.get_by_role("link", name="Today").first.click()
    expect(page).to_have_title("Today – Sitrep desk")
    assert asked == [], "nothing was typed"
    page.goto(review, wait_until="load")
    page.locator("#id_facilities-TOTAL_FORMS").wait_for(state="attached")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    page.locator("#id_summary").fill("A missile hit a district.")
    expect(page.locator("[data-status]")).to_have_text("Not saved yet.")
    page.get_by_role("link", name="Today").first.click()
    expect(page).to_have_title("Today – Sitrep desk")
    assert asked == ["beforeunload"]
    page.goto(review, wait_until="load")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    page.locator("#id_summary").fill("A missile hit a district.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    assert asked == ["beforeunload"]


def test_the_navigation_and_the_figures_are_at_hand_on_a_phone(
    page: Page, issue: EditionIssue, sign_in: SignIn
) -> None:
    sign_in(Role.EDITOR)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/admin/")
    thumb = page.get_by_role("navigation", name="Main")
    expect(thumb.get_by_role("link", name="Incidents")).to_be_in_viewport()
    thumb.get_by_text("More").click()
    expect(thumb.get_by_role("link", name="Sources")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(thumb.get_by_role("link", name="Sources")).to_be_hidden()
    page.goto(address("incident", Incident.objects.get(state="IN_REVIEW")), wait_until="load")
    strip = page.locator(".fig-strip")
    expect(strip).to_contain_text("Killed 17")
    strip.click()
    expect(page.locator("#figures")).to_be_focused()
    page.keyboard.press("Escape")
    expect(strip).to_be_focused()


def test_a_day_goes_by_without_scripts(
    browser: Browser, live_server: LiveServer, issue: EditionIssue, sign_in: SignIn
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(Role.EDITOR, into=context)
    page = context.new_page()
    review = Incident.objects.get(state="IN_REVIEW")
    page.goto(address("incident", review))
    page.get_by_role("link", name="Add a claim").click()
    page.select_option("#id_claims-3-measure", "MISSING")
    page.select_option("#id_claims-3-quantifier", "EXACT")
    page.fill("#id_claims-3-value", "4")
    page.fill("#id_claims-3-origin", "Ukrainian police")
    page.fill("#id_claims-3-source_item", "DOC-SEED")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"Saved: {review.ref}")).to_be_visible()
    assert review.claims.get(key="C04").value == 4
    page.goto("/admin/")
    page.get_by_text("Ines Okafor").first.click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    context.close()


def test_nothing_is_asked_of_anybody_else(
    page: Page, issue: EditionIssue, sign_in: SignIn, live_server: LiveServer
) -> None:
    sign_in(Role.CHIEF_EDITOR)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for where in ("/admin/", address("editiondraft", EditionDraft.objects.get(state="DRAFT"))):
        page.goto(where, wait_until="networkidle")
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()
