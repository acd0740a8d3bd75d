"""An edition in two languages: its names as the desk gave them then, and no word of ours in another language."""

from collections.abc import Sequence

import pypdfium2
import pytest
from django.test import Client

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout, Paragraph
from sitreps.documents.sections import lay_out
from sitreps.documents.wording import phrases
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.parties import Party
from sitreps.models.series import Series
from sitreps.models.sources import Origin
from tests import factories
from tests.flows.own_words import ALLOWED, Own, latin
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily() -> Series:
    """A series in English and Ukrainian, with its names in both."""
    return factories.series(
        languages=["en", "uk"],
        countries=["UKR", "MDA"],
        titles={"uk": "Україна: щоденний звіт"},
        issued_by="The desk",
        issued_by_names={"uk": "Редакція"},
    )


def in_ukrainian(issue: EditionIssue) -> Layout:
    return lay_out(canonical.decode(issue.snapshot, EditionDocument), "uk")


# ---- Names


def test_series_desk_source_party_and_place_go_by_their_names_in_the_language(daily: Series) -> None:
    party = Party.objects.create(key="FORCES", name="Forces", type="ARMED_FORCES", names={"uk": "Збройні сили"})
    samar = factories.place(name="Samar", iso3166_1="UKR", aliases=[{"name": "Самар", "language": "uk"}])
    made = factories.incident(place=samar, perpetrator=party, perpetrator_basis="ASSERTED_BY_PUBLISHER")
    factories.published(factories.claim(made, origin=factories.origin(labels={"uk": "поліція"})).incident)
    layout = in_ukrainian(factories.issued_edition(daily))
    assert layout.masthead.title == "Україна: щоденний звіт № 1"
    assert layout.masthead.desk == "Редакція"
    assert layout.footer.cite.startswith("Редакція, «Україна: щоденний звіт № 1 (станом на 24 червня 2025 року")
    [card] = layout.cards
    assert "Самар" in card.meta[0]
    told = "".join(run.text for paragraph in card.paragraphs for run in paragraph)
    assert "(джерело: поліція; " in told
    assert "У повідомленні названо: Збройні сили;" in told


def test_countries_go_by_their_names_in_the_language_though_the_gazetteer_has_none(daily: Series) -> None:
    """Moldova is in no gazetteer here, Ukraine there in English alone: CLDR knows both."""
    factories.places()
    cells = in_ukrainian(factories.issued_edition(daily)).key_figures.tiles[0].cells
    assert [cell.country for cell in cells] == ["Україна", "Молдова"]


def test_what_was_published_keeps_the_names_that_it_was_published_with(daily: Series) -> None:
    origin = factories.origin(labels={"uk": "поліція"})
    revision = factories.published(factories.claim(factories.incident(), origin=origin).incident)[0]
    frozen = revision.content.payload
    assert '"labels":{"uk":"поліція"}' in frozen
    issue = factories.issued_edition(daily)
    before = issue.snapshot
    Origin.objects.filter(pk=origin.pk).update(labels={"uk": "національна поліція"})
    Series.objects.filter(pk=daily.pk).update(titles={})
    revision.content.refresh_from_db()
    assert revision.content.payload == frozen
    assert EditionIssue.objects.get().snapshot == before
    assert in_ukrainian(EditionIssue.objects.get()).masthead.title == "Україна: щоденний звіт № 1"


def test_a_claim_about_people_of_one_kind_says_whom_it_counts(daily: Series) -> None:
    made = factories.incident()
    factories.claim(made, value=3, quantifier="EXACT")
    factories.claim(made, value=1, quantifier="AT_LEAST", kind="SUBSET", age_group="CHILD")
    factories.published(made)
    document = canonical.decode(factories.issued_edition(daily).snapshot, EditionDocument)
    english, ukrainian = (lay_out(document, language).reached[0] for language in ("en", "uk"))
    assert [row.number for row in english.rows] == ["3", "at least 1 child"]
    assert [row.number for row in ukrainian.rows] == ["3", "щонайменше 1 дитина"]


# ---- What editors type


@pytest.fixture
def draft(daily: Series) -> EditionDraft:
    """A compiled draft in which seven people were killed."""
    factories.published_incident(title="Missile strike on Samar", killed=7)
    return factories.compiled_draft(daily)


@pytest.fixture
def editor() -> Page:
    return signed_in(factories.user(Role.EDITOR))


def page_of(editor: Page, draft: EditionDraft) -> Page:
    return editor.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/")


def laid_out(draft: EditionDraft, language: str) -> Layout:
    draft.refresh_from_db()
    return lay_out(canonical.decode(draft.snapshot, EditionDocument), language)


def told(paragraphs: Sequence[Paragraph]) -> list[str]:
    return ["".join(run.text for run in paragraph) for paragraph in paragraphs]


def test_the_form_has_boxes_for_each_language_and_begins_with_what_was_compiled(
    editor: Page, draft: EditionDraft
) -> None:
    page = page_of(editor, draft)
    assert "In Ukrainian" in page.text
    assert page.value("overview").startswith("Missile strike on Samar.")
    assert page.value("overview-uk").startswith("Ракетний удар")


