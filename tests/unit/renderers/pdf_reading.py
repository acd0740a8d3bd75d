"""How tests read a PDF: its words as a reader sees them, its claims, its outline, what is attached."""

import io
import re
from bisect import bisect_left
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime

import pikepdf
import pypdfium2

from sitreps.documents.layout import Layout
from sitreps.renderers.pdf import Pdf, render

ATTACHMENT = '{"series":"UKR-DAILY","title":"Дніпро – “at least 13”"}'.encode()
CREATED = datetime(2025, 6, 24, 15, 10, tzinfo=UTC)
IDENTIFIER = "UKR-DAILY_No001_2025-06-24"

# What the pages show by shape alone: kinds of marks, codes behind links, addresses, the language.
SHAPE = {
    "Card.ref",
    "CardFigure.marker",
    "CardFigure.page",
    "Layout.language",
    "Layout.typed",
    "Layout.typed_in",
    "Masthead.language",
    "Masthead.permalink",
    "Number.mark",
    "Number.text",
    "Reached.marker",
    "Reached.measure",
    "Reached.page",
    "Reached.ref",
    "Run.language",
    "Run.ref",
    "SourceLine.url",
    "Tile.marker",
}


def drawn(layout: Layout) -> Pdf:
    return render(layout, attachment=ATTACHMENT, created=CREATED, identifier=IDENTIFIER, alive=lambda: None)


def words(content: bytes) -> str:
    """All text in the order of the pages, without white space (lines break where they end) and without case."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return unspaced("".join(pages))


def unspaced(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split()).casefold()


def stands_in(text: str, found: str) -> bool:
    """Whether a text can be read in the document, whole or going on over a page or two."""
    rest, pieces = unspaced(text), 1 + len(text) // 1000
    for _ in range(pieces + 1):
        length = bisect_left(range(len(rest) + 1), True, key=lambda size: rest[:size] not in found) - 1
        rest = rest[length:]
        if not rest:
            return True
    return False


def printed_texts(value: object, name: str = "Layout") -> set[str]:
    """Every text of the layout that must be read somewhere in the document."""
    if isinstance(value, str):
        return set() if name in SHAPE or not value else {value}
    if isinstance(value, tuple):
        shown = [pair[1] for pair in value] if name == "Layout.how_to_read" else value
        return set().union(*(printed_texts(member, name) for member in shown))
    if not is_dataclass(value):
        return set()
    kind = type(value).__name__
    found = (printed_texts(getattr(value, field.name), f"{kind}.{field.name}") for field in fields(value))
    return set().union(*found)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file says of itself."""

    language: str
    title: str
    author: str
    tagged: bool
    shows_title: bool
    ua_part: str
    a_part: str
    a_conformance: str
    created: str


def claims(content: bytes) -> Claims:
    with pikepdf.open(io.BytesIO(content)) as document:
        root, meta = document.Root, document.open_metadata()
        return Claims(
            language=str(root.Lang),
            title=str(meta["dc:title"]),
            author=", ".join(meta["dc:creator"]),
            tagged=bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root,
            shows_title=bool(root.ViewerPreferences.DisplayDocTitle),
            ua_part=str(meta["pdfuaid:part"]),
            a_part=str(meta["pdfaid:part"]),
            a_conformance=str(meta["pdfaid:conformance"]),
            created=str(meta["xmp:CreateDate"]),
        )


def headings(content: bytes) -> list[tuple[int, str]]:
    """The outline as (depth from 1, title)."""
    with pypdfium2.PdfDocument(content) as document:
        return [(entry.level + 1, " ".join(entry.get_title().split())) for entry in document.get_toc()]


def languages(content: bytes) -> set[str]:
    """The languages that marked stretches of text say they are in."""
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)) for page in document.pages]
    return {found.decode() for stream in streams for found in re.findall(rb"/Lang *\(([^)]*)\)", stream)}


def structure(content: bytes) -> dict[str, int]:
    """How often each kind of tag stands in the structure tree."""
    found: dict[str, int] = {}

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for kid in element:
                walk(kid)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                kind = str(element.S)
                found[kind] = found.get(kind, 0) + 1
            if "/K" in element:
                walk(element.K)

    with pikepdf.open(io.BytesIO(content)) as document:
        walk(document.Root.StructTreeRoot)
    return found
