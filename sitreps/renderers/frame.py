"""The frame that every public page stands in: who publishes, on which terms, where the page lives, in which languages.

The pages of the site and the API's own page are drawn in it, by templates/site/base.html.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.encoding import escape_uri_path

from sitreps.documents import addresses, naming
from sitreps.documents.wording import ENGLISH, LANGUAGES


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A page in another language: its code, its name in itself, its address."""

    code: str
    name: str
    href: str
    address: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page: who publishes, on which terms, where the page lives, which entry of the menu it is.

    `versions` are the same page in other languages; `query` is what keeps a link to another page in this language.
    """

    desk: str
    licence: str
    canonical: str
    here: str
    language: str
    versions: tuple[InLanguage, ...]
    query: str
    typed_in: str = "en"
    typed: tuple[str, ...] = ()


def around(
    path: str,
    *,
    here: str = "",
    language: str = ENGLISH.language,
    languages: Sequence[str] = (ENGLISH.language,),
    asked: str = "",
) -> Frame:
    """The frame of the page at a path, in one of its `languages`, the first being that of its plain address.

    Its canonical address leaves the rest of the query away: an older issue points to the newest. `asked` is what of it
    the links to other languages keep. One slash opens a link, whatever was asked for: two would name another host.
    """
    path = escape_uri_path("/" + path.lstrip("/"))
    found = {code: in_language(path, code, languages) for code in languages}
    return Frame(
        desk=settings.SITREPS_ATTRIBUTION,
        licence=settings.SITREPS_LICENCE,
        canonical=absolute(found[language]),
        here=here,
        language=language,
        versions=tuple(
            InLanguage(code, _name_of(code), in_language(path, code, languages, asked), absolute(address))
            for code, address in found.items()
            if code != language
        ),
        query=addresses.in_language(language if language in LANGUAGES else ENGLISH.language),
    )


def absolute(path: str) -> str:
    """A path as the whole address that readers use."""
    return settings.SITREPS_PUBLIC_URL.rstrip("/") + path


def in_language(path: str, language: str, languages: Sequence[str] = LANGUAGES, asked: str = "") -> str:
    """The address of a page in a language, with what else is asked for (`issue=1`): the plain one for the first."""
    query = "&".join(part for part in (asked, "" if language == languages[0] else f"lang={language}") if part)
    return f"{path}?{query}" if query else path


def _name_of(language: str) -> str:
    """What a language calls itself: English, Українська."""
    name = naming.language_name(language, language)
    return name[:1].upper() + name[1:]
