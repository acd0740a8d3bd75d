"""What an edition is drawn with, as one digest a template version: `python -m tests.drawing` adds that of today.

Documents are verified by drawing them again (docs/adr/0011): where the same edition gets another look or other words,
TEMPLATE_VERSION must say so, or every earlier document is told to differ. `tests/data/edition.json` is an edition as it
was frozen once; it is drawn in each of its languages, and with the sources of what it has no section for.
"""

import dataclasses
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from sitreps.documents import canonical
from sitreps.documents.edition import TEMPLATE_VERSION, EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.renderers import html

ROOT = Path(__file__).parents[1]
EDITION = ROOT / "tests" / "data" / "edition.json"
DRAWN_WITH = ROOT / "tests" / "data" / "drawn-with.txt"
SOURCES = ("templates/edition", "sitreps/documents/wording/messages", "sitreps/documents/method")
RAISE = (
    "The same edition is drawn otherwise than by template version {version}: raise TEMPLATE_VERSION in "
    "sitreps/documents/edition.py (docs/adr/0011), then run `python -m tests.drawing`."
)


Draw = Callable[[EditionDocument, str], Layout]


def digest(draw: Draw = lay_out) -> str:
    """The digest of today's drawing: pages, layouts, and every source of words and shapes."""
    total = hashlib.sha256()
    for part in _parts(draw):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def recorded(text: str) -> dict[str, str]:
    """The digests by template version, in the order in which they were added."""
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def _parts(draw: Draw) -> Iterator[bytes]:
    document = canonical.decode(EDITION.read_text(encoding="utf-8"), EditionDocument)
    for language in document.languages:
        layout = draw(document, language)
        yield html.render(layout)
        yield json.dumps(dataclasses.asdict(layout), ensure_ascii=False).encode()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".html", ".css", ".typ", ".json", ".md"}:
                yield path.relative_to(ROOT).as_posix().encode() + b"\n" + path.read_bytes()


def _committed() -> dict[str, str]:
    """What the last commit has recorded; nothing where it knows no such file."""
    name = DRAWN_WITH.relative_to(ROOT).as_posix()
    shown = subprocess.run(
        ["git", "show", f"HEAD:{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return recorded(shown.stdout)


def main() -> int:
    found, known = digest(), _committed()
    if known.get(TEMPLATE_VERSION, found) != found:
        sys.stderr.write(RAISE.format(version=TEMPLATE_VERSION) + "\n")
        return 1
    lines = [f"{version} {one}" for version, one in {**known, TEMPLATE_VERSION: found}.items()]
    head = "# What tests/data/edition.json is drawn with, by template version (tests/drawing.py).\n"
    DRAWN_WITH.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
