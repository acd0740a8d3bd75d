"""The record in the order of its numbers: what stands at each of them, and what must stand beside it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sitreps.actions import acts, publishing
from sitreps.actions.verification import beside, editions
from sitreps.actions.verification.chain import Chain
from sitreps.actions.verification.contents import Reader, Sound, rows
from sitreps.actions.verification.differences import AT_ONCE, Difference, in_order, unlike
from sitreps.codelists import TakedownAct
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.editions import EditionIssue
from sitreps.models.revisions import IncidentRevision
from sitreps.models.sequence import RECORD, Sequence
from sitreps.models.takedowns import Takedown

AUDITED = (
    "incident.publish",
    "edition.issue",
    *(f"{kind}.{act.lower()}" for kind in ("incident", "edition") for act in TakedownAct),
)
"""Acts whose row in the audit log tells the number that they took in the record."""

ADDED_LATER = frozenset({"at", "text_sha256", "note_sha256"})
"""What rows of the first versions do not tell of an act."""


@dataclass(slots=True)
class Entry:
    """Everything that bears one number."""

    seq: int
    change: Change | None = None
    revision: IncidentRevision | None = None
    issue: EditionIssue | None = None
    takedown: Takedown | None = None
    event: AuditEvent | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the change and the audit row of a revision, an issue or an act must say, as far as it can be relied on."""

    name: str
    at: datetime
    change: dict[str, Any]
    audit: dict[str, Any]


class Record:
    """Walks through the record once. `counts` says what was looked at."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self.reader = Reader()
        self._waiting: list[tuple[IncidentRevision, Sound]] = []
        self._moment: datetime | None = None
        self.counts: Counter[str] = Counter()

    def differences(self) -> Iterator[Difference]:
        """Every fault of the record and of the rows beside its revisions."""
        expected = 1
        for entry in _entries(self._chain):
            if entry.seq > expected:
                yield _gap(expected, entry.seq - 1)
            yield from self._entry(entry)
            expected = entry.seq + 1
            if len(self._waiting) == AT_ONCE:
                yield from self._beside()
        yield from self._beside()
        last = Sequence.objects.filter(name=RECORD).values_list("value", flat=True).first() or 0
        if last >= expected:
            yield _gap(expected, last)
        elif last < expected - 1:
            yield Difference("sequence record", f"stands at {last}, must be {expected - 1}")

    def _entry(self, entry: Entry) -> Iterator[Difference]:
        if entry.revision is not None:
            facts, found = self._revision(entry)
        elif entry.issue is not None:
            facts, found = self._issue(entry)
        elif entry.takedown is not None:
            facts, found = _of_takedown(entry.takedown), []
        else:
            yield _missing(entry)
            return
        yield from found
        denied = list(self._audit(entry, facts))
        yield from denied or self._change(entry, facts)
        if self._moment is not None and facts.at < self._moment:
            yield Difference(facts.name, "its moment is before that of the number before it")
        self._moment = facts.at

    def _revision(self, entry: Entry) -> tuple[Facts, list[Difference]]:
        self.counts["revisions"] += 1
        revision: Any = entry.revision
        sound, found = self.reader.examine(revision, _published_inputs(entry))
        self._waiting.append((revision, sound))
        return _of_revision(revision, sound), found

    def _issue(self, entry: Entry) -> tuple[Facts, list[Difference]]:
        self.counts["issues"] += 1
        issue: Any = entry.issue
        document, found = editions.examine(issue, self.reader.misplaced)
        return _of_issue(issue, document), found

    def _change(self, entry: Entry, facts: Facts) -> Iterator[Difference]:
        change = entry.change
        if change is None:
            yield Difference(f"change {entry.seq}", f"missing: it would tell of {facts.name}")
            return
        self.counts["changes"] += 1
        how = unlike({name: getattr(change, name) for name in facts.change}, facts.change)
        if how:
            yield Difference(f"change {entry.seq}", how)
        if not hasattr(change, "outbox"):
            yield Difference(f"outbox of change {entry.seq}", "missing")

    def _audit(self, entry: Entry, facts: Facts) -> Iterator[Difference]:
        """A row that is chained is believed: what differs from it was changed."""
        event = entry.event
        if event is None:
            if self._chain.is_whole:
                yield Difference(f"audit event of {facts.name}", "missing")
            return
        said = {**event.detail, "actor": event.actor, "action": event.action, "ref": event.object_ref}
        wanted = {name: said.get(name) for name in facts.audit if name in said or name not in ADDED_LATER}
        how = unlike(facts.audit, wanted)
        if how:
            yield Difference(facts.name, f"{how} (audit event {event.seq})")

    def _beside(self) -> Iterator[Difference]:
        for _, difference in beside.differences(self._waiting):
            yield difference
        self._waiting.clear()


def sound_revisions(chain: Chain, reader: Reader) -> Iterator[list[tuple[IncidentRevision, Sound]]]:
    """Every revision in the order of the record, some at a time, with what can be relied on of each."""
    found: list[tuple[IncidentRevision, Sound]] = []
    for entry in _entries(chain):
        if entry.revision is not None:
            found.append((entry.revision, reader.examine(entry.revision, _published_inputs(entry))[0]))
        if len(found) == AT_ONCE:
            yield found
            found = []
    yield found


def _entries(chain: Chain) -> Iterator[Entry]:
    """What stands at each number, in order."""
    merged = merge(
        _numbered("change", in_order(Change.objects.select_related("outbox"), "seq")),
        _numbered("revision", in_order(rows(), "seq")),
        _numbered("issue", in_order(EditionIssue.objects.select_related("series"), "seq")),
        _numbered("takedown", in_order(_takedowns(), "seq")),
        _events(chain),
        key=itemgetter(0),
    )
    for seq, found in groupby(merged, key=itemgetter(0)):
        yield Entry(seq, **{kind: row for _, kind, row in found})


def _numbered(kind: str, pages: Iterator[list[Any]]) -> Iterator[tuple[int, str, Any]]:
    return ((row.seq, kind, row) for page in pages for row in page)


def _published_inputs(entry: Entry) -> str | None:
    """The digest of a revision's inputs in the audit log; there is none in rows of the first versions."""
    return entry.event.detail.get("inputs_sha256") if entry.event else None


