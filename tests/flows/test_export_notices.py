"""What became known of a document travels in a desk log: retracted, corrected, gone, with day, address and by whom."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.actions import retraction
from sitreps.actions.retraction import Notice
from sitreps.codelists import SourceItemStatus
from sitreps.errors import InvalidLog
from sitreps.models.accounts import Role, User
from sitreps.models.series import Series
from sitreps.models.sources import SourceItem, SourceNotice
from sitreps.queries import resting
from tests import desk_logs, factories
from tests.flows.test_export import bring, empty_desk, exported

pytestmark = pytest.mark.django_db


def noted(item: SourceItem, *statuses: SourceItemStatus, replacement: SourceItem | None = None) -> None:
    """Notices about a document, one after the other at one moment, by an editor."""
    editor = User.objects.filter(username="ines").first() or factories.user(Role.EDITOR, username="ines")
    for number, status in enumerate(statuses, start=1):
        url = f"https://agency.example/{number}"
        notice = Notice(happened_on=factories.DAY, url=url, note=f"Call {number}.", replacement=replacement)
        how: dict[str, Any] = {"source_item": item, "notice": notice, "by": editor, "now": factories.NOON}
        if status is SourceItemStatus.RETRACTED:
            seen = resting.resting(item, by=editor).fingerprint
            retraction.retract(sentence="It was withdrawn.", seen=seen, **how)
        else:
            retraction.set_status(status=status, **how)


def log_with(*notices: dict[str, Any], status: str = "GONE") -> bytes:
    """The demo's day with notices about its one document."""
    log = desk_logs.day()
    (document,) = log["source_items"]
    document["status"] = status
    given = {"source_item": document["key"], "status": "GONE", "happened_on": "2025-06-24", "by": "ines"}
    log["source_notices"] = [given | one for one in notices]
    return desk_logs.encoded(log)


def faults(content: bytes) -> str:
    with pytest.raises(InvalidLog) as refused:
        bring(content)
    return str(refused.value)


# ---- There and back


def test_notices_go_out_in_their_order_and_come_back_byte_for_byte() -> None:
    with empty_desk():
        one, other = factories.source_item(key="A"), factories.source_item(key="B")
        noted(one, SourceItemStatus.GONE, SourceItemStatus.LIVE, SourceItemStatus.RETRACTED, replacement=other)
        first = exported()
    told = json.loads(first)["source_notices"]
    assert [(row["source_item"], row["key"], row["status"]) for row in told] == [
        ("A", "N0001", "GONE"),
        ("A", "N0002", "LIVE"),
        ("A", "N0003", "RETRACTED"),
    ]
    assert told[2] == {
        "source_item": "A",
        "key": "N0003",
        "status": "RETRACTED",
        "happened_on": "2025-06-24",
        "notice_url": "https://agency.example/3",
        "replacement": "B",
        "sentence": "It was withdrawn.",
        "note": "Call 3.",
        "by": "ines",
        "at": "2025-06-24T12:00:00Z",
    }
    with empty_desk():
        bring(first)
        newest = SourceNotice.objects.select_related("replacement").order_by("-pk")[0]
        assert (newest.status, newest.replacement.key, newest.by) == ("RETRACTED", "B", "ines")
        assert exported() == first
        bring(first)
        assert (exported(), SourceNotice.objects.count()) == (first, 3), "what the desk has is skipped"


def test_a_log_of_a_version_that_knew_no_notices_comes_in_as_ever() -> None:
    bring(desk_logs.FILE.read_bytes())
    assert "source_notices" not in json.loads(exported())
    noted(SourceItem.objects.get(), SourceItemStatus.GONE)
    assert "the desk has 'GONE'" in faults(desk_logs.FILE.read_bytes())


def test_a_series_takes_along_what_is_known_of_its_documents_and_what_replaces_them() -> None:
    bring(desk_logs.FILE.read_bytes())
    noted(factories.source_item(key="ELSEWHERE"), SourceItemStatus.GONE)
    newer = factories.source_item(key="NEWER")
    noted(SourceItem.objects.get(key="DOC-SEED"), SourceItemStatus.CORRECTED, replacement=newer)
    log = json.loads(exported(Series.objects.get()))
    assert [row["source_item"] for row in log["source_notices"]] == ["DOC-SEED"]
    assert {row["key"] for row in log["source_items"]} == {"DOC-SEED", "NEWER"}


def test_many_notices_cost_no_more_statements_than_one() -> None:
    items = [factories.source_item(key=f"D{number:02}") for number in range(20)]
    noted(items[0], SourceItemStatus.GONE)
    exported()
    with CaptureQueriesContext(connection) as few:
        exported()
    for item in items[1:]:
        noted(item, SourceItemStatus.GONE, SourceItemStatus.LIVE)
    with CaptureQueriesContext(connection) as many:
        exported()
    assert len(many) == len(few)


# ---- Refusals


@pytest.mark.parametrize(
    ("notices", "says"),
    [
        ([{"key": "N0002"}], "numbered from N0001 without a gap"),
        ([{"key": "N1"}], "'N0001'"),
        ([{"key": "N0001"}, {"key": "N0001"}], "stands at source_notices[0] already"),
        ([{"key": "N0001", "status": "CORRECTED"}], "which is GONE here"),
        ([{"key": "N0001", "status": "LOST"}], "LOST"),
        ([{"key": "N0001", "happened_on": "2999-01-01"}], "lies in the future"),
        ([{"key": "N0001", "notice_url": "https://a@b.example/"}], "is no web address"),
        ([{"key": "N0001", "replacement": "DOC-SEED"}], "does not replace itself"),
        ([{"key": "N0001", "replacement": "NOBODY"}], "no source item has the key 'NOBODY'"),
        ([{"key": "N0001", "source_item": "NOBODY"}], "no source item has the key 'NOBODY'"),
        ([{"key": "N0001", "sentence": "Odd \ue000"}], "cannot be printed"),
        ([{"key": "N0001", "sentence": "x" * 301}], "300 at most"),
        ([{"key": "N0001", "at": "2999-01-01T00:00:00Z"}], "future"),
        ([{"key": "N0001", "extra": 1}], "extra"),
    ],
)
def test_what_is_wrong_is_told_by_its_path(notices: list[dict[str, Any]], says: str) -> None:
    told = faults(log_with(*notices))
    assert says in told
    assert "source_notices[" in told
    assert not SourceNotice.objects.exists()


def test_a_notice_is_never_overwritten() -> None:
    bring(log_with({"key": "N0001", "note": "By telephone."}))
    assert "the desk has 'By telephone.' for N0001" in faults(log_with({"key": "N0001", "note": "By letter."}))
    assert SourceNotice.objects.get().note == "By telephone."
