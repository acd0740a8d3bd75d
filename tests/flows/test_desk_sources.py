"""Evidence on the desk: captured files with digest and custody, what is refused, and what a look at them leaves."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from sitreps import files
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.sources import CustodyEntry, Origin, SourceItem
from tests import factories
from tests.flows.pages import Page, file, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/sitreps/sourceitem/add/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
TEXT = b"17 people were killed, police said.\n"


def add(rita: Page, **typed: Any) -> Page:
    form = rita.get(ADD).form("sourceitem_form")
    return form.send("_save", **{"title": "A report", "key": "REPORT", "type": "NEWS_MEDIA", **typed})


def custody() -> list[tuple[str, str]]:
    return list(CustodyEntry.objects.values_list("action", "by"))


# ---- Files


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bulletin.txt", TEXT, "text/plain"),
        ("table.csv", b"a,b\n1,2\n", "text/csv"),
        ("page.html", b"<script>alert(1)</script>", "text/html"),
        ("photo.png", PNG, "image/png"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        ("photo.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("statement.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("lies.txt", b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_what_a_file_is_its_bytes_say(rita: Page, name: str, content: bytes, kind: str) -> None:
    page = add(rita, file=file(name, content))
    assert page.messages == ["Added: A report."]
    item = SourceItem.objects.get()
    assert (item.media_type, item.bytes, item.sha256) == (kind, len(content), hashlib.sha256(content).hexdigest())
    assert files.read(item.sha256) == content
    assert custody() == [("CAPTURED", "rita")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "The submitted file is empty."),
        ("picture.svg", b"<svg/>", "picture.svg is not of a kind that the desk keeps. Choose a JPEG"),
        ("archive.zip", b"PK\x03\x04", "archive.zip is not of a kind"),
        ("program.txt", b"MZ\x90\0", "program.txt is not of a kind"),
        ("latin.txt", "Dnipropetrovs'k é".encode("latin-1"), "latin.txt is not of a kind"),
        ("no-ending", TEXT, "no-ending is not of a kind"),
    ],
)  # fmt: skip
def test_what_the_desk_does_not_keep_is_told_by_the_box(rita: Page, name: str, content: bytes, says: str) -> None:
    page = add(rita, publisher="The press", file=file(name, content))
    assert says in page.errors["file"]
    assert page.value("publisher") == "The press"
    assert not SourceItem.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(rita: Page) -> None:
    page = add(rita, file=file("large.txt", b"x" * (20 * 1024 * 1024 + 1)))
    assert page.errors["file"] == "large.txt has 20,971,521 bytes; 20,971,520 at most."
    assert not SourceItem.objects.exists()


def test_a_file_is_captured_once_and_a_new_version_is_a_document_of_its_own(rita: Page) -> None:
    page = add(rita, file=file("bulletin.txt", TEXT))
    assert "file" not in page.form("sourceitem_form").names
    page.post(page.address, {**page.form("sourceitem_form").values, "file": file("other.txt", b"Another text.")})
    assert SourceItem.objects.get().sha256 == hashlib.sha256(TEXT).hexdigest()
    assert custody() == [("CAPTURED", "rita")]


def test_a_file_may_follow_later(rita: Page) -> None:
    page = add(rita)
    assert "No file was captured." in page.text
    page = page.form("sourceitem_form").send("_save", file=file("bulletin.txt", TEXT))
    assert page.messages == ["Saved: A report."]
    assert hashlib.sha256(TEXT).hexdigest() in page.text


def test_a_digest_that_came_without_its_file_asks_for_it_and_takes_no_other(rita: Page) -> None:
    """As after an import: the log tells the digest, the bytes lie elsewhere."""
    factories.source_item(
        key="LOGGED", title="A logged report", sha256=hashlib.sha256(TEXT).hexdigest(), bytes=len(TEXT)
    )
    page = rita.get("/admin/sitreps/sourceitem/").follow("A logged report")
    assert "The file itself is not here" in page.text
    assert not page.has_form("verify")
    refused = page.form("sourceitem_form").send("_save", file=file("other.txt", b"Another text."))
    assert "is not the file whose digest is kept" in refused.errors["file"]
    page = page.form("sourceitem_form").send("_save", file=file("bulletin.txt", TEXT))
    assert page.messages == ["Saved: A logged report."]
    assert custody() == [("CAPTURED", "rita")]
    assert page.form("verify").send().messages == ["The file of LOGGED is the one that was captured."]


def test_a_download_is_a_file_to_save_never_a_page(rita: Page) -> None:
    page = add(rita, file=file("page.html", b"<script>alert(1)</script>"))
    answer = page.client.post(page.form("file").action)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="REPORT.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert page.client.get(page.form("file").action).status_code == 405, "a link could be followed unseen"
    assert custody()[-1] == ("ACCESSED", "rita")


def test_a_file_that_was_tampered_with_is_found_out(rita: Page) -> None:
    page = add(rita, file=file("bulletin.txt", TEXT))
    files.path_of(hashlib.sha256(TEXT).hexdigest()).write_bytes(b"21 people were killed, police said.\n")
    page = page.form("verify").send()
    assert page.messages == ["The file of REPORT is not the one that was captured. Restore it from a backup."]
    answer = page.client.post(page.form("file").action)
    assert answer.status_code == 409
    assert custody() == [("CAPTURED", "rita")]


def test_who_only_reads_may_look_and_verify_and_leaves_a_trace(rita: Page) -> None:
    page = add(rita, file=file("bulletin.txt", TEXT))
    auditor = signed_in(factories.user(Role.AUDITOR, username="ada")).get(page.address)
    assert not auditor.has_form("_save")
    assert auditor.client.post(auditor.form("file").action).content == TEXT
    auditor.form("verify").send()
    assert custody() == [("CAPTURED", "rita"), ("ACCESSED", "ada"), ("HASH_VERIFIED", "ada")]


# ---- What is written about a source


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("title", "", "It is empty: write it."),
        ("title", "A bell\x07", "Holds U+0007"),
        ("title", "\U0001f9ff", "Holds U+1F9FF"),
        ("publisher", "The\u202e press", "Holds U+202E"),
        ("url", "javascript:alert(1)", "'javascript:alert(1)' is no web address"),
        ("url", "https://user:secret@example.org/", "is no web address"),
        ("archived_url", "example.org", "is no web address"),
        ("language", "English", "'English' is no language code; write it as 'en', 'uk' or 'pt-BR'"),
        ("published_on", "2099-01-01", "2099-01-01 lies in the future"),
        ("published_at", "2099-01-01 10:00", "lies in the future"),
        ("retrieved_at", "yesterday", "No time in 'yesterday'."),
    ],
)
def test_a_source_that_cannot_be_is_told_by_its_box(rita: Page, box: str, typed: str, says: str) -> None:
    page = add(rita, **{box: typed})
    assert says in page.errors[box]
    assert page.errors.keys() == {box}
    assert page.value(box) == typed
    assert not SourceItem.objects.exists()


def test_a_key_is_made_of_the_title_and_never_changes(rita: Page) -> None:
    add(rita, key="")
    page = add(rita, key="")
    assert "key" not in page.form("sourceitem_form").names, "shown, and no box any more"
    page.post(page.address, {**page.form("sourceitem_form").values, "key": "ANOTHER"})
    assert set(SourceItem.objects.values_list("key", flat=True)) == {"A-REPORT", "A-REPORT-2"}


def test_a_key_that_is_taken_is_told(rita: Page) -> None:
    add(rita)
    assert "already exists" in add(rita).errors["key"]


def test_the_claims_that_rest_on_a_source_are_listed(rita: Page) -> None:
    page = add(rita)
    incident = factories.incident()
    factories.claim(incident, source_item=SourceItem.objects.get(), wording="at least two people")
    page = page.get(page.address)
    assert f"{incident.ref}/C01" in page.text
    assert page.follow(f"{incident.ref}/C01").heading == "Missile strike"


@pytest.mark.parametrize(
    ("typed", "box", "says"),
    [
        ({"name": ""}, "name", "It is empty: write it."),
        ({"public_label": ""}, "public_label", "It is empty: write it."),
        ({"public_label": "\U0001f9ff"}, "public_label", "Holds U+1F9FF"),
        ({"name": "Police\u202e"}, "name", "Holds U+202E"),
        ({"narrative_of": "Nothing"}, "narrative_of", "No source is called 'Nothing'."),
    ],
)
def test_an_origin_that_cannot_be_is_told_by_its_box(rita: Page, typed: dict[str, str], box: str, says: str) -> None:
    good = {"name": "Police", "public_label": "police", "type": "POLICE", "reliability": "B"}
    page = rita.get("/admin/sitreps/origin/add/").form("origin_form").send("_save", **{**good, **typed})
    assert says in page.errors[box]
    assert page.errors.keys() == {box}
    assert not Origin.objects.exists()


def test_an_official_body_gets_the_letter_e_from_a_chief_editor_only(rita: Page) -> None:
    police = {"name": "Police", "public_label": "police", "type": "POLICE", "reliability": "E"}
    page = rita.get("/admin/sitreps/origin/add/").form("origin_form").send("_save", **police)
    assert "Only a chief editor gives an official body the letter E" in page.errors["reliability"]
    chief = signed_in(factories.user(Role.CHIEF_EDITOR)).get("/admin/sitreps/origin/add/").form("origin_form")
    assert chief.send("_save", **police).messages == ["Added: Police."]


def test_who_logs_adds_origins_and_who_reviews_changes_them(rita: Page) -> None:
    police = factories.origin(name="Police", reliability="B")
    page = rita.get(f"/admin/sitreps/origin/{police.pk}/change/")
    assert not page.has_form("_save")
    refused = page.post(
        page.address, {"name": "Police", "public_label": "police", "type": "POLICE", "reliability": "D"}
    )
    assert (refused.status, refused.heading) == (403, "Not done")
    assert "change an origin: that needs chief editor or editor" in refused.text
    editor = signed_in(factories.user(Role.EDITOR)).get(page.address)
    editor.form("origin_form").send("_save", reliability="C")
    assert Origin.objects.get().reliability == "C"


def test_a_new_origin_begins_unjudged_and_asks_for_its_type(client: Client) -> None:
    client.force_login(factories.user(Role.REPORTER))
    form = client.get("/admin/sitreps/origin/add/").context["adminform"].form
    assert form["reliability"].value() == "F"
    assert form["type"].value() is None
    refused = client.post(
        "/admin/sitreps/origin/add/", {"name": "City mayor", "public_label": "City mayor", "reliability": "F"}
    )
    assert refused.context["adminform"].form.errors["type"] == ["Nothing is chosen: choose one."]
