"""Static files are collected once, and again when one of them changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from pytest_django import Settings

from sitreps.management.supervision import static


@pytest.fixture
def asset(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """One static file of the product, and an empty folder to collect into."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "collected").mkdir()
    asset = tmp_path / "assets" / "page.css"
    asset.write_text("body {}")
    settings.STATICFILES_DIRS = [asset.parent]
    settings.STATIC_ROOT = tmp_path / "collected"
    forget_finders()
    yield asset
    forget_finders()


def forget_finders() -> None:
    """Django keeps its finders, and they the folders they look into."""
    get_finder.cache_clear()  # type: ignore[attr-defined] # an lru_cache that the stubs do not know


def test_nothing_is_collected_at_first(asset: Path) -> None:
    assert not static.are_collected()


def test_what_was_collected_stays_so_until_a_file_changes(asset: Path) -> None:
    static.remember_collected()
    assert static.are_collected()

    asset.write_text("body { color: black }")
    assert not static.are_collected()


def test_a_new_file_has_to_be_collected(asset: Path) -> None:
    static.remember_collected()
    asset.with_name("print.css").write_text("")

    assert not static.are_collected()
