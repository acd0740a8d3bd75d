"""An edition as schema.org describes a report: what catalogues and search engines read beside the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sitreps.documents.edition import EditionDocument


@dataclass(frozen=True, slots=True)
class Encoding:
    """A stored document: its media type, its whole address, its size in bytes and its digest."""

    media_type: str
    url: str
    bytes: int
    sha256: str


def report(
    edition: EditionDocument, *, url: str, licence: str, encodings: Sequence[Encoding] = ()
) -> dict[str, object]:
    """The edition as a JSON-LD object; `url` is its permanent address."""
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": url,
        "url": url,
        "name": edition.title,
        "reportNumber": f"{edition.series} {edition.number}",
        "version": edition.issue,
        "inLanguage": list(edition.languages),
        "temporalCoverage": f"{edition.period.from_.isoformat()}/{edition.period.to.isoformat()}",
        "spatialCoverage": [{"@type": "Country", "name": country.name} for country in edition.countries],
        "abstract": " ".join(text.text for text in edition.highlights),
        "publisher": {"@type": "Organization", "name": edition.issued_by, "email": edition.contact},
        "license": licence,
        "isPartOf": {"@type": "Periodical", "name": edition.series},
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": encoding.media_type,
                "contentUrl": encoding.url,
                "contentSize": str(encoding.bytes),
                "sha256": encoding.sha256,
            }
            for encoding in encodings
        ],
    }
    if edition.issued_at is not None:
        described["datePublished"] = edition.issued_at.isoformat()
    return described
