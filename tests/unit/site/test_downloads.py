"""Sizes in the words of a download button."""

import pytest

from sitreps.site.downloads import size


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (77_879, "78 kB"), (999_499, "999 kB"), (1_250_000, "1.2 MB")],
)
def test_bytes_are_said_as_people_read_them(count: int, words: str) -> None:
    assert size(count) == words
