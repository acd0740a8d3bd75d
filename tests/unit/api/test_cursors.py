"""A cursor is opaque, cannot be made up, and continues the query that gave it and no other."""

import pytest

from sitreps.api import cursors

PLACE = ("2025-06-24", "UKR-2025-0002")


def test_a_cursor_gives_its_place_back() -> None:
    assert cursors.read(cursors.write(PLACE, query="country=UKR"), query="country=UKR") == PLACE


def test_a_cursor_of_another_query_gives_nothing() -> None:
    assert cursors.read(cursors.write(PLACE, query="country=UKR"), query="country=RUS") is None


@pytest.mark.parametrize("forged", ["", ".", "x", "WyJhIl0.", "WyJhIl0.AAAA", "\u00e9.\u00e9", "a.b.c"])
def test_what_was_not_signed_gives_nothing(forged: str) -> None:
    assert cursors.read(forged, query="") is None


def test_a_changed_cursor_gives_nothing() -> None:
    cursor = cursors.write(PLACE, query="")
    for position in range(len(cursor)):
        changed = cursor[:position] + ("A" if cursor[position] != "A" else "B") + cursor[position + 1 :]
        # The last character of an unpadded signature carries bits that mean nothing.
        assert position == len(cursor) - 1 or cursors.read(changed, query="") is None
