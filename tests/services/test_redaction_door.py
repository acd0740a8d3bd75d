"""The record's one door: texts of a row that a recorded redaction names may be emptied; everything else is refused."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction

from sitreps.actions import decisions, hiding
from sitreps.codelists import ChangeCode, TakedownAct
from sitreps.codelists.annotations import AnnotationKind
from sitreps.codelists.distinctions import DistinctionState
from sitreps.codelists.judgements import Ruling
from sitreps.models import triggers
from sitreps.models.accounts import Role
from sitreps.models.annotations import Annotation
from sitreps.models.base import AppendOnly
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.claims import Claim
from sitreps.models.distinctions import Distinction
from sitreps.models.editions import DiscrepancyDecision, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.judgements import Judgement
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, advance
from sitreps.models.takedowns import Takedown
from tests import factories

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LATER = factories.NOON + timedelta(hours=8)
CODED = {
    "sitreps_annotation": {"kind", "was", "by"},
    "sitreps_auditevent": {"actor", "action", "object_type", "object_ref", "detail", "previous_hash", "hash"},
    "sitreps_change": {"event", "object", "ref", "why_code"},
    "sitreps_custodyentry": {"by", "action", "sha256", "note"},  # of a source item, not of an incident
    "sitreps_discrepancydecision": {"code", "ref", "fingerprint", "state", "by"},
    "sitreps_distinction": {"state", "fingerprint", "by"},
    "sitreps_editionentry": {"ref", "role"},
    "sitreps_editionissue": {"issued_by", "title", "sha256"},  # the series' title, number and day
    "sitreps_incidentrevision": {
        "ref", "parent_ref", "kind", "country", "adm1_pcode", "adm1_iso", "adm2_pcode", "event_type", "sub_event_type",
        "weapon", "grade", "change_code", "by", "sha256",
    },
    "sitreps_judgement": {"by", "ruling"},
    "sitreps_rendition": {"language", "format", "sha256", "renderer"},
    "sitreps_revisionfacility": {"category", "quantifier"},
    "sitreps_revisionscene": {"place_key", "perpetrator"},
    "sitreps_revisionsource": {"key"},
    "sitreps_revisionfigure": {"measure", "quantifier", "vague_parts"},
    "sitreps_revisioncombatants": {"measure", "quantifier", "vague_parts"},
    "sitreps_sourcenotice": {"by", "status", "notice_url", "note", "sentence"},  # of a source item, as its custody is
    "sitreps_takedown": {"by", "act", "reason", "language", "format", "dealt"},
}  # fmt: skip
"""What of the record's texts is code, key, digest or name, and stays with the tombstone."""


@pytest.fixture
def redacted() -> Incident:
    """An incident and its issue, with a redaction of both on record and nothing erased yet; and another incident."""
    one = factories.published_incident()
    factories.published(one, now=factories.NOON + timedelta(hours=1), note="A sentence.")
    issue = factories.issued_edition(factories.series(starts_on=factories.DAY))
    found = decisions.Discrepancy("BLOCK", "CONFLICT", f"{one.ref}.KILLED", "claims conflict", "0" * 64)
    decisions.accept([found], {found.key: "Both are printed."}, by=factories.user(Role.CHIEF_EDITOR), now=LATER)
    judged(one)
    annotated(one)
    hiding.hide(incident=one, note="It names somebody.", by=factories.user(Role.EDITOR), now=LATER)
    told_apart(one, factories.published_incident(now=LATER))
    for number in (1, 2):
        record_redaction(incident=one, revision=IncidentRevision.objects.get(incident=one, number=number))
    record_redaction(issue=issue)
    return one


def judged(incident: Incident, *, claim: Claim | None = None) -> None:
    """A chief editor's decision about an incident or a claim, with its evidence."""
    ruling = Ruling.VERIFIED if claim else Ruling.CONFIRMED
    told = {"verifier": "A field team", "evidence": "Seen.", "by": "chief", "at": LATER}
    Judgement(incident=incident, claim=claim, ruling=ruling, **told).save()


@transaction.atomic
def merged(loser: Incident, survivor: Incident) -> int:
    """The act of a merge and its change, as the action writes them, and no more; its number."""
    seq, moment = advance(RECORD, now=LATER)
    told = {"reason": ChangeCode.MERGED, "text": "One strike.", "incident": loser, "survivor": survivor}
    Takedown(seq=seq, at=moment, act=TakedownAct.MERGE, by="chief", **told).save()
    event = {"event": ChangeEventKind.INCIDENT_MERGED, "why_code": "MERGED", "why_text": "One strike."}
    Change(seq=seq, at=moment, object="incident", ref=loser.ref, revision=1, **event).save()
    return seq


