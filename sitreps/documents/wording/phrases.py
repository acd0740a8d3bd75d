"""The tables of messages: every printed text by key, in every language, with the plural forms of CLDR.

`messages/LANGUAGE/*.json` hold `{"key": "text with {placeholders}"}`; a text that depends on a number is an object of
plural categories (`one`, `few`, `many`, `other`) in place of the string. `grammar.json` says what the words of a number
ask of the noun and the verb beside them: "понад" takes the accusative, "близько" the genitive.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from sitreps.codelists import vocabulary
from sitreps.errors import InvalidValue

MESSAGES = Path(__file__).parent / "messages"
LANGUAGES = ("en", "uk")
"""The languages that have tables; English is the one that every other is translated from."""

GRAMMAR = "grammar"
Forms = Mapping[str, str]
Message = str | Forms


class Phrases:
    """One language: its messages, its plurals, its digits and quotation marks.

    A key that the tables lack is a KeyError: a test proves that every language has every message.
    """

    def __init__(self, language: str, messages: Mapping[str, Message], grammar: Mapping[str, Any]) -> None:
        self.language = language
        self.messages = messages
        self.grammar = grammar
        self._category = Locale.parse(language).plural_form

    def __call__(self, key: str, /, **values: object) -> str:
        """A message with its placeholders filled."""
        message = self.messages[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} depends on a number: ask for it with counted()")
        return message.format_map(values) if values else message

    def __contains__(self, key: object) -> bool:
        return key in self.messages

    def counted(self, key: str, number: int, /, **values: object) -> str:
        """A message in the plural form that the number asks for; `{n}` is the number in digits."""
        return self.form(key, self.category(number), n=self.digits(number), **values)

    def form(self, key: str, form: str, /, **values: object) -> str:
        """A message in a form that grammar asks for; one form for all where the language does not tell them apart."""
        message = self.messages[key]
        text = message if isinstance(message, str) else message[form if form in message else "other"]
        return text.format_map(values) if values else text

    def category(self, number: int) -> str:
        """The plural category of a whole number in CLDR: `one`, `few`, `many` or `other`."""
        return str(self._category(number))

    def either(self, key: str, otherwise: str) -> str:
        """The message of a code that a deployment may have added: its own words where the tables have none."""
        return self(key) if key in self else otherwise

    def label(self, name: str, code: str) -> str:
        """The label of a code of a vocabulary; a deployment's own term by the label that it gave."""
        return self.either(f"label.{name}.{code}", vocabulary(name).label(code))

    def heading(self, english: str) -> str:
        """A heading or label of the layout, which goes by its English words."""
        return self.either(f"label.heading.{english}", english)

    def headings(self) -> dict[str, str]:
        """Every heading that is not English, by its English words."""
        start = "label.heading."
        return {key.removeprefix(start): self(key) for key in self.messages if key.startswith(start)}

    def told_by(self, start: str) -> dict[str, str]:
        """Every message whose key begins so, its places unfilled: what another program fills."""
        return {key: text for key, text in self.messages.items() if key.startswith(start) and isinstance(text, str)}

    def digits(self, number: int) -> str:
        """A number in groups of thousands: 1,250."""
        return f"{number:,}".replace(",", self.grammar["thousands"])

    def quoted(self, words: str) -> str:
        """Somebody's own words in quotation marks."""
        return self("quoted", words=words)

    def joined(self, parts: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if not parts[1:]:
            return "".join(parts)
        return self("joined", first=", ".join(parts[:-1]), last=parts[-1])

    def of_english(self, text: str, prefix: str) -> str | None:
        """This language's message for a sentence that a record keeps in English; None where no table has it."""
        keys = (key for key, message in ENGLISH.messages.items() if message == text and key.startswith(prefix))
        key = next(keys, None)
        return None if key is None else self(key)


@cache
def phrases(language: str) -> Phrases:
    """The texts of a language. InvalidValue names those that there are."""
    if language not in LANGUAGES:
        raise InvalidValue("language", f"There are no texts in '{language}'; choose of {', '.join(LANGUAGES)}.")
    tables = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (MESSAGES / language).glob("*.json")}
    grammar = tables.pop(GRAMMAR)
    return Phrases(language, {key: text for _, table in sorted(tables.items()) for key, text in table.items()}, grammar)


ENGLISH = phrases("en")


def spoken(language: str) -> Phrases:
    """The texts of a language; English where there is no table of it."""
    return phrases(language) if language in LANGUAGES else ENGLISH
