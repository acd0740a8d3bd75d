"""The record is proved row by row: what was tampered with past the triggers is named, and nothing else is."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from sitreps.actions import audit, hiding, projections, redaction, withdrawals
from sitreps.actions.verifying import Verification, rebuild
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.models import triggers, word_index
from sitreps.models.accounts import COMMAND, Role, actor
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent, RevisionFigure
from sitreps.models.takedowns import Takedown
from tests import factories

pytestmark = pytest.mark.django_db

LATER = factories.NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def record() -> None:
    """A cluster with two places, one of them revised; an event alone; an edition.

    Numbers 1 to 3: UKR-2025-2222, -3333 and their cluster -1111; 4: -4444; 5, 6: -2222 again, the cluster recomputed;
    7: the edition.
    """
    places = factories.places()
    cluster = factories.incident(ref="UKR-2025-1111", kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    factories.claim(cluster, value=9)
    for ref, place, killed in (("UKR-2025-2222", "Dnipro", 5), ("UKR-2025-3333", "Samar", 2)):
        one = factories.incident(ref=ref, parent=cluster, place=places[place], state="IN_REVIEW")
        factories.claim(one, value=killed)
        factories.facility(one)
    factories.published(cluster)
    factories.published_incident(ref="UKR-2025-4444", place=places["Samar"])
    revised = Incident.objects.get(ref="UKR-2025-2222")
    Claim.objects.filter(incident=revised).update(value=11)
    factories.published(revised, now=LATER)
    factories.issued_edition(factories.series(code="UKR-DAILY", starts_on=factories.DAY))
    assert list(IncidentRevision.objects.order_by("seq").values_list("ref", "number")) == [
        ("UKR-2025-2222", 1),
        ("UKR-2025-3333", 1),
        ("UKR-2025-1111", 1),
        ("UKR-2025-4444", 1),
        ("UKR-2025-2222", 2),
        ("UKR-2025-1111", 2),
    ]


def found() -> list[str]:
    return [str(difference) for difference in Verification().differences()]


def named() -> list[str]:
    return [difference.what for difference in Verification().differences()]


def tamper(statement: str, *parameters: Any) -> None:
    """As somebody would who owns the database."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, parameters)
        assert cursor.rowcount > 0
    triggers.install(connection)


def change(table: str, column: str, value: Any, where: str) -> None:
    tamper(f"UPDATE sitreps_{table} SET {column} = %s WHERE {where}", value)  # noqa: S608 the test's own words


def rewrite(number: int, column: str, alter: Callable[[dict[str, Any]], object]) -> None:
    """Change one of the frozen JSONs of the revision that bears a number."""
    content = RevisionContent.objects.get(revision__seq=number)
    document = json.loads(getattr(content, column))
    alter(document)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    change("revisioncontent", column, text, f"revision_id = {content.pk}")


def test_a_record_that_nobody_touched_is_whole() -> None:
    proof = Verification()
    assert list(proof.differences()) == []
    assert proof.counts == {
        "revisions": 6,
        "issues": 1,
        "changes": 7,
        "audit events": AuditEvent.objects.count(),
    }


# ---- Columns, one at a time


