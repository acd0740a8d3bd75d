"""A place that is erased goes from what others said of it too: its cluster's revisions, editions, drafts, remarks."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sitreps.actions import draft_texts, drafts, hiding, incidents, redaction, regrouping, undoing
from sitreps.actions.elsewhere import Also
from sitreps.actions.verifying import Verification
from sitreps.documents.edition_languages import Typed
from sitreps.documents.mentions import Mention
from sitreps.errors import InvalidValue, StaleVersion
from sitreps.models.accounts import User
from sitreps.models.comments import Comment
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job, JobKind, JobState
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.takedowns import Takedown
from sitreps.queries import published, standing, telling
from sitreps.queries.telling import Telling
from sitreps.workflow import DraftState, IncidentState
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/v1"
LATER = factories.NOON + timedelta(hours=8)
WHY = "It could have identified a person."
TITLE = "Olena K. was killed at home"


@dataclass(frozen=True)
class Tree:
    """A cluster with two places, in the record."""

    above: Incident
    place: Incident
    sibling: Incident


def tree(**cluster: Any) -> Tree:
    places, reporter = factories.places(), factories.user()
    above = factories.incident(by=reporter, kind="CLUSTER", place=places["Dnipropetrovska oblast"], **cluster)
    below = [
        factories.incident(by=reporter, parent=above, place=places[name], title=title, state=IncidentState.IN_REVIEW)
        for name, title in (("Dnipro", TITLE), ("Samar", "Strike on Samar"))
    ]
    factories.claim(below[0], quantifier="EXACT", value=11, wording="11 killed")
    factories.claim(below[1], quantifier="EXACT", value=2, wording="2 killed")
    factories.published(above)
    return Tree(above, *below)


def tellings(of: Incident) -> list[Telling]:
    own = list(standing.unredacted().filter(incident=of).select_related("content"))
    return telling.elsewhere(of, telling.names_of(of, own))


def sure(of: Incident) -> Also:
    """What the desk ticks to begin with."""
    found: dict[str, set[int]] = {}
    for one in tellings(of):
        if one.is_sure:
            found.setdefault(one.revision.ref, set()).add(one.revision.number)
    return Also(revisions=found, seen=published.head())


def redact(one: Incident, editor: User, chief: User, **wanted: Any) -> list[Takedown]:
    if not Takedown.objects.filter(incident=one, act="HIDE").exists():
        hiding.hide(incident=one, note="Names a victim.", by=editor, now=LATER)
    asked: dict[str, Any] = {"text": WHY, "also": sure(one)} | wanted
    return redaction.redact(incident=one, by=chief, now=LATER + timedelta(hours=1), **asked)


def contents() -> str:
    rows = RevisionContent.objects.values_list("payload", "inputs")
    return "\n".join(text for row in rows for text in row)


def differences() -> list[str]:
    return [str(one) for one in Verification().differences()]


def test_the_clusters_revisions_that_name_it_go_and_it_is_published_anew(
    client: Client, editor: User, chief: User
) -> None:
    made = tree()
    incidents.comment(incident=made.above, text=f"Is {TITLE} sure?", by=editor, now=LATER)
    incidents.comment(incident=made.above, text="Call the police.", by=editor, now=LATER)
    acts = redact(made.place, editor, chief)
    told = [(str(act.revision), act.because_id) for act in acts]
    assert told == [(f"{made.place.ref} revision 1", None), (f"{made.above.ref} revision 1", acts[0].pk)]
    assert client.get(f"{API}/incidents/{made.above.ref}/revisions/1/").json()["code"] == "REDACTED"
    said = client.get(f"{API}/incidents/{made.above.ref}/").json()
    assert (said["revision"], said["children"]) == (2, [made.sibling.ref])
    assert said["change"] == {"code": "RECOMPUTED", "note": f"recomputed: {made.place.ref} redacted"}
    assert (said["figures"][0]["best"], said["figures"][0]["previous"]) == (2, None)
    for word in (f'"{made.place.ref}', f"{made.place.ref}/", "in Dnipro", TITLE):
        assert word not in contents()
    assert list(Comment.objects.values_list("text", flat=True)) == ["Call the police."]
    assert differences() == []
    history = client.get(f"{API}/incidents/{made.above.ref}/revisions/").json()["data"]
    assert [one["status"] for one in history] == ["PUBLISHED", "REDACTED"]
    assert client.get(f"/incidents/{made.above.ref}/").status_code == 200
    assert f"{made.place.ref}/C" not in client.get(f"/incidents/{made.above.ref}/KILLED/").content.decode()


def test_what_is_not_chosen_stays(client: Client, editor: User, chief: User) -> None:
    made = tree()
    redact(made.place, editor, chief, also=Also())
    assert client.get(f"{API}/incidents/{made.above.ref}/revisions/1/").status_code == 200
    assert client.get(f"{API}/incidents/{made.above.ref}/").json()["children"] == [made.sibling.ref]


def test_a_cluster_whose_own_words_name_it_is_silent_until_they_are_mended(
    client: Client, editor: User, chief: User
) -> None:
    made = tree(summary="Strikes on Dnipro and Samar.")
    assert [one.in_own_words for one in tellings(made.place)] == [True]
    redact(made.place, editor, chief)
    assert client.get(f"{API}/incidents/{made.above.ref}/").json()["code"] == "REDACTED"
    assert client.get(f"{API}/incidents/?ref={made.above.ref}").json()["data"] == []
    assert "Dnipro and" not in contents()
    above = Incident.objects.get(pk=made.above.pk)
    assert (above.state, above.summary) == (IncidentState.PUBLISHED, "Strikes on Dnipro and Samar.")
    above.summary = "Strikes on Samar."
    above.save()
    factories.published(above, now=LATER + timedelta(hours=2), note="Reworded.")
    said = client.get(f"{API}/incidents/{made.above.ref}/").json()
    assert (said["revision"], said["summary"], said["children"]) == (2, "Strikes on Samar.", [made.sibling.ref])
    assert differences() == []


def test_a_name_that_a_sibling_shares_tells_of_the_sibling(client: Client, editor: User, chief: User) -> None:
    made = tree(summary="Strikes on Dnipro.")
    other = factories.incident(
        by=made.place.created_by, parent=made.above, place=made.place.place, state=IncidentState.IN_REVIEW
    )
    factories.claim(other, quantifier="EXACT", value=1)
    factories.published(other, now=factories.NOON + timedelta(minutes=5))
    redact(made.place, editor, chief)
    said = client.get(f"{API}/incidents/{made.above.ref}/").json()
    assert (said["revision"], said["summary"]) == (3, "Strikes on Dnipro.")
    assert other.ref in said["children"]


def test_a_cluster_that_it_left_is_looked_through_too(editor: User, chief: User) -> None:
    made = tree()
    made.place.parent = None
    made.place.save()
    factories.published(made.place, now=factories.NOON + timedelta(minutes=5), note="It stands alone.")
    assert [str(one.revision) for one in tellings(made.place)] == [f"{made.above.ref} revision 1"]
    redact(made.place, editor, chief)
    assert f'"{made.place.ref}' not in contents()
    newest = IncidentRevision.objects.filter(incident=made.above).order_by("-number")[0]
    assert (newest.number, differences()) == (2, [])


def test_the_places_of_an_erased_cluster_stay(client: Client, editor: User, chief: User) -> None:
    made = tree(title="Strikes told by Olena K.")
    assert tellings(made.above) == []
    redact(made.above, editor, chief)
    assert client.get(f"{API}/incidents/{made.place.ref}/").status_code == 200


def test_another_incident_that_gives_its_number_is_ticked_and_one_with_its_title_is_offered() -> None:
    strike = factories.published_incident(title=TITLE)
    told = factories.published_incident(summary=f"Not the event of {strike.ref}.")
    longer = factories.published_incident(summary=f"See {strike.ref}0.")
    same = factories.published_incident(title=TITLE.upper())
    found = {one.revision.ref: (sorted(one.by), one.is_sure) for one in tellings(strike)}
    assert found == {told.ref: (["REF"], True), same.ref: (["TITLE"], False)}
    assert longer.ref not in found


def test_an_edition_that_carries_what_goes_goes_with_it(client: Client, editor: User, chief: User) -> None:
    made = tree()
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    redact(made.place, editor, chief)
    assert client.get(f"{API}/editions/UKR-DAILY/1/").json()["code"] == "REDACTED"
    assert not EditionIssue.objects.exclude(snapshot="").exists()
    assert EditionDraft.objects.get(series=issue.series).snapshot == ""
    assert differences() == []


def test_an_editors_paragraph_with_its_title_goes_with_the_draft(editor: User, chief: User) -> None:
    strike = factories.published_incident(title=TITLE, now=LATER - timedelta(hours=1))
    draft = factories.compiled_draft(factories.series(code="UKR-DAILY"))
    drafts.edit_texts(
        draft=draft, highlights="", overview=f"They say: {TITLE}.", version=draft.version, by=editor, now=LATER
    )
    EditionDraft.objects.filter(pk=draft.pk).update(snapshot=draft.snapshot.replace(strike.ref, ""))
    redact(strike, editor, chief)
    draft.refresh_from_db()
    assert (draft.snapshot, draft.overview) == ("", "")


def test_an_editors_paragraph_in_a_further_language_goes_as_well(editor: User, chief: User) -> None:
    strike = factories.published_incident(title=TITLE, now=LATER - timedelta(hours=1))
    draft = factories.compiled_draft(factories.series(code="UKR-DAILY", languages=["en", "uk"]))
    typed = {"uk": Typed(overview=f"Кажуть: {TITLE}.")}
    shown = next(iter(draft_texts.shown(draft).values()))
    drafts.edit_texts(
        draft=draft,
        highlights=shown.highlights,
        overview=shown.overview,
        further=typed,
        version=draft.version,
        by=editor,
        now=LATER,
    )
    EditionDraft.objects.filter(pk=draft.pk).update(snapshot="{}")
    redact(strike, editor, chief)
    draft.refresh_from_db()
    assert (draft.snapshot, draft.texts) == ("", {})


def test_an_issue_with_its_title_goes_where_it_is_chosen(client: Client, editor: User, chief: User) -> None:
    strike = factories.published_incident(title=TITLE, occurred_on=factories.DAY - timedelta(days=400))
    other = factories.published_incident(title="Another strike", summary=f"After this: {TITLE}.")
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    found = telling.issues_in_words(telling.names_of(strike, []), ())
    assert found == [issue] or strike.ref in issue.snapshot
    redact(strike, editor, chief, also=Also(issues=[issue.pk]))
    assert client.get(f"{API}/editions/UKR-DAILY/1/").json()["code"] == "REDACTED"
    assert client.get(f"{API}/incidents/{other.ref}/").status_code == 200


def test_an_editors_paragraph_in_another_language_goes_too(editor: User, chief: User) -> None:
    strike = factories.published_incident(title=TITLE, now=LATER - timedelta(hours=1))
    draft = factories.compiled_draft(factories.series(code="UKR-DAILY"))
    typed = {"uk": {"overview": f"Кажуть: {TITLE}."}}
    EditionDraft.objects.filter(pk=draft.pk).update(
        snapshot="", texts=typed, error=f"{TITLE}: too long", state=DraftState.FAILED
    )
    Job.objects.filter(kind=JobKind.COMPILE).update(error=f"{TITLE}: too long", state=JobState.PARKED)
    redact(strike, editor, chief)
    draft.refresh_from_db()
    assert (draft.texts, draft.error) == ({}, "")
    assert not Job.objects.exclude(error="").exists()


def test_what_became_part_of_it_is_the_same_event(client: Client, editor: User, chief: User) -> None:
    survivor, loser = factories.published_incident(title=TITLE), factories.published_incident(title="At home")
    merge(survivor, loser, chief)
    found = {one.revision.ref: (sorted(one.by), one.is_sure) for one in tellings(survivor)}
    assert found == {loser.ref: (["CLAIMS", "MERGED"], True)}
    loser.refresh_from_db()
    assert {one.revision.ref: one.is_sure for one in tellings(loser)} == {survivor.ref: False}
    assert client.get(f"{API}/incidents/{loser.ref}/revisions/1/").status_code == 200
    redact(survivor, editor, chief)
    for path in ("", "revisions/1/", "?as_known_at=2025-06-24T12:00:00Z"):
        assert client.get(f"{API}/incidents/{loser.ref}/{path}").status_code == 410
    assert "At home" not in contents()
    assert differences() == []


def test_what_a_merge_brought_together_is_two_events_again_once_it_is_undone(chief: User) -> None:
    survivor, loser = factories.published_incident(title=TITLE), factories.published_incident(title="A second strike")
    merge(survivor, loser, chief)
    gone, kept = (Incident.objects.get(pk=one.pk) for one in (loser, survivor))
    undoing.undo_merge(
        loser=gone,
        versions={one.ref: one.version for one in (gone, kept)},
        text="Two streets.",
        by=chief,
        now=factories.NOON + timedelta(hours=2),
    )
    assert tellings(Incident.objects.get(pk=survivor.pk)) == []
    (between,) = tellings(Incident.objects.get(pk=loser.pk))
    told = (str(between.revision), between.by, between.is_sure)
    assert told == (f"{survivor.ref} revision 2", frozenset({Mention.CLAIMS}), True), (
        "it was made from the claim that is the loser's"
    )


def test_a_merged_incident_is_hidden_by_itself_and_leads_nowhere_then(
    client: Client, editor: User, chief: User
) -> None:
    survivor, loser = factories.published_incident(title=TITLE), factories.published_incident(title="At home")
    merge(survivor, loser, chief)
    hiding.hide(incident=survivor, note="Names a victim.", by=editor, now=LATER)
    led = client.get(f"{API}/incidents/{loser.ref}/")
    assert (led.status_code, client.get(led.headers["Location"]).status_code) == (308, 410)
    assert TITLE not in led.content.decode()
    hiding.hide(incident=loser, note="The same event.", by=editor, now=LATER)
    for path in ("", "revisions/1/", "revisions/", "?as_known_at=2025-06-24T12:00:00Z"):
        assert client.get(f"{API}/incidents/{loser.ref}/{path}").status_code == 410


def merge(survivor: Incident, loser: Incident, chief: User) -> None:
    """All claims go to the survivor."""
    pair = [Incident.objects.get(pk=one.pk) for one in (survivor, loser)]
    regrouping.merge(
        survivor=pair[0],
        loser=pair[1],
        dealt={claim.key: True for claim in loser.claims.all()},
        versions={one.ref: one.version for one in pair},
        text="One strike.",
        by=chief,
        now=factories.NOON + timedelta(hours=1),
    )


def test_a_long_history_costs_no_more_statements_than_a_short_one() -> None:
    made = tree()
    with CaptureQueriesContext(connection) as short:
        assert len(tellings(made.place)) == 1
    for minute in range(1, 5):
        again = Incident.objects.get(pk=made.above.pk)
        factories.published(again, now=factories.NOON + timedelta(minutes=minute), note="Reworded.")
    with CaptureQueriesContext(connection) as long:
        assert len(tellings(made.place)) == 5
    assert len(long) == len(short) <= 20


# ---- Single revisions


def test_with_one_revision_of_a_place_goes_what_its_cluster_said_of_that(
    client: Client, editor: User, chief: User
) -> None:
    made = tree()
    incidents_title = "A woman was killed at home"
    made.place.title = incidents_title
    made.place.save()
    factories.published(made.place, now=factories.NOON + timedelta(minutes=5), note="Reworded.")
    also = Also(revisions={made.above.ref: [1]})
    redact(made.place, editor, chief, revisions=[1], also=also)
    assert client.get(f"{API}/incidents/{made.above.ref}/revisions/1/").json()["code"] == "REDACTED"
    hiding.restore(incident=made.place, note="Mended.", by=chief, now=LATER + timedelta(hours=2))
    assert made.place.ref in client.get(f"{API}/incidents/{made.above.ref}/").json()["children"]
    assert client.get(f"{API}/incidents/{made.place.ref}/").json()["title"] == incidents_title
    assert differences() == []


# ---- Refusals


@pytest.mark.parametrize("numbers", [[2], [1, 7]])
def test_only_revisions_that_are_there_can_be_chosen(editor: User, chief: User, numbers: list[int]) -> None:
    made = tree()
    with pytest.raises(InvalidValue, match="no such revision") as refusal:
        redact(made.place, editor, chief, also=Also(revisions={made.above.ref: numbers}))
    assert refusal.value.field == "also"
    assert not Takedown.objects.filter(act="REDACT").exists()


def test_only_editions_that_are_there_can_be_chosen(editor: User, chief: User) -> None:
    made = tree()
    with pytest.raises(InvalidValue) as refusal:
        redact(made.place, editor, chief, also=Also(issues=[77]))
    assert refusal.value.field == "issues"


def test_what_was_published_after_the_page_was_shown_is_not_missed(editor: User, chief: User) -> None:
    made = tree()
    seen = sure(made.place)
    made.above.title = f"Strikes: {TITLE}"
    made.above.save()
    factories.published(made.above, now=factories.NOON + timedelta(minutes=5), note="Reworded.")
    with pytest.raises(StaleVersion, match=f"{made.above.ref} revision 2"):
        redact(made.place, editor, chief, also=seen)
    assert not Takedown.objects.filter(act="REDACT").exists()
    redact(made.place, editor, chief)
    assert TITLE not in contents()
