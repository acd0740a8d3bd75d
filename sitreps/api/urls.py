"""Every address under /api/. Version 1 grows by addition only."""

from django.urls import include, path, re_path, register_converter

from sitreps.api.addresses import Extension, Language, Measure, Number, Ref, SeriesCode, VocabularyName
from sitreps.api.changes import ChangeList
from sitreps.api.documents import EditionFile
from sitreps.api.editions import EditionDetail, EditionList, LatestEdition
from sitreps.api.explanations import FigureDetail
from sitreps.api.incidents import IncidentDetail, IncidentList
from sitreps.api.index import Nothing, Root
from sitreps.api.openapi.views import Docs, SchemaFile
from sitreps.api.reference import PlaceList, SeriesList, SourceList, VocabularyDetail, VocabularyList
from sitreps.api.revisions import RevisionDetail, RevisionList
from sitreps.api.totals import TotalList

app_name = "api"

register_converter(Ref, "incident_ref")
register_converter(Measure, "measure")
register_converter(SeriesCode, "series_code")
register_converter(Number, "edition_number")
register_converter(VocabularyName, "vocabulary_name")
register_converter(Language, "language_tag")
register_converter(Extension, "document_format")

version_1 = [
    path("", Root.as_view(), name="root"),
    path("schema/", SchemaFile.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("incidents/", IncidentList.as_view(), name="incidents"),
    path("incidents/<incident_ref:ref>/", IncidentDetail.as_view(), name="incident"),
    path("incidents/<incident_ref:ref>/revisions/", RevisionList.as_view(), name="revisions"),
    path("incidents/<incident_ref:ref>/revisions/<edition_number:number>/", RevisionDetail.as_view(), name="revision"),
    path("incidents/<incident_ref:ref>/figures/<measure:measure>/", FigureDetail.as_view(), name="figure"),
    path("figures/", TotalList.as_view(), name="figures"),
    path("changes/", ChangeList.as_view(), name="changes"),
    path("editions/", EditionList.as_view(), name="editions"),
    path("editions/<series_code:series>/latest/", LatestEdition.as_view(), name="latest-edition"),
    path("editions/<series_code:series>/<edition_number:number>/", EditionDetail.as_view(), name="edition"),
    path(
        "editions/<series_code:series>/<edition_number:number>/documents/<language_tag:language>.<document_format:extension>",
        EditionFile.as_view(),
        name="edition-document",
    ),
    path("places/", PlaceList.as_view(), name="places"),
    path("sources/", SourceList.as_view(), name="sources"),
    path("series/", SeriesList.as_view(), name="series"),
    path("vocabularies/", VocabularyList.as_view(), name="vocabularies"),
    path("vocabularies/<vocabulary_name:name>/", VocabularyDetail.as_view(), name="vocabulary"),
]

urlpatterns = [
    path("v1/", include(version_1)),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