REVISION, FIGURE = "UKR-2025-4444 revision 1", "revision figure KILLED of UKR-2025-4444 revision 1"
ISSUE, ENTRY = "UKR-DAILY No. 1, version 1", "entry UKR-2025-4444 of UKR-DAILY No. 1, version 1"
EARLY, ISSUED, OF = "2025-01-01T00:00:00Z", "action = 'edition.issue'", "ref = 'UKR-2025-4444'"
NO_HASH = "its content does not have its hash"
COLUMNS: tuple[tuple[str, Any, str, str, str], ...] = (
    # column, value, row ({n}: the id of the revision that bears number n), what is named, how it differs
    ("incidentrevision.sha256", "0" * 64, "seq = 4", REVISION, "sha256 is 000"),
    ("incidentrevision.country", "RUS", "seq = 4", REVISION, "country is RUS, must be UKR"),
    ("incidentrevision.parent_ref", "", "seq = 2", "UKR-2025-3333 revision 1", "parent_ref is nothing, must be UKR"),
    ("incidentrevision.parent_ref", "UKR-2025-1111", "seq = 4", REVISION, "must be nothing"),
    ("incidentrevision.published_at", EARLY, "seq = 1", "UKR-2025-2222 revision 1", "published_at is 2025-01-01"),
    ("incidentrevision.change_note", "x", "seq = 5", "UKR-2025-2222 revision 2", "is x, must be A newer figure."),
    ("incidentrevision.change_code", "NEW", "seq = 5", "UKR-2025-2222 revision 2", "change_code is NEW"),
    ("incidentrevision.number", 3, "seq = 5", "UKR-2025-2222 revision 3", "number is 3, must be 2"),
    ("incidentrevision.by", "nobody", "seq = 4", REVISION, "actor is nobody, must be"),
    ("change.at", EARLY, "seq = 4", "change 4", "at is 2025-01-01"),
    ("change.ref", "UKR-2025-9999", "seq = 4", "change 4", "ref is UKR-2025-9999, must be UKR-2025-4444"),
    ("change.why_text", "x", "seq = 6", "change 6", "why_text is x, must be recomputed"),
    ("change.event", "incident.published", "seq = 5", "change 5", "event is incident.published"),
    ("change.revision", 2, "seq = 7", "change 7", "revision is 2, must be 1"),
    ("auditevent.actor", "nobody", ISSUED, "audit event", NO_HASH),
    ("auditevent.detail", "{}", ISSUED, "audit event", NO_HASH),
    ("auditevent.hash", "f" * 64, "seq = 3", "audit event 3", NO_HASH),
    ("auditevent.previous_hash", "0" * 64, "seq = 3", "audit event 3", NO_HASH),
    ("editionissue.title", "x", "seq = 7", ISSUE, "title is x, must be"),
    ("editionissue.sha256", "0" * 64, "seq = 7", ISSUE, "sha256 is 000"),
    ("editionissue.known_seq", 3, "seq = 7", ISSUE, "known_seq is 3, must be 6"),
    ("editionissue.issued_by", "x", "seq = 7", ISSUE, "actor is x, must be"),
    ("editionissue.snapshot", "{}", "seq = 7", ISSUE, "its snapshot cannot be read"),
    ("editionentry.role", "LATE", OF, ENTRY, "role is LATE, must be NEW"),
    ("editionentry.revision_id", "{2}", OF, ENTRY, "revision is"),
    ("editionentry.ref", "UKR-2025-5555", OF, ENTRY, "missing"),
    ("revisioncontent.payload", "{}", "revision_id = {4}", f"content of {REVISION}", "its public JSON was changed"),
    ("revisioncontent.inputs", "?", "revision_id = {4}", f"content of {REVISION}", "its inputs are not those"),
    ("revisionfigure.lower", 99, "revision_id = {4}", FIGURE, "lower is 99, must be 1"),
    ("revisionfigure.measure", "MISSING", "revision_id = {4}", FIGURE, "missing"),
    ("revisionfacility.lower", 5, "category = 'EDU' AND revision_id = {2}", "revision facility EDU of", "lower is 5"),
    ("revisiondating.day", "2025-06-25", "revision_id = {6}", "revision dating of UKR-2025-1111 revision 2", "day is"),
    ("revisiontext.search_text", "x", "revision_id = {4}", f"revision text of {REVISION}", "search_text is x, must be"),
    ("revisionscene.place_key", "x", "revision_id = {4}", f"revision scene of {REVISION}", "place_key is x, must be"),
    ("revisionsource.key", "x", "revision_id = {4}", "revision source DOC-", "missing"),
    ("latest.grade", "CONFIRMED", OF, "latest of UKR-2025-4444", "grade is CONFIRMED"),
    ("latest.revision_id", "{1}", "ref = 'UKR-2025-2222'", "latest of UKR-2025-2222", "revision is"),
    ("sequence.value", 9, "name = 'record'", "numbers 8 to 9 of the record", "missing"),
    ("sequence.value", 6, "name = 'record'", "sequence record", "stands at 6, must be 7"),
    ("sequence.value", 1, "name = 'audit'", "sequence audit", "stands at 1, must be"),
)


