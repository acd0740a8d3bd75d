"""The PDF of an edition: its layout set by Typst in a process of its own, PDF/UA-1 and PDF/A-3a, data attached.

The same input gives the same bytes on every machine with the pinned packages (edition.md C1, Freeze).
"""

import dataclasses
import json
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sitreps.documents import naming
from sitreps.documents.edition import TEMPLATE_VERSION
from sitreps.documents.layout import Layout
from sitreps.documents.printable import FONT_PACKAGES, SPACING, font_files, unprintable
from sitreps.documents.wording import spoken
from sitreps.errors import RenderFailed
from sitreps.renderers import child_process, outline

CHILD = Path(__file__).with_name("typst_process.py")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "edition"
STANDARDS = ("ua-1", "a-3a")
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 60
WALL_SECONDS = 90
BEAT_SECONDS = 3.0
MOST_CHARACTERS = 800_000  # some 400 incidents: what fits the memory limit with room to spare
REFUSED = 2  # the child's exit code for what Typst itself refuses

OPENS, CLOSES = "\ue000", "\ue001"
_CODES = frozenset(
    {"ref", "marker", "mark", "measure", "page", "url", "permalink", "language", "typed_in", "typed", "series"}
    | {"letter", "contact", "desk", "digest", "short_link"}
)
"""Members of a layout that are no text; `desk` is the author in the file's own data."""
_SPACED = str.maketrans(dict.fromkeys(SPACING, " "))


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


def render(layout: Layout, *, attachment: bytes, created: datetime, identifier: str, alive: Callable[[], None]) -> Pdf:
    """Draw the layout; `attachment` is the edition's own JSON, stored inside as `identifier`.json.

    `created` is the document's date: take it from the record, never from the clock. `alive` is called every few
    seconds (it renews a lease); what it raises goes through, after the child is killed. Anything that keeps the
    document from being drawn whole raises RenderFailed, naming the text or the limit.
    """
    edition, say = _marked(_checked(dataclasses.asdict(layout)), layout), spoken(layout.language)
    edition["words"] = {
        "no_figure": say("number.no_figure"),
        "identifier": identifier,
        "quiet": f"{say('text.quiet')} {say('text.silence')}",
        "document_title": outline.title(layout),
    }
    edition["sections"] = [section.anchor for section in outline.of(layout).entries]
    order = {
        "template": str(TEMPLATES / "edition.typ"),
        "root": str(TEMPLATES),
        "fonts": sorted({str(path.parent) for path in font_files()}),
        "standards": STANDARDS,
        "created": int(created.timestamp()),
        "inputs": {
            "edition": json.dumps(edition, ensure_ascii=False),
            "attachment": attachment.decode(),
            "headings": json.dumps(say.headings(), ensure_ascii=False),
            "foreign": json.dumps(_foreign(layout)),
            "phrases": json.dumps(say.told_by("page."), ensure_ascii=False),
        },
    }
    return _set(json.dumps(order).encode(), alive)


def version() -> str:
    """What draws the document: made again with the same, it has the same bytes."""
    fonts = (metadata.version(name.replace("_", "-")) for name in FONT_PACKAGES)
    return f"typst {metadata.version('typst')}; Noto Sans {', '.join(fonts)}; template {TEMPLATE_VERSION}"


def _foreign(layout: Layout) -> dict[str, str]:
    """What is in another script than the document: its pattern, and the language of Latin words in it."""
    pattern = naming.foreign_to(layout.language)
    is_latin = naming.script_of(layout.typed_in) == "LATIN"
    return {
        "pattern": pattern.pattern if pattern else "",
        "latin": layout.typed_in if is_latin else naming.UNKNOWN,
        "typed_in": layout.typed_in,
    }


def _marked(value: Any, layout: Layout) -> Any:
    """The edition with the record's own words between two signs that no text can hold (`unprintable`)."""
    if not layout.typed:
        return value
    typed = naming.Typed(layout.typed)

    def marked(value: Any, name: str) -> Any:
        if isinstance(value, str):
            parts = typed.stretches(value, layout.typed_in) if name not in _CODES else ()
            told = (f"{OPENS}{one.text}{CLOSES}" if one.language else one.text for one in parts)
            return "".join(told) if parts else value
        if isinstance(value, dict):
            return {key: marked(member, key) for key, member in value.items()}
        return [marked(member, name) for member in value] if isinstance(value, list | tuple) else value

    return marked(value, "")


# ---- Texts: refused by name before anything is started


def _checked(edition: dict[str, Any]) -> dict[str, Any]:
    """The layout with every text on one line. Raises for the first text that cannot be printed."""
    total = 0
    for path, text in _texts(edition, ""):
        total += len(text)
        if total > MOST_CHARACTERS:
            raise RenderFailed(
                f"{path}: the edition holds more than {MOST_CHARACTERS:,} characters of text; "
                "shorten its texts or split the period"
            )
        if strange := unprintable(text):
            shown = "".join(character if not unprintable(character) else "\ufffd" for character in text[:80])
            raise RenderFailed(f"{path}: “{shown}” holds {', '.join(strange)}: no font can print it; remove it")
    return {name: _spaced(member) for name, member in edition.items()}


def _spaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_SPACED)
    if isinstance(value, dict):
        return {name: _spaced(member) for name, member in value.items()}
    return [_spaced(member) for member in value] if isinstance(value, list | tuple) else value


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every string of the layout with its path, as `cards[3].title`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _texts(member, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield from _texts(member, f"{path}[{index}]")


# ---- The child


def _set(order: bytes, alive: Callable[[], None]) -> Pdf:
    limits = (MEMORY_BYTES, CPU_SECONDS, WALL_SECONDS + 5)
    # Isolated: no variable and no working directory of ours decides what the child imports.
    command = (sys.executable, "-I", "-B", str(CHILD), *map(str, limits))
    try:
        answer = child_process.run(command, order, wall=WALL_SECONDS, beat=BEAT_SECONDS, alive=alive)
    except child_process.Overstayed:
        raise RenderFailed(f"the PDF was not drawn within {WALL_SECONDS} seconds") from None
    except child_process.NotStarted as error:
        raise RenderFailed(f"the PDF could not be drawn: {error}") from error
    if answer.code != 0:
        raise RenderFailed(f"the PDF could not be drawn: {_reason(answer)}")
    pages, _, content = answer.output.partition(b"\n")
    return Pdf(content, int(pages))


def _reason(answer: child_process.Answer) -> str:
    lines = answer.complaint.strip().splitlines() or ["no reason given"]
    if answer.code == REFUSED:
        return " ".join(lines)
    if "memory allocation" in answer.complaint or lines[-1].startswith("MemoryError"):
        return f"it needs more than {MEMORY_BYTES // 1024**2} MiB of memory"
    if answer.code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"it needs more than {CPU_SECONDS} seconds of processor time"
    return f"the renderer ended with code {answer.code}: {lines[-1]}"
