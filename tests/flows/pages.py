"""Pages of the desk as a browser without scripts has them: what is read, and forms that are filled in and sent.

A form sends what its boxes hold, as the page filled them in; a box, an option or a button that is not there cannot be
used, so that a test does nothing that a person could not do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sitreps.models.accounts import User
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"script", "style", "template"})
BOXES = frozenset({"input", "select", "textarea"})


@dataclass
class Element:
    """One element of a page with what stands in it: texts and elements, in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def all(self) -> Iterator["Element"]:
        """It and all that stands in it but templates, which no one sees."""
        yield self
        for one in self.inside:
            if isinstance(one, Element) and one.tag != "template":
                yield from one.all()

    @property
    def text(self) -> str:
        """Its words, with one space between them."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for one in self.inside:
            if isinstance(one, str):
                yield one
            elif one.tag not in UNSEEN:
                yield f" {one.text} " if one.tag not in {"b", "span", "q"} else "".join(one._texts())

    def find(self, tag: str = "", **attrs: str) -> list["Element"]:
        """Elements of a tag whose attributes hold these words; `class_` is the class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            one
            for one in self.all()
            if (not tag or one.tag == tag)
            and all(value in one.attrs.get(name, "").split() for name, value in wanted.items())
        ]


@dataclass
class Form:
    """A form with the values of its boxes, by name; several boxes of one name have several values."""

    page: "Page"
    action: str
    values: dict[str, list[str]]
    options: dict[str, set[str]]
    names: set[str]
    buttons: set[str]

    def send(self, button: str = "", **typed: Any) -> "Page":
        """Fill in and press a button; gives the page that follows. `claims__0__value` is the box claims-0-value."""
        by_name = {name.replace("__", "-"): value for name, value in typed.items()}
        assert not by_name.keys() - self.names, f"no box is called {by_name.keys() - self.names}"
        assert not button or button in self.buttons, f"no button {button}: {self.buttons}"
        for name, value in by_name.items():
            given = {str(one) for one in (value if isinstance(value, list) else [value])}
            assert not self.options.get(name) or given <= self.options[name], (name, given, self.options[name])
        return self.page.post(self.action, {**self.values, **by_name, **({button: "on"} if button else {})})


