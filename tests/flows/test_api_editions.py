"""Partners read issued editions and fetch their documents."""

import base64
import hashlib
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.documents import canonical
from sitreps.models.editions import EditionIssue
from sitreps.models.series import Series
from sitreps.renderers import html
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/v1/editions/"
PDF = b"%PDF-1.7 these bytes"
HTML = b"<!doctype html><title>Edition</title>"


@pytest.fixture
def daily() -> Series:
    factories.published_incident(place=factories.places()["Dnipro"])
    return factories.series(code="UKR-DAILY")


@pytest.fixture
def issue(daily: Series) -> EditionIssue:
    """No. 1 of UKR-DAILY, 24 June 2025, with two stored documents."""
    issued = factories.issued_edition(daily)
    factories.stored_document(issued, "html", HTML)
    factories.stored_document(issued, "pdf", PDF)
    return issued


def get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def fetch(client: Client, address: str, **headers: str) -> tuple[Any, bytes]:
    """A document's answer and its bytes; read to the end, the file is closed."""
    response = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return response, response.getvalue()


def test_an_edition_is_answered_by_its_number(client: Client, issue: EditionIssue) -> None:
    answer = get(client, f"{LIST}UKR-DAILY/1/")
    frozen = json.loads(issue.snapshot)
    added = {"status", "documents", "previous", "next"}
    assert list(answer) == list(frozen)
    assert {name: value for name, value in answer.items() if name not in added} == {
        name: value for name, value in frozen.items() if name not in added
    }
    assert (answer["status"], answer["previous"], answer["next"]) == ("ISSUED", None, None)
    assert answer["sha256"] == issue.sha256 == canonical.frozen_digest(answer)


