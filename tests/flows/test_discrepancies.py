"""From a log to the lines that stop an edition: every code as the command prints it, decided, and lapsed (B13)."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command

from sitreps.actions import decisions, drafts, issuing
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.errors import Blocked, InvalidValue
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.editions import DecisionState, DiscrepancyDecision, EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.series import Series
from tests import demo_day, factories
from tests.flows.crawling import crawl
from tests.unit.figures.logs import load

pytestmark = pytest.mark.django_db

Told = set[tuple[str, str, str]]


@pytest.fixture
def daily() -> Series:
    return factories.series(code="UKR-DAILY")


@pytest.fixture
def towns() -> dict[str, Any]:
    return factories.places()


def strike(place: Any, *, killed: int | None = 5, **fields: Any) -> Incident:
    made = factories.incident(place=place, **fields)
    if killed is not None:
        factories.claim(made, quantifier="EXACT", value=killed, as_of_at=factories.MORNING, as_of_on=None)
    return made


def told(draft: EditionDraft) -> Told:
    return {(one["severity"], one["code"], one["ref"]) for one in draft.discrepancies}


def of_code(draft: EditionDraft, code: str) -> list[decisions.Discrepancy]:
    return [decisions.Discrepancy.from_json(one) for one in draft.discrepancies if one["code"] == code]


def compiled(series: Series, *incidents: Incident) -> EditionDraft:
    for one in incidents:
        factories.published(one)
    return factories.compiled_draft(series)


# --- the day of the demo ---------------------------------------------------------------------------------------------


def test_the_day_of_the_demo_gives_exactly_what_is_written_down() -> None:
    demo_day.published()
    demo_day.quiet(*demo_day.COMPILE)
    draft = EditionDraft.objects.get()
    written = load("seed-expected.json")["discrepancies"]
    assert told(draft) == {(row["severity"], row["code"], row["ref"]) for row in written}
    assert len(draft.discrepancies) == len(written) == 28


# --- the codes that need more than one incident's figures ------------------------------------------------------------


def test_two_sources_in_different_regions_block(daily: Series, towns: dict[str, Any]) -> None:
    sumy = factories.place(level="ADM1", name="Sumska oblast", iso3166_1="UKR", pcode="UA59", adm1_pcode="UA59")
    factories.place(
        name="Sumy", parent=sumy, iso3166_1="UKR", adm2_pcode="UA5908", aliases=[{"name": "Суми", "language": "uk"}]
    )
    made = strike(towns["Dnipro"])
    factories.claim(made, value=3, origin=factories.origin(public_label="a channel"), place_text="Суми")
    draft = compiled(daily, made)
    (one,) = of_code(draft, "PLACE_CONFLICT")
    assert one.line == (
        f"BLOCK PLACE_CONFLICT:{made.ref} Sources place it differently: Dnipro (police); Sumy (a channel)."
    )
    assert one.claims == [f"{made.ref}/C01", f"{made.ref}/C02"]


def test_another_district_of_one_region_warns(daily: Series, towns: dict[str, Any]) -> None:
    towns["Samar"].adm2_pcode = "UA1210"
    towns["Samar"].save()
    made = strike(towns["Dnipro"])
    factories.claim(made, value=3, place_text="Samar, Dnipropetrovsk region")
    assert ("WARN", "PLACE_CONFLICT", made.ref) in told(compiled(daily, made))


def test_a_place_that_the_gazetteer_does_not_have_tells_nothing(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"])
    factories.claim(made, value=3, place_text="Nowhere")
    assert not of_code(compiled(daily, made), "PLACE_CONFLICT")


def test_two_incidents_of_one_day_and_town_may_be_one(daily: Series, towns: dict[str, Any]) -> None:
    first, second = strike(towns["Dnipro"]), strike(towns["Dnipro"])
    (one,) = of_code(compiled(daily, first, second), "DUPLICATE_SUSPECT")
    assert one.ref == max(first.ref, second.ref)
    assert f"the same event as {min(first.ref, second.ref)} (same place, same day" in one.text


def test_a_place_of_a_cluster_is_not_its_duplicate(daily: Series, towns: dict[str, Any]) -> None:
    parent = strike(towns["Dnipro"], kind="CLUSTER", killed=None)
    child = strike(towns["Dnipro"], parent=parent)
    Incident.objects.filter(pk=child.pk).update(state="IN_REVIEW")
    assert not of_code(compiled(daily, parent), "DUPLICATE_SUSPECT")


def test_a_large_change_since_the_last_edition_warns(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"], killed=10)
    factories.published(made)
    factories.issued_edition(daily)
    factories.claim(made, quantifier="EXACT", value=16, as_of_at=datetime(2025, 6, 25, 8, tzinfo=UTC), as_of_on=None)
    factories.published(made, now=datetime(2025, 6, 25, 9, tzinfo=UTC))
    draft = factories.compiled_draft(daily, date(2025, 6, 25))
    (one,) = of_code(draft, "LARGE_CHANGE")
    assert (one.severity, one.ref) == ("WARN", f"{made.ref}.KILLED")
    assert one.text.startswith("6 more killed than in the last edition that carried it: 10, now 16")


def test_a_higher_number_that_waits_longer_than_half_a_day_warns(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"], killed=10)
    midnight = datetime(2025, 6, 24, 0, 30, tzinfo=UTC)
    report = factories.source_item(reliability="B")
    Claim.objects.update(as_of_at=datetime(2025, 6, 23, 22, tzinfo=UTC), recorded_at=midnight, source_item=report)
    said = {"origin": factories.origin(public_label="a channel", reliability="C"), "source_item": report}
    factories.claim(made, quantifier="EXACT", value=12, as_of_at=midnight, as_of_on=None, recorded_at=midnight, **said)
    (one,) = of_code(compiled(daily, made), "STALE")
    assert one.line == (
        f"WARN STALE:{made.ref}.KILLED A newer, higher number has waited more than 12 hours: 12 (a channel)."
    )


def test_more_children_than_dead_block(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"])
    factories.claim(made, quantifier="EXACT", value=6, kind="SUBSET", age_group="CHILD", wording="six children")
    draft = compiled(daily, made)
    assert ("BLOCK", "DISAGG_EXCEEDS_TOTAL", f"{made.ref}.KILLED") in told(draft)


# --- texts -----------------------------------------------------------------------------------------------------------


def person(of: Incident, name: str) -> None:
    about = {"origin": factories.origin(), "source_item": factories.source_item()}
    PersonMention.objects.create(incident=of, key="P1", name=name, **about)


def test_a_victims_name_in_the_summary_blocks_and_its_note_is_never_printed(
    daily: Series, towns: dict[str, Any], client: Any
) -> None:
    made = strike(towns["Dnipro"], summary="Olena Petrenko was among the dead.")
    person(made, "Olena Petrenko")
    draft = compiled(daily, made)
    blocks = of_code(draft, "SENSITIVE_CONTENT")
    assert {(one.severity, one.ref) for one in blocks} == {("BLOCK", made.ref), ("BLOCK", "UKR-DAILY/OVERVIEW")}
    assert not any("Petrenko" in one.text for one in blocks)
    chief, now = factories.user(Role.CHIEF_EDITOR), factories.an_hour_after_cut_off(daily, factories.DAY)
    with pytest.raises(Blocked) as blocked:
        issuing.issue_edition(draft=draft, by=chief, now=now, wake=False)
    assert list(blocked.value.lines) == [one.line for one in blocks]
    notes = {one.key: "QXFAMILYAGREED" for one in blocks}
    issue = issuing.issue_edition(draft=draft, by=chief, now=now, accept=notes, wake=False)
    assert "QXFAMILYAGREED" not in issue.snapshot
    accepted = DiscrepancyDecision.objects.filter(state=DecisionState.ACCEPTED)
    assert set(accepted.values_list("note", flat=True)) == {"QXFAMILYAGREED"}
    assert "QXFAMILYAGREED" not in json.dumps(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert not any("QXFAMILYAGREED" in answer.text for answer in crawl(client, "/", "/api/v1/").values())


def test_a_restricted_facility_and_a_protected_source_are_found_in_texts(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"], title="Strike on the Iskra plant", summary="Ivan Koval told the desk of it.")
    factories.facility(made, category="COM.BUSINESS", name="Iskra plant")
    factories.origin(name="Ivan Koval", public_label="a local official", protect_identity=True)
    draft = compiled(daily, made)
    (one,) = [found for found in of_code(draft, "SENSITIVE_CONTENT") if found.ref == made.ref]
    assert one.text.startswith("The title names")
    assert "The summary names" in one.text


def test_what_an_editor_types_into_an_edition_is_checked_at_once(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"])
    person(made, "Olena Petrenko")
    draft = compiled(daily, made)
    assert not of_code(draft, "SENSITIVE_CONTENT")
    editor = factories.user(Role.EDITOR)
    typed: dict[str, Any] = {"highlights": "The enemy killed Olena Petrenko in Dnipro.", "overview": draft.overview}
    edited = drafts.edit_texts(draft=draft, version=draft.version, by=editor, now=factories.NOON, **typed)
    assert {(one[0], one[1], one[2]) for one in told(edited) if "/" in one[2]} == {
        ("BLOCK", "SENSITIVE_CONTENT", "UKR-DAILY/HIGHLIGHTS"),
        ("WARN", "EMOTIVE_LANGUAGE", "UKR-DAILY/HIGHLIGHTS"),
    }


def test_a_partys_number_told_as_a_fact_warns(daily: Series, towns: dict[str, Any]) -> None:
    made = strike(towns["Dnipro"], summary="15 people were killed at a depot.")
    ministry = factories.origin(public_label="the ministry", type="PARTY_TO_CONFLICT")
    factories.claim(made, quantifier="EXACT", value=15, origin=ministry, attribution_mode="CLAIMED")
    assert ("WARN", "PARTY_CLAIM_AS_FACT", f"{made.ref}.KILLED") in told(compiled(daily, made))


# --- decisions -------------------------------------------------------------------------------------------------------


@pytest.fixture
def conflicting(daily: Series, towns: dict[str, Any]) -> Callable[[], EditionDraft]:
    made = strike(towns["Dnipro"], killed=10)
    hospital = factories.origin(public_label="the hospital")
    factories.claim(made, quantifier="EXACT", value=20, origin=hospital, as_of_at=factories.MORNING, as_of_on=None)
    factories.published(made)
    return lambda: factories.compiled_draft(daily)


def test_a_conflict_says_who_says_what_and_what_to_do(conflicting: Callable[[], EditionDraft]) -> None:
    (one,) = of_code(conflicting(), "CONFLICT")
    assert one.text == ("Sources contradict each other: 10 (police) against 20 (the hospital); the first is printed.")
    assert one.what_to_do.startswith("Ask which of them is newer")
    assert len(one.claims) == 2


def test_what_was_accepted_is_printed_with_who_when_and_note_kept(
    conflicting: Callable[[], EditionDraft], daily: Series
) -> None:
    draft = conflicting()
    (one,) = of_code(draft, "CONFLICT")
    issue = issue_accepting(draft, daily, {one.key: "Both were asked; neither would give way."})
    decision = DiscrepancyDecision.objects.get(state=DecisionState.ACCEPTED)
    assert (decision.code, decision.fingerprint) == ("CONFLICT", one.fingerprint)
    assert decision.by.startswith("colleague-")
    notes = canonical.decode(issue.snapshot, EditionDocument).data_notes
    assert "Both were asked; neither would give way." in [note.note for note in notes]
    audited = AuditEvent.objects.get(action="discrepancy.accept")
    assert audited.object_ref == one.key
    assert decision.note == "Both were asked; neither would give way."
    assert audited.detail == {"severity": "BLOCK", "fingerprint": one.fingerprint}


def test_a_decision_holds_for_the_next_edition_and_lapses_with_a_claim(
    conflicting: Callable[[], EditionDraft], daily: Series
) -> None:
    draft = conflicting()
    (one,) = of_code(draft, "CONFLICT")
    decisions.accept([one], {one.key: "Asked."}, by=factories.user(Role.CHIEF_EDITOR), now=factories.NOON)
    assert decisions.open_blocks([one]) == []
    claim = Claim.objects.latest("pk")
    Claim.objects.filter(pk=claim.pk).update(value=21)
    factories.published(claim.incident, now=datetime(2025, 6, 24, 13, tzinfo=UTC))
    (changed,) = of_code(factories.compiled_draft(daily), "CONFLICT")
    assert decisions.open_blocks([changed]) == [changed]


def test_whoever_issues_has_seen_the_warnings(daily: Series, towns: dict[str, Any]) -> None:
    first, second = strike(towns["Dnipro"]), strike(towns["Dnipro"])
    draft = compiled(daily, first, second)
    issue_accepting(draft, daily, {})
    warned = {one["fingerprint"] for one in draft.discrepancies if one["severity"] == "WARN"}
    seen = DiscrepancyDecision.objects.filter(state=DecisionState.ACKNOWLEDGED)
    assert set(seen.values_list("fingerprint", flat=True)) == warned != set()


@pytest.mark.parametrize(
    ("key", "note", "why"),
    [
        ("CONFLICT:UKR-2025-9999.KILLED", "A note.", "is no discrepancy of this edition"),
        (None, " ", "needs a note"),
        (None, "x" * 301, "300 at most"),
        (None, "A woman aged 43 in Dnipro said so.", "word it otherwise"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused(
    conflicting: Callable[[], EditionDraft], key: str | None, note: str, why: str
) -> None:
    (one,) = of_code(conflicting(), "CONFLICT")
    with pytest.raises(InvalidValue, match=why):
        decisions.accept([one], {key or one.key: note}, by=factories.user(Role.CHIEF_EDITOR), now=factories.NOON)
    assert not DiscrepancyDecision.objects.exists()


def issue_accepting(draft: EditionDraft, series: Series, accept: dict[str, str]) -> EditionIssue:
    now = factories.an_hour_after_cut_off(series, factories.DAY)
    return issuing.issue_edition(draft=draft, by=factories.user(Role.CHIEF_EDITOR), now=now, accept=accept, wake=False)


def test_the_command_prints_the_block_and_takes_its_note(
    conflicting: Callable[[], EditionDraft], daily: Series
) -> None:
    draft = conflicting()
    (one,) = of_code(draft, "CONFLICT")
    out = io.StringIO()
    arguments = ("compile_edition", "UKR-DAILY", "--for", "2025-06-24", "--issue")
    with pytest.raises(SystemExit) as blocked:
        call_command(*arguments, stdout=out)
    assert blocked.value.code == 3
    assert one.line in out.getvalue().splitlines()
    call_command(*arguments, "--accept", f"{one.key}=Both were asked.", stdout=io.StringIO())
    assert EditionIssue.objects.get().number == 1
