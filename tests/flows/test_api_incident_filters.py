"""Incidents are found by where they lie, by what was damaged, and by their words: one statement, whatever is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitreps.models.incidents import Incident
from sitreps.models.parties import Party
from sitreps.models.revisions import Latest
from sitreps.queries import incident_list
from sitreps.queries.incident_list import IncidentQuery
from tests import factories
from tests.flows.test_api_refusals import errors, problem

pytestmark = pytest.mark.django_db

LIST = "/api/v1/incidents/"
LATER = factories.NOON + timedelta(hours=2)


def get(client: Client, path: str) -> Any:
    response = client.get(path if path.startswith("/") else f"{LIST}?{path}")
    assert response.status_code == 200, response.content
    return response.json()


def refs(client: Client, query: str) -> set[str]:
    return {row["ref"] for row in get(client, query)["data"]}


def text(client: Client, query: str) -> str:
    """The words of a total of people killed."""
    return str(get(client, f"/api/v1/figures/?measure=KILLED&{query}")["data"][0]["text"])


# ---- Boxes


@pytest.fixture
def points(client: Client) -> dict[str, str]:
    """Incidents by the point of their place: (lat, lon); one has none."""
    spots = {
        "Dnipro": (48.45, 34.98),
        "Samar": (48.63, 35.25),
        "Suva": (-18.12, 178.45),
        "Apia": (-13.83, -171.76),
        "Null Island": (0.0, 0.0),
        "nowhere": (None, None),
    }
    return {
        name: factories.published_incident(place=factories.place(name=name, lat=lat, lon=lon)).ref
        for name, (lat, lon) in spots.items()
    }


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ("34,48,36,49", {"Dnipro", "Samar"}),
        ("34.98,48.45,35.1,48.5", {"Dnipro"}),
        ("-180,-90,180,90", {"Dnipro", "Samar", "Suva", "Apia", "Null Island"}),
        ("170,-30,-160,0", {"Suva", "Apia"}),
        ("179,-30,-160,0", {"Apia"}),
        ("180,-90,-180,90", set()),
        ("0,0,0,0", {"Null Island"}),
        ("-0.5,-0.5,0.5,0.5", {"Null Island"}),
        ("10,10,20,20", set()),
    ],
)
def test_a_box_holds_what_has_its_point_there(
    client: Client, points: dict[str, str], box: str, names: set[str]
) -> None:
    expected = {points[name] for name in names}
    assert refs(client, f"bbox={box}") == expected
    assert refs(client, f"bbox={box}&as_known_at=2025-06-24T12:00:00Z") == expected


def test_totals_in_a_box_take_what_lies_wholly_there(client: Client) -> None:
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for town, killed in (("Dnipro", 11), ("Samar", 2)):
        child = factories.incident(parent=cluster, place=places[town], state="IN_REVIEW")
        factories.claim(child, quantifier="EXACT", value=killed)
    factories.published(cluster)
    assert text(client, "bbox=35,48,36,49") == "at least 2"
    assert text(client, "bbox=34,48,36,49") == "at least 13"
    assert text(client, "bbox=10,10,20,20") == "no figure"


# ---- Damage


def damaged(category: str, **fields: Any) -> Incident:
    made = factories.incident(state="IN_REVIEW", **fields)
    factories.claim(made, quantifier="EXACT", value=3)
    factories.facility(made, category=category)
    return made


def test_a_category_finds_what_lies_below_it(client: Client) -> None:
    school, preschool, hospital = (damaged(name) for name in ("EDU.SCHOOL", "EDU.PRESCHOOL", "HEA.HOSPITAL.CHILDREN"))
    for one in (school, preschool, hospital):
        factories.published(one)
    factories.published_incident()
    assert refs(client, "facility=EDU") == {school.ref, preschool.ref}
    assert refs(client, "facility=EDU.SCHOOL") == {school.ref}
    assert refs(client, "facility=HEA.HOSPITAL") == {hospital.ref}
    assert refs(client, "facility=WAT") == set()
    assert refs(client, "facility=EDU&as_known_at=2025-06-24T11:00:00Z") == set()


def test_damage_that_is_withheld_is_not_found(client: Client) -> None:
    one = damaged("ENE")
    one.facilities.update(origin=factories.origin(type="NEWS_MEDIA"))
    factories.published(one)
    assert refs(client, "facility=ENE") == set()
    factories.published(one, now=factories.NOON + timedelta(days=4))
    assert refs(client, "facility=ENE") == {one.ref}


def test_a_total_over_a_category_takes_the_clusters_that_have_it_in_a_place(client: Client) -> None:
    cluster = factories.incident(kind="CLUSTER")
    damaged("EDU.SCHOOL", parent=cluster)
    factories.published(cluster)
    factories.published_incident(killed=7)
    assert text(client, "facility=EDU") == "at least 3"
    assert text(client, "facility=WAT") == "no figure"


def test_a_category_deeper_than_public_ones_is_refused(client: Client) -> None:
    assert "HEA.HOSPITAL and no more exactly" in errors(client, "facility=HEA.HOSPITAL.CHILDREN")["facility"]


# ---- Who is reported responsible


def test_the_party_is_asked_for_with_a_key_only(client: Client) -> None:
    for path in (LIST, "/api/v1/figures/"):
        response = client.get(f"{path}?perpetrator=RUS-FORCES")
        found = problem(response, 401)
        assert found["title"] == "Unauthorized"
        assert "perpetrator is for partners with a key, and this desk gives out none yet" in found["detail"]
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "perpetrator" in errors(client, "perpetrator=%00")


def test_the_record_knows_the_party() -> None:
    party = Party.objects.create(key="RUS-FORCES", name="Russian armed forces")
    one = factories.published_incident(perpetrator=party, perpetrator_basis="ASSERTED_BY_PUBLISHER")
    factories.published_incident()
    for moment in (None, factories.NOON):
        found = incident_list.page(
            IncidentQuery(perpetrator="RUS-FORCES", as_known_at=moment), after=None, limit=10
        )  # fmt: skip
        assert len(found.payloads) == 1
        assert f'"ref":"{one.ref}"'.encode() in found.payloads[0]


# ---- Words


@pytest.fixture
def told(client: Client) -> dict[str, str]:
    """Incidents by what is said of them."""
    port = factories.incident(title="Strike on the river port", summary="Two cranes burned; the F-16 base was not hit.")
    quoted = factories.incident(title="Fire", place=factories.places()["Dnipro"])
    source = factories.source_item(title="Evening bulletin", publisher="Suspilne")
    origin = factories.origin(public_label="Regional prosecutor")
    factories.claim(quoted, wording="at least seven sailors", origin=origin, source_item=source)
    ukrainian = factories.incident(
        title="Удар по Кам’янському", summary="П'ятеро поранених в Івано-Франківську, 24.06; замо\u0301к уцілів."
    )
    made = {"port": port, "quoted": quoted, "ukrainian": ukrainian}
    for one in made.values():
        factories.published(one)
    return {name: one.ref for name, one in made.items()}


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("port", {"port"}),
        ("PORT river", {"port"}),
        ("river sea", set()),
        ("por", set()),
        ("por*", {"port"}),
        ("f-16", {"port"}),
        ("F16", set()),
        ("sailors", {"quoted"}),
        ("dnipro", {"quoted"}),
        ("dnipropetrovska", {"quoted"}),
        ("prosecutor bulletin suspilne", {"quoted"}),
        ("Камʼянському", {"ukrainian"}),
        ("кам'янськ*", {"ukrainian"}),
        ("КАМЯНСЬКОМУ", {"ukrainian"}),
        ("пʼятеро", {"ukrainian"}),
        ("івано-франківську", {"ukrainian"}),
        ("Франківську Івано", {"ukrainian"}),
        ("замок", {"ukrainian"}),
        ("24.06", {"ukrainian"}),
        ("Удар\u00a0по", {"ukrainian"}),
        ("поране\u00adних", {"ukrainian"}),
        ("поранений", set()),
        ('"river port"', {"port"}),
        ("port OR sailors", set()),
        ("port'; DROP TABLE sitreps_incident; --", set()),
        ("NEAR(port, 3)", set()),
        ("port & river | !sea:*", set()),
        ("title:port", set()),
        ("%", None),
        ("***", None),
    ],
)
def test_all_words_of_a_question_are_found(
    client: Client, told: dict[str, str], q: str, names: set[str] | None
) -> None:
    if names is None:
        response = client.get(LIST, {"q": q})
        assert "no letter and no digit" in problem(response, 400)["errors"][0]["message"]
        return
    found = client.get(LIST, {"q": q})
    assert found.status_code == 200, found.content
    assert {row["ref"] for row in found.json()["data"]} == {told[name] for name in names}


def test_words_are_found_as_they_were_known(client: Client) -> None:
    one = factories.published_incident(title="Strike on a warehouse")
    one.title = "Strike on a granary"
    one.save()
    factories.published(one, now=LATER)
    before, after = "as_known_at=2025-06-24T13:00:00Z", "as_known_at=2025-06-24T14:00:00Z"
    assert refs(client, f"q=warehouse&{before}") == {one.ref}
    assert refs(client, f"q=granary&{before}") == set()
    for query in ("q=granary", f"q=granary&{after}"):
        assert refs(client, query) == {one.ref}
    for query in ("q=warehouse", f"q=warehouse&{after}"):
        assert refs(client, query) == set()


def test_totals_can_be_asked_for_by_words(client: Client) -> None:
    factories.published_incident(title="Strike on the port", killed=4)
    factories.published_incident(title="Strike on a bridge", killed=3)
    assert text(client, "q=port") == "at least 4"
    assert text(client, "q=strike") == "at least 7"


def test_what_the_desk_keeps_is_not_found(client: Client) -> None:
    one = factories.incident(title="Strike on the port", place_text="secretplace")
    kept = factories.source_item(sensitivity="CONFIDENTIAL", title="Secretreport", publisher="Secretpublisher")
    protected = factories.origin(name="Secretname", public_label="a local official", protect_identity=True)
    factories.claim(one, source_item=kept, origin=protected)
    factories.facility(one, name="Secretschool")
    factories.published(one)
    one.title = "Secrettitle"
    one.save()
    assert refs(client, "q=official") == {one.ref}
    assert refs(client, "q=secret*") == set()


# ---- Counting


def test_a_count_is_exact_as_far_as_it_goes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.published_copies(factories.published_incident(), 4)
    assert "total" not in get(client, "limit=2")["meta"]
    for query in ("limit=2&count=1", "limit=2&count=1&country=UKR&as_known_at=2025-06-24T12:00:00Z"):
        first = get(client, query)
        assert (first["meta"]["count"], first["meta"]["total"], first["meta"]["total_at_least"]) == (2, 5, None)
        assert get(client, first["links"]["next"])["meta"]["total"] == 5
    assert get(client, "count=1&country=ZZZ")["meta"]["total"] == 0
    assert get(client, "/api/v1/figures/?count=1&limit=1")["meta"]["total"] == 2
    monkeypatch.setattr("sitreps.api.pages.LARGEST_COUNT", 4)
    meta = get(client, "limit=2&count=1")["meta"]
    assert (meta["total"], meta["total_at_least"]) == (None, 4)


# ---- One statement, and what makes no sense


@pytest.mark.parametrize("number", [1, 40])
def test_every_filter_at_once_costs_one_statement(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = factories.places()["Dnipro"]
    one = damaged("EDU.SCHOOL", place=place, title="Strike on the port")
    factories.published(one)
    factories.published_copies(one, number - 1)
    asked = f"place={place.key}&bbox=34,48,36,49&facility=EDU&q=port*&measure=KILLED&at_least=1&count=1&limit=1000"
    for query in (asked, f"{asked}&as_known_at=2025-06-24T12:00:00Z"):
        with django_assert_num_queries(1):
            meta = get(client, query)["meta"]
        assert (meta["count"], meta["total"]) == (number, number)


def test_a_walk_over_filters_sees_each_incident_once(client: Client) -> None:
    one = damaged("EDU.SCHOOL", title="Strike on the port")
    factories.published(one)
    factories.published_copies(one, 8)
    seen, path = [], f"{LIST}?q=port&facility=EDU&limit=2&count=1"
    while path:
        answer = get(client, path)
        seen += [row["ref"] for row in answer["data"]]
        path = answer["links"]["next"]
    assert len(seen) == len(set(seen)) == Latest.objects.count()


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("bbox=1,2,3", "bbox", "west, south, east, north"),
        ("bbox=1,2,3,4,5", "bbox", "west, south, east, north"),
        ("bbox=a,b,c,d", "bbox", "west, south, east, north"),
        ("bbox=nan,0,1,1", "bbox", "west, south, east, north"),
        ("bbox=inf,0,1,1", "bbox", "west, south, east, north"),
        ("bbox=1e2,0,1,1", "bbox", "west, south, east, north"),
        ("bbox=%00,0,1,1", "bbox", "control character"),
        ("bbox=181,0,1,1", "bbox", "west edge, 181, lies beyond 180"),
        ("bbox=0,-91,1,1", "bbox", "south edge, -91, lies beyond 90"),
        ("bbox=0,5,1,1", "bbox", "south edge lies north"),
        ("bbox=0,0,1,1&bbox=0,0,1,1", "bbox", "more than once"),
        ("place=", "place", "Empty"),
        ("place=%00", "place", "control character"),
        ("place=Дніпро", "place", "a key of places/"),
        ("facility=CASTLE", "facility", "The nearest known one"),
        ("facility=EDU,WAT", "facility", "unknown"),
        ("q=", "q", "Empty"),
        ("q=a%00b", "q", "control character"),
        ("q=%0A", "q", "control character"),
        (f"q={'x' * 501}", "q", "Longer than 500"),
        ("q=a&q=b", "q", "more than once"),
        (f"q={'+'.join(f'w{n}' for n in range(17))}", "q", "No more than 16 words"),
        ("q=a*", "q", "at least 2 letters"),
        ("count=yes", "count", "1 for yes"),
        (f"ref={','.join(f'UKR-2025-{n:05}' for n in range(10_000))}", "ref", "No more than 200 at once"),
        (f"ref={'&ref='.join(f'UKR-2025-{n:05}' for n in range(201))}", "ref", "No more than 200 at once"),
        (f"ref={'&ref='.join(f'UKR-2025-{n:05}' for n in range(10_000))}", "ref", "No more than 200 at once"),
        (f"ref={'&ref='.join(f'UKR-2025-{n:05}' for n in range(10_001))}", "query", "list values with commas"),
        (
            "published_from=2025-06-25&as_known_at=2025-06-24T12:00:00Z",
            "published_from",
            "Lies after as_known_at",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_what_makes_no_sense_is_named(client: Client, query: str, field: str, says: str) -> None:
    for path in (LIST, "/api/v1/figures/"):
        found = errors(client, query, path)
        assert list(found) == [field]
        assert says in found[field]


def test_two_hundred_refs_are_answered(client: Client) -> None:
    one = factories.published_incident(ref="UKR-2025-99199", occurred_on=date(2025, 6, 1))
    assert refs(client, f"ref={','.join(f'UKR-2025-{n:05}' for n in range(99_000, 99_200))}") == {one.ref}


def test_a_cursor_of_another_filter_is_refused(client: Client) -> None:
    one = damaged("EDU.SCHOOL", title="Strike on the port", place=factories.place(key="TOWN", lat=1.0, lon=1.0))
    factories.published(one)
    factories.published_copies(one, 3)
    for asked, changed in (
        ("q=port", "q=strike"),
        ("q=port", "q=port*"),
        ("facility=EDU", "facility=EDU.SCHOOL"),
        ("place=TOWN", "place=OTHER"),
        ("bbox=0,0,2,2", "bbox=0,0,3,3"),
    ):
        following = get(client, f"{asked}&limit=1")["links"]["next"].partition("?")[2]
        cursor = following.rpartition("cursor=")[2]
        assert get(client, f"{asked}&limit=1&cursor={cursor}")["data"]
        assert "cursor" in errors(client, f"{changed}&limit=1&cursor={cursor}")
