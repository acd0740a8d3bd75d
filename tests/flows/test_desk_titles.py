"""A page of the desk is named in the browser's tab and in its breadcrumbs, and says there that something is wrong."""

import pytest

from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


@pytest.fixture
def incident() -> Incident:
    made = factories.published_incident(killed=7, title="Strike on the river port")
    made.state = "IN_REVIEW"
    made.save(update_fields=["state"])
    return made


def title(page: Page) -> str:
    return page.root.find("title")[0].text


def crumbs(page: Page) -> str:
    return page.root.find("nav", class_="crumbs")[0].text


PAGES = {
    "return/": ("Return {ref}", "Return", "reason"),
    "judge/": ("Judge {ref}", "Judge", "evidence"),
    "claims/C01/judge/": ("Judge C01", "Judge", "evidence"),
    "claims/C01/pin/": ("Pin C01 as the figure, {ref}", "Pin C01", "reason"),
    "claims/C01/newer/": ("Killed: a new number from police", "C01 / Newer number", "wording"),
    "publish/": ("Review {ref}", "Review", "version"),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_below_an_incident_has_its_name_and_says_when_something_is_missing(
    page: Page, incident: Incident, address: str
) -> None:
    name, here, box = PAGES[address]
    shown = page.get(f"/admin/sitreps/incident/{incident.pk}/{address}")
    assert title(shown) == f"{name.format(ref=incident.ref)} – Sitrep desk"
    assert crumbs(shown) == f"Incidents / {incident.ref} / {here}"
    sent = shown.form(box).send(**({box: ""}))
    assert title(sent) == f"Error: {title(shown)}"
    assert sent.problems


def test_the_tab_of_a_record_names_it(page: Page, incident: Incident) -> None:
    change = f"/admin/sitreps/incident/{incident.pk}/change/"
    assert title(page.get(change)) == f"{incident.ref} Strike on the river port – Sitrep desk"
    auditor = signed_in(factories.user(Role.AUDITOR))
    assert title(auditor.get(change)) == f"{incident.ref} Strike on the river port – Sitrep desk"
    assert title(page.get("/admin/sitreps/incident/add/")) == "Add incident – Sitrep desk"
    sealed = factories.origin(name="Olena K.", public_label="a nurse", protect_identity=True)
    shown = page.get(f"/admin/sitreps/origin/{sealed.pk}/change/")
    assert title(shown) == "a nurse – Sitrep desk"


def test_an_empty_comment_is_asked_for_on_a_page_with_a_name(page: Page, incident: Incident) -> None:
    sent = page.post(f"/admin/sitreps/incident/{incident.pk}/comment/", {"text": ""})
    assert title(sent) == f"Error: Comment on {incident.ref} – Sitrep desk"
    assert crumbs(sent) == f"Incidents / {incident.ref} / Comment"


def test_pages_that_ask_nothing_are_named_too(page: Page, incident: Incident) -> None:
    named = {
        f"incident/{incident.pk}/figures/KILLED/": f"Why this number? Killed, {incident.ref}",
        "discrepancydecision/": "Discrepancies",
        "discrepancydecision/decisions/": "Decisions",
        "origin/by-party/": "Sources by party",
        f"sourceitem/{incident.claims.get().source_item_id}/retract/": "Retract",
    }
    for address, name in named.items():
        assert title(page.get(f"/admin/sitreps/{address}")).startswith(name), address
