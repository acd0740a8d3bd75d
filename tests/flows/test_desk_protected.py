"""Who a protected origin is, no page of the desk tells but the one that asks why (reliability.md 17).

Every page that any role can reach is searched for the name, searches and suggestions are asked for it letter by letter.
"""

from urllib.parse import urljoin

import pytest

from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

NAME = "Oksana Zvedenyuk"
LABEL = "a hospital official"


@pytest.fixture
def sealed() -> Origin:
    return factories.origin(key="OFFICIAL-1", name=NAME, public_label=LABEL, protect_identity=True)


@pytest.fixture
def incident(sealed: Origin) -> Incident:
    """Everything that can name an origin names this one: claims, relays, damage, persons, documents."""
    made = factories.incident(state="IN_REVIEW")
    item = factories.source_item(title="An interview")
    factories.claim(made, origin=sealed, source_item=item)
    factories.claim(made, measure="INJURED", source_item=item).relays.add(sealed)
    factories.facility(made, origin=sealed, source_item=item)
    made.persons.create(key="P1", outcome="KILLED", name="A victim", origin=sealed, source_item=item)
    return made


def pages(start: Page) -> dict[str, str]:
    """Every page of the desk that can be reached by links, with its tags; of lists each filter and order by itself."""
    seen: dict[str, str] = {}
    waiting = ["/admin/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        page = start.get(address)
        assert page.status == 200, address
        seen[address] = page.html
        links = [link.attrs.get("href", "").partition("#")[0] for link in page.root.find("a")]
        found = [urljoin(page.address, link) for link in links if link]
        waiting += [link for link in found if link.startswith("/admin/") and not ("?" in link and "?" in address)]
    return seen


@pytest.mark.parametrize("role", Role)
def test_no_page_that_any_role_reaches_holds_the_name(incident: Incident, role: Role) -> None:
    seen = pages(signed_in(factories.user(role)))
    assert len(seen) > 12
    assert any(LABEL in html for html in seen.values())
    assert [address for address, html in seen.items() if NAME in html or "Zvedenyuk" in html] == []


def test_no_search_and_no_order_gives_the_name_away(sealed: Origin, incident: Incident) -> None:
    factories.origin(key="OTHER", name="Aaron", public_label="another official")
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    for begun in ("Oksana", "Zved", "ksana Z"):
        assert "Nothing here" in chief.get(f"/admin/sitreps/origin/?q={begun}").text
        assert "Nothing here" in chief.get(f"/admin/sitreps/incident/?q={begun}").text
        assert chief.client.get("/admin/lookup/origins/", {"q": begun}).json() == {"texts": []}
    for query in ("?name__startswith=O", "?name=" + NAME, "?claims__origin__name__startswith=O"):
        assert chief.get(f"/admin/sitreps/origin/{query}").status == 404
    labels = chief.client.get("/admin/lookup/origins/", {"q": "official"}).json()["texts"]
    assert set(labels) == {f"{LABEL} (OFFICIAL-1)", "Aaron (OTHER)"}


def test_a_condition_over_the_name_cannot_be_asked_by_address(sealed: Origin) -> None:
    """Django lets a list be filtered by any local column in its address: the letters of a name would come out."""
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    right, wrong = (chief.get(f"/admin/sitreps/origin/?name__startswith={letter}").text for letter in "OQ")
    assert right == wrong
    assert "There is nothing at this address" in right


def test_a_name_typed_as_an_origin_is_unknown_like_any_other(sealed: Origin, incident: Incident) -> None:
    reporter = signed_in(factories.user(Role.REPORTER)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
    page = reporter.form("incident_form").send("_save", claims__0__origin=NAME)
    assert page.errors["claims-0-origin"].startswith(f"No origin is called '{NAME}'.")
    assert "Did you mean" not in page.errors["claims-0-origin"]


def test_a_name_one_letter_off_gets_no_hint(sealed: Origin, incident: Incident) -> None:
    reporter = signed_in(factories.user(Role.REPORTER)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
    page = reporter.form("incident_form").send("_save", claims__0__origin="Oksana Zvedenuk")
    assert NAME not in page.html


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CHIEF_EDITOR])
def test_only_a_chief_editor_may_ask_for_it(sealed: Origin, role: Role) -> None:
    page = signed_in(factories.user(role))
    answer = page.get(f"/admin/sitreps/origin/{sealed.pk}/reveal/")
    assert answer.status == 403
    assert page.client.post(f"/admin/sitreps/origin/{sealed.pk}/reveal/", {"reason": "x"}).status_code == 403
    assert not AuditEvent.objects.exists()


def test_a_look_needs_a_reason_and_stands_in_the_audit_log_before_the_name_is_shown(sealed: Origin) -> None:
    chief = signed_in(factories.user(Role.CHIEF_EDITOR, username="clara"))
    ask = chief.get(f"/admin/sitreps/origin/{sealed.pk}/change/").follow("Reveal the name")
    assert NAME not in ask.html
    assert ask.form("reason").send(reason="  ").errors == {"reason": "It is empty: write it."}
    assert not AuditEvent.objects.exists()
    shown = ask.form("reason").send(reason="To call them back.")
    assert NAME in shown.text
    assert "no-store" in shown.response.headers["Cache-Control"]
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.object_ref) == ("clara", "origin.reveal", "OFFICIAL-1")
    assert event.detail == {"reason": "To call them back."}
    assert NAME not in ask.get(f"/admin/sitreps/auditevent/{event.pk}/change/").html
    assert NAME not in chief.get(f"/admin/sitreps/origin/{sealed.pk}/reveal/").html, "each look asks anew"


