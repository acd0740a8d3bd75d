"""A day of news on top of a record: incidents imported and published, and a draft of the edition that tells of them.

All of it happens in a transaction that is rolled back, so that the record stays as it was generated.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from bench import logs
from sitreps.actions import compiling, drafts
from sitreps.actions.imports import import_log
from sitreps.documents import canonical, edition_totals
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.sequence import RECORD, advance
from sitreps.models.series import Series
from sitreps.queries import counting, published
from sitreps.queries.covering import Cut

COUNTRY, DAY = "LBN", date(2025, 6, 24)
NOW = datetime(2025, 7, 1, tzinfo=UTC)
"""Long after the day: what disclosure delays is told."""


@contextmanager
def day_of_news(incidents: int, claims: int, *, carried: tuple[str, ...] = ()) -> Iterator[EditionDraft]:
    """The draft, due, of an edition of so many new incidents with so many claims each, in a country of their own.

    `carried`: further countries that the series covers; all that the record has of them was told of in the edition of
    the day before.
    """
    with transaction.atomic():
        series = _series()
        if carried:
            _tell_of_everything(series, carried)
        log = logs.log(incidents, claims=claims, country=COUNTRY, day=DAY.isoformat())
        del log["series"]
        import_log(content=json.dumps(log).encode(), by=actor(COMMAND), now=NOW, publish=True)
        yield drafts.open_draft(series=series, day=DAY, by=actor(COMMAND), now=NOW)
        transaction.set_rollback(True)


def _series() -> Series:
    return Series.objects.create(
        code="BENCH-DAILY", title="Daily Situation Report", countries=[COUNTRY], timezone="Asia/Beirut",
        cut_off=time(18), languages=["en"], starts_on=DAY - timedelta(days=1), contact="desk@example.org",
    )  # fmt: skip


def _tell_of_everything(series: Series, carried: tuple[str, ...]) -> None:
    """The quiet edition of the day before as an issue that also carries each incident of further countries."""
    day, known = DAY - timedelta(days=1), published.head()
    when = compiling.calendar(series)
    period = {"period_from": when.opening(day), "period_to": when.cut_off_on(day)}
    quiet = compiling.compile_document(EditionDraft(series=series, number=1, date=day, **period), as_known_at=NOW)
    series.countries = [COUNTRY, *carried]
    series.save(update_fields=["countries"])
    cut = Cut(carried, known, day, period["period_to"])
    countries = compiling.series_facts(series).countries
    since_start = edition_totals.since_start([], counting.counted(cut, without=()), countries)
    document = replace(quiet.document, countries=countries, since_start=since_start)
    seq, moment = advance(RECORD, now=NOW)
    issue = EditionIssue(
        series=series, number=1, date=day, as_known_at=moment, known_seq=known, seq=seq, issued_at=moment,
        issued_by=COMMAND, title="The day before", snapshot=canonical.encode(document), sha256="0" * 64,
        **period,
    )  # fmt: skip
    issue.save()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sitreps_editionentry (issue_id, ref, revision_id, role)"
            " SELECT %s, ref, revision_id, CASE WHEN parent_ref = '' THEN 'NEW' ELSE 'PLACE' END FROM sitreps_latest"
            " WHERE country = %s",
            [(issue.pk, country) for country in carried],
        )
        cursor.execute("ANALYZE sitreps_editionentry")
