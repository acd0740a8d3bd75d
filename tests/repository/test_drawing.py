"""Whoever changes how an edition looks or reads raises the template version: earlier documents stay verifiable."""

import dataclasses

import pytest

from sitreps.documents import canonical, sections
from sitreps.documents.edition import TEMPLATE_VERSION, EditionDocument
from sitreps.documents.layout import Layout
from sitreps.renderers import html
from tests import drawing


def test_the_template_version_was_raised_with_the_last_change_of_templates_or_words() -> None:
    known = drawing.recorded(drawing.DRAWN_WITH.read_text(encoding="utf-8"))
    assert list(known)[-1] == TEMPLATE_VERSION, "run `python -m tests.drawing`"
    assert known[TEMPLATE_VERSION] == drawing.digest(), drawing.RAISE.format(version=TEMPLATE_VERSION)


def test_no_version_is_recorded_twice_and_they_only_rise() -> None:
    lines = [line for line in drawing.DRAWN_WITH.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    versions = [int(line.split()[0]) for line in lines]
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_an_edition_that_was_frozen_long_ago_is_still_drawn(language: str) -> None:
    """Its shape may only grow: what it does not have is empty."""
    document = canonical.decode(drawing.EDITION.read_text(encoding="utf-8"), EditionDocument)
    assert (
        canonical.frozen_digest(canonical.decode(drawing.EDITION.read_text(encoding="utf-8"), dict)) == document.sha256
    )
    page = html.render(sections.lay_out(document, language)).decode()
    assert f'<html lang="{language}">' in page
    assert "13" in page


def test_another_word_gives_another_digest() -> None:
    def otherwise(document: EditionDocument, language: str) -> Layout:
        return dataclasses.replace(sections.lay_out(document, language), nothing_reported="Otherwise.")

    assert drawing.digest(otherwise) != drawing.digest()
