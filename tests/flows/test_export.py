"""The desk as a desk log: brought into an empty desk and exported again, it is the same file, byte for byte."""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings

from sitreps.actions import hiding, incidents, redaction, regrouping, withdrawals
from sitreps.actions.desk_log.entries import entries_of
from sitreps.actions.desk_log.schema import schema, schema_findings
from sitreps.actions.desk_log.sections import SECTIONS
from sitreps.actions.exports import export_log
from sitreps.actions.imports import import_log
from sitreps.codelists import ChangeCode
from sitreps.errors import NotAllowed
from sitreps.models.accounts import COMMAND, Role, User, actor
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import desk_logs, factories, random_logs

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 25, 8, tzinfo=UTC)


def bring(content: bytes, *, publish: bool = False) -> None:
    import_log(content=content, by=actor(COMMAND), now=NOW, publish=publish)


def exported(series: Series | None = None, *, by: User | None = None) -> bytes:
    log = io.BytesIO()
    export_log(to=log, by=by or actor(COMMAND), now=NOW, series=series)
    return log.getvalue()


@contextmanager
def empty_desk() -> Iterator[None]:
    """A desk that is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def plain(log: Any) -> dict[str, dict[tuple[str, str], Any]]:
    """What a log says, whatever the order of its entries and members."""
    found = entries_of(log, [])
    return {table.section: {entry.name: entry.values for entry in found.sound[table.section]} for table in SECTIONS}


def test_the_demos_day_goes_out_as_it_came_in() -> None:
    bring(desk_logs.FILE.read_bytes())
    content = exported()
    log = json.loads(content)
    assert plain(log) == plain(desk_logs.day())
    assert list(schema_findings(log)) == []
    assert content.decode().startswith(
        '{\n "format": "sitreps/desk-log/1",\n "series": [\n  {\n   "code": "UKR-DAILY",'
    )
    assert content.endswith(b"}\n")


def test_published_or_not_the_log_is_the_same() -> None:
    with empty_desk():
        bring(desk_logs.FILE.read_bytes())
        draft = exported()
    with empty_desk():
        bring(draft, publish=True)
        assert exported() == draft


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(random_logs.logs())
@example(desk_logs.day())
@example({"format": "sitreps/desk-log/1", "places": [], "origins": [], "source_items": [], "incidents": []})
def test_any_log_brought_in_and_exported_twice_is_the_same_bytes(log: desk_logs.Log) -> None:
    with empty_desk():
        bring(desk_logs.encoded(log))
        first = exported()
        assert plain(json.loads(first)) == with_moments_of_the_import(plain(log))
    with empty_desk():
        bring(first)
        assert exported() == first
    members = [list(entry) for entry in json.loads(first)["incidents"]]
    order = list(schema()["properties"]["incidents"]["items"]["properties"])
    assert all(names == sorted(names, key=order.index) for names in members)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(random_logs.logs())
@example(desk_logs.day())
def test_a_series_with_all_that_it_refers_to_is_a_log_by_itself(log: desk_logs.Log) -> None:
    for code in [series["code"] for series in log["series"]]:
        with empty_desk():
            bring(desk_logs.encoded(log))
            first = exported(Series.objects.get(code=code))
        with empty_desk():
            bring(first)
            assert exported() == first
            assert exported(Series.objects.get()) == first


def with_moments_of_the_import(sections: dict[str, dict[tuple[str, str], Any]]) -> dict[str, Any]:
    for values in (values for entries in sections.values() for values in entries.values()):
        for moment in ("recorded_at", "at"):
            if values.get(moment, "") is None:
                values[moment] = NOW
    return sections


def test_a_series_takes_along_its_countries_roots_with_their_places_and_no_more() -> None:
    log = desk_logs.day()
    log["series"].append({**log["series"][0], "code": "RUS-ONLY", "countries": ["RUS"]})
    bring(desk_logs.encoded(log))
    only = json.loads(exported(Series.objects.get(code="RUS-ONLY")))
    assert [entry["code"] for entry in only["series"]] == ["RUS-ONLY"]
    assert [entry["ref"] for entry in only["incidents"]] == ["RUS-2025-0001", "RUS-2025-0002"]
    assert {entry["key"] for entry in only["places"]} == {"RUS", "RUS-BELGOROD", "RUS-MOSCOW"}
    assert "statements" not in only
    whole = json.loads(exported(Series.objects.get(code="UKR-DAILY")))
    assert [entry["ref"] for entry in whole["incidents"]][-4:] == [f"UKR-2025-000{n}" for n in (1, 2, 3, 4)]
    assert {entry["series"] for entry in whole["statements"]} == {"UKR-DAILY"}


def test_what_editors_changed_since_goes_out() -> None:
    bring(desk_logs.FILE.read_bytes(), publish=True)
    row = Incident.objects.get(ref="UKR-2025-0002")
    editor = factories.user(Role.EDITOR)
    incidents.record_edit(
        incident=row,
        expected_version=row.version,
        changes=incidents.Changes(fields={"title": "Другий удар"}),
        by=editor,
        now=NOW,
    )
    assert '"title": "Другий удар"' in exported().decode()


def test_refs_stand_by_their_numbers() -> None:
    refs = [desk_logs.incident(number, desk_logs.claim()) for number in (123456, 10000, 9999, 20)]
    bring(desk_logs.encoded(desk_logs.small(*refs)))
    order = [entry["ref"].rpartition("-")[2] for entry in json.loads(exported())["incidents"]]
    assert order == ["0020", "9999", "10000", "123456"]


def test_the_moment_of_a_claims_record_is_kept_to_the_microsecond() -> None:
    claim = desk_logs.claim(recorded_at="2025-06-24T17:30:00.000001+03:00")
    bring(desk_logs.encoded(desk_logs.small(desk_logs.incident(1, claim))))
    with empty_desk():
        first = exported()
    assert json.loads(first)["incidents"][0]["claims"][0]["recorded_at"] == "2025-06-24T14:30:00.000001Z"
    Incident.objects.all().delete()
    bring(first)
    assert Claim.objects.get().recorded_at == datetime(2025, 6, 24, 14, 30, 0, 1, tzinfo=UTC)


def test_discarded_incidents_stay_behind_and_nothing_points_at_them() -> None:
    tree = [desk_logs.incident(1, kind="CLUSTER"), desk_logs.incident(2, desk_logs.claim(), parent="UKR-2025-0001")]
    bring(desk_logs.encoded(desk_logs.small(*tree)))
    Incident.objects.filter(ref="UKR-2025-0001").update(state="DISCARDED")
    [left] = json.loads(exported())["incidents"]
    assert (left["ref"], "parent" in left) == ("UKR-2025-0002", False)


@pytest.fixture
def four_fates() -> dict[str, Incident]:
    """A withdrawn incident, a merged one, a redacted one, a hidden one, and one that stands; all were published."""
    names = ("withdrawn", "merged", "redacted", "hidden", "standing")
    found = {name: factories.published_incident(title=name.upper()) for name in names}
    editor, chief, now = factories.user(Role.EDITOR), factories.user(Role.CHIEF_EDITOR), factories.NOON
    for one in found.values():
        one.refresh_from_db()
    withdrawals.withdraw(
        incident=found["withdrawn"],
        expected_version=found["withdrawn"].version,
        reason=ChangeCode.OUR_ERROR,
        text="It was elsewhere.",
        by=editor,
        now=now,
    )
    pair = [found["standing"], found["merged"]]
    regrouping.merge(
        survivor=pair[0],
        loser=pair[1],
        dealt={claim.key: True for claim in pair[1].claims.all()},
        versions={one.ref: one.version for one in pair},
        text="One strike.",
        by=chief,
        now=now,
    )
    for name in ("redacted", "hidden"):
        hiding.hide(incident=found[name], note="Names a victim.", by=editor, now=now)
    redaction.redact(incident=found["redacted"], text="It did harm.", by=chief, now=now)
    return found


def test_what_was_taken_down_does_not_come_back_to_life(four_fates: dict[str, Incident]) -> None:
    log = io.BytesIO()
    report = export_log(to=log, by=actor(COMMAND), now=NOW)
    assert report.left_behind == {"hidden": 1, "merged": 1, "redacted": 1, "withdrawn": 1}
    [kept] = json.loads(log.getvalue())["incidents"]
    assert (kept["ref"], len(kept["claims"])) == (four_fates["standing"].ref, 2)
    for word in (b"WITHDRAWN", b"MERGED", b"REDACTED", b"HIDDEN", b"Redacted"):
        assert word not in log.getvalue()
    hiding.restore(
        incident=four_fates["hidden"], note="Harmless.", by=factories.user(Role.CHIEF_EDITOR), now=factories.NOON
    )
    withdrawn = Incident.objects.get(pk=four_fates["withdrawn"].pk)
    withdrawals.reopen(
        incident=withdrawn, expected_version=withdrawn.version, by=factories.user(Role.EDITOR), now=factories.NOON
    )
    back = {entry["title"] for entry in json.loads(exported())["incidents"]}
    assert back == {"STANDING", "HIDDEN", "WITHDRAWN"}, "what was put back, or taken up again, is a working copy anew"


@pytest.mark.parametrize("with_series", [False, True])
def test_the_places_of_a_hidden_cluster_go_out_by_themselves(with_series: bool) -> None:
    reporter = factories.user()
    above = factories.incident(by=reporter, kind="CLUSTER")
    below = factories.incident(by=reporter, parent=above, state="IN_REVIEW")
    factories.claim(below, value=2)
    factories.published(above)
    hiding.hide(incident=above, note="Its words do harm.", by=factories.user(Role.EDITOR), now=factories.NOON)
    series = factories.series(code="UKR-DAILY") if with_series else None
    [entry] = json.loads(exported(series))["incidents"]
    assert (entry["ref"], "parent" in entry) == (below.ref, False)


def test_an_empty_desk_is_a_log_too() -> None:
    assert json.loads(exported()) == {
        "format": "sitreps/desk-log/1", "places": [], "origins": [], "source_items": [], "incidents": []
    }  # fmt: skip


def test_seconds_of_a_cut_off_are_not_for_the_log() -> None:
    factories.series(cut_off=time(18, 0, 30))
    assert json.loads(exported())["series"][0]["cut_off"] == "18:00"


def test_who_exported_what_stands_in_the_audit_log() -> None:
    bring(desk_logs.FILE.read_bytes())
    log = io.BytesIO()
    report = export_log(to=log, by=actor(COMMAND), now=NOW, series=Series.objects.get())
    event = AuditEvent.objects.get(action="log.export")
    assert (event.actor, event.at, event.object_ref) == (COMMAND, NOW, report.sha256)
    assert event.detail == {"exported": dict(report.exported), "series": "UKR-DAILY"}
    assert report.exported["claims"] == 12


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_those_who_may_know_protected_origins_can_export_them(role: Role) -> None:
    with pytest.raises(NotAllowed, match="see protected identities"):
        exported(by=factories.user(role))
    assert not AuditEvent.objects.filter(action="log.export").exists()
    assert exported(by=factories.user(Role.CHIEF_EDITOR))


def test_a_long_desk_costs_few_statements() -> None:
    log = desk_logs.small(*(desk_logs.incident(n, desk_logs.claim(relays=["AGENCY"])) for n in range(1, 301)))
    log["series"] = [desk_logs.day()["series"][0]]
    log["places"][0]["key"] = "DNIPRO"
    bring(desk_logs.encoded(log))
    for series, most in ((None, 45), (Series.objects.get(), 90)):
        with CaptureQueriesContext(connection) as queries:
            exported(series)
        assert len(queries) <= most


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_log_is_being_made_waits_for_the_next_one() -> None:
    bring(desk_logs.FILE.read_bytes())

    class Slow(io.BytesIO):
        """Before the first byte somebody else makes a place, over a connection of their own."""

        def write(self, content: Any) -> int:
            if not self.tell():
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(add_a_place).result()
            return super().write(content)

    log = Slow()
    export_log(to=log, by=actor(COMMAND), now=NOW)
    assert "AFTERWARDS" not in log.getvalue().decode()
    assert "AFTERWARDS" in exported().decode()


def add_a_place() -> None:
    try:
        factories.place(key="AFTERWARDS")
    finally:
        connection.close()
