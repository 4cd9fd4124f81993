"""Textual's own table: the yardstick of the dashboard's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Plain(App[None]):
    """Shows texts in rows."""

    def __init__(self, rows: Sequence[tuple[str, ...]], driver_class: Any) -> None:
        super().__init__(driver_class=driver_class)
        self._rows = rows

    def compose(self) -> ComposeResult:
        table: DataTable[str] = DataTable(cursor_type="row")
        table.add_columns(*(f"column {number}" for number in range(len(self._rows[0]))))
        table.add_rows(self._rows)
        yield table


class Moves:
    """Its cursor: where it is, and a text of the row there."""

    keys = {"home": "ctrl+home", "end": "ctrl+end"}  # noqa: RUF012 - read only.
    """Keys that it calls otherwise."""

    def __init__(self, table: DataTable[str]) -> None:
        self._table = table

    @property
    def place(self) -> str:
        """The row, by its number."""
        return str(self._table.cursor_row)

    @property
    def text(self) -> str:
        """Something that only this row holds."""
        return str(self._table.get_row_at(self._table.cursor_row)[0])
