"""A claim is changed until it is published; then superseded or withdrawn, by a code (reconciliation.md B0, B2)."""

import pytest
from django.test import Client

from sitreps.actions import incidents
from sitreps.actions.incident_rows import Changes, RowChange
from sitreps.codelists import WithdrawalReason
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from tests import factories
from tests.factories import hour
from tests.flows.pages import Page, opened, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    """11, then 17 killed, both say the police; the second was current when it was published."""
    made = factories.incident()
    police = factories.origin(public_label="police")
    for value, time in ((11, 8), (17, 10)):
        said = {"quantifier": "EXACT", "value": value, "wording": f"{value} people were killed"}
        factories.claim(made, origin=police, as_of_on=None, as_of_at=hour(time), **said)
    factories.published(made)
    return made


def edited(incident: Incident, by: User, *claims: RowChange) -> Incident:
    incident.refresh_from_db()
    return incidents.record_edit(
        incident=incident,
        expected_version=incident.version,
        changes=Changes(claims=claims),
        by=by,
        now=factories.NOON,
    )


def test_a_published_claim_has_no_boxes_and_two_buttons(incident: Incident, rita: Page) -> None:
    page = opened(rita, incident)
    (card,) = page.root.find("article", id="claim-C01")
    assert not card.find("input") + card.find("select")
    assert {"Supersede… C01", "Withdraw… C01"} <= {one.text for one in card.find("a")}


def test_a_forged_change_of_a_published_claim_is_refused_by_the_form_and_by_the_action(
    incident: Incident, rita: Page, reporter: User
) -> None:
    form = opened(rita, incident).form("incident_form")
    row = incident.claims.get(key="C02")
    boxes = {"id": row.pk, "incident": incident.pk, "measure": "KILLED", "quantifier": "EXACT", "value": 99}
    boxes |= {"origin": row.origin.key, "source_item": row.source_item.key, "covers": "", "credibility": 6}
    boxes |= {"kind": "TOTAL", "attribution_mode": "STATED", "scope_certainty": "CLEAR"}
    forged = {**form.values, **{f"claims-0-{name}": str(value) for name, value in boxes.items()}}
    forged |= {"claims-TOTAL_FORMS": "1", "claims-INITIAL_FORMS": "1", "_save": "on"}
    page = rita.post(form.action, forged)
    assert "its values are locked. Supersede it by a new claim, or withdraw it." in " ".join(page.problems)
    for values in ({"value": 99}, None):
        with pytest.raises(WrongState, match="in the published record since revision 1"):
            edited(incident, reporter, RowChange(key="C02", values=values))
    assert [claim.value for claim in incident.claims.order_by("key")] == [11, 17]
    assert Incident.objects.get(pk=incident.pk).state == "PUBLISHED"


def test_supersede_copies_the_claim_into_a_card_that_replaces_it(
    incident: Incident, rita: Page, client: Client
) -> None:
    Claim.objects.filter(key="C02").update(age_text="", place_text="Dnipro", attribution_text="the spokesperson")
    page = opened(rita, incident).follow("Supersede… C02")
    boxes = ("value", "wording", "as_of", "place_text", "attribution_text")
    copied = {name: page.value(f"claims-0-{name}") for name in boxes}
    assert copied == {
        "value": "17",
        "wording": "17 people were killed",
        "as_of": "2025-06-24 10:00",
        "place_text": "Dnipro",
        "attribution_text": "the spokesperson",
    }
    form = page.form("incident_form")
    page = form.send("_save", claims__0__value="16", claims__0__wording="16 people were killed")
    assert page.errors == {"claims-0-supersedes_reason": "Say why it replaces C02: choose a reason."}
    again = page.form("incident_form")
    page = again.send("_save", claims__0__supersedes_reason="DESK_ERROR")
    assert "Replaces C02 (error of the desk)." in page.text
    factories.published(incident)
    found = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    assert found["figures"][0]["best"] == 16
    assert [one["not_used_because"] for one in found["claims"]] == ["OLDER_SAME_ORIGIN", "NOT_ACTIVE", None]


def test_the_action_refuses_a_replacement_without_a_reason(incident: Incident, reporter: User) -> None:
    row = incident.claims.get(key="C02")
    values = {
        "measure": "KILLED",
        "quantifier": "EXACT",
        "value": 16,
        "origin": row.origin,
        "source_item": row.source_item,
        "supersedes": row,
    }
    with pytest.raises(InvalidValue, match="supersedes_reason: say why it replaces C02"):
        edited(incident, reporter, RowChange(values=values))
    with pytest.raises(InvalidValue, match="supersedes_reason: goes with a claim that replaces another"):
        edited(incident, reporter, RowChange(values={**values, "supersedes": None, "supersedes_reason": "DUPLICATE"}))


def test_what_another_claim_replaces_is_not_taken_away(reporter: User) -> None:
    made = factories.incident(by=reporter)
    first = factories.claim(made)
    factories.claim(made, supersedes=first)
    with pytest.raises(WrongState, match="C01 is what C02 replaces or continues: withdraw it"):
        edited(made, reporter, RowChange(key="C01"))
    assert made.claims.count() == 2


def test_a_withdrawal_that_brings_back_an_older_number_says_so_before_after_and_in_public(
    incident: Incident, rita: Page, client: Client
) -> None:
    asked = opened(rita, incident).follow("Withdraw… C02")
    assert asked.root.find(data_code="REVERTED_TO_OLDER")
    assert "17 11" in asked.text
    refused = asked.form("version").send(reason="")
    assert refused.errors.keys() == {"reason"}
    page = asked.form("version").send(reason="SOURCE_RETRACTED", note="Taken off its page.")
    assert page.messages == [f"Withdrawn: C02 of {incident.ref}."]
    (panel,) = page.root.find(id="figures")
    assert panel.find(data_code="REVERTED_TO_OLDER")
    row = incident.claims.get(key="C02")
    assert (row.status, row.withdrawal_reason, row.note) == ("WITHDRAWN", "SOURCE_RETRACTED", "Taken off its page.")
    factories.published(incident)
    (killed, _) = client.get(f"/api/v1/incidents/{incident.ref}/").json()["figures"]
    assert killed["best"] == 11
    assert [flag["code"] for flag in killed["flags"]] == ["REVERTED_TO_OLDER"]
    assert "Taken off" not in client.get(f"/api/v1/incidents/{incident.ref}/").content.decode()


def test_a_withdrawal_is_made_once(incident: Incident, rita: Page, reporter: User) -> None:
    asked = rita.get(f"/admin/sitreps/incident/{incident.pk}/claims/C02/withdraw/").form("version")
    asked.send(reason="DUPLICATE")
    assert asked.send(reason="DUPLICATE").status == 409
    incident.refresh_from_db()
    with pytest.raises(WrongState, match="C02 is withdrawn already"):
        incidents.withdraw_claim(
            claim=incident.claims.get(key="C02"),
            expected_version=incident.version,
            reason=WithdrawalReason.DUPLICATE,
            note="",
            by=reporter,
            now=factories.NOON,
        )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("name", ["withdraw", "regrade", "redate"])
def test_those_who_only_read_change_no_claim(incident: Incident, role: Role, name: str) -> None:
    page = signed_in(factories.user(role))
    assert page.get(f"/admin/sitreps/incident/{incident.pk}/claims/C02/{name}/").status == 403
    assert page.post(f"/admin/sitreps/incident/{incident.pk}/claims/C02/{name}/", {"version": 1}).status == 403
    assert not page.get(f"/admin/sitreps/incident/{incident.pk}/change/").root.find("p", class_="card-acts")
