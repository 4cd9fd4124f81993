"""A table that draws only what is seen, so that ten thousand rows cost no more than ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from screens.kit.cells import GAP, Column, fitted, widths
from screens.kit.lines import Lines
from screens.kit.rows import Row, Tone, place_of
from screens.language import later, tr

__all__ = ["Row", "Table", "Tone"]
DRAWN = 500
"""Rows that are kept as they were drawn: scrolling draws only what comes into sight."""


class Table(Lines):
    """Rows under fixed titles, with a cursor. Titles are translated here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--title",
        "table--cursor",
        "table--cursor-blurred",
        "table--good",
        "table--warning",
        "table--bad",
        "table--muted",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", later("Up"), show=False),
        Binding("down", "move(1)", later("Down"), show=False),
        Binding("pageup", "page(-1)", later("Page up"), show=False),
        Binding("pagedown", "page(1)", later("Page down"), show=False),
        Binding("home", "edge(-1)", later("First"), show=False),
        Binding("end", "edge(1)", later("Last"), show=False),
        Binding("enter", "choose", later("Open"), show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    class Highlighted(Message):
        """The cursor has come to a row, or to none (`key` is empty)."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> Table:
            return self.table

    class Chosen(Message):
        """A row was opened, with Enter or a second click."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> Table:
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._rows: Sequence[Row] = ()
        self._empty = empty
        self._widths: dict[int, int] = {}
        self._telling = False
        self._strips: dict[str, Strip] = {}

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are shown."""
        return self._rows

    @property
    def empty(self) -> str:
        """What is said where there are no rows, in English."""
        return self._empty

    @empty.setter
    def empty(self, words: str) -> None:
        self._empty = words

    @property
    def key(self) -> str:
        """The key of the row at the cursor, empty without one."""
        return self._rows[self.cursor].key if self.cursor < len(self._rows) else ""

    def show_rows(self, rows: Sequence[Row], key: str | None = None) -> None:
        """Show `rows`. The cursor goes to the row `key`, else stays at the row where it is."""
        wanted = self.key if key is None else key
        place = min(self.cursor, max(0, len(rows) - 1))
        found = place_of(rows, wanted) if wanted else None
        place = place if found is None else found
        self._rows = rows
        self._strips.clear()
        self._measure()
        before = self.cursor
        self.set_reactive(Table.cursor, place)
        if place != before:
            self._reveal()
        self.refresh()
        self.post_message(self.Highlighted(self, self.key))

    @property
    def row(self) -> Row | None:
        """The row at the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def extend(self, rows: Sequence[Row], most: int) -> None:
        """Add rows at the end, and drop the first ones so that no more than `most` stay.

        A cursor on the last row stays on the last row, any other on its row.
        """
        if not rows:
            return
        before = len(self._rows)
        following = self.cursor >= before - 1
        dropped = max(0, before + len(rows) - most)
        self._rows = [*self._rows[dropped:], *rows]
        self._measure()
        if following:
            self.action_edge(1)
        elif dropped:
            place = max(0, self.cursor - dropped)
            self.set_reactive(Table.cursor, place)
            self._reveal()
        if following or dropped or before < self.scroll_offset.y + self.size.height:
            self.refresh()

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row `key`; return whether there is one."""
        place = place_of(self._rows, key)
        if place is not None:
            self.cursor = place
        return place is not None

    def watch_cursor(self, before: int, place: int) -> None:
        self._reveal()
        self.refresh_row(before)
        self.refresh_row(place)
        if not self._telling:
            # The cursor first: what there is to say about its row may take longer.
            self._telling = True
            self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        self._telling = False
        self.post_message(self.Highlighted(self, self.key))

    def action_move(self, step: int) -> None:
        """Move the cursor by `step` rows."""
        self.cursor = max(0, min(len(self._rows) - 1, self.cursor + step))

    def action_page(self, step: int) -> None:
        """Move the cursor by `step` pages."""
        self.action_move(step * max(1, self.size.height - 2))

    def action_edge(self, step: int) -> None:
        """Move the cursor to the first row (-1) or the last (1)."""
        self.cursor = 0 if step < 0 else max(0, len(self._rows) - 1)

    def action_choose(self) -> None:
        """Open the row at the cursor."""
        if self.key:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        line = self.scroll_offset.y + event.y - 1
        if event.y < 1 or not 0 <= line < len(self._rows):
            return
        if line == self.cursor and event.chain > 1:
            self.action_choose()
        self.cursor = line

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        self._measure()
        self._reveal()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, len(self._rows) + 1)
        columns = [
            replace(column, width=max(column.width, cell_len(tr(column.title))))
            for column in self._columns
        ]
        found = widths(columns, max(1, width - 2))
        if found != self._widths:
            self._widths = found
            self._strips.clear()

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def _reveal(self) -> None:
        height = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        plain = self.plain
        if y == 0:
            style = self.get_component_rich_style("table--title")
            cells = [(tr(column.title), style) for column in self._columns]
            return self._strip(cells, style, width)
        line = self.scroll_offset.y + y - 1
        if line >= len(self._rows):
            text = tr(self._empty) if y == 2 and not self._rows and self._empty else ""
            muted = self.get_component_rich_style("table--muted")
            return Strip([Segment(" " + fitted(text, max(0, width - 1)), muted if text else plain)])
        row = self._rows[line]
        if line == self.cursor:
            name = "table--cursor" if self.has_focus else "table--cursor-blurred"
            style = self.get_component_rich_style(name)
            return self._strip([(text, style) for text in row.cells], style, width)
        strip = self._strips.get(row.key)
        if strip is None or strip.cell_length != width:
            styles = [self._tone(row, i) for i in range(len(row.cells))]
            strip = self._strip(list(zip(row.cells, styles, strict=True)), plain, width)
            if len(self._strips) >= DRAWN:
                self._strips.clear()
            self._strips[row.key] = strip
        return strip

    def _tone(self, row: Row, column: int) -> Style:
        tone = row.tones[column] if column < len(row.tones) else ""
        return self.get_component_rich_style(f"table--{tone}") if tone else self.plain

    def _strip(self, cells: list[tuple[str, Style]], rest: Style, width: int) -> Strip:
        segments = [Segment(" ", rest)]
        used = 1
        for i, wide in self._rooms(cells):
            text, style = cells[i]
            if used > 1:
                segments.append(Segment(" " * GAP, rest))
                used += GAP
            segments.append(Segment(fitted(text, wide, self._columns[i].align), style))
            used += wide
        segments.append(Segment(" " * max(0, width - used), rest))
        return Strip(segments).adjust_cell_length(width, rest)

    def _rooms(self, cells: list[tuple[str, Style]]) -> Iterator[tuple[int, int]]:
        """Yield columns and widths; a text that is too long takes the room of empty cells."""
        columns = list(self._widths)
        while columns:
            i = columns.pop(0)
            wide = self._widths[i]
            needed = cell_len(cells[i][0])
            while columns and wide < needed and not cells[columns[0]][0]:
                wide += GAP + self._widths[columns.pop(0)]
            yield i, wide

    def refresh_row(self, place: int) -> None:
        """Draw one row again."""
        self.refresh(Region(0, place - self.scroll_offset.y + 1, self.size.width, 1))
