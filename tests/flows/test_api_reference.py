"""Places, sources, series and vocabularies: what the record refers to, and never more than it says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import hiding
from sitreps.codelists import vocabularies
from sitreps.models.accounts import Role
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import SourceItem
from tests import factories
from tests.flows.test_api_refusals import errors, problem

pytestmark = pytest.mark.django_db

API = "/api/v1/"
LATER = factories.NOON + timedelta(hours=1)


def get(client: Client, path: str) -> Any:
    response = client.get(path if path.startswith("/") else f"{API}{path}")
    assert response.status_code == 200, response.content
    return response.json()


def rows(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(client, path)["data"]
    return found


def keys(client: Client, path: str) -> list[str]:
    return [row["key"] for row in rows(client, path)]


def test_places_are_those_that_the_record_names(client: Client) -> None:
    places = factories.places()
    factories.published_incident(place=places["Dnipro"])
    factories.incident(place=places["Samar"])
    answer = get(client, "places/")
    assert answer["data"] == [
        {
            "key": places["Dnipro"].key,
            "name": "Dnipro",
            "level": "SETTLEMENT",
            "country": "UKR",
            "adm1": {"name": "Dnipropetrovska oblast", "pcode": "UA12", "pcode_level": "ADM1", "iso3166_2": "UA-12"},
            "adm2": {"name": None, "pcode": "UA1202", "pcode_level": "ADM2", "iso3166_2": None},
            "lat": 48.45,
            "lon": 34.98,
            "point_is": "SETTLEMENT",
            "incidents": f"/api/v1/incidents/?place={places['Dnipro'].key}",
        }
    ]
    assert answer["meta"]["count"] == 1
    assert answer["links"] == {"self": "/api/v1/places/", "next": None}


def test_a_place_is_told_of_as_the_newest_revision_does(client: Client) -> None:
    place = factories.place(key="TOWN", name="Novomoskovsk")
    older = factories.published_incident(place=place)
    Place.objects.filter(key="TOWN").update(name="Samar", lat=1.5, lon=2.5)
    assert [row["name"] for row in rows(client, "places/")] == ["Novomoskovsk"]
    factories.published(older, now=LATER)
    assert [(row["name"], row["lat"]) for row in rows(client, "places/")] == [("Samar", 1.5)]


def test_a_place_that_no_newest_revision_names_is_not_listed(client: Client) -> None:
    one = factories.published_incident(place=factories.place(key="WRONG"))
    one.place = factories.place(key="RIGHT")
    one.save()
    factories.published(one, now=LATER)
    assert keys(client, "places/") == ["RIGHT"]


def test_sources_are_the_public_documents_that_the_record_cites(client: Client) -> None:
    one = factories.incident()
    cited = factories.source_item(key="DOC-A", title="A report", publisher="Suspilne")
    kept = factories.source_item(key="DOC-B", sensitivity="CONFIDENTIAL", title="Nobody's business")
    factories.source_item(key="DOC-C")
    for item in (cited, kept):
        factories.claim(one, source_item=item)
    factories.published(one)
    assert rows(client, "sources/") == [
        {
            "key": "DOC-A",
            "title": "A report",
            "publisher": "Suspilne",
            "published_on": "2025-06-24",
            "url": cited.url,
        }
    ]


def test_a_source_that_is_kept_by_the_desk_now_is_listed_no_more(client: Client) -> None:
    one = factories.incident()
    factories.claim(one, source_item=factories.source_item(key="DOC-A"))
    factories.published(one)
    assert keys(client, "sources/") == ["DOC-A"]
    SourceItem.objects.update(sensitivity="CONFIDENTIAL")
    factories.published(one, now=LATER)
    assert keys(client, "sources/") == []


def test_what_is_hidden_is_in_no_list_no_total_and_no_search(client: Client) -> None:
    one = factories.incident(
        title="Strike on the shelter", place=factories.place(key="SHELTER", iso3166_1="UKR", lat=1.0, lon=1.0)
    )
    factories.claim(one, source_item=factories.source_item(key="DOC-A"), value=7)
    factories.facility(one)
    factories.published(one)
    factories.issued_edition(factories.series())
    lists = (
        "places/",
        "sources/",
        "series/",
        "incidents/?q=shelter",
        "incidents/?bbox=0,0,2,2",
        "incidents/?facility=EDU",
    )
    totals = (
        "figures/?measure=KILLED&group_by=country",
        "figures/?group_by=facility",
        "figures/?group_by=day&q=shelter",
    )
    known = (f"{path}&as_known_at=2025-06-24T12:00:00Z" for path in (*lists[3:], *totals))
    asked = [*lists, *totals, *known]
    assert all(rows(client, path) for path in asked)
    hiding.hide(incident=one, note="People are sheltered there.", by=factories.user(Role.EDITOR), now=LATER)
    assert {path: rows(client, path) for path in asked} == {path: [] for path in asked}


def test_only_series_that_have_issued_are_listed(client: Client) -> None:
    factories.series(code="SDN-WEEKLY")
    factories.published_incident()
    factories.issued_edition(factories.series(code="UKR-DAILY", countries=["UKR", "RUS"], glide="OT-2022-000157-UKR"))
    assert rows(client, "series/") == [
        {
            "code": "UKR-DAILY",
            "title": "Ukraine: daily situation report",
            "countries": ["UKR", "RUS"],
            "timezone": "Europe/Kyiv",
            "cut_off": "18:00",
            "cadence": "DAILY",
            "languages": ["en"],
            "starts_on": None,
            "ends_on": None,
            "glide": "OT-2022-000157-UKR",
            "issued_by": "Situation report desk",
            "contact": "",
            "publish_attribution": "with_basis",
            "editions": "/api/v1/editions/?series=UKR-DAILY",
            "latest": "/api/v1/editions/UKR-DAILY/latest/",
        }
    ]
    for name in ("editions", "latest"):
        get(client, rows(client, "series/")[0][name])


def test_a_series_that_was_renamed_is_answered_anew(client: Client) -> None:
    factories.issued_edition(factories.series(code="UKR-DAILY"))
    held = client.get(f"{API}series/").headers["ETag"]
    assert client.get(f"{API}series/", headers={"if-none-match": held}).status_code == 304
    Series.objects.update(title="Another title")
    assert client.get(f"{API}series/", headers={"if-none-match": held}).status_code == 200


def test_vocabularies_have_every_code_with_its_label(client: Client) -> None:
    listed = {row["name"]: row for row in rows(client, "vocabularies/?limit=1000")}
    assert {"measure", "facility", "quantifier", "grade", "change_code", "flag"} <= set(listed)
    for name, row in listed.items():
        document = get(client, row["href"])
        assert (document["v"], document["name"], document["version"]) == (1, name, vocabularies().version)
        assert len(document["terms"]) == row["terms"] > 0
        assert all(term["code"] and term["label"] for term in document["terms"])


def test_a_tree_names_the_parents_of_its_codes(client: Client) -> None:
    facility = get(client, "vocabularies/facility/")
    terms = {term["code"]: term for term in facility["terms"]}
    assert facility["parents_in"] == "facility"
    assert (terms["EDU"]["parent"], terms["EDU.SCHOOL"]["parent"]) == (None, "EDU")
    assert get(client, "vocabularies/sub_event_type/")["parents_in"] == "event_type"
    assert get(client, "vocabularies/quantifier/?fields=name,parents_in") == {
        "name": "quantifier",
        "parents_in": None,
    }


def test_letters_of_sources_and_codes_of_the_desk_are_no_vocabulary(client: Client) -> None:
    names = {row["name"] for row in rows(client, "vocabularies/?limit=1000")}
    assert not names & {"reliability", "credibility", "sensitivity", "severity", "incident_state"}
    flags = {term["code"] for term in get(client, "vocabularies/flag/")["terms"]}
    assert "CONFLICT" in flags
    assert "SENSITIVE_CONTENT" not in flags
    for name in ("reliability", "nonsense", "Measure", "a" * 300):
        problem(client.get(f"{API}vocabularies/{name}/"), 404)


@pytest.mark.parametrize("path", ["places/", "sources/", "series/"])
def test_a_page_costs_as_much_however_long_it_is(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, most = f"{API}{path}", 1 if path == "series/" else 3
    for number in (1, 12):
        for _ in range(number):
            factories.published_incident()
        factories.issued_edition(factories.series())
        with django_assert_num_queries(most):
            held = client.get(f"{address}?limit=1000").headers["ETag"]
        with django_assert_num_queries(1):
            response = client.get(f"{address}?limit=1000", headers={"if-none-match": held})
        assert response.status_code == 304
    assert len(rows(client, path)) == {"places/": 13, "sources/": 13, "series/": 2}[path]


@pytest.mark.parametrize("path", ["places/", "sources/", "series/", "vocabularies/"])
def test_a_walk_sees_each_row_once(client: Client, path: str) -> None:
    for _ in range(5):
        factories.published_incident()
        factories.issued_edition(factories.series())
    everything = get(client, f"{path}?limit=1000")["data"]
    seen, following = [], f"{API}{path}?limit=2"
    while following:
        answer = get(client, following)
        seen += answer["data"]
        following = answer["links"]["next"]
    assert seen == everything
    names = list(everything[0])
    assert list(get(client, f"{path}?fields={names[1]},{names[0]}")["data"][0]) == names[:2]


@pytest.mark.parametrize("path", ["places/", "sources/", "series/", "vocabularies/"])
@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("limit=0", "limit", "from 1 to 1,000"),
        ("cursor=abc", "cursor", "Does not belong to this query"),
        ("fields=secret", "fields", "unknown"),
        ("name=x", "name", "no such parameter"),
        ("format=csv", "format", "'json'"),
    ],
)
def test_what_makes_no_sense_is_refused(client: Client, path: str, query: str, field: str, says: str) -> None:
    found = errors(client, query, f"{API}{path}")
    assert list(found) == [field]
    assert says in found[field]


def test_a_cursor_of_another_list_is_refused(client: Client) -> None:
    for _ in range(2):
        factories.published_incident()
    following = get(client, "places/?limit=1")["links"]["next"].partition("?")[2]
    assert "cursor" in errors(client, following, f"{API}sources/")


# ---- Incidents by place


def refs(client: Client, query: str) -> set[str]:
    return {row["ref"] for row in rows(client, f"incidents/?{query}")}


def test_incidents_at_a_place_are_those_there_and_below_it(client: Client) -> None:
    places = factories.places()
    towns = {name: factories.published_incident(place=places[name]).ref for name in ("Dnipro", "Samar")}
    oblast = factories.published_incident(place=places["Dnipropetrovska oblast"]).ref
    elsewhere = factories.published_incident().ref
    assert refs(client, f"place={places['Samar'].key}") == {towns["Samar"]}
    assert refs(client, f"place={places['Ukraine'].key}") == {oblast, *towns.values()}
    assert refs(client, f"place={places['Ukraine'].key}&as_known_at=2025-06-24T12:00:00Z") == {oblast, *towns.values()}
    assert refs(client, "place=NOWHERE") == set()
    assert elsewhere in refs(client, "")


def test_a_place_below_itself_is_no_trap(client: Client) -> None:
    upper = factories.place(key="UPPER")
    lower = factories.place(key="LOWER", parent=upper)
    ref = factories.published_incident(place=lower).ref
    Place.objects.filter(pk=upper.pk).update(parent=lower)
    assert refs(client, "place=UPPER") == {ref}


def test_totals_at_a_place_take_what_lies_wholly_there(client: Client) -> None:
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for town, killed in (("Dnipro", 11), ("Samar", 2)):
        child = factories.incident(parent=cluster, place=places[town], state="IN_REVIEW")
        factories.claim(child, quantifier="EXACT", value=killed)
    factories.published(cluster)
    factories.published_incident(place=places["Dnipro"], killed=4)
    for name, text, incidents in (
        ("Dnipro", "at least 15", 2),
        ("Samar", "at least 2", 1),
        ("Dnipropetrovska oblast", "at least 17", 2),
    ):
        row = rows(client, f"figures/?measure=KILLED&place={places[name].key}")[0]
        assert (row["text"], row["incidents"]) == (text, incidents), name
    assert rows(client, "figures/?measure=KILLED&place=NOWHERE")[0]["text"] == "no figure"
