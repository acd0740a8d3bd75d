"""A day on the desk, from the first claim to the PDF: what issue 2 promises a new user, done by three people.

By HTTP, with the forms that the pages hold, and with a real worker for what takes time.
"""

import hashlib
import time
from collections.abc import Callable

import pytest

from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem
from tests import factories
from tests.flows.pages import Page, file, signed_in
from tests.services.worker import Worker

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WITHIN = 60.0
BULLETIN = b"Police bulletin, 24 June: 17 people were killed in Dnipro.\n"


@pytest.fixture
def reporter() -> Page:
    return signed_in(factories.user(Role.REPORTER, username="rita"))


@pytest.fixture
def editor() -> Page:
    return signed_in(factories.user(Role.EDITOR, username="emil"))


@pytest.fixture
def chief() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR, username="clara"))


@pytest.fixture(autouse=True)
def _desk() -> None:
    """A desk with a gazetteer and a series, and nothing logged."""
    factories.places()
    factories.series(code="UKR-DAILY", title="Ukraine: Daily Situation Report", starts_on=factories.DAY)


def captured(reporter: Page) -> Page:
    """A police bulletin with its file, and the two who are said to know."""
    form = reporter.get("/admin/sitreps/sourceitem/add/").form("sourceitem_form")
    source = form.send(
        "_save",
        title="Police bulletin of 24 June",
        key="BULLETIN",
        type="POLICE",
        publisher="Police of Dnipropetrovska oblast",
        published_on="24 June 2025",
        file=file("bulletin.txt", BULLETIN),
    )
    for name, kind, letter in (("Ukrainian police", "POLICE", "B"), ("City council", "LOCAL_AUTHORITY", "C")):
        form = reporter.get("/admin/sitreps/origin/add/").form("origin_form")
        form.send("_save", name=name, public_label=name, type=kind, reliability=letter)
    return source


def claim(number: int, **said: str) -> dict[str, str]:
    """The boxes of one claim."""
    told = {"source_item": "BULLETIN", "as_of": "2025-06-24 17:10", "wording": "", **said}
    return {f"claims__{number}__{name}": value for name, value in told.items()}


def logged(reporter: Page, button: str = "_save") -> Page:
    """An incident with three claims of two origins and a damaged school."""
    page = reporter.get("/admin/sitreps/incident/add/?claim=3&facilitydamage=1")
    police, council = "Ukrainian police (UKRAINIAN-POLICE)", "City council"
    killed, injured = {"measure": "KILLED", "quantifier": "EXACT"}, {"measure": "INJURED"}
    school = {"category": "EDU.SCHOOL", "quantifier": "EXACT", "value": "1", "severity": "DAMAGED"}
    return page.form("incident_form").send(
        button,
        title="Missile strike on Dnipro",
        summary="A missile hit a district of the city.",
        place="Dnipro",
        occurred_on="2025-06-24",
        sub_event_type="SHELLING_ARTILLERY_MISSILE",
        weapon="MISSILE",
        **claim(0, **killed, value="17", origin=police, wording="17 people were killed"),
        **claim(1, **killed, value="15", origin=council, as_of="2025-06-24 12:00"),
        **claim(2, **injured, quantifier="MORE_THAN", value="100", origin=police, wording="over 100"),
        **{f"facilities__0__{name}": value for name, value in school.items()},
        facilities__0__origin=police,
        facilities__0__source_item="Police bulletin of 24 June",
    )


def published(reporter: Page, editor: Page) -> Page:
    """The same, published by the editor."""
    address = logged(reporter, "_submit").address
    return editor.get(address).follow("Review and publish").form("version").send()


def wait_for(page: Page, address: str, ready: Callable[[dict[str, str]], bool], worker: Worker) -> None:
    """Ask for the state as the page does, until it is the one."""
    until = time.monotonic() + WITHIN
    while not ready(page.client.get(address).json()):
        assert time.monotonic() < until, worker.text()
        worker.check()
        time.sleep(0.1)


def test_a_document_is_captured_with_its_digest_and_its_custody(reporter: Page) -> None:
    page = captured(reporter)
    digest = hashlib.sha256(BULLETIN).hexdigest()
    assert page.messages == ["Added: Police bulletin of 24 June."]
    assert f"sha256 {digest}" in page.text
    assert "Captured by rita, captured as bulletin.txt" in page.text
    assert page.form("verify").send().messages == ["The file of BULLETIN is the one that was captured."]
    assert page.form("file").page.client.post(page.form("file").action).content == BULLETIN
    again = page.get(page.address).text
    assert "Hash verified by rita" in again
    assert "Accessed by rita" in again
    assert SourceItem.objects.get().sha256 == digest


