"""Which line of the file stands for which line of output when the two differ: an edit script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from esatui.transcript.document import Line
from esatui.transcript.matcher import match_line

E = TypeVar("E")
A = TypeVar("A")

_REPLACE = 1.0
_ONE_SIDED = 1.5
"""Dearer than replacing, so that wildcards keep their neighbours, cheaper than two replacements."""

CELLS = 400_000
"""Most comparisons that are made; longer texts are taken as different altogether."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One step: `expected` and `actual` are ranges of indices, one of which may be empty.

    `same`: one line each, which match. `replace`: one each, which do not. `absorb`: one `...` and
    the lines it stands for. `delete` and `insert`: one line of one side.
    """

    kind: Literal["same", "replace", "absorb", "delete", "insert"]
    expected: range
    actual: range


def align_lines(
    expected: Sequence[Line], actual: Sequence[str], bound: Mapping[str, str]
) -> list[Edit]:
    """Return the cheapest edit script from lines of a file (no comments) to lines of output."""
    return align(
        expected,
        actual,
        same=lambda line, text: match_line(line, text, bound, {}),
        absorbs=lambda line: line.kind == "lines",
    )


def best_beginning(
    expected: Sequence[Line], actual: Sequence[str], bound: Mapping[str, str]
) -> int:
    """Return how many lines of `expected` are most likely meant to be `actual`."""
    table = _Table(
        expected[::-1],
        actual[::-1],
        lambda line, text: match_line(line, text, bound, {}),
        lambda line: line.kind == "lines",
    )
    costs = table.beginning_costs()
    return costs.index(min(costs))


def align(
    expected: Sequence[E],
    actual: Sequence[A],
    *,
    same: Callable[[E, A], bool],
    absorbs: Callable[[E], bool],
) -> list[Edit]:
    """Return the cheapest edit script; what `absorbs` stands for any number of items."""
    head = _common(expected, actual, same, absorbs)
    tail = _common(expected[head:][::-1], actual[head:][::-1], same, absorbs)
    rows, columns = len(expected) - tail, len(actual) - tail
    edits = [_same(index, index) for index in range(head)]
    middle = _Table(expected[head:rows], actual[head:columns], same, absorbs)
    edits += [_moved(edit, head) for edit in middle.edits()]
    edits += [_same(rows + index, columns + index) for index in range(tail)]
    return edits


def _common(
    expected: Sequence[E],
    actual: Sequence[A],
    same: Callable[[E, A], bool],
    absorbs: Callable[[E], bool],
) -> int:
    """Return how many items agree from the beginning on."""
    count = 0
    for one, other in zip(expected, actual, strict=False):
        if absorbs(one) or not same(one, other):
            break
        count += 1
    return count


def _same(row: int, column: int) -> Edit:
    return Edit("same", range(row, row + 1), range(column, column + 1))


def _moved(edit: Edit, by: int) -> Edit:
    expected, actual = edit.expected, edit.actual
    return Edit(
        edit.kind,
        range(expected.start + by, expected.stop + by),
        range(actual.start + by, actual.stop + by),
    )


class _Table:
    """Costs of aligning the ends of two sequences, and the way of least cost through them."""

    def __init__(
        self,
        expected: Sequence[E],
        actual: Sequence[A],
        same: Callable[[E, A], bool],
        absorbs: Callable[[E], bool],
    ) -> None:
        self._rows = len(expected)
        self._columns = len(actual)
        self._absorbs = [absorbs(item) for item in expected]
        self._cost: list[list[float]] = []
        self._same: list[list[bool]] = []
        if self._rows * self._columns <= CELLS:
            self._same = [[same(one, other) for other in actual] for one in expected]
            self._fill()

    def _fill(self) -> None:
        below = [_ONE_SIDED * (self._columns - column) for column in range(self._columns + 1)]
        table = [below]
        for row in range(self._rows - 1, -1, -1):
            below = self._row(row, below)
            table.append(below)
        self._cost = table[::-1]

    def _row(self, row: int, below: list[float]) -> list[float]:
        absorbs, same = self._absorbs[row], self._same[row]
        costs = [0.0] * (self._columns + 1)
        costs[-1] = below[-1] + (0 if absorbs else _ONE_SIDED)
        for column in range(self._columns - 1, -1, -1):
            if absorbs:
                costs[column] = min(below[column], costs[column + 1])
            else:
                pair = below[column + 1] + (0 if same[column] else _REPLACE)
                lone = min(below[column], costs[column + 1]) + _ONE_SIDED
                costs[column] = min(pair, lone)
        return costs

    def beginning_costs(self) -> list[float]:
        """Return, if reversed, what the first 0, 1, 2 ... items cost beside all others."""
        if not self._cost:
            return [abs(count - self._columns) for count in range(self._rows + 1)]
        return [self._cost[row][0] for row in range(self._rows, -1, -1)]

    def edits(self) -> Iterator[Edit]:
        """Yield the steps of least cost in order."""
        if not self._cost:
            yield from (Edit("delete", range(row, row + 1), range(0)) for row in range(self._rows))
            yield from (Edit("insert", range(0), range(c, c + 1)) for c in range(self._columns))
            return
        row = column = 0
        while row < self._rows or column < self._columns:
            edit = self._edit(row, column)
            yield edit
            row, column = max(row, edit.expected.stop), max(column, edit.actual.stop)

    def _edit(self, row: int, column: int) -> Edit:
        here = self._cost[row][column]
        if row < self._rows and self._absorbs[row]:
            end = column
            while self._cost[row + 1][end] > here:
                end += 1
            return Edit("absorb", range(row, row + 1), range(column, end))
        if row < self._rows and column < self._columns:
            same = self._same[row][column]
            if self._cost[row + 1][column + 1] + (0 if same else _REPLACE) <= here:
                kind: Literal["same", "replace"] = "same" if same else "replace"
                return Edit(kind, range(row, row + 1), range(column, column + 1))
        if row < self._rows and self._cost[row + 1][column] + _ONE_SIDED <= here:
            return Edit("delete", range(row, row + 1), range(column, column))
        return Edit("insert", range(row, row), range(column, column + 1))
