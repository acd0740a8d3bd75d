"""The lock installs the same files everywhere: exact versions, hashes, and nothing of the machine that wrote it."""

import re
from importlib.metadata import version

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from tests.repository.sources import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
SOURCES = ("requirements.in", "requirements-dev.in")


def entries(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Each locked requirement with its hashes, by the package's name."""
    text = (ROOT / name).read_text(encoding="ascii").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = {}
    for line in lines:
        requirement = Requirement(line.split(" --hash=")[0].strip())
        found[requirement.name] = (requirement, re.findall(r"--hash=(\S+)", line))
    return found


def asked_for(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="ascii").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_exact_and_hashed(name: str) -> None:
    for package, (requirement, hashes) in entries(name).items():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), package


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text(encoding="ascii")

    assert re.findall(r"(?m)^\s*--?(?!-?hash=).*$|https?:|file:|@ |/(?:home|opt|root|tmp|usr|work)/", text) == []


def test_both_locks_agree() -> None:
    product, developer = (entries(name) for name in LOCKS)

    assert {name: str(entry[0]) for name, entry in product.items()} == {
        name: str(developer[name][0]) for name in product
    }


@pytest.mark.parametrize(("source", "lock"), list(zip(SOURCES, LOCKS, strict=True)))
def test_every_package_asked_for_is_bounded_below_and_locked_within(source: str, lock: str) -> None:
    locked = {name.lower(): str(entry[0].specifier).removeprefix("==") for name, entry in entries(lock).items()}
    for requirement in asked_for(source):
        assert any(part.operator in {">=", "=="} for part in requirement.specifier), f"{requirement} has no lower bound"
        assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


def test_what_makes_documents_is_pinned_exactly() -> None:
    exact = {requirement.name for requirement in asked_for("requirements.in") if "==" in str(requirement.specifier)}

    assert {"typst", "fontpkg-noto-sans", "fontpkg-noto-sans-arabic"} <= exact


def test_what_is_installed_is_what_is_locked() -> None:
    wrong = {
        name: version(name)
        for name, (requirement, _) in entries("requirements-dev.txt").items()
        if holds(requirement.marker) and not requirement.specifier.contains(version(name), prereleases=True)
    }

    assert wrong == {}


def holds(marker: Marker | None) -> bool:
    return marker is None or marker.evaluate()
