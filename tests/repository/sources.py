"""The files of the repository, as the tests of the repository read them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("sitreps", "config")


def product_files() -> list[Path]:
    """Every Python file of the product, but for migrations, which Django writes."""
    return [
        path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    """Every template that Django fills."""
    return sorted((ROOT / "templates").rglob("*.html"))


def papers() -> list[Path]:
    """Every Markdown file that a reader meets."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def tracked() -> list[Path]:
    """Every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def definitions(path: Path) -> Iterator[tuple[ast.stmt, str, int]]:
    """Each function and class of a file with its name and its number of lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            assert node.end_lineno is not None
            yield node, f"{short(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
