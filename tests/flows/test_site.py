"""The public pages: what was issued is found, read, and never mixed up with what was not."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import hiding, redaction, withdrawals
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionIssue
from sitreps.models.sequence import RECORD, advance
from sitreps.models.series import Series
from sitreps.queries import published
from sitreps.renderers import html
from tests import factories

pytestmark = pytest.mark.django_db

EDITION = "/editions/UKR-DAILY/1/"
PAGES = (
    "/",
    "/editions/",
    "/editions/UKR-DAILY/",
    EDITION,
    "/incidents/{ref}/",
    "/incidents/{ref}/KILLED/",
    "/methodology/",
)
COLUMNS = ("series", "number", "date", "period_from", "period_to", "as_known_at", "known_seq", "title")


@pytest.fixture
def ref() -> str:
    """A published incident in Dnipro, one person killed."""
    made = factories.published_incident(place=factories.places()["Dnipro"], title="Missile strike on Dnipro", killed=7)
    return str(made.ref)


@pytest.fixture
def daily(ref: str) -> Series:
    return factories.series(code="UKR-DAILY", title="Ukraine: Daily Situation Report")


@pytest.fixture
def issue(daily: Series) -> EditionIssue:
    """No. 1 of UKR-DAILY with a PDF of 1,500 bytes and a page of 70 kB."""
    issued = factories.issued_edition(daily)
    factories.stored_document(issued, "pdf", b"%PDF" + b" " * 1496)
    factories.stored_document(issued, "html", b"<" * 70_000)
    return issued


def reissued(issue: EditionIssue) -> EditionIssue:
    """The same number again, an hour later."""
    later = issue.issued_at + timedelta(hours=1)
    seq, _ = advance(RECORD, now=later)
    snapshot = json.loads(issue.snapshot) | {"issue": 2, "issued_at": later.isoformat()}
    snapshot["sha256"] = canonical.frozen_digest(snapshot)
    again = EditionIssue(
        **{name: getattr(issue, name) for name in COLUMNS},
        issue=2,
        seq=seq,
        issued_at=later,
        issued_by="editor",
        snapshot=canonical.encode(snapshot),
        sha256=snapshot["sha256"],
    )
    again.save()
    return again


def read(client: Client, address: str) -> str:
    """The page as text, tags and all."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_front_page_shows_the_newest_edition(client: Client, issue: EditionIssue, ref: str) -> None:
    page = read(client, "/")
    assert "Ukraine: Daily Situation Report No. 1" in page
    assert f'<a class="btn btn-main" href="{EDITION}">Read the report</a>' in page
    assert 'href="/api/v1/editions/UKR-DAILY/1/documents/en.pdf"' in page
    assert f'href="/incidents/{ref}/"' in page
    assert "Missile strike on Dnipro" in page
    assert "Killed: at least 7 · Injured: no figure" in words(page)


def test_before_the_first_edition_it_says_so_and_shows_editors_the_way(client: Client) -> None:
    page = read(client, "/")
    assert "No edition has been issued yet" in page
    assert 'href="/admin/login/"' in page
    assert "Archive" in page
    assert "No edition has been issued yet" in read(client, "/editions/")


def hidden(issue: EditionIssue) -> None:
    editor = factories.user(Role.EDITOR)
    hiding.hide_edition(issue=issue, note="It shows an exact site.", by=editor, now=issue.issued_at)


def withdrawn(issue: EditionIssue) -> None:
    chief = factories.user(Role.CHIEF_EDITOR)
    text = "It told of the wrong day."
    withdrawals.withdraw_edition(issue=issue, reason=ChangeCode.OUR_ERROR, text=text, by=chief, now=issue.issued_at)


def redacted(issue: EditionIssue) -> None:
    hidden(issue)
    chief = factories.user(Role.CHIEF_EDITOR)
    redaction.redact_edition(issue=issue, text="It named a person.", by=chief, now=issue.issued_at)


TAKEN_DOWN = pytest.mark.parametrize("taken_down", [hidden, withdrawn, redacted])


