"""The page that shows the desk's even hand: per party letters, what was excluded, what was used (B11, desk.md 6)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.models.accounts import Role
from sitreps.models.parties import Party
from sitreps.models.sources import Origin
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/sitreps/origin/by-party/"
COLUMNS = ("Origins", "Claims", *(f"Reliability {letter}" for letter in "ABCDEF"), "Excluded", "Used as best")


@pytest.fixture
def editor() -> Page:
    return signed_in(factories.user(Role.EDITOR))


def party(name: str) -> Party:
    return Party.objects.create(key=name.upper(), name=name)


def published_claim(origin: Origin, **fields: Any) -> None:
    incident = factories.incident()
    factories.claim(incident, origin=origin, **fields)
    factories.published(incident)


def rows(page: Page) -> dict[str, dict[str, str]]:
    found = {}
    for row in page.root.find("tr"):
        cells = {one.attrs["data-label"]: one.text for one in row.find("td")}
        if cells:
            found[row.find("th")[0].text] = cells
    return found


def test_each_party_has_its_letters_what_was_excluded_and_what_was_used(editor: Page) -> None:
    one, other = party("Party One"), party("Party Two")
    good, bad = factories.origin(party=one, reliability="B"), factories.origin(party=one, reliability="E")
    published_claim(good, quantifier="EXACT", value=4)
    published_claim(bad, quantifier="EXACT", value=9)
    published_claim(good, quantifier="EXACT", value=2, reliability="C", excluded_reason="Copied.", excluded_by="ines")
    published_claim(good, kind="SUBSET", sex="f", value=3)
    published_claim(factories.origin(reliability="A"), quantifier="EXACT", value=1)
    factories.claim(factories.incident(), origin=factories.origin(party=other))

    found = rows(editor.get("/admin/sitreps/sourceitem/").follow("By party"))
    assert list(found) == ["Party One", "Party Two", "Of no party"]
    assert found["Party One"] == dict(
        zip(COLUMNS, ("2 origins of Party One", "3", "0", "1", "1", "0", "1", "0", "2 67 %", "1 33 %"), strict=True)
    )
    assert found["Party Two"]["Claims"] == "0"  # what was never published counts nowhere
    assert (found["Of no party"]["Claims"], found["Of no party"]["Used as best"]) == ("1", "1 100 %")


def test_of_a_cluster_and_its_places_each_claim_counts_once(editor: Page) -> None:
    one = party("Party One")
    origin = factories.origin(party=one)
    cluster = factories.incident(kind="CLUSTER")
    factories.claim(cluster, origin=origin, quantifier="EXACT", value=2)
    factories.claim(factories.incident(parent=cluster, state="IN_REVIEW"), origin=origin, quantifier="EXACT", value=5)
    factories.published(cluster)
    assert rows(editor.get(PAGE))["Party One"]["Claims"] == "2"


def test_the_number_of_origins_leads_to_them(editor: Page) -> None:
    factories.origin(party=party("Party One"), name="their ministry")
    factories.origin(name="a hospital")
    theirs = editor.get(PAGE).follow("1 origin of Party One")
    assert ("their ministry" in theirs.text, "a hospital" in theirs.text) == (True, False)
    others = editor.get(PAGE).follow("1 origin of no party")
    assert ("their ministry" in others.text, "a hospital" in others.text) == (False, True)


def test_a_withdrawn_incident_counts_no_more(editor: Page) -> None:
    origin = factories.origin(party=party("Party One"))
    published_claim(origin)
    assert rows(editor.get(PAGE))["Party One"]["Claims"] == "1"
    incident = origin.claims.get().incident
    form = editor.get(f"/admin/sitreps/incident/{incident.pk}/take-back/").form("text")
    form.send(reason="OUR_ERROR", text="It did not happen.")
    assert rows(editor.get(PAGE))["Party One"]["Claims"] == "0"


def test_the_page_takes_as_many_queries_for_many(editor: Page) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            editor.get(PAGE)
        return len(caught)

    published_claim(factories.origin(party=party("Party 0")))
    few = queries()
    for number in range(1, 5):
        published_claim(factories.origin(party=party(f"Party {number}")))
    assert queries() == few <= 12
