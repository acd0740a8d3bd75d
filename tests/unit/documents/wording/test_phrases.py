"""The words of every language stand in a list that an editor can read; a change shows there."""

import pytest

from sitreps.documents.wording import LANGUAGES
from tests.phrases import listing, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_phrases_is_current(language: str) -> None:
    assert listing(language) == path(language).read_text(encoding="utf-8"), "python -m tests.phrases writes it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_fill_in_a_phrase(language: str) -> None:
    phrases, _, _ = listing(language).partition("== Every message")
    assert not {"{", "}"} & set(phrases)
    assert "  " not in phrases
