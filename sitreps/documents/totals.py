"""The public shape of a total over the record (api.md, Total with `group`), and its order in an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sitreps.codelists import vocabulary
from sitreps.documents.damage import count_words
from sitreps.documents.total_members import TotalMembers
from sitreps.figures.facilities import FacilityCount

UNDATED = "undated"
NOT_ALLOCATED = "not_allocated"
FACILITIES = "FACILITIES"
"""What rows of group_by=facility count: damaged facilities, not people."""

Key = tuple[str | None, ...]


class GroupBy(StrEnum):
    """What totals can be broken down by."""

    COUNTRY = "country"
    ADM1 = "adm1"
    ADM2 = "adm2"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    EVENT_TYPE = "event_type"
    SUB_EVENT_TYPE = "sub_event_type"
    WEAPON = "weapon"
    FACILITY = "facility"


AREAS = (GroupBy.COUNTRY, GroupBy.ADM1, GroupBy.ADM2)
TIMES = (GroupBy.DAY, GroupBy.WEEK, GroupBy.MONTH)


@dataclass(frozen=True)
class _OfGroup:
    group: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class GroupTotal(TotalMembers, _OfGroup):
    """One measure over the incidents of one group (reconciliation.md B7).

    `group` has the values by name: `undated` where an incident is dated more coarsely than the bucket,
    `not_allocated` where it lies in no one area of the level, null where nothing is stated. `not_allocated` counts
    people of incidents that reach beyond the group's area and whom no location places on either side: they are in
    none of the row's other numbers, which may therefore be higher.
    """


def facilities(
    group: Mapping[str, str | None], count: FacilityCount, *, incidents: int, with_figure: int, not_allocated: int
) -> GroupTotal:
    """The row of a count of damaged facilities of one category and all below it (B10)."""
    return GroupTotal(
        group=group,
        measure=FACILITIES,
        best=count.lower if count.number is not None else None,
        printed=count.number,
        printed_upper=count.number_upper,
        quantifier=count.quantifier,
        text=count_words(count),
        lower=count.lower,
        low=count.lower,
        high=count.upper,
        highest_stated=count.lower if count.upper is None else count.upper,
        open=count.upper is None,
        vague_parts=(),
        incidents=incidents,
        incidents_with_figure=with_figure,
        not_allocated=not_allocated,
    )


def place_in_order(values: Iterable[str | None], names: Sequence[GroupBy], measure: str) -> tuple[object, ...]:
    """Where a row stands: by the group's values, those that say "elsewhere" last, then by measure."""
    measures = list(vocabulary("measure").terms)
    ranks = [_rank(name, value) for name, value in zip(names, values, strict=True)]
    return (*ranks, measures.index(measure) if measure in measures else len(measures))


def _rank(name: GroupBy, value: str | None) -> tuple[int, int, str]:
    if value is None or value in {UNDATED, NOT_ALLOCATED}:
        return (1, 0, value or "")
    if name is GroupBy.FACILITY:
        return (0, list(vocabulary("facility").terms).index(value), value)
    return (0, 0, value)
