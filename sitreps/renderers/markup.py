"""The tags and filters of the edition's templates: words into runs, numbers into sizes, references into links.

A template library, so that the stored page and the public site draw from the same parts.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sitreps.documents.layout import Layout, Number, Paragraph, Run
from sitreps.documents.naming import Typed, stretches
from sitreps.documents.wording import DASH, ENGLISH, LANGUAGES, phrases, spoken
from sitreps.renderers import outline

register = Library()

FigureHref = Callable[[str], str]


class Spoken(Protocol):
    """What is told in a language: the words of a record in it are in the one that the desk types in."""

    @property
    def language(self) -> str: ...
    @property
    def typed_in(self) -> str: ...
    @property
    def typed(self) -> tuple[str, ...]: ...


# So many characters of a number stand beside each other in half a tile on the narrowest phone.
FULL_SIZE, LONG = 5, 8
NO_FIGURE = frozenset(phrases(language)("number.no_figure") for language in LANGUAGES)
_SOURCE = re.compile(r"\[(\d+)]")


@register.simple_tag(takes_context=True)
def figure_href(context: Context, ref: str, measure: str = "") -> str:
    """The address of REF or of REF.MEASURE; empty where there is nothing to lead to."""
    if not ref:
        return ""
    found: FigureHref = context["figure_href"]
    return found(f"{ref}.{measure}" if measure else ref)


@register.simple_tag(takes_context=True)
def prose(context: Context, paragraph: Paragraph) -> SafeString:
    """A paragraph's runs without a stray space between them; a figure's number leads to how it was reached."""
    layout, told = _shown(context), []
    for strong, runs in groupby(paragraph, key=lambda run: run.strong):
        text = format_html_join("", "{}", ((_run(run, layout, context["figure_href"]),) for run in runs))
        told.append(format_html("<b>{}</b>", text) if strong else text)
    return format_html_join("", "{}", ((stretch,) for stretch in told))


def _run(run: Run, layout: Spoken | None, href: FigureHref) -> str:
    address = href(run.ref) if run.ref else ""
    text = _in_language(run.text, run.language) if run.language else _marked(run.text, layout)
    return format_html('<a class="fig-link" href="{}">{}</a>', address, text) if address else text


def _shown(context: Context) -> Spoken | None:
    """What a page shows, in its language: an edition, a figure, else the page that it stands in; None for the desk."""
    found = (context.get(name) for name in ("layout", "figure", "shell"))
    return next((one for one in found if hasattr(one, "typed_in")), None)


def _marked(text: str, layout: Spoken | None) -> str:
    """A text in which every stretch of another language says so, for who reads it aloud (WCAG 2.2, 3.1.2)."""
    parts = stretches(text, layout.language, layout.typed_in, _typed(layout.typed)) if layout else ()
    if not any(part.language for part in parts):
        return text
    return format_html_join(
        "",
        "{}",
        ((_in_language(part.text, part.language) if part.language else part.text,) for part in parts),
    )


def _in_language(text: str, language: str) -> SafeString:
    return format_html('<span lang="{}">{}</span>', language, text)


@lru_cache(maxsize=4)
def _typed(texts: tuple[str, ...]) -> Typed | None:
    return Typed(texts) if texts else None


@register.simple_tag(takes_context=True)
def words(context: Context, text: str) -> str:
    """A text of the record: what of it is in another language than the document is marked so."""
    return _marked(text, _shown(context))


@register.simple_tag(takes_context=True)
def label(context: Context, english: str) -> str:
    """A heading or label in the language of the layout that is drawn; in English where there is none."""
    shown = _shown(context)
    return spoken(shown.language).heading(english) if shown else english


@register.simple_tag(takes_context=True)
def tell(context: Context, key: str, **values: object) -> str:
    """A message of the tables in the language of the layout, its places filled."""
    shown = _shown(context)
    return _marked((spoken(shown.language) if shown else ENGLISH)(key, **values), shown)


@register.simple_tag(takes_context=True)
def plain(context: Context, key: str, **values: object) -> str:
    """The same without marks of languages: for a title or an attribute, which hold no element."""
    shown = _shown(context)
    return (spoken(shown.language) if shown else ENGLISH)(key, **values)


@register.simple_tag
def document_title(layout: Layout) -> str:
    """What a window or a shelf shows of a document: its heading and what it is as of."""
    return outline.title(layout)


@register.filter
def size_class(value: Number) -> str:
    """How large a number can be set: digits at full size, long ones smaller, words as words."""
    if any(letter.isalpha() for letter in value.number) or len(value.number) > LONG:
        return "num-words"
    return "num-long" if len(value.number) > FULL_SIZE else "num-full"


@register.filter
def has_number(value: Number) -> bool:
    """Whether there is anything but a dash to print."""
    return value.number != DASH


@register.filter
def is_silent(value: Number) -> bool:
    """No source gives a figure: the one case in which a table shows a dash alone."""
    return value.number == DASH and value.qualifier in NO_FIGURE


@register.filter
def beyond(value: Number) -> str:
    """What the words of a number say beyond qualifier and number: "and “dozens” in one place"."""
    head = f"{value.qualifier} {value.number}".strip()
    rest = value.text.removeprefix(value.qualifier if value.number == DASH else head)
    return "" if rest == value.text else rest.strip(" ,")


@register.filter
def has_bounds_beside(value: Number) -> bool:
    """Whether a table says the bounds of a number under it: not where the number names them itself."""
    return value.mark in {"low-open", "range"} and not {DASH, ";"} & set(value.number)


@register.filter
def source_anchor(source: str) -> str:
    """The anchor of a numbered source, from "[1]"; empty for anything else."""
    found = _SOURCE.fullmatch(source)
    return f"#source-{found[1]}" if found else ""


@register.filter
def web_address(url: str) -> str:
    """An address that may be followed: http and https only, so that no text becomes a script."""
    return url if url.startswith(("https://", "http://")) else ""


@register.filter
def bare_address(url: str) -> str:
    """An address as people read it out: without its scheme and last slash."""
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")


@dataclass(frozen=True, slots=True)
class _ScriptData:
    """JSON inside a script element: no character of it can end the element or open another."""

    value: Mapping[str, object]

    def __html__(self) -> str:
        text = json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")


@register.simple_tag
def linked_data(value: Mapping[str, object] | None) -> SafeString | str:
    """JSON-LD as a data block, which is read and never run."""
    if not value:
        return ""
    return format_html('<script type="application/ld+json">{}</script>', _ScriptData(value))
