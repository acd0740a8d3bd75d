"""The public pages in Ukrainian: chosen by the address alone, and no word of ours in another language."""

import io

import pytest
from django.core.management import call_command
from django.test import Client

from sitreps.documents.wording import phrases
from tests import desk_logs, factories
from tests.flows.own_words import ALLOWED, Own

pytestmark = pytest.mark.django_db

EDITION, FIGURE, METHOD = "/editions/UKR-DAILY/1/", "/incidents/UKR-2025-0001/KILLED/", "/methodology/"
FRAME = {"API", "HTML", "JSON", "English", "GET"}
"""What stands in every page beside its subject: formats, units, and the way to the English page in its own word."""
DESK = {"Situation", "report", "desk"}
"""The deployment's own name, which a window's title holds without a mark."""


@pytest.fixture
def _issued() -> None:
    """The demo's day, issued in two languages."""
    at = "2025-06-24T14:45:00Z"
    call_command("import_desk_log", str(desk_logs.FILE), "--publish", "--at", at, stdout=io.StringIO())
    call_command(
        *("compile_edition", "UKR-DAILY", "--for", "2025-06-24", "--as-known-at", "2025-06-24T15:00:00Z"),
        *("--issue", "--at", "2025-06-24T15:10:00Z"),
        stdout=io.StringIO(),
    )


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("_issued")
@pytest.mark.parametrize("address", [EDITION, FIGURE, METHOD])
def test_a_page_asked_for_in_ukrainian_has_no_word_of_ours_in_another_language(client: Client, address: str) -> None:
    page = read(client, f"{address}?lang=uk")
    assert '<html lang="uk">' in page
    assert Own(page).own - ALLOWED - FRAME - DESK == set()
    assert '<span lang="en">Situation report desk</span>' in page


@pytest.mark.usefixtures("_issued")
def test_the_figure_is_explained_step_by_step_in_ukrainian(client: Client) -> None:
    page = read(client, f"{FIGURE}?lang=uk")
    say = phrases("uk")
    for sentence in (
        "Як отримано це число?",
        say("explain.step.roll_up"),
        say("explain.case.BREAKDOWN_EXCEEDS_TOTAL").partition("{")[0][:10],
        "Дніпро — 11 та Самар — 2: щонайменше 13.",
        "склала редакція",
        "Не розподілено за місцями",
    ):
        assert sentence in page, sentence
    assert 'href="/methodology/?lang=uk#B6">Правило B6</a>' in page
    assert 'href="/incidents/UKR-2025-0003/KILLED/?lang=uk">Самар</a>' in page


@pytest.mark.usefixtures("_issued")
def test_each_language_has_an_address_and_a_validator_of_its_own(client: Client) -> None:
    tags = set()
    for address, canonical in ((FIGURE, FIGURE), (f"{FIGURE}?lang=uk", f"{FIGURE}?lang=uk")):
        response = client.get(address, headers={"Accept-Language": "uk"})
        page = response.content.decode()
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{canonical}">' in page
        assert "Vary" not in response or "Accept-Language" not in response["Vary"]
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
        tags.add(response["ETag"])
    assert len(tags) == 2
    told = " ".join(read(client, FIGURE).split())
    assert 'hreflang="uk" href="http://127.0.0.1:8000/incidents/UKR-2025-0001/KILLED/?lang=uk"' in told


@pytest.mark.parametrize("address", [f"{METHOD}?lang=fr", f"{METHOD}?lang="])
def test_a_language_that_a_page_is_not_in_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_edition_is_there_only_in_its_own_languages(client: Client) -> None:
    factories.issued_edition(factories.series(code="UKR-DAILY"))
    assert client.get(f"{EDITION}?lang=uk").status_code == 404
    assert "hreflang" not in read(client, EDITION)


def test_the_api_explains_a_figure_in_the_language_that_is_asked_for(client: Client) -> None:
    origin = factories.origin(public_label="police", labels={"uk": "поліція"})
    made = factories.claim(factories.incident(title="Strike"), origin=origin, value=7).incident
    factories.published(made)
    address = f"/api/v1/incidents/{made.ref}/figures/KILLED/"
    english, ukrainian = client.get(address), client.get(f"{address}?language=uk")
    assert english.json() == client.get(f"{address}?language=en").json()
    assert (english.json()["language"], ukrainian.json()["language"]) == ("en", "uk")
    assert english["ETag"] != ukrainian["ETag"]
    assert english.json()["steps"][0]["title"] == "Which claims count"
    assert ukrainian.json()["steps"][0]["title"] == "Які твердження враховано"
    assert ukrainian.json()["agreement"]["text"] == "За числом стоїть одне джерело."
    assert ukrainian.json()["label"] == "Загинуло"
    assert english.json()["figure"] == ukrainian.json()["figure"]
    refused = client.get(f"{address}?language=fr")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "language")
