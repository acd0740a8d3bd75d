"""Totals of people over the published record, now or as known at a moment: one statement, whatever is asked (B7).

The database groups and adds; here the sums of each group are put together and said in words. Nothing frozen is opened:
what sums take of a figure stands beside its revision.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitreps.codelists import STOCK_MEASURES, vocabulary
from sitreps.documents.reckoning import ALWAYS
from sitreps.documents.totals import TIMES, GroupTotal, Key, place_in_order
from sitreps.figures.allocation import remainder
from sitreps.figures.sums import Summand
from sitreps.figures.totals import APART, TOGETHER, total_of
from sitreps.queries.gathering import Cell, Groups, Line, Totals, Tree, fetch, gather, group_key
from sitreps.queries.summands import NUMBERS, summand
from sitreps.queries.total_nodes import LOCATED, ROOT, Nodes, TotalQuery, nodes

People = Line[Summand]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the statement gave: figures and numbers of incidents, the combatants among the figures' people, and the
    incidents that count killed and injured together, by group."""

    head: int
    figures: Sequence[People]
    combatants: Sequence[People]
    not_split: Mapping[Key, Sequence[str]]


def totals(asked: TotalQuery) -> Totals:
    """The totals of people. One statement; its cost grows with the incidents that answer, the answer's with the groups.

    A measure that is a state at a moment is never broken down by time: not asked for by name, it is left out there.
    """
    found = _read(nodes(asked), asked)
    figures, combatants = gather(found.figures, _allocate), gather(found.combatants, _take_located)
    return Totals(found.head, tuple(_rows(figures, combatants, found.not_split, asked)))


def _allocate(tree: Tree[Summand], groups: Groups[Summand]) -> None:
    """A root in no one area: its located places by their own figures, and the rest of its own."""
    _take_located(tree, groups)
    reached = {line.key for line in tree if line.counts_alone}
    for whole in tree:
        if whole.role != ROOT or whole.part is None:
            continue
        located = [line.part for line in tree if line.role == LOCATED and line.name == whole.name and line.part]
        left = remainder(whole.part, located)
        if left is None:
            continue
        for key in reached:
            groups.cells[key, whole.name].leave(left.lower)
        if whole.inside and (left.lower or left.vague_parts):
            groups.cells[whole.key, whole.name].take_rest(left)


def _take_located(tree: Tree[Summand], groups: Groups[Summand]) -> None:
    """The located places alone: who is stated to be a combatant is not told of what is left over."""
    for line in tree:
        if line.counts_alone:
            groups.add(line)


def _rows(
    groups: Groups[Summand],
    combatants: Groups[Summand],
    not_split: Mapping[Key, Sequence[str]],
    asked: TotalQuery,
) -> Iterator[GroupTotal]:
    keys = dict.fromkeys([*groups.incidents, *(key for key, _ in groups.cells)])
    if not asked.group_by:
        keys.setdefault(())
    measures = [name for name in vocabulary("measure").terms if _may_show(name, asked)]
    rows = [(key, measure) for key in keys for measure in measures if not asked.measures or measure in asked.measures]
    for key, measure in sorted(rows, key=lambda row: place_in_order(row[0], asked.group_by, row[1])):
        cell = groups.cells.get((key, measure), Cell())
        incidents = groups.incidents_of(key, cell)
        if (not incidents and key) or not (asked.measures or cell.parts or measure in ALWAYS):
            continue
        total = total_of(
            measure,
            cell.parts,
            incidents=incidents,
            incidents_with_figure=cell.with_figure,
            may_be_more=cell.may_be_more,
        )
        yield GroupTotal.of_people(
            total,
            group={name.value: value for name, value in zip(asked.group_by, key, strict=True)},
            not_allocated=cell.not_allocated,
            combatants=combatants.cells.get((key, measure), Cell()).parts,
            not_split=not_split.get(key, ()),
        )


def _may_show(measure: str, asked: TotalQuery) -> bool:
    return measure not in STOCK_MEASURES or not set(TIMES) & set(asked.group_by)


