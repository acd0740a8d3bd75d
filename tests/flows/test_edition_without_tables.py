"""A series in a language that has no tables: worded in English, and said to be; what the desk typed in its own."""

import re

import pytest
from django.test import Client

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.renderers import html
from tests import factories
from tests.flows.pages import Page, signed_in
from tests.unit.renderers import pdf_reading

pytestmark = pytest.mark.django_db

EDITION = "/editions/UKR-JOUR/1/"


@pytest.fixture
def daily() -> Series:
    """A series that is typed in French."""
    return factories.series(code="UKR-JOUR", title="Ukraine : rapport quotidien", languages=["fr"])


@pytest.fixture
def strike() -> Incident:
    """One that is typed in French."""
    made: Incident = factories.incident(title="Frappe sur Samar", summary="Des missiles ont touché la ville.")
    origin = factories.origin(public_label="police ukrainienne")
    factories.published(factories.claim(made, value=7, wording="au moins sept morts", origin=origin).incident)
    return made


@pytest.fixture
def issue(daily: Series, strike: Incident) -> EditionIssue:
    return factories.issued_edition(daily)


def laid_out(issue: EditionIssue | EditionDraft, language: str = "fr") -> Layout:
    return lay_out(canonical.decode(issue.snapshot, EditionDocument), language)


def french(page: str) -> set[str]:
    """What a page says to be French."""
    return set(re.findall(r'<span lang="fr">(.*?)</span>', page))


def test_it_is_worded_in_english_and_says_so(issue: EditionIssue) -> None:
    layout = laid_out(issue)
    page = html.render(layout).decode()
    assert (layout.language, layout.masthead.language, layout.typed_in) == ("en", "en", "fr")
    assert '<html lang="en">' in page
    assert "Incidents of the period" in page


def test_what_the_desk_typed_says_that_it_is_french(issue: EditionIssue) -> None:
    page = html.render(laid_out(issue)).decode()
    assert french(page) >= {
        "Ukraine : rapport quotidien",
        "Frappe sur Samar",
        "Des missiles ont touché la ville",
        "au moins sept morts",
        "police ukrainienne",
        "Police ukrainienne",
    }
    assert 'according to <span lang="fr">police ukrainienne</span>' in page


def test_the_pdf_says_the_same_and_its_bookmarks_hold_no_sign(issue: EditionIssue) -> None:
    layout = laid_out(issue)
    document = pdf_reading.drawn(layout)
    assert pdf_reading.claims(document.content).language == "en"
    assert pdf_reading.languages(document.content) == {"en", "fr"}
    assert "frappesursamar" in pdf_reading.words(document.content)
    outline = [title for _, title in pdf_reading.headings(document.content)]
    assert "1 Frappe sur Samar" in outline
    text = pdf_reading.words(document.content) + "".join(outline)
    assert not {"\ue000", "\ue001"} & set(text)
    missing = {
        one
        for one in pdf_reading.printed_texts(layout)
        if not pdf_reading.stands_in(one, pdf_reading.words(document.content))
    }
    assert missing == set()


def test_what_editors_write_is_french_and_its_figures_are_english(daily: Series, strike: Incident) -> None:
    draft = factories.compiled_draft(daily)
    editor = signed_in(factories.user(Role.EDITOR))
    token = told_token(editor, draft)
    page = editor.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/").form("texts_form")
    page.send("_save", overview=f"Le soir, {token} personnes étaient mortes.")
    draft.refresh_from_db()
    document = canonical.decode(draft.snapshot, EditionDocument)
    assert (document.overview.language, {one.language for one in document.highlights}) == ("fr", {None})
    [paragraph] = laid_out(draft).overview
    assert [(run.text, run.language) for run in paragraph] == [
        ("Le soir, ", "fr"),
        ("at least 7", ""),
        (" personnes étaient mortes.", "fr"),
    ]
    shown = html.render(laid_out(draft)).decode()
    assert '<span lang="fr">Le soir, </span>' in shown
    assert "fr" in pdf_reading.languages(pdf_reading.drawn(laid_out(draft)).content)


def told_token(editor: Page, draft: EditionDraft) -> str:
    """The token of the first figure of the compiled overview."""
    compiled = editor.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/").value("overview")
    return "{{" + compiled.split("{{")[1].split("}}")[0] + "}}"


def test_its_page_on_the_site_says_english_and_leads_to_english_pages(client: Client, issue: EditionIssue) -> None:
    factories.stored_document(issue, "pdf", b"%PDF", language="fr")
    page = client.get(EDITION).content.decode()
    assert '<html lang="en">' in page
    assert "/documents/fr.pdf" in page
    assert "/documents/fr.json" in page
    assert "PDF (French)" not in page, "it is the edition's own"
    assert "?lang=fr" not in page
    assert client.get("/?lang=fr").status_code == 404
    front = client.get("/").content.decode()
    assert '<span lang="fr">Frappe sur Samar</span>' in front
    assert "PDF (French)" in client.get("/editions/").content.decode()


def test_beside_english_it_has_an_address_of_its_own(client: Client, strike: Incident) -> None:
    series = factories.series(code="UKR-JOUR", languages=["en", "fr"], titles={"fr": "Ukraine : rapport quotidien"})
    issue = factories.issued_edition(series)
    assert laid_out(issue).language == "en"
    page = client.get(f"{EDITION}?lang=fr").content.decode()
    assert '<html lang="en">' in page
    assert ">Français</a>" in client.get(EDITION).content.decode()


def test_an_english_edition_marks_nothing(daily: Series, strike: Incident) -> None:
    Series.objects.filter(pk=daily.pk).update(languages=["en"])
    daily.refresh_from_db()
    layout = laid_out(factories.issued_edition(daily), "en")
    assert layout.typed == ()
    assert '<span lang="' not in html.render(layout).decode()


def test_the_form_says_which_languages_there_are_and_what_becomes_of_another() -> None:
    chief = signed_in(factories.user(Role.CHIEF_EDITOR))
    daily = factories.series(code="UKR-DAILY")
    address = f"/admin/sitreps/series/{daily.pk}/change/"
    assert "Editions are worded in English (en) and Ukrainian (uk)" in chief.get(address).text
    page = chief.get(address).form("series_form").send("_save", languages="en, uk")
    assert page.messages == [f"Saved: {daily}."]
    page = page.form("series_form").send("_save", languages="en, fr")
    assert len(page.messages) == 2
    assert any("Those in French (fr) have headings, tables and sentences in English" in one for one in page.messages)