@pytest.mark.parametrize("case", COLUMNS, ids=lambda case: f"{case[0]} {case[3]}")
def test_a_column_that_was_changed_is_named(case: tuple[str, Any, str, str, str]) -> None:
    path, value, where, name, how = case
    ids = [0, *IncidentRevision.objects.order_by("seq").values_list("pk", flat=True)]
    if isinstance(value, str) and value.startswith("{") and value != "{}":
        value = int(value.format(*ids))
    table, _, column = path.partition(".")
    change(table, f'"{column}"', value, where.format(*ids))
    [first, *rest] = found()
    assert first.startswith(name)
    assert how in first
    # A key that was changed is one row that is missing and one too many.
    assert len(rest) == (1 if how == "missing" and "missing" not in path and "sequence" not in path else 0)
    assert all("has none" in line or "does not carry it" in line for line in rest)


# ---- Frozen JSONs


def test_a_public_json_that_was_changed_is_named_with_its_member() -> None:
    rewrite(4, "payload", lambda payload: payload.update(title="Nothing happened"))
    assert found() == ["content of UKR-2025-4444 revision 1: its public JSON was changed: title"]


def test_a_public_json_with_a_new_digest_of_its_own_is_named_too() -> None:
    def alter(payload: dict[str, Any]) -> None:
        payload.update(title="Nothing happened", sha256="1" * 64)

    rewrite(4, "payload", alter)
    assert found() == ["content of UKR-2025-4444 revision 1: its public JSON was changed: title"]


def test_inputs_that_were_changed_are_named_and_not_the_cluster_that_rests_on_them() -> None:
    rewrite(5, "inputs", lambda inputs: inputs["claims"][0].update(value=12))
    assert found() == ["content of UKR-2025-2222 revision 2: its inputs are not those that were published"]


def test_inputs_that_give_the_same_figures_are_found_by_their_digest() -> None:
    rewrite(2, "inputs", lambda inputs: inputs["claims"][0]["origin"].update(voice="SOMEBODY-ELSE"))
    assert found() == ["content of UKR-2025-3333 revision 1: its inputs are not those that were published"]


def test_without_their_digest_inputs_are_judged_by_what_they_give() -> None:
    forget_digests_of_inputs()
    rewrite(4, "inputs", lambda inputs: inputs["claims"][0].update(value=12))
    [line] = found()
    assert line.startswith("content of UKR-2025-4444 revision 1: its inputs give another public JSON: figures, claims")


def test_a_changed_public_json_does_not_blame_the_revision_after_it() -> None:
    rewrite(1, "payload", lambda payload: payload["figures"][0].update(text="nobody", lower=0))
    assert named() == ["content of UKR-2025-2222 revision 1"]


def forget_digests_of_inputs() -> None:
    """Rows of the audit log as the first versions wrote them, with a chain that holds."""
    triggers.drop(connection)
    previous = audit.GENESIS
    for event in AuditEvent.objects.order_by("seq"):
        event.detail.pop("inputs_sha256", None)
        event.previous_hash = previous
        previous = event.hash = audit.event_hash(event)
        event._state.adding = False
        super(AuditEvent, event).save_base(force_update=True)
    triggers.install(connection)


# ---- Rows that are gone


def test_a_missing_change_is_named_with_its_outbox_row() -> None:
    tamper("DELETE FROM sitreps_outbox WHERE change_id = 4")
    assert named() == ["outbox of change 4"]
    tamper("DELETE FROM sitreps_change WHERE seq = 4")
    assert found() == ["change 4: missing: it would tell of UKR-2025-4444 revision 1"]


