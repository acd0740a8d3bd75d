"""A claim's card says what became of it, and why it is not the number in the words that readers get (docs/adr/0018)."""

from typing import Any

import pytest
from django.test import Client

from sitreps.actions import annotating
from sitreps.models.accounts import User
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin
from tests import factories
from tests.factories import hour
from tests.flows.pages import Page, opened

pytestmark = pytest.mark.django_db

AGREES = "Counted: agrees with the number that is used"


@pytest.fixture
def incident() -> Incident:
    return factories.incident()


def said(of: Incident, origin: Origin, **what: Any) -> None:
    kept: dict[str, Any] = {
        "quantifier": "EXACT",
        "as_of_on": None,
        "as_of_at": hour(12),
        "origin": origin,
        "wording": "",
    }
    factories.claim(of, source_item=factories.source_item(reliability="B"), **kept | what)


def source(label: str, reliability: str = "B") -> Origin:
    return factories.origin(public_label=label, reliability=reliability)


def use(page: Page, key: str) -> str:
    (card,) = page.root.find("article", id=f"claim-{key}")
    return next(one.text for one in card.find("span", class_="use"))


@pytest.fixture
def three(incident: Incident) -> Incident:
    """The city says 17, the region 20 to 22, a hospital at least 9: the example of the decision."""
    said(incident, source("the city"), value=17)
    said(incident, source("the region"), quantifier="BETWEEN", value=20, value2=22)
    said(incident, source("the hospital"), quantifier="AT_LEAST", value=9)
    return incident


def test_what_contradicts_no_side_of_a_conflict_and_what_is_the_other_side(
    three: Incident, emil: Page, client: Client
) -> None:
    page = opened(emil, three)
    told = [use(page, key) for key in ("C01", "C02", "C03")]
    assert told == [
        "Used",
        "Counted: another side comes first (the more direct, else the later, else the lower)",
        "Counted: contradicts none of the sides and does not decide between them",
    ]
    panel = page.root.find(id="figures")[0].text
    assert "contradicts none of the sides" in panel
    assert "latest, most direct source" not in page.text
    factories.published(three)
    public = client.get(f"/incidents/{three.ref}/KILLED/").content.decode()
    for words in told[1:]:
        assert words.removeprefix("Counted: ") in public


def test_what_agrees_with_the_number_and_what_editors_passed_over(incident: Incident, emil: Page, editor: User) -> None:
    said(incident, source("the city"), value=17)
    said(incident, source("the hospital"), quantifier="AT_LEAST", value=9)
    assert [use(opened(emil, incident), key) for key in ("C01", "C02")] == ["Used", AGREES]

    said(incident, source("an outlet", "D"), value=30)
    pinned, version = incident.claims.get(key="C03"), Incident.objects.get().version
    annotating.pin(claim=pinned, reason="Seen.", expected_version=version, by=editor, now=factories.NOON)
    assert (
        use(opened(emil, incident), "C02") == "Counted: contradicts none of the sides and does not decide between them"
    )
    incident.claims.filter(key="C01").update(status="WITHDRAWN", withdrawal_reason="DUPLICATE")
    assert use(opened(emil, incident), "C02") == AGREES


def test_an_older_and_less_direct_number_keeps_its_words(incident: Incident, emil: Page) -> None:
    said(incident, source("the city"), value=17)
    said(incident, source("an outlet", "D"), value=4, as_of_at=hour(8))
    assert use(opened(emil, incident), "C02") == "Counted: latest, most direct source used instead"


@pytest.mark.parametrize(
    ("measure", "basis", "words"),
    [
        ("KILLED", "INCREMENT", "tells how many more, not how many in all"),
        ("KILLED", "PERIOD", "counts one stretch of time, not all so far"),
        ("KILLED", "STOCK", "counts those at one moment, not all so far"),
        ("MISSING", "CUMULATIVE", "counts all so far, not those at one moment"),
        ("MISSING", "PERIOD", "counts one stretch of time, not those at one moment"),
    ],
)
def test_what_counts_something_else_says_what_it_counts(
    incident: Incident, emil: Page, measure: str, basis: str, words: str
) -> None:
    said(incident, source("the city"), value=2, measure=measure, count_basis=basis)
    assert use(opened(emil, incident), "C01") == f"Not counted: {words}"


def test_the_reason_is_there_while_a_new_incident_is_typed(emil: Page) -> None:
    factories.source_item(key="DOC", reliability="B")
    for key, label in (("CITY", "the city"), ("REGION", "the region")):
        factories.origin(key=key, public_label=label, type="LOCAL_AUTHORITY")
    form = emil.get("/admin/sitreps/incident/add/?claim=2").form("incident_form")
    common = {"measure": "KILLED", "quantifier": "EXACT", "source_item": "DOC", "as_of": "2025-06-24"}
    rows = ({**common, "value": "17", "origin": "CITY"}, {**common, "value": "20", "origin": "REGION"})
    typed = {f"claims-{number}-{name}": [text] for number, row in enumerate(rows) for name, text in row.items()}
    panel = emil.post("/admin/sitreps/incident/figures/", {**form.values, **typed}).root.text
    assert "the city" in panel
    assert "another side comes first" in panel
