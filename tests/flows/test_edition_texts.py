"""What the desk writes by itself into an edition, whatever the record holds."""

import msgspec
import pytest

from sitreps.models.incidents import Incident
from sitreps.workflow import IncidentState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster() -> Incident:
    """A cluster that tells of no damage itself, with two places that may."""
    places = factories.places()
    made = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    for name in ("Dnipro", "Samar"):
        factories.claim(factories.incident(parent=made, place=places[name], state=IncidentState.IN_REVIEW))
    return made


def damage_highlights() -> list[str]:
    draft = factories.compiled_draft(factories.series())
    texts = [text["text"] for text in msgspec.json.decode(draft.snapshot)["highlights"]]
    return [text for text in texts if text.startswith("Damage")]


def test_damage_that_only_a_place_tells_of_is_told_of_its_cluster(cluster: Incident) -> None:
    factories.facility(cluster.children.get(place__name="Samar"))
    factories.published(cluster)
    assert damage_highlights() == ["Damage in Dnipropetrovska oblast: 1 school was reported damaged."]


def test_damage_in_several_places_says_that_there_was_more(cluster: Incident) -> None:
    for child in cluster.children.all():
        factories.facility(child)
    factories.published(cluster)
    [told] = damage_highlights()
    assert told.startswith("Damage in Dnipropetrovska oblast: 1 school, among others,")


def test_braces_in_a_title_are_letters_and_keep_no_edition_from_being_compiled() -> None:
    title = "Strike on {{fig:UKR-2025-9999.KILLED}} and {{depot 7"
    factories.published(factories.claim(factories.incident(title=title)).incident)
    draft = factories.compiled_draft(factories.series())
    assert any(title in text["text"] for text in msgspec.json.decode(draft.snapshot)["highlights"])
