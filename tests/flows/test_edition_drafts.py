"""A draft between its compilation and its issue: edited, refreshed, moved, cancelled, issued by another person."""

from datetime import timedelta
from typing import Any

import pytest

from sitreps.actions import draft_texts, drafts, issuing, work
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.claims import Claim
from sitreps.models.deliveries import Outbox
from sitreps.models.editions import EditionDraft, EditionEntry, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobState
from sitreps.models.series import Series
from sitreps.workflow import DraftState
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOON + timedelta(hours=4)
DAY = timedelta(days=1)


@pytest.fixture
def incident() -> Incident:
    """Seven people killed, in the record."""
    return factories.published_incident(title="Missile strike on Dnipro", killed=7)


@pytest.fixture
def daily(incident: Incident) -> Series:
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def draft(daily: Series) -> EditionDraft:
    return factories.compiled_draft(daily)


def snapshot(of: EditionDraft | EditionIssue) -> EditionDocument:
    return canonical.decode(of.snapshot, EditionDocument)


def first_texts(draft: EditionDraft) -> tuple[str, str]:
    """The texts of the first language, as the form for them begins."""
    own = next(iter(draft_texts.shown(draft).values()))
    return own.highlights, own.overview


def edited(draft: EditionDraft, by: User, **texts: Any) -> EditionDraft:
    """The draft with other texts; what is not named stays as it is shown."""
    highlights, overview = first_texts(draft)
    wanted = {"highlights": highlights, "overview": overview, "version": draft.version, **texts}
    return drafts.edit_texts(draft=draft, by=by, now=NOW, **wanted)


def compiled(draft: EditionDraft, by: User, *, now: Any = NOW) -> EditionDraft:
    job = drafts.ask_to_compile(draft=draft, by=by, now=now, wake=False)
    work.run_job(job_id=job.pk, clock=lambda: now)
    draft.refresh_from_db()
    return draft


def more_killed(incident: Incident, value: int) -> None:
    """A revision with another number."""
    Claim.objects.filter(incident=incident, measure="KILLED").update(value=value)
    factories.published(incident, now=NOW)


# ---- Texts


def test_texts_are_compiled_into_the_draft_with_the_figures_they_name(
    draft: EditionDraft, incident: Incident, editor: User
) -> None:
    token, before = f"{{{{fig:{incident.ref}.KILLED}}}}", draft.version
    saved = edited(draft, editor, highlights=f"{token} people died.\n- A **second** bullet.", overview=f"Now {token}.")
    document = snapshot(saved)
    assert [one.text for one in document.highlights] == ["At least 7 people died.", "A second bullet."]
    assert document.overview.text == "Now at least 7."
    assert saved.version == before + 1
    assert editor.username in saved.touched_by
    assert first_texts(saved) == (f"{token} people died.\n- A **second** bullet.", f"Now {token}.")


def test_other_sections_stay_as_they_were_compiled(draft: EditionDraft, editor: User) -> None:
    before = snapshot(draft)
    after = snapshot(edited(draft, editor, overview="All is said in the table."))
    assert (after.totals, after.incidents, after.known_seq) == (before.totals, before.incidents, before.known_seq)
    assert after.sha256 != before.sha256


def test_a_text_that_was_not_changed_is_still_as_compiled_and_so_refreshed(
    draft: EditionDraft, incident: Incident, editor: User
) -> None:
    saved = edited(draft, editor, overview="By an editor.")
    assert (saved.highlights, saved.overview) == ("", "By an editor.")
    more_killed(incident, 9)
    document = snapshot(compiled(saved, editor))
    assert "at least 9 people reported killed" in document.highlights[0].text
    assert document.overview.text == "By an editor."


def test_a_text_that_is_emptied_is_as_compiled_again(draft: EditionDraft, editor: User) -> None:
    compiled_text = snapshot(draft).overview
    saved = edited(edited(draft, editor, overview="By an editor."), editor, overview="  \n ")
    assert (saved.overview, snapshot(saved).overview) == ("", compiled_text)


