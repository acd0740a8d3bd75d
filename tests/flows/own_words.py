"""What a page says in its own language, and what it marks as another's."""

import re
from html.parser import HTMLParser

NO_TEXT = re.compile(r"[A-Z]{3}-\d{4}-\d{4}|\b(?:UA|RU)\d+|\b[0-9a-f]{12,}|https?:\S+|\S+@\S+|127\.0\.0\.1\S+")
ALLOWED = {"UKR", "DAILY", "EEST", "UTC", "SHA", "CC", "BY", "PDF"}
"""Codes, zones and abbreviations that are written so in Ukrainian, too."""
WORD = re.compile(r"[A-Za-z]{2,}")


class Own(HTMLParser):
    """The words of a page that it claims to be in its own language, and those that it marks as another's."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[tuple[str, bool]] = []
        self.own: set[str] = set()
        self.marked: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        for name in ("aria-label", "data-label", "title", "alt"):
            self.own |= set(WORD.findall(told.get(name) or ""))
        if tag not in {"meta", "link", "circle", "path", "br", "input"}:
            is_other = tag in {"style", "script"} or told.get("lang") not in {None, "uk"}
            self.inside.append((tag, is_other))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1][0] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if any(tag in {"style", "script", "code"} for tag, _ in self.inside):
            return
        is_other = any(other for _, other in self.inside)
        (self.marked if is_other else self.own).update(WORD.findall(NO_TEXT.sub(" ", data)))


def latin(text: str) -> set[str]:
    """The Latin words of a text; codes and addresses are none."""
    return set(WORD.findall(NO_TEXT.sub(" ", text)))
