"""An edition in two languages: its names as the desk gave them then, and no word of ours in another language."""

import pytest

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.models.editions import EditionIssue
from sitreps.models.parties import Party
from sitreps.models.series import Series
from sitreps.models.sources import Origin
from tests import factories

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