def told_apart(one: Incident, other: Incident) -> None:
    """An editor's decision that two incidents are not the same, with its reason."""
    state = DistinctionState.NOT_THE_SAME
    said = {"fingerprint": "0" * 64, "reason": "She lived elsewhere.", "by": "emil", "at": LATER}
    Distinction(one=one, other=other, state=state, **said).save()


def annotated(incident: Incident) -> None:
    """An editor's decision about a claim of an incident, with its reason."""
    claim = incident.claims.get()
    Annotation(claim=claim, kind=AnnotationKind.PINNED, reason="She saw it.", by="emil", at=LATER).save()


@transaction.atomic
def record_redaction(
    *,
    incident: Incident | None = None,
    revision: IncidentRevision | None = None,
    issue: EditionIssue | None = None,
) -> None:
    """The row and its change, as the action writes them, and no more."""
    seq, moment = advance(RECORD, now=LATER)
    Takedown(
        seq=seq,
        at=moment,
        act=TakedownAct.REDACT,
        by="chief",
        reason=ChangeCode.REDACTED,
        text="Removed.",
        incident=incident,
        revision=revision,
        issue=issue,
    ).save()
    named = {"object": "incident", "ref": revision.ref, "revision": revision.number} if revision else {}
    named = named or {"object": "edition", "ref": "X/1", "revision": 1}
    Change(seq=seq, at=moment, event=ChangeEventKind.INCIDENT_REDACTED, why_code="REDACTED", **named).save()


