"""The HTML edition: one file that needs nothing else, for reading, keeping and printing.

No script and no request; its styles stand in one element whose digest `style_hash` gives, so that the answer that
carries the file can allow exactly them.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from sitreps.documents.edition import TEMPLATE_VERSION
from sitreps.documents.layout import Layout
from sitreps.renderers import outline
from sitreps.renderers.markup import FigureHref

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "sitreps" / "static" / "site"
STYLE_TEMPLATE = "edition/style.css"
CONTENT_TYPE = "text/html; charset=utf-8"
VERSION = f"html {TEMPLATE_VERSION}"


def render(
    layout: Layout, *, json_ld: Mapping[str, object] | None = None, figure_href: FigureHref | None = None
) -> bytes:
    """The page as UTF-8 bytes; the same input always gives the same bytes.

    `figure_href` turns REF or REF.MEASURE into an address, or "" for none; without it they lead to their place in
    the page itself.
    """
    context = Context(
        {
            "layout": layout,
            "outline": outline.of(layout),
            "figure_href": figure_href or anchors(layout),
            "json_ld": json_ld,
        },
        use_l10n=False,
        use_tz=False,
    )
    return _engine().get_template("edition/document.html").render(context).encode()


def anchors(layout: Layout) -> FigureHref:
    """REF -> its card, REF.MEASURE -> how that figure was reached, within the page; "" where it is not told."""
    there = {card.ref for card in layout.cards} | told(layout)
    return lambda ref: f"#{ref}" if ref in there else ""


def told(layout: Layout) -> frozenset[str]:
    """The figures, as REF.MEASURE, of which the edition itself tells how they were reached."""
    return frozenset(f"{part.ref}.{part.measure}" for part in layout.reached)


def style_hash() -> str:
    """The source expression that lets a content security policy allow the file's styles and no others."""
    styles = _engine().get_template(STYLE_TEMPLATE).render(Context())
    digest = hashlib.sha256(styles.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(ROOT / "templates"), str(STYLES)],
        builtins=["sitreps.renderers.markup"],
        libraries={"edition": "sitreps.renderers.markup", "i18n": "django.templatetags.i18n"},
    )