@TAKEN_DOWN
def test_where_all_editions_were_taken_down_no_page_says_that_none_was_issued(
    client: Client, issue: EditionIssue, taken_down: Callable[[EditionIssue], None]
) -> None:
    taken_down(issue)
    for address in ("/", "/editions/", "/editions/UKR-DAILY/"):
        shown = words(read(client, address))
        assert "No edition is public at the moment" in shown, address
        assert "are under review, were withdrawn, or had their content removed." in shown, address
        assert "has been issued yet" not in shown, address
        assert "exact site" not in shown, address
    assert "Зараз у відкритому доступі немає жодного випуску" in read(client, "/?lang=uk")


def test_a_draft_is_nowhere(client: Client, daily: Series, ref: str) -> None:
    factories.compiled_draft(daily)
    assert "No edition has been issued yet" in read(client, "/")
    assert client.get(EDITION).status_code == 404
    assert client.get("/editions/UKR-DAILY/").status_code == 404


def test_an_edition_is_there_whole_with_its_documents(client: Client, issue: EditionIssue) -> None:
    page = read(client, EDITION)
    for document in ("en.pdf", "en.html", "en.json"):
        address = f"/api/v1/editions/UKR-DAILY/1/documents/{document}"
        assert f'href="{address}"' in page
        assert client.get(address).getvalue()
    assert "PDF 2 kB" in words(page)
    assert "HTML 70 kB" in words(page)
    for heading in ("Highlights", "Key figures", "Incidents of the period", "How the figures were reached", "Sources"):
        assert heading in page
    assert issue.sha256 in page


def test_links_on_every_page_lead_somewhere(client: Client, issue: EditionIssue, ref: str) -> None:
    seen: set[str] = set()
    for address in (one.format(ref=ref) for one in PAGES):
        page = read(client, address)
        anchors = set(re.findall(r'\bid="([^"]+)"', page))
        for target in set(re.findall(r'href="([^"]+)"', page)):
            path, _, anchor = target.partition("#")
            if path.startswith("/") and not path.startswith("/static/") and path not in seen:
                seen.add(path)
                answer = client.get(path)
                assert (answer.status_code, answer.getvalue() != b"") == (200, True), f"{path} on {address}"
            if anchor:
                there = anchors if not path else set(re.findall(r'\bid="([^"]+)"', read(client, path)))
                assert anchor in there, f"{target} on {address}"
    assert len(seen) > 8


def test_a_figure_in_the_highlights_leads_to_how_it_was_reached(client: Client, issue: EditionIssue, ref: str) -> None:
    assert f'class="fig-link" href="#{ref}.KILLED"' in read(client, EDITION)
    assert f'class="fig-link" href="{EDITION}#{ref}.KILLED"' in read(client, "/")


def test_every_figure_of_an_edition_leads_to_its_own_page(client: Client, issue: EditionIssue, ref: str) -> None:
    page = client.get(EDITION).content.decode()
    told = [(one["ref"], figure) for one in json.loads(issue.snapshot)["incidents"] for figure in one["figures"]]
    for of, figure in told:
        address = f"/incidents/{of}/{figure['measure']}/"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_the_stored_page_leads_there_by_whole_addresses(client: Client, issue: EditionIssue, ref: str) -> None:
    document = canonical.decode(issue.snapshot, EditionDocument)
    page = html.render(lay_out(document)).decode()
    home = document.permalink.partition("/editions/")[0]
    assert page.count(f'href="{home}/incidents/{ref}/KILLED/"') == 2


def test_an_older_issue_says_what_replaced_it(client: Client, issue: EditionIssue) -> None:
    reissued(issue)
    old, new = read(client, f"{EDITION}?issue=1"), read(client, EDITION)
    assert "You are reading version 1. It was replaced by version 2, issued 24 June 2025, 20:00 EEST" in words(old)
    assert 'class="masthead masthead-old"' in old
    assert "documents/en.pdf?issue=1" in old
    assert f'<a href="{EDITION}">version 2, issued 24 June 2025' in " ".join(old.split())
    assert f'<a href="{EDITION}?issue=1">Version 1</a> <span class="muted">issued 24 June 2025, 19:00' in new
    assert "Version 1" not in old
    assert "Superseded" not in new
    assert "en.pdf" not in new, "the new issue has no documents yet"
    canonical_link = '<link rel="canonical" href="http://127.0.0.1:8000/editions/UKR-DAILY/1/">'
    assert canonical_link in old
    assert canonical_link in new