def execute(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def key_of(table: str) -> str:
    return "seq" if table in {"sitreps_change", "sitreps_takedown"} else ids(table)[0]


def ids(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [str(column.name) for column in connection.introspection.get_table_description(cursor, table)]


def where(table: str) -> str:
    """The one row of a table that the redaction names, as SQL."""
    revision = IncidentRevision.objects.order_by("seq")[1]
    return {
        "sitreps_revisioncontent": f"revision_id = {revision.pk}",
        "sitreps_revisiontext": f"revision_id = {revision.pk}",
        "sitreps_incidentrevision": f"id = {revision.pk}",
        "sitreps_change": f"seq = {revision.seq}",
        "sitreps_discrepancydecision": f"id = {DiscrepancyDecision.objects.get().pk}",
        "sitreps_distinction": f"id = {Distinction.objects.get().pk}",
        "sitreps_editionissue": f"id = {EditionIssue.objects.get().pk}",
        "sitreps_annotation": f"id = {Annotation.objects.get().pk}",
        "sitreps_judgement": f"id = {Judgement.objects.get().pk}",
        "sitreps_takedown": f"seq = {Takedown.objects.filter(act=TakedownAct.HIDE)[0].seq}",
    }[table]


@pytest.mark.usefixtures("redacted")
@pytest.mark.parametrize("table", sorted(triggers.DOORS))
def test_a_text_of_what_is_redacted_is_emptied_once_and_never_filled(table: str) -> None:
    for column in triggers.DOORS[table].columns:
        refused = [f"\"{column}\" = 'other'", f'"{column}" = \'\', "{key_of(table)}" = "{key_of(table)}" + 1']
        for change in refused:
            with pytest.raises(DatabaseError, match="append-only"):
                execute(f'UPDATE "{table}" SET {change} WHERE {where(table)}')  # noqa: S608
    texts = ", ".join(f"\"{column}\" = ''" for column in triggers.DOORS[table].columns)
    assert execute(f'UPDATE "{table}" SET {texts} WHERE {where(table)}') == 1  # noqa: S608
    for change in (texts, f"\"{triggers.DOORS[table].columns[0]}\" = 'back again'"):
        with pytest.raises(DatabaseError, match="append-only"):
            execute(f'UPDATE "{table}" SET {change} WHERE {where(table)}')  # noqa: S608


@pytest.mark.usefixtures("redacted")
@pytest.mark.parametrize("table", sorted(triggers.DOORS))
def test_no_other_column_and_no_other_row_changes(table: str) -> None:
    for column in set(ids(table)) - set(triggers.DOORS[table].columns):
        with pytest.raises(DatabaseError, match="append-only"):
            execute(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE {where(table)}')  # noqa: S608
    texts = ", ".join(f"\"{column}\" = ''" for column in triggers.DOORS[table].columns)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f'DELETE FROM "{table}" WHERE {where(table)}')  # noqa: S608
    newest = IncidentRevision.objects.order_by("-seq")[0]
    another = {
        "sitreps_revisioncontent": f"revision_id = {newest.pk}",
        "sitreps_revisiontext": f"revision_id = {newest.pk}",
        "sitreps_incidentrevision": f"id = {newest.pk}",
        "sitreps_change": f"seq = {newest.seq}",
        "sitreps_takedown": f"seq = {Takedown.objects.filter(act=TakedownAct.REDACT)[0].seq}",
    }.get(table)
    if another:
        with pytest.raises(DatabaseError, match="append-only"):
            execute(f'UPDATE "{table}" SET {texts} WHERE {another}')  # noqa: S608


def test_a_decision_about_a_claim_goes_with_the_incident_that_has_the_claim_now(redacted: Incident) -> None:
    """A merge or a split dealt it there; as long as it was elsewhere, the redaction did not reach it."""
    other = Incident.objects.exclude(pk=redacted.pk).get()
    claim = other.claims.get()
    judged(other, claim=claim)
    emptied = f"UPDATE sitreps_judgement SET verifier = '', evidence = '' WHERE claim_id = {claim.pk}"  # noqa: S608
    with pytest.raises(DatabaseError, match="append-only"):
        execute(emptied)
    Claim.objects.filter(pk=claim.pk).update(incident=redacted, key="C09")
    assert execute(emptied) == 1


def test_the_sentence_of_a_merge_goes_with_the_survivor_and_with_no_third(redacted: Incident) -> None:
    other = Incident.objects.exclude(pk=redacted.pk).get()
    third = factories.published_incident(now=LATER)
    for survivor, is_open in ((third, False), (redacted, True)):
        seq = merged(other, survivor)
        for table, column in (("sitreps_takedown", "text"), ("sitreps_change", "why_text")):
            emptied = f"UPDATE {table} SET {column} = '' WHERE seq = {seq}"  # noqa: S608
            if is_open:
                assert execute(emptied) == 1
            else:
                with pytest.raises(DatabaseError, match="append-only"):
                    execute(emptied)


def test_without_a_redaction_on_record_the_door_is_shut() -> None:
    one = factories.published_incident()
    judged(one)
    annotated(one)
    told_apart(one, factories.published_incident())
    factories.issued_edition(factories.series(starts_on=factories.DAY))
    hiding.hide(incident=one, note="It names somebody.", by=factories.user(Role.EDITOR), now=LATER)
    for table in sorted(set(triggers.DOORS) - {"sitreps_discrepancydecision"}):
        texts = ", ".join(f"\"{column}\" = ''" for column in triggers.DOORS[table].columns)
        with pytest.raises(DatabaseError, match="append-only"):
            execute(f'UPDATE "{table}" SET {texts}')  # noqa: S608


def test_every_text_of_the_record_can_be_emptied_or_is_no_text_of_an_editor() -> None:
    """A column that a later change adds must be put behind the door, or be said here to hold codes."""
    texts = (models.CharField, models.TextField, models.JSONField)
    told = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields if isinstance(field, texts)}
        for model in AppendOnly.__subclasses__()
        if not model._meta.abstract
    }
    doors = {table: set(door.columns) for table, door in triggers.DOORS.items()}
    left = {table: columns - CODED.get(table, set()) - doors.get(table, set()) for table, columns in told.items()}
    assert {table: columns for table, columns in left.items() if columns} == {}


def test_a_migration_that_makes_a_table_anew_finds_no_door_in_its_way() -> None:
    """SQLite renames no table of which a trigger elsewhere speaks; what runs before every migrate takes those away."""
    field = IncidentRevision._meta.get_field("weapon")
    longer = models.CharField(max_length=41)
    longer.set_attributes_from_name("weapon")
    triggers.give_way(connection)
    try:
        with connection.schema_editor() as editor:
            editor.alter_field(IncidentRevision, field, longer)
            editor.alter_field(IncidentRevision, longer, field)
    finally:
        triggers.install(connection)
    assert triggers.missing(connection) == []


def test_an_older_definition_of_a_guard_is_found_and_replaced() -> None:
    name, table = "guard_sitreps_revisioncontent_update", "sitreps_revisioncontent"
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    execute(f'DROP TRIGGER "{name}"{on}')
    execute(
        {
            "sqlite": f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" BEGIN SELECT 1; END',
            "postgresql": f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW'
            " EXECUTE FUNCTION sitreps_refuse_change()",
        }[connection.vendor]
    )
    assert triggers.missing(connection) == [name]
    triggers.install(connection)
    assert triggers.missing(connection) == []
