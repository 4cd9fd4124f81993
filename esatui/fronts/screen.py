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

    def write(self, text: str, columns: int) -> tuple[str, Place]:
        """Return what to send for `text` (without control characters), and where it leads.

        Where a wide character meets the last cell of a row, that cell gets a blank: terminals break
        the line there, but not all of them.
        """
        row, column = self
        if text.isascii():
            filled = max(column + len(text) - 1, 0) // columns
            return text, Place(row + filled, column + len(text) - filled * columns)
        sent = []
        for character in text:
            width = cells(character)
            if column + width > columns:
                sent.append(" " * (columns - column))
                row, column = row + 1, 0
            sent.append(character)
            column += width
        return "".join(sent), Place(row, column)
