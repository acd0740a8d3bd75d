"""Four eyes on the desk: before, after and off (desk.md); refused in the bar with the way out, and by address."""

import pytest
from pytest_django import Settings

from sitreps.models.accounts import Role, User
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.workflow import IncidentState
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

OWN = "You made the last change, so another editor publishes."
ALONE = "You alone compiled and edited this edition, so another chief editor issues it."


@pytest.fixture
def emil() -> User:
    return factories.user(Role.EDITOR, username="emil")


@pytest.fixture
def incident(emil: User) -> Incident:
    """Logged by Emil, who is an editor himself, and sent to review."""
    made = factories.incident(by=emil, state=IncidentState.IN_REVIEW)
    factories.claim(made)
    return made


def page_of(incident: Incident, user: User) -> Page:
    return signed_in(user).get(f"/admin/sitreps/incident/{incident.pk}/change/")


def publish(incident: Incident, user: User) -> Page:
    """By address, past the bar; a further revision says why."""
    incident.refresh_from_db()
    typed = {"version": incident.version, "code": "EDITORIAL", "note": "Better words."}
    return signed_in(user).post(f"/admin/sitreps/incident/{incident.pk}/publish/", typed)


def edit(incident: Incident, user: User, **typed: str) -> None:
    """Change something and send it to review."""
    page = page_of(incident, user).form("incident_form").send("_save", **typed)
    if "Submit for review" in page.buttons:
        page.form("incident_form").send("_submit")


def test_nobody_publishes_what_they_were_the_last_to_change(incident: Incident, emil: User) -> None:
    page = page_of(incident, emil)
    assert "Review and publish…" not in page.buttons
    assert page.held == OWN
    answer = publish(incident, emil)
    assert (answer.status, answer.heading) == (403, "Not done")
    assert f"{incident.ref}: {OWN}" in answer.text
    assert not IncidentRevision.objects.exists()
    assert publish(incident, factories.user(Role.EDITOR)).messages == [f"Published: {incident.ref} revision 1."]


def test_who_only_comments_or_submits_may_publish(incident: Incident, emil: User) -> None:
    other = factories.user(Role.EDITOR)
    page_of(incident, other).form("comment_form").send(text="Seen.")
    page_of(incident, other).form("incident_form").send("_save")
    assert publish(incident, other).status == 200
    assert IncidentRevision.objects.get().by == other.username


def test_whoever_mends_a_word_before_publishing_has_changed_it_last(incident: Incident, emil: User) -> None:
    other = factories.user(Role.CHIEF_EDITOR)
    edit(incident, other, title="Missile strike on Dnipro")
    assert publish(incident, other).status == 403
    assert publish(incident, emil).status == 200


def test_a_claim_that_is_withdrawn_is_a_change(incident: Incident, emil: User) -> None:
    other = factories.user(Role.EDITOR)
    ask = signed_in(other).get(f"/admin/sitreps/incident/{incident.pk}/claims/C01/withdraw/")
    ask.form("reason").send(reason="DESK_ERROR")
    assert publish(incident, other).status == 403


def test_a_cluster_waits_for_somebody_who_changed_none_of_its_places(emil: User) -> None:
    other = factories.user(Role.EDITOR, username="ines")
    oblast = factories.incident(by=emil, kind="CLUSTER", state=IncidentState.IN_REVIEW)
    town = factories.incident(by=other, parent=oblast, state=IncidentState.IN_REVIEW)
    answer = publish(oblast, other)
    assert answer.status == 403
    assert f"{town.ref}: {OWN}" in answer.text
    page = page_of(oblast, other)
    assert page.held == f"{town.ref}: {OWN}"
    assert not IncidentRevision.objects.exists()
    assert publish(oblast, factories.user(Role.EDITOR)).status == 200
    assert IncidentRevision.objects.count() == 2


def test_before_binds_every_revision(incident: Incident, emil: User) -> None:
    publish(incident, factories.user(Role.EDITOR))
    edit(incident, emil, title="Missile strike on Dnipro")
    assert publish(incident, emil).status == 403


def test_after_lets_an_update_of_a_published_incident_out_alone(
    incident: Incident, emil: User, settings: Settings
) -> None:
    settings.SITREPS_FOUR_EYES = "after"
    assert publish(incident, emil).status == 403, "a first publication still needs two"
    publish(incident, factories.user(Role.EDITOR))
    edit(incident, emil, title="Missile strike on Dnipro")
    assert publish(incident, emil).messages == [f"Published: {incident.ref} revision 2."]


def test_off_lets_one_person_publish(incident: Incident, emil: User, settings: Settings) -> None:
    settings.SITREPS_FOUR_EYES = "off"
    assert page_of(incident, emil).held == ""
    assert publish(incident, emil).messages == [f"Published: {incident.ref} revision 1."]


def test_off_never_gives_a_reporter_the_right(incident: Incident, settings: Settings) -> None:
    settings.SITREPS_FOUR_EYES = "off"
    assert publish(incident, factories.user(Role.REPORTER)).status == 403


# ---- Editions


def compiled_by(chief: User) -> EditionDraft:
    """A draft that this person alone has compiled."""
    factories.published_incident()
    draft = factories.compiled_draft(factories.series(starts_on=factories.DAY))
    EditionDraft.objects.update(touched_by=[chief.username])
    return draft


def issue(draft: EditionDraft, user: User) -> Page:
    draft.refresh_from_db()
    return signed_in(user).post(f"/admin/sitreps/editiondraft/{draft.pk}/issue/", {"version": draft.version})


@pytest.mark.parametrize("mode", ["before", "after"])
def test_nobody_issues_what_they_alone_compiled_and_edited(mode: str, settings: Settings) -> None:
    settings.SITREPS_FOUR_EYES = mode
    clara = factories.user(Role.CHIEF_EDITOR, username="clara")
    draft = compiled_by(clara)
    page = signed_in(clara).get(f"/admin/sitreps/editiondraft/{draft.pk}/change/")
    assert page.held == ALONE
    assert "Issue No. 1…" not in page.buttons
    answer = issue(draft, clara)
    assert (answer.status, answer.heading) == (403, "Not done")
    assert not EditionIssue.objects.exists()
    assert issue(draft, factories.user(Role.CHIEF_EDITOR)).status == 200
    assert EditionIssue.objects.exists()


def test_what_two_have_worked_on_either_may_issue() -> None:
    clara = factories.user(Role.CHIEF_EDITOR, username="clara")
    draft = compiled_by(clara)
    editor = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/editiondraft/{draft.pk}/change/")
    editor.form("texts_form").send("_save", overview="One person was reported killed.")
    assert issue(draft, clara).status == 200


def test_what_the_clock_compiled_a_chief_issues_alone() -> None:
    draft = compiled_by(factories.user(Role.CHIEF_EDITOR, username="clara"))
    EditionDraft.objects.update(touched_by=[])
    assert issue(draft, factories.user(Role.CHIEF_EDITOR)).status == 200


def test_a_desk_of_one_issues_and_says_so_in_the_methodology(settings: Settings) -> None:
    settings.SITREPS_FOUR_EYES = "off"
    clara = factories.user(Role.CHIEF_EDITOR, username="clara")
    draft = compiled_by(clara)
    page = issue(draft, clara)
    assert page.status == 200
    assert "This desk works without a second reader." in page.follow("Public page").root.text