def test_a_refresh_keeps_the_editors_texts_with_the_new_figures(
    draft: EditionDraft, incident: Incident, editor: User
) -> None:
    token = f"{{{{fig:{incident.ref}.KILLED}}}}"
    saved = edited(draft, editor, highlights=f"{token} died, the police said.")
    more_killed(incident, 9)
    assert [one.text for one in snapshot(compiled(saved, editor)).highlights] == ["At least 9 died, the police said."]


@pytest.mark.parametrize("field", ["highlights", "overview"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{fig:UKR-2025-9998.KILLED}} died.", "No figure of this edition is called {{fig:UKR-2025-9998.KILLED}}."),
        ("{{fig:UKR-2025-9998}} died.", "No figure of this edition is called {{fig:UKR-2025-9998}}."),
        ("[9](fig:UKR-2025-9998.KILLED) died.", "No figure of this edition is called {{fig:UKR-2025-9998.KILLED}}."),
        ("[9](fig:nonsense) died.", "No figure of this edition is called {{fig:nonsense}}."),
        ("[all [9]](fig:UKR-2025-9998.KILLED) died.", "a link cannot stand for one"),
    ],
)
def test_a_token_that_no_figure_backs_is_refused_by_its_field(
    draft: EditionDraft, editor: User, field: str, text: str, words: str
) -> None:
    before = EditionDraft.objects.values().get()
    with pytest.raises(InvalidValue) as refused:
        edited(draft, editor, **{field: text})
    assert refused.value.field == field
    assert words in refused.value.message
    assert EditionDraft.objects.values().get() == before


def test_a_text_typed_over_another_ones_is_refused_and_nothing_is_lost(draft: EditionDraft, editor: User) -> None:
    first = edited(EditionDraft.objects.get(), editor, overview="The first.")
    with pytest.raises(StaleVersion, match="Somebody else saved or compiled this edition meanwhile"):
        edited(draft, factories.user(Role.EDITOR), overview="The second.")
    draft.refresh_from_db()
    assert (draft.overview, draft.version, draft.touched_by) == ("The first.", first.version, first.touched_by)


def test_a_text_typed_before_a_refresh_is_refused(draft: EditionDraft, editor: User) -> None:
    seen = draft.version
    with pytest.raises(StaleVersion):
        edited(compiled(draft, editor), editor, overview="Typed before.", version=seen)


def test_while_it_is_compiled_nobody_edits(draft: EditionDraft, editor: User) -> None:
    drafts.ask_to_compile(draft=draft, by=editor, now=NOW, wake=False)
    with pytest.raises(WrongState, match="it is compiling"):
        edited(draft, editor, overview="Too early.")


def test_a_reporter_edits_no_edition(draft: EditionDraft) -> None:
    with pytest.raises(NotAllowed, match="Your role does not let you compile editions"):
        edited(draft, factories.user(Role.REPORTER), overview="Mine.")


def test_a_text_whose_incident_has_gone_fails_at_once_and_can_be_mended(
    draft: EditionDraft, incident: Incident, editor: User
) -> None:
    saved = edited(draft, editor, highlights=f"{{{{fig:{incident.ref}.KILLED}}}} died.")
    Incident.objects.filter(pk=incident.pk).update(occurred_on=factories.DAY + DAY)
    factories.published(incident, now=NOW)
    failed = compiled(saved, editor)
    assert (failed.state, Job.objects.get().state) == (DraftState.FAILED, JobState.PARKED)
    assert f"{incident.ref}.KILLED" in failed.error

    mended = edited(failed, editor, highlights="Nothing of note.")
    assert (mended.state, mended.error, Job.objects.get().state) == (DraftState.COMPILING, "", JobState.QUEUED)
    work.run_job(job_id=Job.objects.get().pk, clock=lambda: NOW)
    mended.refresh_from_db()
    assert (mended.state, snapshot(mended).highlights[0].text) == (DraftState.DRAFT, "Nothing of note.")


# ---- Moved forward, cancelled


