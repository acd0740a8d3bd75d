"""What may do harm is hidden at once, everywhere and at every moment; two people bring it back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from sitreps.actions import hiding, issuing
from sitreps.errors import InvalidValue, NotAllowed, WrongState
from sitreps.models.accounts import COMMAND, Role, User, actor
from sitreps.models.audit import AuditEvent
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
LATER = factories.NOON + timedelta(hours=8)
WHY = "It says where Olena K. is sheltered."


@pytest.fixture
def strike() -> Incident:
    return factories.published_incident(killed=7, title="Strike on the river port")


@pytest.fixture
def issue(strike: Incident) -> EditionIssue:
    """An edition that carries the strike, with a document."""
    return factories.issued_with_pdf(b"%PDF")


def hide(one: Incident, by: User) -> list[Takedown]:
    return hiding.hide(incident=one, note=WHY, by=by, now=LATER)


def restore(one: Incident, by: User) -> list[Takedown]:
    return hiding.restore(incident=one, note="It was another K.", by=by, now=LATER + timedelta(hours=1))


def read(client: Client, path: str, **headers: str) -> tuple[int, str]:
    response: Any = client.get(path, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode()


def addresses(one: Incident) -> Iterator[str]:
    """Everywhere an incident is told of by itself, now and then."""
    moment = "?as_known_at=2025-06-24T12:30:00Z"
    for path in (f"incidents/{one.ref}/", f"incidents/{one.ref}/revisions/", f"incidents/{one.ref}/figures/KILLED/"):
        yield from (f"{API}/{path}", f"{API}/{path}{moment}")
    yield f"{API}/incidents/{one.ref}/revisions/1/"
    yield f"/incidents/{one.ref}/"
    yield f"/incidents/{one.ref}/KILLED/"


EDITION = (
    f"{API}/editions/UKR-DAILY/1/",
    f"{API}/editions/UKR-DAILY/1/?issue=1",
    f"{API}/editions/UKR-DAILY/1/documents/en.pdf",
    f"{API}/editions/UKR-DAILY/1/documents/en.json?issue=1",
    "/editions/UKR-DAILY/1/",
    "/editions/UKR-DAILY/1/?issue=1",
)
LISTS = (
    f"{API}/figures/",
    f"{API}/figures/?as_known_at=2025-06-24T12:30:00Z",
    f"{API}/incidents/",
    f"{API}/incidents/?as_known_at=2025-06-24T12:30:00Z",
    f"{API}/editions/",
    f"{API}/editions/UKR-DAILY/latest/",
    f"{API}/changes/?include=payload",
    "/",
    "/editions/",
    "/editions/UKR-DAILY/",
)


def test_one_editor_takes_it_from_everywhere_at_once(
    client: Client, strike: Incident, issue: EditionIssue, editor: User
) -> None:
    tags = {path: client.get(path).headers.get("ETag", "") for path in (*addresses(strike), *LISTS)}
    hide(strike, editor)
    for path in (*addresses(strike), *EDITION):
        response = client.get(path, headers={"if-none-match": tags.get(path, f'"{issue.sha256}"')})
        assert response.status_code == 410, path
        assert response.headers["Cache-Control"] == "no-store"
        assert "under review" in response.content.decode()
        assert response.headers["Content-Type"].startswith("text/html") or response.json()["code"] == "UNDER_REVIEW"
    for path in LISTS:
        status, body = read(client, path, **{"if-none-match": tags[path]})
        assert status in {200, 404}, path
        assert "river port" not in body, path
        assert "Olena" not in body, path


def test_the_stream_says_that_it_is_under_review_and_no_more(
    client: Client, strike: Incident, issue: EditionIssue, editor: User
) -> None:
    acts = hide(strike, editor)
    events = client.get(f"{API}/changes/?since={issue.seq}&include=payload").json()["data"]
    assert [(event["seq"], event["event"], event["ref"], event["payload"]) for event in events] == [
        (acts[0].seq, "incident.hidden", strike.ref, None),
        (acts[1].seq, "edition.hidden", "UKR-DAILY/1", None),
    ]
    assert {event["why"]["code"] for event in events} == {"UNDER_REVIEW"}
    assert not [row for row in AuditEvent.objects.all() if "Olena" in str(row.detail)]


def test_another_person_brings_it_back_with_the_editions(
    client: Client, strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    paths = (*addresses(strike), *EDITION, *LISTS)
    before = {path: read(client, path) for path in paths if "changes" not in path}
    newest = hide(strike, editor)[-1].seq
    restore(strike, chief)
    assert {path: read(client, path) for path in before} == before
    events = client.get(f"{API}/changes/?since={newest}&include=payload").json()["data"]
    assert [event["event"] for event in events] == ["incident.restored", "edition.restored"]
    assert events[0]["payload"] == client.get(f"{API}/incidents/{strike.ref}/").json()
    assert (events[1]["payload"]["number"], events[1]["payload"]["status"]) == (1, "ISSUED")


def test_it_may_be_mended_while_it_is_hidden_and_stays_hidden(
    client: Client, strike: Incident, editor: User, chief: User
) -> None:
    hide(strike, editor)
    strike.title = "Strike on a port"
    strike.save()
    factories.published(strike, now=LATER + timedelta(minutes=10))
    assert client.get(f"{API}/incidents/{strike.ref}/").status_code == 410
    assert client.get(f"{API}/incidents/").json()["data"] == []
    restore(strike, chief)
    assert client.get(f"{API}/incidents/{strike.ref}/").json()["title"] == "Strike on a port"


def test_a_clusters_figures_stay_while_a_place_is_under_review(client: Client, editor: User, chief: User) -> None:
    places = factories.places()
    above = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    below = factories.incident(parent=above, place=places["Samar"], state=IncidentState.IN_REVIEW)
    factories.claim(below, quantifier="EXACT", value=3)
    factories.published(above)
    said = client.get(f"{API}/incidents/{above.ref}/").json()
    hide(below, editor)
    assert client.get(f"{API}/incidents/{above.ref}/").json() == said
    assert client.get(f"{API}/incidents/{above.ref}/figures/KILLED/").status_code == 200
    factories.published(above, now=LATER, note="Read again.")
    assert client.get(f"{API}/incidents/{above.ref}/").json()["figures"][0]["text"] == said["figures"][0]["text"]
    assert IncidentRevision.objects.filter(incident=above).count() == 2
    page = client.get(f"/incidents/{above.ref}/").content.decode()
    assert f"/incidents/{below.ref}/" not in page
    restore(below, chief)


def test_one_document_is_hidden_by_itself(client: Client, issue: EditionIssue, editor: User, chief: User) -> None:
    factories.stored_document(issue, "html", b"<p>An edition.</p>")
    document: dict[str, Any] = {"issue": issue, "language": "en", "format_": "pdf"}
    hiding.hide_edition(**document, note=WHY, by=editor, now=LATER)
    assert read(client, f"{API}/editions/UKR-DAILY/1/documents/en.pdf")[0] == 410
    assert read(client, f"{API}/editions/UKR-DAILY/1/documents/en.html")[0] == 200
    assert [one["format"] for one in client.get(f"{API}/editions/UKR-DAILY/1/").json()["documents"]] == ["html"]
    event = client.get(f"{API}/changes/?since={issue.seq}").json()["data"][0]
    assert (event["event"], event["why"]) == ("edition.hidden", {"code": "DOCUMENT_UNDER_REVIEW", "text": "en.pdf"})
    hiding.restore_edition(**document, note="Harmless.", by=chief, now=LATER)
    assert read(client, f"{API}/editions/UKR-DAILY/1/documents/en.pdf") == (200, "%PDF")


def test_an_edition_hidden_by_itself_and_with_an_incident_needs_both_back(
    client: Client, strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    hiding.hide_edition(issue=issue, note=WHY, by=editor, now=LATER)
    hide(strike, editor)
    hiding.restore_edition(issue=issue, note="The edition is fine.", by=chief, now=LATER)
    assert client.get(f"{API}/editions/UKR-DAILY/1/").status_code == 410
    with pytest.raises(WrongState, match=f"tells of {strike.ref}: restore that first"):
        hiding.restore_edition(issue=issue, note="The edition is fine.", by=chief, now=LATER)
    restore(strike, chief)
    assert client.get(f"{API}/editions/UKR-DAILY/1/").status_code == 200


def test_a_draft_that_tells_of_it_is_not_issued(strike: Incident, editor: User, chief: User) -> None:
    draft = factories.compiled_draft(factories.series(code="UKR-DAILY"))
    hide(strike, editor)
    with pytest.raises(WrongState, match=f"{strike.ref} is hidden.*Compile it anew"):
        issuing.issue_edition(draft=draft, by=chief, now=LATER, wake=False)


def test_who_hid_it_does_not_bring_it_back(strike: Incident, chief: User, settings: LazySettings) -> None:
    hide(strike, chief)
    with pytest.raises(NotAllowed, match="another chief editor"):
        restore(strike, chief)
    with pytest.raises(NotAllowed, match="needs chief editor"):
        restore(strike, factories.user(Role.EDITOR))
    settings.SITREPS_FOUR_EYES = "off"
    assert restore(strike, chief)


def test_a_command_is_bound_by_no_second_person(strike: Incident) -> None:
    hide(strike, actor(COMMAND))
    assert restore(strike, actor(COMMAND))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_it_takes_an_editor(strike: Incident, role: Role) -> None:
    with pytest.raises(NotAllowed, match="editor"):
        hide(strike, factories.user(role))


def test_hiding_is_refused_without_a_reason_a_publication_or_twice(
    strike: Incident, issue: EditionIssue, editor: User, chief: User
) -> None:
    with pytest.raises(InvalidValue, match="Say why"):
        hiding.hide(incident=strike, note=" ", by=editor, now=LATER)
    with pytest.raises(WrongState, match="never published"):
        hide(factories.incident(), editor)
    with pytest.raises(InvalidValue, match=r"no document en\.html"):
        hiding.hide_edition(issue=issue, language="en", format_="html", note=WHY, by=editor, now=LATER)
    with pytest.raises(InvalidValue, match="language and its format"):
        hiding.hide_edition(issue=issue, format_="pdf", note=WHY, by=editor, now=LATER)
    with pytest.raises(WrongState, match="not hidden"):
        restore(strike, chief)
    with pytest.raises(WrongState, match="not hidden"):
        hiding.restore_edition(issue=issue, note="Fine.", by=chief, now=LATER)
    hide(strike, editor)
    with pytest.raises(WrongState, match="hidden already"):
        hide(strike, editor)
    with pytest.raises(WrongState, match="hidden already"):
        hiding.hide_edition(issue=issue, note=WHY, by=editor, now=LATER)
