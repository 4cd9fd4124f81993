"""The terminal that a client has asked for."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_COLUMNS, DEFAULT_ROWS = 80, 24
LARGEST = 1000
"""More columns or rows are no terminal but an attempt to make the server work."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Type and size, in cells."""

    type: str
    columns: int = DEFAULT_COLUMNS
    rows: int = DEFAULT_ROWS


def terminal(kind: str, columns: int, rows: int) -> Terminal:
    """Return a terminal of a size that can be used; 0 (unknown) becomes the default."""
    return Terminal(
        kind, min(columns, LARGEST) or DEFAULT_COLUMNS, min(rows, LARGEST) or DEFAULT_ROWS
    )
