"""Compiling an edition: the record at the cut, frozen into a draft (edition.md C1; house.md, The flow).

The record is read and the edition built without any lock; only the draft's row is written, under the job's fence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pycountry
from django.conf import settings

from sitreps.documents import canonical, edition_build, edition_checks
from sitreps.documents.carrying import Carriage, Carried, Root
from sitreps.documents.edition import Country, DataNote, EditionDocument
from sitreps.documents.edition_build import Frame, SeriesFacts, Wishes
from sitreps.documents.edition_languages import TEXTS, Typed
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.periods import Calendar
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.places import Place
from sitreps.models.revisions import IncidentRevision
from sitreps.models.series import Series
from sitreps.queries import carried, counting, covering, gazetteer, nearby, opening, published
from sitreps.queries.covering import Cut


def calendar(series: Series) -> Calendar:
    """The series' cut-offs as pure date arithmetic."""
    return Calendar(series.timezone, series.cut_off, series.cadence, series.starts_on, series.ends_on)


def series_facts(series: Series) -> SeriesFacts:
    """What an edition prints of its series."""
    return SeriesFacts(
        code=series.code,
        title=series.title,
        timezone=series.timezone,
        languages=tuple(series.languages) or ("en",),
        issued_by=series.issued_by,
        contact=series.contact,
        glide=series.glide or None,
        countries=tuple(_country(code) for code in series.countries),
        publish_attribution=series.publish_attribution,
        licence=settings.SITREPS_LICENCE,
        titles=dict(sorted(series.titles.items())),
        issued_by_names=dict(sorted(series.issued_by_names.items())),
    )


def frame(draft: EditionDraft, *, as_known_at: datetime, known_seq: int) -> Frame:
    """The draft's place in its series, at this cut."""
    earlier = EditionIssue.objects.filter(series=draft.series, number__lt=draft.number)
    first_issue = earlier.order_by("period_to").first()
    when = calendar(draft.series)
    begins = first_issue.period_from if first_issue else draft.period_from
    return Frame(
        number=draft.number,
        date=draft.date,
        period_from=draft.period_from,
        period_to=draft.period_to,
        as_known_at=as_known_at,
        known_seq=known_seq,
        next_issue_on=when.after(draft.date),
        covers_days=(draft.date - when.local_date(draft.period_from)).days,
        first=first_issue is None,
        since=draft.series.starts_on or when.local_date(begins),
        permalink=f"{settings.SITREPS_PUBLIC_URL}/editions/{draft.series.code}/{draft.number}/",
    )


@dataclass(frozen=True, slots=True)
class Compilation:
    """An edition and the roots it was made from: those that it may tell something of, or all that it covers.

    `later`: the refs of the roots that it does not cover by their hour alone; None where everything was opened.
    """

    document: EditionDocument
    roots: Sequence[Root]
    cut: Cut
    later: Collection[str] | None

    def beside(self) -> list[IncidentInput]:
        """What else it covers near what it prints: nothing further away can be the same event (B12). Queries."""
        if self.later is None:
            return []
        printed = edition_checks.printed(self.document)
        trees = [(root.inputs, *root.children) for root in self.roots]
        shown = [one for tree in trees for one in tree if one.ref in printed]
        opened = {one.ref for tree in trees for one in tree}
        return nearby.near(self.cut, shown, opened=opened, later=self.later)


def roots_of(revisions: Sequence[IncidentRevision], cut: Cut, told: Mapping[str, Carried]) -> list[Root]:
    """The roots among these revisions with the children among them, as far as the cut covers them (B8). One query."""
    contents = published.contents(revision.pk for revision in revisions)
    inputs = {one.ref: canonical.decode(contents[one.pk].inputs, IncidentInput) for one in revisions}
    documents = {one.ref: canonical.decode(contents[one.pk].payload, IncidentDocument) for one in revisions}
    children: dict[str, list[str]] = {}
    for one in revisions:
        if one.parent_ref:
            children.setdefault(one.parent_ref, []).append(one.ref)
    return [
        Root(
            inputs=inputs[one.ref],
            children=tuple(inputs[ref] for ref in children.get(one.ref, [])),
            document=documents[one.ref],
            child_documents=tuple(documents[ref] for ref in children.get(one.ref, [])),
            carried=_document_of(told.get(one.ref)),
        )
        for one in revisions
        if not one.parent_ref and cut.began_before(inputs[one.ref].occurred_from)
    ]


def compile_document(
    draft: EditionDraft,
    *,
    as_known_at: datetime,
    known_seq: int | None = None,
    notes: Sequence[DataNote] = (),
    method_notes: Sequence[str] = (),
    from_everything: bool = False,
) -> Compilation:
    """The edition of a draft as the record was known at a moment.

    `known_seq`, where the cut was fixed before, decides: a backfill may have been published at an earlier moment since.
    Only what may be told of is opened, and the rest added up; `from_everything` opens it all, to the same edition: it
    is what the tests compare with.
    """
    known = published.known_seq(as_known_at) if known_seq is None else known_seq
    series = draft.series
    cut = Cut(tuple(series.countries), known, draft.date, draft.period_to)
    last = carried.last_issue(series, before=draft.number)
    refs = None if from_everything else opening.to_open(last, cut)
    later = None if refs is None else covering.later_that_day(cut)
    if later is not None and len(later) > opening.MOST_LATER:
        refs = later = None
    revisions = covering.revisions(cut, refs)
    places = {one.ref for one in revisions}  # those below what may be told of may have been told of elsewhere
    told = carried.carried(series, before=draft.number, refs=None if refs is None else refs | places)
    roots = roots_of(revisions, cut, told)
    document = edition_build.build(
        series_facts(series),
        frame(draft, as_known_at=as_known_at, known_seq=known),
        roots,
        carried.history(last, told, roots, seq=known),
        Wishes(draft.highlights, draft.overview, tuple(notes), tuple(method_notes), _further_texts(draft)),
        counted=None if later is None else counting.counted(cut, without=later),
    )
    return Compilation(document, roots, cut, later)


def _further_texts(draft: EditionDraft) -> dict[str, Typed]:
    """The editors' texts by further language."""
    return {language: Typed(**{name: told.get(name, "") for name in TEXTS}) for language, told in draft.texts.items()}


def _document_of(one: Carried | None) -> IncidentDocument | None:
    """The root as it was carried; None for what was a place, or was dropped, in the edition before."""
    return one.document if one is not None and one.carriage is Carriage.ROOT else None


def _country(code: str) -> Country:
    """A country by the gazetteer's names, else by the short name of ISO 3166-1 and, in other languages, by CLDR's."""
    place = Place.objects.filter(level="COUNTRY", iso3166_1=code).order_by("key").first()
    if place:
        return Country(code, place.name, gazetteer.names(place))
    country = pycountry.countries.get(alpha_3=code)
    name = str(getattr(country, "common_name", country.name)) if country else code
    return Country(code, name, gazetteer.country_names(code))
