"""A table whose rows are a tree: what is part of a row can be folded away."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from screens.kit.table import Table
from screens.language import later

OPEN: Final = "▾"
CLOSED: Final = "▸"


class TreeTable(Table):
    """Rows whose first cell begins with `branch`. What is folded is for the screen to say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "fold(False)", later("Fold"), show=False),
        Binding("right", "fold(True)", later("Unfold"), show=False),
    ]

    class Folded(Message):
        """A row is to be unfolded, folded, or (`open` is `None`) whichever it is not."""

        def __init__(self, table: TreeTable, key: str, *, open: bool | None) -> None:  # noqa: A002
            super().__init__()
            self.table = table
            self.key = key
            self.open = open

        @property
        def control(self) -> TreeTable:
            return self.table

    def action_fold(self, open: bool) -> None:  # noqa: A002 - what is done.
        """Unfold the row at the cursor, or fold it."""
        if self.key:
            self.post_message(self.Folded(self, self.key, open=open))

    def on_click(self, event: events.Click) -> None:
        """Fold or unfold where the mark is clicked; what else a click does is the table's."""
        line, place = self.scroll_offset.y + event.y - 1, event.x - 1
        if event.y < 1 or not 0 <= line < len(self.rows):
            return
        row = self.rows[line]
        # Before the mark there are only spaces, of one cell each.
        if row.cells[0][place : place + 1] in {OPEN, CLOSED}:
            self.post_message(self.Folded(self, row.key, open=None))
            event.prevent_default()
            self.cursor = line


def branch(text: str, depth: int, *, open: bool | None) -> str:  # noqa: A002 - what it is.
    """Return the first cell of a row; `open` is `None` where there is nothing to fold."""
    mark = "" if open is None else f"{OPEN if open else CLOSED} "
    return f"{'  ' * depth}{mark}{text}"
