"""Vocabularies that are data: a deployment adds terms and changes none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitreps.codelists import STOCK_MEASURES, load_vocabularies, use_vocabularies, vocabularies, vocabulary
from sitreps.codelists.vocabularies import TABLES_VERSION
from sitreps.errors import InvalidValue


@pytest.fixture
def restored() -> Iterator[None]:
    before = vocabularies()
    yield
    use_vocabularies(before)


def write(folder: Path, name: str, terms: list[dict[str, Any]], **more: Any) -> Path:
    folder.joinpath(f"{name}.json").write_text(json.dumps({"vocabulary": name, "terms": terms, **more}), "utf-8")
    return folder


def test_a_vocabulary_knows_its_labels_and_its_tree() -> None:
    facility = vocabulary("facility")
    assert facility.label("HEA.HOSPITAL.CHILDREN") == "Children's hospital"
    assert facility.ancestors("HEA.HOSPITAL.CHILDREN") == ("HEA.HOSPITAL", "HEA")
    assert (facility.root("HEA.HOSPITAL.CHILDREN"), facility.root("WAT")) == ("HEA", "WAT")
    assert "HEA" in facility
    assert "CASTLE" not in facility


def test_a_sub_event_type_stands_below_an_event_type() -> None:
    assert vocabulary("sub_event_type").ancestors("AIR_DRONE_STRIKE") == ("EXPLOSIONS_REMOTE_VIOLENCE",)


def test_choices_keep_the_order_of_the_table() -> None:
    assert vocabulary("measure").choices()[:3] == [
        ("KILLED", "Killed"),
        ("INJURED", "Injured"),
        ("CASUALTIES", "Killed or injured (not split)"),
    ]


def test_every_stock_measure_is_a_measure() -> None:
    assert set(vocabulary("measure").terms) >= STOCK_MEASURES


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert load_vocabularies(tmp_path / "codelists").version == load_vocabularies().version == TABLES_VERSION


def test_a_deployment_adds_terms_and_the_version_says_so(tmp_path: Path, restored: None) -> None:
    added = [
        {"code": "EDU.NURSERY", "label": "Nursery", "parent": "EDU"},
        {"code": "EDU.NURSERY.DAY", "label": "Day nursery", "parent": "EDU.NURSERY"},
    ]
    loaded = load_vocabularies(write(tmp_path, "facility", added))
    assert loaded["facility"].ancestors("EDU.NURSERY.DAY") == ("EDU.NURSERY", "EDU")
    assert loaded["facility"].label("HEA") == "Health"
    assert loaded.version.startswith(f"{TABLES_VERSION}+")
    use_vocabularies(loaded)
    assert "EDU.NURSERY" in vocabulary("facility")


def test_the_version_names_the_additions(tmp_path: Path) -> None:
    one = load_vocabularies(write(tmp_path, "weapon", [{"code": "TORPEDO", "label": "Torpedo"}])).version
    other = load_vocabularies(write(tmp_path, "weapon", [{"code": "TORPEDO", "label": "Sea torpedo"}])).version
    assert one != other


@pytest.mark.parametrize(
    ("name", "terms", "message"),
    [
        ("weapon", [{"code": "UAV", "label": "Drone"}], "UAV is in weapon already"),
        ("weapon", [{"code": "A", "label": "A"}, {"code": "A", "label": "B"}], "A stands twice"),
        ("weapon", [{"code": "A", "label": "A", "parent": "NONE"}], "the parent NONE of A is not in weapon"),
        ("weapon", [{"code": "A", "label": "A", "parent": "A"}], "A stands below itself"),
        (
            "sub_event_type",
            [{"code": "A", "label": "A", "parent": "ATTACK"}],
            "the parent ATTACK of A is not in event_type",
        ),
        ("castles", [{"code": "A", "label": "A"}], "no vocabulary is called 'castles'"),
        ("weapon", [{"code": "lower", "label": "A"}], "must be upper-case ASCII"),
        ("weapon", [{"code": "A", "label": ""}], "needs a code and a label"),
        ("weapon", [{"code": "A"}], "not of the form"),
    ],
)
def test_an_addition_that_does_not_fit_is_refused_by_name(
    tmp_path: Path, name: str, terms: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(InvalidValue, match=message):
        load_vocabularies(write(tmp_path, name, terms))


def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    tmp_path.joinpath("weapon.json").write_text("[1, 2", "utf-8")
    with pytest.raises(InvalidValue, match=r"weapon\.json: not of the form"):
        load_vocabularies(tmp_path)
