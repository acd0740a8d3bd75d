"""Kinds of people from claims to readers: of which, not stated, combatants in the same line (B7, B9)."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.sections import lay_out
from sitreps.models.incidents import Incident
from sitreps.models.revisions import RevisionContent
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns() -> dict[str, Any]:
    return factories.places()


def strike(place: Any, killed: int, *subsets: dict[str, Any], **fields: Any) -> Incident:
    made = factories.incident(place=place, **fields)
    police = factories.origin(public_label="police")
    factories.claim(made, quantifier="EXACT", value=killed, origin=police)
    for subset in subsets:
        factories.claim(made, **{"quantifier": "EXACT", "kind": "SUBSET", "origin": police} | subset)
    return made


def public(of: Incident, client: Client) -> dict[str, Any]:
    figures: list[dict[str, Any]] = client.get(f"/api/v1/incidents/{of.ref}/").json()["figures"]
    return next(figure for figure in figures if figure["measure"] == "KILLED")


def test_an_incident_says_who_is_among_the_dead_and_of_whom_nothing_is_stated(
    client: Client, towns: dict[str, Any]
) -> None:
    children = {"quantifier": "AT_LEAST", "value": 1, "age_group": "CHILD"}
    made = strike(towns["Dnipro"], 3, children, {"value": 2, "people_role": "JOURNALIST"})
    factories.published(made)
    figure = public(made, client)
    assert [(one["text"], one["lower"], one["upper"]) for one in figure["of_which"]] == [
        ("at least 1 child", 1, 3),
        ("2 journalists", 2, 2),
    ]
    assert figure["splits"] == [
        {
            "by": "age_group",
            "parts": [
                {
                    "value": "CHILD",
                    "lower": 1,
                    "upper": 3,
                    "numbered_lower": 1,
                    "text": "at least 1 child",
                    "quantifier": "AT_LEAST",
                    "printed": 1,
                    "printed_upper": None,
                    "vague_parts": [],
                }
            ],
            "not_stated_lower": 0,
            "not_stated_upper": 2,
            "text": "By age: at least 1 child; not stated: up to 2",
        }
    ]


def test_what_would_single_somebody_out_is_in_no_kind_and_in_no_rest(client: Client, towns: dict[str, Any]) -> None:
    girl = {"value": 1, "sex": "f", "age_group": "CHILD", "wording": "a girl"}
    pregnant = {"value": 1, "vulnerability": "PREGNANT", "wording": "a pregnant woman"}
    made = strike(towns["Dnipro"], 7, girl, pregnant)
    factories.published(made)
    figure = public(made, client)
    assert (figure["of_which"], figure["splits"]) == ([], [])


def test_a_cluster_tells_the_kinds_of_its_places(client: Client, towns: dict[str, Any]) -> None:
    parent = factories.incident(place=towns["Dnipropetrovska oblast"], kind="CLUSTER", breakdown_complete="yes")
    for town, dead, children in (("Dnipro", 11, 2), ("Samar", 2, 1)):
        child = strike(towns[town], dead, {"value": children, "age_group": "CHILD"}, parent=parent)
        Incident.objects.filter(pk=child.pk).update(state="IN_REVIEW")
    factories.published(parent)
    figure = public(parent, client)
    assert [one["text"] for one in figure["of_which"]] == ["3 children"]
    assert figure["splits"][0]["text"] == "By age: 3 children; not stated: 10"


@pytest.fixture
def fighters(towns: dict[str, Any]) -> Incident:
    made = strike(towns["Dnipro"], 7, {"value": 1, "population_status": "COMBATANT"})
    factories.published(made)
    return made


def test_combatants_stand_in_the_same_line_and_the_others_stay_in(client: Client, fighters: Incident) -> None:
    figure = public(fighters, client)
    assert (figure["best"], figure["text"]) == (7, "7")
    assert figure["combatants"] == {
        "quantifier": "EXACT",
        "printed": 1,
        "lower": 1,
        "upper": 1,
        "text": "of whom 1 stated to be a combatant",
        "printed_upper": None,
        "vague_parts": [],
    }
    assert figure["quote"] == (
        "7 people were reported killed, of whom 1 stated to be a combatant, according to police (as of 24 June 2025)."
        " The civilian status of the others is not stated."
    )


def test_a_total_tells_its_combatants_beside_it(fighters: Incident, towns: dict[str, Any]) -> None:
    more = strike(towns["Samar"], 4, {"quantifier": "AT_LEAST", "value": 2, "population_status": "COMBATANT"})
    silent = strike(towns["Samar"], 1, occurred_on=date(2025, 6, 23))
    for one in (more, silent):
        factories.published(one)
    issue = factories.issued_edition(factories.series())
    document = canonical.decode(issue.snapshot, EditionDocument)
    total = next(one for one in document.totals if (one.scope, one.measure) == ("UKR", "KILLED"))
    assert (total.best, total.incidents) == (12, 3)
    assert total.combatants is not None
    assert (total.combatants.lower, total.combatants.text) == (3, "of whom at least 3 stated to be combatants")
    layout = lay_out(document)
    (killed,) = [tile for tile in layout.key_figures.tiles if tile.label == "Killed"]
    assert [cell.value.note for cell in killed.cells] == ["of whom at least 3 stated to be combatants"]
    facts = {reached.ref: dict(reached.facts) for reached in layout.reached}
    assert facts[fighters.ref]["By civilian status"] == "1 combatant; not stated: 6"


def test_no_combatant_stated_is_no_line(client: Client, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"], 7, {"value": 0, "population_status": "COMBATANT"})
    factories.published(made)
    assert public(made, client)["combatants"] is None


def test_the_pages_tell_the_split(client: Client, fighters: Incident) -> None:
    for path in (f"/incidents/{fighters.ref}/", f"/incidents/{fighters.ref}/KILLED/"):
        page = client.get(path).content.decode()
        assert "1 combatant; not stated: 6" in " ".join(page.split()), path


def test_an_incident_that_counts_killed_and_injured_together_is_named_in_the_coverage(towns: dict[str, Any]) -> None:
    split = strike(towns["Dnipro"], 5)
    together = factories.incident(place=towns["Samar"])
    factories.claim(together, measure="CASUALTIES", quantifier="VAGUE", value=None, vague_word="dozens")
    for one in (split, together):
        factories.published(one)
    document = canonical.decode(factories.issued_edition(factories.series()).snapshot, EditionDocument)
    total = next(one for one in document.totals if (one.scope, one.measure) == ("UKR", "KILLED"))
    assert (total.text, total.open, total.casualties_only) == ("at least 5", True, (together.ref,))
    (killed,) = [tile for tile in lay_out(document).key_figures.tiles if tile.label == "Killed"]
    assert killed.cells[0].coverage == (
        "1 of 2 incidents with a figure; killed and injured counted together in incident 2"
    )


def test_revisions_of_before_are_still_read(fighters: Incident) -> None:
    """Members that were added later are optional: what was frozen before decodes as it did."""
    content = RevisionContent.objects.get()
    payload, inputs = json.loads(content.payload), json.loads(content.inputs)
    for figure in payload["figures"]:
        del figure["splits"], figure["combatants"]
        for kind in figure["of_which"]:
            del kind["upper"], kind["population_status"], kind["role"]
    for claim in inputs["claims"]:
        del claim["place_text"], claim["said_place"]
    old = canonical.decode(canonical.encode(payload), IncidentDocument)
    assert old.figures[0].splits == ()
    assert old.figures[0].of_which[0].upper is None
    assert canonical.decode(canonical.encode(inputs), IncidentInput).ref == fighters.ref


def test_both_documents_print_the_split(fighters: Incident, daily: Series) -> None:
    layout = lay_out(canonical.decode(factories.issued_edition(daily).snapshot, EditionDocument))
    (card,) = layout.cards
    assert card.figures[0].basis.startswith("of whom 1 stated to be a combatant, according to police")


@pytest.fixture
def daily() -> Series:
    return factories.series()
