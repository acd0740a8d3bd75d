"""Totals over the published record, now or as known at a moment: one statement, whatever is asked (B7).

The database groups and adds; here the sums of each group are put together and said in words. Nothing frozen is opened:
what sums take of a figure stands beside its revision.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from sitreps.codelists import STOCK_MEASURES, Quantifier, VagueWord, vocabulary
from sitreps.documents import totals as shapes
from sitreps.documents.reckoning import ALWAYS
from sitreps.documents.totals import AREAS, NOT_ALLOCATED, TIMES, UNDATED, GroupBy, GroupTotal, Key
from sitreps.errors import Fault, InvalidQuery
from sitreps.figures.allocation import remainder
from sitreps.figures.sums import Summand
from sitreps.figures.totals import total_of
from sitreps.queries.total_nodes import LOCATED, ROOT, Nodes, TotalQuery, nodes


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows in order; `head` is the newest number of the record that they were read from."""

    head: int
    rows: tuple[GroupTotal, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """Nodes of one group, alike in where they stand and, with `part`, in what their figures are made of."""

    key: Key
    inside: bool
    tree: str
    role: int
    measure: str | None
    nodes: int
    part: Summand | None


@dataclass(slots=True)
class _Cell:
    """One measure of one group, while it is put together."""

    parts: list[Summand] = field(default_factory=list)
    with_figure: int = 0
    rests: int = 0
    not_allocated: int = 0
    may_be_more: bool = False

    def take(self, part: Summand, count: int) -> None:
        self.parts.append(part)
        self.with_figure += count


@dataclass(slots=True)
class _Groups:
    """All groups: how many incidents each has, and its cells by measure."""

    incidents: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    cells: dict[tuple[Key, str], _Cell] = field(default_factory=lambda: defaultdict(_Cell))

    def add(self, line: _Line) -> None:
        if line.measure is None or line.part is None:
            self.incidents[line.key] += line.nodes
        else:
            self.cells[line.key, line.measure].take(line.part, line.nodes)


def totals(asked: TotalQuery) -> Totals:
    """The totals of people. One statement; its cost grows with the incidents that answer, the answer's with the groups.

    A measure that is a state at a moment is never broken down by time: not asked for by name, it is left out there.
    """
    head, lines = _read(nodes(asked), asked)
    groups, trees = _Groups(), defaultdict(list)
    for line in lines:
        if line.tree:
            trees[line.tree].append(line)
        elif line.inside:
            groups.add(line)
    for tree in trees.values():
        _allocate(tree, groups)
    return Totals(head, tuple(_rows(groups, asked)))


def _allocate(tree: Sequence[_Line], groups: _Groups) -> None:
    """A root in no one area: its located places by their own figures, and the rest of its own."""
    for line in tree:
        if line.role == LOCATED and line.inside:
            groups.add(line)
    reached = {line.key for line in tree if line.role == LOCATED and line.inside}
    for whole in tree:
        if whole.role != ROOT or whole.part is None or whole.measure is None:
            continue
        located = [line.part for line in tree if line.role == LOCATED and line.measure == whole.measure and line.part]
        left = remainder(whole.part, located)
        if left is None:
            continue
        for key in reached:
            cell = groups.cells[key, whole.measure]
            cell.may_be_more = True
            cell.not_allocated += left.lower
        if whole.inside and (left.lower or left.vague_parts):
            rest = groups.cells[whole.key, whole.measure]
            rest.take(left, 1)
            rest.rests += 1


def _rows(groups: _Groups, asked: TotalQuery) -> Iterator[GroupTotal]:
    keys = dict.fromkeys([*groups.incidents, *(key for key, _ in groups.cells)])
    if not asked.group_by:
        keys.setdefault(())
    measures = [name for name in vocabulary("measure").terms if _may_show(name, asked)]
    rows = [(key, measure) for key in keys for measure in measures if not asked.measures or measure in asked.measures]
    order = shapes.place_in_order
    for key, measure in sorted(rows, key=lambda row: order(row[0], asked.group_by, row[1])):
        cell = groups.cells.get((key, measure), _Cell())
        incidents = groups.incidents.get(key, 0) + cell.rests
        if (not incidents and key) or not (asked.measures or cell.parts or measure in ALWAYS):
            continue
        total = total_of(
            measure,
            cell.parts,
            incidents=incidents,
            incidents_with_figure=cell.with_figure,
            may_be_more=cell.may_be_more,
        )
        group = {name.value: value for name, value in zip(asked.group_by, key, strict=True)}
        yield shapes.people(group, total, not_allocated=cell.not_allocated)


def _may_show(measure: str, asked: TotalQuery) -> bool:
    return measure not in STOCK_MEASURES or not set(TIMES) & set(asked.group_by)


# ---- Reading

MOST_LINES = 250_000

_NUMBERS = ("best", "lower", "low", "highest_stated", "numbered_lower", "printed")

# The figures come first: they give the columns their types, which the other branches leave empty.
_STATEMENT = """
{nodes}
SELECT {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open, figure.vague_parts,
       COUNT(*), {sums}, 0
  FROM node JOIN sitreps_revisionfigure AS figure ON figure.revision_id = node.stored
 WHERE (node.inside = 1 OR node.tree <> '') {measures}
 GROUP BY {columns} node.inside, node.tree, node.role, figure.measure, figure.quantifier, figure.open,
          figure.vague_parts
 UNION ALL
SELECT {columns} node.inside, node.tree, node.role, NULL, NULL, NULL, NULL, COUNT(*), {no_sums}, 0
  FROM node
 WHERE node.inside = 1 OR node.tree <> ''
 GROUP BY {columns} node.inside, node.tree, node.role
 UNION ALL
SELECT {no_columns} NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, {no_sums}, MAX(seq)
  FROM sitreps_change
"""


def _read(found: Nodes, asked: TotalQuery) -> tuple[int, list[_Line]]:
    names = ", ".join(["%s"] * len(asked.measures))
    statement = _STATEMENT.format(
        nodes=found.sql,
        columns="".join(f"node.{column}, " for column in found.columns),
        no_columns="NULL, " * len(found.columns),
        sums=", ".join(f"SUM(figure.{number})" for number in _NUMBERS),
        no_sums=", ".join(["NULL"] * len(_NUMBERS)),
        measures=f"AND figure.measure IN ({names})" if names else "",
    )
    rows = fetch(statement, (*found.parameters, *asked.measures))
    width = len(found.columns)
    head = max(row[-1] or 0 for row in rows)
    return head, [_line(row[:width], row[width:-1], asked) for row in rows if row[width] is not None]


def fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement, which are put together in memory: `InvalidQuery` where they would be too many."""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {MOST_LINES + 1}", parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if len(rows) > MOST_LINES:
        message = "Makes too many rows. Group by less, or ask for a shorter time or a smaller area."
        raise InvalidQuery([Fault("group_by", message)])
    return rows


def _line(values: Sequence[Any], row: Sequence[Any], asked: TotalQuery) -> _Line:
    inside, tree, role, measure, quantifier, is_open, words, count, *numbers = row
    part = None
    if measure is not None:
        best, lower, low, highest_stated, numbered_lower, printed = (
            None if number is None else int(number) for number in numbers
        )
        part = Summand(
            best=best or 0,
            lower=lower or 0,
            low=low or 0,
            highest_stated=highest_stated or 0,
            numbered_lower=numbered_lower or 0,
            open=bool(is_open),
            quantifier=Quantifier(quantifier),
            printed=printed,
            vague_parts=tuple(VagueWord(word) for word in words.split(",") if word) * count,
        )
    return _Line(group_key(asked.columns, values), bool(inside), tree, role, measure, count, part)


def group_key(columns: Sequence[GroupBy], values: Sequence[Any]) -> Key:
    """The values of a group as they are answered."""
    return tuple(_said(name, value) for name, value in zip(columns, values, strict=True))


def _said(name: GroupBy, value: Any) -> str | None:
    if value:
        return str(value)
    if name in AREAS:
        return NOT_ALLOCATED
    return UNDATED if name in TIMES else None