def test_an_incident_is_logged_saved_and_sent_to_review(reporter: Page) -> None:
    captured(reporter)
    page = logged(reporter)
    assert page.messages == ["Saved: UKR-2025-0001 Missile strike on Dnipro."]
    assert page.buttons == {"Save", "Discard…", "Submit for review"}
    for words in ("Killed 17", "more than 100", "2 claims, 2 origins", "School"):
        assert words in page.text
    page = page.form("incident_form").send("_submit")
    assert page.messages == ["Sent to review: UKR-2025-0001 Missile strike on Dnipro."]
    assert page.held == "Your role does not let you review incidents: that needs chief editor or editor."
    assert [one.as_of_at.isoformat() for one in Incident.objects.get().claims.order_by("key") if one.as_of_at] == [
        "2025-06-24T14:10:00+00:00",
        "2025-06-24T09:00:00+00:00",
        "2025-06-24T14:10:00+00:00",
    ], "local time of Kyiv"


def test_an_editor_returns_it_and_publishes_what_comes_back(reporter: Page, editor: Page) -> None:
    captured(reporter)
    address = logged(reporter, "_submit").address
    page = editor.get(address)
    assert page.buttons == {"Save", "Return with reason…", "Review and publish…"}
    page = page.follow("Return with reason").form("reason").send(reason="Say which district was hit.")
    assert page.messages == ["Returned: UKR-2025-0001."]

    today = reporter.get("/admin/")
    assert "Returned Missile strike on Dnipro" in today.text
    assert "“Say which district was hit.”" in today.text
    mended = today.follow("Missile strike on Dnipro").form("incident_form")
    mended.send("_submit", summary="A missile hit the Shevchenkivskyi district.")

    page = editor.get(address).follow("Review and publish")
    assert page.heading == "Review: Missile strike on Dnipro"
    for words in ("Killed 17", "17 people were killed", "A missile hit the Shevchenkivskyi district.", "School: 1"):
        assert words in page.text
    page = page.form("version").send()
    assert page.messages == ["Published: UKR-2025-0001 revision 1."]
    told = editor.client.get("/api/v1/incidents/").json()["data"]
    assert [(one["ref"], one["summary"]) for one in told] == [
        ("UKR-2025-0001", "A missile hit the Shevchenkivskyi district.")
    ]
    assert {one["measure"]: one["text"] for one in told[0]["figures"]} == {
        "KILLED": "17 (15–17)",
        "INJURED": "more than 100",
    }


def test_an_edition_is_compiled_edited_issued_and_downloaded(
    reporter: Page, editor: Page, chief: Page, worker: Worker
) -> None:
    captured(reporter)
    published(reporter, editor)
    page = editor.get("/admin/sitreps/editiondraft/").form("day").send(day="2025-06-24")
    state = f"{page.address.removesuffix('change/')}state/"
    wait_for(editor, state, lambda told: told["state"] == "DRAFT", worker)

    page = editor.get(page.address)
    assert "17 people were reported killed" in page.text.replace("{{fig:UKR-2025-0001.KILLED}}", "17")
    highlights = page.value("highlights")
    page = page.form("texts_form").send(
        "_save",
        highlights=f"{highlights}\nRescuers searched the district until evening.",
        overview="A missile killed **{{fig:UKR-2025-0001.KILLED}}** people in Dnipro.",
    )
    assert page.messages == [
        "Saved: the texts of UKR-DAILY No. 1 (2025-06-24). The draft was compiled again with them."
    ]
    preview = page.follow("Open alone")
    assert "Rescuers searched the district until evening." in preview.root.text
    assert "A missile killed 17 (15–17) people in Dnipro." in preview.root.text

    page = chief.get(page.address).follow("Issue No. 1").form("version").send()
    assert page.messages == ["Issued: UKR-DAILY No. 1 (2025-06-24). Its documents are being drawn."]
    state = f"{page.address.removesuffix('change/')}state/"
    wait_for(chief, state, lambda told: told["state"] == "STORED STORED", worker)
    page = chief.get(page.address)
    for name, begins in (
        ("UKR-DAILY_No001_2025-06-24_en.html", b"<!DOCTYPE html>"),
        ("UKR-DAILY_No001_2025-06-24_en.pdf", b"%PDF"),
    ):
        (link,) = [one for one in page.root.find("a") if one.text == name]
        content = b"".join(chief.client.get(link.attrs["href"]))
        assert content.lstrip().startswith(begins)
    assert chief.client.get("/api/v1/editions/UKR-DAILY/1/").json()["status"] == "ISSUED"
