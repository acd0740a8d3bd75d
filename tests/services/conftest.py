"""Fixtures of the tests that need real servers, processes or races; see fixtures.py for those of the whole suite."""

from collections.abc import Iterator

import pytest

from tests.services.racers import Racers

EIGHT = 8


@pytest.fixture(scope="module")
def racers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Racers]:
    """Eight processes for a module's races and one more that watches; each race gives them new orders."""
    started = Racers(EIGHT + 1, tmp_path_factory.mktemp("racers") / "racers.log")
    yield started
    started.close()
