"""Counts of damaged facilities over the record, by category: one statement, however they are grouped (B10).

A cluster's own count stands beside those of its places: the higher of the two is taken, category by category, never
both. So every cluster comes with all its places, and is put together here; all else the database adds up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sitreps.codelists import Quantifier
from sitreps.documents import totals as shapes
from sitreps.documents.totals import GroupBy, GroupTotal, Key
from sitreps.figures.facilities import (
    FacilityCount,
    add_facilities,
    beyond,
    count_of_several,
    may_be_more,
    roll_up_facilities,
)
from sitreps.queries.total_nodes import LOCATED, ROOT, Nodes, TotalQuery, nodes
from sitreps.queries.totals import Totals, fetch, group_key

Counts = Mapping[str, FacilityCount]


@dataclass(frozen=True, slots=True)
class _Line:
    """Nodes alike in group and standing; with `count`, those of them where facilities of its category were damaged."""

    key: Key
    inside: bool
    tree: str
    role: int
    nodes: int
    count: FacilityCount | None


@dataclass(slots=True)
class _Cell:
    """One category of one group, while it is put together."""

    counts: list[FacilityCount] = field(default_factory=list)
    with_figure: int = 0
    rests: int = 0
    not_allocated: int = 0
    may_be_more: bool = False

    def take(self, count: FacilityCount, nodes: int) -> None:
        self.counts.append(count)
        self.with_figure += nodes


@dataclass(slots=True)
class _Groups:
    """All groups: how many incidents each has, and its cells by category."""

    incidents: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    cells: dict[tuple[Key, str], _Cell] = field(default_factory=lambda: defaultdict(_Cell))

    def add(self, line: _Line) -> None:
        if line.count is None:
            self.incidents[line.key] += line.nodes
        else:
            self.cells[line.key, line.count.category].take(line.count, line.nodes)


def facility_totals(asked: TotalQuery) -> Totals:
    """The counts of each category that is damaged in a group, in the vocabulary's order. One statement.

    Silence is not zero: where an incident of the group names no facility of the category, the count is a floor.
    """
    head, lines = _read(nodes(asked, whole_trees=True), asked)
    groups, trees = _Groups(), defaultdict(list)
    for line in lines:
        if line.tree:
            trees[line.tree].append(line)
        elif line.inside:
            groups.add(line)
    for tree in trees.values():
        _add_tree(tree, groups)
    return Totals(head, tuple(_rows(groups, asked)))


def _add_tree(tree: Sequence[_Line], groups: _Groups) -> None:
    """A cluster: whole where it lies in one area, else its located places, and what it counts beyond them."""
    root = next(line for line in tree if line.role == ROOT and line.count is None)
    whole = roll_up_facilities(
        _counts(line for line in tree if line.role == ROOT),
        [_counts([line]) for line in tree if line.role != ROOT and line.count],
    )
    located = [line for line in tree if line.role == LOCATED]
    if located:
        _allocate(root, whole, located, groups)
    elif root.inside:
        groups.incidents[root.key] += 1
        for category, count in whole.items():
            groups.cells[root.key, category].take(count, 1)


def _allocate(root: _Line, whole: Counts, located: Sequence[_Line], groups: _Groups) -> None:
    reached = {line.key for line in located if line.inside}
    for line in located:
        if line.inside:
            groups.add(line)
    for category, count in whole.items():
        placed = [line.count for line in located if line.count and line.count.category == category]
        left = beyond(count, placed) if placed else count  # what no place names is left over whole, in its own words
        if count.upper is None or count.upper > sum(one.lower for one in placed):
            for key in reached:
                cell = groups.cells[key, category]
                cell.may_be_more = True
                cell.not_allocated += left.lower if left else 0
        if root.inside and left:
            rest = groups.cells[root.key, category]
            rest.take(left, 1)
            rest.rests += 1


def _counts(lines: Iterable[_Line]) -> Counts:
    return {line.count.category: line.count for line in lines if line.count}


def _rows(groups: _Groups, asked: TotalQuery) -> Iterator[GroupTotal]:
    rows = [(tuple(_with(key, category, asked.group_by)), key, category) for key, category in groups.cells]
    for values, key, category in sorted(rows, key=lambda row: shapes.place_in_order(row[0], asked.group_by, "")):
        cell = groups.cells[key, category]
        incidents = groups.incidents.get(key, 0) + cell.rests
        if not cell.counts or not incidents:
            continue
        count = add_facilities([{category: one} for one in cell.counts])[category]
        if cell.may_be_more or cell.with_figure < incidents:
            count = may_be_more(count)
        yield shapes.facilities(
            {name.value: value for name, value in zip(asked.group_by, values, strict=True)},
            count,
            incidents=incidents,
            with_figure=cell.with_figure,
            not_allocated=cell.not_allocated,
        )


def _with(key: Key, category: str, names: Sequence[GroupBy]) -> Iterator[str | None]:
    """The group's values in the order asked for, the category among them."""
    others = iter(key)
    return (category if name is GroupBy.FACILITY else next(others) for name in names)