# ---- Reading

_FIGURE, _COMBATANTS, _NOT_SPLIT, _INCIDENTS, _HEAD = range(5)

# The figures come first: they give the columns their types, which the other branches leave empty.
_STATEMENT = """
{nodes}
SELECT {figure} AS what, {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open,
       figure.vague_parts, COUNT(*), {sums}
  FROM node JOIN sitreps_revisionfigure AS figure ON figure.revision_id = node.stored
 WHERE (node.inside = 1 OR node.tree <> '') {measures}
 GROUP BY {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open,
          figure.vague_parts
 UNION ALL
SELECT {combatants}, {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open,
       figure.vague_parts, COUNT(*), {sums}
  FROM node JOIN sitreps_revisioncombatants AS figure ON figure.revision_id = node.stored
 WHERE (node.inside = 1 OR node.tree <> '') {measures}
 GROUP BY {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open,
          figure.vague_parts
 UNION ALL
SELECT {not_split}, {columns} node.inside, node.tree, node.role, NULL, NULL, NULL, node.name, 1, {no_sums}
  FROM node JOIN sitreps_revisionfigure AS figure ON figure.revision_id = node.stored AND figure.measure = {together}
 WHERE node.inside = 1 AND NOT EXISTS (SELECT 1 FROM sitreps_revisionfigure AS other
                                        WHERE other.revision_id = node.stored AND other.measure IN ({apart}))
 UNION ALL
SELECT {incidents}, {columns} node.inside, node.tree, node.role, NULL, NULL, NULL, NULL, COUNT(*), {no_sums}
  FROM node
 WHERE node.inside = 1 OR node.tree <> ''
 GROUP BY {columns} node.inside, node.tree, node.role
 UNION ALL
SELECT {head}, {no_columns} NULL, NULL, NULL, NULL, NULL, NULL, NULL, MAX(seq), {no_sums}
  FROM sitreps_change
"""


def _read(found: Nodes, asked: TotalQuery) -> _Read:
    names = ", ".join(["%s"] * len(asked.measures))
    statement = _STATEMENT.format(
        nodes=found.sql,
        columns="".join(f"node.{column}, " for column in found.columns),
        no_columns="NULL, " * len(found.columns),
        sums=", ".join(f"SUM(figure.{number})" for number in NUMBERS),
        no_sums=", ".join(["NULL"] * len(NUMBERS)),
        measures=f"AND figure.measure IN ({names})" if names else "",
        together=f"'{TOGETHER}'",
        apart=", ".join(f"'{measure}'" for measure in APART),
        figure=_FIGURE,
        combatants=_COMBATANTS,
        not_split=_NOT_SPLIT,
        incidents=_INCIDENTS,
        head=_HEAD,
    )
    rows = fetch(statement, (*found.parameters, *asked.measures, *asked.measures))
    head, lines = 0, defaultdict[int, list[People]](list)
    not_split: dict[Key, list[str]] = defaultdict(list)
    width = len(found.columns)
    for what, *values in rows:
        if what == _HEAD:
            head = values[width + 7] or 0
            continue
        line = _line(group_key(asked.columns, values[:width]), values[width:], is_sum=what in {_FIGURE, _COMBATANTS})
        if what == _NOT_SPLIT and line.counts_alone:
            not_split[line.key].append(values[width + 6])
        elif what != _NOT_SPLIT:
            lines[_COMBATANTS if what == _COMBATANTS else _FIGURE].append(line)
    return _Read(head, lines[_FIGURE], lines[_COMBATANTS], not_split)


def _line(key: Key, row: Sequence[Any], *, is_sum: bool) -> People:
    inside, tree, role, measure, quantifier, is_open, words, count, *numbers = row
    if not is_sum:
        return Line(key, bool(inside), tree, role, count)
    return Line(key, bool(inside), tree, role, count, measure, summand(quantifier, is_open, words, count, numbers))
