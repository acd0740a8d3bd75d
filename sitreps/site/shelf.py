"""Editions in lists: each by its title, its address and its documents, in the language of the page that lists it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.dates import format_skeleton
from django.urls import reverse

from sitreps.documents import wording
from sitreps.documents.edition_languages import titles
from sitreps.documents.naming import Named
from sitreps.documents.wording import Phrases, spoken
from sitreps.models.editions import EditionIssue
from sitreps.models.series import Series
from sitreps.queries import published
from sitreps.renderers import frame
from sitreps.site import downloads
from sitreps.site.downloads import Download


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of editions."""

    day: str
    title: str
    href: str
    version: str
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An edition by its title alone."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a series' archive."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series with its newest editions."""

    code: str
    title: str
    entries: tuple[Entry, ...]


def entries(issues: Iterable[EditionIssue], say: Phrases) -> tuple[Entry, ...]:
    """The lines of some editions, which came off the shelf (published.shelf)."""
    return tuple(
        Entry(
            day=wording.day(issue.date, say),
            title=title(issue, say),
            href=address(issue, say.language),
            version=say("version", number=issue.issue),
            downloads=(*downloads.listed(issue, issue.renditions.all(), say), downloads.as_data(issue)),
        )
        for issue in issues
    )


def links(issues: Iterable[EditionIssue], say: Phrases) -> tuple[Link, ...]:
    """Editions by their titles alone (published.listed)."""
    return tuple(Link(title(issue, say), address(issue, say.language)) for issue in issues)


def months(issues: Iterable[EditionIssue], say: Phrases) -> list[Month]:
    """The lines by month."""
    return [
        Month(_month(first, say), entries(group, say))
        for first, group in groupby(issues, key=lambda issue: issue.date.replace(day=1))
    ]


def series_title(series: Series, say: Phrases) -> str:
    """The name of a series in a language, where the desk gave it one."""
    return Named(series.title, series.titles).in_(say)


def title(issue: EditionIssue, say: Phrases) -> str:
    """The title of an edition in a language, out of its series' names; as it was issued where they changed since.

    Its own titles are in its content, which is too much to read for a list.
    """
    series, first = issue.series, published.languages_of(issue)[0]
    name = series.titles.get(say.language)
    if say.language == first or not name:
        return issue.title
    named = Named(series.title, {say.language: name})
    issued, told = (
        titles(named, issue.number, issue.period_to, series.zone, phrases)[1] for phrases in (spoken(first), say)
    )
    return told if issued == issue.title else issue.title


def address(issue: EditionIssue, language: str) -> str:
    """Where a list leads: to the edition in the list's language where it was issued in that, else in its first."""
    languages = published.languages_of(issue)
    plain = reverse("site:edition", args=[issue.series.code, issue.number])
    return frame.in_language(plain, language, languages) if language in languages else plain


def _month(first: date, say: Phrases) -> str:
    return wording.opened(format_skeleton("yMMMM", first, locale=say.language))