@pytest.mark.parametrize("model", [RevisionFigure, RevisionContent, Latest])
def test_a_missing_row_is_named(model: Any) -> None:
    names = {
        RevisionFigure: "revision figure KILLED of UKR-2025-4444 revision 1",
        RevisionContent: "content of UKR-2025-4444 revision 1",
        Latest: "latest of UKR-2025-4444",
    }
    pk = IncidentRevision.objects.get(seq=4).pk
    tamper(f"DELETE FROM {model._meta.db_table} WHERE revision_id = %s", pk)  # noqa: S608
    assert found() == [f"{names[model]}: missing"]


def test_a_missing_revision_is_named_by_its_change_and_a_missing_number_by_itself() -> None:
    pk = IncidentRevision.objects.get(seq=1).pk
    models: tuple[type[Model], ...] = (*projections.TABLES, RevisionContent)
    for model in models:
        if QuerySet(model).filter(revision=pk).exists():
            tamper(f"DELETE FROM {model._meta.db_table} WHERE revision_id = %s", pk)  # noqa: S608
    tamper("DELETE FROM sitreps_incidentrevision WHERE id = %s", pk)
    assert "incident UKR-2025-2222 1: missing: change 1 tells of it" in found()
    tamper("DELETE FROM sitreps_outbox WHERE change_id = 1")
    tamper("DELETE FROM sitreps_change WHERE seq = 1")
    assert "number 1 of the record: missing: the audit log tells of it" in found()


def test_missing_rows_of_the_audit_log_are_named_by_their_numbers() -> None:
    last = AuditEvent.objects.count()
    tamper("DELETE FROM sitreps_auditevent WHERE seq IN (2, 3)")
    tamper("DELETE FROM sitreps_auditevent WHERE seq = %s", last)
    assert found() == ["audit events 2 to 3: missing", f"audit event {last}: missing"]


def test_an_audit_row_with_a_new_hash_breaks_the_chain_behind_it() -> None:
    event = AuditEvent.objects.get(seq=3)
    event.actor = "nobody"
    tamper("UPDATE sitreps_auditevent SET actor = %s, hash = %s WHERE seq = 3", "nobody", audit.event_hash(event))
    assert found() == ["audit event 3: it is not the row that audit event 4 is chained to"]


def test_an_act_without_its_audit_row_is_named_where_the_log_is_whole() -> None:
    triggers.drop(connection)
    AuditEvent.objects.get(action="edition.issue")
    events = list(AuditEvent.objects.order_by("seq"))
    tamper("DELETE FROM sitreps_auditevent")
    triggers.drop(connection)
    previous, kept = audit.GENESIS, [event for event in events if event.action != "edition.issue"]
    for number, event in enumerate(kept, start=1):
        event.seq, event.previous_hash, event._state.adding = number, previous, True
        previous = event.hash = audit.event_hash(event)
        event.save()
    tamper("UPDATE sitreps_sequence SET value = %s WHERE name = 'audit'", len(kept))
    assert found() == ["audit event of UKR-DAILY No. 1, version 1: missing"]


# ---- What was taken down


@pytest.fixture
def taken_down() -> None:
    """8, 9: -3333 is withdrawn, the cluster recomputed; 10 to 13: -4444 and the edition are hidden and restored."""
    gone, hidden = (Incident.objects.get(ref=ref) for ref in ("UKR-2025-3333", "UKR-2025-4444"))
    chief, now = factories.user(Role.CHIEF_EDITOR), factories.NOON + timedelta(days=1)
    withdrawals.withdraw(
        incident=gone,
        expected_version=gone.version,
        reason=ChangeCode.OUR_ERROR,
        text="Another day.",
        by=chief,
        now=now,
    )
    hiding.hide(incident=hidden, note="A child can be recognised.", by=chief, now=now)
    other = factories.user(Role.CHIEF_EDITOR)
    assert list(Verification().differences()) == []
    hiding.restore(incident=hidden, note="It cannot.", by=other, now=now)


