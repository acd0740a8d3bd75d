"""Proving the record against itself, and mending what is only derived from it (reliability.md 19)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from sitreps.actions import audit, projections
from sitreps.actions.verification import beside, latest
from sitreps.actions.verification.chain import Chain
from sitreps.actions.verification.contents import Reader
from sitreps.actions.verification.differences import Difference
from sitreps.actions.verification.numbers import Record, sound_revisions
from sitreps.models import word_index
from sitreps.models.accounts import User
from sitreps.models.sequence import RECORD, lock
from sitreps.queries.snapshot import snapshot

WORDS = Difference("index of words", "does not hold the words of its table")


class Verification:
    """One proof. `counts` says, once `differences` was read to its end, how much was looked at."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def differences(self) -> Iterator[Difference]:
        """Every row that is not what the others say it must be, as of one moment; writers are not held back.

        Memory does not grow with the record; the time does, by about the time that publishing it took.
        """
        chain = Chain()
        with snapshot():
            yield from chain.differences()
            record = Record(chain)
            yield from record.differences()
            for incidents in latest.pages():
                yield from (difference for _, difference in latest.differences(incidents, record.reader.wrong_columns))
        if not word_index.agrees(connection):  # asking takes the database's write lock for a moment
            yield WORDS
        self.counts = record.counts + Counter({"audit events": chain.length})


def rebuild(*, by: User, now: datetime) -> Iterator[Difference]:
    """Write anew the rows beside revisions and the projection of the newest where they are wrong; says what was.

    The record itself is never touched, and nothing is derived from a revision that cannot be relied on. Each piece is
    a transaction of its own that holds publication back; the audit log gets a row at the end, if anything was wrong.
    """
    mended = 0
    for difference in _rebuild():
        mended += 1
        yield difference
    if mended:
        with transaction.atomic():
            audit.record(
                action="record.rebuild", object_type="record", object_ref="projections", by=by, now=now,
                detail={"rows": mended},
            )  # fmt: skip


def _rebuild() -> Iterator[Difference]:
    chain = Chain()
    for _ in chain.differences():
        pass  # what is wrong with the audit log, a proof says; here it matters whom to believe
    reader = Reader()
    for revisions in sound_revisions(chain, reader):
        with transaction.atomic():
            lock(RECORD)
            found = list(beside.differences(revisions))
            wrong = {revision.pk for revision, _ in found}
            for revision, sound in revisions:
                if revision.pk in wrong:
                    beside.mend(revision, sound)
        yield from (difference for _, difference in found)
    for incidents in latest.pages():
        with transaction.atomic():
            lock(RECORD)
            stale = list(latest.differences(incidents, reader.wrong_columns))
            for incident, _ in stale:
                projections.refresh_latest(incident)
        yield from (difference for _, difference in stale)
    if not word_index.agrees(connection):
        with transaction.atomic():
            word_index.rebuild(connection)
        yield WORDS
