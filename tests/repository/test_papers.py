"""What the papers tell a reader to type or to open exists."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from sitreps.actions.accounts import DEMO_ACCOUNTS
from tests.repository.sources import ROOT, papers, short


def targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8")))


def code(path: Path) -> str:
    """The code of a paper: indented and fenced blocks, and what stands between backticks."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"(?ms)^```.*?^```|^ {4}.+?$|`[^`\n]+`", text))


def test_the_readme_shows_the_two_commands() -> None:
    assert {"run", "test"} <= set(re.findall(r"\bmake ([a-z]+)", code(ROOT / "README.md")))


def test_the_readme_names_every_demo_account() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [one.role.value for one in DEMO_ACCOUNTS if one.role.value.lower() not in readme] == []


def test_the_commands_exist_and_help_names_each() -> None:
    assert targets() == {"help", "run", "test", "lint", "bench", "schema", "lock"}


@pytest.mark.parametrize("path", papers(), ids=short)
def test_every_make_target_that_a_paper_names_exists(path: Path) -> None:
    assert set(re.findall(r"\bmake ([a-z]+)", code(path))) - targets() == set()


@pytest.mark.parametrize("path", papers(), ids=short)
def test_every_command_that_a_paper_names_exists(path: Path) -> None:
    assert set(re.findall(r"\bmanage\.py ([a-z_]+)", code(path))) - set(get_commands()) == set()


@pytest.mark.parametrize("path", papers(), ids=short)
def test_every_file_that_a_paper_links_to_exists(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
