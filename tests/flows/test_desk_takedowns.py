"""At the desk: one person takes down what is public, another puts it back or erases it, each with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from sitreps.models.accounts import Role
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import RevisionContent
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def strike() -> Incident:
    return factories.published_incident(title="Strike on the port")


@pytest.fixture
def issue(strike: Incident) -> EditionIssue:
    return factories.issued_edition(factories.series(code="UKR-DAILY"))


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.user(*roles))
    return client


def post(client: Client, thing: Incident | EditionIssue, page: str, **typed: Any) -> Any:
    model = "incident" if isinstance(thing, Incident) else "editionissue"
    version = Incident.objects.get(pk=thing.pk).version if isinstance(thing, Incident) else 0
    path = f"/admin/sitreps/{model}/{thing.pk}/{page}/"
    assert client.get(path).status_code == 200
    return client.post(path, {"version": version, **typed})


def page_of(client: Client, thing: Incident | EditionIssue) -> str:
    model = "incident" if isinstance(thing, Incident) else "editionissue"
    return client.get(f"/admin/sitreps/{model}/{thing.pk}/change/", follow=True).content.decode()


def public(client: Client, one: Incident) -> int:
    return client.get(f"/api/v1/incidents/{one.ref}/").status_code


def test_an_incident_is_hidden_by_one_and_restored_by_another(client: Client, strike: Incident) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    assert "Hide…" in page_of(editor, strike)
    assert post(editor, strike, "hide", note="It names a victim.").status_code == 302
    assert public(client, strike) == 410
    shown = page_of(editor, strike)
    assert "It names a victim." in shown
    assert "Restore…" not in shown
    assert "Restore…" in page_of(chief, strike)
    assert post(chief, strike, "restore", note="Mended.").status_code == 302
    assert public(client, strike) == 200


def test_an_incident_is_withdrawn_and_taken_up_again(client: Client, strike: Incident) -> None:
    editor = signed_in(Role.EDITOR)
    typed = {"reason": "OUR_ERROR", "text": "It happened elsewhere."}
    assert post(editor, strike, "take-back", **typed).status_code == 302
    assert "It happened elsewhere." in client.get(f"/incidents/{strike.ref}/").content.decode()
    assert "Withdrawn: readers get the reason." in page_of(editor, strike)
    assert post(editor, strike, "reopen").status_code == 302
    assert Incident.objects.get(pk=strike.pk).state == IncidentState.CHANGED


def test_a_second_person_erases_it(client: Client, strike: Incident, issue: EditionIssue) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    post(editor, strike, "hide", note="It names a victim.")
    page = Page(chief, chief.get(f"/admin/sitreps/incident/{strike.pk}/redact/"))
    assert "No revision of another incident tells of it." in page.text
    assert "No. 1" in page.text
    sent = page.form("text").send(text="It could have identified a person.")
    assert sent.messages == [f"Redacted: {strike.ref}."]
    assert client.get(f"/api/v1/incidents/{strike.ref}/").json()["code"] == "REDACTED"
    assert "only the tombstone is left" in page_of(chief, strike)
    assert "only the tombstone is left" in page_of(chief, issue)


def test_an_edition_is_hidden_restored_and_withdrawn(client: Client, issue: EditionIssue) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    assert post(editor, issue, "hide", note="A wrong map.").status_code == 302
    assert client.get("/editions/UKR-DAILY/1/").status_code == 410
    assert "A wrong map." in page_of(chief, issue)
    assert post(chief, issue, "restore", note="Fine.").status_code == 302
    assert client.get("/editions/UKR-DAILY/1/").status_code == 200
    typed = {"reason": "WITHDRAWN", "text": "It told of the wrong day."}
    assert post(chief, issue, "take-back", **typed).status_code == 302
    assert "wrong day" in client.get("/editions/UKR-DAILY/1/").content.decode()


@pytest.mark.parametrize("name", ["take-back", "reopen"])
def test_what_met_a_colleagues_save_is_shown_anew_and_can_then_be_confirmed(strike: Incident, name: str) -> None:
    typed = {"reason": "OUR_ERROR", "text": "It happened elsewhere."}
    if name == "reopen":
        post(signed_in(Role.EDITOR), strike, "take-back", **typed)
        typed = {}
    emil = Page(editor := signed_in(Role.EDITOR), editor.get("/admin/"))
    form = emil.get(f"/admin/sitreps/incident/{strike.pk}/{name}/").form("version")
    Incident.objects.filter(pk=strike.pk).update(version=F("version") + 1)
    page = form.send(**typed)
    assert page.status == 409
    assert "after you had opened it" in page.problems[0]
    assert {one: page.value(one) for one in typed} == typed
    assert page.form("version").send().messages


def test_a_redaction_that_met_a_publication_is_shown_anew_and_can_then_be_confirmed(client: Client) -> None:
    above, place = cluster_with_a_place()
    chief = signed_in(Role.CHIEF_EDITOR)
    post(signed_in(Role.EDITOR), place, "hide", note="It names a victim.")
    form = Page(chief, chief.get(f"/admin/sitreps/incident/{place.pk}/redact/")).form("text")
    Incident.objects.filter(pk=above.pk).update(title="Strikes on the whole region")
    factories.published(above, now=factories.NOON + timedelta(minutes=5), note="Reworded.")
    page = form.send(text="It named a person.")
    assert page.status == 409
    assert "Look again, then choose" in page.problems[0]
    assert page.value("text") == "It named a person."
    assert f"{above.ref}:2" in boxes(page, checked=True), "it surely tells of the place, and nobody has seen it before"
    assert page.form("text").send().messages
    left = RevisionContent.objects.exclude(payload="").filter(revision__incident=above)
    assert [one.revision.number for one in left] == [3]


def test_what_is_missing_is_told_by_its_field(strike: Incident) -> None:
    refused = post(signed_in(Role.EDITOR), strike, "take-back", reason="OUR_ERROR", text=" ")
    assert refused.status_code == 200
    assert "In one sentence" in refused.content.decode()
    assert not Takedown.objects.exists()


def test_a_reporter_finds_no_way_to_take_down(strike: Incident, issue: EditionIssue) -> None:
    reporter = signed_in(Role.REPORTER)
    factories.stored_document(issue, "pdf", b"%PDF")
    assert "Hide…" not in page_of(reporter, strike)
    assert "Hide…" not in page_of(reporter, issue)
    below = "documents/en.pdf/"
    pages = [f"incident/{strike.pk}/{one}/" for one in ("hide", "restore", "take-back", "reopen", "redact")]
    pages += [f"incident/{strike.pk}/redact-revisions/"]
    pages += [f"editionissue/{issue.pk}/{one}/" for one in ("hide", "restore", "take-back", "redact")]
    pages += [f"editionissue/{issue.pk}/{below}{one}/" for one in ("hide", "restore", "redact")]
    for page in pages:
        assert reporter.get(f"/admin/sitreps/{page}").status_code == 403, page
        posted = {"version": 1, "note": "Because.", "text": "Because.", "reason": "OUR_ERROR"}
        assert reporter.post(f"/admin/sitreps/{page}", posted).status_code == 403, page
    assert not Takedown.objects.exists()


def test_an_editor_is_not_asked_what_takes_a_chief_editor(strike: Incident, issue: EditionIssue) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    post(chief, strike, "hide", note="It names a victim.")
    for client in (editor, chief):
        for page in ("restore", "redact", "redact-revisions"):
            assert client.get(f"/admin/sitreps/incident/{strike.pk}/{page}/").status_code == 403, page
    assert editor.get(f"/admin/sitreps/editionissue/{issue.pk}/take-back/").status_code == 403
    other = signed_in(Role.CHIEF_EDITOR)
    assert other.get(f"/admin/sitreps/incident/{strike.pk}/redact/").status_code == 200


def test_nothing_is_erased_that_nobody_hid(strike: Incident) -> None:
    told = signed_in(Role.CHIEF_EDITOR).get(f"/admin/sitreps/incident/{strike.pk}/redact/")
    assert told.status_code == 409
    assert "Hide it first" in told.content.decode()


def test_who_hides_a_place_is_told_of_the_cluster_that_names_it(strike: Incident) -> None:
    chief = signed_in(Role.CHIEF_EDITOR)
    cluster = factories.incident(kind="CLUSTER", state=IncidentState.IN_REVIEW)
    place = factories.incident(parent=cluster)
    told = "sentences and earlier revisions go on naming this place"
    shown = chief.get(f"/admin/sitreps/incident/{place.pk}/hide/").content.decode()
    assert told in shown
    assert cluster.ref in shown
    assert told not in chief.get(f"/admin/sitreps/incident/{strike.pk}/hide/").content.decode()


def test_one_document_of_an_edition_is_hidden_restored_and_erased(client: Client, issue: EditionIssue) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    factories.stored_document(issue, "pdf", b"%PDF a wrong map")
    page, public_page = f"/admin/sitreps/editionissue/{issue.pk}/documents/en.pdf/", "/api/v1/editions/UKR-DAILY/1/"
    assert f"{page}hide/" in page_of(editor, issue)
    assert editor.post(f"{page}hide/", {"version": 0, "note": "A wrong map."}).status_code == 302
    assert client.get(f"{public_page}documents/en.pdf").status_code == 410
    assert client.get(public_page).status_code == 200
    shown = page_of(chief, issue)
    assert "A wrong map." in shown
    assert "Stored" in shown
    assert chief.post(f"{page}restore/", {"version": 0, "note": "Fine."}).status_code == 302
    back: Any = client.get(f"{public_page}documents/en.pdf")
    assert (back.status_code, back.getvalue()) == (200, b"%PDF a wrong map")
    editor.post(f"{page}hide/", {"version": 0, "note": "Not fine."})
    refused = chief.post(f"{page}redact/", {"version": 0, "text": " "})
    assert refused.status_code == 200
    assert "In one sentence" in refused.content.decode()
    assert chief.post(f"{page}redact/", {"version": 0, "text": "It showed a shelter."}).status_code == 302
    assert client.get(f"{public_page}documents/en.pdf").json()["detail"] == "It showed a shelter."
    assert "only the tombstone is left" in page_of(chief, issue)
    assert chief.get(f"{page}redact/").status_code == 200
    again = chief.post(f"{page}redact/", {"version": 0, "text": "Kept what I typed."})
    assert again.status_code == 409
    assert "redacted already" in again.content.decode()
    assert "Kept what I typed." in again.content.decode()
    assert chief.get(f"/admin/sitreps/editionissue/{issue.pk}/documents/uk.pdf/hide/").status_code == 404


def test_what_a_cluster_says_of_a_place_is_ticked_shown_and_erased_with_it(client: Client) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    above, place = cluster_with_a_place()
    address = f"/admin/sitreps/incident/{place.pk}/"
    assert post(editor, place, "hide", note="It names a victim.").status_code == 302
    page = Page(chief, chief.get(f"{address}redact/"))
    assert "Revision 1, 24 June 2025, 12:00 UTC, the newest: tells its number" in page.text
    unticked = page.form("text").send(text=" ", also=[])
    assert unticked.errors == {"text": "It is empty: write it."}
    assert not boxes(unticked, checked=True), "what was unticked stays unticked"
    assert Page(chief, chief.get(f"{address}redact/")).form("text").send(text="It named a person.").messages == [
        f"Redacted: {place.ref}."
    ]
    assert client.get(f"/api/v1/incidents/{above.ref}/revisions/1/").json()["detail"] == "It named a person."
    assert client.get(f"/api/v1/incidents/{above.ref}/").json()["revision"] == 2


def test_single_revisions_are_chosen_and_nothing_else_is_ticked(client: Client) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)
    above, place = cluster_with_a_place()
    place.title = "Reworded"
    place.save()
    factories.published(place, now=factories.NOON + timedelta(minutes=5), note="Reworded.")
    post(editor, place, "hide", note="It names a victim.")
    address = f"/admin/sitreps/incident/{place.pk}/redact-revisions/"
    page = Page(chief, chief.get(address))
    assert boxes(page, checked=True) == []
    assert page.form("text").send(text="It named a person.").errors == {"revisions": "Nothing is chosen: choose one."}
    assert page.form("text").send(text="It named a person.", revisions=["1"]).messages == [
        f"Redacted in part: {place.ref}."
    ]
    assert Takedown.objects.filter(act="REDACT").count() == 1
    assert client.get(f"/api/v1/incidents/{above.ref}/revisions/1/").status_code == 200
    assert "Revision 1" not in Page(chief, chief.get(address)).root.find("fieldset")[0].text


def cluster_with_a_place() -> tuple[Incident, Incident]:
    """Both in the record."""
    reporter = factories.user()
    above = factories.incident(by=reporter, kind="CLUSTER", title="Strikes on the region")
    place = factories.incident(by=reporter, parent=above, title="Olena K. was killed", state=IncidentState.IN_REVIEW)
    factories.claim(place, value=2)
    factories.published(above)
    return above, place


def boxes(page: Page, *, checked: bool) -> list[str]:
    """The values of the boxes for what others say."""
    found = [one.attrs for one in page.root.find("input") if one.attrs.get("name") == "also"]
    return [one["value"] for one in found if ("checked" in one) == checked]


def test_the_list_of_editions_keeps_what_readers_do_not_get_with_its_state(
    strike: Incident, issue: EditionIssue
) -> None:
    editor, chief = signed_in(Role.EDITOR), signed_in(Role.CHIEF_EDITOR)

    def states() -> list[tuple[str, str]]:
        page = Page(editor, editor.get("/admin/sitreps/editiondraft/", follow=True))
        rows = page.root.find("li", class_="place-row")
        return [(row.find("span", class_="state")[0].text, row.find("a")[0].attrs["href"]) for row in rows]

    here = f"/admin/sitreps/editionissue/{issue.pk}/change/"
    assert states() == [("Issued", here)]
    post(editor, issue, "hide", note="Look at it again.")
    assert states() == [("Hidden", here)]
    post(chief, issue, "restore", note="It is right.")
    assert states() == [("Issued", here)]
    post(chief, issue, "take-back", reason="OUR_ERROR", text="It was of another day.")
    assert states() == [("Withdrawn", here)]
    post(editor, strike, "hide", note="It names a victim.")
    assert states() == [("Hidden", here)]
    post(chief, strike, "redact", text="Removed.", seen=10**6)
    assert states() == [("Redacted", here)]
    page = Page(editor, editor.get(here))
    assert "Nothing is left of its documents" in page.text
    assert page.root.find("span", class_="state")[0].text == "Redacted"
