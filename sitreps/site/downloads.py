"""The stored documents of an issue as links: what it is, how long, how large."""

from collections.abc import Iterable
from dataclasses import dataclass

from sitreps.models.editions import EditionIssue, Rendition
from sitreps.queries import published

# In the order in which readers want them; what is not named here follows by its name.
KINDS = {"pdf": ("PDF", "application/pdf"), "html": ("HTML", "text/html"), "json": ("JSON", "application/json")}
KILO, MEGA = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a document; `detail` says how many pages and bytes, and may be empty."""

    label: str
    detail: str
    href: str
    media_type: str
    sha256: str
    bytes: int


def of(issue: EditionIssue, renditions: Iterable[Rendition], *, is_superseded: bool) -> tuple[Download, ...]:
    """The documents that are stored, and the issue as data, which is always there."""
    home = published.edition_href(issue.series.code, issue.number)
    query = f"?issue={issue.issue}" if is_superseded else ""
    found = [_document(rendition, f"{home}documents/", query) for rendition in sorted(renditions, key=_order)]
    if not any(document.label == "JSON" for document in found):
        found.append(Download("JSON", "", f"{home}{query}", "application/json", "", 0))
    return tuple(found)


def size(count: int) -> str:
    """Bytes as people read them: 70 kB, 1.2 MB."""
    if count < KILO:
        return f"{count} bytes"
    return f"{round(count / KILO)} kB" if count < MEGA else f"{count / MEGA:.1f} MB"


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
