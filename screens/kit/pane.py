"""A text that can be scrolled, such as the details of the row at the cursor."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text
from rich.theme import Theme
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from screens.kit.lines import Lines
from screens.kit.table import Table
from screens.language import later


def set_in(before: Text, text: Text) -> RenderableType:
    """Return `text` after `before`; where it takes more lines they begin below its first word."""
    line = Grid.grid()
    line.add_column(no_wrap=True)
    line.add_column(overflow="fold")
    line.add_row(before, text)
    return line


class Pane(Lines):
    """Shows what Rich can draw, in the width that there is.

    Texts may have the styles `good` and `bad`, of whatever theme is in use.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", later("Back")),
        Binding("up", "scroll_up", later("Up"), show=False),
        Binding("down", "scroll_down", later("Down"), show=False),
        Binding("pageup", "page_up", later("Page up"), show=False),
        Binding("pagedown", "page_down", later("Page down"), show=False),
        Binding("home", "scroll_home", later("First"), show=False),
        Binding("end", "scroll_end", later("Last"), show=False),
    ]

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._what: RenderableType = Group()
        self._strips: list[Strip] = []

    def action_back(self) -> None:
        """Go back to the table."""
        for table in self.screen.query(Table).results(Table):
            table.focus()
            return

    def show(self, what: RenderableType, *, home: bool = True) -> None:
        """Show something else, from its beginning unless `home` is false."""
        self._what = what
        self._draw()
        if home:
            self.scroll_to(y=0, animate=False)

    def on_resize(self, _: events.Resize) -> None:
        self.fit()

    def fit(self) -> None:
        self._draw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted:
            self._draw()

    def render_line(self, y: int) -> Strip:
        line = self.scroll_offset.y + y
        if line >= len(self._strips):
            return Strip.blank(self.size.width, self.plain)
        return self._strips[line].adjust_cell_length(self.size.width, self.plain)

    def _draw(self) -> None:
        """Draw all lines, unless the width is not known yet."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        console = self.app.console
        options = console.options.update(width=width, height=None, highlight=False)
        with console.use_theme(self._tones()):
            lines = console.render_lines(self._what, options, style=self.plain)
        self._strips = [Strip(line, width) for line in lines]
        self.virtual_size = Size(width, len(lines))
        self.refresh()

    def _tones(self) -> Theme:
        colours = self.app.theme_variables
        tones = {"good": f"bold {colours['text-success']}", "bad": f"bold {colours['text-error']}"}
        return Theme(tones, inherit=False)