@pytest.mark.usefixtures("taken_down")
def test_a_record_of_which_something_was_taken_down_is_whole() -> None:
    assert list(Change.objects.filter(seq__gt=7).order_by("seq").values_list("event", flat=True)) == [
        "incident.withdrawn",
        "incident.revised",
        "incident.hidden",
        "edition.hidden",
        "incident.restored",
        "edition.restored",
    ]
    assert found() == []


@pytest.mark.usefixtures("taken_down")
@pytest.mark.parametrize(
    ("column", "value", "how"),
    [
        ("act", "MERGE", "action is incident.merge, must be incident.withdraw"),
        ("reason", "WITHDRAWN", "reason is WITHDRAWN, must be OUR_ERROR"),
        ("by", "nobody", "actor is nobody, must be"),
    ],
)
def test_an_act_that_was_changed_is_named(column: str, value: str, how: str) -> None:
    survivor = Incident.objects.get(ref="UKR-2025-4444").pk if value == "MERGE" else None
    tamper(f"UPDATE sitreps_takedown SET {column} = %s, survivor_id = %s WHERE seq = 8", value, survivor)  # noqa: S608
    lines = found()
    assert lines[0].startswith("takedown 8 of UKR-2025-3333: ")
    assert how in lines[0]
    assert len(lines) == 1


@pytest.mark.usefixtures("taken_down")
@pytest.mark.parametrize(
    ("change_", "how"),
    [
        ("at = '2025-06-25 12:00:01+00:00' WHERE seq = 8", "at is 2025-06-25T12:00:01+00:00, must be"),
        ("text = 'It did not happen.' WHERE seq = 8", "text_sha256 is"),
        ("text = '', text_salt = '' WHERE seq = 8", "text_sha256 is nothing, must be"),
        ("note = 'A wrong number.' WHERE seq = 10", "note_sha256 is"),
        ("note = '', note_salt = '' WHERE seq = 10", "note_sha256 is nothing, must be"),
        ("note = 'It was harmless.', note_salt = 'ab' WHERE seq = 8", "note_sha256 is"),
    ],
)
def test_the_moment_and_the_words_of_an_act_are_anchored_in_the_audit_log(change_: str, how: str) -> None:
    tamper(f"UPDATE sitreps_takedown SET {change_}")  # noqa: S608
    seq = int(change_.rpartition(" ")[2])
    about = [line for line in found() if line.startswith(f"takedown {seq} of ")]
    assert len(about) == 1
    assert how in about[0]
    assert "(audit event " in about[0]


@pytest.mark.usefixtures("taken_down")
def test_words_may_be_empty_only_where_a_redaction_erased_them() -> None:
    incident = Incident.objects.get(ref="UKR-2025-3333")
    hider, chief, now = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR), LATER + timedelta(days=2)
    hiding.hide(incident=incident, note="A child can be recognised.", by=hider, now=now)
    redaction.redact(incident=incident, text="It did harm.", by=chief, now=now)
    erased = Takedown.objects.filter(incident=incident).exclude(act="REDACT")
    assert set(erased.values_list("text", "note", "text_salt", "note_salt")) == {("", "", "", "")}
    assert found() == []
    tamper("UPDATE sitreps_takedown SET text = 'It never stood here.' WHERE seq = 8")
    assert found()[0].startswith("takedown 8 of UKR-2025-3333: text_sha256 is nothing, must be")
    tamper("UPDATE sitreps_takedown SET text = '', text_salt = '' WHERE act = 'REDACT' AND incident_id IS NOT NULL")
    assert "text_sha256 is nothing, must be" in "\n".join(found())


def test_what_the_audit_log_tells_of_words_cannot_be_tried_against_names() -> None:
    incident = Incident.objects.get(ref="UKR-2025-4444")
    chief, now = factories.user(Role.CHIEF_EDITOR), factories.NOON + timedelta(days=1)
    note = "It names Olena K."
    act = hiding.hide(incident=incident, note=note, by=chief, now=now)[0]
    detail = AuditEvent.objects.get(action="incident.hide").detail
    assert note not in str(detail)
    assert detail["note_sha256"] == canonical.digest(act.note_salt + note) != canonical.digest(note)
    assert (len(act.note_salt), detail["text_sha256"]) == (32, None)


