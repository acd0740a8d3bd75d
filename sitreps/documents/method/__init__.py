"""The method in words for outsiders: one text for the methodology page, docs/methodology.md and every edition.

`en.md` holds it: an introduction, the summary that each edition prints (edition.md C5), and rule by rule what the
arithmetic in sitreps/figures does, under the numbers that explanations refer to (reconciliation.md B0-B13). A language
is a file beside it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sitreps.documents.layout import Lead

FOLDER = Path(__file__).parent
PRINTED = (
    "*This paper is printed by `manage.py print_methodology` from the text of the public page. Cases are named as in"
    "\n`tests/data/reconciliation-examples.json`, where each is worked out.*"
)

_RULE = re.compile(r"(B\d+) (.+)")
_LEAD = re.compile(r"- \*\*(.+?)\*\* (.+)")
_CELLS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example in words; `case` names it among the cases that the arithmetic is tested with."""

    said: str
    printed: str
    why: str
    case: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number, what it is about, its paragraphs, and examples where numbers say it best."""

    code: str
    title: str
    text: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """The whole text of one language."""

    introduction: str
    summary: tuple[Lead, ...]
    rules: tuple[Rule, ...]


@cache
def method(language: str = "en") -> Method:
    """The method in a language."""
    return read(_text(language))


def read(text: str) -> Method:
    """A text of the form described above; ValueError, with the line, for one of another form."""
    head, summary, *rules = text.split("\n## ")
    return Method(
        introduction=_paragraphs(head.partition("\n")[2])[0],
        summary=tuple(_lead(item) for item in _paragraphs(summary.partition("\n")[2].replace("\n- ", "\n\n- "))),
        rules=tuple(_rule(section) for section in rules),
    )


def paper(language: str = "en") -> str:
    """docs/methodology.md, whole."""
    return f"{_text(language)}\n{PRINTED}\n"


def _text(language: str) -> str:
    return (FOLDER / f"{language}.md").read_text(encoding="utf-8")


def _rule(section: str) -> Rule:
    heading, _, body = section.partition("\n")
    named = _RULE.fullmatch(heading)
    if named is None:
        raise ValueError(f"“## {heading}” is no rule; write its number first, as in “## B2 Which claims count”")
    lines = body.splitlines()
    rows = [line for line in lines if line.startswith("|")]
    prose = "\n".join(line for line in lines if not line.startswith("|"))
    return Rule(named[1], named[2], _paragraphs(prose), tuple(_example(row) for row in rows[2:]))


def _example(row: str) -> Example:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    if len(cells) != _CELLS:
        raise ValueError(f"“{row}” has {len(cells)} cells; an example has {_CELLS}")
    return Example(*cells)


def _lead(item: str) -> Lead:
    parts = _LEAD.fullmatch(item)
    if parts is None:
        raise ValueError(f"“{item}” is no line of the summary; it opens as “- **Nights.** …”")
    return Lead(parts[1], parts[2])


def _paragraphs(text: str) -> tuple[str, ...]:
    """Blocks between empty lines, each on one line."""
    return tuple(" ".join(block.split()) for block in text.split("\n\n") if block.strip())
