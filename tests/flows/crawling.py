"""Every public address that can be reached by following links, and every text in what it answers."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pikepdf
import pypdfium2
from django.test import Client

HOSTS = {"", "testserver", "127.0.0.1:8000"}
NOT_CRAWLED = ("/static/", "/admin/")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from an address; `text` holds all that can be read in it, its headers included."""

    status: int
    media_type: str
    text: str
    links: frozenset[str]


def crawl(client: Client, *starts: str) -> dict[str, Answer]:
    """Answers by address, from these addresses on."""
    seen: dict[str, Answer] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen[address] = visit(client, address)
            waiting += sorted(seen[address].links - seen.keys())
    return seen


def visit(client: Client, address: str) -> Answer:
    """One answer, read to the end."""
    response: Any = client.get(address)
    content = response.getvalue()
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    texts = [content.decode(errors="replace"), *response.headers.values()]
    links: set[str] = {response.headers["Location"]} if "Location" in response.headers else set()
    if media_type == "application/pdf":
        texts += texts_of_pdf(content)
    elif media_type in {"application/json", "application/problem+json"}:
        links |= set(_paths(json.loads(content)))
    elif media_type == "text/html":
        page = _Links()
        page.feed(content.decode())
        links |= page.found
    return Answer(response.status_code, media_type, "\n".join(texts), frozenset(_local(links, address)))


def texts_of_pdf(content: bytes) -> Iterator[str]:
    """What can be read in a PDF: its pages, its data about itself, its attachments, and every stream unpacked."""
    with pypdfium2.PdfDocument(content) as document:
        yield from (page.get_textpage().get_text_bounded() for page in document)
    with pikepdf.open(io.BytesIO(content)) as document:
        yield from (file.get_file().read_bytes().decode(errors="replace") for file in document.attachments.values())
        for one in document.objects:
            yield one.unparse(resolved=True).decode("latin-1")
            if isinstance(one, pikepdf.Stream):
                yield one.read_bytes().decode("latin-1")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in {"href", "src", "action"} and value}


def _paths(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("/"):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _paths(member)
    elif isinstance(value, list):
        for member in value:
            yield from _paths(member)


def _local(links: set[str], base: str) -> Iterator[str]:
    for link in links:
        address = urlsplit(urldefrag(urljoin(base, link)).url)
        path = address.path + (f"?{address.query}" if address.query else "")
        ours = address.scheme in {"", "http", "https"} and address.netloc in HOSTS
        if ours and path and not path.startswith(NOT_CRAWLED):
            yield path