@pytest.mark.usefixtures("taken_down")
def test_an_act_that_was_erased_is_named_by_its_change_and_the_projection_follows_the_rest() -> None:
    tamper("DELETE FROM sitreps_takedown WHERE seq = 8")
    assert "incident UKR-2025-3333 1: missing: change 8 tells of it" in found()


@pytest.mark.usefixtures("taken_down")
def test_a_record_of_which_something_was_redacted_is_whole() -> None:
    incident = Incident.objects.get(ref="UKR-2025-2222")
    hider, chief, now = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR), LATER + timedelta(days=2)
    hiding.hide(incident=incident, note="A child can be recognised.", by=hider, now=now)
    redaction.redact(incident=incident, text="It did harm.", by=chief, now=now)
    assert found() == []
    assert list(rebuild(by=actor(COMMAND), now=now)) == []


# ---- Mending


def test_rows_that_are_derived_are_written_anew() -> None:
    ids = dict(IncidentRevision.objects.values_list("seq", "pk"))
    tamper("DELETE FROM sitreps_revisiondating WHERE revision_id = %s", ids[6])
    change("revisionfigure", "lower", 99, f"revision_id = {ids[4]}")
    change("latest", "country", "RUS", "ref = 'UKR-2025-4444'")
    tamper("DELETE FROM sitreps_latest WHERE ref = 'UKR-2025-1111'")
    wrong = found()
    assert len(wrong) == 4
    mended = [str(one) for one in rebuild(by=actor(COMMAND), now=LATER)]
    assert mended == wrong
    assert found() == []
    event = AuditEvent.objects.latest("seq")
    assert (event.action, event.actor, event.detail) == ("record.rebuild", COMMAND, {"rows": 4})
    assert triggers.missing(connection) == []


def test_an_index_of_words_that_parted_from_its_table_is_filled_anew() -> None:
    assert word_index.agrees(connection)
    if connection.vendor == "postgresql":
        return  # it keeps its indexes itself
    tamper("INSERT INTO sitreps_words (rowid, search_text) VALUES (4, 'nonsense')")
    assert found() == ["index of words: does not hold the words of its table"]
    assert [str(one) for one in rebuild(by=actor(COMMAND), now=LATER)] == [
        "index of words: does not hold the words of its table"
    ]
    assert found() == []


def test_the_record_itself_is_never_mended_and_nothing_is_derived_from_what_is_wrong() -> None:
    ids = dict(IncidentRevision.objects.values_list("seq", "pk"))
    rewrite(4, "inputs", lambda inputs: inputs["claims"][0].update(value=12))
    change("revisionfigure", "lower", 99, f"revision_id = {ids[4]}")
    change("change", "ref", "UKR-2025-9999", "seq = 5")
    before = RevisionContent.objects.get(pk=ids[4]).inputs
    assert list(rebuild(by=actor(COMMAND), now=LATER)) == []
    assert RevisionContent.objects.get(pk=ids[4]).inputs == before
    assert RevisionFigure.objects.get(revision=ids[4], measure="KILLED").lower == 99
    assert Change.objects.get(seq=5).ref == "UKR-2025-9999"
    assert named() == ["content of UKR-2025-4444 revision 1", "change 5"]
    assert not AuditEvent.objects.filter(action="record.rebuild").exists()


def test_a_changed_public_json_does_not_spoil_what_is_derived() -> None:
    """The rows beside it are judged by what its sound inputs give."""
    rewrite(4, "payload", lambda payload: payload["figures"][0].update(lower=50))
    assert named() == ["content of UKR-2025-4444 revision 1"]
    assert list(rebuild(by=actor(COMMAND), now=LATER)) == []


def test_its_queries_do_not_grow_with_the_record() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert found() == []
        return len(captured)

    few = queries()
    for _ in range(8):
        factories.published_incident(now=LATER)
    assert EditionIssue.objects.count() == 1
    assert queries() == few