def test_editors_write_each_language_and_its_figures_are_told_in_it(editor: Page, draft: EditionDraft) -> None:
    token = page_of(editor, draft).value("overview-uk").split("{{")[1].split("}}")[0]
    page = (
        page_of(editor, draft)
        .form("texts_form")
        .send(
            "_save",
            overview=f"By evening {{{{{token}}}}} people had been reported killed.",
            **{"overview-uk": f"До вечора повідомили про загиблих: {{{{{token}}}}}."},
        )
    )
    assert page.messages == [f"Saved: the texts of {draft}. The draft was compiled again with them."]
    assert told(laid_out(draft, "en").overview) == ["By evening at least 7 people had been reported killed."]
    layout = laid_out(draft, "uk")
    assert told(layout.overview) == ["До вечора повідомили про загиблих: щонайменше 7."]
    assert (layout.highlights_note, layout.overview_note) == ("", "")
    assert draft.texts == {"uk": {"overview": f"До вечора повідомили про загиблих: {{{{{token}}}}}."}}
    changed = AuditEvent.objects.get(action="edition.edit").detail
    assert changed == {"highlights": False, "overview": True, "highlights-uk": False, "overview-uk": True}


def test_what_was_typed_in_one_language_alone_says_in_the_other_that_it_is_not_translated(
    editor: Page, draft: EditionDraft
) -> None:
    page_of(editor, draft).form("texts_form").send("_save", highlights="A quiet evening in Samar.")
    layout = laid_out(draft, "uk")
    assert told(layout.highlights) == ["A quiet evening in Samar."]
    assert layout.highlights_note == phrases("uk")("untranslated")
    assert layout.overview_note == ""
    assert laid_out(draft, "en").highlights_note == ""
    assert page_of(editor, draft).value("highlights-uk") == "A quiet evening in Samar."
    preview = editor.client.get(f"/admin/sitreps/editiondraft/{draft.pk}/preview/", {"language": "uk"}).content.decode()
    assert '<html lang="uk">' in preview
    assert '<span lang="en">A quiet evening in Samar</span>' in preview


def test_figures_in_an_untranslated_text_stay_in_its_language(editor: Page, draft: EditionDraft) -> None:
    token = page_of(editor, draft).value("overview").split("{{")[1].split("}}")[0]
    page_of(editor, draft).form("texts_form").send("_save", overview=f"Now {{{{{token}}}}} people.")
    assert told(laid_out(draft, "uk").overview) == ["Now at least 7 people."]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Загинули {{fig:UKR-2025-9999.KILLED}}.", "UKR-2025-9999"), ("Знак \U0001f9ff", "U+1F9FF")],
)
def test_a_text_that_cannot_be_is_told_by_the_box_of_its_language(
    editor: Page, draft: EditionDraft, typed: str, says: str
) -> None:
    page = page_of(editor, draft).form("texts_form").send("_save", **{"overview-uk": typed})
    assert says in page.errors["overview-uk"]
    assert page.value("overview-uk") == typed
    draft.refresh_from_db()
    assert draft.texts == {}


def test_what_must_not_be_said_is_found_in_every_language(editor: Page, draft: EditionDraft) -> None:
    origin = factories.origin(name="Олена Петренко", protect_identity=True)
    assert origin.protect_identity
    page_of(editor, draft).form("texts_form").send("_save", **{"overview-uk": "Про це сказала Олена Петренко."})
    draft.refresh_from_db()
    found = [one for one in draft.discrepancies if one["code"] == "SENSITIVE_CONTENT"]
    assert [one["text"].partition(" names")[0] for one in found] == ["The overview (uk)"]


# ---- The documents


@pytest.fixture
def documents(demo_day: EditionIssue, client: Client) -> dict[tuple[str, str], bytes]:
    """The demo's day in two languages: the bytes of each document by language and format."""
    listed = client.get("/api/v1/editions/UKR-DAILY/1/").json()["documents"]
    return {(one["language"], one["format"]): client.get(one["href"]).getvalue() for one in listed}


def test_a_ukrainian_document_has_no_latin_word_but_those_that_it_marks_as_another_language(
    documents: dict[tuple[str, str], bytes],
) -> None:
    assert set(documents) == {(language, form) for language in ("en", "uk") for form in ("html", "pdf")}
    page = Own(documents["uk", "html"].decode())
    assert page.own - ALLOWED == set()
    assert {"residents", "toddler", "Missiles"} <= page.marked
    with pypdfium2.PdfDocument(documents["uk", "pdf"]) as document:
        text = " ".join(one.get_textpage().get_text_bounded() for one in document)
    assert latin(text) - ALLOWED - page.marked - {"editions", "incidents", "KILLED", "INJURED"} == set()


def test_an_english_document_marks_nothing_where_all_is_english(documents: dict[tuple[str, str], bytes]) -> None:
    assert b'<span lang="' not in documents["en", "html"]
