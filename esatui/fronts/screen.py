"""Where the cursor of a terminal goes when text is written."""

from __future__ import annotations

from typing import NamedTuple

from esatui.fronts.tokens import cells


class Place(NamedTuple):
    """A row, counted from where writing began, and a column.

    The column equals the width of the terminal after a row is filled: the cursor then still stands
    on the last cell, and the next character goes to the next row.
    """

    row: int = 0
    column: int = 0

    def after(self, text: str, columns: int) -> Place:
        """Return where the cursor is after `text`, which has no control characters."""
        row, column = self
        if text.isascii():
            filled = max(column + len(text) - 1, 0) // columns
            return Place(row + filled, column + len(text) - filled * columns)
        for character in text:
            width = cells(character)
            if column + width > columns:
                row, column = row + 1, 0
            column += width
        return Place(row, column)