@TAKEN_DOWN
def test_an_older_issue_is_read_on_whatever_became_of_what_replaced_it(
    client: Client, issue: EditionIssue, taken_down: Callable[[EditionIssue], None]
) -> None:
    taken_down(reissued(issue))
    old = read(client, f"{EDITION}?issue=1")
    assert "You are reading version 1. It was replaced by version 2, issued 24 June 2025, 20:00 EEST" in words(old)
    assert client.get(f"/api/v1{EDITION}?issue=1").json()["status"] == "SUPERSEDED"
    assert client.get(EDITION).status_code == 410
    assert client.get(f"{EDITION}?issue=2").status_code == 410


def test_an_older_issue_that_was_withdrawn_is_not_shown_as_if_it_stood(client: Client, issue: EditionIssue) -> None:
    withdrawn(issue)
    reissued(issue)
    gone = client.get(f"{EDITION}?issue=1")
    assert gone.status_code == 410
    assert "It told of the wrong day." in gone.content.decode()
    assert "Version 1" not in read(client, EDITION)


@pytest.mark.parametrize("asked", ["0", "3", "x", "-1", "1.0", "", "٣", "9" * 40])
def test_an_issue_that_is_not_there_is_not_found(client: Client, issue: EditionIssue, asked: str) -> None:
    assert client.get(EDITION, {"issue": asked}).status_code == 404


def test_editions_know_their_neighbours(client: Client, daily: Series) -> None:
    for day in (24, 25, 26):
        factories.issued_edition(daily, date(2025, 6, day))
    middle = read(client, "/editions/UKR-DAILY/2/")
    assert '<a href="/editions/UKR-DAILY/1/">Previous: No. 1</a>' in middle
    assert '<a href="/editions/UKR-DAILY/3/">Next: No. 3</a>' in middle
    assert "Next:" not in read(client, "/editions/UKR-DAILY/3/")


def test_the_archive_lists_every_edition_by_month_newest_first(client: Client, daily: Series) -> None:
    for day in (date(2025, 6, 29), date(2025, 6, 30), date(2025, 7, 1)):
        factories.issued_edition(daily, day)
    shown = words(read(client, "/editions/UKR-DAILY/"))
    assert re.search(
        r"July 2025 .*1 July 2025.* No\. 3 .*June 2025 .*30 June 2025.* No\. 2 .*29 June 2025.* No\. 1 ", shown
    )


def test_lists_tell_the_languages_of_an_edition_with_the_longest_names_that_a_series_can_have(
    client: Client, ref: str
) -> None:
    names = {"code": "U" * 31, "title": '"' * 200, "timezone": "America/Argentina/ComodRivadavia"}
    of = factories.series(**names, languages=["uk", "en"], glide="CE-2022-000198-UKR")
    issue = factories.issued_edition(of)
    assert issue.snapshot.index(published.LANGUAGES) < published.BEGINS / 2
    [listed] = published.listed()
    assert published.languages_of(listed) == ("uk", "en")
    assert f'href="/editions/{of.code}/1/?lang=en"' in read(client, "/editions/")


