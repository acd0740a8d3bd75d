"""A cluster that lies in several countries: each counts what is known there, no page adds across the border (B7)."""

from typing import Any

import pytest

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.models.incidents import Incident
from sitreps.renderers import html, pdf
from tests import factories

pytestmark = pytest.mark.django_db


def event(killed: int, **fields: Any) -> Incident:
    made = factories.incident(state="IN_REVIEW", **fields)
    factories.claim(made, quantifier="EXACT", value=killed)
    return made


@pytest.fixture
def edition() -> EditionDocument:
    """Ten killed on both sides of a border: five in Ukraine, three in Russia; one more in Ukraine by itself."""
    border = factories.place(level="AREA", name="The border area")
    towns = {code: factories.place(iso3166_1=code, name=f"A town in {code}") for code in ("UKR", "RUS")}
    factories.published(event(1, place=towns["UKR"]))
    across = event(10, kind="CLUSTER", place=border)
    for code, killed in (("UKR", 5), ("RUS", 3)):
        event(killed, parent=across, place=towns[code])
    factories.published(across)
    series = factories.series(countries=["UKR", "RUS"], starts_on=factories.DAY)
    return canonical.decode(factories.issued_edition(series).snapshot, EditionDocument)


@pytest.fixture
def laid(edition: EditionDocument) -> Layout:
    return lay_out(edition)


def test_each_country_counts_the_places_known_there(edition: EditionDocument) -> None:
    killed = {one.scope: one for one in edition.totals if one.measure == "KILLED"}
    assert {scope: (one.text, one.incidents, one.not_allocated) for scope, one in killed.items()} == {
        "UKR": ("at least 6", 2, 2),
        "RUS": ("at least 3", 1, 2),
        "ALL": ("11", 2, 0),
    }


def test_the_table_shows_the_cluster_once_and_adds_nothing_across_the_border(laid: Layout) -> None:
    groups = laid.incidents.countries
    assert [(one.name, one.count, one.killed.text, len(one.rows)) for one in groups] == [
        ("Russian Federation", "0 incidents, and 1 place across borders", "at least 3", 0),
        ("Ukraine", "1 incident, and 1 place across borders", "at least 6", 1),
        ("Across borders", "1 incident", "", 4),
    ]
    across = groups[-1]
    assert (across.name, across.killed.text, across.injured.text) == ("Across borders", "", "")
    assert [(row.where, row.killed.text) for row in across.rows] == [
        ("The border area", "10"),
        ("A town in UKR", "5"),
        ("A town in RUS", "3"),
        ("", "2"),
    ]
    assert "counts in each country by the places known there" in laid.incidents.note


def test_a_country_that_has_only_such_places_is_drawn_with_its_total_alone(laid: Layout) -> None:
    drawn = pdf.render(laid, attachment=b"{}", created=factories.NOON, identifier="edition", alive=lambda: None)
    assert drawn.pages >= 2
    assert "0 incidents, and 1 place across borders" in html.render(laid).decode()


def test_no_tile_adds_across_the_border(laid: Layout) -> None:
    killed = next(tile for tile in laid.key_figures.tiles if tile.marker == "killed")
    assert {cell.value.text for cell in killed.cells} == {"at least 6", "at least 3"}
    assert "11" not in laid.key_figures.line


def test_a_day_within_borders_has_no_such_group() -> None:
    factories.published_incident(killed=1)
    series = factories.series(countries=["UKR", "RUS"], starts_on=factories.DAY)
    laid = lay_out(canonical.decode(factories.issued_edition(series).snapshot, EditionDocument))
    assert [one.name for one in laid.incidents.countries] == ["Ukraine"]
    assert "border" not in laid.incidents.note
