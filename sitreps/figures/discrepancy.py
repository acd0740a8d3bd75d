"""One thing that the desk must be told: how grave it is, in which words, what it rests on (reconciliation.md B13)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sitreps.codelists import DiscrepancyCode, Severity
from sitreps.figures.discrepancy_words import WHAT_TO_DO
from sitreps.figures.figure import Flag, Gap
from sitreps.figures.parameters import DEFAULTS, Parameters

SEVERITIES: Mapping[DiscrepancyCode, Severity] = MappingProxyType(
    dict.fromkeys(DiscrepancyCode, Severity.WARN)
    | {
        DiscrepancyCode.CONFLICT: Severity.BLOCK,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL: Severity.BLOCK,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN: Severity.BLOCK,
        DiscrepancyCode.DISAGG_EXCEEDS_TOTAL: Severity.BLOCK,
        DiscrepancyCode.PLACE_CONFLICT: Severity.BLOCK,
        DiscrepancyCode.SENSITIVE_CONTENT: Severity.BLOCK,
        DiscrepancyCode.PROGRESSION: Severity.INFO,
        DiscrepancyCode.BREAKDOWN_INCOMPLETE: Severity.INFO,
        DiscrepancyCode.CHILD_WITHOUT_FIGURE: Severity.INFO,
        DiscrepancyCode.MISSING_RESOLVED: Severity.INFO,
        DiscrepancyCode.DATE_INFERRED: Severity.INFO,
        DiscrepancyCode.PLACE_IMPRECISE: Severity.INFO,
        DiscrepancyCode.SOURCE_UNIDENTIFIED: Severity.INFO,
    }
)
"""The severity of a code; where sides contradict each other, the worst that the gap between them can make of it."""

_BY_GAP = frozenset(
    {
        DiscrepancyCode.CONFLICT,
        DiscrepancyCode.BREAKDOWN_EXCEEDS_TOTAL,
        DiscrepancyCode.TOTAL_EXCEEDS_BREAKDOWN,
    }
)
_RANK = {code: place for place, code in enumerate(DiscrepancyCode)}
_SEVERITY_RANK = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing to look at. `ref`: INCIDENT[.MEASURE|.CATEGORY], or SERIES/KEY of a text of an edition.

    `text` says in plain words what is odd. `rests_on`: the claims and values it follows from; `claims`: the keys of
    the claims among them.
    """

    severity: Severity
    code: DiscrepancyCode
    ref: str
    text: str
    rests_on: tuple[str, ...]
    claims: tuple[str, ...] = ()

    @property
    def what_to_do(self) -> str:
        """One sentence for the editor who has to settle it."""
        return WHAT_TO_DO[self.code]

    @property
    def line(self) -> str:
        """`SEVERITY CODE:REF text`, as commands print it."""
        return f"{self.severity} {self.code}:{self.ref} {self.text}"

    @property
    def fingerprint(self) -> str:
        """Changes when one of its claims or values does; a decision about it holds until then."""
        parts = "\n".join((self.code, self.ref, *self.rests_on))
        return hashlib.sha256(parts.encode()).hexdigest()


def told(
    code: DiscrepancyCode,
    ref: str,
    text: str,
    rests_on: Iterable[str],
    *,
    claims: Iterable[str] = (),
    severity: Severity | None = None,
) -> Discrepancy:
    """A discrepancy, of the code's own severity unless another is given."""
    return Discrepancy(
        severity or SEVERITIES[code], code, ref, text, tuple(sorted(set(rests_on))), tuple(sorted(set(claims)))
    )


def in_order(found: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Worst first, then in the order of B13 and by ref; one code is told once a ref, with all that makes it fire.

    Cost: O(n log n).
    """
    merged: dict[tuple[DiscrepancyCode, str], Discrepancy] = {}
    for one in found:
        known = merged.get((one.code, one.ref))
        merged[one.code, one.ref] = _joined(known, one) if known else one
    return tuple(sorted(merged.values(), key=lambda d: (_SEVERITY_RANK[d.severity], _RANK[d.code], d.ref)))


def severity_of(flag: Flag, parameters: Parameters = DEFAULTS) -> Severity:
    """The severity of a figure's flag: a contradiction by its gap, a progression for information."""
    if flag.code not in _BY_GAP:
        return SEVERITIES[flag.code]
    if flag.gap is None:
        return Severity.INFO
    return Severity.BLOCK if _is_wide(flag.gap, parameters) else Severity.WARN


def is_large(before: int, now: int, parameters: Parameters = DEFAULTS) -> bool:
    """Whether a number changed by so many people and so many percent of what it was (LARGE_CHANGE)."""
    change = abs(now - before)
    return change >= parameters.change_least and change * 100 >= before * parameters.change_percent


def _is_wide(gap: Gap, parameters: Parameters) -> bool:
    """At least so many people and so many percent of the lower side, or one side says that there was nobody."""
    wide = gap.width >= parameters.conflict_least and gap.width * 100 >= gap.below * parameters.conflict_percent
    return wide or gap.below == 0


def _joined(one: Discrepancy, other: Discrepancy) -> Discrepancy:
    return Discrepancy(
        severity=min(one.severity, other.severity, key=_SEVERITY_RANK.__getitem__),
        code=one.code,
        ref=one.ref,
        text=" ".join(dict.fromkeys((one.text, other.text))),
        rests_on=tuple(sorted({*one.rests_on, *other.rests_on})),
        claims=tuple(sorted({*one.claims, *other.claims})),
    )
