"""The pages of editions: the newest of each series, the archive, one edition and its older issues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from sitreps.documents import addresses, canonical, linked_data, wording
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import IncidentRow, Layout
from sitreps.documents.sections import lay_out
from sitreps.documents.wording import Phrases, phrases, spoken
from sitreps.models.editions import EditionIssue
from sitreps.queries import published
from sitreps.renderers import frame, html, outline
from sitreps.site import downloads, shelf
from sitreps.site.downloads import Download
from sitreps.site.shelf import Shelf
from sitreps.site.shell import asked_language, page, public

NEWEST_ON_FRONT = 10


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where figures and incidents lead: to how this edition reached the figure, else to the incident's own page.

    `query` keeps the language there; the edition's own address has it already.
    """

    edition: str
    told: frozenset[str]
    query: str

    do_not_call_in_templates = True

    def __call__(self, ref: str) -> str:
        if ref in self.told:
            return f"{self.edition}#{ref}"
        incident, _, measure = ref.partition(".")
        return reverse("site:incident", args=[incident]) + self.query + (f"#{measure}" if measure else "")


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
class Beside:
    """Another edition or issue to go to."""

    label: str
    detail: str
    href: str


@public
def front(request: HttpRequest) -> HttpResponse:
    """The newest edition of each series; where nothing was issued yet, a sentence that says so."""
    language = asked_language(request)
    say = phrases(language)
    newest = tuple(_newest(issue, say) for issue in published.latest_issues())
    listed = shelf.entries(published.shelf()[: NEWEST_ON_FRONT + 1], say)
    return page(
        request,
        "site/front.html",
        {
            "newest": newest,
            "taken_down": not newest and published.issued().exists(),
            "archive": listed[:NEWEST_ON_FRONT],
            "has_more": len(listed) > NEWEST_ON_FRONT,
        },
        here="front",
        language=language,
    )


@public
def archive(request: HttpRequest) -> HttpResponse:
    """Every series with its newest editions."""
    language = asked_language(request)
    say = phrases(language)
    shelves = [
        Shelf(
            issue.series.code,
            shelf.series_title(issue.series, say),
            shelf.entries(published.shelf(issue.series.code)[:NEWEST_ON_FRONT], say),
        )
        for issue in published.latest_issues()
    ]
    context = {"shelves": shelves, "taken_down": not shelves and published.issued().exists()}
    return page(request, "site/archive.html", context, here="archive", language=language)


@public
def series(request: HttpRequest, series: str) -> HttpResponse:
    """Every edition of a series by month, the newest issue of each; a sentence where all were taken down."""
    issues = list(published.shelf(series))
    of = issues[0].series if issues else published.issued_series(series)
    if of is None:
        raise Http404
    language = asked_language(request)
    say = phrases(language)
    context = {"code": series, "title": shelf.series_title(of, say), "months": shelf.months(issues, say)}
    return page(request, "site/series.html", context, here="archive", language=language)


@public
def edition(request: HttpRequest, series: str, number: int) -> HttpResponse:
    """One edition, whole: its newest issue, or with `?issue=n` an older one that says what replaced it."""
    asked = _asked_issue(request)
    issue = published.issue(series, number, asked)
    if issue is None:
        raise Http404
    if asked is not None:
        published.check_not_withdrawn(issue)
    document = canonical.decode(issue.snapshot, EditionDocument)
    language = asked_language(request, document.languages)
    layout = _at_home(lay_out(document, language))
    say = spoken(language)
    newer = _newer(issue, language, say)
    is_superseded = newer is not None
    files = (
        *downloads.stored(issue, published.renditions(issue), language=language, is_superseded=is_superseded, say=say),
        downloads.frozen(issue, language, is_superseded=is_superseded, say=say),
    )
    return page(
        request,
        "site/edition.html",
        {
            "layout": layout,
            "outline": outline.of(layout),
            "figure_href": Addresses("", html.told(layout), addresses.in_language(say.language)),
            "incident_pages": True,
            "downloads": files,
            "superseded_by": newer,
            "beside": (*_beside(issue, language, say), *_earlier(issue, language, say)),
            "json_ld": _for_machines(issue, document, files, licence=layout.footer.licence),
        },
        language=language,
        languages=document.languages,
        asked=_asked_for(issue) if is_superseded else "",
    )