class Page:
    """What came back from an address, redirects followed."""

    def __init__(self, client: Client, response: Any) -> None:
        self.client, self.response = client, response
        self.status: int = response.status_code
        self.address: str = response.request["PATH_INFO"]
        self.html: str = response.content.decode()
        self.root = _Tree.of(self.html)

    @property
    def text(self) -> str:
        """The words of the page's content."""
        (main,) = self.root.find(id="content") or [self.root]
        return main.text

    @property
    def rows(self) -> list[str]:
        """The words of each row of its tables."""
        return [row.text for row in self.root.find("tr")]

    @property
    def heading(self) -> str:
        """The one that names the page."""
        return self.root.find("h1")[0].text

    @property
    def messages(self) -> list[str]:
        """What the desk says of what was done."""
        return [one.text for one in self.root.find("li", class_="message")]

    @property
    def problems(self) -> list[str]:
        """The lines of the summary above a form that was not saved."""
        return [line.text for box in self.root.find(id="problem") for line in box.find("li")]

    @property
    def errors(self) -> dict[str, str]:
        """What is said by each box, by its name."""
        said = self.root.find("p", class_="field-error")
        return {
            one.attrs["id"].removeprefix("id_").removesuffix("_error"): one.text for one in said if "id" in one.attrs
        }

    @property
    def buttons(self) -> set[str]:
        """What the bar at the foot offers: buttons and links, those that are held without their right to act."""
        bar = [act for box in self.root.find(class_="bar-act") for act in (*box.find("button"), *box.find("a"))]
        return {one.text.removesuffix(" Ctrl S") for one in bar if one.attrs.get("aria-disabled") != "true"}

    @property
    def held(self) -> str:
        """Why the bar's button may not act."""
        return "".join(one.text for one in self.root.find(id="held"))

    def value(self, name: str) -> str:
        """What a box holds."""
        for form in self.root.find("form"):
            values = self._form(form).values
            if name in values:
                return values[name][0]
        raise AssertionError(f"no box is called {name}")

    def form(self, name: str) -> Form:
        """The form of this id, or with a box of this name, or that sends to this address."""
        for one in self.root.find("form"):
            made = self._form(one)
            if name in {one.attrs.get("id"), made.action.rstrip("/").rpartition("/")[2], *made.names}:
                return made
        raise AssertionError(f"there is no form {name} in {self.address}:\n{self.text}")

    def has_form(self, name: str) -> bool:
        """Whether there is such a form."""
        try:
            return bool(self.form(name))
        except AssertionError:
            return False

    def follow(self, text: str) -> "Page":
        """The page behind the link with these words."""
        found = [one for one in self.root.find("a") if one.text.startswith(text)]
        assert found, f"no link says {text!r} in {self.address}:\n{self.text}"
        return self.get(found[0].attrs["href"])

    def get(self, address: str) -> "Page":
        """Another page for the same person."""
        return Page(self.client, self.client.get(urljoin(self.address, address), follow=True))

    def post(self, address: str, values: dict[str, Any]) -> "Page":
        """What follows from sending these values."""
        return Page(self.client, self.client.post(urljoin(self.address, address), values, follow=True))

    def _form(self, form: Element) -> Form:
        own = form.attrs.get("id", "")
        inside = list(form.all())
        boxes = [one for one in inside if one.tag in {*BOXES, "button"} and "form" not in one.attrs]
        if own:
            boxes += [one for one in self.root.find() if one.attrs.get("form") == own]
        made = Form(self, form.attrs.get("action", self.response.request["PATH_INFO"]), {}, {}, set(), set())
        for box in boxes:
            name = box.attrs.get("name", "")
            if box.tag == "button":
                made.buttons.add(name)
            elif name and "disabled" not in box.attrs:
                made.names.add(name)
                made.values.setdefault(name, []).extend(_values(box))
                made.options.setdefault(name, set()).update(_options(box))
        made.values = {name: values for name, values in made.values.items() if values}
        return made


def signed_in(user: User) -> Page:
    """The page Today of a colleague."""
    client = Client()
    client.force_login(user)
    return Page(client, client.get("/admin/"))


def opened(page: Page, incident: Incident, asked: str = "") -> Page:
    """The page of an incident; `asked` is what stands behind its address."""
    return page.get(f"/admin/sitreps/incident/{incident.pk}/change/{asked}")


def page_of_source(item: SourceItem, page: str = "change") -> str:
    """The address of a page of a document."""
    return f"/admin/sitreps/sourceitem/{item.pk}/{page}/"


def file(name: str, content: bytes) -> SimpleUploadedFile:
    """A file that somebody chooses."""
    return SimpleUploadedFile(name, content)


def _values(box: Element) -> list[str]:
    if box.tag == "textarea":
        return ["".join(one for one in box.inside if isinstance(one, str)).removeprefix("\n")]
    if box.tag == "select":
        options = box.find("option")
        chosen = [one for one in options if "selected" in one.attrs]
        chosen = chosen or ([] if "multiple" in box.attrs else options[:1])
        return [one.attrs["value"] for one in chosen]
    kind = box.attrs.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return [box.attrs.get("value", "on")] if "checked" in box.attrs else []
    return [] if kind == "file" else [box.attrs.get("value", "")]


def _options(box: Element) -> set[str]:
    if box.tag == "select":
        return {one.attrs["value"] for one in box.find("option")}
    return {box.attrs.get("value", "on")} if box.attrs.get("type") in {"checkbox", "radio"} else set()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page")]

    @classmethod
    def of(cls, html: str) -> Element:
        tree = cls()
        tree.feed(html)
        return tree.open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in {one.tag for one in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)
