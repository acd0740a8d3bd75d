"""The public pages in Ukrainian: chosen by the address alone, and no word of ours in another language."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from sitreps.documents.wording import phrases
from sitreps.models.accounts import Role
from sitreps.models.series import Series
from tests import factories
from tests.flows.own_words import ALLOWED, Own
from tests.flows.test_edition_regrouping import merge
from tests.flows.test_hiding import hide
from tests.flows.test_site import reissued
from tests.flows.test_site_incident import withdrawn, words

pytestmark = pytest.mark.django_db

EDITION, FIGURE, METHOD = "/editions/UKR-DAILY/1/", "/incidents/UKR-2025-0001/KILLED/", "/methodology/"
INCIDENT, CHILD = "/incidents/UKR-2025-0001/", "/incidents/UKR-2025-0002/"
LISTS = ("/", "/editions/", "/editions/UKR-DAILY/")
FRAME = {"API", "HTML", "JSON", "English", "GET"}
"""What stands in every page beside its subject: formats, units, and the way to the English page in its own word."""
DESK = {"Situation", "report", "desk"}
"""The deployment's own name, which a window's title holds without a mark."""


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("demo_day")
@pytest.mark.parametrize("address", [*LISTS, EDITION, INCIDENT, CHILD, FIGURE, METHOD])
def test_a_page_asked_for_in_ukrainian_has_no_word_of_ours_in_another_language(client: Client, address: str) -> None:
    page = read(client, f"{address}?lang=uk")
    assert '<html lang="uk">' in page
    assert Own(page).own - ALLOWED - FRAME - DESK == set()
    assert '<span lang="en">Situation report desk</span>' in page


@pytest.mark.usefixtures("demo_day")
@pytest.mark.parametrize("address", [*LISTS, EDITION, INCIDENT, FIGURE, METHOD])
def test_every_link_of_a_ukrainian_page_keeps_the_language_or_says_in_which_it_leads(
    client: Client, address: str
) -> None:
    page = read(client, f"{address}?lang=uk")
    kept = 0
    for link in re.findall(r"<a\b[^>]*>", page):
        target = html.unescape(re.search(r'href="([^"]*)"', link)[1])  # type: ignore[index]
        if target.startswith("/") and not target.startswith("/api/"):
            told = re.search(r'hreflang="(\w+)"', link)
            assert told is not None or "?lang=uk" in target, link
            path = target.partition("#")[0]
            answer = client.get(path, follow=True)
            language = told[1] if told else "uk"
            assert f'<html lang="{language}' in answer.content.decode(), link
            kept += told is None
    assert kept >= 4


@pytest.mark.usefixtures("demo_day")
def test_an_incident_is_told_in_ukrainian_and_the_record_s_own_words_are_marked(client: Client) -> None:
    page = words(read(client, f"{INCIDENT}?lang=uk"))
    for sentence in (
        "ЗАГАЛЬНИЙ ДОСТУП UKR-2025-0001 зміна 1",
        "Коли 24 червня 2025 року",
        "Місця",
        "Пошкодження цивільних об’єктів Школи (кількість не зазначено)",
        "Усі зміни запису",
        "Зміна 1. Новий запис.",
        "UKR-2025-0001 у форматі JSON",
    ):
        assert sentence in page, sentence
    marked = Own(read(client, f"{INCIDENT}?lang=uk")).marked
    assert {"residents", "hospital"} & marked


@pytest.mark.usefixtures("demo_day")
def test_lists_name_editions_and_months_in_ukrainian(client: Client) -> None:
    page = words(read(client, "/editions/UKR-DAILY/?lang=uk"))
    assert "Україна: щоденний ситуаційний звіт, усі випуски" in page
    assert "Червень 2025 р. 24 червня 2025 року Україна: щоденний ситуаційний звіт № 1 (станом на 24 червня" in page
    assert "версія 1" in page


def test_an_edition_that_is_not_in_the_language_is_led_to_at_its_plain_address(client: Client) -> None:
    issue = factories.issued_edition(factories.series(code="UKR-DAILY", title="Ukraine: Daily Situation Report"))
    factories.stored_document(issue, "pdf", b"%PDF")
    for address in ("/", "/editions/", "/editions/UKR-DAILY/"):
        page = read(client, f"{address}?lang=uk")
        assert f'href="{EDITION}"' in page
        assert f"{EDITION}?lang=uk" not in page
        assert '<span lang="en">Ukraine: Daily Situation Report No' in page
    assert '<article class="masthead" lang="en"' in " ".join(read(client, "/?lang=uk").split())


def test_an_older_version_keeps_to_itself_when_the_language_is_changed(client: Client) -> None:
    issue = factories.issued_edition(factories.series(code="UKR-DAILY", languages=["en", "uk"]))
    reissued(issue)
    english, ukrainian = (" ".join(read(client, f"{EDITION}?issue=1{rest}").split()) for rest in ("", "&lang=uk"))
    assert f'<a href="{EDITION}?issue=1&amp;lang=uk" hreflang="uk"' in english
    assert f'<a href="{EDITION}?issue=1" hreflang="en"' in ukrainian
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{EDITION}?lang=uk">' in ukrainian
    assert f'<a href="{EDITION}?issue=1&amp;lang=uk">Версія 1</a>' in read(client, f"{EDITION}?lang=uk")


def test_an_edition_is_led_to_in_the_languages_that_it_was_issued_in_whatever_its_series_has_today(
    client: Client,
) -> None:
    daily = factories.series(code="UKR-DAILY")
    factories.issued_edition(daily, date(2025, 6, 24))
    Series.objects.filter(pk=daily.pk).update(languages=["uk", "en"])
    daily.refresh_from_db()
    for day in (25, 26):
        factories.issued_edition(daily, date(2025, 6, day))
    Series.objects.filter(pk=daily.pk).update(languages=["en", "uk"])
    for address in ("/editions/UKR-DAILY/?lang=uk", "/editions/UKR-DAILY/2/"):
        page = read(client, address)
        assert f'href="{EDITION}"' in page, address
        assert 'href="/editions/UKR-DAILY/3/"' in page, address
    for address in ("/editions/UKR-DAILY/", "/editions/UKR-DAILY/2/?lang=en"):
        page = read(client, address)
        assert f'href="{EDITION}"' in page, address
        assert 'href="/editions/UKR-DAILY/3/?lang=en"' in page, address


def test_a_list_keeps_the_title_that_was_issued_where_the_series_was_renamed_since(client: Client) -> None:
    daily = factories.series(code="UKR-DAILY", languages=["en", "uk"], titles={"uk": "Україна: звіт"})
    factories.issued_edition(daily)
    assert "Україна: звіт № 1" in read(client, "/editions/UKR-DAILY/?lang=uk")
    Series.objects.filter(pk=daily.pk).update(title="Another name", titles={"uk": "Інша назва"})
    page = read(client, "/editions/UKR-DAILY/?lang=uk")
    assert "Інша назва № 1" not in page
    assert f"{daily.title} No" in page


@pytest.mark.parametrize(
    ("query", "language", "says"),
    [("", "en", "There is nothing"), ("?lang=uk", "uk", "нічого немає"), ("?lang=fr", "en", "There is nothing")],
)
def test_what_is_not_there_is_told_in_the_language_that_is_asked_for(
    client: Client, query: str, language: str, says: str
) -> None:
    response = client.get(f"/nothing/{query}")
    page = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}">' in page
    assert says in page
    assert 'href="//' not in client.get(f"//elsewhere.example/{query}").content.decode()


def test_what_is_gone_says_so_in_ukrainian_with_the_reason_where_a_table_has_it(client: Client) -> None:
    made = factories.published_incident()
    typed = factories.published_incident()
    hide(made, factories.user(Role.EDITOR))
    withdrawn(typed, "It did not happen.")
    page = client.get(f"/incidents/{made.ref}/?lang=uk")
    assert page.status_code == 410
    assert f"Більше не у відкритому доступі: {made.ref}" in page.content.decode()
    assert phrases("uk")("gone.under_review") in page.content.decode()
    assert '<span lang="en">It did not happen</span>' in client.get(f"/incidents/{typed.ref}/?lang=uk").content.decode()


def test_a_merged_incident_leads_to_the_survivor_in_the_same_language(client: Client) -> None:
    survivor, loser = (factories.published_incident() for _ in range(2))
    merge(survivor, loser)
    assert client.get(f"/incidents/{loser.ref}/?lang=uk").headers["Location"] == f"/incidents/{survivor.ref}/?lang=uk"


@pytest.mark.usefixtures("demo_day")
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


@pytest.mark.usefixtures("demo_day")
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