def test_its_documents_are_linked_with_their_digests(client: Client, issue: EditionIssue) -> None:
    documents = get(client, f"{LIST}UKR-DAILY/1/")["documents"]
    assert [(one["language"], one["format"], one["bytes"]) for one in documents] == [
        ("en", "html", len(HTML)),
        ("en", "pdf", len(PDF)),
    ]
    for one, content in zip(documents, (HTML, PDF), strict=True):
        assert fetch(client, one["href"])[1] == content
        assert one["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("extension", "content", "media_type"),
    [("pdf", PDF, "application/pdf"), ("html", HTML, "text/html; charset=utf-8")],
)
@pytest.mark.usefixtures("issue")
def test_a_document_is_the_stored_bytes(client: Client, extension: str, content: bytes, media_type: str) -> None:
    address = f"{LIST}UKR-DAILY/1/documents/en.{extension}"
    response, received = fetch(client, address, accept=media_type, accept_encoding="gzip")
    digest = hashlib.sha256(content)
    assert received == content
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Length"] == str(len(content))
    assert response.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert response.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert response.headers["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response.headers
    filename = f"UKR-DAILY_No001_2025-06-24_en.{extension}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{filename}"'


def test_a_page_that_is_opened_all_the_same_can_do_nothing(client: Client, issue: EditionIssue) -> None:
    response, _ = fetch(client, f"{LIST}UKR-DAILY/1/documents/en.html")
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'; style-src {html.style_hash()}; sandbox"


def test_the_json_document_has_the_editions_own_digest(client: Client, issue: EditionIssue) -> None:
    response, content = fetch(client, f"{LIST}UKR-DAILY/1/documents/en.json")
    assert hashlib.sha256(content).hexdigest() == issue.sha256
    assert response.headers["ETag"] == f'"{issue.sha256}"'
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Length"] == str(len(content))
    frozen = json.loads(content)
    assert frozen["incidents"] == json.loads(issue.snapshot)["incidents"]
    assert not frozen.keys() & {"status", "sha256", "documents", "previous", "next"}


@pytest.mark.parametrize("name", ["en.pdf", "en.html", "en.json"])
def test_a_document_that_is_held_costs_one_statement(
    client: Client, issue: EditionIssue, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"{LIST}UKR-DAILY/1/documents/{name}"
    with django_assert_num_queries(1):
        held = fetch(client, address)[0].headers["ETag"]
    with django_assert_num_queries(1):
        response = client.get(address, headers={"if-none-match": held})
    assert (response.status_code, response.content) == (304, b"")


def test_a_document_that_is_not_made_yet_is_not_there(client: Client, daily: Series) -> None:
    factories.issued_edition(daily)
    for name in ("en.pdf", "en.html", "uk.json", "uk.pdf", "en.csv"):
        assert client.get(f"{LIST}UKR-DAILY/1/documents/{name}").status_code == 404
    assert get(client, f"{LIST}UKR-DAILY/1/")["documents"] == []


def test_an_answer_is_new_once_a_document_is_stored(client: Client, daily: Series) -> None:
    issued = factories.issued_edition(daily)
    addresses = [LIST, f"{LIST}UKR-DAILY/1/", f"{LIST}UKR-DAILY/latest/"]
    held = [client.get(address).headers["ETag"] for address in addresses]
    for document, status in ((None, 304), ("pdf", 200), ("html", 200)):
        if document:
            factories.stored_document(issued, document, PDF)
        for address, tag in zip(addresses, held, strict=True):
            assert client.get(address, headers={"if-none-match": tag}).status_code == status


def test_the_newest_edition_is_latest_and_knows_its_neighbours(client: Client, daily: Series) -> None:
    for day in (24, 25, 26):
        factories.issued_edition(daily, date(2025, 6, day))
    assert get(client, f"{LIST}UKR-DAILY/latest/")["number"] == 3
    middle = get(client, f"{LIST}UKR-DAILY/2/")
    assert (middle["previous"], middle["next"]) == (f"{LIST}UKR-DAILY/1/", f"{LIST}UKR-DAILY/3/")


def test_an_older_issue_can_be_asked_for(client: Client, issue: EditionIssue) -> None:
    factories.reissued(issue)
    newest, first = get(client, f"{LIST}UKR-DAILY/1/"), get(client, f"{LIST}UKR-DAILY/1/?issue=1")
    assert (newest["issue"], newest["status"], newest["documents"]) == (2, "ISSUED", [])
    assert (first["issue"], first["status"]) == (1, "SUPERSEDED")
    assert first["sha256"] == issue.sha256
    for document in first["documents"]:
        assert document["href"].endswith("?issue=1")
        assert fetch(client, document["href"])[0].status_code == 200
    assert client.get(f"{LIST}UKR-DAILY/1/documents/en.pdf").status_code == 404, "the newest issue has none yet"
    assert client.get(f"{LIST}UKR-DAILY/1/?issue=3").status_code == 404
    assert client.get(f"{LIST}UKR-DAILY/1/?issue=0").status_code == 400


def test_a_draft_is_not_there(client: Client, daily: Series) -> None:
    factories.compiled_draft(daily)
    for address in (f"{LIST}UKR-DAILY/1/", f"{LIST}UKR-DAILY/latest/", f"{LIST}UKR-DAILY/1/documents/en.json"):
        assert client.get(address).status_code == 404
    assert get(client, LIST)["data"] == []


def test_the_list_shows_each_edition_once_newest_first(
    client: Client, issue: EditionIssue, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.reissued(issue)
    factories.issued_edition(issue.series, date(2025, 6, 25))
    factories.issued_edition(factories.series(code="RUS-DAILY", countries=["RUS"]), date(2025, 6, 25))
    factories.issued_edition(issue.series, date(2025, 6, 26))

    with django_assert_num_queries(3):
        answer = get(client, LIST)

    shown = [(row["series"], row["number"], row["issue"]) for row in answer["data"]]
    assert shown == [("UKR-DAILY", 3, 1), ("RUS-DAILY", 1, 1), ("UKR-DAILY", 2, 1), ("UKR-DAILY", 1, 2)]
    assert answer["meta"]["count"] == 4
    assert [row["number"] for row in get(client, f"{LIST}?series=UKR-DAILY")["data"]] == [3, 2, 1]
    for row in answer["data"]:
        whole = get(client, row["href"])
        del whole["incidents"]
        assert row == whole


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_walk_sees_each_edition_once(client: Client, daily: Series, limit: int) -> None:
    other = factories.series(code="A-SERIES")
    for day in (24, 25):
        factories.issued_edition(daily, date(2025, 6, day))
        factories.issued_edition(other, date(2025, 6, day))
    seen, path = [], f"{LIST}?limit={limit}"
    while path:
        answer = get(client, path)
        seen += [(row["series"], row["number"]) for row in answer["data"]]
        path = answer["links"]["next"]
    assert seen == [("A-SERIES", 2), ("UKR-DAILY", 2), ("A-SERIES", 1), ("UKR-DAILY", 1)]


def test_fields_picks_members_of_editions(client: Client, issue: EditionIssue) -> None:
    assert get(client, f"{LIST}?fields=number,series")["data"] == [{"series": "UKR-DAILY", "number": 1}]
    assert list(get(client, f"{LIST}UKR-DAILY/1/?fields=totals,sha256")) == ["totals", "sha256"]
    assert client.get(f"{LIST}?fields=incidents").status_code == 400
