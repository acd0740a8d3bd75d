"""A desk log comes in whole: every row as the file says, published on request, skipped the second time."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.actions.imports import ImportReport, import_log
from sitreps.codelists import CountBasis, CustodyAction
from sitreps.models.accounts import COMMAND, Role, User, actor
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.places import Place
from sitreps.models.revisions import IncidentRevision, Latest
from sitreps.models.sequence import Sequence, advance
from sitreps.models.series import Series
from sitreps.models.sources import CustodyEntry, Origin, SourceItem
from sitreps.models.statements import ContextNote, PartyClaim, Statement
from sitreps.workflow import IncidentState
from tests import desk_logs, factories

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 25, 8, tzinfo=UTC)
BACKFILL = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def bring(
    log: desk_logs.Log, *, by: User | None = None, publish: bool = False, at: datetime | None = None
) -> ImportReport:
    return import_log(content=desk_logs.encoded(log), by=by or actor(COMMAND), now=NOW, publish=publish, at=at)


def test_the_demos_day_comes_in_whole() -> None:
    report = bring(desk_logs.day())
    assert report.imported == {
        "series": 1, "parties": 2, "places": 8, "source_items": 1, "origins": 9, "incidents": 6, "claims": 12,
        "facilities": 9, "persons": 1, "statements": 5, "party_claims": 3, "context_notes": 3,
    }  # fmt: skip
    assert (report.skipped, report.revisions, report.left_unpublished) == ({}, 0, ())
    assert Series.objects.get().zone.key == "Europe/Kyiv"
    dnipro = Incident.objects.get(ref="UKR-2025-0002")
    assert (dnipro.parent and dnipro.parent.ref, dnipro.place.name) == ("UKR-2025-0001", "Dnipro")
    assert dnipro.place.parent == Place.objects.get(key="UKR-DNIPROPETROVSKA")
    assert dnipro.perpetrator
    assert dnipro.perpetrator.key == "RUS-FORCES"
    police = Claim.objects.get(key="C03")
    assert (police.value, police.wording, police.origin.key) == (11, "11 residents", "UKR-POLICE")
    assert police.as_of_on
    assert police.as_of_on.isoformat() == "2025-06-24"
    assert police.as_of_at is None
    assert police.recorded_at == datetime(2025, 6, 24, 14, 30, tzinfo=UTC)
    toddler = Claim.objects.get(key="C07")
    assert (toddler.kind, toddler.age_group, toddler.age_text) == ("SUBSET", "CHILD", "toddler")
    assert FacilityDamage.objects.get(key="F6").overlaps == ["F1", "F3"]
    assert PersonMention.objects.get().age_years == 5
    narrative = Origin.objects.get(key="NARRATIVE-DOC-SEED").narrative_of
    assert narrative == SourceItem.objects.get()


def test_without_publication_everything_waits_in_the_desk() -> None:
    anna = factories.user(Role.REPORTER)
    bring(desk_logs.day(), by=anna)
    incidents = Incident.objects.all()
    assert {row.state for row in incidents} == {IncidentState.DRAFT}
    assert {(row.created_by, row.changed_by) for row in incidents} == {(anna, anna)}
    assert {row.recorded_by for row in Claim.objects.all()} == {anna}
    assert {row.state for row in [*Statement.objects.all(), *PartyClaim.objects.all(), *ContextNote.objects.all()]} == {
        "DRAFT"
    }
    assert not IncidentRevision.objects.exists()


def test_publication_goes_children_first_with_one_revision_each() -> None:
    report = bring(desk_logs.day(), publish=True, at=BACKFILL)
    assert report.revisions == 6
    revisions = IncidentRevision.objects.order_by("seq")
    assert [(row.seq, row.ref, row.number) for row in revisions] == [
        (1, "UKR-2025-0002", 1),
        (2, "UKR-2025-0003", 1),
        (3, "UKR-2025-0001", 1),
        (4, "UKR-2025-0004", 1),
        (5, "RUS-2025-0001", 1),
        (6, "RUS-2025-0002", 1),
    ]
    assert {row.published_at for row in revisions} == {BACKFILL}
    assert {row.state for row in Incident.objects.all()} == {IncidentState.PUBLISHED}
    assert {row.state for row in [*Statement.objects.all(), *PartyClaim.objects.all(), *ContextNote.objects.all()]} == {
        "APPROVED"
    }


def test_what_is_not_said_when_it_was_recorded_was_recorded_at_the_moment_of_the_import() -> None:
    bring(desk_logs.small(desk_logs.incident(1, desk_logs.claim())), publish=True, at=BACKFILL)
    assert Claim.objects.get().recorded_at == BACKFILL
    assert Incident.objects.get().created_at == BACKFILL


def test_a_second_import_skips_everything_and_writes_nothing() -> None:
    log = desk_logs.day()
    first = bring(log, publish=True, at=BACKFILL)
    before = AuditEvent.objects.count(), Change.objects.count()
    second = bring(log, publish=True, at=BACKFILL)
    assert second.skipped == first.imported
    assert (second.imported, second.revisions, second.left_unpublished) == ({}, 0, ())
    assert (AuditEvent.objects.count(), Change.objects.count()) == before


def test_a_second_import_after_newer_publications_is_no_backfill() -> None:
    log = desk_logs.day()
    bring(log, publish=True, at=BACKFILL)
    bring(desk_logs.small(desk_logs.incident(9, desk_logs.claim())), publish=True)
    assert bring(log, publish=True, at=BACKFILL).imported == {}


def test_members_in_another_order_and_defaults_written_out_are_the_same_content() -> None:
    chain = [desk_logs.claim("C1"), desk_logs.claim("C2", value=3, supersedes="C1", relays=["AGENCY"])]
    bring(desk_logs.small(desk_logs.incident(1, *chain)))
    log = desk_logs.small(desk_logs.incident(1, *reversed(chain), weapon=None, sensitivity="PUBLIC", persons=[]))
    log["incidents"][0]["claims"][1] |= {"count_basis": "CUMULATIVE", "disaggregation": {"kind": "TOTAL"}, "value": 2.0}
    log["origins"][0] = dict(reversed(log["origins"][0].items())) | {"protect_identity": False}
    assert bring(log).imported == {}


def test_a_moment_is_the_same_in_any_zone() -> None:
    log = desk_logs.small(desk_logs.incident(1, desk_logs.claim(as_of="2025-06-24T15:00:00+03:00")))
    bring(log)
    log["incidents"][0]["claims"][0]["as_of"] = "2025-06-24T12:00:00Z"
    assert bring(log).imported == {}
    assert Claim.objects.get().as_of_at == datetime(2025, 6, 24, 12, tzinfo=UTC)


def test_claims_point_at_what_they_supersede_and_through_whom_they_came() -> None:
    later = desk_logs.claim("C1", value=3, supersedes="C2", relays=["AGENCY"])
    bring(desk_logs.small(desk_logs.incident(1, later, desk_logs.claim("C2"))))
    claim = Claim.objects.get(key="C1")
    assert claim.supersedes
    assert claim.supersedes.key == "C2"
    assert [relay.key for relay in claim.relays.all()] == ["AGENCY"]


def test_a_stock_measure_counts_the_state_at_a_moment_unless_the_file_says_otherwise() -> None:
    bring(desk_logs.small(desk_logs.incident(1, desk_logs.claim(measure="MISSING"), desk_logs.claim("C2"))))
    assert dict(Claim.objects.values_list("key", "count_basis")) == {
        "C1": CountBasis.STOCK,
        "C2": CountBasis.CUMULATIVE,
    }


def test_a_log_may_stand_on_rows_that_the_desk_has_already() -> None:
    bring(desk_logs.day(), publish=True, at=BACKFILL)
    log = {"format": "sitreps/desk-log/1", "places": [], "origins": [], "source_items": [], "incidents": [
        desk_logs.incident(77, desk_logs.claim(origin="UKR-POLICE", source_item="DOC-SEED"), place="UKR-DNIPRO")
    ]}  # fmt: skip
    assert bring(log, publish=True).imported == {"incidents": 1, "claims": 1}


def test_a_new_place_of_a_published_cluster_recomputes_the_cluster() -> None:
    bring(desk_logs.day(), publish=True, at=BACKFILL)
    log = desk_logs.small(desk_logs.incident(50, desk_logs.claim(), parent="UKR-2025-0001"))
    report = bring(log, publish=True)
    assert report.revisions == 2
    newest = IncidentRevision.objects.filter(ref="UKR-2025-0001").latest("number")
    assert (newest.number, newest.change_code) == (2, "RECOMPUTED")


def test_places_may_stand_in_the_file_in_any_order() -> None:
    log = desk_logs.day()
    log["places"].reverse()
    log["incidents"].reverse()
    bring(log)
    assert Place.objects.get(key="UKR-SAMAR").parent == Place.objects.get(key="UKR-DNIPROPETROVSKA")
    assert Incident.objects.filter(parent__ref="UKR-2025-0001").count() == 2


def test_a_ref_of_a_log_is_never_given_again() -> None:
    log = desk_logs.small(desk_logs.incident(7, desk_logs.claim()), desk_logs.incident(123456, desk_logs.claim()))
    log["incidents"].append(desk_logs.incident(3, desk_logs.claim(), ref="XXX-2024-0003"))
    bring(log)
    assert advance("ref:UKR-2025", now=NOW)[0] == 123457
    assert advance("ref:XXX-2024", now=NOW)[0] == 4


def test_a_digest_opens_the_chain_of_custody() -> None:
    bring(desk_logs.day(), by=factories.user(Role.EDITOR, username="anna"))
    entry = CustodyEntry.objects.get()
    assert (entry.source_item.key, entry.action, entry.by) == ("DOC-SEED", CustodyAction.CAPTURED, "anna")
    assert entry.sha256 == entry.source_item.sha256
    assert entry.at == datetime(2025, 6, 24, 14, 30, tzinfo=UTC)


def test_the_audit_log_has_one_row_with_counts_and_the_files_digest() -> None:
    bring(desk_logs.day(), publish=True, at=BACKFILL)
    event = AuditEvent.objects.get(action="log.import")
    assert (event.actor, event.at, len(event.object_ref)) == (COMMAND, NOW, 64)
    assert event.detail["imported"]["incidents"] == 6
    assert (event.detail["revisions"], event.detail["at"]) == (6, "2025-06-24T14:45:00Z")


def test_an_editor_publishes_by_a_command_what_it_brought() -> None:
    emil = factories.user(Role.EDITOR)
    bring(desk_logs.day(), by=emil, publish=True)
    assert set(IncidentRevision.objects.values_list("by", flat=True)) == {emil.username}
    assert {row.changed_by.username for row in Incident.objects.all()} == {COMMAND}


def test_what_the_desk_had_as_a_draft_stays_one_and_is_named() -> None:
    log = desk_logs.small(desk_logs.incident(1, desk_logs.claim()))
    bring(log)
    report = bring(log, publish=True)
    assert report.left_unpublished == ("UKR-2025-0001",)
    assert not Latest.objects.exists()


def test_a_long_log_costs_few_statements() -> None:
    logs = [
        desk_logs.small(
            *(desk_logs.incident(start + n, *(desk_logs.claim(f"C{k}") for k in range(4))) for n in range(count))
        )
        for start, count in ((1, 30), (1000, 300))
    ]
    costs = []
    for log in logs:
        with CaptureQueriesContext(connection) as queries:
            bring(log)
        costs.append(len(queries))
    assert costs[1] - costs[0] < 270 * 4 / 5, "an incident with four claims must not cost a statement a row"
    assert Claim.objects.count() == 330 * 4


def test_the_moment_of_publication_may_equal_the_newest() -> None:
    bring(desk_logs.day(), publish=True, at=BACKFILL)
    bring(desk_logs.small(desk_logs.incident(9, desk_logs.claim())), publish=True, at=BACKFILL)
    assert Sequence.objects.get(name="record").last_at == BACKFILL
