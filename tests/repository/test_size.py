"""The tail of the house is bounded: long files, functions and classes are where every later change gets lost."""

import ast

from tests.repository.sources import definitions, product_files, short

FILE, FUNCTION, CLASS = 400, 40, 200
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in product_files()}

    assert {name: lines for name, lines in lengths.items() if lines > FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    assert too_long(ast.FunctionDef | ast.AsyncFunctionDef, FUNCTION) == {}


def test_no_class_is_longer_than_200_lines() -> None:
    assert too_long(ast.ClassDef, CLASS) == {}


def test_no_room_bears_a_name_that_says_nothing() -> None:
    assert [short(path) for path in product_files() if path.stem in VAGUE or path.parent.name in VAGUE] == []


def too_long(kind: object, limit: int) -> dict[str, int]:
    return {
        name: lines
        for path in product_files()
        for node, name, lines in definitions(path)
        if isinstance(node, kind) and lines > limit  # type: ignore[arg-type]
    }