def _events(chain: Chain) -> Iterator[tuple[int, str, Any]]:
    """The rows of the audit log that tell a number of the record, in its order; both logs grow in one order."""
    last = 0
    for page in in_order(AuditEvent.objects.filter(action__in=AUDITED), "seq"):
        for event in page:
            number = event.detail.get("seq", 0)
            if event.seq not in chain.broken and number > last:
                yield number, "event", event
                last = number


def _of_revision(revision: IncidentRevision, sound: Sound) -> Facts:
    row: dict[str, Any] = {
        "ref": revision.ref,
        "revision": revision.number,
        "at": revision.published_at,
        "why_code": revision.change_code,
        "why_text": revision.change_note,
    }
    sha256 = revision.sha256
    if sound.document is not None:
        document = sound.document
        row |= {"ref": document.ref, "revision": document.revision, "at": document.published_at}
        row |= {"why_code": document.change.code, "why_text": document.change.note}
        sha256 = document.sha256
    event = publishing.event_of(row["revision"], row["why_code"])
    audit = {"actor": revision.by, "ref": row["ref"], "revision": row["revision"], "sha256": sha256}
    audit |= {"code": row["why_code"]}
    return Facts(str(revision), row["at"], {"event": event, "object": "incident", **row}, audit)


def _of_issue(issue: EditionIssue, document: Any) -> Facts:
    number, version, at, sha256 = issue.number, issue.issue, issue.issued_at, issue.sha256
    if document is not None:
        number, version, at, sha256 = document.number, document.issue, document.issued_at, document.sha256
    event = ChangeEventKind.EDITION_ISSUED if version == 1 else ChangeEventKind.EDITION_REISSUED
    ref = f"{issue.series.code}/{number}"
    change = {"event": event, "object": "edition", "ref": ref, "revision": version, "at": at}
    audit = {"actor": issue.issued_by, "ref": ref, "issue": version, "sha256": sha256}
    return Facts(str(issue), at, change, audit)


def _takedowns() -> "QuerySet[Any, Any]":
    """Acts with the number of the revision that was the incident's newest, and whether their words may be erased."""
    newest = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__lt=OuterRef("seq")).order_by("-seq")
    rows = Takedown.objects.select_related("incident", "revision", "survivor", "issue__series")
    same = Q(issue=OuterRef("issue"), format="")
    for told_of in ("incident", "survivor", "because__incident"):
        same |= Q(incident=OuterRef(told_of))
    redacted = Exists(Takedown.objects.filter(same, act=TakedownAct.REDACT))
    found: QuerySet[Any, Any] = rows.annotate(newest=Subquery(newest.values("number")[:1]), may_be_erased=redacted)
    return found


def _of_takedown(row: Any) -> Facts:
    if row.issue is not None:
        kind, ref, number = "edition", f"{row.issue.series.code}/{row.issue.number}", row.issue.issue
    else:
        kind, ref, number = "incident", row.incident.ref, row.revision.number if row.revision else row.newest
    told = acts.change_of(row, kind, ref, number)
    names = ("event", "object", "ref", "revision", "at", "why_code", "why_text")
    detail = {**acts.detail_of(row, number), "actor": row.by, "action": f"{kind}.{row.act.lower()}", "ref": ref}
    for words in ("text", "note"):
        if row.may_be_erased and row.act != TakedownAct.REDACT and not getattr(row, words):
            del detail[f"{words}_sha256"]
    return Facts(f"takedown {row.seq} of {ref}", row.at, {name: getattr(told, name) for name in names}, detail)


def _missing(entry: Entry) -> Difference:
    """A number that only a change or an audit row still tells of."""
    if entry.change is not None:
        name = f"{entry.change.object} {entry.change.ref} {entry.change.revision}"
        return Difference(name, f"missing: change {entry.seq} tells of it")
    return Difference(f"number {entry.seq} of the record", "missing: the audit log tells of it")


def _gap(first: int, last: int) -> Difference:
    what = f"number {first}" if first == last else f"numbers {first} to {last}"
    return Difference(f"{what} of the record", "missing")
