"""Compiling an edition: the record at the cut, frozen into a draft (edition.md C1; house.md, The flow).

The record is read and the edition built without any lock; only the draft's row is written, under the job's fence.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pycountry
from django.conf import settings
from django.db.models import Q

from sitreps.codelists import IncidentKind
from sitreps.documents import canonical, edition_build
from sitreps.documents.carrying import Carriage, Carried, Root
from sitreps.documents.edition import Country, DataNote, EditionDocument
from sitreps.documents.edition_build import Frame, SeriesFacts, Wishes
from sitreps.documents.edition_languages import TEXTS, Typed
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.periods import Calendar
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.queries import carried, gazetteer, published


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


def roots_at(
    series: Series, *, seq: int, on_or_before: date, cut_off: datetime, told: Mapping[str, Carried]
) -> list[Root]:
    """The root incidents that an edition covers, with their children, in the record up to `seq` (B8).

    Those of the series' countries and those that reach into one, on or before the edition's date and, where the hour
    is known, before the cut-off; children come with their root, wherever they lie. Four queries for any number.
    """
    known = published.as_known_at(seq).order_by("ref")
    reaching = known.filter(country__in=series.countries).exclude(parent_ref="").order_by().values("parent_ref")
    inside = Q(country__in=series.countries) | Q(country="", kind=IncidentKind.CLUSTER, ref__in=reaching)
    revisions = list(known.filter(inside, parent_ref="", occurred_on__lte=on_or_before))
    clusters = [one.ref for one in revisions if one.kind == IncidentKind.CLUSTER]
    revisions += known.filter(parent_ref__in=clusters)
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
        if not one.parent_ref and _began_before(inputs[one.ref], cut_off)
    ]


def compile_document(
    draft: EditionDraft,
    *,
    as_known_at: datetime,
    known_seq: int | None = None,
    notes: Sequence[DataNote] = (),
    method_notes: Sequence[str] = (),
) -> tuple[EditionDocument, list[Root]]:
    """The edition of a draft as the record was known at a moment, and the roots it was made from.

    `known_seq`, where the cut was fixed before, decides: a backfill may have been published at an earlier moment since.
    """
    known = published.known_seq(as_known_at) if known_seq is None else known_seq
    told = carried.carried(draft.series, before=draft.number)
    roots = roots_at(draft.series, seq=known, on_or_before=draft.date, cut_off=draft.period_to, told=told)
    document = edition_build.build(
        series_facts(draft.series),
        frame(draft, as_known_at=as_known_at, known_seq=known),
        roots,
        carried.history(draft.series, told, roots, before=draft.number, seq=known),
        Wishes(draft.highlights, draft.overview, tuple(notes), tuple(method_notes), _further_texts(draft)),
    )
    return document, roots


def _further_texts(draft: EditionDraft) -> dict[str, Typed]:
    """The editors' texts by further language."""
    return {language: Typed(**{name: told.get(name, "") for name in TEXTS}) for language, told in draft.texts.items()}


def _document_of(one: Carried | None) -> IncidentDocument | None:
    """The root as it was carried; None for what was a place, or was dropped, in the edition before."""
    return one.document if one is not None and one.carriage is Carriage.ROOT else None


def _began_before(incident: IncidentInput, cut_off: datetime) -> bool:
    return incident.occurred_from is None or incident.occurred_from < cut_off


def _country(code: str) -> Country:
    """A country by the gazetteer's names, else by the short name of ISO 3166-1 and, in other languages, by CLDR's."""
    place = Place.objects.filter(level="COUNTRY", iso3166_1=code).order_by("key").first()
    if place:
        return Country(code, place.name, gazetteer.names(place))
    country = pycountry.countries.get(alpha_3=code)
    name = str(getattr(country, "common_name", country.name)) if country else code
    return Country(code, name, gazetteer.country_names(code))
