"""Which characters the documents can show: asked where text enters, and again before it is drawn.

A PDF/UA file may hold no glyph that its fonts lack, and a control character or a bidi override changes what readers
see without showing itself. So such characters are refused by name (reliability.md, rule 10).
"""

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
SPACING = "\t\n\r"  # every document prints these as one space
_FORMAT_4 = 4
_FORMAT_12 = 12


@cache
def font_files() -> tuple[Path, ...]:
    """The upright fonts that every document is set in, in the order of their packages."""
    found: list[Path] = []
    for package in FONT_PACKAGES:
        folder = Path(str(files(package))) / "files"
        found += sorted(path for path in folder.glob("*.ttf") if "Italic" not in path.name)
    return tuple(found)


def unprintable(text: str) -> list[str]:
    """The characters of `text` that no document can show, as `U+0007 control character`, in order, each once."""
    strange = set(text) - _printable_characters()
    return [_name(character) for character in dict.fromkeys(text) if character in strange]


@cache
def _printable_characters() -> frozenset[str]:
    covered: set[int] = set()
    for path in font_files():
        covered |= _covered_by(path)
    return frozenset(map(chr, covered)).difference(map(chr, filter(_is_barred, covered))) | set(SPACING)


def _is_barred(code: int) -> bool:
    """Controls, surrogates, private use and what no standard names, line separators, and all that turns the writing."""
    character = chr(code)
    turns_writing = unicodedata.bidirectional(character) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    }  # fmt: skip
    return turns_writing or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _name(character: str) -> str:
    kinds = {"Cc": "control character", "Cs": "lone surrogate", "Co": "private-use character"}
    unnamed = kinds.get(unicodedata.category(character), "unassigned character")
    return f"U+{ord(character):04X} {unicodedata.name(character, unnamed)}"


# ---- A font's own table of the characters it has (OpenType, cmap)


def _covered_by(path: Path) -> set[int]:
    table = _table(path, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    covered: set[int] = set()
    for index in range(count):
        (start,) = struct.unpack_from(">I", table, 4 + 8 * index + 4)
        (form,) = struct.unpack_from(">H", table, start)
        if form == _FORMAT_4:
            covered |= _segments(table[start:])
        elif form == _FORMAT_12:
            covered |= _groups(table[start:])
    return covered


def _table(path: Path, name: bytes) -> bytes:
    with path.open("rb") as font:
        (count,) = struct.unpack(">4xH6x", font.read(12))
        directory = font.read(16 * count)
        for tag, offset, length in struct.iter_unpack(">4s4xII", directory):
            if tag == name:
                font.seek(offset)
                return font.read(length)
    raise ValueError(f"{path.name}: no {name.decode()} table; is the font package whole?")


def _segments(table: bytes) -> set[int]:
    """Format 4: segments of codes; a code whose glyph is 0 is missing all the same."""
    (double,) = struct.unpack_from(">H", table, 6)
    count = double // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", table, at) for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    covered: set[int] = set()
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        place = 16 + 3 * double + 2 * segment + offset
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                (glyph,) = struct.unpack_from(">H", table, place + 2 * (code - start))
            if glyph & 0xFFFF:
                covered.add(code)
    return covered


def _groups(table: bytes) -> set[int]:
    """Format 12: ranges of codes with consecutive glyphs."""
    (count,) = struct.unpack_from(">I", table, 12)
    groups = struct.iter_unpack(">III", table[16 : 16 + 12 * count])
    return {code for start, end, glyph in groups for code in range(start, end + 1) if glyph + code - start}
