"""How many origins and voices stand behind a figure (reconciliation.md B4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sitreps.codelists import Reliability
from sitreps.figures.current import Weighed
from sitreps.figures.figure import UNATTRIBUTED, Figure, Report
from sitreps.figures.intervals import Interval

RELIABLE = frozenset({Reliability.A, Reliability.B, Reliability.C})


@dataclass(frozen=True, slots=True)
class Independence:
    """Who stands behind a figure; the fields are those of Figure."""

    origin_ids: frozenset[str]
    voice_ids: frozenset[str]
    reliable_voice_ids: frozenset[str]
    reports: tuple[Report, ...]
    attributed_items: frozenset[str]

    def behind(self, figure: Figure) -> Figure:
        """The figure with these behind it."""
        return replace(
            figure,
            origin_ids=self.origin_ids,
            voice_ids=self.voice_ids,
            reliable_voice_ids=self.reliable_voice_ids,
            reports=self.reports,
            attributed_items=self.attributed_items,
        )


def independence(firm: Iterable[Weighed]) -> Independence:
    """The origins of the firm claims of one incident.

    All unattributed reports are one origin at most, and none where each only echoes an attributed claim of its own
    document. Cost: O(n * d) in the claims and the distinct numbers of a document.
    """
    firm = list(firm)
    attributed = [weighed for weighed in firm if weighed.claim.attributed]
    numbers: dict[str, set[Interval]] = defaultdict(set)
    for weighed in attributed:
        numbers[weighed.claim.source_item].add(weighed.interval)
    reports = [
        weighed
        for weighed in firm
        if not weighed.claim.attributed
        and not any(weighed.interval.contains(number) for number in numbers[weighed.claim.source_item])
    ]
    unattributed = {UNATTRIBUTED} if reports else set()
    return Independence(
        origin_ids=frozenset({_origin(weighed) for weighed in attributed} | unattributed),
        voice_ids=frozenset({_voice(weighed) for weighed in attributed} | unattributed),
        reliable_voice_ids=frozenset(_voice(w) for w in attributed if w.claim.reliability in RELIABLE),
        reports=tuple(Report(weighed.interval, weighed.claim.source_item) for weighed in reports),
        attributed_items=frozenset(weighed.claim.source_item for weighed in attributed),
    )


def joined(own: Figure, children: Iterable[Figure], breakdown: Interval | None) -> Independence:
    """The origins of a roll-up: the union of its parts'.

    The parent's unattributed reports add none where every one of them contains the breakdown (its own bounds;
    None where no child has a figure) and was read in the same document as an attributed claim of a child.
    """
    children = list(children)
    child_items = frozenset[str]().union(*(child.attributed_items for child in children))
    is_echo = breakdown is not None and all(
        report.interval.contains(breakdown) and report.source_item in child_items for report in own.reports
    )
    ours = {UNATTRIBUTED} if is_echo else set()
    return Independence(
        origin_ids=(own.origin_ids - ours).union(*(child.origin_ids for child in children)),
        voice_ids=(own.voice_ids - ours).union(*(child.voice_ids for child in children)),
        reliable_voice_ids=own.reliable_voice_ids.union(*(child.reliable_voice_ids for child in children)),
        reports=(() if is_echo else own.reports) + tuple(report for child in children for report in child.reports),
        attributed_items=own.attributed_items | child_items,
    )


def _voice(weighed: Weighed) -> str:
    return weighed.claim.voice or _origin(weighed)


def _origin(weighed: Weighed) -> str:
    """Who stands behind a claim; behind the desk's own addition, the one whose number it continues."""
    return weighed.claim.continues or weighed.claim.origin
