"""What turns out not to be true is withdrawn: by one person, with a reason that readers get."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import incidents, withdrawals
from sitreps.actions.publishing import publish_tree
from sitreps.codelists import ChangeCode
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.deliveries import Outbox
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
LATER = factories.NOON + timedelta(hours=2)
WHY = "The report was about another town."


def withdraw(one: Incident, *, by: User | None = None, now: datetime = LATER, **wanted: Any) -> list[Takedown]:
    one.refresh_from_db()
    given: dict[str, Any] = {"reason": ChangeCode.OUR_ERROR, "text": WHY, "expected_version": one.version}
    return withdrawals.withdraw(incident=one, by=by or factories.user(Role.EDITOR), now=now, **(given | wanted))


def answer(client: Client, path: str, moment: datetime | None = None) -> Any:
    asked = {} if moment is None else {"as_known_at": moment.isoformat().replace("+00:00", "Z")}
    return client.get(f"{API}/{path}", asked)


def refs(response: Any) -> list[str]:
    return [row["ref"] for row in response.json()["data"]]


@pytest.fixture
def strike() -> Incident:
    return factories.published_incident(killed=7)


@pytest.fixture
def cluster() -> tuple[Incident, Incident, Incident]:
    """A cluster with two places, 7 and 2 killed, in the record."""
    places, reporter = factories.places(), factories.user()
    above = factories.incident(by=reporter, kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    below = [
        factories.incident(by=reporter, parent=above, place=places[name], state=IncidentState.IN_REVIEW)
        for name in ("Dnipro", "Samar")
    ]
    for one, value in zip(below, (7, 2), strict=True):
        factories.claim(one, quantifier="EXACT", value=value)
    factories.published(above)
    return above, below[0], below[1]


def test_readers_get_the_reason_and_no_cache_keeps_it(client: Client, strike: Incident) -> None:
    path = f"incidents/{strike.ref}/"
    held = answer(client, path).headers["ETag"]
    withdraw(strike)
    for headers in ({}, {"if-none-match": held}):
        gone = client.get(f"{API}/{path}", headers=headers)
        assert gone.status_code == 410
        assert gone.headers["Content-Type"] == "application/problem+json"
        assert gone.headers["Cache-Control"] == "no-store"
        assert (gone.json()["code"], gone.json()["detail"], gone.json()["status"]) == ("WITHDRAWN", WHY, 410)
    page = client.get(f"/incidents/{strike.ref}/")
    assert page.status_code == 410
    assert WHY in page.content.decode()


def test_it_leaves_the_lists_and_old_validators_do_not_bring_it_back(client: Client, strike: Incident) -> None:
    other = factories.published_incident()
    listed = answer(client, "incidents/")
    assert set(refs(listed)) == {strike.ref, other.ref}
    withdraw(strike)
    again = client.get(f"{API}/incidents/", headers={"if-none-match": listed.headers["ETag"]})
    assert again.status_code == 200
    assert refs(again) == [other.ref]
    assert not Latest.objects.filter(incident=strike).exists()


def test_what_was_said_before_still_answers_marked(client: Client, strike: Incident) -> None:
    said = answer(client, f"incidents/{strike.ref}/").json()
    withdraw(strike)
    marked = said | {"status": "WITHDRAWN"}
    assert answer(client, f"incidents/{strike.ref}/", LATER - timedelta(seconds=1)).json() == marked
    assert answer(client, f"incidents/{strike.ref}/revisions/1/").json() == marked
    assert answer(client, "incidents/", LATER - timedelta(seconds=1)).json()["data"] == [marked]
    assert answer(client, f"incidents/{strike.ref}/revisions/").json()["data"][0]["status"] == "WITHDRAWN"


def test_from_its_moment_on_it_is_gone(client: Client, strike: Incident) -> None:
    withdraw(strike)
    assert answer(client, f"incidents/{strike.ref}/", LATER).status_code == 410
    assert refs(answer(client, "incidents/", LATER)) == []
    assert answer(client, f"incidents/{strike.ref}/", factories.NOON - timedelta(seconds=1)).status_code == 404


def test_the_stream_and_the_audit_log_tell_it(client: Client, strike: Incident) -> None:
    editor = factories.user(Role.EDITOR)
    act = withdraw(strike, by=editor, note="Mrs K. called.")[0]
    event = answer(client, "changes/?since=1&include=payload").json()["data"][0]
    assert event == {
        "seq": act.seq,
        "at": "2025-06-24T14:00:00Z",
        "event": "incident.withdrawn",
        "object": "incident",
        "ref": strike.ref,
        "revision": 1,
        "href": f"{API}/incidents/{strike.ref}/",
        "why": {"code": "OUR_ERROR", "text": WHY},
        "payload": None,
    }
    assert Outbox.objects.filter(change=act.seq).exists()
    row = AuditEvent.objects.get(action="incident.withdraw")
    assert (row.actor, row.object_ref, row.detail["seq"]) == (editor.username, strike.ref, act.seq)
    assert "Mrs K." not in str(row.detail)


def test_the_payload_of_its_publication_is_marked_for_those_who_begin_late(client: Client, strike: Incident) -> None:
    withdraw(strike)
    event = answer(client, "changes/?include=payload").json()["data"][0]
    assert (event["event"], event["payload"]["status"]) == ("incident.published", "WITHDRAWN")


def test_its_cluster_is_computed_anew(client: Client, cluster: tuple[Incident, Incident, Incident]) -> None:
    above, dnipro, samar = cluster
    withdraw(dnipro)
    said = answer(client, f"incidents/{above.ref}/").json()
    assert said["children"] == [samar.ref]
    assert said["figures"][0]["text"] == "at least 2"
    assert said["change"] == {"code": "RECOMPUTED", "note": f"recomputed: {dnipro.ref} withdrawn"}


def test_a_cluster_takes_its_places_along(client: Client, cluster: tuple[Incident, Incident, Incident]) -> None:
    above, dnipro, samar = cluster
    acts = withdraw(above)
    assert [act.incident.ref for act in acts if act.incident] == [dnipro.ref, samar.ref, above.ref]
    assert [answer(client, f"incidents/{one.ref}/").status_code for one in cluster] == [410, 410, 410]
    assert IncidentRevision.objects.filter(incident=above).count() == 1


def test_an_edition_that_carried_it_keeps_standing(client: Client, strike: Incident) -> None:
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    withdraw(strike, now=issue.issued_at + timedelta(hours=1))
    edition = answer(client, "editions/UKR-DAILY/1/").json()
    assert (edition["status"], edition["new"]) == ("ISSUED", [{"ref": strike.ref, "revision": 1}])


def test_it_may_be_withdrawn_while_a_change_waits_and_taken_up_again(client: Client, strike: Incident) -> None:
    editor, reader = factories.user(Role.EDITOR), factories.user(Role.EDITOR)
    Incident.objects.filter(pk=strike.pk).update(state=IncidentState.CHANGED)
    withdraw(strike)
    strike.refresh_from_db()
    withdrawals.reopen(incident=strike, expected_version=strike.version, by=editor, now=LATER)
    strike.refresh_from_db()
    incidents.submit(incident=strike, expected_version=strike.version, by=editor, now=LATER)
    strike.refresh_from_db()
    told: dict[str, Any] = {"code": ChangeCode.EDITORIAL, "note": "It happened after all."}
    with pytest.raises(NotAllowed, match="another editor"):
        publish_tree(incident=strike, by=editor, now=LATER + timedelta(hours=1), **told)
    publish_tree(incident=strike, by=reader, now=LATER + timedelta(hours=1), **told)
    said = answer(client, f"incidents/{strike.ref}/").json()
    assert (said["revision"], said["status"]) == (2, "PUBLISHED")
    assert answer(client, f"incidents/{strike.ref}/", LATER).status_code == 410
    assert answer(client, f"incidents/{strike.ref}/", factories.NOON).json()["status"] == "PUBLISHED"
    assert refs(answer(client, "incidents/")) == [strike.ref]


@pytest.mark.parametrize("role", [Role.REPORTER, Role.AUDITOR, Role.ADMINISTRATOR, Role.PARTNER_MANAGER])
def test_it_takes_an_editor(strike: Incident, role: Role) -> None:
    with pytest.raises(NotAllowed, match="editor"):
        withdraw(strike, by=factories.user(role))
    assert not Takedown.objects.exists()


def test_who_changed_it_last_may_withdraw_it(strike: Incident) -> None:
    strike.changed_by.groups.set(factories.user(Role.EDITOR).groups.all())
    assert withdraw(strike, by=User.objects.get(pk=strike.changed_by_id))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"text": "A hidden \u202e turn."}, "text"),
        ({"note": "A null \x00 byte."}, "note"),
        ({"reason": ChangeCode.METHOD}, "reason"),
    ],
)
def test_it_needs_a_reason_that_can_be_read(strike: Incident, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        withdraw(strike, **wanted)
    assert refusal.value.field == field
    assert not Takedown.objects.exists()


def test_what_is_not_public_cannot_be_withdrawn(strike: Incident) -> None:
    with pytest.raises(WrongState, match="not public"):
        withdraw(factories.incident(state=IncidentState.IN_REVIEW))
    withdraw(strike)
    with pytest.raises(WrongState, match="not public"):
        withdraw(strike)
    assert Change.objects.filter(event="incident.withdrawn").count() == 1


def test_who_saw_an_older_version_is_refused(strike: Incident) -> None:
    with pytest.raises(StaleVersion):
        withdraw(strike, expected_version=strike.version - 1)
    assert Latest.objects.filter(incident=strike).exists()


def test_a_place_of_a_withdrawn_cluster_waits_for_it(cluster: tuple[Incident, Incident, Incident]) -> None:
    above, dnipro, _ = cluster
    withdraw(above)
    withdrawals.reopen(
        incident=dnipro,
        expected_version=Incident.objects.get(pk=dnipro.pk).version,
        by=factories.user(Role.EDITOR),
        now=LATER,
    )
    with pytest.raises(WrongState, match="not published"):
        factories.published(dnipro, now=LATER + timedelta(hours=1))


# ---- Editions


@pytest.fixture
def issue(strike: Incident) -> EditionIssue:
    return factories.issued_edition(factories.series(code="UKR-DAILY"))


def take_back(issue: EditionIssue, *, by: User | None = None, **wanted: Any) -> Takedown:
    given: dict[str, Any] = {"reason": ChangeCode.OUR_ERROR, "text": "It told of the wrong day."}
    chief = by or factories.user(Role.CHIEF_EDITOR)
    return withdrawals.withdraw_edition(
        issue=issue, by=chief, now=issue.issued_at + timedelta(hours=1), **(given | wanted)
    )


def test_a_withdrawn_edition_says_why(client: Client, issue: EditionIssue) -> None:
    factories.stored_document(issue, "pdf", b"%PDF")
    assert b"".join(answer(client, "editions/UKR-DAILY/1/documents/en.pdf").streaming_content) == b"%PDF"
    take_back(issue)
    for path in (
        "editions/UKR-DAILY/1/",
        "editions/UKR-DAILY/1/documents/en.pdf",
        "editions/UKR-DAILY/1/documents/en.json",
    ):
        gone = answer(client, path)
        assert (gone.status_code, gone.json()["detail"]) == (410, "It told of the wrong day.")
        assert gone.headers["Cache-Control"] == "no-store"
    assert client.get("/editions/UKR-DAILY/1/").status_code == 410
    assert answer(client, "editions/").json()["data"] == []
    assert answer(client, "editions/UKR-DAILY/latest/").status_code == 404
    assert "wrong day" not in client.get("/").content.decode()


def test_it_answers_marked_by_its_version_and_at_its_time(client: Client, issue: EditionIssue) -> None:
    take_back(issue)
    assert answer(client, "editions/UKR-DAILY/1/?issue=1").json()["status"] == "WITHDRAWN"
    assert answer(client, "editions/UKR-DAILY/1/", issue.issued_at).json()["status"] == "WITHDRAWN"
    assert [row["status"] for row in answer(client, "editions/", issue.issued_at).json()["data"]] == ["WITHDRAWN"]
    assert answer(client, "editions/UKR-DAILY/1/", issue.issued_at + timedelta(hours=1)).status_code == 410


def test_the_edition_before_is_the_newest_again(client: Client, issue: EditionIssue) -> None:
    second = factories.next_issue(issue, now=issue.issued_at + timedelta(days=1))
    take_back(second)
    latest = answer(client, "editions/UKR-DAILY/latest/").json()
    assert (latest["number"], latest["next"]) == (1, None)
    assert answer(client, f"changes/?since={second.seq}").json()["data"][0]["event"] == "edition.withdrawn"


def test_a_version_that_follows_a_withdrawn_one_stands(client: Client, issue: EditionIssue) -> None:
    take_back(issue)
    factories.reissued(issue, now=issue.issued_at + timedelta(hours=2))
    edition = answer(client, "editions/UKR-DAILY/1/").json()
    assert (edition["issue"], edition["status"]) == (2, "ISSUED")
    assert answer(client, "editions/UKR-DAILY/1/?issue=1").json()["status"] == "WITHDRAWN"


def test_withdrawing_an_edition_is_refused_by_role_state_and_words(issue: EditionIssue) -> None:
    with pytest.raises(NotAllowed, match="chief editor"):
        take_back(issue, by=factories.user(Role.EDITOR))
    with pytest.raises(InvalidValue, match="sentence"):
        take_back(issue, text="")
    newer = factories.reissued(issue, now=issue.issued_at + timedelta(minutes=5))
    with pytest.raises(WrongState, match="superseded"):
        take_back(issue)
    take_back(newer)
    with pytest.raises(WrongState, match="already"):
        take_back(newer)
