"""The pages of editions: the newest of each series, the archive, one edition and its older issues."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import groupby
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from sitreps.documents import canonical, linked_data, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import IncidentRow, Layout
from sitreps.documents.sections import lay_out
from sitreps.documents.wording import Phrases, spoken
from sitreps.models.editions import EditionIssue
from sitreps.queries import published
from sitreps.renderers import frame, html, outline
from sitreps.site import downloads
from sitreps.site.downloads import Download
from sitreps.site.shell import asked_language, page, public

NEWEST_ON_FRONT = 10


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where figures and incidents lead: to how this edition reached the figure, else to the incident's own page."""

    edition: str
    told: frozenset[str]

    do_not_call_in_templates = True

    def __call__(self, ref: str) -> str:
        if ref in self.told:
            return f"{self.edition}#{ref}"
        incident, _, measure = ref.partition(".")
        return reverse("site:incident", args=[incident]) + (f"#{measure}" if measure else "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A root incident in the front page's list, under its full title."""

    row: IncidentRow
    title: str
    country: str


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest edition of a series on the front page; `country` and `known_at` serve as examples of requests."""

    layout: Layout
    country: str
    known_at: str
    href: str
    figure_href: Addresses
    incidents: tuple[Listed, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the archive."""

    day: str
    title: str
    href: str
    version: str
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a series' archive."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another edition or issue to go to."""

    label: str
    detail: str
    href: str


@public
def front(request: HttpRequest) -> HttpResponse:
    """The newest edition of each series; where nothing was issued yet, a sentence that says so."""
    newest = tuple(_newest(issue) for issue in published.latest_issues())
    archive = _entries(_shelf()[: NEWEST_ON_FRONT + 1])
    return page(
        request,
        "site/front.html",
        {"newest": newest, "archive": archive[:NEWEST_ON_FRONT], "has_more": len(archive) > NEWEST_ON_FRONT},
        here="front",
    )


@public
def archive(request: HttpRequest) -> HttpResponse:
    """Every series with its newest editions."""
    latest = published.latest_issues()
    shelves = [(issue.series, _entries(_shelf(issue.series.code)[:NEWEST_ON_FRONT])) for issue in latest]
    return page(request, "site/archive.html", {"shelves": shelves}, here="archive")


@public
def series(request: HttpRequest, series: str) -> HttpResponse:
    """Every edition of a series by month, the newest issue of each."""
    issues = list(_shelf(series))
    if not issues:
        raise Http404
    months = [Month(name, _entries(group)) for name, group in groupby(issues, key=lambda issue: f"{issue.date:%B %Y}")]
    return page(request, "site/series.html", {"series": issues[0].series, "months": months}, here="archive")


@public
def edition(request: HttpRequest, series: str, number: int) -> HttpResponse:
    """One edition, whole: its newest issue, or with `?issue=n` an older one that says what replaced it."""
    issue = published.issue(series, number, _asked_issue(request))
    if issue is None:
        raise Http404
    document = canonical.decode(issue.snapshot, EditionDocument)
    language = asked_language(request, document.languages)
    layout = _at_home(lay_out(document, language))
    say = spoken(language)
    newer = _newer(issue, say)
    is_superseded = newer is not None
    files = (
        *downloads.stored(issue, published.renditions(issue), is_superseded=is_superseded, say=say),
        downloads.frozen(issue, layout.language, is_superseded=is_superseded, say=say),
    )
    href = reverse("site:edition", args=[series, number])
    return page(
        request,
        "site/edition.html",
        {
            "layout": layout,
            "outline": outline.of(layout),
            "figure_href": Addresses("", html.told(layout)),
            "incident_pages": True,
            "downloads": files,
            "superseded_by": newer,
            "beside": _beside(issue, say),
            "json_ld": linked_data.report(
                document,
                url=frame.absolute(href),
                licence=layout.footer.licence,
                encodings=[
                    linked_data.Encoding(file.media_type, frame.absolute(file.href), file.bytes, file.sha256)
                    for file in files
                ],
            ),
        },
        language=language,
        languages=document.languages,
    )


def _at_home(layout: Layout) -> Layout:
    """The layout with its figures' pages as paths, in its language: on the site they are beside the edition."""

    def home(page: str) -> str:
        address = urlsplit(page)
        return f"{address.path}?{address.query}" if address.query else address.path

    return replace(
        layout,
        reached=tuple(replace(part, page=home(part.page)) for part in layout.reached),
        cards=tuple(
            replace(card, figures=tuple(replace(one, page=home(one.page)) for one in card.figures))
            for card in layout.cards
        ),
    )


def _asked_issue(request: HttpRequest) -> int | None:
    asked = request.GET.get("issue")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len("999999")):
        raise Http404
    return int(asked)


def _shelf(series: str | None = None) -> QuerySet[EditionIssue]:
    """The newest issue of each edition with its documents and without its content, newest period first."""
    return published.issues(series).defer("snapshot").prefetch_related(published.their_renditions())


def _newest(issue: EditionIssue) -> Newest:
    document = canonical.decode(issue.snapshot, EditionDocument)
    layout = lay_out(document)
    href = reverse("site:edition", args=[issue.series.code, issue.number])
    titles = {card.ref: card.title for card in layout.cards}
    return Newest(
        layout=layout,
        country=document.countries[0].code,
        known_at=f"{document.as_known_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        href=href,
        figure_href=Addresses(href, html.told(layout)),
        incidents=tuple(
            Listed(row, titles.get(row.ref, row.title), country.name)
            for country in layout.incidents.countries
            for row in country.rows
            if row.level == 0
        ),
        downloads=downloads.stored(issue, published.renditions(issue), is_superseded=False),
    )


def _entries(issues: Iterable[EditionIssue]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            day=wording.day(issue.date),
            title=issue.title,
            href=reverse("site:edition", args=[issue.series.code, issue.number]),
            version=f"version {issue.issue}",
            downloads=(
                *downloads.stored(issue, issue.renditions.all(), is_superseded=False),
                downloads.as_data(issue),
            ),
        )
        for issue in issues
    )


def _newer(issue: EditionIssue, say: Phrases) -> Beside | None:
    """What replaced an older issue."""
    newest = published.issue(issue.series.code, issue.number)
    if newest is None or newest.issue == issue.issue:
        return None
    return Beside(
        label=say("version", number=newest.issue),
        detail=say("site.issued", moment=wording.day_and_clock(newest.issued_at, newest.series.zone, say)),
        href=reverse("site:edition", args=[issue.series.code, issue.number]),
    )


def _beside(issue: EditionIssue, say: Phrases) -> tuple[Beside, ...]:
    """The editions before and after."""
    neighbours = published.neighbours(issue)
    pairs = (("site.previous", neighbours.previous), ("site.next", neighbours.next))
    return tuple(
        Beside(
            label=say(where, number=other.number),
            detail=wording.day(other.date, say),
            href=reverse("site:edition", args=[other.series.code, other.number]),
        )
        for where, other in pairs
        if other is not None
    )
