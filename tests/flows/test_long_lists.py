"""An edition that has much to tell of asks about many incidents: SQLite takes 32,766 values in a statement."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from sitreps.actions import compiling
from sitreps.documents.carrying import Carriage
from sitreps.models.series import Series
from sitreps.queries import carried, counting, covering, opening, protected, published, takedowns
from sitreps.queries.covering import Cut
from sitreps.queries.slices import AT_ONCE, slices
from tests import factories

pytestmark = pytest.mark.django_db

AS_BUILT = 32_766
NAMES = [f"UKR-2025-{number:06}" for number in range(40_000)]


@pytest.fixture(autouse=True)
def _as_built() -> Iterator[None]:
    """SQLite with the limit that it has unless whoever built it said otherwise; PostgreSQL has none to set."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    before = raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, AS_BUILT)
    yield
    raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


@pytest.fixture
def daily() -> Series:
    return factories.series(code="UKR-DAILY", starts_on=factories.DAY)


@pytest.fixture
def cut() -> Cut:
    return Cut(("UKR",), 1, factories.DAY, factories.NOON)


def test_what_is_below_many_clusters_is_found(cut: Cut) -> None:
    cluster = factories.incident(kind="CLUSTER", state="IN_REVIEW")
    place = factories.incident(parent=cluster, state="IN_REVIEW")
    seq = factories.published(cluster)[-1].seq
    assert [one.ref for one in covering.below(seq, [*NAMES, cluster.ref])] == [place.ref]


def test_many_refs_are_looked_up(cut: Cut) -> None:
    made = factories.published_incident(killed=3)
    seq = made.revisions.get().seq
    wanted = [*NAMES, made.ref]
    found = Cut(cut.countries, seq, cut.on_or_before, cut.cut_off + timedelta(days=1))
    assert [one.ref for one in covering.revisions(found, wanted)] == [made.ref]
    assert list(takedowns.became(wanted, seq=seq)) == [made.ref]
    assert list(published.revisions_by_name((ref, 1) for ref in wanted)) == [(made.ref, 1)]
    assert takedowns.unseen([(ref, 1) for ref in wanted]) == []
    assert protected.secrets_of(wanted) == []


def test_what_an_edition_carried_is_found_among_many(daily: Series) -> None:
    made = factories.published_incident(killed=3)
    factories.issued_edition(daily)
    assert list(carried.carried(daily, before=2, refs=[*NAMES, made.ref])) == [made.ref]


def test_the_steps_of_many_that_changed_are_found() -> None:
    """Conditions by the thousand would be joined deeper than SQLite goes."""
    made = factories.published_incident(killed=3)
    again = factories.published(made, now=factories.NOON + timedelta(hours=1), note="It rose.")[-1]
    refs = [*NAMES[:5000], made.ref]
    told: Any = {ref: SimpleNamespace(revision=1, carriage=Carriage.ROOT) for ref in refs}
    document = [SimpleNamespace(ref=ref, revision=2) for ref in refs]
    roots: Any = [SimpleNamespace(document=one, child_documents=()) for one in document]
    found = carried.history(None, told, roots, seq=again.seq)
    assert list(found.steps) == [made.ref]


def test_as_many_are_left_out_of_a_total_as_an_edition_asks_for(cut: Cut) -> None:
    assert counting.counted(cut, without=NAMES[: opening.MOST_LATER]) == []


def test_an_edition_with_more_to_tell_of_than_can_be_asked_is_compiled_from_the_whole_record(
    daily: Series, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.published_incident(killed=3)
    last = factories.issued_edition(daily)
    for _ in range(3):
        factories.published_incident(killed=1, now=factories.NOON + timedelta(hours=5))
    cut = Cut(("UKR",), 99, factories.DAY + timedelta(days=1), factories.NOON + timedelta(days=1))
    opened = opening.to_open(last, cut)
    assert opened is not None
    assert len(opened) == 3
    monkeypatch.setattr(opening, "MOST_REFS", 2)
    with django_assert_num_queries(6):
        assert opening.to_open(last, cut) is None, "and nothing is asked about them"


def test_an_edition_that_must_leave_out_too_many_by_their_hour_is_compiled_from_the_whole_record(
    daily: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.published_incident(killed=3)
    factories.issued_edition(daily)
    next_day = factories.DAY + timedelta(days=1)
    night = {"occurred_from": factories.NOON + timedelta(hours=33), "occurred_to": factories.NOON + timedelta(hours=34)}
    for hour in ({}, night):
        known: dict[str, Any] = {"occurred_on": next_day, "date_precision": "EXACT_TIME" if hour else "DAY", **hour}
        factories.published_incident(killed=1, now=factories.NOON + timedelta(days=1), **known)
    draft = factories.compiled_draft(daily, next_day)
    assert draft.as_known_at is not None
    usual = compiling.compile_document(draft, as_known_at=draft.as_known_at, known_seq=draft.known_seq)
    assert usual.later is not None
    assert len(usual.later) == 1
    monkeypatch.setattr(opening, "MOST_LATER", 0)
    whole = compiling.compile_document(draft, as_known_at=draft.as_known_at, known_seq=draft.known_seq)
    assert (whole.later, whole.document) == (None, usual.document)


def test_slices_keep_the_order_and_are_none_of_nothing() -> None:
    assert list(slices(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(slices([])) == []
    assert [len(some) for some in slices(NAMES)] == [AT_ONCE] * 4
