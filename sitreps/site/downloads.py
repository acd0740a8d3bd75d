"""The documents of an issue as links: what it is, how long, how large."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from babel.numbers import format_decimal

from sitreps.documents.naming import language_name
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.queries import published

# In the order in which readers want them; what is not named here follows by its name.
KINDS = {"pdf": ("PDF", "application/pdf"), "html": ("HTML", "text/html")}
JSON = "application/json"
KILO, MEGA = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a document; `detail` says how many pages and bytes, empty where the answer is made when asked for.

    `language` is empty for data, which is in none.
    """

    label: str
    detail: str
    href: str
    media_type: str
    sha256: str
    bytes: int
    language: str = ""


def stored(
    issue: EditionIssue, renditions: Iterable[Rendition], *, language: str, is_superseded: bool, say: Phrases
) -> tuple[Download, ...]:
    """The documents that were drawn and stored in a language, else those of every language; told in `say`."""
    found = sorted(renditions, key=_order)
    own = [one for one in found if one.language == language]
    folder, query = _folder(issue), _query(issue, is_superseded)
    return tuple(_named(_document(one, folder, query, say), language, say) for one in own or found)


def listed(issue: EditionIssue, renditions: Iterable[Rendition], say: Phrases) -> tuple[Download, ...]:
    """The stored documents of a newest issue in every language, those of the list's own first."""
    found = sorted(renditions, key=lambda one: (one.language != say.language, _order(one)))
    folder = _folder(issue)
    return tuple(_named(_document(one, folder, "", say), say.language, say) for one in found)


def _named(document: Download, language: str, say: Phrases) -> Download:
    """A document with its language beside its name where that is another than the reader's: `PDF (Ukrainian)`."""
    if document.language == language:
        return document
    return replace(document, label=f"{document.label} ({language_name(document.language, say.language)})")


def as_data(issue: EditionIssue) -> Download:
    """The newest issue of an edition as the API answers it."""
    return Download("JSON", "", published.edition_href(issue.series.code, issue.number), JSON, "", 0)


def frozen(issue: EditionIssue, language: str, *, is_superseded: bool, say: Phrases = ENGLISH) -> Download:
    """The frozen JSON of an issue: the file that its digest is of. The size is its snapshot's, to a few bytes."""
    count = len(issue.snapshot.encode())
    href = f"{_folder(issue)}{language}.json{_query(issue, is_superseded)}"
    return Download("JSON", size(count, say), href, JSON, issue.sha256, count)


def size(count: int, say: Phrases = ENGLISH) -> str:
    """Bytes as people read them: 70 kB, 1.2 MB."""
    if count < KILO:
        return say.counted("file.bytes", count)
    if count < MEGA:
        return say("file.kilo", n=round(count / KILO))
    return say("file.mega", n=format_decimal(count / MEGA, "0.0", locale=say.language))


def _folder(issue: EditionIssue) -> str:
    return f"{published.edition_href(issue.series.code, issue.number)}documents/"


def _query(issue: EditionIssue, is_superseded: bool) -> str:
    return f"?issue={issue.issue}" if is_superseded else ""


def _document(rendition: Rendition, folder: str, query: str, say: Phrases) -> Download:
    label, media_type = KINDS.get(rendition.format, (rendition.format.upper(), ""))
    pages = say.counted("file.pages", rendition.pages) if rendition.pages else ""
    return Download(
        label=label,
        detail=", ".join(part for part in (pages, size(rendition.bytes, say)) if part),
        href=f"{folder}{rendition.language}.{rendition.format}{query}",
        media_type=media_type,
        sha256=rendition.sha256,
        bytes=rendition.bytes,
        language=rendition.language,
    )


def _order(rendition: Rendition) -> tuple[int, str, str]:
    known = list(KINDS)
    return (
        known.index(rendition.format) if rendition.format in known else len(known),
        rendition.format,
        rendition.language,
    )
