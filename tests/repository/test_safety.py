"""What the strict content policy and autoescaping rest on is never undone in one place."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository.sources import product_files, short, templates, tracked, tree

UNSAFE_NAMES = {"mark_safe", "SafeText", "SafeData", "csp_exempt"}
# As a type SafeString says what format_html returns; as a call it would be another mark_safe.
UNSAFE_CALLS = {"SafeString", "eval", "exec"}
# The HTML edition is a file that readers keep: it carries its style sheet with it.
SELF_CONTAINED = {"templates/edition/document.html"}


def test_nothing_is_marked_safe_or_evaluated() -> None:
    found = [f"{short(path)}:{line} {name}" for path in product_files() for name, line in unsafe(path)]

    assert found == []


@pytest.mark.parametrize("path", templates(), ids=short)
def test_a_template_escapes_everything_and_carries_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"\|\s*(?:safe|safeseq)\b|autoescape\s+off", text) == []
    assert re.findall(r"""\s(?:style|on[a-z]+)\s*=\s*["']""", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    if short(path) not in SELF_CONTAINED:
        assert re.findall(r"<style\b", text) == []


@pytest.mark.parametrize("path", templates(), ids=short)
def test_a_template_asks_no_other_site_for_anything(path: Path) -> None:
    loaded = re.findall(
        r"""<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*["'](?:https?:)?//[^"']*""",
        path.read_text(encoding="utf-8"),
    )

    assert loaded == []


def test_no_style_sheet_or_script_asks_another_site() -> None:
    files = [path for path in tracked() if path.suffix in {".css", ".js", ".mjs"}]
    found = [
        f"{short(path)}: {address}"
        for path in files
        for address in re.findall(
            r"""(?:@import|url\(|import\s|fetch\()\s*["']?(?:https?:)?//[^"')\s]+""", path.read_text()
        )
    ]

    assert found == []


def unsafe(path: Path) -> list[tuple[str, int]]:
    """What a file uses of the unsafe names, whether imported, called or read from a module, and where."""
    found = []
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in UNSAFE_CALLS:
                found.append((name, node.lineno))
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in UNSAFE_NAMES:
                found.append((name, node.lineno))
    return found
