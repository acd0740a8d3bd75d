"""From the rows of a statement over nodes to groups with their cells: people and damaged facilities alike (B7, B10)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection

from sitreps.documents.totals import AREAS, NOT_ALLOCATED, TIMES, UNDATED, GroupBy, GroupTotal, Key
from sitreps.errors import Fault, InvalidQuery
from sitreps.queries.total_nodes import LOCATED

MOST_LINES = 250_000

Part = TypeVar("Part")
"""What is added up: a figure of people, or a count of facilities."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows in order; `head` is the newest number of the record that they were read from."""

    head: int
    rows: tuple[GroupTotal, ...]


@dataclass(frozen=True, slots=True)
class Line(Generic[Part]):
    """Nodes of one group, alike in where they stand and, with `part`, in what they say of `name`.

    `name` is a measure or a category. Without a part the line counts the nodes, whatever they say.
    """

    key: Key
    inside: bool
    tree: str
    role: int
    nodes: int
    name: str = ""
    part: Part | None = None

    @property
    def counts_alone(self) -> bool:
        """Whether its nodes are added as they are: those of no tree, and the located places of one."""
        return self.inside and (not self.tree or self.role == LOCATED)


@dataclass(slots=True)
class Cell(Generic[Part]):
    """One measure or category of one group, while it is put together."""

    parts: list[Part] = field(default_factory=list)
    with_figure: int = 0
    rests: int = 0
    not_allocated: int = 0
    may_be_more: bool = False

    def take(self, part: Part, count: int) -> None:
        self.parts.append(part)
        self.with_figure += count

    def take_rest(self, part: Part) -> None:
        """What is left of a cluster that reaches beyond an area: where it is allocated to none, an incident."""
        self.take(part, 1)
        self.rests += 1

    def leave(self, lower: int) -> None:
        """At least so many are in none of the cell's parts, and may belong here."""
        self.may_be_more = True
        self.not_allocated += lower


@dataclass(slots=True)
class Groups(Generic[Part]):
    """All groups: how many incidents each has, and its cells by measure or category."""

    incidents: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    cells: dict[tuple[Key, str], Cell[Part]] = field(default_factory=lambda: defaultdict(Cell))

    def add(self, line: Line[Part]) -> None:
        if line.part is None:
            self.incidents[line.key] += line.nodes
        else:
            self.cells[line.key, line.name].take(line.part, line.nodes)

    def incidents_of(self, key: Key, cell: Cell[Part]) -> int:
        """The incidents that a cell's total is over."""
        return self.incidents.get(key, 0) + cell.rests


Tree = Sequence[Line[Part]]


def gather(lines: Iterable[Line[Part]], allocate: Callable[[Tree[Part], Groups[Part]], None]) -> Groups[Part]:
    """The lines by group. `allocate` adds a cluster that stands with its places: its lines, all together."""
    groups: Groups[Part] = Groups()
    trees: Mapping[str, list[Line[Part]]] = defaultdict(list)
    for line in lines:
        if line.tree:
            trees[line.tree].append(line)
        elif line.inside:
            groups.add(line)
    for tree in trees.values():
        allocate(tree, groups)
    return groups


def fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement, which are put together in memory: `InvalidQuery` where they would be too many."""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {MOST_LINES + 1}", parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if len(rows) > MOST_LINES:
        message = "Makes too many rows. Group by less, or ask for a shorter time or a smaller area."
        raise InvalidQuery([Fault("group_by", message)])
    return rows


def group_key(columns: Sequence[GroupBy], values: Sequence[Any]) -> Key:
    """The values of a group as they are answered."""
    return tuple(_said(name, value) for name, value in zip(columns, values, strict=True))


def _said(name: GroupBy, value: Any) -> str | None:
    if value:
        return str(value)
    if name in AREAS:
        return NOT_ALLOCATED
    return UNDATED if name in TIMES else None