def test_moved_to_a_later_day_it_keeps_number_texts_and_beginning(
    draft: EditionDraft, daily: Series, editor: User
) -> None:
    saved = edited(draft, editor, overview="By an editor.")
    moved = drafts.open_draft(series=daily, day=factories.DAY + DAY, by=editor, now=NOW + DAY)
    assert (moved.pk, moved.number, moved.period_from) == (saved.pk, saved.number, saved.period_from)
    assert (moved.date, moved.period_to) == (factories.DAY + DAY, draft.period_to + DAY)
    assert moved.state == DraftState.DUE
    document = snapshot(compiled(moved, editor, now=NOW + DAY))
    assert (document.covers_days, document.overview.text) == (2, "By an editor.")


def test_moved_forward_it_cannot_be_issued_as_it_was(
    draft: EditionDraft, daily: Series, editor: User, chief: User
) -> None:
    moved = drafts.open_draft(series=daily, day=factories.DAY + DAY, by=editor, now=NOW + DAY)
    with pytest.raises(WrongState, match="it is due"):
        issuing.issue_edition(draft=moved, by=chief, now=NOW + DAY, wake=False)
    with pytest.raises(StaleVersion):
        issuing.issue_edition(draft=draft, by=chief, now=NOW + DAY, wake=False)
    assert not EditionIssue.objects.exists()


def test_cancelled_it_frees_its_number_and_the_day(draft: EditionDraft, daily: Series, editor: User) -> None:
    drafts.cancel(draft=draft, by=editor, now=NOW)
    assert list(
        AuditEvent.objects.order_by("seq").filter(object_ref="UKR-DAILY/1").values_list("action", flat=True)
    ) == [
        "edition.open",
        "edition.cancel",
    ]
    again = drafts.open_draft(series=daily, day=factories.DAY, by=editor, now=NOW)
    assert (again.pk != draft.pk, again.number) == (True, 1)


def test_cancelled_it_is_neither_edited_compiled_nor_issued(draft: EditionDraft, editor: User, chief: User) -> None:
    drafts.cancel(draft=draft, by=editor, now=NOW)
    draft.refresh_from_db()
    with pytest.raises(WrongState, match="it is cancelled"):
        edited(draft, editor, overview="Too late.")
    with pytest.raises(WrongState, match="it is cancelled"):
        drafts.ask_to_compile(draft=draft, by=editor, now=NOW, wake=False)
    with pytest.raises(WrongState, match="it is cancelled"):
        issuing.issue_edition(draft=draft, by=chief, now=NOW, wake=False)
    with pytest.raises(WrongState, match="it is cancelled"):
        drafts.cancel(draft=draft, by=editor, now=NOW)


def test_while_it_is_compiled_or_after_it_was_issued_nobody_cancels(
    draft: EditionDraft, editor: User, chief: User
) -> None:
    issuing.issue_edition(draft=draft, by=chief, now=NOW, wake=False)
    draft.refresh_from_db()
    with pytest.raises(WrongState, match="it is issued"):
        drafts.cancel(draft=draft, by=editor, now=NOW)


def test_a_draft_cancelled_while_a_second_person_reads_it_is_not_cancelled_twice(
    draft: EditionDraft, editor: User
) -> None:
    stale = EditionDraft.objects.get()
    drafts.cancel(draft=draft, by=editor, now=NOW)
    with pytest.raises(WrongState, match="it is cancelled"):
        drafts.cancel(draft=stale, by=editor, now=NOW)
    assert AuditEvent.objects.filter(action="edition.cancel").count() == 1


# ---- Issued


