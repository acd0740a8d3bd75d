"""Lexicons are data: six languages, and what a deployment adds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitreps.codelists.lexicons import load_lexicons
from sitreps.errors import InvalidValue


def write(folder: Path, **lists: Any) -> Path:
    folder.joinpath("more.json").write_text(json.dumps(lists), "utf-8")
    return folder


def test_the_release_knows_six_languages() -> None:
    assert [lexicon.language for lexicon in load_lexicons()] == ["ar", "en", "es", "fr", "ru", "uk"]


@pytest.mark.parametrize(
    ("word", "hits"),
    [
        ("brutal", True),
        ("Brutality", True),
        ("grim", True),
        ("grimace", False),
        ("terrorists", True),
        ("heroin", False),
    ],
)
def test_a_star_stands_for_any_ending_and_nothing_else_does(word: str, hits: bool) -> None:
    (english,) = [lexicon for lexicon in load_lexicons() if lexicon.language == "en"]
    assert bool(english.emotive.search(f"A {word} thing")) is hits


def test_a_deployment_adds_words_and_languages(tmp_path: Path) -> None:
    added = load_lexicons(write(tmp_path, language="de", emotive=["grausam*"], age=["{n} Jahre alt"]))
    (german,) = [lexicon for lexicon in added if lexicon.language == "de"]
    assert german.emotive.search("ein grausamer Angriff")
    assert german.age.search("43 Jahre alt")
    assert not german.health.search("anything")
    english = load_lexicons(write(tmp_path, language="en", emotive=["ghastly"]))[1]
    assert english.emotive.search("a ghastly brutal attack")


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert load_lexicons(tmp_path / "lexicons") == load_lexicons()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("not json", "not a lexicon"),
        ("[]", "not of the form"),
        ('{"emotive": ["x"]}', "not of the form"),
        ('{"language": "en", "emotive": "brutal"}', "must be a list of words"),
        ('{"language": "en", "emotive": [""]}', "must be a list of words"),
        ('{"language": "en", "moods": []}', "moods is no list"),
    ],
)
def test_a_file_that_is_no_lexicon_is_refused_by_its_name(tmp_path: Path, content: str, fault: str) -> None:
    tmp_path.joinpath("bad.json").write_text(content, "utf-8")
    with pytest.raises(InvalidValue, match=fault) as refusal:
        load_lexicons(tmp_path)
    assert refusal.value.field == "bad.json"
