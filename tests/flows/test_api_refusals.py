"""Whatever goes wrong is answered as problem details, and says what to mend (RFC 9457)."""

from typing import Any

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/v1/incidents/"
PROBLEM = ("type", "title", "status", "detail", "errors")


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, which is of the promised form and kept by nobody."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" not in response.headers
    found: dict[str, Any] = response.json()
    assert tuple(found) == PROBLEM
    assert found["type"] == "about:blank"
    assert found["status"] == status
    return found


def errors(client: Client, query: str, path: str = LIST) -> dict[str, str]:
    found = problem(client.get(f"{path}?{query}"), 400)
    assert found["title"] == "Bad Request"
    return {error["field"]: error["message"] for error in found["errors"]}


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("contry=UKR", "contry", "'country'"),
        ("page=2", "page", "There is no such parameter"),
        ("country=Ukraine", "country", "UKR (ISO 3166-1 alpha-3)"),
        ("country=UKR&country=RUS", "country", "more than once"),
        ("country=%00", "country", "control character"),
        ("adm1=Dnipro", "adm1", "UA12 (P-code) or UA-12 (ISO 3166-2)"),
        ("parent=1", "parent", "UKR-2025-0001"),
        ("ref=UKR-2025-0001,x", "ref", "'x' is not of the form"),
        ("kind=EVNT", "kind", "'EVENT'"),
        ("event_type=EXPLOSION", "event_type", "'EXPLOSIONS_REMOTE_VIOLENCE'"),
        ("sub_event_type=DRONE", "sub_event_type", "AIR_DRONE_STRIKE"),
        ("weapon=MISILE", "weapon", "'MISSILE'"),
        ("grade=weak", "grade", "unknown"),
        ("measure=DEAD&at_least=1", "measure", "The nearest known one"),
        ("measure=KILLED", "at_least", "Give it with measure"),
        ("at_least=1", "measure", "Give it with at_least"),
        ("measure=KILLED&at_least=-1", "at_least", "whole number"),
        ("measure=KILLED&at_least=1e3", "at_least", "whole number"),
        ("occurred_from=yesterday", "occurred_from", "not of the form"),
        ("occurred_from=2025-06-31", "occurred_from", "no day of the calendar"),
        ("occurred_to=2025-06-24T14:00:00Z", "occurred_to", "dated by day"),
        ("occurred_from=2025-06-25&occurred_to=2025-06-24", "occurred_to", "after occurred_from"),
        ("occurred_from=2025-06-24&occurred_to=2025-06-24", "occurred_to", "after occurred_from"),
        ("published_from=2025-06-24T13:00:00", "published_from", "zone is missing"),
        ("published_from=2025-06-24T13:00:00Z&published_to=2025-06-24", "published_to", "after published_from"),
        ("as_known_at=2025-06-24T13:00:00", "as_known_at", "zone is missing"),
        ("as_known_at=2025-06-24", "as_known_at", "not of the form"),
        ("as_known_at=9999-12-31T23:59:59Z", "as_known_at", "in the future"),
        ("roots=true", "roots", "1 for yes"),
        ("roots=1&parent=UKR-2025-0001", "roots", "A root has no parent"),
        ("kind=CLUSTER&parent=UKR-2025-0001", "kind", "A cluster has no parent"),
        ("event_type=BATTLES&sub_event_type=AIR_DRONE_STRIKE", "sub_event_type", "not to BATTLES"),
        ("sort=occurred_on", "sort", "'-occurred_on'"),
        ("limit=0", "limit", "from 1 to 1,000"),
        ("limit=1001", "limit", "from 1 to 1,000"),
        ("fields=ref,claim", "fields", "'claims'"),
        ("format=xml", "format", "'json'"),
        ("cursor=WyIyMDI1LTA2LTI0IiwiVUtSLTIwMjUtMDAwMSJd.AAAA", "cursor", "Does not belong to this query"),
        ("cursor=", "cursor", "Empty"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(client: Client, query: str, field: str, says: str) -> None:
    found = errors(client, query)
    assert list(found) == [field]
    assert says in found[field]


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("since=-1", "since", "whole number"),
        ("since=x", "since", "whole number"),
        ("since=1.0", "since", "whole number"),
        ("since=", "since", "Empty"),
        ("since=1&since=2", "since", "more than once"),
        ("since=99999999999999999999", "since", "whole number"),
        ("since=2", "since", "beyond the newest number of the record, 1"),
        ("limit=0", "limit", "from 1 to 1,000"),
        ("include=everything", "include", "'payload'"),
        ("format=csv", "format", "'json'"),
        ("as_known_at=2025-06-24T13:00:00Z", "as_known_at", "There is no such parameter"),
    ],
)
def test_a_stream_is_followed_by_its_numbers_only(client: Client, query: str, field: str, says: str) -> None:
    factories.published_incident()
    found = errors(client, query, "/api/v1/changes/")
    assert list(found) == [field]
    assert says in found[field]


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("series=%00", "series", "control character"),
        ("series=ukr", "series", "UKR-DAILY"),
        ("as_known_at=2025-06-24T13:00:00", "as_known_at", "zone is missing"),
        ("as_known_at=9999-12-31T23:59:59Z", "as_known_at", "in the future"),
        ("as_known_at=0001-01-01T00:00:00%2B14:00", "as_known_at", "Beyond the years"),
        ("issue=1", "issue", "There is no such parameter"),
    ],
)
def test_editions_refuse_what_makes_no_sense(client: Client, query: str, field: str, says: str) -> None:
    found = errors(client, query, "/api/v1/editions/")
    assert list(found) == [field]
    assert says in found[field]


