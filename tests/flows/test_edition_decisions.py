"""What the desk decides about discrepancies: blocks stop an edition, a note opens it and is printed (B13)."""

from datetime import timedelta

import pytest

from sitreps.actions import decisions, drafts, issuing, work
from sitreps.codelists import Severity
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.errors import Blocked, InvalidValue
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.editions import DiscrepancyDecision, EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOON + timedelta(hours=4)
DAY = timedelta(days=1)
NOTE = "Both offices stand by their numbers; the desk asked them."


@pytest.fixture
def incident() -> Incident:
    """The city says 4, the region 12: both cannot be right."""
    made = factories.incident()
    for value, label in ((4, "city council"), (12, "regional office")):
        factories.claim(made, quantifier="EXACT", value=value, origin=factories.origin(public_label=label))
    factories.published(made)
    return made


@pytest.fixture
def key(incident: Incident) -> str:
    return f"CONFLICT:{incident.ref}.KILLED"


@pytest.fixture
def daily(incident: Incident) -> Series:
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def draft(daily: Series) -> EditionDraft:
    return factories.compiled_draft(daily)


def found(of: EditionDraft) -> list[decisions.Discrepancy]:
    return [decisions.Discrepancy.from_json(one) for one in of.discrepancies]


def open_blocks(of: EditionDraft) -> list[str]:
    return [one.key for one in decisions.open_blocks(found(of))]


def notes(of: EditionIssue) -> dict[str, str]:
    """The printed notes by what they are about."""
    document = canonical.decode(of.snapshot, EditionDocument)
    return {f"{one.code}:{one.ref}": one.note for one in document.data_notes if one.note}


def later_draft(daily: Series) -> EditionDraft:
    return factories.compiled_draft(daily, factories.DAY + DAY)


def revised(incident: Incident) -> None:
    factories.published(incident, now=NOW + timedelta(hours=2))


def test_a_block_stops_the_issue_and_its_line_says_what_it_is_about(draft: EditionDraft, key: str, chief: User) -> None:
    with pytest.raises(Blocked) as stopped:
        issuing.issue_edition(draft=draft, by=chief, now=NOW, wake=False)
    assert len(stopped.value.lines) == 1
    assert stopped.value.lines[0].startswith(f"BLOCK {key} ")
    assert not EditionIssue.objects.exists()
    assert not DiscrepancyDecision.objects.exists()


def test_warnings_and_information_stop_nothing(draft: EditionDraft, key: str, chief: User) -> None:
    assert {one.severity for one in found(draft)} > {Severity.BLOCK}
    issue = issuing.issue_edition(draft=draft, by=chief, now=NOW, accept={key: NOTE}, wake=False)
    assert notes(issue) == {key: NOTE}


def test_an_accepted_block_is_kept_with_who_when_and_why(draft: EditionDraft, key: str, chief: User) -> None:
    issuing.issue_edition(draft=draft, by=chief, now=NOW, accept={key: f"  {NOTE}  "}, wake=False)
    decision = DiscrepancyDecision.objects.get()
    assert (f"{decision.code}:{decision.ref}", decision.state) == (key, "ACCEPTED")
    assert (decision.by, decision.at, decision.note) == (chief.username, NOW, NOTE)


def test_nothing_is_decided_where_one_of_the_notes_is_refused(draft: EditionDraft, key: str, chief: User) -> None:
    for accept, words in (
        ({key: NOTE, "CONFLICT:UKR-2025-9999.KILLED": NOTE}, "is no discrepancy of this edition"),
        ({key: " "}, "needs a note: readers see why it was accepted"),
    ):
        with pytest.raises(InvalidValue, match=words):
            issuing.issue_edition(draft=draft, by=chief, now=NOW, accept=accept, wake=False)
    assert not DiscrepancyDecision.objects.exists()
    assert not EditionIssue.objects.exists()


def test_a_decision_holds_in_the_next_edition_while_its_claims_stay(
    draft: EditionDraft, daily: Series, incident: Incident, key: str, chief: User
) -> None:
    issuing.issue_edition(draft=draft, by=chief, now=NOW, accept={key: NOTE}, wake=False)
    factories.claim(incident, measure="INJURED", quantifier="EXACT", value=30)
    revised(incident)
    later = later_draft(daily)
    assert key in {one.key for one in found(later)}
    assert open_blocks(later) == []
    assert notes(issuing.issue_edition(draft=later, by=chief, now=NOW + DAY, wake=False)) == {key: NOTE}


def test_a_decision_lapses_when_one_of_its_claims_changes(
    draft: EditionDraft, daily: Series, incident: Incident, key: str, chief: User
) -> None:
    issuing.issue_edition(draft=draft, by=chief, now=NOW, accept={key: NOTE}, wake=False)
    Claim.objects.filter(incident=incident, value=12).update(value=13)
    revised(incident)
    later = later_draft(daily)
    assert open_blocks(later) == [key]
    with pytest.raises(Blocked):
        issuing.issue_edition(draft=later, by=chief, now=NOW + DAY, wake=False)


def test_of_two_notes_the_newer_one_is_printed(draft: EditionDraft, key: str, chief: User) -> None:
    decisions.accept(found(draft), {key: "A first note."}, by=chief, now=NOW - timedelta(minutes=1))
    issue = issuing.issue_edition(draft=draft, by=chief, now=NOW, accept={key: NOTE}, wake=False)
    assert notes(issue) == {key: NOTE}


def test_a_block_that_was_resolved_is_gone_after_a_refresh(
    draft: EditionDraft, incident: Incident, chief: User, key: str
) -> None:
    Claim.objects.filter(incident=incident, value=4).update(value=12)
    revised(incident)
    job = drafts.ask_to_compile(draft=draft, by=factories.user(Role.EDITOR), now=NOW + timedelta(hours=3), wake=False)
    work.run_job(job_id=job.pk, clock=lambda: NOW + timedelta(hours=3))
    draft.refresh_from_db()
    assert key not in {one.key for one in found(draft)}
    assert issuing.issue_edition(draft=draft, by=chief, now=NOW + timedelta(hours=4), wake=False).number == 1


def test_what_protects_people_is_never_printed_even_with_a_note(draft: EditionDraft, chief: User) -> None:
    document = canonical.decode(draft.snapshot, EditionDocument)
    secret = decisions.Discrepancy("BLOCK", "SENSITIVE_CONTENT", "UKR-2025-0001", "a name in the summary", "f" * 64)
    decisions.accept([secret], {secret.key: "The family agreed."}, by=chief, now=NOW)
    assert decisions.open_blocks([secret]) == []
    assert decisions.data_notes(document, [secret]) == ()