def test_another_person_issues_it_and_all_is_told_once(draft: EditionDraft, editor: User, chief: User) -> None:
    saved = edited(draft, editor, overview="By an editor.")
    issue = issuing.issue_edition(draft=saved, by=chief, now=NOW, wake=False)
    document = snapshot(issue)
    assert (issue.issued_by, issue.issued_at, document.issue, document.status) == (chief.username, NOW, 1, "ISSUED")
    assert (document.overview.text, issue.sha256) == ("By an editor.", document.sha256)
    change = Change.objects.get(object="edition")
    assert (change.seq, change.event, change.ref, change.revision) == (issue.seq, "edition.issued", "UKR-DAILY/1", 1)
    assert Outbox.objects.filter(change=change).count() == 1
    assert [(one.ref, one.role) for one in EditionEntry.objects.all()] == [(document.new[0].ref, "NEW")]
    assert AuditEvent.objects.filter(action="edition.issue", actor=chief.username).count() == 1
    assert sorted(Job.objects.filter(kind="RENDER").values_list("key", flat=True)) == [
        "UKR-DAILY/1/1/en.html",
        "UKR-DAILY/1/1/en.pdf",
    ]


def test_who_alone_compiled_and_edited_it_does_not_issue_it(daily: Series, chief: User) -> None:
    opened = drafts.open_draft(series=daily, day=factories.DAY, by=chief, now=NOW)
    with pytest.raises(NotAllowed, match="You alone compiled and edited this edition"):
        issuing.issue_edition(draft=edited(compiled(opened, chief), chief, overview="Mine."), by=chief, now=NOW)
    assert not EditionIssue.objects.exists()


def test_who_wrote_in_it_after_another_person_may_issue_it(draft: EditionDraft, chief: User) -> None:
    saved = edited(draft, chief, overview="Mine.")
    assert len(saved.touched_by) == 2
    assert issuing.issue_edition(draft=saved, by=chief, now=NOW, wake=False).issued_by == chief.username


def test_what_the_clock_compiled_one_chief_editor_may_issue(daily: Series, chief: User) -> None:
    work.tick(now=NOW)
    work.run_job(job_id=Job.objects.get().pk, clock=lambda: NOW)
    draft = EditionDraft.objects.get()
    assert draft.touched_by == []
    assert issuing.issue_edition(draft=draft, by=chief, now=NOW, wake=False).number == 1


def test_a_desk_of_one_issues_alone_and_every_edition_says_so(daily: Series, chief: User, settings: Any) -> None:
    settings.SITREPS_FOUR_EYES = "off"
    opened = drafts.open_draft(series=daily, day=factories.DAY, by=chief, now=NOW)
    issue = issuing.issue_edition(draft=compiled(opened, chief), by=chief, now=NOW, wake=False)
    assert snapshot(issue).method_notes == (drafts.DESK_OF_ONE,)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER_MANAGER])
def test_only_a_chief_editor_issues(draft: EditionDraft, role: Role) -> None:
    with pytest.raises(NotAllowed, match="Your role does not let you issue editions"):
        issuing.issue_edition(draft=draft, by=factories.user(role), now=NOW, wake=False)


def test_of_two_who_issue_it_at_once_the_second_is_told(draft: EditionDraft, chief: User) -> None:
    stale = EditionDraft.objects.get()
    issuing.issue_edition(draft=draft, by=chief, now=NOW, wake=False)
    with pytest.raises(StaleVersion, match="edited, compiled or issued this edition meanwhile"):
        issuing.issue_edition(draft=stale, by=factories.user(Role.CHIEF_EDITOR), now=NOW, wake=False)
    assert (EditionIssue.objects.count(), Change.objects.filter(object="edition").count()) == (1, 1)


def test_a_moment_before_the_newest_publication_is_never_given(draft: EditionDraft, chief: User) -> None:
    """A clock that ran back: the record's moments never decrease."""
    issue = issuing.issue_edition(draft=draft, by=chief, now=factories.NOON - timedelta(hours=2), wake=False)
    assert issue.issued_at == factories.NOON


def test_damage_at_the_places_of_a_cluster_alone_is_told_of_the_cluster(daily: Series) -> None:
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    factories.claim(cluster)
    factories.facility(factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW"))
    factories.published(cluster)
    document = snapshot(factories.compiled_draft(daily))
    assert document.highlights[-1].text.startswith("Damage in Dnipropetrovska oblast: 1 school")
