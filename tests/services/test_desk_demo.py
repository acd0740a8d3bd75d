"""The first visit: one command, and an issued edition of a real day is there to read and to download."""

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.services import processes
from tests.services.desk import Desk

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that has loaded the demo on its first start, and was stopped and started again."""
    desk = Desk(tmp_path_factory.mktemp("demo") / "home")
    desk.start()
    desk.wait_until_ready()
    assert desk.stop() == 0
    desk.start()
    desk.wait_until_ready()
    yield desk
    desk.finish()


def get(desk: Desk, path: str) -> bytes:
    with urllib.request.urlopen(desk.url + path) as answer:
        return bytes(answer.read())


def test_the_front_page_shows_the_issued_edition(desk: Desk) -> None:
    words = " ".join(re.sub(r"<[^>]+>", " ", get(desk, "/").decode()).split())

    assert "UKR-DAILY" in words
    assert "No. 1" in words
    assert "Ukraine at least 16" in words


def test_its_pdf_and_its_page_are_downloads(desk: Desk) -> None:
    edition = json.loads(get(desk, "/api/v1/editions/UKR-DAILY/1/"))
    documents = {document["format"]: document["href"] for document in edition["documents"]}

    assert get(desk, documents["pdf"]).startswith(b"%PDF-")
    assert b"<!DOCTYPE html>" in get(desk, documents["html"])[:200]


def test_the_second_start_kept_the_data_and_loaded_nothing(desk: Desk) -> None:
    assert "Importing the demo log" in desk.texts[0]
    assert "Importing the demo log" not in desk.texts[1]
    assert len(json.loads(get(desk, "/api/v1/editions/"))["data"]) == 1


@pytest.mark.parametrize("name", ["reporter", "editor", "chief"])
def test_the_accounts_that_were_printed_can_sign_in(desk: Desk, name: str) -> None:
    password = re.search(rf"(?m)^    {name} +(\S+)", desk.text())
    assert password is not None

    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{desk.url}/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    fields = {"username": name, "password": password[1], "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    answer = browser.open(f"{desk.url}/admin/login/", urllib.parse.urlencode(fields).encode())

    assert answer.url == f"{desk.url}/admin/"


def test_a_desk_with_demo_accounts_is_not_shown_to_other_machines(desk: Desk) -> None:
    assert desk.stop() == 0
    desk.start("--host", "0.0.0.0", SITREPS_PUBLIC_URL="http://reports.example.org")

    assert desk.end() == 1
    assert "which must not be reached from other machines" in desk.text()
    assert processes.left_after(desk.home, 2) == {}