def test_no_list_reads_the_content_of_an_edition_to_link_it(
    client: Client, issue: EditionIssue, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    last = reissued(issue)
    with django_assert_max_num_queries(3) as asked:
        found = [*published.earlier(last), *published.listed(), published.replaced_by(issue)]
        told = [(one.issue, one.series.code, published.languages_of(one)) for one in found]
    assert told == [(number, "UKR-DAILY", ("en",)) for number in (1, 2, 2)]
    assert all("snapshot" in one.get_deferred_fields() for one in found)
    assert all("INSTR" not in one["sql"] and "STRPOS" not in one["sql"] for one in asked.captured_queries)
    assert published.replaced_by(last) is None


def test_each_series_has_its_newest_edition_on_the_front_page(client: Client, issue: EditionIssue) -> None:
    factories.issued_edition(factories.series(code="UKR-WEEKLY", title="Ukraine: the other report"))
    page = read(client, "/")
    shown = words(page)
    assert "Ukraine: Daily Situation Report No. 1" in shown
    assert "Ukraine: the other report No. 1" in shown
    assert page.count('class="masthead"') == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_pages_are_kept_for_a_minute_and_asked_for_by_their_validator(
    client: Client, issue: EditionIssue, ref: str
) -> None:
    for address in (one.format(ref=ref) for one in PAGES):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert not first.cookies
        assert "Cookie" not in first.headers.get("Vary", "")
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_new_once_a_document_is_stored_and_once_it_is_superseded(client: Client, daily: Series) -> None:
    issued = factories.issued_edition(daily)
    tags = [client.get(EDITION).headers["ETag"]]
    factories.stored_document(issued, "pdf", b"%PDF")
    tags.append(client.get(EDITION).headers["ETag"])
    reissued(issued)
    tags.append(client.get(f"{EDITION}?issue=1").headers["ETag"])
    assert len(set(tags)) == 3


@pytest.mark.parametrize(
    "address", ["/nothing/", "/editions/NO-SUCH/", "/editions/UKR-DAILY/99/", "/incidents/UKR-1999-0001/"]
)
def test_what_is_not_there_is_answered_within_the_site_and_not_kept(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert "canonical" not in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_written_here(client: Client, method: str) -> None:
    answer: HttpResponse = getattr(client, method)("/")
    assert answer.status_code == 405


def test_a_failure_of_ours_needs_nothing_to_be_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("the record cannot be read")

    monkeypatch.setattr("sitreps.queries.published.latest_issues", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something failed at our end" in response.content.decode()
    assert "record cannot be read" not in response.content.decode()


def test_robots_may_read_what_is_public(client: Client) -> None:
    assert read(client, "/robots.txt").splitlines() == ["User-agent: *", "Disallow: /admin/", "Allow: /"]
    assert client.get("/favicon.ico").headers["Location"].endswith("/site/mark.svg")


def test_machines_are_told_what_the_edition_is(client: Client, issue: EditionIssue) -> None:
    page = read(client, EDITION)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(block)
    assert (told["@type"], told["reportNumber"], told["version"]) == ("Report", "UKR-DAILY 1", 1)
    assert told["url"] == "http://127.0.0.1:8000/editions/UKR-DAILY/1/"
    assert told["datePublished"] == issue.issued_at.isoformat()
    assert {one["encodingFormat"] for one in told["encoding"]} == {"application/pdf", "text/html", "application/json"}
    assert '<meta property="og:title" content="Ukraine: Daily Situation Report No. 1">' in page
    assert "<script" not in read(client, "/")


def test_no_page_carries_a_script_or_a_style_of_its_own(client: Client, issue: EditionIssue, ref: str) -> None:
    for address in (one.format(ref=ref) for one in PAGES):
        page = read(client, address)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
        assert re.findall(r"<script(?! type=\"application/ld\+json\")", page) == []


@pytest.mark.parametrize(
    ("address", "statements"),
    [("/", 5), (EDITION, 5), ("/editions/UKR-DAILY/2/?lang=uk", 5), ("/editions/UKR-DAILY/?lang=uk", 3)],
)
def test_a_page_takes_a_fixed_number_of_statements(
    client: Client, ref: str, django_assert_max_num_queries: DjangoAssertNumQueries, address: str, statements: int
) -> None:
    daily = factories.series(code="UKR-DAILY", languages=["en", "uk"])
    for day in range(24, 28):
        factories.stored_document(factories.issued_edition(daily, date(2025, 6, day)), "pdf", b"%PDF")
    with django_assert_max_num_queries(statements):
        read(client, address)
