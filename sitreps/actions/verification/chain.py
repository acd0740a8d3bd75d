"""The audit log: numbers without a gap, each row with its hash and with that of the row before."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sitreps.actions.audit import GENESIS, event_hash
from sitreps.actions.verification.differences import Difference, in_order
from sitreps.models.audit import AuditEvent
from sitreps.models.sequence import AUDIT, Sequence


@dataclass(slots=True)
class Chain:
    """What is known of the audit log once `differences` was read to its end: the numbers of changed rows, and whether
    all is well with it."""

    broken: set[int] = field(default_factory=set)
    is_whole: bool = True
    length: int = 0

    def differences(self) -> Iterator[Difference]:
        """Every row of the audit log that is missing or was changed."""
        for difference in self._differences():
            self.is_whole = False
            yield difference

    def _differences(self) -> Iterator[Difference]:
        expected, before, is_known = 1, GENESIS, True
        for events in in_order(AuditEvent.objects.all(), "seq"):
            for event in events:
                if event.seq != expected:
                    yield _missing(expected, event.seq - 1)
                    is_known = False  # the hash of a row that is gone
                is_sound = event_hash(event) == event.hash
                if not is_sound:
                    yield self._broken(event.seq, "its content does not have its hash")
                elif is_known and event.previous_hash != before:  # those that come after vouch for the later one
                    yield self._broken(expected - 1, f"it is not the row that audit event {event.seq} is chained to")
                expected, before, is_known = event.seq + 1, event.hash, is_sound
            self.length += len(events)
        last = Sequence.objects.filter(name=AUDIT).values_list("value", flat=True).first() or 0
        if last >= expected:
            yield _missing(expected, last)
        elif last < expected - 1:
            yield Difference("sequence audit", f"stands at {last}, must be {expected - 1}")

    def _broken(self, seq: int, how: str) -> Difference:
        self.broken.add(seq)
        return Difference(f"audit event {seq}", how)


def _missing(first: int, last: int) -> Difference:
    return Difference(f"audit event {first}" if first == last else f"audit events {first} to {last}", "missing")
