"""The documents of an issue as links: what it is, how long, how large."""

from collections.abc import Iterable
from dataclasses import dataclass

from sitreps.models.editions import EditionIssue, Rendition
from sitreps.queries import published

# In the order in which readers want them; what is not named here follows by its name.
KINDS = {"pdf": ("PDF", "application/pdf"), "html": ("HTML", "text/html")}
JSON = "application/json"
KILO, MEGA = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a document; `detail` says how many pages and bytes, empty where the answer is made when asked for."""

    label: str
    detail: str
    href: str
    media_type: str
    sha256: str
    bytes: int


def stored(issue: EditionIssue, renditions: Iterable[Rendition], *, is_superseded: bool) -> tuple[Download, ...]:
    """The documents that were drawn and stored."""
    folder, query = _folder(issue), _query(issue, is_superseded)
    return tuple(_document(rendition, folder, query) for rendition in sorted(renditions, key=_order))


def as_data(issue: EditionIssue) -> Download:
    """The newest issue of an edition as the API answers it."""
    return Download("JSON", "", published.edition_href(issue.series.code, issue.number), JSON, "", 0)


def frozen(issue: EditionIssue, language: str, *, is_superseded: bool) -> Download:
    """The frozen JSON of an issue: the file that its digest is of. The size is its snapshot's, to a few bytes."""
    count = len(issue.snapshot.encode())
    href = f"{_folder(issue)}{language}.json{_query(issue, is_superseded)}"
    return Download("JSON", size(count), href, JSON, issue.sha256, count)


def size(count: int) -> str:
    """Bytes as people read them: 70 kB, 1.2 MB."""
    if count < KILO:
        return f"{count} bytes"
    return f"{round(count / KILO)} kB" if count < MEGA else f"{count / MEGA:.1f} MB"


def _folder(issue: EditionIssue) -> str:
    return f"{published.edition_href(issue.series.code, issue.number)}documents/"


def _query(issue: EditionIssue, is_superseded: bool) -> str:
    return f"?issue={issue.issue}" if is_superseded else ""


def _document(rendition: Rendition, folder: str, query: str) -> Download:
    label, media_type = KINDS.get(rendition.format, (rendition.format.upper(), ""))
    pages = f"{rendition.pages} {'page' if rendition.pages == 1 else 'pages'}, " if rendition.pages else ""
    return Download(
        label=label,
        detail=f"{pages}{size(rendition.bytes)}",
        href=f"{folder}{rendition.language}.{rendition.format}{query}",
        media_type=media_type,
        sha256=rendition.sha256,
        bytes=rendition.bytes,
    )


def _order(rendition: Rendition) -> tuple[int, str, str]:
    known = list(KINDS)
    return (
        known.index(rendition.format) if rendition.format in known else len(known),
        rendition.format,
        rendition.language,
    )