def test_all_faults_are_named_at_once(client: Client) -> None:
    found = errors(client, "contry=UKR&limit=x&roots=2&as_known_at=now&measure=DEAD&at_least=x")
    assert set(found) == {"contry", "limit", "roots", "as_known_at", "measure", "at_least"}


def test_a_cursor_of_another_query_is_refused(client: Client) -> None:
    factories.published_copies(factories.published_incident(), 3)
    following = client.get(f"{LIST}?country=UKR&limit=1").json()["links"]["next"]
    for changed in ("country=RUS", "country=UKR&sort=-published_at", "country=UKR&roots=1"):
        assert "cursor" in errors(client, following.partition("?")[2].replace("country=UKR", changed))
    cursor = following.rpartition("cursor=")[2]
    assert "cursor" in errors(client, f"cursor={cursor}", "/api/v1/editions/")


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/incidents/{ref}/", "/api/v1/figures/", "/api/v1/editions/", "/api/v1/changes/"]
)
def test_unknown_parameters_are_refused_everywhere(client: Client, path: str) -> None:
    address = path.format(ref=factories.published_incident().ref)
    assert list(errors(client, "nonsense=1", address)) == ["nonsense"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v2/",
        "/api/v1/nonsense/",
        "/api/v1/nonsense",
        "/api/v1/incidents/UKR-2025-0001/",
        "/api/v1/incidents/ukr-2025-0001/",
        "/api/v1/incidents/UKR-2025-0001/claims/",
        "/api/v1/incidents/%00/",
        "/api/v1/incidents/../../admin/",
        "/api/v1/editions/NO-SERIES/1/",
        "/api/v1/editions/NO-SERIES/latest/",
        "/api/v1/editions/NO-SERIES/99999999999999999999/",
        "/api/v1/editions/NO-SERIES/1/documents/en.pdf",
        "/api/v1/editions/NO-SERIES/1/documents/en.json",
        "/api/v1/editions/NO-SERIES/1/documents/en.exe",
    ],
)
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    for ask in (client.get, client.head):
        assert ask(path).status_code == 404
    assert problem(client.get(path), 404)["detail"] == "Nothing is published at this address."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/api/v1/", LIST, "/api/v1/incidents/UKR-2025-0001/", "/api/v1/editions/"])
def test_nothing_can_be_written(client: Client, path: str, method: str) -> None:
    response = getattr(client, method)(path)
    assert problem(response, 405)["detail"] == "This address knows GET, HEAD, OPTIONS only."
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_what_is_not_there_can_neither_be_written(client: Client) -> None:
    problem(client.post("/api/v1/nonsense/"), 404)


def test_other_media_types_are_406(client: Client) -> None:
    assert "application/json" in problem(client.get(LIST, headers={"accept": "text/html"}), 406)["detail"]
    for accepted in ("*/*", "application/json", "text/html,*/*;q=0.1", "application/*"):
        assert client.get(LIST, headers={"accept": accepted}).status_code == 200


def test_a_flood_of_parameters_is_400(client: Client) -> None:
    problem(client.get(f"{LIST}?{'&'.join(f'a{number}=1' for number in range(10_001))}"), 400)


def test_an_unknown_host_is_400(client: Client) -> None:
    problem(client.get(f"{LIST[:-1]}", headers={"host": "evil.example"}), 400)


def test_a_fault_of_ours_is_500_and_says_nothing_of_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("sitreps.queries.incident_list.page", fail)
    client.raise_request_exception = False
    response = client.get(LIST)
    assert problem(response, 500)["title"] == "Internal Server Error"
    assert b"secret" not in response.content


def test_a_forgotten_slash_is_put_right(client: Client) -> None:
    response = client.get("/api/v1/incidents?limit=3")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/incidents/?limit=3")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    problem(client.post("/api/v1/incidents"), 404)