# ---- Reading

_NUMBERS = ("lower", "upper", "numbered_lower")

# Where one incident stands in a row, its words are its own; MIN is that of one.
_STATEMENT = """
{nodes}
SELECT {columns} node.inside, node.tree, node.role, facility.category, COUNT(*), {sums}, COUNT(facility.upper),
       SUM(CASE WHEN facility.number_not_given THEN 1 ELSE 0 END), MIN(facility.quantifier), MIN(facility.number),
       MIN(facility.number_upper), 0
  FROM node JOIN sitreps_revisionfacility AS facility ON facility.revision_id = node.stored
 WHERE node.inside = 1 OR node.tree <> ''
 GROUP BY {columns} node.inside, node.tree, node.role, facility.category
 UNION ALL
SELECT {columns} node.inside, node.tree, node.role, NULL, COUNT(*), {no_sums}, 0, 0, NULL, NULL, NULL, 0
  FROM node
 WHERE node.inside = 1 OR node.tree <> ''
 GROUP BY {columns} node.inside, node.tree, node.role
 UNION ALL
SELECT {no_columns} NULL, NULL, NULL, NULL, 0, {no_sums}, 0, 0, NULL, NULL, NULL, MAX(seq)
  FROM sitreps_change
"""


def _read(found: Nodes, asked: TotalQuery) -> tuple[int, list[_Line]]:
    statement = _STATEMENT.format(
        nodes=found.sql,
        columns="".join(f"node.{column}, " for column in found.columns),
        no_columns="NULL, " * len(found.columns),
        sums=", ".join(f"SUM(facility.{number})" for number in _NUMBERS),
        no_sums=", ".join(["NULL"] * len(_NUMBERS)),
    )
    rows = fetch(statement, found.parameters)
    width = len(found.columns)
    head = max(row[-1] or 0 for row in rows)
    return head, [_line(row[:width], row[width:-1], asked) for row in rows if row[width] is not None]


def _line(values: Sequence[Any], row: Sequence[Any], asked: TotalQuery) -> _Line:
    inside, tree, role, category, nodes_, *numbers = row
    count = None if category is None else _count(category, nodes_, numbers)
    return _Line(group_key(asked.columns, values), bool(inside), tree, role, nodes_, count)


def _count(category: str, nodes_: int, numbers: Sequence[Any]) -> FacilityCount:
    lower, upper, numbered_lower, bounded, without_number, quantifier, number, number_upper = numbers
    added = count_of_several(
        category,
        lower=int(lower),
        upper=int(upper) if bounded == nodes_ else None,
        numbered_lower=int(numbered_lower),
        number_not_given=bool(without_number),
    )
    if nodes_ > 1:
        return added
    return replace(added, quantifier=Quantifier(quantifier), number=number, number_upper=number_upper)
