"""Two people at once: whoever saves second is told, loses no word, and overwrites nothing (reliability.md A4)."""

import pytest

from sitreps.models.accounts import Role
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    made = factories.incident()
    factories.claim(made, quantifier="EXACT", value=7, wording="seven people")
    factories.facility(made)
    return made


@pytest.fixture
def rita() -> Page:
    return signed_in(factories.user(Role.REPORTER, username="rita", first_name="Rita", last_name="Reporter"))


def page_of(incident: Incident) -> str:
    return f"/admin/sitreps/incident/{incident.pk}/change/"


def stored(incident: Incident) -> list[object]:
    return [
        Incident.objects.filter(pk=incident.pk).values().get(),
        *incident.claims.order_by("key").values(),
        *incident.facilities.order_by("key").values(),
    ]


def test_the_second_save_is_refused_and_keeps_what_was_typed(rita: Page, emil: Page, incident: Incident) -> None:
    mine, theirs = emil.get(page_of(incident)), rita.get(page_of(incident))
    theirs.form("incident_form").send("_save", summary="Rita's words.")
    before = stored(incident)
    page = mine.form("incident_form").send(
        "_save", summary="Emil's words.", claims__0__value="9", facilities__0__service_impact="Closed."
    )
    assert page.status == 409
    (told,) = page.problems
    assert told.startswith("Rita Reporter saved this incident at ")
    assert page.value("summary") == "Emil's words."
    assert page.value("claims-0-value") == "9"
    assert page.value("facilities-0-service_impact") == "Closed."
    assert stored(incident) == before


def test_what_differs_is_shown_with_both_versions(rita: Page, emil: Page, incident: Incident) -> None:
    mine, theirs = emil.get(page_of(incident)), rita.get(page_of(incident))
    theirs.form("incident_form").send("_save", summary="Rita's words.", claims__0__value="8")
    page = mine.form("incident_form").send("_save", summary="Emil's words.", title="Missile strike on Dnipro")
    (differences,) = page.root.find(id="differences")
    assert "Summary Rita's words. Emil's words." in differences.text
    assert "Claim C01, Number 8 7" in differences.text
    assert "Title Missile strike Missile strike on Dnipro" in differences.text
    assert "Day" not in differences.text


def test_having_read_the_other_version_one_saves_over_it_knowingly(rita: Page, emil: Page, incident: Incident) -> None:
    mine, theirs = emil.get(page_of(incident)), rita.get(page_of(incident))
    theirs.form("incident_form").send("_save", summary="Rita's words.")
    page = mine.form("incident_form").send("_save", summary="Emil's words.")
    page = page.form("incident_form").send("_over", summary="Rita's and Emil's words.")
    assert page.messages == [f"Saved: {incident.ref} Missile strike."]
    assert Incident.objects.get().summary == "Rita's and Emil's words."


def test_saving_over_a_version_that_nobody_has_read_is_refused_too(rita: Page, emil: Page, incident: Incident) -> None:
    mine, theirs = emil.get(page_of(incident)), rita.get(page_of(incident))
    theirs = theirs.form("incident_form").send("_save", summary="Rita's words.")
    page = mine.form("incident_form").send("_save", summary="Emil's words.")
    theirs.form("incident_form").send("_save", summary="Rita's second words.")
    page = page.form("incident_form").send("_over")
    assert page.status == 409
    assert "Rita's second words." in page.root.find(id="differences")[0].text
    assert Incident.objects.get().summary == "Rita's second words."


def test_a_claim_that_somebody_has_taken_away_is_a_stale_page_not_a_failure(
    rita: Page, emil: Page, incident: Incident
) -> None:
    mine, theirs = emil.get(page_of(incident)), rita.get(page_of(incident))
    theirs.form("incident_form").send("_save", claims__0__DELETE="on")
    page = mine.form("incident_form").send("_save", claims__0__value="9")
    assert page.status == 409
    assert page.problems[0].startswith("Rita Reporter saved this incident at ")


def test_a_claim_published_meanwhile_is_not_changed(rita: Page, emil: Page, incident: Incident) -> None:
    mine = rita.get(page_of(incident))
    factories.published(incident)
    page = mine.form("incident_form").send("_save", claims__0__value="9")
    assert page.status == 409
    assert incident.claims.get().value == 7


def test_an_incident_discarded_meanwhile_says_so(rita: Page, emil: Page, incident: Incident) -> None:
    mine = emil.get(page_of(incident))
    rita.get(page_of(incident)).follow("Discard").form("version").send()
    page = mine.form("incident_form").send("_save", summary="Emil's words.")
    assert page.status == 409
    assert "it is discarded" in page.text


def test_what_changed_since_the_review_was_read_is_not_published(rita: Page, emil: Page, incident: Incident) -> None:
    Incident.objects.update(state=IncidentState.IN_REVIEW)
    review = emil.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    rita.get(page_of(incident)).form("incident_form").send("_save", claims__0__value="70")
    page = review.form("version").send()
    assert page.status == 409
    assert "Read it again, then publish." in page.problems[0]
    assert not IncidentRevision.objects.exists()


def test_a_reason_typed_against_a_changed_incident_is_kept(rita: Page, emil: Page, incident: Incident) -> None:
    Incident.objects.update(state=IncidentState.IN_REVIEW)
    ask = emil.get(f"/admin/sitreps/incident/{incident.pk}/return/")
    rita.get(page_of(incident)).form("incident_form").send("_save", summary="Rita's words.")
    page = ask.form("reason").send(reason="Which district?")
    assert page.status == 409
    assert page.value("reason") == "Which district?"
    assert "Rita Reporter saved" in page.problems[0]
    assert Incident.objects.get().state == IncidentState.IN_REVIEW


@pytest.fixture
def draft() -> EditionDraft:
    factories.published_incident()
    return factories.compiled_draft(factories.series(starts_on=factories.DAY))


def test_an_editions_texts_are_not_saved_over_each_other(emil: Page, draft: EditionDraft) -> None:
    address = f"/admin/sitreps/editiondraft/{draft.pk}/change/"
    mine, theirs = emil.get(address), signed_in(factories.user(Role.CHIEF_EDITOR)).get(address)
    theirs.form("texts_form").send("_save", overview="Their words.")
    page = mine.form("texts_form").send("_save", overview="My words.")
    assert page.status == 409
    assert page.value("overview") == "My words."
    assert page.problems == ["Somebody else saved or compiled this edition meanwhile. Your text is kept below."]
    assert EditionDraft.objects.get().overview == "Their words."
    assert "Their words." in page.root.find(id="differences")[0].text


def test_an_edition_that_changed_since_it_was_read_is_not_issued(emil: Page, draft: EditionDraft) -> None:
    chief = signed_in(factories.user(Role.CHIEF_EDITOR)).get(f"/admin/sitreps/editiondraft/{draft.pk}/issue/")
    emil.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/").form("texts_form").send("_save", overview="New words.")
    page = chief.form("version").send()
    assert page.status == 409
    assert "Somebody else edited, compiled or issued this edition meanwhile. Read it again." in page.problems
    assert not EditionIssue.objects.exists()
