"""Counts of damaged facilities over the record, by category: one statement, however they are grouped (B10).

A cluster's own count stands beside those of its places: the higher of the two is taken, category by category, never
both. So every cluster comes with all its places, and is put together here; all else the database adds up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
from sitreps.queries.gathering import Groups, Line, Totals, Tree, fetch, gather, group_key
from sitreps.queries.total_nodes import LOCATED, ROOT, Nodes, TotalQuery, nodes

Counts = Mapping[str, FacilityCount]
Damage = Line[FacilityCount]


def facility_totals(asked: TotalQuery) -> Totals:
    """The counts of each category that is damaged in a group, in the vocabulary's order. One statement.

    Silence is not zero: where an incident of the group names no facility of the category, the count is a floor.
    """
    head, lines = _read(nodes(asked, whole_trees=True), asked)
    return Totals(head, tuple(_rows(gather(lines, _add_tree), asked)))


def _add_tree(tree: Tree[FacilityCount], groups: Groups[FacilityCount]) -> None:
    """A cluster: whole where it lies in one area, else its located places, and what it counts beyond them."""
    root = next(line for line in tree if line.role == ROOT and line.part is None)
    whole = roll_up_facilities(
        _counts(line for line in tree if line.role == ROOT),
        [_counts([line]) for line in tree if line.role != ROOT and line.part],
    )
    located = [line for line in tree if line.role == LOCATED]
    if located:
        _allocate(root, whole, located, groups)
    elif root.inside:
        groups.incidents[root.key] += 1
        for category, count in whole.items():
            groups.cells[root.key, category].take(count, 1)


def _allocate(root: Damage, whole: Counts, located: Sequence[Damage], groups: Groups[FacilityCount]) -> None:
    reached = {line.key for line in located if line.counts_alone}
    for line in located:
        if line.counts_alone:
            groups.add(line)
    for category, count in whole.items():
        placed = [line.part for line in located if line.part and line.name == category]
        left = beyond(count, placed) if placed else count  # what no place names is left over whole, in its own words
        if count.upper is None or count.upper > sum(one.lower for one in placed):
            for key in reached:
                groups.cells[key, category].leave(left.lower if left else 0)
        if root.inside and left:
            groups.cells[root.key, category].take_rest(left)


def _counts(lines: Iterable[Damage]) -> Counts:
    return {line.name: line.part for line in lines if line.part}


def _rows(groups: Groups[FacilityCount], asked: TotalQuery) -> Iterator[GroupTotal]:
    rows = [(tuple(_with(key, category, asked.group_by)), key, category) for key, category in groups.cells]
    for values, key, category in sorted(rows, key=lambda row: shapes.place_in_order(row[0], asked.group_by, "")):
        cell = groups.cells[key, category]
        incidents = groups.incidents_of(key, cell)
        if not cell.parts or not incidents:
            continue
        count = add_facilities([{category: one} for one in cell.parts])[category]
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


def _read(found: Nodes, asked: TotalQuery) -> tuple[int, list[Damage]]:
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


def _line(values: Sequence[Any], row: Sequence[Any], asked: TotalQuery) -> Damage:
    inside, tree, role, category, nodes_, *numbers = row
    count = None if category is None else _count(category, nodes_, numbers)
    return Line(group_key(asked.columns, values), bool(inside), tree, role, nodes_, category or "", count)


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
