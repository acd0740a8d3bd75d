"""A refresh keeps the editors' texts; the figures in them that read otherwise since are marked (edition.md C1)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from sitreps.actions import drafts, work
from sitreps.documents import canonical, token_words
from sitreps.documents.edition import EditionDocument
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionDraft
from sitreps.models.incidents import Incident
from tests import factories

pytestmark = pytest.mark.django_db

LATER = factories.NOON + timedelta(hours=5)


@pytest.fixture
def incident() -> Incident:
    """Seven people killed and thirty injured, in the record."""
    made = factories.incident(title="Missile strike on Dnipro")
    factories.claim(made, quantifier="EXACT", value=7)
    factories.claim(made, measure="INJURED", quantifier="EXACT", value=30)
    factories.published(made)
    return made


@pytest.fixture
def draft(incident: Incident) -> EditionDraft:
    return factories.compiled_draft(factories.series(code="UKR-DAILY", starts_on=factories.DAY))


def edited(draft: EditionDraft, by: User, highlights: str = "", overview: str = "") -> EditionDraft:
    version = EditionDraft.objects.get(pk=draft.pk).version
    draft.refresh_from_db()
    return drafts.edit_texts(draft=draft, highlights=highlights, overview=overview, version=version, by=by, now=LATER)


def refreshed(draft: EditionDraft, by: User, now: datetime = LATER) -> EditionDraft:
    job = drafts.ask_to_compile(draft=draft, by=by, now=now, wake=False)
    work.run_job(job_id=job.pk, clock=lambda: now)
    draft.refresh_from_db()
    return draft


def revised(incident: Incident, **values: int) -> None:
    for measure, value in values.items():
        Claim.objects.filter(incident=incident, measure=measure).update(value=value)
    factories.published(incident, now=LATER)


def changes(draft: EditionDraft) -> list[tuple[str, str, str]]:
    document = canonical.decode(draft.snapshot, EditionDocument)
    return [(one.measure, one.was, one.now) for one in token_words.changed(draft.figures_read, document)]


def page(draft: EditionDraft, client: Client, by: User) -> str:
    client.force_login(by)
    return client.get(f"/admin/sitreps/editiondraft/{draft.pk}/change/").content.decode()


def test_a_figure_that_changed_since_the_text_was_written_is_marked(
    draft: EditionDraft, incident: Incident, editor: User, client: Client
) -> None:
    edited(draft, editor, highlights=f"In Dnipro {{{{fig:{incident.ref}.KILLED}}}} people were killed.")
    assert draft.figures_read == {f"{incident.ref}.KILLED": "7"}
    assert "changed since these texts" not in page(draft, client, editor)
    revised(incident, KILLED=9, INJURED=31)
    refreshed(draft, editor)
    assert changes(draft) == [("Killed", "7", "9")]
    shown = page(draft, client, editor)
    assert "1 figure changed since these texts were saved" in shown
    assert "was <del>7</del>, now <b>9</b>" in " ".join(shown.split())
    client.force_login(factories.user(Role.CHIEF_EDITOR))
    issue = client.get(f"/admin/sitreps/editiondraft/{draft.pk}/issue/")
    assert "1 figure changed since these texts were saved" in issue.content.decode()


def test_saving_the_texts_takes_the_change_as_read(draft: EditionDraft, incident: Incident, editor: User) -> None:
    text = f"In Dnipro {{{{fig:{incident.ref}.KILLED}}}} people were killed."
    edited(draft, editor, overview=text)
    revised(incident, KILLED=9)
    refreshed(draft, editor)
    assert changes(draft) == [("Killed", "7", "9")]
    edited(draft, editor, overview=f"{text} More may follow.")
    assert (changes(draft), draft.figures_read) == ([], {f"{incident.ref}.KILLED": "9"})


def test_texts_as_compiled_follow_their_figures_and_need_no_mark(
    draft: EditionDraft, incident: Incident, editor: User
) -> None:
    edited(draft, editor, highlights="A quiet day in Samar.")
    assert draft.figures_read == {}
    revised(incident, KILLED=9)
    assert changes(refreshed(draft, editor)) == []


def test_a_refresh_that_changes_no_figure_marks_nothing(draft: EditionDraft, incident: Incident, editor: User) -> None:
    text = f"{{{{fig:{incident.ref}.KILLED}}}} killed, {{{{fig:{incident.ref}.INJURED}}}} injured."
    edited(draft, editor, highlights=text)
    assert list(draft.figures_read.values()) == ["7", "30"]
    assert changes(refreshed(draft, editor)) == []


def test_a_figure_that_is_gone_is_marked_too(draft: EditionDraft) -> None:
    document = canonical.decode(draft.snapshot, EditionDocument)
    [gone] = token_words.changed({"UKR-2025-9999.KILLED": "4"}, document)
    assert (gone.token, gone.title, gone.was, gone.now) == (
        "{{fig:UKR-2025-9999.KILLED}}",
        "UKR-2025-9999",
        "4",
        "no figure",
    )
