"""At the desk: one person takes down what is public, another puts it back or erases it, each with a reason."""

from typing import Any

import pytest
from django.test import Client

from sitreps.models.accounts import Role, User
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState
from tests import factories

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
    assert post(chief, strike, "redact", text="It could have identified a person.").status_code == 302
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


def test_what_is_missing_is_told_by_its_field(strike: Incident) -> None:
    refused = post(signed_in(Role.EDITOR), strike, "take-back", reason="OUR_ERROR", text=" ")
    assert refused.status_code == 200
    assert "In one sentence" in refused.content.decode()
    assert not Takedown.objects.exists()


def test_a_reporter_finds_no_way_to_take_down(strike: Incident) -> None:
    reporter: User = factories.user(Role.REPORTER)
    client = Client()
    client.force_login(reporter)
    assert "Hide…" not in page_of(client, strike)
    refused = client.post(f"/admin/sitreps/incident/{strike.pk}/hide/", {"version": 1, "note": "Because."})
    assert refused.status_code == 403
    assert not Takedown.objects.exists()


def test_who_hides_or_redacts_a_place_is_told_of_the_cluster_that_names_it(strike: Incident) -> None:
    chief = signed_in(Role.CHIEF_EDITOR)
    cluster = factories.incident(kind="CLUSTER", state=IncidentState.IN_REVIEW)
    place = factories.incident(parent=cluster)
    for page in ("hide", "redact"):
        told = "sentences and earlier revisions go on naming this place"
        shown = chief.get(f"/admin/sitreps/incident/{place.pk}/{page}/").content.decode()
        assert told in shown
        assert cluster.ref in shown
        assert told not in chief.get(f"/admin/sitreps/incident/{strike.pk}/{page}/").content.decode()
