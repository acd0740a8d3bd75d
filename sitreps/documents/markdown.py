"""The restricted Markdown of editors' texts: paragraphs, bold, and figure tokens. Nothing else has a meaning.

A token `{{fig:UKR-2025-0001.KILLED}}` stands for a figure's words, so that a text cannot drift from its figure. It is
resolved when an edition is compiled or issued; the frozen text keeps where each number came from as a link
`[at least 13](fig:UKR-2025-0001.KILLED)`, which the page turns into "how was this number reached?".
"""

import re
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sitreps.documents import wording
from sitreps.documents.edition import Text
from sitreps.documents.layout import Paragraph, Run
from sitreps.errors import InvalidValue

TOKEN = re.compile(r"\{\{\s*fig:([A-Z]{3}-\d{4}-\d{4,6})\.([A-Z_]+)\s*\}\}")
ANY_TOKEN = re.compile(r"\{\{.*?(?:\}\}|$)", re.DOTALL)
SCHEME = "fig:"
LINK = re.compile(rf"\[(?:\\.|[^\]\\])*\]\({SCHEME}([^)\s]+)\)")
SENTENCE_ENDS = (".", "!", "?", "\n")

_parser = MarkdownIt("zero").enable(["emphasis", "link", "newline", "escape"])

Figures = Mapping[tuple[str, str], str]


def resolve(markdown: str, figures: Figures, *, field: str) -> Text:
    """The text with its tokens replaced by their figures' words.

    `figures` maps (ref, measure) to words. A resolved text may be handed in again: its links are read as tokens.
    InvalidValue names a token that is misspelt or that no incident of the edition has, and a link that only looks like
    a figure.
    """
    markdown = with_tokens(markdown)
    if any(run.ref for paragraph in paragraphs(markdown) for run in paragraph):
        raise InvalidValue(field, "Write a figure as {{fig:REF.MEASURE}}; a link cannot stand for one.")
    unknown = [found for found in ANY_TOKEN.findall(markdown) if not _is_known(found, figures)]
    if unknown:
        raise InvalidValue(field, f"No figure of this edition is called {unknown[0]}. Write {{{{fig:REF.MEASURE}}}}.")

    def words(found: re.Match[str]) -> str:
        ref, measure = found.group(1), found.group(2)
        text = figures[ref, measure]
        before = markdown[: found.start()].rstrip(" *")
        if not before or before.endswith(SENTENCE_ENDS):
            text = wording.opened(text)
        return f"[{escape(text)}]({SCHEME}{ref}.{measure})"

    resolved = TOKEN.sub(words, markdown).strip()
    return Text(markdown=resolved, text="\n\n".join(plain(paragraph) for paragraph in paragraphs(resolved)))


def with_tokens(markdown: str) -> str:
    """A resolved text with its figure links turned back into tokens, for editing."""
    return LINK.sub(r"{{fig:\1}}", markdown)


def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    """The runs of each paragraph; every line of the text that stands alone is one."""
    blocks = _parser.parse(markdown)
    return tuple(_runs(block.children or []) for block in blocks if block.type == "inline")


def plain(paragraph: Paragraph) -> str:
    """A paragraph without its marks."""
    return "".join(run.text for run in paragraph)


def bullets(markdown: str) -> list[str]:
    """One bullet a line; a leading dash or star is the writer's habit and is taken away."""
    lines = (re.sub(r"^\s*[-*•–]\s+", "", line).strip() for line in markdown.splitlines())
    return [line for line in lines if line]


def escape(text: str) -> str:
    """Plain text that Markdown leaves as it is, and that is no token even where it holds braces."""
    return re.sub(r"([\\*_\[\]{}])", r"\\\1", text)


def _is_known(token: str, figures: Figures) -> bool:
    found = TOKEN.fullmatch(token)
    return found is not None and (found.group(1), found.group(2)) in figures


def _runs(tokens: Sequence[Token]) -> Paragraph:
    runs: list[Run] = []
    strong, ref = 0, ""
    for token in tokens:
        if token.type == "strong_open":
            strong += 1
        elif token.type == "strong_close":
            strong -= 1
        elif token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            ref = href.removeprefix(SCHEME) if href.startswith(SCHEME) else ""
        elif token.type == "link_close":
            ref = ""
        else:
            text = " " if token.type in {"softbreak", "hardbreak"} else token.content
            runs.append(Run(text, strong > 0, ref))
    return tuple(run for run in runs if run.text)