def _for_machines(
    issue: EditionIssue, document: EditionDocument, files: Sequence[Download], *, licence: str
) -> dict[str, object]:
    """What the edition is, as linked data at its plain address."""
    return linked_data.report(
        document,
        url=frame.absolute(reverse("site:edition", args=[issue.series.code, issue.number])),
        licence=licence,
        encodings=[
            linked_data.Encoding(file.media_type, frame.absolute(file.href), file.bytes, file.sha256) for file in files
        ],
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


def _newest(issue: EditionIssue, say: Phrases) -> Newest:
    """The edition in the language of the page, else in its first."""
    document = canonical.decode(issue.snapshot, EditionDocument)
    language = _told_in(document.languages, say.language)
    layout = lay_out(document, language)
    href = _address(issue, document.languages, language)
    titles = {card.ref: card.title for card in layout.cards}
    return Newest(
        layout=layout,
        country=document.countries[0].code,
        known_at=f"{document.as_known_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        href=href,
        figure_href=Addresses(href, html.told(layout), addresses.in_language(say.language)),
        incidents=tuple(
            Listed(row, titles.get(row.ref, row.title), country.name)
            for country in layout.incidents.countries
            for row in country.rows
            if row.level == 0
        ),
        downloads=downloads.stored(
            issue, published.renditions(issue), language=language, is_superseded=False, say=spoken(language)
        ),
    )


def _told_in(languages: Sequence[str], language: str) -> str:
    """The language in which an edition is told to a reader of this one: itself, else the edition's first."""
    return language if language in languages else languages[0]


def _asked_for(issue: EditionIssue) -> str:
    """What asks for an issue that is not the newest."""
    return f"issue={issue.issue}"


def _address(issue: EditionIssue, languages: Sequence[str], language: str, asked: str = "") -> str:
    path = reverse("site:edition", args=[issue.series.code, issue.number])
    return frame.in_language(path, language, languages, asked)


def _other_issue(issue: EditionIssue, language: str, say: Phrases, *, is_newest: bool) -> Beside:
    """Another issue of the same edition without its content (published.languages_of), by its version and its moment.

    An older one is asked for by its number.
    """
    languages = published.languages_of(issue)
    return Beside(
        label=say("version", number=issue.issue),
        detail=say("site.issued", moment=wording.day_and_clock(issue.issued_at, issue.series.zone, say)),
        href=_address(issue, languages, _told_in(languages, language), "" if is_newest else _asked_for(issue)),
    )


def _newer(issue: EditionIssue, language: str, say: Phrases) -> Beside | None:
    """What replaced an older issue, also where it is withdrawn or hidden by now: its address says so."""
    newest = published.replaced_by(issue)
    return _other_issue(newest, language, say, is_newest=True) if newest else None


def _earlier(issue: EditionIssue, language: str, say: Phrases) -> tuple[Beside, ...]:
    """The versions before this one; a statement only where there are any."""
    if issue.issue == 1:
        return ()
    others = (_other_issue(one, language, say, is_newest=False) for one in published.earlier(issue))
    return tuple(replace(other, label=wording.opened(other.label)) for other in others)


def _beside(issue: EditionIssue, language: str, say: Phrases) -> tuple[Beside, ...]:
    """The editions before and after."""
    neighbours = published.neighbours(issue)
    pairs = (("site.previous", neighbours.previous), ("site.next", neighbours.next))
    return tuple(
        Beside(
            label=say(where, number=other.number),
            detail=wording.day(other.date, say),
            href=shelf.address(other, language),
        )
        for where, other in pairs
        if other is not None
    )