def test_an_open_origin_has_nothing_to_reveal(sealed: Origin) -> None:
    police = factories.origin(name="Police")
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    assert chief.get(f"/admin/sitreps/origin/{police.pk}/reveal/").status == 404


def test_the_seal_is_not_broken_by_a_form_that_was_made_up(sealed: Origin) -> None:
    editor = signed_in(factories.user(Role.EDITOR))
    page = editor.get(f"/admin/sitreps/origin/{sealed.pk}/change/")
    typed = {**page.form("origin_form").values, "name": "Somebody else", "note": "A note."}
    typed.pop("protect_identity", None)
    page.post(page.address, typed)
    sealed.refresh_from_db()
    assert (sealed.name, sealed.protect_identity, sealed.note) == (NAME, True, "A note.")


def test_a_form_that_would_lift_the_seal_and_was_not_saved_does_not_tell_the_name(sealed: Origin) -> None:
    page = signed_in(factories.user(Role.CHIEF_EDITOR)).get(f"/admin/sitreps/origin/{sealed.pk}/change/")
    form = page.form("origin_form")
    form.values.pop("protect_identity")
    sent = form.send(public_label="")
    assert sent.problems
    assert NAME not in sent.html
    assert sent.heading == LABEL
    assert "The name is sealed" in sent.text


def test_a_chief_editor_lifts_the_seal_and_the_log_says_so(sealed: Origin) -> None:
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    form = chief.get(f"/admin/sitreps/origin/{sealed.pk}/change/").form("origin_form")
    form.values.pop("protect_identity")
    page = form.send("_save")
    assert page.value("name") == NAME
    assert AuditEvent.objects.get().detail == {"fields": ["protect_identity"]}


def test_persons_are_for_those_who_log(incident: Incident) -> None:
    for role in Role:
        page = signed_in(factories.user(role)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
        seen = "A victim" in page.html
        assert seen == (role in {Role.REPORTER, Role.EDITOR, Role.CHIEF_EDITOR}), role


def test_persons_stand_in_no_list_search_or_audit_row(incident: Incident) -> None:
    editor = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
    editor.form("incident_form").send("_save", persons__0__name="Another victim")
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    assert "Nothing here" in chief.get("/admin/sitreps/incident/?q=victim").text
    assert "victim" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert "victim" not in chief.get("/admin/sitreps/incident/").html
