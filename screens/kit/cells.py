"""Texts in columns, measured in terminal cells (Hangul takes two)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from screens.language import tr

ELLIPSIS: Final = "…"
_WORDS: Final = re.compile(r"\s*\S+\s*")
GAP: Final = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the cells it needs at least, and its share of what is left over.

    Where the table is too narrow for all, the columns with the lowest `rank` are left out; those of
    rank 9 never are.
    """

    title: str
    width: int
    share: int = 0
    rank: int = 5
    align: Literal["left", "right"] = "left"


def widest(words: Iterable[str]) -> int:
    """Return the cells that the longest of `words` takes in the language in use."""
    return max(cell_len(tr(each)) for each in words)


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` cells; a text that is cut ends in an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def fitted(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Return `text` in exactly `width` cells."""
    text = cut(text, width)
    padding = " " * (width - cell_len(text))
    return padding + text if align == "right" else text + padding


def folded(text: Text, width: int, indent: int) -> Text:
    """Return `text` in lines of at most `width` cells, those after the first set in by `indent`.

    It is divided between words; a word that is longer than a line is divided anywhere.
    """
    if text.cell_len <= width:
        return text
    indent = min(indent, max(0, width - 2))
    ends: list[int] = []
    used, room = 0, width
    for found in _WORDS.finditer(text.plain):
        cells = cell_len(found[0].rstrip())
        if used and used + cells > room:
            ends.append(found.start())
            used, room = 0, width - indent
        for place, letter in enumerate(found[0].rstrip(), found.start()):
            if used and used + cell_len(letter) > room:
                ends.append(place)
                used, room = 0, width - indent
            used += cell_len(letter)
        used += cell_len(found[0]) - cells
    lines = list(text.divide(ends))
    for line in lines:
        line.rstrip()
    return Text("\n" + " " * indent).join(lines)


def widths(columns: Sequence[Column], total: int) -> dict[int, int]:
    """Return the widths of the columns that fit into `total` cells, by their number in order.

    Columns grow by their shares until the width is used up.
    """
    shown = list(range(len(columns)))

    def needed() -> int:
        return sum(columns[i].width for i in shown) + GAP * (len(shown) - 1)

    while len(shown) > 1 and needed() > total:
        # Of equal rank the last one goes first.
        victim = min(shown, key=lambda i: (columns[i].rank, -i))
        if columns[victim].rank == 9:
            break
        shown.remove(victim)
    rest = max(0, total - needed())
    shares = sum(columns[i].share for i in shown)
    result = {i: columns[i].width for i in shown}
    if shares:
        given = 0
        for i in shown:
            extra = rest * columns[i].share // shares
            result[i] += extra
            given += extra
        last = next(i for i in reversed(shown) if columns[i].share)
        result[last] += rest - given
    return result
